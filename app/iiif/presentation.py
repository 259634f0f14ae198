"""Manifests and collections of the IIIF Presentation API 3.0, checked by iiif-prezi3 before anybody gets them.

What is told of a record is gathered in ``app.services.manifests.service``; canvases are in ``app.iiif.canvas``.
"""

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from app.iiif.canvas import ORIGIN, Json, canvases, data, filled, image_id, pair, pairs, rights, thumbnail
from app.iiif.work import Item, LanguageMap, Listed, Pair, Passage, Shelf, Work

CONTEXT = "http://iiif.io/api/presentation/3/context.json"

_CREDIT = {"vi": ["Ghi nguồn"], "en": ["Attribution"]}
_COLLECTION_DATA = {"vi": ["Dữ liệu của bộ sưu tập (JSON)"], "en": ["The collection's data (JSON)"]}
_DATA = {"vi": ["Dữ liệu của hồ sơ (JSON)"], "en": ["The record's data (JSON)"]}


def manifest(work: Work) -> str:
    """The manifest as JSON-LD. Raises ``ValueError`` (pydantic's) for what the specification does not allow."""
    text = json.dumps({"@context": CONTEXT, **_manifest(work)}, ensure_ascii=False)
    _strict().model_validate_json(text)
    return text


def collection(shelf: Shelf) -> str:
    """The collection as JSON-LD; what it names is told by its own document."""
    text = json.dumps({"@context": CONTEXT, **_collection(shelf)}, ensure_ascii=False)
    _check_collection(text)
    return text


@lru_cache(maxsize=64)
def _check_collection(text: str) -> None:
    """Each text once: collections are made for each reader, and are mostly the same."""
    _strict()  # it also stops the library from mending what it is given
    from iiif_prezi3 import Collection

    Collection.model_validate_json(text)


@cache
def _strict() -> Any:
    """The model of a manifest. Imported when the first one is made: it takes 30 MB, and most processes only send.

    Left to itself iiif-prezi3 mends what it is given: a bare string becomes a language map, a missing id an invented
    one, and a canvas that a range refers to gets an empty list of items, which makes the range invalid.
    """
    from iiif_prezi3 import Manifest
    from iiif_prezi3.helpers import auto_fields as mending

    for part in (mending.aicfg, mending.alcfg, mending.aitcfg, mending.alstcfg, mending.allstcfg):
        part.properties.clear()
    return Manifest


def _manifest(work: Work) -> Json:
    base = f"{ORIGIN}/iiif/presentation/3/records/{work.identifier}"
    shown = [item for item in work.items if item.shown]
    pictured = next((item for item in shown if item.type != "audio"), None)
    return filled(
        {
            "id": f"{base}/manifest",
            "type": "Manifest",
            "label": work.label,
            "metadata": pairs(work.pairs),
            "summary": work.summary,
            "requiredStatement": pair(Pair(_CREDIT, work.credit)) if work.credit else None,
            "rights": rights(work.rights),
            "navDate": f"{work.day}T00:00:00Z" if work.day else None,
            "provider": [_provider(work)],
            "seeAlso": [data(f"{ORIGIN}/api/v1/records/{work.identifier}", _DATA)],
            "thumbnail": [thumbnail(pictured)] if pictured else None,
            "homepage": [_homepage(work.label, f"/{tag}/records/{work.identifier}", tag) for tag in work.languages],
            "items": [canvas for item in shown for canvas in canvases(base, item)],
            "structures": [*_documents(base, shown), *_sequences(base, work, {item.media for item in shown})],
        }
    )


def _collection(shelf: Shelf) -> Json:
    path = f"collections/{shelf.identifier}"
    pages = [_homepage(shelf.label, f"/{tag}/{path}", tag) for tag in shelf.languages]
    whole = {"id": _address(path), "type": "Collection", "label": shelf.whole} if shelf.whole else None
    # the one list that has to be there even when it is empty
    return filled(
        {
            "id": _address(f"{path}/parts/{shelf.part}" if shelf.part else path),
            "type": "Collection",
            "label": shelf.label,
            "summary": shelf.summary,
            "requiredStatement": pair(Pair(_CREDIT, shelf.provider)),
            "provider": [_provider(shelf)],
            "homepage": [] if shelf.part else pages,
            "seeAlso": [] if shelf.part else [data(f"{ORIGIN}/api/v1/{path}", _COLLECTION_DATA)],
            "partOf": [whole] if whole else [],
        }
    ) | {"items": [_listed(one) for one in shelf.items]}


def _listed(one: Listed) -> Json:
    media = f"{ORIGIN}/media/{one.picture}/thumbnail.webp"
    picture = [{"id": media, "type": "Image", "format": "image/webp"}] if one.picture else None
    return filled({"id": _address(one.path), "type": one.type, "label": one.label, "thumbnail": picture})


def _address(path: str) -> str:
    return f"{ORIGIN}/iiif/presentation/3/{path}"


def _provider(work: Work | Shelf) -> Json:
    home = [_homepage(work.provider, f"/{tag}/", tag) for tag in work.languages]
    return {"id": f"{ORIGIN}/", "type": "Agent", "label": work.provider, "homepage": home}


def _homepage(label: LanguageMap, path: str, language: str) -> Json:
    return {"id": ORIGIN + path, "type": "Text", "label": label, "format": "text/html", "language": [language]}


def _documents(base: str, items: Sequence[Item]) -> list[Json]:
    """A document's pages stand together where there is something else beside them."""
    documents = [item for item in items if item.type == "document"] if len(items) > 1 else []
    return [
        {
            "id": f"{base}/range/{item.media}",
            "type": "Range",
            "label": item.label,
            "items": [
                {"id": f"{base}/canvas/{image_id(item.media, number)}", "type": "Canvas"}
                for number, _ in enumerate(item.pages, 1)
            ],
        }
        for item in documents
    ]


def _sequences(base: str, work: Work, shown: set[str]) -> list[Json]:
    ranges = []
    for number, (label, passages) in enumerate(work.sequences, 1):
        address = f"{base}/range/sequence-{number}"
        steps = [
            {
                "id": f"{address}/{step}",
                "type": "Range",
                "label": passage.label,
                "items": [{"id": _stretch(base, passage), "type": "Canvas"}],
            }
            for step, passage in enumerate(passages, 1)
            if passage.media in shown
        ]
        if steps:
            ranges.append({"id": address, "type": "Range", "label": label, "items": steps})
    return ranges


def _stretch(base: str, passage: Passage) -> str:
    return f"{base}/canvas/{passage.media}#t={passage.start:g},{passage.end:g}"
