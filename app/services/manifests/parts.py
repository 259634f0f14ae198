"""How a long list is told in documents of bounded length: parts of ``MOST`` things, parts of parts, as many as needed.

A part is named by its number (``7``), one of a higher level by that too (``2.1``: the first two hundred parts).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import NotFound
from app.iiif.work import LanguageMap
from metadata.problem import Problem

MOST = 200

Noun = tuple[str, str]
"""What is counted, in Vietnamese and English."""

RECORDS: Noun = ("Hồ sơ", "Records")
COLLECTIONS: Noun = ("Bộ sưu tập", "Collections")
PEOPLES: Noun = ("Dân tộc", "Peoples")
UNITS: Noun = ("Đơn vị", "Units")

_NAME = re.compile(r"(?:([2-9])\.)?([1-9]\d{0,8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a list: ``level`` 1 holds things themselves, each higher one parts of the one below."""

    level: int
    number: int

    @property
    def name(self) -> str:
        return str(self.number) if self.level == 1 else f"{self.level}.{self.number}"

    @property
    def holder(self) -> "Part":
        return Part(self.level + 1, -(-self.number // MOST))


@dataclass(frozen=True, slots=True)
class Parts:
    """A list of ``total`` things, of which a document has ``room`` for so many entries."""

    total: int
    room: int
    noun: Noun = RECORDS

    def count(self, level: int) -> int:
        """How many parts there are at a level; of level 0, the things."""
        return -(-self.total // _size(level))

    @property
    def top(self) -> int:
        """The level that the whole lists; 0 where it has room for the things themselves."""
        level = 0
        while self.count(level) > max(1, self.room):
            level += 1
        return level

    def outermost(self) -> Iterator[Part]:
        return (Part(self.top, number) for number in range(1, self.count(self.top) + 1) if self.top)

    def within(self, part: Part) -> Iterator[Part]:
        """The parts in a part of a higher level."""
        first = (part.number - 1) * MOST + 1
        last = min(part.number * MOST, self.count(part.level - 1))
        return (Part(part.level - 1, number) for number in range(first, last + 1))

    def find(self, name: str) -> Part:
        """Raises ``NotFound`` for what is no part of this list."""
        found = _NAME.fullmatch(name)
        part = Part(int(found[1] or 1), int(found[2])) if found else None
        if part is None or part.level > self.top or part.number > self.count(part.level):
            raise NotFound(Problem("collection.page", value=name[:20], expected=str(self.count(1) if self.top else 0)))
        return part

    def label(self, part: Part) -> LanguageMap:
        size = _size(part.level)
        first, last = (part.number - 1) * size + 1, min(part.number * size, self.total)
        vi, en = self.noun
        return {"vi": [f"{vi} {first}–{last}"], "en": [f"{en} {first}–{last}"]}


def _size(level: int) -> int:
    """How many things a part of this level holds."""
    return MOST if level == 1 else 1 if not level else MOST * _size(level - 1)
