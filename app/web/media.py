"""Media by their addresses: playlists and films with ranges, pictures, captions, downloads, originals for staff.

Pictures that are zoomed into are in ``app.web.iiif``.
"""

import re
import unicodedata
from collections.abc import Callable

from flask import Blueprint, Response, request

from app.errors import NotAllowed, NotFound
from app.iiif import image
from app.iiif.image_size import Limits
from app.services.media import texts
from app.services.media.copying import refusal
from app.services.reading import MediaView
from app.web import delivery, pictures
from app.web.archive import archive, language, viewer
from metadata import statements
from metadata.problem import Problem

blueprint = Blueprint("media", __name__, url_prefix="/media/<media_id>")
blueprint.after_request(delivery.open_to_other_sites)

_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\.(m3u8|mp4|m4a|webp|vtt|json)")
_MIMES = {
    "m3u8": "application/vnd.apple.mpegurl",
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
    "webp": "image/webp",
    "vtt": "text/vtt",
    "json": "application/json",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_PAGE = re.compile(r"[1-9][0-9]{0,5}")
_COPIES = {"video": "progressive.mp4", "audio": "audio.m4a"}
_PREVIEWS = frozenset({"thumbnail.webp", "poster.webp"})
_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
_LARGEST = 4096


@blueprint.get("/<name>")
def derivative(media_id: str, name: str) -> Response:
    matched = _NAME.fullmatch(name)
    if matched is None:
        raise NotFound(Problem("media.not_found", value=media_id))
    known = archive().reading.previewed if name in _PREVIEWS else archive().reading.media
    return _derivative(known(viewer(), media_id), name, _MIMES[matched[1]])


@blueprint.get("/captions/<tag>.vtt")
def captions(media_id: str, tag: str) -> Response:
    return _in_language(media_id, texts.CAPTIONS, tag)


@blueprint.get("/chapters/<tag>.vtt")
def chapters(media_id: str, tag: str) -> Response:
    return _in_language(media_id, texts.CHAPTERS, tag)


@blueprint.get("/transcripts/<tag>.<ending>")
def transcript(media_id: str, tag: str, ending: str) -> Response:
    """With its times as WebVTT, where it has any; as words alone always."""
    if ending == "txt":
        return _in_language(media_id, texts.TRANSCRIPT, tag, texts.words)
    if ending == "vtt":
        return _in_language(media_id, texts.TRANSCRIPT, tag)
    raise NotFound(Problem("media.not_found", value=media_id))


@blueprint.get("/pages/<number>.txt")
def page_text(media_id: str, number: str) -> Response:
    media, body = archive().reading.text(viewer(), media_id, texts.PAGE, _page(media_id, number))
    return _text(media, body, "text/plain")


@blueprint.get("/pages/<number>.alto.xml")
def page_words(media_id: str, number: str) -> Response:
    """The words of a page and where they stand, as corrected, else as they were read."""
    media, body = archive().words.alto(viewer(), media_id, int(_page(media_id, number)))
    return _text(media, body, "application/xml")


def _in_language(media_id: str, kind: str, tag: str, form: Callable[[str], str] | None = None) -> Response:
    if _LANGUAGE.fullmatch(tag) is None:
        raise NotFound(Problem("media.not_found", value=media_id))
    media, body = archive().reading.text(viewer(), media_id, kind, tag)
    if form is None and not texts.timed(body):
        raise NotFound(Problem("media.not_found", value=media_id))
    return _text(media, form(body) if form else body, "text/plain" if form else "text/vtt")


def _page(media_id: str, number: str) -> str:
    if _PAGE.fullmatch(number) is None:
        raise NotFound(Problem("media.not_found", value=media_id))
    return number


def _text(media: MediaView, body: str, mime: str) -> Response:
    return delivery.body(body, mime, etag=delivery.digest(body), everyone=media.everyone)


@blueprint.get("/download")
def download(media_id: str) -> Response:
    """A copy for the public, without what the camera wrote into it: place, device, names.

    There is none of a document, whose pictures may carry just that inside: its pages are looked at one by one.
    """
    media = archive().reading.media(viewer(), media_id)
    _allow(media)
    if media.type == "image":
        return _large_picture(media)
    if media.type not in _COPIES:
        raise NotFound(Problem("media.not_found", value=media_id))
    name = _COPIES[media.type]
    suffix = name.rpartition(".")[2]
    return _derivative(media, name, _MIMES[suffix], download_as=f"{_title(media)}.{suffix}")


@blueprint.get("/original")
def original(media_id: str) -> Response:
    """The file as it came, for those who keep it; no browser opens it in the archive's own name."""
    media = archive().reading.media(viewer(), media_id)
    if not archive().reading.keeps(viewer(), media_id):
        raise NotAllowed(Problem("media.original", value=media_id))
    path = archive().store.original(media_id)
    name = _safe(media.filename)
    response = delivery.file(path, media.mime, etag=media_id, everyone=False, download_as=name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _allow(media: MediaView) -> None:
    """Raises ``NotAllowed`` where the rights in it allow no copy, but for those who keep it."""
    if archive().reading.keeps(viewer(), media.id):
        return
    view = archive().reading.record(viewer(), media.record)
    if problem := refusal(view.metadata, view.access_id, media):
        raise NotAllowed(problem)


def _derivative(media: MediaView, name: str, mime: str, *, download_as: str | None = None) -> Response:
    path = archive().store.derivatives(media.id, media.generation) / name
    etag = f"{media.id}-{media.generation}"
    return delivery.file(path, mime, etag=etag, everyone=media.everyone, download_as=download_as)


def _large_picture(media: MediaView) -> Response:
    picture = pictures.find(media.id)
    asked = image.parse(
        "full", f"!{_LARGEST},{_LARGEST}", "0", "default.jpg", full=picture.head.sizes[0], limits=Limits()
    )
    known = request.if_none_match.contains(picture.etag)
    content = b"" if known else pictures.draw(picture, asked)
    response = delivery.body(content, asked.media_type, etag=picture.etag, everyone=media.everyone)
    response.headers["Content-Disposition"] = delivery.attachment(f"{_title(media)}.jpg")
    return response


def _title(media: MediaView) -> str:
    """What is said of the file, else its id: the name that it had on somebody's telephone stays with the original."""
    return _safe(statements.text(media.description, "label", language()) or "")[:120].strip() or media.id


def _safe(name: str) -> str:
    """A name that any file system takes, without marks that turn the direction of writing to hide an ending."""
    kept = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in name)
    return _FORBIDDEN.sub("_", " ".join(kept.split())).strip(". ") or "file"
