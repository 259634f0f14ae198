"""What the Presentation API 3.0 asks of a manifest, checked by hand and strictly: clauses that the models of
iiif-prezi3 leave open (empty lists, language maps of strings, targets that are nowhere, two things with one id)."""

import re
from collections.abc import Iterator
from typing import Any

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
LANGUAGE_MAPS = {"label", "summary", "value"}
LISTS = {
    "items", "thumbnail", "homepage", "seeAlso", "provider", "metadata", "structures", "annotations", "service",
    "rendering", "partOf", "behavior",
}  # fmt: skip
CLASSES = {
    "Manifest": {"id", "label", "items"},
    "Collection": {"id", "label"},
    "Canvas": {"id", "items"},
    "AnnotationPage": {"id", "items"},
    "Annotation": {"id", "motivation", "body", "target"},
    "Range": {"id", "items"},
    "Image": {"id", "format"},
    "Video": {"id", "format", "duration"},
    "Sound": {"id", "format", "duration"},
    "Text": {"id", "format"},
    "Dataset": {"id", "format"},
    "Agent": {"id", "label", "homepage"},
    "ImageService3": {"id", "profile"},
    "SearchService2": {"id"},
    "AutoCompleteService2": {"id"},
    "AuthProbeService2": {"id", "service"},
    "AuthAccessService2": {"profile", "service"},
    "AuthAccessTokenService2": {"id"},
    "AuthLogoutService2": {"id", "label"},
    "Choice": {"items"},
    "SpecificResource": {"source"},
    "PointSelector": {"t"},
    "Feature": {"id", "geometry", "properties"},
    "FeatureCollection": {"id", "features"},
    "Point": {"coordinates"},
}
NAMED = {"structures", "start", "partOf"}
"""Where things are named that are told elsewhere."""


def faults(manifest: dict[str, Any]) -> list[str]:
    found = list(_faults(manifest, "manifest"))
    contexts = manifest.get("@context")
    if (contexts[-1] if isinstance(contexts, list) else contexts) != CONTEXT:
        found.append("@context")
    ids = [canvas["id"] for canvas in manifest["items"]]
    found += [f"two canvases are {id}" for id in set(ids) if ids.count(id) > 1]
    found += [
        f"no canvas is {id}"
        for id in _targets(manifest)
        if id.partition("#")[0] not in {*ids, *_placeholders(manifest)}
    ]
    rights = manifest.get("rights", "http://creativecommons.org/")
    if not rights.startswith(("http://creativecommons.org/", "http://rightsstatements.org/vocab/")):
        found.append(f"rights {rights}")
    return found


def collection_faults(collection: dict[str, Any]) -> list[str]:
    """As ``faults``, for a collection: what it names is told by address, kind and label alone."""
    items = collection.get("items")
    if not isinstance(items, list):
        return ["collection has no items"]
    bare = {name: value for name, value in collection.items() if name != "items"}
    found = [f"collection has no {name}" for name in {"id", "label", "type"} - collection.keys()]
    found += list(_faults({**bare, "type": None}, "collection"))
    for number, item in enumerate(items):
        found += [f"item {number} has no {name}" for name in {"id", "label", "type"} - item.keys()]
        found += (
            [f"item {number} is a {item.get('type')}"] if item.get("type") not in {"Manifest", "Collection"} else []
        )
        found += _faults({**item, "type": None}, f"item {number}")
    ids = [item.get("id") for item in items]
    found += [f"{id} is named twice" for id in set(ids) if ids.count(id) > 1]
    if collection.get("type") != "Collection" or collection.get("@context") != CONTEXT:
        found.append("no collection of the Presentation API 3")
    return found


def _faults(resource: Any, path: str) -> Iterator[str]:
    if isinstance(resource, list):
        for number, item in enumerate(resource):
            yield from _faults(item, f"{path}[{number}]")
        return
    if not isinstance(resource, dict):
        return
    kind = resource.get("type")
    reference = (kind in {"Canvas", "Collection"} and bool(NAMED & set(re.split(r"[.\[]", path)))) or (
        kind == "AnnotationPage" and ".annotations[" in path
    )
    if kind and not reference:
        optional = {"duration"} if ".rendering[" in path else set()
        yield from (f"{path} has no {name}" for name in CLASSES[kind] - optional - resource.keys())
    for name, value in resource.items():
        here = f"{path}.{name}"
        if name == "id" and not re.match(r"https?://[^ ]+$", value):
            yield f"{here}: {value}"
        if name in LISTS and not (isinstance(value, list) and value):
            yield f"{here} is no list, or empty"
        if name in LANGUAGE_MAPS:
            yield from _language_map(value, here)
        if name in {"width", "height"} and not (isinstance(value, int) and value > 0):
            yield f"{here}: {value}"
        if name == "duration" and not value > 0:
            yield f"{here}: {value}"
        yield from _faults(value, here)
    if kind == "Canvas" and not reference and ("width" in resource) != ("height" in resource):
        yield f"{path}: one side without the other"
    if kind == "Canvas" and not reference and not resource.keys() & {"width", "duration"}:
        yield f"{path} has no extent"


def _language_map(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict) or not value:
        yield f"{path} is no language map"
        return
    for tag, texts in value.items():
        if not re.fullmatch(r"none|[A-Za-z]{2,8}(-[A-Za-z]+)*", tag):
            yield f"{path}: {tag}"
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
            yield f"{path}.{tag}: {texts}"


def _targets(resource: Any) -> Iterator[str]:
    if isinstance(resource, list):
        for item in resource:
            yield from _targets(item)
    elif isinstance(resource, dict):
        if resource.get("type") == "Annotation":
            yield resource["target"]
        for structure in resource.get("structures", ()):
            yield from _in_range(structure)
        for value in resource.values():
            yield from _targets(value)


def _in_range(structure: dict[str, Any]) -> Iterator[str]:
    for item in structure["items"]:
        if item["type"] == "Canvas":
            yield item["id"]
        else:
            yield from _in_range(item)


def _placeholders(manifest: dict[str, Any]) -> list[str]:
    beside = ("placeholderCanvas", "accompanyingCanvas")
    return [canvas[name]["id"] for canvas in manifest["items"] for name in beside if name in canvas]
