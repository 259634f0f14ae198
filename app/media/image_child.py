"""The process in which pictures from outside are opened; started and bounded by ``app.media.image_apart``.

It reads one request a line, in JSON, and answers with one. It ends when nobody has asked for a while, or its parent is
gone.
"""

import json
import os
import resource
import select
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.errors import MediaRefused
from app.media.image_apart import IDLE, MEMORY


def main() -> None:
    # Libraries that print would otherwise speak in between.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while select.select([0], [], [], IDLE)[0]:
        line = sys.stdin.readline()
        if not line:
            return
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"made": _WORK[asked.pop("do")](**asked)}
    except MediaRefused as refused:
        return {"refused": asdict(refused.problem)}
    except MemoryError:
        return {"refused": {"code": "media.picture_too_heavy", "path": "media", "value": "", "expected": ""}}
    except OSError as error:
        return {"failed": str(error), "errno": error.errno or 0}
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent tells it as its own
        return {"failed": f"{type(error).__name__}: {error}", "errno": 0}


def _header(path: str, name: str, limit_pixels: int) -> dict[str, Any]:
    from app.media.image_source import read_header

    return asdict(read_header(Path(path), name=name, limit_pixels=limit_pixels))


def _pyramid(source: str, target: str, page: int, name: str) -> None:
    from app.media.image import make_pyramid

    make_pyramid(Path(source), Path(target), page=page, name=name)


def _thumbnail(source: str, target: str, width: int) -> tuple[int, int]:
    from app.media.image import make_thumbnail

    return make_thumbnail(Path(source), Path(target), width)


_WORK: dict[str, Callable[..., Any]] = {"header": _header, "pyramid": _pyramid, "thumbnail": _thumbnail}

if __name__ == "__main__":
    main()
