"""Activities as JSON of the IIIF Change Discovery API 1.0, level 2. Which there are: ``app.services.activities``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

CONTEXT = "http://iiif.io/api/discovery/1/context.json"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA_ORG = "https://schema.org/"

_PATHS = {"Manifest": "records/{}/manifest", "Collection": "collections/{}"}
_PAGES = {"Manifest": "records/{}", "Collection": "collections/{}"}
_CLOSING = frozenset({"Delete", "Remove"})
_DATA = {"vi": ["Dữ liệu liên kết (JSON-LD)"], "en": ["Linked data (JSON-LD)"]}
_DUBLIN_CORE = {"vi": ["Dublin Core qua OAI-PMH"], "en": ["Dublin Core by OAI-PMH"]}
_CATALOGUE = {"vi": ["Dữ liệu của kho lưu trữ"], "en": ["The archive's data"]}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Activity:
    """``thing`` is Manifest or Collection, or empty for a Refresh; ``base`` the archive's address as it was then,
    ``before`` the one that a thing moved from; ``provider`` the name of who keeps it, by language."""

    number: int
    at: datetime
    type: str
    thing: str
    identifier: str
    base: str
    before: str = ""
    provider: dict[str, str] | None = None


def stream(base: str, total: int, last: int) -> Json:
    return {
        "@context": CONTEXT,
        "id": _stream(base),
        "type": "OrderedCollection",
        "totalItems": total,
        "seeAlso": [_data(f"{base}/oai?verb=Identify", _CATALOGUE, "text/xml", "http://www.openarchives.org/OAI/2.0/")],
        "first": _page(base, 0),
        "last": _page(base, last),
    }


def page(base: str, number: int, start: int, items: Sequence[Json], *, following: bool) -> Json:
    """``items`` oldest first; ``start`` is the place of the first of them in the whole stream."""
    made = {
        "@context": CONTEXT,
        **_page(base, number),
        "startIndex": start,
        "partOf": {"id": _stream(base), "type": "OrderedCollection"},
    }
    if number:
        made["prev"] = _page(base, number - 1)
    if following:
        made["next"] = _page(base, number + 1)
    return made | {"orderedItems": list(items)}


def activity(told: Activity, repository: str) -> Json:
    """``repository`` names the archive in identifiers of OAI-PMH."""
    made: Json = {"id": f"{told.base}/iiif/discovery/1/activity/{told.number}", "type": told.type}
    at = f"{told.at:%Y-%m-%dT%H:%M:%S}.{told.at.microsecond // 1000:03}Z"
    if not told.thing:
        return made | {"summary": _summary(told), "startTime": at}
    made["object"] = _object(told, told.before or told.base, repository)
    if told.before:
        made["target"] = _object(told, told.base, repository)
    ours = {"id": _stream(told.base), "type": "OrderedCollection"}
    made |= {"Add": {"target": ours}, "Remove": {"origin": ours}}.get(told.type, {})
    return made | {"endTime": at}


def alone(item: Json) -> Json:
    return {"@context": CONTEXT, **item}


def _object(told: Activity, base: str, repository: str) -> Json:
    """Of what is closed, or has gone elsewhere, no more than its address."""
    path, page = _PATHS[told.thing].format(told.identifier), _PAGES[told.thing].format(told.identifier)
    made: Json = {"id": f"{base}/iiif/presentation/3/{path}", "type": told.thing, "canonical": f"{base}/{page}"}
    if told.type in _CLOSING or base != told.base:
        return made
    if told.thing == "Manifest":
        harvested = f"{base}/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:{repository}:{told.identifier}"
        made["seeAlso"] = [
            _data(f"{base}/{page}.jsonld", _DATA, "application/ld+json", SCHEMA_ORG),
            _data(harvested, _DUBLIN_CORE, "text/xml", OAI_DC),
        ]
    if told.provider:
        label = {tag: [name] for tag, name in told.provider.items()}
        made["provider"] = [{"id": f"{base}/", "type": "Agent", "label": label}]
    return made


def _summary(told: Activity) -> str:
    return "The stream begins here" if told.number == 0 else "Every manifest and collection is told of anew"


def _stream(base: str) -> str:
    return f"{base}/iiif/discovery/1/all-changes"


def _page(base: str, number: int) -> Json:
    return {"id": f"{base}/iiif/discovery/1/page/{number}", "type": "OrderedCollectionPage"}


def _data(address: str, label: dict[str, list[str]], format: str, profile: str) -> Json:
    return {"id": address, "type": "Dataset", "label": label, "format": format, "profile": profile}
