"""Reading the text in a picture, by Tesseract: in a child of its own, bounded in time, memory and threads.

Files in, words out. Which pages are read, and where their words are kept, is in ``app.services.media.ocr``.
"""

import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.config import OCR_LANGUAGES
from app.errors import MediaRefused, SetupError
from app.media import alto, child
from app.media.alto import Line, Page, Word
from metadata.problem import Problem

PROGRAM: Final = "tesseract"
PACKAGE: Final = "tesseract-ocr"
SECONDS: Final = 300
MEMORY: Final = 1_500_000
"""Kilobytes of address space; the largest picture that we hand over, 40 million pixels, takes under half of it."""
MOST_BYTES: Final = 16_000_000

UNSURE: Final = 0.6
"""Below this a word is marked for the eye of who corrects it."""
NOISE: Final = 0.3
"""A line that is less sure on the whole is a leaf or a thread of cloth that looks like letters."""
WELL_READ: Final = 0.75
"""What is read of a page that was set straight is kept if it is so sure."""
NO_TEXT: Final = 0.5
"""A picture whose lines are less sure on the whole has no text."""

_LETTER: Final = re.compile(r"\w")
_ORIENTATION: Final = "osd"


def is_languages(text: str) -> bool:
    """Whether it has the form of Tesseract's ``-l``, as ``vie+khm``: it becomes an argument, so it must be nothing
    else."""
    return OCR_LANGUAGES.fullmatch(text) is not None


def installed() -> frozenset[str]:
    """The languages that this machine can read; empty where the program is missing."""
    if shutil.which(PROGRAM) is None:
        return frozenset()
    parts: list[bytes] = []
    try:
        child.run([PROGRAM, "--list-langs"], seconds=30, on_output=parts.append)
    except child.Failed:
        return frozenset()
    return frozenset(b"".join(parts).decode("utf-8", "replace").split("\n")[1:]) - {""}


def demand(languages: str) -> None:
    """Raises ``SetupError`` in words when something to read these languages is missing, naming what to install."""
    if not is_languages(languages):
        raise SetupError(Problem("reading.no_languages", value=languages[:80], expected="vie+khm"))
    there = installed()
    if not there:
        raise SetupError(Problem("reading.no_program", value=PROGRAM, expected=f"apt-get install {PACKAGE}"))
    for language in languages.split("+"):
        if language not in there:
            raise SetupError(
                Problem("reading.no_language", value=language, expected=f"apt-get install {package(language)}")
            )


def package(language: str) -> str:
    """Debian's name of the package that has the data of a language."""
    return f"{PACKAGE}-{language.lower().replace('_', '-')}"


def version() -> str:
    """As ``tesseract 5.3.0``; empty where it is missing."""
    if shutil.which(PROGRAM) is None:
        return ""
    parts: list[bytes] = []
    child.run([PROGRAM, "--version"], seconds=30, on_output=parts.append)
    return b"".join(parts).decode("utf-8", "replace").partition("\n")[0].strip()


def read(picture: Path, languages: str, size: tuple[int, int], dpi: int = 300) -> Page:
    """The words in a PNG, with boxes on a picture of ``size``; without lines where there is no text.

    ``dpi`` is that of the PNG: without it Tesseract guesses. Upright or turned, boxes lie where the words are seen.
    Raises ``MediaRefused`` (``media.too_slow``, ``reading.failed``, ``alto.too_large``).
    """
    with tempfile.TemporaryDirectory(prefix="reading-", dir=picture.parent) as name:
        folder = Path(name)
        found = _seen(picture, folder, languages, dpi)
        found = _straightened(picture, folder, found, dpi) or found
    return alto.scaled(found, *size)


def _seen(picture: Path, folder: Path, languages: str, dpi: int) -> Page:
    parts = _Bounded()
    try:
        child.run(_arguments(picture.absolute(), languages, dpi), seconds=SECONDS, cwd=folder, on_output=parts)
    except child.Failed as error:
        raise MediaRefused(Problem("reading.failed", expected=_last(error.said))) from error
    page = alto.parse(parts.text())
    kept = tuple(line for line in map(_bare, page.lines) if _is_text(line))
    found = replace(page, lines=kept, settings=languages)
    return found if (found.confidence or 0) >= NO_TEXT else replace(found, lines=())


def _straightened(picture: Path, folder: Path, found: Page, dpi: int) -> Page | None:
    """What is read when a crooked page is set straight; None unless that is read well, and is more."""
    from app.media import skew

    turn = skew.angle(picture)
    if not turn:
        return None
    straight = folder / "straight.png"
    skew.straighten(picture, straight, turn)
    again = _seen(straight, folder, found.settings, dpi)
    if (again.confidence or 0) < WELL_READ or _letters(again) <= _letters(found):
        return None
    return skew.put_back(again, (found.width, found.height), turn)


def _letters(page: Page) -> float:
    """How many were read, each as much as one may be sure of it."""
    return sum(len(word.text) * (word.confidence or 0) for word in page.words)


def _arguments(picture: Path, languages: str, dpi: int) -> Sequence[str]:
    """``--psm 1`` finds out first how the page lies, from the data ``osd``, which Debian brings with the program."""
    turned = "1" if _ORIENTATION in installed() else "3"
    limited = ["env", "OMP_THREAD_LIMIT=1", "sh", "-c", 'ulimit -v "$0" && exec "$@"', str(MEMORY)]
    return [*limited, PROGRAM, str(picture), "-", "-l", languages, "--psm", turned, "--dpi", str(dpi), "alto"]


class _Bounded:
    """Takes output up to a bound."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0

    def __call__(self, piece: bytes) -> None:
        self._length += len(piece)
        if self._length > MOST_BYTES:
            raise MediaRefused(Problem("alto.too_large", value=str(self._length), expected=str(MOST_BYTES)))
        self._parts.append(piece)

    def text(self) -> str:
        return b"".join(self._parts).decode("utf-8", "replace")


def _last(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1][:120] if lines else PROGRAM


def _bare(line: Line) -> Line:
    """Without the specks that were taken for signs."""
    return replace(line, words=tuple(word for word in line.words if not _is_speck(word)))


def _is_speck(word: Word) -> bool:
    return word.confidence is not None and word.confidence < NOISE and _LETTER.search(word.text) is None


def _is_text(line: Line) -> bool:
    if not line.words or _LETTER.search(line.text) is None:
        return False
    return (Page(0, 0, (line,)).confidence or 0) >= NOISE
