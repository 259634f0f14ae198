"""oEmbed 1.0: other sites turn an address of ours into a frame. It tells only of what everybody may see at any time."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from flask import Blueprint, Response, jsonify, request

from app.errors import BadRequest, NotFound, SignInNeeded
from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.reading import MediaView
from app.services.viewer import VISITOR
from app.web import errors
from app.web.archive import archive
from app.web.embed.addresses import Subject, subject
from app.web.site import cards, embedding
from app.web.site.values import Reader
from metadata.problem import Problem

blueprint = Blueprint("oembed", __name__)

FORMATS = ("json", "xml")
SECONDS = 300
_LENGTH = re.compile(r"[1-9]\d*", re.ASCII)
_HEAD = b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
Answer = Mapping[str, str | int]


@blueprint.get("/oembed")
def oembed() -> Response:
    format, address = request.args.get("format", "json"), request.args.get("url", "")
    if format not in FORMATS:
        return errors.answer(501, Problem("oembed.format", value=format[:40], expected=", ".join(FORMATS)))
    if not address:
        raise BadRequest(Problem("oembed.url"))
    width, height = _limit("maxwidth"), _limit("maxheight")
    asked = subject(address, archive().settings.base_url)
    if asked is None:
        raise NotFound(Problem("oembed.unknown", value=address[:200]))
    told = describe(asked, width, height)
    response = jsonify(told) if format == "json" else Response(_xml(told), content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}, s-maxage=60"
    return response


@blueprint.after_request
def _for_any_site(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def describe(asked: Subject, width: int, height: int) -> Answer:
    """Never ``photo``: that would hand on the picture without the words of whose it is. Raises as reading does."""
    view = archive().reading.record(VISITOR, asked.identifier)
    if not embedding.for_everyone(view):
        raise SignInNeeded(Problem("oembed.not_public", value=asked.identifier))
    reader = _reader(asked)
    frame = embedding.frame(view, reader, media=asked.media, second=asked.second, width=width, height=height)
    first = embedding.first(view, asked.media)
    return {
        "version": "1.0",
        "type": "video" if first and first.type == "video" else "rich",
        "title": cards.title(labels.public(view.metadata), reader).value,
        "author_name": embedding.keeper(view, reader),
        "provider_name": "Chiêng",
        "provider_url": f"{archive().settings.base_url}/{reader.tag}/",
        "cache_age": SECONDS,
        **(_thumbnail(first, width, height) if first else {}),
        "html": frame.snippet,
        "width": frame.width,
        "height": frame.height,
    }


def _thumbnail(file: MediaView, width: int, height: int) -> Answer:
    """None for a sound, for what not everybody may see, and none that is larger than was asked for."""
    picture = cards.thumbnail(file)
    if file.type == "audio" or file.access_id != EVERYONE_ID or picture.width > width or picture.height > height:
        return {}
    address = f"{archive().settings.base_url}{picture.src}"
    return {"thumbnail_url": address, "thumbnail_width": picture.width, "thumbnail_height": picture.height}


def _limit(name: str) -> int:
    text = request.args.get(name)
    if text is None:
        return embedding.NO_LIMIT
    if not _LENGTH.fullmatch(text):
        raise BadRequest(Problem("oembed.size", name, text[:40], "1"))
    return min(int(text[:6]), embedding.NO_LIMIT)  # its first figures are enough to tell that it is large


def _reader(asked: Subject) -> Reader:
    languages = archive().settings.languages
    tag = asked.language if asked.language in languages else languages[0]
    return Reader(tag, interface=frozenset(languages))


def _xml(told: Answer) -> bytes:
    root = ElementTree.Element("oembed")
    for name, value in told.items():
        ElementTree.SubElement(root, name).text = str(value)
    return _HEAD + ElementTree.tostring(root)
