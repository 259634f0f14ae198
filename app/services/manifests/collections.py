"""Collections in IIIF: what each reader may see of one, made when they ask.

A large one is told in parts with addresses of their own, so that no document names more than ``MOST`` things.
"""

import hashlib
from collections.abc import Sequence

from app.errors import NotFound
from app.iiif.presentation import collection
from app.iiif.work import Keeper, LanguageMap, Listed, Shelf
from app.services import labels
from app.services.collections import CollectionCard, CollectionReading, CollectionView
from app.services.manifests import language_maps
from app.services.manifests.service import Manifest
from app.services.manifests.work import showable
from app.services.reading import RecordView
from app.services.viewer import Viewer
from metadata.problem import Problem

MOST = 200


class CollectionManifests:
    def __init__(self, reading: CollectionReading, languages: Sequence[str]) -> None:
        self._reading, self._languages = reading, tuple(languages)

    def collection(self, viewer: Viewer, identifier: str, part: int | None = None) -> Manifest:
        """The collection, or one part of a large one, counted from 1. Raises as ``CollectionReading.collection`` does.

        Records that have no manifest, for want of a file that this reader may see, are not named.
        """
        view = self._reading.collection(viewer, identifier, page=1 if part is None else part, per_page=MOST)
        large = view.total + len(view.collections) > MOST
        if part is not None and not large:
            raise NotFound(Problem("collection.page", value=str(part), expected="0"))
        shelf = self._whole(view, large=large) if part is None else self._part(view, part)
        body = collection(shelf)
        return Manifest(body, hashlib.sha256(body.encode()).hexdigest()[:32], view.everyone)

    def _whole(self, view: CollectionView, *, large: bool) -> Shelf:
        records = [_stretch(view, number) for number in range(1, view.pages + 1)] if large else _records(view.records)
        here = f"collections/{view.identifier}"
        return Shelf(
            path=here,
            label=language_maps.words(view.title),
            summary=language_maps.words(view.description),
            keeper=_keeper(view),
            languages=self._languages,
            pages=tuple((tag, f"/{tag}/{here}") for tag in self._languages),
            data=f"/api/v1/{here}",
            items=(*map(_collection, view.collections), *records),
        )

    def _part(self, view: CollectionView, number: int) -> Shelf:
        here = f"collections/{view.identifier}"
        return Shelf(
            path=f"{here}/parts/{number}",
            label=_numbers(view, number),
            keeper=_keeper(view),
            languages=self._languages,
            items=tuple(_records(view.records)),
            whole=(here, language_maps.words(view.title)),
        )


def _keeper(view: CollectionView) -> Keeper:
    return Keeper(view.unit_code, {tag: [name] for tag, name in view.unit.items()})


def _records(records: Sequence[RecordView]) -> list[Listed]:
    return [_record(record) for record in records if any(map(showable, record.media))]


def _record(record: RecordView) -> Listed:
    title = language_maps.texts(labels.public(record.metadata).get("title", ()))
    return Listed(
        "Manifest",
        f"records/{record.identifier}/manifest",
        title or {language_maps.NONE: [record.identifier]},
        _picture(record),
    )


def _collection(card: CollectionCard) -> Listed:
    picture = _picture(card.cover) if card.cover else ""
    return Listed("Collection", f"collections/{card.identifier}", language_maps.words(card.title), picture)


def _picture(record: RecordView) -> str:
    pictured = (media.id for media in record.media if media.generation and media.type != "audio")
    return next(pictured, "")


def _stretch(view: CollectionView, number: int) -> Listed:
    return Listed("Collection", f"collections/{view.identifier}/parts/{number}", _numbers(view, number))


def _numbers(view: CollectionView, number: int) -> LanguageMap:
    first, last = (number - 1) * MOST + 1, min(number * MOST, view.total)
    return {"vi": [f"Hồ sơ {first}–{last}"], "en": [f"Records {first}–{last}"]}
