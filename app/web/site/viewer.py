"""The page of the research viewer, Mirador: what it opens, in whose words, and under which policy."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import unquote

from babel.messages.pofile import read_po
from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import ArchiveError, BadRequest, NotFound
from app.iiif import content_state, inside
from app.iiif.content_state import Region, State
from app.iiif.resources import ORIGIN
from app.iiif.structures import beginning
from app.search.query import LETTERS
from app.services import labels
from app.services.identifiers import normal
from app.services.reading import RecordView
from app.web.archive import archive, viewer
from app.web.language import TRANSLATIONS
from app.web.policy import EMPTY_STYLE, policy
from app.web.site import cards
from app.web.site.asked import reader_of
from app.web.site.collections import collection_page
from app.web.site.record import manifest_path
from app.web.site.reuse_views import Share
from app.web.site.told import Text
from metadata.problem import Problem

blueprint = Blueprint("viewer", __name__)

WINDOWS = 4
_RECORD = r"records/(?P<record>[0-9a-z]{8})"
_THING = rf"(?:{_RECORD}/manifest|collections/(?P<collection>[0-9a-z]{{8}})(?:/parts/(?:[2-9]\.)?\d{{1,6}})?)"
_MANIFEST = re.compile(rf"/iiif/presentation/3/{_THING}", re.ASCII)
_CANVAS = re.compile(
    rf"/iiif/presentation/3/{_RECORD}/canvas/(?P<media>[0-9a-z]{{8}})(?:~(?P<page>[1-9]\d{{0,5}}))?", re.ASCII
)
_RANGE = re.compile(rf"/iiif/presentation/3/{_RECORD}/range/[a-z0-9./-]{{1,60}}", re.ASCII)
_WORDS = "mirador."


@dataclass(frozen=True, slots=True)
class Window:
    """A manifest by its path, and the place in it that is shown first: a canvas by its path, a region in pixels, or
    with ``percent`` in hundredths, a second."""

    manifest: str
    canvas: str = ""
    region: Region | None = None
    percent: bool = False
    second: float | None = None

    @property
    def place(self) -> dict[str, Any] | None:
        return {"canvas": self.canvas, "region": self.region, "second": self.second} if self.canvas else None


@dataclass(frozen=True, slots=True)
class ViewerPage:
    """``refused`` counts what was asked for and is not this archive's, or no content state."""

    title: Text
    back: str
    address: str
    settings: dict[str, Any]
    share: Share
    refused: int = 0


@blueprint.get("/<lang>/viewer")
def anything(lang: str) -> AnyResponse:
    """What a content state names, or ``manifest`` (the pattern of links that are dragged): the first leads back."""
    windows, _refused = _asked_for()
    if not windows:
        raise BadRequest(Problem("iiif.not_ours"))
    found = _MANIFEST.fullmatch(windows[0].manifest)
    assert found
    return record(lang, found["record"]) if found["record"] else collection(lang, found["collection"])


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
    return _page(lang, title, back, manifest, thumbnails=many, view=view)


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


def _page(
    lang: str, title: Text, back: str, manifest: str, *, thumbnails: bool, view: RecordView | None = None
) -> AnyResponse:
    base = archive().settings.base_url
    asked, refused = _asked_for()
    first = next((window for window in asked if window.manifest == manifest), Window(manifest))
    beside = (window for window in asked if window.manifest != manifest)
    windows = [_in_pixels(window, view) for window in (first, *beside)][:WINDOWS]
    settings = {
        "language": lang,
        "words": words(lang),
        "origin": base,
        "manifests": [window.manifest for window in windows],
        "places": [window.place for window in windows],
        "thumbnails": thumbnails,
        "search": request.args.get("q", "").strip()[:LETTERS],
    }
    page = ViewerPage(title, back, base + back, settings, _share(back, manifest, lang), refused)
    response = make_response(render_template("site/viewer.html", page=page))
    response.headers["Content-Security-Policy"] = policy(style_src=f"'self' {EMPTY_STYLE}")
    return response


