"""Curated collections in IIIF: what each reader may see of one, made when they ask.

A large one is told in parts with addresses of their own (``parts``). Those of the whole archive are in ``archive``.
"""

import re
from collections.abc import Sequence

from app.iiif.work import Keeper, LanguageMap, Listed
from app.services.access import EVERYONE_ID
from app.services.collections import CollectionCard, CollectionReading, CollectionView
from app.services.manifests import language_maps, parts, shelves
from app.services.manifests.archive import TOP, TOP_LABEL
from app.services.manifests.service import Manifest
from app.services.manifests.shelves import Heap
from app.services.viewer import Viewer

_NUMBER = re.compile(r"[1-9]\d{0,6}", re.ASCII)


class CollectionManifests:
    def __init__(self, reading: CollectionReading, languages: Sequence[str]) -> None:
        self._reading, self._languages = reading, tuple(languages)

    def collection(self, viewer: Viewer, identifier: str, part: str = "", version: int = 3) -> Manifest:
        """The collection, or one part of a large one. Raises as ``CollectionReading.collection`` does.

        Records that have no manifest, for want of a file that this reader may see, are not named.
        """
        page = int(part) if _NUMBER.fullmatch(part) else 1
        view = self._reading.collection(viewer, identifier, page=page, per_page=parts.MOST)
        heap = self._heap(view)
        body = shelves.FORMS[version](shelves.shelf(heap, part))
        return shelves.told(body, everyone=view.everyone)

    def _heap(self, view: CollectionView) -> Heap:
        here = f"collections/{view.identifier}"
        return Heap(
            path=here,
            label=language_maps.named(view.title),
            total=view.total,
            things=lambda _number: shelves.records(view.records),
            first=tuple(map(listed, view.collections)),
            summary=language_maps.words(view.description),
            keeper=Keeper(view.unit_code, {tag: [name] for tag, name in view.unit.items()}),
            languages=self._languages,
            pages=tuple((tag, f"/{tag}/{here}") for tag in self._languages),
            data=f"/api/v1/{here}",
            whole=_whole(view),
        )


def _whole(view: CollectionView) -> tuple[str, LanguageMap] | None:
    if view.ways:
        outer = view.ways[0][-1]
        return f"collections/{outer.identifier}", language_maps.named(outer.title)
    return (TOP, TOP_LABEL) if view.access_id == EVERYONE_ID and view.status == "published" else None


def listed(card: CollectionCard) -> Listed:
    cover = shelves.picture(card.cover) if card.cover else ""
    return Listed("Collection", f"collections/{card.identifier}", language_maps.named(card.title), cover)
