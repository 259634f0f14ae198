"""PDF documents: pages, their text and their images, by PDFium. Where the words of a page stand is in ``text_layer``,
reading scans in ``ocr``. A file may bring PDFium down: what is not a test asks ``document_apart``."""

import atexit
import math
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.errors import MediaRefused
from metadata.problem import Problem

MOST_PAGES: Final = 5_000
MOST_PIXELS: Final = 40_000_000
MOST_CHARACTERS: Final = 200_000
POINTS_AN_INCH: Final = 72
LONGEST: Final = 16_000
QUALITY: Final = 85
_SPECK: Final = 16
A4: Final = (595.28, 841.89)

_BROKEN_WORD: Final = re.compile("[\ufffe\x02](\r?\n)?")

Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """``sizes`` are the width and height of each page as displayed, in points; of one that is missing, of its
    neighbour. ``encrypted``: rights are restricted, yet it opens without a password."""

    pages: int
    sizes: tuple[Size, ...]
    encrypted: bool


def is_pdf(path: Path) -> bool:
    """Scans of several pages come as TIFF, too; readers of PDF allow for some bytes before its mark."""
    with path.open("rb") as file:
        head = file.read(1024)
    return b"%PDF-" in head and not head.startswith(_PICTURES)


_PICTURES: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def inspect(path: Path) -> DocumentInfo:
    """Raises ``MediaRefused``: ``media.encrypted`` when it asks for a password, ``media.damaged``,
    ``media.too_many_pages``, ``media.form_of_adobe``."""
    with opened(path) as document:
        _refuse_adobe(document)
        sizes = _sizes(document)
        if len(sizes) > MOST_PAGES:
            raise MediaRefused(Problem("media.too_many_pages", value=str(len(document)), expected=str(MOST_PAGES)))
        if not any(sizes):
            raise MediaRefused(Problem("media.damaged"))
        usual = next(size for size in sizes if size)
        return DocumentInfo(len(sizes), tuple(size or usual for size in sizes), _restricted(document))


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
        picture = page.render(scale=scale).to_pil()
    _save(picture, target, scale * POINTS_AN_INCH)
    width, height = picture.size
    return width, height


def draw_blank(size: Size, dpi: float, target: Path) -> tuple[int, int]:
    """A white page in the place of one that can't be drawn."""
    from PIL import Image

    scale = _scale(*size, dpi)
    picture = Image.new("L", (max(1, math.ceil(size[0] * scale)), max(1, math.ceil(size[1] * scale))), 255)
    _save(picture, target, scale * POINTS_AN_INCH)
    return picture.size


class _Kept:
    """The document that was opened last stays open: to look through a damaged one anew for each of its pages would take
    hours. One process reads one document at a time, so one is enough."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._document: Any = None

    def take(self, path: Path) -> Any:
        """PDFium holds 10 MB of memory, so it is loaded by those processes only that read a PDF."""
        import pypdfium2

        now = path.stat()
        key = (path, now.st_ino, now.st_size, now.st_mtime_ns)
        if key != self._key:
            self.drop()
            self._document = pypdfium2.PdfDocument(path)
            self._key = key
            atexit.register(self.drop)
            with suppress(pypdfium2.PdfiumError):  # a broken form leaves the pages as they are
                self._document.init_forms()
        return self._document

    def drop(self) -> None:
        document, self._key, self._document = self._document, (), None
        atexit.unregister(self.drop)
        if document is not None:
            document.close()


_kept: Final = _Kept()


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """One thread at a time: PDFium keeps state of its own between calls."""
    import pypdfium2

    try:
        yield _kept.take(path)
    except pypdfium2.PdfiumError as error:
        _kept.drop()
        locked = any(word in str(error).lower() for word in ("password", "security"))
        raise MediaRefused(Problem("media.encrypted" if locked else "media.damaged")) from error


@contextmanager
def numbered(document: Any, number: int) -> Iterator[Any]:
    """The page as it is seen: what is written into a form, and the notes on it, are part of it."""
    if not 1 <= number <= len(document):
        raise IndexError(number)
    page = document[number - 1]
    try:
        for _ in range(2):
            if not _mended(page):
                break
            page.close()
            page = document[number - 1]
        yield page
    finally:
        page.close()


def _mended(page: Any) -> bool:
    """Whether something was changed that shows when the page is opened again."""
    from pypdfium2 import raw

    # Cut to a piece outside of itself, there is nothing to see; readers then show it whole.
    if page.get_width() * page.get_height() == 0:
        page.set_cropbox(*page.get_mediabox())
        return True
    if not _is_written_on(page):
        return False
    _hide(page)
    page.render(scale=_SPECK / max(*page.get_size()))  # in drawing, PDFium makes the looks of notes that have none
    return bool(raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS)


def _is_written_on(page: Any) -> bool:
    """Whether there are forms or notes; links and the windows of notes leave the page as it is."""
    from pypdfium2 import raw

    unwritten = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
    return any(raw.FPDFAnnot_GetSubtype(note) not in unwritten for note in _notes(page))


def _hide(page: Any) -> None:
    """Notes that are for print alone (ISO 32000-2, 12.5.3) PDFium would make part of what is seen."""
    from pypdfium2 import raw

    for note in _notes(page):
        flags = raw.FPDFAnnot_GetFlags(note)
        if flags & raw.FPDF_ANNOT_FLAG_NOVIEW:
            raw.FPDFAnnot_SetFlags(note, flags | raw.FPDF_ANNOT_FLAG_HIDDEN)


def _notes(page: Any) -> Iterator[Any]:
    """Forms, notes and links of a page, each open while it is looked at."""
    from pypdfium2 import raw

    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        try:
            yield note
        finally:
            raw.FPDFPage_CloseAnnot(note)


def _refuse_adobe(document: Any) -> None:
    """A form that Adobe's program alone draws has one page, which says so."""
    from pypdfium2 import raw

    if raw.FPDF_GetFormType(document) == raw.FORMTYPE_XFA_FULL:
        raise MediaRefused(Problem("media.form_of_adobe"))


def _sizes(document: Any) -> list[Size | None]:
    """None for a page that is missing. Those at the end were never there: the file only tells of more than it has."""
    sizes = [_size(document, index) for index in range(min(len(document), MOST_PAGES + 1))]
    while sizes and sizes[-1] is None:
        sizes.pop()
    return sizes


def _size(document: Any, index: int) -> Size | None:
    from pypdfium2 import PdfiumError

    try:
        width, height = document.get_page_size(index)
        if width * height == 0:
            with numbered(document, index + 1) as page:
                width, height = page.get_size()
    except PdfiumError:
        return None
    return (round(width, 2), round(height, 2)) if width * height else A4


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
        picture.save(partial, quality=QUALITY, dpi=(dpi, dpi), compress_level=1)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
