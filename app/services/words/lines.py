"""The lines of one page with their places on its canvas, corrected by people before what was read."""

from dataclasses import dataclass

from app.errors import MediaRefused, NotFound
from app.iiif.found import Box
from app.iiif.lines import ReadLine
from app.media import alto
from app.services.reading import MediaView, Reading
from app.services.viewer import Viewer
from app.services.words.boxes import Size
from app.services.words.streams import language_of
from metadata.problem import Problem


@dataclass(frozen=True, slots=True)
class PageLines:
    """``language`` is empty where the file tells of none, or of several."""

    media: MediaView
    lines: tuple[ReadLine, ...]
    language: str


def of_page(reading: Reading, viewer: Viewer, media_id: str, page: int) -> PageLines:
    """Of page ``page`` of a document, or of a picture where it is 0.

    Raises as ``Reading.media`` does, and ``NotFound`` where it is no page or has no words with a place.
    """
    media, body = reading.page_words(viewer, media_id, str(page or 1))
    size = _size(media, page)
    if size is None:
        raise NotFound(Problem("media.not_found", value=media_id))
    try:
        read = alto.scaled(alto.parse(body), *size)
    except MediaRefused as error:
        raise NotFound(Problem("media.not_found", value=media_id)) from error
    told = tuple(ReadLine(line.text, _inside(line.box, size)) for line in read.lines)
    return PageLines(media, told, language_of(media))


def as_alto(reading: Reading, viewer: Viewer, media_id: str, page: int) -> tuple[MediaView, str]:
    """The words of a page in the pixels of its canvas, as viewers that lay them over a picture take them, whatever
    somebody's own ALTO was measured on. ``page`` of a picture is 1. Raises as ``Reading.media`` does."""
    media, body = reading.page_words(viewer, media_id, str(page))
    size = _size(media, page if media.type == "document" else page - 1)
    try:
        known = alto.head(body)
        if size is None or not known.width or not known.height or size == (known.width, known.height):
            return media, body
        return media, alto.write(alto.scaled(alto.parse(body), *size), page)
    except MediaRefused:
        return media, body


def _size(media: MediaView, page: int) -> Size | None:
    if (media.type == "document") != bool(page) or media.type not in ("document", "image"):
        return None
    sheets = media.detail.get("pages", ()) if page else (media.detail,)
    here = sheets[max(0, page - 1) : max(1, page)]
    return next(((int(sheet["width"]), int(sheet["height"])) for sheet in here), None)


def _inside(box: Box, size: Size) -> Box:
    """No part of a canvas lies outside it, or is without a pixel."""
    x, y = min(box[0], size[0] - 1), min(box[1], size[1] - 1)
    return x, y, max(1, min(box[2], size[0] - x)), max(1, min(box[3], size[1] - y))
