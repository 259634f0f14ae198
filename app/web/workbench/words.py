"""What the workbench's templates say of data: labels of kinds and languages, titles, values in words."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from app.services.reading import RecordView
from app.web.archive import archive, language
from app.web.language import noted, number, say
from app.web.site.frame import kind_label as kind_of
from app.web.workbench import dates, options, wording
from app.web.workbench.forms import Control, findings
from app.web.workbench.options import Option
from metadata.profile import field_label
from metadata.statements import Metadata, title
from metadata.vocabulary import Concept, vocabulary

_STATUS = {
    "published": noted("Published: visitors see this text."),
    "withdrawn": noted("Withdrawn: visitors do not see it."),
    "in_review": noted("Waiting for approval; visitors do not see it yet."),
    "draft": noted("Draft: visitors do not see it yet."),
}
_LONGEST_COMPARED = 4_000
_EXAMPLES = ("; ví dụ:", "; for example:")


def context() -> dict[str, Any]:
    return {
        "calendars": lambda: _labelled("calendars"),
        "clock": wording.clock,
        "compared": compared,
        "findings": findings,
        "help_of": help_of,
        "in_words": lambda names: options.in_words(names, language()),
        "kind_label": lambda kind: kind_of(kind, language()),
        "language_label": lambda tag: options.language_name(tag, language()),
        "meaning": lambda kind, value: wording.meaning(kind, value, language()),
        "months": months,
        "needed_of": needed_of,
        "names_of": lambda several: ", ".join(options.in_words(names, language()) for names in several),
        "named_days": lambda: (_labelled("zodiac"), _labelled("weekdays")),
        "status_of": status_of,
        "title_of": lambda metadata: title(metadata, language()),
        "words_of": words_of,
        "writing_languages": writing_languages,
    }


def status_of(record: RecordView) -> str:
    """Where a record stands, and what visitors see of it."""
    tag = language()
    if record.status == "published" and record.published_version != record.head_version:
        return say(
            tag,
            "Visitors see version %(public)s. You are working on version %(head)s, which is not published yet.",
            public=number(record.published_version or 0, tag),
            head=number(record.head_version, tag),
        )
    return say(tag, _STATUS[record.status])


def writing_languages() -> tuple[Option, ...]:
    """Languages in which a text may be written: those of the interface first, then by name."""
    return options.all_languages(archive().settings.languages, language())


def months() -> list[Option]:
    """Months of any calendar by their number, which is what one types to choose one: ``1 (Giêng)``. A solar or lunar
    year has twelve, some others have one more."""
    lunar = vocabulary("lunar_months").concepts
    return [Option(f"{month:02}", _month(month, lunar.get(f"{month:02}"))) for month in range(1, 14)]


def _month(number: int, lunar: Concept | None) -> str:
    """Vietnamese has names of their own for the first and the last lunar month."""
    name = lunar.label(language()).rpartition(" ")[2] if lunar and language() == "vi" else ""
    return f"{number} ({name})" if name.isalpha() else str(number)


def help_of(control: Control) -> str:
    """What to write in a field, as one does it here: profiles also speak to those who fill in tables."""
    purpose = control.help
    for example in _EXAMPLES:
        purpose = purpose.partition(example)[0]
    purpose = purpose.rstrip(".") + "."
    if control.input == "date":
        return f"{purpose} " + say(language(), "For example: 24/02/2024, 2/2024, 1975, about 1948, 1960s, 1954 – 1975.")
    if control.input == "recurrence":
        return say(language(), "Choose the calendar, the day and the month, or simply write how people say it.")
    if control.input == "file":
        return say(language(), "Choose among the files of this record.")
    if control.input == "record":
        return f"{purpose} " + say(language(), "Type a part of its name, then choose it.")
    return control.help


def needed_of(control: Control) -> str:
    """What publication asks of a field; empty where it asks nothing."""
    if pair := next((pair for pair in wording.EITHER if control.name.removeprefix("m.") in pair), None):
        other = next(name for name in pair if name != control.row.name)
        return say(language(), "Needed to publish, this or %(other)s.", other=field_label(other, language()))
    return say(language(), "Needed to publish.") if control.row.mandatory else ""


def words_of(value: Metadata | dict[str, Any]) -> str:
    """One value in words, groups part by part."""
    given: dict[str, Any] = dict(value)
    told = str(given.get("value", ""))
    if given.get("vocabulary") and given["type"] == "concept":
        concept = vocabulary(given["vocabulary"]).concepts.get(told)
        told = concept.label(language()) if concept else told
    elif given["type"] == "date":
        told = dates.label(told, language()) or told
    elif given["type"] == "recurrence":
        told = wording.meaning("recurrence", told, language()).partition(". ")[0] or told
    parts = [words_of(part) for values in given.get("parts", {}).values() for part in values]
    return " · ".join(piece for piece in (told, *parts) if piece)


def compared(mine: Sequence[dict[str, Any]], theirs: Sequence[dict[str, Any]]) -> list[list[tuple[bool, str]]]:
    """The values of ``mine`` cut into pieces, each with whether it differs from what ``theirs`` say."""
    other = [word for value in theirs for word in _pieces(words_of(value))]
    return [_compared(_pieces(words_of(value)), other) for value in mine]


def _compared(words: list[str], other: list[str]) -> list[tuple[bool, str]]:
    if len(words) + len(other) > _LONGEST_COMPARED:
        return [(False, "".join(words))]
    steps = SequenceMatcher(None, words, other, autojunk=False).get_opcodes()
    return [(step != "equal", "".join(words[start:end])) for step, start, end, _, _ in steps if end > start]


def _pieces(text: str) -> list[str]:
    """Words, each with the blank after it."""
    return [f"{word} " for word in text.split()]


def _labelled(name: str) -> tuple[Option, ...]:
    return tuple(Option(concept.key, concept.label(language())) for concept in vocabulary(name))
