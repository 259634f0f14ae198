"""The texts that ``media.csv`` names, each in a file of its own: found, checked, and told from what is there already.

What may stand in them is in ``app.services.media.wording`` and ``noting``, and, of the words of pages, in
``app.media.alto``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.errors import ArchiveError, Invalid, MediaRefused
from app.media import alto, captions, notes
from app.services.imports.drafts import FileDraft
from app.services.imports.folder import Folder, file_name
from app.services.imports.standing import StandingFile
from app.services.media import noting, wording
from app.services.media.describing import text_stamp
from app.services.media.page_reading import READABLE, page_sizes
from app.services.media.texts import ANNOTATIONS, CORRECTED
from app.services.tabular.values import split
from metadata.problem import Problem

_NUMBERED: Final = re.compile(r".*\.([1-9][0-9]{0,3})\.xml", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageFile:
    """The words of page ``number``, in a file that was checked and is read again when they are kept: those of all the
    books that a sheet names do not fit in memory."""

    path: Path
    name: str
    number: int

    def text(self) -> str:
        try:
            with self.path.open("rb") as file:
                data = file.read(alto.MOST_CHARACTERS + 1)
        except OSError as error:
            raise MediaRefused(Problem("import.file_missing", value=self.name)) from error
        if len(data) > alto.MOST_CHARACTERS:
            raise MediaRefused(Problem("import.page_large", value=self.name, expected=str(alto.MOST_CHARACTERS)))
        try:
            return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._damaged() from error

    def body(self) -> str:
        """As it is kept: what ALTO has beyond words, places and who checked them is left out."""
        text = self.text()
        try:
            return alto.write(alto.parse(text), self.number)
        except MediaRefused as error:
            raise self._damaged() from error

    def _damaged(self) -> MediaRefused:
        return MediaRefused(Problem("import.page_damaged", value=self.name))


Text = str | PageFile | None
"""A text as it is to be kept; None takes away what is there."""


def bodies(texts: Mapping[str, Text]) -> dict[str, str | None]:
    """Raises ``MediaRefused`` where a file is no longer what it was when it was checked."""
    return {name: text.body() if isinstance(text, PageFile) else text for name, text in texts.items()}


@dataclass(frozen=True, slots=True)
class TextFiles:
    folder: Folder

    def of(self, draft: FileDraft, file: StandingFile | None, problems: list[Problem]) -> dict[str, Text]:
        """By column (``captions@vi``, ``pages@3``), what a row changes in the texts of a file that is there, or brings
        with a new one. What is wrong joins ``problems``, by the column of the sheet."""
        found: dict[str, Text] = {}
        for column, cell in draft.texts.items():
            try:
                found |= self._pages(cell, file) if column == wording.PAGES else self._one(column, cell, file)
            except ArchiveError as error:
                problems += [replace(problem, path=column, value=problem.value or cell) for problem in error.problems]
        return found

    def _one(self, column: str, cell: str, file: StandingFile | None) -> dict[str, Text]:
        there = file.texts.get(column) if file else None
        if not cell:
            return {} if there is None else {column: None}
        made = self._noted(cell, file, there) if column == ANNOTATIONS else self._said(column, cell)
        return {} if wording.same(made, there) else {column: made}

    def _said(self, column: str, cell: str) -> str:
        return wording.sent(wording.named(column)[0], self._read(cell, captions.MOST_BYTES))

    def _noted(self, cell: str, file: StandingFile | None, there: str | None) -> str | None:
        data = self._read(cell, notes.MOST_BYTES)
        if there is not None and data == there.encode():
            return there  # though the file may have changed since under the notes
        found = noting.brought(data)
        if file and file.detail:
            noting.demand_within(found, file.detail)
        return notes.write(found) if found else None

    def _read(self, name: str, most: int) -> bytes:
        try:
            with self.folder.find(file_name(name)).open("rb") as file:
                return file.read(most + 1)
        except OSError as error:
            raise MediaRefused(Problem("import.file_missing", value=name)) from error

    def _pages(self, cell: str, file: StandingFile | None) -> dict[str, Text]:
        """Pages that the cell does not name stay: somebody may have corrected them since the sheet was written."""
        found: dict[str, Text] = {}
        problems: list[Problem] = []
        named: set[int] = set()
        for name in split(cell):
            try:
                page = self._page(file_name(name))
                if page.number in named:
                    raise Invalid(Problem("import.page_twice", value=name, expected=str(page.number)))
                named.add(page.number)
                if _differs(page, file):
                    found[wording.column(CORRECTED, str(page.number))] = page
            except ArchiveError as error:
                problems += error.problems
        if problems:
            raise Invalid.of(problems)
        return found

    def _page(self, name: str) -> PageFile:
        numbered = _NUMBERED.fullmatch(name)
        if numbered is None:
            raise Invalid(Problem("import.page_unnumbered", value=name, expected="pages/k3v9qa7m.12.xml"))
        return PageFile(self.folder.find(name), name, int(numbered[1]))


def _differs(page: PageFile, file: StandingFile | None) -> bool:
    """Whether it says anything else than what is there. Raises ``ArchiveError`` for what can't be kept."""
    text = page.text()
    there = file.pages.get(str(page.number)) if file else None
    if there is not None and text_stamp(text) == there:
        return False
    if file is not None and not _has_page(file, page.number):
        raise Invalid(Problem("reading.no_page", value=str(page.number)))
    return text_stamp(page.body()) != there


def _has_page(file: StandingFile, number: int) -> bool:
    """Of a file that was not looked into yet nobody knows how many pages it has."""
    sizes = page_sizes(file.detail)
    return file.type in READABLE and (not sizes or number <= len(sizes))
