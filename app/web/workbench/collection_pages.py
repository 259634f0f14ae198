"""The pages on which collections are curated: what their templates are given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request

from app.errors import SearchUnavailable
from app.services.collections.bench import Bench, BenchPart, BenchRecord
from app.services.collections.words import Words, in_language, stamp
from app.services.discovery import Question
from app.services.identifiers import normal
from app.services.reading import RecordView
from app.web.archive import archive, language, viewer
from app.web.language import say
from app.web.limits import ordinal
from app.web.problems import sentence
from app.web.workbench import audience
from app.web.workbench.forms import ROOT
from metadata.problem import Problem
from metadata.statements import title

FOUND = 10
FIELDS = ("title", "description")
DEEDS = ("review", "publish", "withdraw", "restrict")

Typed = Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Page:
    """How a page differs from what is kept: ``typed`` words that are not saved, who has changed them meanwhile, what
    was refused, the condition that was typed."""

    typed: Typed | None = None
    base: str = ""
    overtaken: Problem | None = None
    problems: Sequence[Problem] = ()
    refused: Sequence[Problem] = ()
    condition: str = ""


def typed(form: Iterable[tuple[str, str]]) -> Typed:
    """Title and story by language, from controls such as ``m.title.vi``."""
    found: dict[str, Words] = {name: {} for name in FIELDS}
    for name, text in form:
        root, _, rest = name.partition(".")
        field, _, tag = rest.partition(".")
        if root == ROOT and field in found and tag:
            found[field][tag] = text
    return found


def collection(identifier: str, page: Page = Page()) -> str:
    bench = archive().collection_desk.collection(viewer(), identifier, page=ordinal(request.args.get("page", "")) or 1)
    words = page.typed or {"title": bench.title, "description": bench.description}
    wanted = request.args.get("find", "").strip()
    return render_template(
        "workbench/collection.html",
        collection=bench,
        heading=in_language(bench.title, language())[0],
        words=words,
        tags=_tags(bench, words),
        base=page.base or stamp(bench),
        unsaved=page.typed is not None,
        overtaken=sentence(page.overtaken, language()) if page.overtaken else "",
        overtaken_by=page.overtaken.value if page.overtaken else "",
        differing=_differing(words, bench) if page.overtaken else [],
        problems=[sentence(problem, language()) for problem in page.problems],
        refused=[sentence(problem, language()) for problem in page.refused],
        may={deed: viewer().can(deed, bench.unit_id) for deed in DEEDS},
        audience=_audience(page.condition or bench.access, bench.unit_code),
        parts=[_part(part) for part in bench.parts],
        records=[_record(record) for record in bench.records],
        find=wanted,
        found=_found(wanted) if wanted else [],
        choices=[(one, in_language(names, language())[0]) for one, names in _choices(identifier)],
    )


def _choices(identifier: str) -> list[tuple[str, Words]]:
    return archive().collection_desk.choices(viewer(), identifier)


def _tags(bench: Bench, words: Typed) -> list[str]:
    """The interface's languages, then others in which there is something already."""
    there = [bench.title, bench.description, *words.values()]
    return list(dict.fromkeys([*archive().settings.languages, *(tag for texts in there for tag in texts)]))


def _differing(mine: Typed, bench: Bench) -> list[tuple[str, str, str, str]]:
    """Field, language, my words and theirs, where they differ."""
    theirs = {"title": bench.title, "description": bench.description}
    return [
        (name, tag, mine[name].get(tag, ""), theirs[name].get(tag, ""))
        for name in FIELDS
        for tag in dict.fromkeys([*mine[name], *theirs[name]])
        if mine[name].get(tag, "").strip() != theirs[name].get(tag, "")
    ]


def _audience(condition: str, unit: str) -> audience.Choice:
    return audience.choice(condition, unit, archive().desk.audiences(), language())


def _part(part: BenchPart) -> tuple[str, str, bool]:
    if part.title is None:
        return part.identifier, say(language(), "A collection that you may not see"), part.shown
    return part.identifier, in_language(part.title, language())[0], part.shown


def _record(record: BenchRecord) -> tuple[str, str, bool]:
    if record.metadata is None:
        return record.identifier, say(language(), "A record that you may not see"), record.shown
    return record.identifier, title(record.metadata, language()) or record.identifier, record.shown


def _found(wanted: str) -> list[tuple[str, str]]:
    """Records to choose from: by what was typed, or the one whose identifier or address it is."""
    known = normal(wanted.rstrip("/").rpartition("/")[2])
    named = archive().desk.descriptions(viewer(), [known]) if known else {}
    if known and not named:
        named = {card.identifier: card.metadata for card in archive().reading.cards(viewer(), [known])}
    return [(one, title(metadata, language()) or one) for one, metadata in named.items()] or _searched(wanted)


def _searched(wanted: str) -> list[tuple[str, str]]:
    try:
        records: list[RecordView] = archive().discovery.search(viewer(), Question(wanted, per_page=FOUND)).records
    except SearchUnavailable:
        return []
    return [(record.identifier, title(record.metadata, language()) or record.identifier) for record in records]
