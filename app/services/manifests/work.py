"""What a manifest tells of a record: gathered from its description, its files and their recording events."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app.iiif.work import Item, LanguageMap, Passage, Work
from app.services import labels
from app.services.discovery import occurrence
from app.services.identifiers import normal
from app.services.manifests.language_maps import NONE, in_language, label, pairs, texts, told
from app.services.reading import MediaView, RecordView
from metadata.profile import Profile, Row, profile
from metadata.statements import Metadata, values
from metadata.vocabulary import vocabulary

_PASSAGE_PARTS = {"title", "film", "start"}


def work_of(view: RecordView, captions: Mapping[str, Sequence[str]], languages: Sequence[str], today: date) -> Work:
    """``captions`` are the languages in which each file has them. The description is told as outsiders read it."""
    metadata = labels.public(view.metadata)
    known = profile(view.kind)
    items = tuple(_items(view.media, captions, languages))
    return Work(
        identifier=view.identifier,
        label=texts(metadata.get("title", ())) or {NONE: [view.identifier]},
        summary=texts(metadata.get("description", ())),
        pairs=pairs(known, metadata, languages, without={"title", "description"}),
        credit=_credit(view, known, metadata, languages),
        rights=_rights(metadata),
        provider={tag: [name] for tag, name in view.unit.items()},
        languages=tuple(languages),
        items=items,
        sequences=tuple(_sequences(known, metadata, items)),
        day=_next_day(metadata, today),
    )


def showable(media: MediaView) -> bool:
    """Whether a canvas can be made of a file; a record without one has no manifest."""
    size = (int(media.detail.get("width") or 0), int(media.detail.get("height") or 0))
    pages = media.detail.get("pages", ())
    item = Item(media.id, media.type, {}, {}, size=size, seconds=float(media.detail.get("duration") or 0), pages=pages)
    return media.generation > 0 and item.shown


def _items(
    media: Sequence[MediaView], captions: Mapping[str, Sequence[str]], languages: Sequence[str]
) -> Iterator[Item]:
    counts: dict[str, int] = {}
    for view in media:
        counts[view.type] = counts.get(view.type, 0) + 1
        if view.generation > 0:
            yield _item(view, counts[view.type], captions.get(view.id, ()), languages)


def _item(view: MediaView, number: int, captions: Sequence[str], languages: Sequence[str]) -> Item:
    description, detail = labels.public(view.description), view.detail
    return Item(
        media=view.id,
        type=view.type,
        label=texts(description.get("label", ())) or _numbered(view.type, number),
        summary=texts(description.get("description", ())),
        pairs=pairs(profile("media"), description, languages, without={"label", "description"}),
        rights=_rights(description),
        size=(int(detail.get("width") or 0), int(detail.get("height") or 0)),
        seconds=round(float(detail.get("duration") or 0), 3),
        pages=tuple((int(page["width"]), int(page["height"])) for page in detail.get("pages", ())),
        captions=tuple((tag, _language(tag)) for tag in captions),
    )


def _numbered(media_type: str, number: int) -> LanguageMap:
    concept = vocabulary("media_types").concepts.get(media_type)
    return {tag: [f"{name} {number}"] for tag, name in concept.labels.items()} if concept else {NONE: [str(number)]}


def _language(tag: str) -> LanguageMap:
    concept = vocabulary("languages").concepts.get(tag.partition("-")[0])
    return {language: [name] for language, name in concept.labels.items()} if concept else {NONE: [tag]}


def _credit(view: RecordView, known: Profile, metadata: Metadata, languages: Sequence[str]) -> LanguageMap:
    """Whom to name, then what to heed: notices of a community's rights, and what its custom asks of those who look."""
    found = [
        told(row, metadata[row.name], languages)
        for name in ("rightsHolder", "notice", "accessRights")
        if (row := known.row(name)) and name in metadata
    ]
    if "rightsHolder" not in metadata:
        found.insert(0, {tag: [name] for tag, name in view.unit.items()})
    return {tag: lines for tag in languages if (lines := [line for one in found for line in in_language(one, tag)])}


def _rights(metadata: Metadata) -> str | None:
    """A licence says more than a statement, so it goes first."""
    stated = [value for term in ("license", "rights") for value in metadata.get(term, ())]
    return next((uri for value in stated if (uri := labels.uri(value))), None)


def _sequences(
    known: Profile, metadata: Metadata, items: Sequence[Item]
) -> Iterator[tuple[LanguageMap, tuple[Passage, ...]]]:
    lengths = {item.media: item.seconds for item in items if item.seconds}
    for row in known.rows:
        if row.type == "group" and {part.name for part in row.shape or ()} >= _PASSAGE_PARTS:
            passages = tuple(_passages(row, metadata.get(row.name, ()), lengths))
            if passages:
                yield label(row), passages


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
        name = texts(parts.get("title", ())) or {tag: [f"{text} {number}"] for tag, text in row.labels.items()}
        if end > start:
            yield Passage(name, film, start, end)


def _film(parts: Metadata) -> str:
    return normal(next(iter(values(parts, "film")), "")) or ""


def _seconds(parts: Metadata, name: str) -> float | None:
    """``12:31`` or ``1:02:07``."""
    text = next(iter(values(parts, name)), "")
    if not text or not all(number.isdigit() for number in text.split(":")):
        return None
    total = 0
    for number in text.split(":"):
        total = total * 60 + int(number)
    return float(total)


def _next_day(metadata: Metadata, today: date) -> str | None:
    """The day on which it is held next, where that can be reckoned to the day."""
    held = occurrence(metadata, today)
    return held.start.isoformat() if held and held.exact else None
