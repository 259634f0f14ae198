"""What is done in the process in which PDF documents are opened; ``app.media.document_apart`` asks for it."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.media import apart, document, text_layer
from app.media.document_apart import MEMORY


def _inspect(path: str) -> dict[str, Any]:
    return asdict(document.inspect(Path(path)))


def _draw(path: str, number: int, dpi: float, target: str) -> tuple[int, int]:
    return document.render_page(Path(path), number, dpi, Path(target))


def _blank(size: tuple[float, float], dpi: float, target: str) -> tuple[int, int]:
    return document.draw_blank((size[0], size[1]), dpi, Path(target))


def _text(path: str, number: int) -> str:
    return document.page_text(Path(path), number)


def _words(path: str, number: int, size: tuple[int, int]) -> dict[str, Any] | None:
    """Lines as a block's number and words, without names: a page may have thousands."""
    page = text_layer.read(Path(path), number, (size[0], size[1]))
    if page is None:
        return None
    lines = [
        (line.block, [(word.text, word.x, word.y, word.width, word.height) for word in line.words])
        for line in page.lines
    ]
    return {"lines": lines, "software": page.software, "settings": page.settings}


WORK: dict[str, Callable[..., Any]] = {
    "inspect": _inspect,
    "draw": _draw,
    "blank": _blank,
    "text": _text,
    "words": _words,
}

if __name__ == "__main__":
    apart.serve(WORK, MEMORY)
