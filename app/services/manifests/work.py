"""What a manifest tells of a record: gathered from its description, its files and their recording events."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import Final

from app.iiif.work import Item, Keeper, LanguageMap, Place, Work
from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.discovery import occurrence
from app.services.manifests.language_maps import NONE, in_language, names, pairs, plain, tag, texts, told
from app.services.manifests.passages import sequences
from app.services.manifests.spoken import Spoken, chapters
from app.services.media.copying import refusal
from app.services.reading import MediaView, RecordView
from metadata.profile import Profile, profile
from metadata.statements import Metadata, values
from metadata.vocabulary import vocabulary

_BOOKS: Final = frozenset({"manuscript", "ritual-book", "genealogy", "book", "textbook", "field-notes"})
_FROM_THE_RIGHT: Final = frozenset({"Hani", "Arab", "nom-viet", "nom-tay", "nom-dao", "nom-san-chay"})
_MADE: Final = ("created", "issued")
_PLAIN_DAY: Final = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
_FIRST: Final = "-01-01"
_ANNOUNCED: Final[LanguageMap] = {
    "vi": ["Tư liệu này không mở cho tất cả mọi người. Ai được phép xem thì đăng nhập để xem."],
    "en": ["This is not open to everyone. Those who may see it sign in to see it."],
}
_DEGREES: Final = re.compile(r"(-?\d{1,2}(?:\.\d{1,8})?), ?(-?\d{1,3}(?:\.\d{1,8})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a manifest tells of a record beside its text: the collections that everyone may see it in, by their path,
    and the name that harvesters know it by; ``previews`` are announced files of which outsiders get a small picture."""

    within: tuple[tuple[str, LanguageMap], ...] = ()
    harvested: str = ""
    open: bool = False
    previews: frozenset[str] = frozenset()


def work_of(
    view: RecordView, spoken: Mapping[str, Spoken], standing: Standing, languages: Sequence[str], today: date
) -> Work:
    """``spoken`` are the texts of each file. The description is told as outsiders read it."""
    metadata = labels.public(view.metadata)
    known = profile(view.kind)
    items = tuple(_copied(view, _guarded(view, standing, _items(_listed(view), spoken, languages))))
    return Work(
        identifier=view.identifier,
        label=label_of(metadata, view.identifier),
        summary=texts(metadata.get("description", ())),
        pairs=pairs(known, metadata, languages, without={"title", "description"}),
        credit=_credit(view, known, metadata, languages),
        rights=rights_of(metadata),
        keeper=Keeper(view.unit_code, {tag: [name] for tag, name in view.unit.items()}),
        languages=tuple(languages),
        items=items,
        sequences=tuple(sequences(known, metadata, items)),
        day=_next_day(metadata, today) or _day(metadata, *_MADE),
        places=tuple(_places(metadata)),
        within=standing.within,
        harvested=standing.harvested,
        open=standing.open,
        behavior=_behavior(metadata, [item for item in items if item.shown]),
        right_to_left=_from_the_right(metadata, items),
    )


def showable(media: MediaView) -> bool:
    """Whether a canvas can be made of a file; a record without one has no manifest."""
    size = (int(media.detail.get("width") or 0), int(media.detail.get("height") or 0))
    pages = media.detail.get("pages", ())
    item = Item(media.id, media.type, {}, {}, size=size, seconds=float(media.detail.get("duration") or 0), pages=pages)
    return media.generation > 0 and item.shown


def _listed(view: RecordView) -> list[MediaView]:
    """What is seen and what is announced, in the record's order."""
    files = list(view.media)
    for place, file in view.announced:
        files.insert(place, file)
    return files


def _guarded(view: RecordView, standing: Standing, items: Iterable[Item]) -> Iterator[Item]:
    closed = {file.id for file in _listed(view) if {file.access_id, view.access_id} != {EVERYONE_ID}}
    announced = {file.id for _, file in view.announced}
    for item in items:
        if item.media not in closed:
            yield item
        elif item.media not in announced:
            yield replace(item, guarded=True)
        else:
            preview = item.media in standing.previews
            yield replace(item, guarded=True, announced=True, preview=preview, summary=_ANNOUNCED)


def _copied(view: RecordView, items: Iterable[Item]) -> Iterator[Item]:
    allowed = {media.id for media in view.media if refusal(view.metadata, view.access_id, media) is None}
    return (replace(item, copied=item.media in allowed) for item in items)


def _items(media: Sequence[MediaView], spoken: Mapping[str, Spoken], languages: Sequence[str]) -> Iterator[Item]:
    counts: dict[str, int] = {}
    for view in media:
        counts[view.type] = counts.get(view.type, 0) + 1
        if view.generation > 0:
            yield _item(view, counts[view.type], spoken.get(view.id) or Spoken(), languages)


