"""The pages on which a record and its files are described. What the buttons on them do is in ``deeds``."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, url_for

from app.services.desk import Text
from app.services.media.reading import MediaView
from app.services.media.texts import SPOKEN
from app.services.reading import RecordView
from app.web.archive import archive, language, viewer
from app.web.language import say
from app.web.problems import sentence
from app.web.workbench import answers, audience, deeds, options, wording
from app.web.workbench.forms import Metadata, Scene, blocks
from app.web.workbench.wording import NAMES
from metadata.problem import Problem
from metadata.profile import profile
from metadata.statements import every_value, title


@dataclass(frozen=True, slots=True)
class State:
    """How the page came to be. ``unsaved``: what it shows is kept nowhere yet; ``draft_kept``: publishing failed after
    the text was saved; ``refused``: problems of who may see it; ``typed``: what was written there."""

    unsaved: bool = False
    draft_kept: bool = False
    refused: Sequence[Problem] = ()
    typed: str = ""


def edit(
    record: RecordView,
    metadata: Metadata,
    *,
    base: int,
    problems: Sequence[Problem] = (),
    blank: str = "",
    restored: datetime | None = None,
    state: State | None = None,
) -> str:
    state = state or State()
    lacking, demanded = wording.files(record, language())
    scene = _scene(record, metadata, problems, blank)
    return render_template(
        "workbench/edit.html",
        heading=title(metadata, language()) or title(record.metadata, language()) or record.identifier,
        blocks=blocks(metadata, scene),
        base=base,
        problems=problems,
        elsewhere=_elsewhere(record.kind, problems, record.identifier),
        missing=wording.missing(record.kind, metadata, language()) + (lacking if demanded else []),
        lacking=[] if demanded else lacking,
        restored=restored,
        newer=archive().desk.text(record.identifier, record.head_version) if base != record.head_version else None,
        returned=archive().desk.returned(record.identifier),
        state=state,
        may=deeds.permitted(record.identifier),
        in_review=archive().desk.waiting(record.identifier),
        words=archive().approvals.words(record.identifier),
        people_known=archive().agents.all(viewer()),
        will_wait=archive().approvals.will_wait(record.identifier),
        requests=archive().takedowns.of_record(viewer(), record.identifier),
        limit=archive().settings.upload_limit,
        audience=_audience(state.typed or record.access, record.unit_code),
        refused=[wording.sentence(problem, language(), record.kind) for problem in state.refused],
        tongues=options.all_languages(scene.tongues, language()),
        **files(record),
    )


def files(record: RecordView) -> dict[str, Any]:
    """What the list of a record's files shows."""
    listed = [media.id for media in record.media]
    unlisted = archive().desk.unlisted(record.identifier, listed)
    working = [media.id for media in (*record.media, *unlisted) if media.state == "working"]
    return {
        "record": record,
        "unlisted": unlisted,
        "progress": archive().desk.progress(working),
        "failures": {media.id: _failure(media) for media in (*record.media, *unlisted) if media.problem},
        "notes": {media.id: _note(media) for media in (*record.media, *unlisted)},
        "lacks": wording.lacks(record, language()),
    }


def conflict(record: RecordView, mine: Metadata, theirs: Text, first: Text | None) -> str:
    """Both texts field by field; what only one of the two has changed is chosen already."""
    found = deeds.differences(record.kind, mine, theirs.metadata, first.metadata if first else {})
    return render_template(
        "workbench/conflict.html",
        record=record,
        heading=title(theirs.metadata, language()) or record.identifier,
        mine=mine,
        pairs=answers.pairs,
        theirs=theirs,
        first=first.number if first else 0,
        open=[one for one in found if one.open],
        settled=[one for one in found if not one.open],
    )


