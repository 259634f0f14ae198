"""What is done in the process in which pictures from outside are opened; ``app.media.image_apart`` asks for it."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.media import apart


def _header(path: str, name: str, limit_pixels: int) -> dict[str, Any]:
    from app.media.image_source import read_header

    return asdict(read_header(Path(path), name=name, limit_pixels=limit_pixels))


def _pyramid(source: str, target: str, page: int | None, name: str) -> None:
    from app.media.image import make_pyramid

    make_pyramid(Path(source), Path(target), page=page, name=name)


def _thumbnail(source: str, target: str, width: int) -> tuple[int, int]:
    from app.media.image import make_thumbnail

    return make_thumbnail(Path(source), Path(target), width)


WORK: dict[str, Callable[..., Any]] = {"header": _header, "pyramid": _pyramid, "thumbnail": _thumbnail}

if __name__ == "__main__":
    apart.serve(WORK)
