"""PDF documents: pages, their text and their images, by PDFium. Where the words of a page stand is in ``text_layer``,
reading scans in ``ocr``."""

import math
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, Final

from app.errors import MediaRefused
from metadata.problem import Problem

MOST_PAGES: Final = 5_000
MOST_PIXELS: Final = 40_000_000
MOST_CHARACTERS: Final = 200_000
POINTS_AN_INCH: Final = 72
LONGEST: Final = 16_000
QUALITY: Final = 85

_BROKEN_WORD: Final = re.compile("[\ufffe\x02](\r?\n)?")

# PDFium keeps state of its own between calls: two threads in it at once bring the process down.
_PDFIUM: Final = RLock()


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """``sizes`` are the width and height of each page as displayed, in points. ``encrypted``: rights are restricted,
    yet it opens without a password."""

    pages: int
    sizes: tuple[tuple[float, float], ...]
    encrypted: bool


def is_pdf(path: Path) -> bool:
    """Scans of several pages come as TIFF, too; readers of PDF allow for some bytes before its mark."""
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def inspect(path: Path) -> DocumentInfo:
    """Raises ``MediaRefused``: ``media.encrypted`` when it asks for a password, ``media.damaged``,
    ``media.too_many_pages``."""
    with opened(path) as document:
        pages = len(document)
        if pages == 0:
            raise MediaRefused(Problem("media.damaged"))
        if pages > MOST_PAGES:
            raise MediaRefused(Problem("media.too_many_pages", value=str(pages), expected=str(MOST_PAGES)))
        sizes = tuple(_size(document, n) for n in range(pages))
        return DocumentInfo(pages, sizes, _restricted(document))


def page_text(path: Path, number: int) -> str:
    """The text that page ``number`` (from 1) carries, NFC, at most 200,000 characters; empty for a scan."""
    with opened(path) as document, numbered(document, number) as page:
        # The other reader of PDFium, by range, knows no character beyond U+FFFF, such as many of Nôm.
        text: str = page.get_textpage().get_text_bounded()
    # PDFium writes U+FFFE or U+0002 for a hyphen that broke a word at the end of a line.
    joined = _BROKEN_WORD.sub("", text[:MOST_CHARACTERS]).replace("\r\n", "\n").replace("\0", "")
    return unicodedata.normalize("NFC", joined).strip()


def render_page(path: Path, number: int, dpi: float, target: Path) -> tuple[int, int]:
    """Writes page ``number`` (from 1) as the picture that ``target``'s ending names and returns its width and height in
    pixels. A page that would pass 40 million pixels is drawn at a lower resolution."""
    with opened(path) as document, numbered(document, number) as page:
        scale = _scale(page.get_width(), page.get_height(), dpi)
        picture = page.render(scale=scale, may_draw_forms=False).to_pil()
    _save(picture, target, scale * POINTS_AN_INCH)
    width, height = picture.size
    return width, height


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """PDFium holds 10 MB of memory, so it is loaded by those processes only that read a PDF."""
    import pypdfium2

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(path)
            try:
                yield document
            finally:
                document.close()
        except pypdfium2.PdfiumError as error:
            locked = "password" in str(error).lower()
            raise MediaRefused(Problem("media.encrypted" if locked else "media.damaged")) from error


@contextmanager
def numbered(document: Any, number: int) -> Iterator[Any]:
    if not 1 <= number <= len(document):
        raise IndexError(number)
    page = document[number - 1]
    try:
        yield page
    finally:
        page.close()


def _size(document: Any, index: int) -> tuple[float, float]:
    width, height = document.get_page_size(index)
    return round(width, 2), round(height, 2)


def _restricted(document: Any) -> bool:
    from pypdfium2 import raw

    return bool(raw.FPDF_GetSecurityHandlerRevision(document) != -1)


def _scale(width: float, height: float, dpi: float) -> float:
    wanted = dpi / POINTS_AN_INCH
    most = math.sqrt(MOST_PIXELS / max(width * height, 1))
    return min(wanted, most, LONGEST / max(width, height, 1))


def _save(picture: Any, target: Path, dpi: float) -> None:
    partial = target.with_name(f".{target.stem}.{secrets.token_hex(6)}.partial{target.suffix}")
    try:
        picture.save(partial, quality=QUALITY, dpi=(dpi, dpi))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
