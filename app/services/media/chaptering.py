"""Chapters of a film from the steps of a rite, and steps from chapters. Nothing is kept here."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from app.media import clocks, cue_sheet
from app.media.captions import Cue
from metadata.names import fold
from metadata.profile import profile

STEPS: Final = "ritualStep"
LONGEST_TITLE: Final = 300
Metadata = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A description with steps taken from chapters; how many have got their times, and how many are new."""

    metadata: dict[str, Any]
    placed: int
    added: int


def has_steps(kind: str) -> bool:
    return profile(kind).row(STEPS) is not None


def from_steps(metadata: Metadata, media: str, language: str, length: float = 0.0) -> tuple[Cue, ...]:
    """The steps that are placed in this film, each until it ends, or the next begins."""
    placed = []
    for parts in (step.get("parts", {}) for step in metadata.get(STEPS, ())):
        start, name = clocks.seconds(_first(parts, "start")), _named(parts, language)
        if start is not None and name and _first(parts, "film") in ("", media):
            placed.append((start, clocks.seconds(_first(parts, "end")), name))
    placed.sort(key=lambda step: step[0])
    cues = []
    for number, (start, end, name) in enumerate(placed, 1):
        until = placed[number][0] if number < len(placed) else max(length, start + cue_sheet.LAST)
        last = end if end is not None and end > start else until
        if last > start:
            cues.append(Cue(start, last, cue_sheet.marked(name)))
    return tuple(cues)


def into_steps(metadata: Metadata, media: str, language: str, cues: Iterable[Cue]) -> Prefilled:
    """A step of the same name, or at the same second of the film, gets the chapter's times; a chapter without one
    becomes a step after the others. What steps say otherwise is left as it is."""
    made = deepcopy(dict(metadata))
    steps: list[Any] = list(made.get(STEPS, ()))
    placed = added = 0
    for cue in cues:
        name = " ".join(cue_sheet.typed(cue.text).split())[:LONGEST_TITLE]
        step = next((one for one in steps if _is(one.get("parts", {}), media, name, cue)), None)
        if step is None:
            step = {"type": "group", "value": "", "parts": {"title": [_text(name, language)]}}
            steps.append(step)
            added += 1
        else:
            placed += 1
        step["parts"] = {**step.get("parts", {}), **_times(media, cue)}
    if steps:
        made[STEPS] = steps
    return Prefilled(made, placed, added)


def _is(parts: Metadata, media: str, name: str, cue: Cue) -> bool:
    elsewhere = _first(parts, "film") not in ("", media)
    there = _first(parts, "film") == media and clocks.seconds(_first(parts, "start")) == float(int(cue.start))
    same = any(fold(value.get("value", "")) == fold(name) for value in parts.get("title", ()))
    return there or (same and not elsewhere)


def _times(media: str, cue: Cue) -> dict[str, Any]:
    """A step's own times have no fractions."""
    said = {"film": media, "start": clocks.told(int(cue.start)), "end": clocks.told(int(cue.end))}
    return {name: [{"type": "text", "value": value}] for name, value in said.items()}


def _named(parts: Metadata, language: str) -> str:
    titles = parts.get("title", ())
    chosen = [value for tag in (language, "vi") for value in titles if value.get("lang") == tag] or list(titles)
    return " ".join(str(chosen[0].get("value", "")).split()) if chosen else ""


def _first(parts: Metadata, name: str) -> str:
    return str(parts[name][0].get("value", "")) if parts.get(name) else ""


def _text(value: str, language: str) -> dict[str, str]:
    return {"type": "text", "value": value, "lang": language}