def media(
    file: MediaView,
    description: Metadata,
    *,
    base: str,
    problems: Sequence[Problem] = (),
    blank: str = "",
    unsaved: bool = False,
    overtaken: Problem | None = None,
) -> str:
    """``overtaken`` tells that somebody else has described the file, as it now stands, since the form was opened."""
    record = archive().reading.record(viewer(), file.record, head=True)
    tongues = options.likely_languages(record.metadata | description, archive().settings.languages)
    scene = Scene(
        "media",
        language(),
        lambda problem: wording.sentence(problem, language(), "media"),
        archive().settings.languages,
        tongues=tongues,
        titles={},
        communities=_communities(),
        problems=problems,
        blank=blank,
    )
    return render_template(
        "workbench/media.html",
        media=file,
        heading=title({"title": description.get("label", [])}, language()) or file.filename,
        record_title=title(record.metadata, language()) or record.identifier,
        blocks=blocks(description, scene),
        problems=problems,
        elsewhere=_elsewhere("media", problems, file.record),
        lacking=wording.lacking(archive().desk.lacking([file.id])[0], file.record, language()),
        spoken=_spoken(file),
        base=base,
        overtaken=sentence(overtaken, language()) if overtaken else "",
        overtaken_by=overtaken.value if overtaken else "",
        differing=deeds.differences("media", description, file.description, {}) if overtaken else [],
        mine=description,
        failure=_failure(file) if file.problem else "",
        note=_note(file),
        may_restrict=archive().desk.may(viewer(), "restrict", file.record),
        audience=_audience(archive().desk.condition(file.access_id), record.unit_code),
        tongues=options.all_languages(tongues, language()),
        unsaved=unsaved,
    )


def _spoken(file: MediaView) -> list[tuple[str, str]]:
    """What is written down of a film or a sound, and where it is mended."""
    there = archive().reading.texts_of([file.id]).get(file.id, {})
    return [
        (f"{say(language(), NAMES[kind])}: {options.language_name(tag, language())}", address)
        for kind in SPOKEN
        for tag in there.get(kind, ())
        if (address := url_for("workbench.lines", identifier=file.record, media=file.id, kind=kind, tag=tag))
    ]


def _scene(record: RecordView, metadata: Metadata, problems: Sequence[Problem], blank: str) -> Scene:
    interface = archive().settings.languages
    return Scene(
        record.kind,
        language(),
        lambda problem: wording.sentence(problem, language(), record.kind),
        interface,
        tongues=options.likely_languages(metadata, interface),
        files=tuple(options.Option(media.id, _named(media)) for media in record.media),
        titles=_titles(value["value"] for _path, value in every_value(metadata) if value["type"] == "record"),
        communities=_communities(),
        problems=problems,
        blank=blank,
    )


def _communities() -> tuple[options.Option, ...]:
    return options.named(((one.slug, one.name) for one in archive().communities.all()), language())


def _titles(identifiers: Iterable[str]) -> dict[str, str]:
    """What linked records are called, where this officer may know of them."""
    wanted = [identifier for identifier in dict.fromkeys(identifiers) if identifier]
    if not wanted:
        return {}
    seen = {card.identifier: card.metadata for card in archive().reading.cards(viewer(), wanted)}
    known = seen | archive().desk.descriptions(viewer(), wanted)
    return {identifier: title(metadata, language()) for identifier, metadata in known.items()}


def _named(media: MediaView) -> str:
    return title({"title": media.description.get("label", [])}, language()) or media.filename


def _failure(media: MediaView) -> str:
    return sentence(media.problem, language()) if media.problem else ""


def _note(media: MediaView) -> str:
    """What became of a file otherwise than expected, and is no failure."""
    code = media.detail.get("note", "")
    return sentence(Problem(code, value=media.detail.get("note_value", "")), language()) if code else ""


def _audience(condition: str, unit: str) -> audience.Choice:
    return audience.choice(condition, unit, archive().desk.audiences(), language())


def _elsewhere(kind: str, problems: Sequence[Problem], record: str) -> list[wording.Missing]:
    """Problems that no field of the form has; those of files lead to where they are mended."""
    names = {row.name for row in profile(kind).rows}
    found = [problem for problem in problems if problem.path.partition(".")[0].partition("@")[0] not in names]
    return [
        wording.Missing(wording.place_of(problem, record), wording.sentence(problem, language(), kind))
        for problem in found
    ]