def _share(back: str, manifest: str, lang: str) -> Share:
    """Records stand one beside another here: the page that a place is on is that of its own record."""
    base = archive().settings.base_url
    pattern = f"{base}{url_for('site.record', lang=lang, identifier='{record}')}"
    return Share(base + manifest, base + back, unquote(pattern), f"{base}{url_for('viewer.anything', lang=lang)}")


def _asked_for() -> tuple[list[Window], int]:
    """What of this archive the address asks for, and how much of what it asks for is none of it."""
    asked: list[State | None] = []
    for text in request.args.getlist("iiif-content")[:WINDOWS]:
        try:
            asked += content_state.read(text)
        except ValueError:
            asked.append(None)
    asked += map(State, request.args.getlist("manifest")[: 4 * WINDOWS])
    found = [window for state in asked for window in _own(state)]
    return found, len(asked) - len(found)


def _own(state: State | None) -> Iterator[Window]:
    state = state and _in_its_manifest(state)
    manifest = _path(state.manifest) if state else ""
    thing = _MANIFEST.fullmatch(manifest)
    if not state or not thing:
        return
    state = _at_its_beginning(state)
    canvas = _CANVAS.fullmatch(_path(state.canvas))
    if not canvas or canvas["record"] != thing["record"]:
        yield Window(manifest)
        return
    yield Window(manifest, canvas[0], state.region, state.percent, state.stretch[0] if state.stretch else None)


def _in_its_manifest(state: State) -> State:
    """A canvas or a range by its address alone (2.2.4): what is ours shows by it which manifest it is a part of."""
    place = _path(state.manifest)
    canvas, range = _CANVAS.fullmatch(place), _RANGE.fullmatch(place)
    if not (found := canvas or range):
        return state
    manifest = f"/iiif/presentation/3/records/{found['record']}/manifest"
    return replace(state, manifest=manifest, canvas=place if canvas else "", range=place if range else "")


def _at_its_beginning(state: State) -> State:
    """A range is shown where it begins, to who may see it; else the whole is asked for, and answered as it may be."""
    place = _path(state.range)
    found = _RANGE.fullmatch(place)
    if not found or found["record"] not in state.manifest:
        return state
    try:
        whole = archive().manifests.manifest(viewer(), found["record"])
    except ArchiveError:
        return state
    told = inside.find(whole.body, ORIGIN + place, 3)
    canvas, second = (told and beginning(json.loads(told))) or ("", None)
    stretch = (second, second) if second is not None else state.stretch
    return replace(state, canvas=canvas.removeprefix(ORIGIN), stretch=stretch)


def _in_pixels(window: Window, view: RecordView | None) -> Window:
    """As the viewer counts; hundredths of a canvas of which nobody here knows the size ask for the whole of it."""
    if not window.percent or not window.region:
        return window
    found = _CANVAS.fullmatch(window.canvas)
    media = next((file for file in view.media if found and file.id == found["media"]), None) if view else None
    pages = media.detail.get("pages", ()) if media and found and found["page"] else ()
    number = int(found["page"] or 0) if found else 0
    sized = (pages[number - 1] if number <= len(pages) else {}) if number else media.detail if media else {}
    if not sized.get("width"):
        return replace(window, region=None)
    x, y, width, height = window.region
    across, down = sized["width"], sized["height"]
    pixels = (x * across / 100, y * down / 100, width * across / 100, height * down / 100)
    return replace(window, region=pixels, percent=False)


def _path(address: str) -> str:
    here = (archive().settings.base_url, request.host_url.rstrip("/"))
    return next((address.removeprefix(origin) for origin in here if address.startswith(f"{origin}/")), address)


@cache
def words(language: str) -> dict[str, str]:
    """What Mirador says, by its own keys; where a language has no catalog of ours, Mirador says it in its own words."""
    path = TRANSLATIONS / language / "viewer.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        said = [message for message in read_po(file, locale=language) if message.id]
    return {str(message.id).removeprefix(_WORDS): str(message.string) for message in said}
