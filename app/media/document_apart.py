"""PDF documents, opened in a process apart (``app.media.apart``): what it does is ``app.media.document`` and
``app.media.text_layer``."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.errors import MediaRefused
from app.media.alto import Line, Page, Word
from app.media.apart import Apart
from app.media.document import DocumentInfo

MEMORY = 1 << 30
"""Bytes: a page of 40 million pixels takes a third of it."""
INSPECT_SECONDS = 120.0
PAGE_SECONDS = 120.0
HEAVY, SLOW, DAMAGED = "media.document_too_heavy", "media.document_too_slow", "media.damaged"
_OF_A_PAGE = {HEAVY: "media.page_too_heavy", SLOW: "media.page_too_slow", DAMAGED: "media.page_damaged"}


def process() -> Apart:
    """One that opens documents, not started yet."""
    return Apart("app.media.document_child", heavy=HEAVY, slow=SLOW)


_apart = process()
most_memory = _apart.most_memory


def inspect(path: Path) -> DocumentInfo:
    """As ``app.media.document.inspect``."""
    told = _apart.ask(INSPECT_SECONDS, do="inspect", path=str(path))
    return DocumentInfo(told["pages"], tuple((width, height) for width, height in told["sizes"]), told["encrypted"])


def render_page(path: Path, number: int, dpi: float, target: Path) -> tuple[int, int]:
    """As ``app.media.document.render_page``."""
    with _page(number):
        width, height = _apart.ask(PAGE_SECONDS, do="draw", path=str(path), number=number, dpi=dpi, target=str(target))
    return width, height


def draw_blank(size: tuple[float, float], dpi: float, target: Path) -> tuple[int, int]:
    """As ``app.media.document.draw_blank``."""
    width, height = _apart.ask(PAGE_SECONDS, do="blank", size=size, dpi=dpi, target=str(target))
    return width, height


def page_text(path: Path, number: int) -> str:
    """As ``app.media.document.page_text``."""
    with _page(number):
        return str(_apart.ask(PAGE_SECONDS, do="text", path=str(path), number=number))


def words(path: Path, number: int, size: tuple[int, int]) -> Page | None:
    """As ``app.media.text_layer.read``."""
    with _page(number):
        told = _apart.ask(PAGE_SECONDS, do="words", path=str(path), number=number, size=size)
    if told is None:
        return None
    lines = tuple(Line(tuple(Word(*word) for word in words), block) for block, words in told["lines"])
    return Page(*size, lines, told["software"], told["settings"])


@contextmanager
def _page(number: int) -> Iterator[None]:
    """What is wrong with one page is told with its number."""
    try:
        yield
    except MediaRefused as error:
        code = _OF_A_PAGE.get(error.problem.code)
        if code is None:
            raise
        raise MediaRefused(replace(error.problem, code=code, value=str(number))) from error
