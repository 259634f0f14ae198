"""What officers are told of a description: what is wrong with it, what it still needs, what its values mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.models import now
from app.services.access import VIETNAM
from app.services.calendar import next_occurrence
from app.services.media.texts import CAPTIONS, CHAPTERS, TRANSCRIPT
from app.services.reading import RecordView
from app.web import problems
from app.web.archive import archive
from app.web.language import day, noted, say
from app.web.workbench import dates
from app.web.workbench.forms import ROOT, Metadata
from app.web.workbench.options import MORE_LANGUAGES
from metadata import recurrence
from metadata.problem import Problem
from metadata.profile import field_label, profile
from metadata.validation import problems as profile_problems

NAMES = {CAPTIONS: noted("Captions"), TRANSCRIPT: noted("Transcript"), CHAPTERS: noted("Chapters")}

_OURS: Mapping[str, str] = {
    "field.recurrence": noted(
        "%(field)s: choose the calendar, the day and the month. If only part of it is known, choose “By season” or "
        "“In words”."
    ),
    "field.date": noted(
        "%(field)s: “%(value)s” is not understood as a date. Write it as 24/02/2024, 2/2024 or 2024; what is not sure "
        "as “about 1948” or “1960s”."
    ),
    "field.missing": noted("%(field)s is still needed."),
    "access.syntax": noted("Please choose who may see it. What is written by hand must follow the form beside it."),
}
"""Sentences for those who chose and typed in a form; those of ``app.web.problems`` speak of files and programs too."""

_LACKS = {
    "media.no_captions": noted("No captions yet: write them"),
    "media.no_transcript": noted("No transcript yet: write it"),
    "media.no_page_text": noted("No text that can be read aloud: describe it"),
    "media.no_description": noted("No description for those who can’t see it: write it"),
}

_RIGHTS, _WHOSE = ("rights", "license"), ("people", "spatial")
EITHER = (_RIGHTS, _WHOSE)
"""Fields of which publication asks for one or the other."""
_NEEDED = {"field.rights": _RIGHTS, "field.people_or_place": _WHOSE}


@dataclass(frozen=True, slots=True)
class Missing:
    """What publication still asks for, and the address where it is written; empty where nothing leads there."""

    href: str
    text: str


def sentence(problem: Problem, language: str, kind: str) -> str:
    field = field_label(problem.path, language, kind) if problem.path else ""
    if problem.code == "field.language" and problem.value == MORE_LANGUAGES:
        return say(language, "%(field)s: choose the language; the list now shows them all.", field=field)
    if problem.code in _OURS:
        return say(language, _OURS[problem.code], field=field, value=problem.value)
    return problems.sentence(problem, language, kind)


def missing(kind: str, metadata: Metadata, language: str) -> list[Missing]:
    found = profile_problems(kind, metadata, True)
    return [Missing(f"#{field_id(problem.path)}", _asked(problem, language, kind)) for problem in found]


def files(record: RecordView, language: str) -> tuple[list[Missing], bool]:
    """What the files of a record lack for visitors who can't see or hear, and whether that keeps it unpublished."""
    found, demanded = archive().desk.lacking([media.id for media in record.media])
    return lacking(found, record.identifier, language), demanded


def lacks(record: RecordView, language: str) -> dict[str, Missing]:
    """The same by file, in words that need no name of it."""
    found, _demanded = archive().desk.lacking([media.id for media in record.media])
    told = {problem.path.partition(".")[2]: problem for problem in found}
    return {
        media: Missing(place_of(problem, record.identifier), say(language, _LACKS[problem.code]))
        for media, problem in told.items()
    }


def lacking(problems: Iterable[Problem], record: str, language: str) -> list[Missing]:
    return [Missing(place_of(problem, record), sentence(problem, language, "media")) for problem in problems]


def place_of(problem: Problem, record: str) -> str:
    """Where what a file lacks is written: its words on their own page, what it shows in its description."""
    head, _, media = problem.path.partition(".")
    if head != "media" or not media:
        return ""
    spoken = problem.code in ("media.no_captions", "media.no_transcript")
    page = url_for(f"workbench.{'spoken' if spoken else 'describe'}", identifier=record, media=media)
    return page if spoken else f"{page}#{field_id('description')}"


def field_id(path: str) -> str:
    """The id of a problem's field in the form: ``ritualStep.1.title`` is ``m-ritualStep-0-title``."""
    steps = path.partition("@")[0].split(".")
    if steps[-1].isdecimal():
        steps.pop()
    return "-".join([ROOT, *(str(int(step) - 1) if step.isdecimal() else step for step in steps)])


def meaning(type: str, value: str, language: str) -> str:
    """A date or recurrence in words, with its next day; empty for what is neither."""
    if type == "date":
        return dates.label(value, language)
    try:
        made = recurrence.parse(value)
    except ValueError:
        return ""
    today = now().astimezone(VIETNAM).date()
    coming = next_occurrence(made, today)
    if coming is None:
        return made.label(language)
    first, last = day(coming.start, language), day(coming.end, language)
    if not coming.exact:
        key = noted("%(label)s. Next time: between %(first)s and %(last)s.")
    elif first == last:
        key = noted("%(label)s. Next time: %(first)s.")
    else:
        key = noted("%(label)s. Next time: %(first)s to %(last)s.")
    return say(language, key, label=_capital(made.label(language)), first=first, last=last)


def clock(at: datetime) -> str:
    """An hour and minute in Vietnam."""
    return at.astimezone(VIETNAM).strftime("%H:%M")


def _asked(problem: Problem, language: str, kind: str) -> str:
    if problem.code == "field.missing":
        return field_label(problem.path, language, kind)
    if needed := _NEEDED.get(problem.code):
        rows = [profile(kind).row(name) for name in needed]
        one, other = (row.label(language) for row in rows if row)
        return say(language, "%(one)s or %(other)s", one=one, other=other)
    if problem.code == "field.one_language":
        return say(language, "A name and a description in the same language")
    return sentence(problem, language, kind)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
