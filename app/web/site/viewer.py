"""The page of the research viewer, Mirador: what it opens, in whose words, and under which policy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel.messages.pofile import read_po
from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotFound
from app.services import labels
from app.services.identifiers import normal
from app.web.archive import archive, viewer
from app.web.language import TRANSLATIONS
from app.web.policy import EMPTY_STYLE, policy
from app.web.site import cards
from app.web.site.asked import reader_of
from app.web.site.collections import collection_page
from app.web.site.record import manifest_path
from app.web.site.told import Text
from metadata.problem import Problem

blueprint = Blueprint("viewer", __name__)

WINDOWS = 4
_THING = r"(?:records/[0-9a-z]{8}/manifest|collections/[0-9a-z]{8}(?:/parts/\d{1,6})?)"
_MANIFEST = re.compile(rf"/iiif/presentation/3/{_THING}", re.ASCII)
_WORDS = "mirador."


@dataclass(frozen=True, slots=True)
class ViewerPage:
    """``refused`` counts the manifests asked for that are not this archive's."""

    title: Text
    back: str
    address: str
    settings: dict[str, Any]
    refused: int = 0


@blueprint.get("/<lang>/records/<identifier>/viewer")
def record(lang: str, identifier: str) -> AnyResponse:
    """Whoever may read the record opens it here; what Mirador then fetches, it asks for in the reader's name."""
    reader = reader_of(lang)
    view = archive().reading.record(viewer(), normal(identifier) or identifier)
    manifest = manifest_path(view)
    if not manifest:
        raise NotFound(Problem("iiif.no_media", value=identifier))
    title = cards.title(labels.public(view.metadata), reader)
    back = url_for("site.record", lang=lang, identifier=view.identifier)
    many = len(view.media) > 1 or any(len(media.detail.get("pages", ())) > 1 for media in view.media)
    return _page(lang, title, back, manifest, thumbnails=many)


@blueprint.get("/<lang>/collections/<identifier>/viewer")
def collection(lang: str, identifier: str) -> AnyResponse:
    """Mirador lets its reader choose among what stands in the collection."""
    reader = reader_of(lang)
    view = archive().collections.collection(viewer(), normal(identifier) or identifier)
    page = collection_page(view, reader)
    if not page.manifest:
        raise NotFound(Problem("iiif.no_media", value=identifier))
    back = url_for("site.collection", lang=lang, identifier=view.identifier)
    return _page(lang, page.title, back, page.manifest, thumbnails=True)


def _page(lang: str, title: Text, back: str, manifest: str, *, thumbnails: bool) -> AnyResponse:
    base = archive().settings.base_url
    beside, refused = _beside(request.args.getlist("manifest"))
    settings = {
        "language": lang,
        "words": words(lang),
        "origin": base,
        "manifests": [manifest, *(path for path in beside if path != manifest)][:WINDOWS],
        "thumbnails": thumbnails,
    }
    page = ViewerPage(title, back, base + back, settings, refused)
    response = make_response(render_template("site/viewer.html", page=page))
    response.headers["Content-Security-Policy"] = policy(style_src=f"'self' {EMPTY_STYLE}")
    return response


def _beside(asked: Sequence[str]) -> tuple[list[str], int]:
    """Paths of this archive's manifests among those asked for, and how many others were asked for."""
    here = (archive().settings.base_url, request.host_url.rstrip("/"))
    found = []
    for address in asked:
        path = next((address.removeprefix(origin) for origin in here if address.startswith(f"{origin}/")), address)
        if _MANIFEST.fullmatch(path):
            found.append(path)
    return found, len(asked) - len(found)


@cache
def words(language: str) -> dict[str, str]:
    """What Mirador says, by its own keys; where a language has no catalog of ours, Mirador says it in its own words."""
    path = TRANSLATIONS / language / "viewer.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        said = [message for message in read_po(file, locale=language) if message.id]
    return {str(message.id).removeprefix(_WORDS): str(message.string) for message in said}
