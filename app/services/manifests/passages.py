"""Steps of a rite and other passages that a description leads to in its films and recordings."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.iiif.work import Item, LanguageMap, Passage
from app.services.identifiers import normal
from app.services.manifests.language_maps import label, names
from metadata.profile import Profile, Row
from metadata.statements import Metadata, values

_PARTS = {"title", "film", "start"}


def sequences(
    known: Profile, metadata: Metadata, items: Sequence[Item]
) -> Iterator[tuple[LanguageMap, tuple[Passage, ...]]]:
    lengths = {item.media: item.seconds for item in items if item.seconds}
    for row in known.rows:
        if row.type == "group" and {part.name for part in row.shape or ()} >= _PARTS:
            found = tuple(_passages(row, metadata.get(row.name, ()), lengths))
            if found:
                yield label(row), found


def _passages(row: Row, groups: Sequence[Mapping[str, Any]], lengths: Mapping[str, float]) -> Iterator[Passage]:
    """Steps that say where they begin in which film; one that does not say where it ends lasts until the next."""
    cues = [(group["parts"], _film(group["parts"])) for group in groups if group.get("parts")]
    starts = [(film, start) for parts, film in cues if (start := _seconds(parts, "start")) is not None]
    for number, (parts, film) in enumerate(cues, 1):
        start = _seconds(parts, "start")
        if start is None or film not in lengths or start >= lengths[film]:
            continue
        following = min((later for other, later in starts if other == film and later > start), default=lengths[film])
        end = min(_seconds(parts, "end") or following, lengths[film])
        name = names(parts.get("title", ())) or {tag: [f"{text} {number}"] for tag, text in row.labels.items()}
        if end > start:
            yield Passage(name, film, start, end)


def _film(parts: Metadata) -> str:
    return normal(next(iter(values(parts, "film")), "")) or ""


def _seconds(parts: Metadata, name: str) -> float | None:
    """``12:31`` or ``1:02:07``."""
    text = next(iter(values(parts, name)), "")
    if not text or not all(number.isascii() and number.isdigit() for number in text.split(":")):
        return None
    total = 0
    for number in text.split(":"):
        total = total * 60 + int(number)
    return float(total)
