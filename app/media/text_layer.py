"""The text that a PDF carries with it, with the places of its words, and whether it can be trusted.

Fonts of the years before Unicode (.VnTime, VNI-Times) leave codes of their own where letters should be: their names
say which, and the words are converted. A layer that is noise, or the stamp of a scanner's app on a picture of a page,
counts for nothing: that page is read anew by ``ocr``.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from ctypes import byref, c_double, c_int, create_string_buffer
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from app.media.alto import MOST_WORDS, Line, Page, Word
from app.media.document import MOST_CHARACTERS, numbered, opened
from metadata import legacy_text

SOFTWARE: Final = "PDFium"
NOISE: Final = 0.15
"""Of the letters, so many may be none: signs without meaning, or codes of nobody's."""
STAMP: Final = 60
"""A scanner's app writes its name on the picture of a page: fewer letters than this are no text of the page."""
PICTURE: Final = 0.5
"""Of a page's area: a picture that covers more may be a scan."""
PARAGRAPH: Final = 0.9
"""A gap between lines of so many times their height begins a paragraph."""

_FONT_LENGTH: Final = 120
_LETTER: Final = re.compile(r"[^\W\d_]")
_BEYOND: Final = re.compile("[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
"""Letters of Vietnamese that no encoding of one byte shows as such when it is taken for Western European."""
_BREAKS: Final = "\ufffe\x02"
"""What PDFium writes for a hyphen that broke a word at the end of a line."""


_Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


@dataclass(frozen=True, slots=True)
class _Sign:
    text: str
    box: _Box
    font: str


def read(path: Path, number: int, size: tuple[int, int]) -> Page | None:
    """The words of page ``number`` (from 1) with boxes on a picture of ``size``; None for a page that has no text of
    its own that can be trusted."""
    with opened(path) as document, numbered(document, number) as page:
        signs = list(_decided(list(_signs(page))))
        scan = _picture(page) >= PICTURE
        placed = [_words(page, line, size) for line in _lines(signs)]
    lines = _paragraphs(_downward([line for line in placed if line]))
    text = "\n".join(line.text for line in lines)
    if _is_noise(text) or (scan and len(_LETTER.findall(text)) < STAMP):
        return None
    guess = legacy_text.detect(text)
    if not guess.legacy or guess.confidence < legacy_text.SURE:
        return Page(*size, lines, software=SOFTWARE)
    decoded = tuple(replace(line, words=tuple(_decoded(line.words, guess.encoding))) for line in lines)
    return Page(*size, decoded, software=SOFTWARE, settings=guess.encoding)


def is_sound(text: str) -> bool:
    """Whether a text is one: of letters that mean something, in Unicode."""
    guess = legacy_text.detect(text)
    return not _is_noise(text) and (not guess.legacy or guess.confidence < legacy_text.SURE)


def _is_noise(text: str) -> bool:
    signs = [sign for sign in text if not sign.isspace()]
    noise = sum(unicodedata.category(sign) in ("Co", "Cn", "Cc", "Cs") or sign == "\ufffd" for sign in signs)
    return not signs or noise > NOISE * len(signs) or _LETTER.search(text) is None


def _decoded(words: tuple[Word, ...], encoding: str) -> Iterator[Word]:
    """Fonts have all sorts of names once they are embedded; then the words themselves tell."""
    return (replace(word, text=legacy_text.convert(word.text, encoding)) for word in words)


def _signs(page: Any) -> Iterator[_Sign]:
    """All that PDFium finds on what is shown of the page, in reading order; ends of lines have no place."""
    from pypdfium2 import raw

    layer = page.get_textpage()
    shown = page.get_bbox()
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    name, flags = create_string_buffer(_FONT_LENGTH), c_int()
    high = 0
    for index in range(min(layer.count_chars(), MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(layer, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + (high - 0xD800 << 10) + code - 0xDC00
        high = 0
        raw.FPDFText_GetCharBox(layer, index, byref(left), byref(right), byref(bottom), byref(top))
        box = (left.value, bottom.value, right.value, top.value)
        text = _character(code)
        if not text.isspace() and _is_beyond(box, shown):
            continue
        length = raw.FPDFText_GetFontInfo(layer, index, name, _FONT_LENGTH, byref(flags))
        font = name.value.decode("utf-8", "replace") if 0 < length <= _FONT_LENGTH else ""
        yield _Sign(text, box, font)


def _character(code: int) -> str:
    """A broken font tells of numbers that no character has, or of one half of a character."""
    if 0xD800 <= code < 0xE000 or code > sys.maxunicode:
        return "\ufffd"
    return chr(code) if code else ""


def _is_beyond(box: _Box, shown: _Box) -> bool:
    return box[2] <= shown[0] or box[0] >= shown[2] or box[3] <= shown[1] or box[1] >= shown[3]


def _decided(signs: list[_Sign]) -> Iterator[_Sign]:
    """A font keeps its name when its letters have been given their Unicode: it then stands for nothing any more."""
    unicode = {sign.font for sign in signs if sign.text and _BEYOND.search(sign.text)}
    return (replace(sign, font="") if sign.font in unicode else sign for sign in signs)


def _lines(signs: list[_Sign]) -> Iterator[list[list[_Sign]]]:
    """Lines of words. A hyphen that breaks a word takes the end of the line with it."""
    line: list[list[_Sign]] = [[]]
    broken = False
    for sign in signs:
        if sign.text in ("\r", "\n"):
            if not broken and any(line):
                yield [word for word in line if word]
                line = [[]]
        elif sign.text.isspace():
            line.append([])
        elif sign.text and sign.text not in _BREAKS:
            line[-1].append(sign)
        broken = (bool(sign.text) and sign.text in _BREAKS) or (broken and sign.text == "\r")
    yield [word for word in line if word]


def _words(page: Any, line: list[list[_Sign]], size: tuple[int, int]) -> tuple[Word, ...]:
    placed = []
    for signs in line:
        text = " ".join(_text(signs).split())
        if text:
            placed.append(Word(text, *_box(page, signs, size)))
    return tuple(placed[:MOST_WORDS])


def _text(signs: list[_Sign]) -> str:
    """Letters in fonts that stand for an encoding are converted, each stretch of a font by itself."""
    pieces: list[str] = []
    start = 0
    for end in range(1, len(signs) + 1):
        if end == len(signs) or signs[end].font != signs[start].font:
            pieces.append(_converted("".join(sign.text for sign in signs[start:end]), signs[start].font))
            start = end
    return unicodedata.normalize("NFC", "".join(pieces))


def _converted(text: str, font: str) -> str:
    encoding = legacy_text.of_font(font)
    if not encoding:
        return text
    converted = legacy_text.convert(text, encoding)
    return converted.upper() if legacy_text.is_capital_font(font) else converted


def _box(page: Any, signs: list[_Sign], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """x, y, width, height on the picture, however the page is turned and cut."""
    from pypdfium2 import raw

    left, bottom = min(sign.box[0] for sign in signs), min(sign.box[1] for sign in signs)
    right, top = max(sign.box[2] for sign in signs), max(sign.box[3] for sign in signs)
    corners = []
    for across, up in ((left, bottom), (right, top)):
        x, y = c_int(), c_int()
        raw.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, byref(x), byref(y))
        corners.append((min(max(x.value, 0), size[0]), min(max(y.value, 0), size[1])))
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(abs(x2 - x1), 1), max(abs(y2 - y1), 1)


def _downward(lines: list[tuple[Word, ...]]) -> list[tuple[Word, ...]]:
    """Programs may write a page from its foot: most lines are then above the one before. Columns are left as they come,
    because the next one begins beside the last, not over it."""
    places = [Line(words).box for words in lines]
    up = down = 0
    for before, now in pairwise(places):
        if before[0] < now[0] + now[2] and now[0] < before[0] + before[2]:
            up += now[1] + now[3] <= before[1] + before[3] // 2
            down += now[1] >= before[1] + before[3] // 2
    return lines if up <= down else [words for _, words in sorted(zip(places, lines, strict=True), key=_height)]


def _height(placed: tuple[tuple[int, int, int, int], tuple[Word, ...]]) -> tuple[int, int]:
    (x, y, _, height), _words = placed
    return y + height // 2, x


def _paragraphs(lines: list[tuple[Word, ...]]) -> tuple[Line, ...]:
    """A line far below the one before it, or above it as in the next column, begins a paragraph."""
    made: list[Line] = []
    for words in lines:
        line = Line(words, block=1)
        if made:
            before, now = made[-1].box, line.box
            gap = now[1] - (before[1] + before[3])
            apart = gap > PARAGRAPH * max(before[3], now[3]) or now[1] + now[3] < before[1]
            line = replace(line, block=made[-1].block + apart)
        made.append(line)
    return tuple(made)


def _picture(page: Any) -> float:
    """How much of the page its largest picture covers."""
    from pypdfium2 import raw

    area = page.get_width() * page.get_height() or 1
    largest = 0.0
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = one.get_bounds()
        largest = max(largest, abs((right - left) * (top - bottom)))
    return largest / area
