"""What a page tells to those who pass it on: search engines, networks of friends, messengers.

Only what everyone may see is told, whoever looks; a page that is not for everyone tells nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from babel.core import get_global
from flask import request, url_for

from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.collections import CollectionView
from app.services.reading import MediaView, RecordView
from app.web import linked
from app.web.archive import archive, language
from app.web.site.told import Picture
from metadata import statements
from metadata.crosswalks import schema_org

EXCERPT = 200
WIDEST = 1200
SMALLEST = 200
"""Networks show no picture that is smaller."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """``alternates`` are the page's addresses by language, ``unspoken`` the one that chooses by the reader's.
    ``title`` is empty where the page's own will do."""

    address: str
    alternates: tuple[tuple[str, str], ...]
    unspoken: str
    locale: str
    title: str = ""
    description: str = ""
    kind: str = "website"
    image: Picture | None = None
    mime: str = ""
    linked: dict[str, Any] | None = None


def page(title: str = "", description: str = "", *, type: str = "WebPage", asked: str = "") -> Sharing:
    """Any public page; ``type`` is what schema.org calls it, ``asked`` what in its address tells it from others."""
    tags = archive().settings.languages
    alternates = tuple((tag, _address(tag) + asked) for tag in tags)
    address = dict(alternates)[language()]
    told = schema_org.page(type, linked.home(), address, title, language())
    return Sharing(address, alternates, alternates[0][1], _locale(language()), title, description, linked=told)


def home() -> Sharing:
    return replace(page(), unspoken=f"{archive().settings.base_url}/", linked=linked.site(language()))


def record(view: RecordView) -> Sharing | None:
    shared = linked.open_view(view)
    if shared is None:
        return None
    metadata = labels.public(shared.metadata)
    title = statements.title(metadata, language())
    image, mime = _first(shared.media)
    return replace(
        page(),
        unspoken=f"{archive().settings.base_url}/records/{view.identifier}",
        title=title,
        description=_cut(statements.text(metadata, "description", language()) or title),
        kind="article",
        image=image,
        mime=mime,
        linked=linked.record(shared),
    )


def collection(view: CollectionView, title: str, description: str) -> Sharing | None:
    shared = linked.open_collection(view)
    if shared is None:
        return None
    image, mime = _first(file for one in shared.records if _shared(one) for file in one.media if _shared(file))
    return replace(
        page(), title=title, description=description, image=image, mime=mime, linked=linked.collection(shared)
    )


def _cut(text: str) -> str:
    """At the end of a word."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rpartition(' ')[0]}…"


def _shared(thing: RecordView | MediaView) -> bool:
    return thing.access_id == EVERYONE_ID


def _first(files: Iterable[MediaView]) -> tuple[Picture | None, str]:
    """The first picture that is large enough, and its format."""
    return next(((made, mime) for file in files for made, mime in [_preview(file)] if made), (None, ""))


def context() -> dict[str, Any]:
    """For pages that say nothing of their own: where they are, in which languages."""
    known = (request.view_args or {}).get("lang") in archive().settings.languages
    return {"sharing": page() if known and request.endpoint else None}


def _address(tag: str) -> str:
    """This page's address in a language; a page of a long list is one of its own."""
    view = dict(request.view_args or {}) | {"lang": tag}
    number = request.args.get("page", "")
    if request.endpoint != "site.search" and number.isascii() and number.isdigit() and number != "1":
        view["page"] = number
    return archive().settings.base_url + url_for(str(request.endpoint), **view)


def _locale(tag: str) -> str:
    """``vi_VN``: networks want a country beside the language."""
    likely = str(get_global("likely_subtags").get(tag, tag)).split("_")
    return f"{likely[0]}_{likely[-1]}" if len(likely) > 1 else tag


def _preview(file: MediaView) -> tuple[Picture | None, str]:
    """A picture of the file that is large enough to be shown."""
    first = file.detail["pages"][0] if file.detail.get("pages") else file.detail
    width, height = int(first.get("width") or 0), int(first.get("height") or 0)
    if file.type == "audio" or not file.generation or min(width, height) < SMALLEST:
        return None, ""
    said = labels.public(file.description)
    alt = statements.text(said, "description", language()) or statements.text(said, "label", language()) or ""
    if file.type == "video":
        return Picture(f"{archive().settings.base_url}/media/{file.id}/poster.webp", width, height, alt), "image/webp"
    src, mime = linked.picture(file, 1 if file.type == "document" else None, WIDEST)
    shown = min(width, WIDEST)
    return Picture(src, shown, max(1, round(height * shown / width)), alt), mime
