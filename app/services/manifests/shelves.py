"""What collections of IIIF have in common: a list of things told whole, or in parts where it is long."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.iiif import presentation, presentation2
from app.iiif.work import Keeper, LanguageMap, Listed, Pair, Shelf
from app.services import labels
from app.services.manifests import language_maps, parts
from app.services.manifests.language_maps import NONE
from app.services.manifests.parts import RECORDS, Noun, Part, Parts
from app.services.manifests.service import Manifest
from app.services.manifests.work import showable
from app.services.reading import RecordView

FORMS: dict[int, Callable[[Shelf], str]] = {2: presentation2.collection, 3: presentation.collection}
"""By the version of the Presentation API."""


@dataclass(frozen=True, slots=True)
class Heap:
    """A collection before it is told. ``first`` are what it names besides; ``things`` gives those of a page of ``MOST``
    of its ``total`` records, counted from 1."""

    path: str
    label: LanguageMap
    total: int
    things: Callable[[int], Sequence[Listed]]
    first: tuple[Listed, ...] = ()
    summary: LanguageMap | None = None
    keeper: Keeper | None = None
    languages: tuple[str, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    data: str = ""
    whole: tuple[str, LanguageMap] | None = None
    noun: Noun = RECORDS

    @property
    def parts(self) -> Parts:
        return Parts(self.total, parts.MOST - len(self.first), self.noun)


def shelf(heap: Heap, name: str = "") -> Shelf:
    """The whole, or its part of this name. Raises ``NotFound``."""
    return _part(heap, heap.parts.find(name)) if name else _whole(heap)


def _whole(heap: Heap) -> Shelf:
    outermost = [_listed(heap, part) for part in heap.parts.outermost()]
    things = outermost or (heap.things(1) if heap.total else [])
    return Shelf(
        path=heap.path,
        label=heap.label,
        items=(*heap.first, *things),
        summary=heap.summary,
        keeper=heap.keeper,
        languages=heap.languages,
        pages=heap.pages,
        data=heap.data,
        whole=heap.whole,
        pairs=_counted(heap),
    )


def _counted(heap: Heap) -> tuple[Pair, ...]:
    vi, en = heap.noun
    return (Pair({"vi": [vi], "en": [en]}, {NONE: [str(heap.total)]}),) if heap.total else ()


def _part(heap: Heap, part: Part) -> Shelf:
    pieces = heap.parts
    held = part.level < pieces.top
    return Shelf(
        path=_path(heap, part),
        label=pieces.label(part),
        items=tuple(
            heap.things(part.number) if part.level == 1 else [_listed(heap, one) for one in pieces.within(part)]
        ),
        keeper=heap.keeper,
        languages=heap.languages,
        whole=(_path(heap, part.holder), pieces.label(part.holder)) if held else (heap.path, heap.label),
    )


def _listed(heap: Heap, part: Part) -> Listed:
    return Listed("Collection", _path(heap, part), heap.parts.label(part))


def _path(heap: Heap, part: Part) -> str:
    return f"{heap.path}/parts/{part.name}"


def records(found: Sequence[RecordView]) -> list[Listed]:
    """Those that have a manifest: a file that this reader may see."""
    return [_record(record) for record in found if any(map(showable, record.media))]


def _record(record: RecordView) -> Listed:
    title = language_maps.names(labels.public(record.metadata).get("title", ()))
    path = f"records/{record.identifier}/manifest"
    return Listed("Manifest", path, title or {NONE: [record.identifier]}, picture(record))


def picture(record: RecordView) -> str:
    pictured = (media.id for media in record.media if media.generation and media.type != "audio")
    return next(pictured, "")


def told(body: str, *, everyone: bool) -> Manifest:
    return Manifest(body, hashlib.sha256(body.encode()).hexdigest()[:32], everyone)
