"""The words of a page with their places, as ALTO 4 says them: reading it, writing it, the plain text in it.

Where the words come from is elsewhere: ``ocr``, the text layer of a document, the people who corrected them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby, pairwise
from typing import Any, Final
from xml.parsers import expat

from app.errors import MediaRefused
from metadata.problem import Problem

NAMESPACE: Final = "http://www.loc.gov/standards/alto/ns-v4#"
SCHEMA: Final = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"
MOST_CHARACTERS: Final = 20_000_000
MOST_WORDS: Final = 100_000
DEEPEST: Final = 50
HEAD: Final = 2_000
_CHECKED: Final = "checked by people"
LARGEST: Final = 1_000_000
"""Of a number in it: pixels, and no more."""

_UNWRITABLE: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GAP: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class Word:
    """Its box is in pixels of the page's picture, from the upper left corner. ``confidence`` is from 0 to 1; None where
    nobody guessed: in a document's own text, and where a person has written it."""

    text: str
    x: int
    y: int
    width: int
    height: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """``block`` numbers the paragraph that it belongs to; ``checked``: a person has compared it with the picture."""

    words: tuple[Word, ...]
    block: int = 0
    checked: bool = False

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """x, y, width, height of all of its words together."""
        left, top = min(word.x for word in self.words), min(word.y for word in self.words)
        right = max(word.x + word.width for word in self.words)
        return left, top, right - left, max(word.y + word.height for word in self.words) - top


@dataclass(frozen=True, slots=True)
class Page:
    """``width`` and ``height`` are of the picture that the boxes lie on. ``software`` and ``settings`` say what read
    it, as ``tesseract 5.3.0`` and ``vie``. No line is without words."""

    width: int
    height: int
    lines: tuple[Line, ...] = ()
    software: str = ""
    settings: str = ""

    @property
    def words(self) -> Iterator[Word]:
        return (word for line in self.lines for word in line.words)

    @property
    def checked(self) -> bool:
        return bool(self.lines) and all(line.checked for line in self.lines)

    @property
    def confidence(self) -> float | None:
        """The mean over all letters that were guessed."""
        guessed = [(word.confidence, len(word.text)) for word in self.words if word.confidence is not None]
        letters = sum(length for _, length in guessed)
        return sum(sure * length for sure, length in guessed) / letters if letters else None


@dataclass(frozen=True, slots=True)
class Head:
    """What ALTO says of its page before the first word; ``checked`` as of a ``Page``."""

    width: int
    height: int
    software: str
    settings: str
    checked: bool


def plain_text(page: Page) -> str:
    """A line for each line, and an empty one between paragraphs."""
    blocks = groupby(page.lines, key=lambda line: line.block)
    return _GAP.join("\n".join(line.text for line in lines) for _, lines in blocks)


def words(alto: str) -> list[Word]:
    """In reading order. Raises as ``parse`` does."""
    return list(parse(alto).words)


def scaled(page: Page, width: int, height: int) -> Page:
    """The same words on the same picture in another size."""
    if (width, height) == (page.width, page.height) or not page.width or not page.height:
        return page
    across, down = width / page.width, height / page.height

    def moved(word: Word) -> Word:
        left, top = round(word.x * across), round(word.y * down)
        right, bottom = round((word.x + word.width) * across), round((word.y + word.height) * down)
        return replace(word, x=left, y=top, width=right - left, height=bottom - top)

    lines = tuple(replace(line, words=tuple(map(moved, line.words))) for line in page.lines)
    return replace(page, width=width, height=height, lines=lines)


def parse(alto: str) -> Page:
    """Of ALTO of any version, in pixels. Raises ``MediaRefused``: ``alto.damaged``, ``alto.too_large``.

    A document type declaration is refused: entities have no place in ALTO, and are how a small file becomes a huge one.
    """
    if len(alto) > MOST_CHARACTERS:
        raise MediaRefused(Problem("alto.too_large", value=str(len(alto)), expected=str(MOST_CHARACTERS)))
    reader = _fed(alto, whole=True)
    if reader.size is None:
        raise MediaRefused(Problem("alto.damaged"))
    return Page(*reader.size, tuple(reader.lines), " ".join(reader.software), reader.settings)


def head(start: str) -> Head:
    """From the first ``HEAD`` letters of what ``write`` wrote: a file has hundreds of pages, of megabytes together."""
    reader = _fed(start[:HEAD], whole=False)
    return Head(*(reader.size or (0, 0)), " ".join(reader.software), reader.settings, reader.checked)


def write(page: Page, number: int = 1) -> str:
    """ALTO 4.4 of page ``number``. What a person wrote has no confidence; a checked line carries ``CS``, the
    standard's correction status."""
    pieces = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<alto xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{NAMESPACE} {SCHEMA}" SCHEMAVERSION="4.4">\n',
        "<Description><MeasurementUnit>pixel</MeasurementUnit>",
        _processing(page),
        f'</Description>\n<Layout><Page ID="page{number}" PHYSICAL_IMG_NR="{number}"{_size(page)}{_accuracy(page)}>'
        f'<PrintSpace HPOS="0" VPOS="0"{_size(page)}>\n',
    ]
    for index, (_, lines) in enumerate(groupby(page.lines, key=lambda line: line.block), 1):
        pieces.append(_block(f"block{number}.{index}", tuple(lines)))
    pieces.append("</PrintSpace></Page></Layout>\n</alto>\n")
    return "".join(pieces)


