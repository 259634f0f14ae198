"""The small parts that manifests, canvases and collections are put together from."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from app.iiif.work import Keeper, LanguageMap, Pair

ORIGIN = "https://origin.invalid"
"""Stands in stored manifests where the archive's own address goes when they are sent."""

Json: TypeAlias = dict[str, Any]

CREDIT: LanguageMap = {"vi": ["Ghi nguồn"], "en": ["Attribution"]}


def address(path: str, version: int = 3) -> str:
    return f"{ORIGIN}/iiif/presentation/{version}/{path}"


def linked(kind: str, location: str, label: LanguageMap, mime: str, profile: str = "") -> Json:
    """Something beside the resource: data for programs, a file to take away."""
    return filled({"id": location, "type": kind, "label": label, "format": mime, "profile": profile or None})


def homepage(label: LanguageMap, path: str, language: str) -> Json:
    return {"id": ORIGIN + path, "type": "Text", "label": label, "format": "text/html", "language": [language]}


def provider(keeper: Keeper, languages: Sequence[str]) -> Json:
    """Units have no logo."""
    return {
        "id": f"{ORIGIN}/api/v1/units/{keeper.code}",
        "type": "Agent",
        "label": keeper.name,
        "homepage": [homepage(keeper.name, f"/{tag}/units/{keeper.code}", tag) for tag in languages],
    }


def pairs(told: Sequence[Pair]) -> list[Json]:
    return [pair(one) for one in told]


def pair(told: Pair) -> Json:
    return {"label": told.label, "value": told.value}


def rights(uri: str | None) -> str | None:
    """Both houses name their statements with ``http``, and the specification wants the name, not the address."""
    name = (uri or "").replace("https://", "http://", 1)
    return name if name.startswith(("http://creativecommons.org/", "http://rightsstatements.org/vocab/")) else None


def filled(resource: Json) -> Json:
    return {key: value for key, value in resource.items() if value not in (None, [], {})}
