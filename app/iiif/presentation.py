"""Manifests and collections of the IIIF Presentation API 3.0, checked by iiif-prezi3 before anybody gets them.

What is told of a record is gathered in ``app.services.manifests``; canvases are in ``app.iiif.canvas``, ranges in
``app.iiif.structures``. What older viewers get is ``app.iiif.presentation2``.
"""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final

from app.iiif import auth, content_search
from app.iiif.canvas import canvas_id, canvases, small, thumbnail
from app.iiif.resources import (
    CREDIT,
    ORIGIN,
    Json,
    address,
    filled,
    homepage,
    linked,
    pair,
    pairs,
    provider,
    rights,
)
from app.iiif.structures import structures
from app.iiif.work import Item, LanguageMap, Listed, Pair, Shelf, Work

CONTEXT: Final = "http://iiif.io/api/presentation/3/context.json"
NAV_PLACE: Final = "http://iiif.io/api/extension/navplace/context.json"
OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
SCHEMA_ORG: Final = "https://schema.org/"
DCTERMS: Final = "http://purl.org/dc/terms/"
API: Final = f"{ORIGIN}/api/v1/openapi.json"
"""What says of plain JSON what is in it."""

_COLLECTION_DATA: LanguageMap = {"vi": ["Dữ liệu của bộ sưu tập (JSON)"], "en": ["The collection's data (JSON)"]}
_DATA: LanguageMap = {"vi": ["Dữ liệu của hồ sơ (JSON)"], "en": ["The record's data (JSON)"]}
_LINKED: LanguageMap = {"vi": ["Dữ liệu liên kết (schema.org)"], "en": ["Linked data (schema.org)"]}
_RDF: LanguageMap = {"vi": ["Dữ liệu liên kết (DCMI, Turtle)"], "en": ["Linked data (DCMI terms, Turtle)"]}
_ELEMENTS: LanguageMap = {"vi": ["Dublin Core (XML)"], "en": ["Dublin Core (XML)"]}
_HARVESTED: LanguageMap = {"vi": ["Dublin Core (OAI-PMH)"], "en": ["Dublin Core (OAI-PMH)"]}


def manifest(work: Work) -> str:
    """The manifest as JSON-LD. Raises ``ValueError`` (pydantic's) for what the specification does not allow."""
    # An extension's context comes before the specification's own (navPlace extension, 3.1).
    extended = [NAV_PLACE] if work.places else []
    extended += [auth.CONTEXT] if any(item.guarded for item in work.shown) else []
    context: Any = [*extended, CONTEXT] if extended else CONTEXT
    text = _written({"@context": context, **_manifest(work)})
    _strict().model_validate_json(text)
    return text


def collection(shelf: Shelf) -> str:
    """The collection as JSON-LD; what it names is told by its own document."""
    text = _written({"@context": CONTEXT, **_collection(shelf)})
    _check_collection(text)
    return text


def _written(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


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
    base = address(f"records/{work.identifier}")
    return filled(
        {
            "id": f"{base}/manifest",
            "type": "Manifest",
            "navDate": f"{work.day}T00:00:00Z" if work.day else None,
            "label": work.label,
            "metadata": pairs(work.pairs),
            "summary": work.summary,
            "requiredStatement": pair(Pair(CREDIT, work.credit)) if work.credit else None,
            "rights": rights(work.rights),
            "navPlace": _places(base, work),
            "viewingDirection": "right-to-left" if work.right_to_left else None,
            "behavior": list(work.behavior),
            "provider": [provider(work.keeper, work.languages)],
            "seeAlso": list(forms(work)),
            "service": _search(work),
            "thumbnail": _thumbnail(work),
            "homepage": [homepage(work.label, f"/{tag}/records/{work.identifier}", tag) for tag in work.languages],
            "partOf": [{"id": address(path), "type": "Collection", "label": label} for path, label in work.within],
            "start": _start(base, work),
            "items": [canvas for item in work.shown for canvas in canvases(base, item)],
            "structures": structures(base, work),
        }
    )


def face(work: Work) -> Item:
    """The file that stands for all: the first with a picture."""
    told = [item for item in work.shown if not item.announced] or work.shown
    return next((item for item in told if item.type != "audio"), told[0])


def _thumbnail(work: Work) -> list[Json]:
    first = face(work) if work.shown else None
    if first is None or (first.announced and not first.preview):
        return []
    return [small(first) if first.announced else thumbnail(first)]


def forms(work: Work) -> Iterator[Json]:
    """The same description for programs; some forms tell only what everyone may see."""
    thing = f"{ORIGIN}/records/{work.identifier}"
    yield linked("Dataset", f"{thing}.json", _DATA, "application/json", API)
    if work.open:
        yield linked("Dataset", f"{thing}.jsonld", _LINKED, "application/ld+json", SCHEMA_ORG)
        yield linked("Dataset", f"{thing}.ttl", _RDF, "text/turtle", DCTERMS)
        yield linked("Dataset", f"{thing}.xml", _ELEMENTS, "application/xml", OAI_DC)
        asked = f"verb=GetRecord&metadataPrefix=oai_dc&identifier={work.harvested}"
        yield linked("Dataset", f"{ORIGIN}/oai?{asked}", _HARVESTED, "text/xml", OAI_DC)


def _search(work: Work) -> list[Json]:
    if not any(item.worded for item in work.shown):
        return []
    return content_search.services(ORIGIN, work.identifier)


def _places(base: str, work: Work) -> Json:
    """As GeoJSON has it (RFC 7946): the longitude first."""
    if not work.places:
        return {}
    features = [
        {
            "id": f"{base}/place/{number}",
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {"label": work.label},
        }
        for number, place in enumerate(work.places, 1)
    ]
    return {"id": f"{base}/places", "type": "FeatureCollection", "features": features}


def _start(base: str, work: Work) -> Json:
    """Where the file that stands for the record is, when something without a picture comes first."""
    if not work.shown:
        return {}
    first = face(work)
    page = next((number for number, _size in first.images), None)
    return {"id": canvas_id(base, first.media, page), "type": "Canvas"}


def _collection(shelf: Shelf) -> Json:
    whole = shelf.whole
    told = linked("Dataset", ORIGIN + shelf.data, _COLLECTION_DATA, "application/json", API)
    data = [told] if shelf.data else []
    # the one list that has to be there even when it is empty
    return filled(
        {
            "id": address(shelf.path),
            "type": "Collection",
            "label": shelf.label,
            "metadata": pairs(shelf.pairs),
            "summary": shelf.summary,
            "requiredStatement": pair(Pair(CREDIT, shelf.keeper.name)) if shelf.keeper else None,
            "provider": [provider(shelf.keeper, shelf.languages)] if shelf.keeper else [],
            "thumbnail": _small(shelf.picture),
            "homepage": [homepage(shelf.label, path, tag) for tag, path in shelf.pages],
            "seeAlso": data,
            "partOf": [{"id": address(whole[0]), "type": "Collection", "label": whole[1]}] if whole else [],
        }
    ) | {"items": [_listed(one) for one in shelf.items]}


def _listed(one: Listed) -> Json:
    return filled({"id": address(one.path), "type": one.type, "label": one.label, "thumbnail": _small(one.picture)})


def _small(picture: str) -> list[Json]:
    media = f"{ORIGIN}/media/{picture}/thumbnail.webp"
    return [{"id": media, "type": "Image", "format": "image/webp"}] if picture else []
