"""oEmbed 1.0: other sites turn an address of ours into a frame. It tells only of what everybody may see at any time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from flask import Blueprint, Response, jsonify, request

from app.errors import BadRequest, NotFound, SignInNeeded
from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.collections import CollectionView
from app.services.collections.words import in_language
from app.services.reading import MediaView, RecordView
from app.services.viewer import VISITOR
from app.web import errors
from app.web.archive import archive
from app.web.embed.addresses import Subject, subject
from app.web.site import cards, embedding, stage
from app.web.site.embedding import Frame
from app.web.site.values import Reader
from metadata.problem import Problem

blueprint = Blueprint("oembed", __name__)

FORMATS = ("json", "xml")
SECONDS = 300
_LENGTH = re.compile(r"[1-9]\d*", re.ASCII)
_HEAD = b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
Answer = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a record or a collection; ``picture`` is a file whose thumbnail may stand for it."""

    type: str
    title: str
    keeper: str
    frame: Frame
    picture: MediaView | None


@blueprint.get("/oembed")
def oembed() -> Response:
    format, address = request.args.get("format", "json"), request.args.get("url", "")
    if format not in FORMATS:
        return errors.answer(501, Problem("oembed.format", value=format[:40], expected=", ".join(FORMATS)))
    if not address:
        raise BadRequest(Problem("oembed.url"))
    most = _limit("maxwidth", embedding.NO_LIMIT[0]), _limit("maxheight", embedding.NO_LIMIT[1])
    asked = subject(address, archive().settings.base_url)
    if asked is None:
        raise NotFound(Problem("oembed.unknown", value=address[:200]))
    told = describe(asked, most)
    response = jsonify(told) if format == "json" else Response(_xml(told), content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}, s-maxage=60"
    return response


@blueprint.after_request
def _for_any_site(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def describe(asked: Subject, most: tuple[int, int]) -> Answer:
    """Never ``photo``: that would hand on the picture without the words of whose it is. Raises as reading does."""
    reader = _reader(asked)
    told = _collection(asked, reader, most) if asked.kind == "collections" else _record(asked, reader, most)
    base = archive().settings.base_url
    return {
        "version": "1.0",
        "type": told.type,
        "title": told.title,
        "author_name": told.keeper,
        "provider_name": "Chiêng",
        "provider_url": f"{base}/{reader.tag}/",
        "cache_age": SECONDS,
        **(_thumbnail(told.picture, most) if told.picture else {}),
        "html": told.frame.snippet,
        "width": told.frame.width,
        "height": told.frame.height,
    }


def _record(asked: Subject, reader: Reader, most: tuple[int, int]) -> Told:
    view = archive().reading.record(VISITOR, asked.identifier)
    _demand(view)
    # a file that only a season shows is told of by no answer that others keep
    view = replace(view, media=tuple(file for file in view.media if file.access_id == EVERYONE_ID))
    first = embedding.first(view, asked.media)
    return Told(
        type="video" if first and first.type == "video" else "rich",
        title=cards.title(labels.public(view.metadata), reader).value,
        keeper=embedding.keeper(view, reader),
        frame=embedding.record_frame(view, reader, media=asked.media, second=asked.second, most=most),
        picture=first,
    )


def _collection(asked: Subject, reader: Reader, most: tuple[int, int]) -> Told:
    view = archive().collections.collection(VISITOR, asked.identifier)
    _demand(view)
    open_records = (record for record in view.records if record.access_id == EVERYONE_ID)
    return Told(
        type="rich",
        title=in_language(view.title, reader.tag)[0],
        keeper=embedding.keeper(view, reader),
        frame=embedding.collection_frame(view, reader, most=most),
        picture=next(filter(None, map(_cover, open_records)), None),
    )


def _cover(record: RecordView) -> MediaView | None:
    pictured = (file for file in record.media if file.type != "audio" and stage.shown(file))
    return next((file for file in pictured if file.access_id == EVERYONE_ID), None)


def _demand(view: RecordView | CollectionView) -> None:
    if not embedding.for_everyone(view):
        raise SignInNeeded(Problem("oembed.not_public", value=view.identifier))


def _thumbnail(file: MediaView, most: tuple[int, int]) -> Answer:
    """None for a sound, for what not everybody may see, and none that is larger than was asked for."""
    picture = cards.thumbnail(file)
    if file.type == "audio" or file.access_id != EVERYONE_ID or picture.width > most[0] or picture.height > most[1]:
        return {}
    address = f"{archive().settings.base_url}{picture.src}"
    return {"thumbnail_url": address, "thumbnail_width": picture.width, "thumbnail_height": picture.height}


def _limit(name: str, most: int) -> int:
    text = request.args.get(name)
    if text is None:
        return most
    if not _LENGTH.fullmatch(text):
        raise BadRequest(Problem("oembed.size", name, text[:40], "1"))
    return min(int(text[:6]), most)  # its first figures are enough to tell that it is large


def _reader(asked: Subject) -> Reader:
    languages = archive().settings.languages
    tag = asked.language if asked.language in languages else languages[0]
    return Reader(tag, interface=frozenset(languages))


def _xml(told: Answer) -> bytes:
    root = ElementTree.Element("oembed")
    for name, value in told.items():
        ElementTree.SubElement(root, name).text = str(value)
    return _HEAD + ElementTree.tostring(root)