def _fed(text: str, *, whole: bool) -> "_Reader":
    reader = _Reader()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.data
    parser.buffer_text = True
    try:
        parser.Parse(text.encode("utf-8", "replace"), whole)
    except (expat.ExpatError, ValueError) as error:
        raise MediaRefused(Problem("alto.damaged", value=str(error)[:200])) from error
    return reader


class _Reader:
    """Takes what expat finds. Names come as ``namespace name``; only the latter counts, as versions differ in the
    former."""

    def __init__(self) -> None:
        self.size: tuple[int, int] | None = None
        self.lines: list[Line] = []
        self.software: list[str] = []
        self.settings = ""
        self.checked = False
        self._words: list[Word] = []
        self._checked = False
        self._block, self._depth, self._count = 0, 0, 0
        self._inside = ""

    def doctype(self, *_: Any) -> None:
        raise ValueError("DOCTYPE")

    def start(self, name: str, given: dict[str, str]) -> None:
        self._inside = name.rpartition(" ")[2]
        self._depth += 1
        if self._depth > DEEPEST:
            raise ValueError("depth")
        if self._inside == "Page" and self.size is None:
            self.size = _number(given, "WIDTH"), _number(given, "HEIGHT")
        elif self._inside == "TextBlock":
            self._block += 1
        elif self._inside == "TextLine":
            self._words, self._checked = [], given.get("CS") in ("true", "1")
        elif self._inside == "String":
            self._word(given)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._inside = ""
        if name.rpartition(" ")[2] == "TextLine" and self._words:
            self.lines.append(Line(tuple(self._words), self._block, self._checked))
            self._words = []

    def data(self, text: str) -> None:
        if self._inside in ("softwareName", "softwareVersion"):
            self.software.append(text.strip())
        elif self._inside == "processingStepSettings":
            self.settings = text.strip()
        elif self._inside == "processingStepDescription":
            self.checked = text.strip() == _CHECKED

    def _word(self, given: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_WORDS:
            raise ValueError("words")
        text = " ".join(unicodedata.normalize("NFC", given.get("CONTENT", "")).split())
        if text:
            x, y, width, height = (_number(given, name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
            self._words.append(Word(text, x, y, width, height, _confidence(given.get("WC"))))


def _number(given: dict[str, str], name: str) -> int:
    """Numbers are floats in ALTO 3 and later; NaN and what is beyond every picture is an error of the file."""
    number = float(given.get(name, "0"))
    if not -LARGEST <= number <= LARGEST:
        raise ValueError(name)
    return max(0, round(number))


def _confidence(text: str | None) -> float | None:
    if text is None:
        return None
    sure = float(text)
    return sure if 0 <= sure <= 1 else None


def _processing(page: Page) -> str:
    return (_read_by(page) if page.software or page.settings else "") + (_CHECKING if page.checked else "")


def _read_by(page: Page) -> str:
    name, _, version = page.software.partition(" ")
    return (
        '<Processing ID="reading"><processingCategory>contentGeneration</processingCategory>'
        f"<processingStepSettings>{_safe(page.settings)}</processingStepSettings>"
        f"<processingSoftware><softwareName>{_safe(name)}</softwareName>"
        f"<softwareVersion>{_safe(version)}</softwareVersion></processingSoftware></Processing>"
    )


_CHECKING: Final = (
    '<Processing ID="checking"><processingCategory>contentModification</processingCategory>'
    f"<processingStepDescription>{_CHECKED}</processingStepDescription></Processing>"
)


def _block(name: str, lines: tuple[Line, ...]) -> str:
    whole = Line(tuple(word for line in lines for word in line.words))
    written = "".join(_line(f"{name}.{index}", line) for index, line in enumerate(lines, 1))
    return f'<TextBlock ID="{name}"{_place(whole.box)}>\n{written}</TextBlock>\n'


def _line(name: str, line: Line) -> str:
    checked = ' CS="true"' if line.checked else ""
    spaces = [*(_space(*pair) for pair in pairwise(line.words)), ""]
    strings = "".join(_string(word) + space for word, space in zip(line.words, spaces, strict=True))
    return f'<TextLine ID="{name}"{_place(line.box)}{checked}>{strings}</TextLine>\n'


def _space(before: Word, after: Word) -> str:
    """With its place, which ALTO leaves open and viewers reckon with (mirador-textoverlay)."""
    left, right = sorted((before, after), key=lambda word: word.x)
    start = left.x + left.width
    return f'<SP HPOS="{start}" VPOS="{before.y}" WIDTH="{max(0, right.x - start)}"/>'


def _string(word: Word) -> str:
    sure = "" if word.confidence is None else f' WC="{word.confidence:.2f}"'
    box = (word.x, word.y, word.width, word.height)
    return f'<String CONTENT="{_safe(word.text)}"{_place(box)}{sure}/>'


def _place(box: tuple[int, int, int, int]) -> str:
    return ' HPOS="{}" VPOS="{}" WIDTH="{}" HEIGHT="{}"'.format(*box)


def _size(page: Page) -> str:
    return f' WIDTH="{page.width}" HEIGHT="{page.height}"'


def _accuracy(page: Page) -> str:
    sure = page.confidence
    return "" if sure is None else f' PC="{sure:.2f}"'


def _safe(text: str) -> str:
    return escape(_UNWRITABLE.sub("", text))