def _item(view: MediaView, number: int, spoken: Spoken, languages: Sequence[str]) -> Item:
    description, detail = labels.public(view.description), view.detail
    seconds = round(float(detail.get("duration") or 0), 3)
    return Item(
        media=view.id,
        type=view.type,
        label=names(description.get("label", ())) or _numbered(view.type, number),
        summary=texts(description.get("description", ())),
        pairs=pairs(profile("media"), description, languages, without={"label", "description"}),
        rights=rights_of(description),
        size=(int(detail.get("width") or 0), int(detail.get("height") or 0)),
        seconds=seconds,
        pages=tuple((int(page["width"]), int(page["height"])) for page in detail.get("pages", ())),
        captions=tuple(spoken.captions),
        transcripts=tuple(spoken.transcripts),
        chapters=chapters(spoken.chapters, seconds) if seconds else (),
        read=frozenset(spoken.read),
        placed=frozenset(spoken.placed),
        noted=spoken.noted if view.type == "document" else frozenset({1} if spoken.notes else ()),
        notes=tuple(spoken.notes) if view.type in ("video", "audio") else (),
        alone=_alone(view),
        day=_day(description, "recordedOn"),
    )


def _numbered(media_type: str, number: int) -> LanguageMap:
    concept = vocabulary("media_types").concepts.get(media_type)
    return {tag: [f"{name} {number}"] for tag, name in concept.labels.items()} if concept else {NONE: [str(number)]}


def _alone(view: MediaView) -> str:
    """The file with the sound of a film alone, where its ladder has one: the best of them."""
    if view.type != "video":
        return ""
    if "audio.m4a" in view.detail.get("files", ()):
        return "audio.m4a"
    rungs = [rung for rung in view.detail.get("rungs", ()) if str(rung["name"]).startswith("audio")]
    return f"{max(rungs, key=lambda rung: int(rung['rate']))['name']}.mp4" if rungs else ""


def _credit(view: RecordView, known: Profile, metadata: Metadata, languages: Sequence[str]) -> LanguageMap:
    """Whom to name, then what to heed: notices of a community's rights, and what its custom asks of those who look."""
    found = [
        _notices(metadata, languages) if name == "notice" else told(row, metadata[row.name], languages)
        for name in ("rightsHolder", "notice", "accessRights")
        if (row := known.row(name)) and name in metadata
    ]
    if "rightsHolder" not in metadata:
        found.insert(0, {tag: [name] for tag, name in view.unit.items()})
    return {tag: lines for tag in languages if (lines := [line for one in found for line in in_language(one, tag)])}


def _notices(metadata: Metadata, languages: Sequence[str]) -> LanguageMap:
    """Each leads to what its house says that it means; viewers take such a value for HTML (4.5)."""
    found: LanguageMap = {}
    for value in metadata["notice"]:
        uri = labels.uri(value)
        for language, name in labels.labels(value, languages).items():
            words = f'<a href="{escape(uri)}">{escape(name, quote=False)}</a>' if uri else plain(name)
            found.setdefault(tag(language), []).append(words)
    return found


def label_of(metadata: Metadata, identifier: str) -> LanguageMap:
    """Of a description as outsiders read it."""
    return names(metadata.get("title", ())) or {NONE: [identifier]}


def rights_of(metadata: Metadata) -> str | None:
    """A licence says more than a statement, so it goes first."""
    stated = [value for term in ("license", "rights") for value in metadata.get(term, ())]
    return next((uri for value in stated if (uri := labels.uri(value))), None)


def _next_day(metadata: Metadata, today: date) -> str | None:
    """The day on which it is held next, where that can be reckoned to the day."""
    held = occurrence(metadata, today)
    return held.start.isoformat() if held and held.exact else None


def _day(metadata: Metadata, *terms: str) -> str | None:
    """A date as it is written, a year by its first day; what is uncertain or an interval is none."""
    written = (value for term in terms for value in values(metadata, term) if _PLAIN_DAY.fullmatch(value))
    first = next(written, None)
    return first + _FIRST[len(first) - 4 :] if first else None


def _places(metadata: Metadata) -> Iterator[Place]:
    """Latitude and longitude as they were written down; what lies outside the globe is no place."""
    for written in values(metadata, "coordinates"):
        if found := _DEGREES.fullmatch(written):
            place = Place(longitude=float(found[2]), latitude=float(found[1]))
            if abs(place.latitude) <= 90 and abs(place.longitude) <= 180:
                yield place


def _behavior(metadata: Metadata, items: Sequence[Item]) -> tuple[str, ...]:
    """A bound book lies open at two pages; the parts of a song follow one another; other things stand by themselves."""
    types = {item.type for item in items}
    leaves = sum(len(list(item.images)) for item in items)
    if types == {"audio"}:
        return ("auto-advance",) if len(items) > 1 else ()
    if types <= {"image", "document"} and leaves > 1:
        return ("paged",) if _BOOKS & set(values(metadata, "documentType")) else ("individuals",)
    return ()


def _from_the_right(metadata: Metadata, items: Sequence[Item]) -> bool:
    """Books in these scripts are leafed through from right to left, unless they hold others too."""
    scripts = set(values(metadata, "script"))
    bound = _BOOKS & set(values(metadata, "documentType"))
    return bool(bound and scripts and scripts <= _FROM_THE_RIGHT and any(item.type != "audio" for item in items))
