"""The language in which a condition of access is written, and its evaluation. No database here.

``condition = who [" in " season] [" else announced" | " else preview"]`` (a preview is announced, with a small picture)
``who = "everyone" | "registered" | "community:"slug | "group:"slug"/"slug | "unit:"code | ("any" | "all") list``
``list = "(" who {", " who} ")"``
``season = ("solar"|"lunar")":"MM-DD"/"MM-DD"`` (both days included; it may run over the turn of the year)
"""

import re
from dataclasses import dataclass
from datetime import date

from app.errors import Invalid
from app.services.calendar import solar_to_lunar
from metadata.problem import Problem

_ATOM = re.compile(r"everyone|registered|(community|unit):[\w.-]{1,60}|group:[\w.-]{1,60}/[\w.-]{1,60}")
_SEASON = re.compile(r"(solar|lunar):(\d\d)-(\d\d)/(\d\d)-(\d\d)")
_MAX_DEPTH = 4
OUTSIDERS = ("", " else announced", " else preview")


@dataclass(frozen=True, slots=True)
class Who:
    """``op`` is ``is`` (then ``names`` has one atom), ``any`` or ``all`` (then ``parts`` holds two or more)."""

    op: str
    atom: str = ""
    parts: tuple["Who", ...] = ()

    def __str__(self) -> str:
        return self.atom if self.op == "is" else f"{self.op}({', '.join(map(str, self.parts))})"

    def admits(self, claims: frozenset[str]) -> bool:
        """``claims`` are the atoms that are true of a viewer; ``everyone`` is true of all."""
        if self.op == "is":
            return self.atom in claims
        return (any if self.op == "any" else all)(part.admits(claims) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Season:
    calendar: str
    start: tuple[int, int]
    end: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.calendar}:{self.start[0]:02}-{self.start[1]:02}/{self.end[0]:02}-{self.end[1]:02}"

    def open_on(self, day: date) -> bool:
        lunar = solar_to_lunar(day) if self.calendar == "lunar" else None
        return self.holds((lunar.month, lunar.day) if lunar else (day.month, day.day))

    def holds(self, day: tuple[int, int]) -> bool:
        """``day`` is a month and a day of this season's calendar."""
        if self.start <= self.end:
            return self.start <= day <= self.end
        return day >= self.start or day <= self.end


@dataclass(frozen=True, slots=True)
class Condition:
    """``announced`` and ``preview`` are what outsiders get; a preview is announced as well."""

    who: Who
    season: Season | None
    announced: bool
    preview: bool = False

    def __str__(self) -> str:
        season = f" in {self.season}" if self.season else ""
        return f"{self.who}{season}{OUTSIDERS[self.outsiders]}"

    @property
    def outsiders(self) -> int:
        """How much they learn: a place in ``OUTSIDERS``."""
        return int(self.announced) + int(self.preview)

    def admits(self, claims: frozenset[str], day: date) -> bool:
        return self.who.admits(claims) and (self.season is None or self.season.open_on(day))


EVERYONE = Condition(Who("is", "everyone"), None, announced=False)


def atoms(who: Who) -> frozenset[str]:
    """All that are named anywhere."""
    return frozenset({who.atom}) if who.op == "is" else frozenset().union(*map(atoms, who.parts))


def parse(text: str) -> Condition:
    """Raises ``Invalid`` with code ``access.syntax``. Two texts that mean the same have the same ``str``."""
    rest = " ".join(text.split()) or "everyone"
    ending = next((place for place, words in enumerate(OUTSIDERS) if words and rest.endswith(words)), 0)
    rest = rest.removesuffix(OUTSIDERS[ending])
    who, _, season = rest.partition(" in ")
    try:
        return Condition(_who(who, 0), _season(season) if season else None, announced=ending > 0, preview=ending > 1)
    except ValueError as error:
        raise Invalid(Problem("access.syntax", "access", text[:200], "everyone")) from error


def _who(text: str, depth: int) -> Who:
    text = text.strip()
    if _ATOM.fullmatch(text):
        return Who("is", text)
    op, bracket, inner = text.partition("(")
    if op not in {"any", "all"} or not bracket or not inner.endswith(")") or depth >= _MAX_DEPTH:
        raise ValueError(text)
    parts = tuple(sorted({_who(part, depth + 1) for part in _split(inner[:-1])}, key=str))
    return parts[0] if len(parts) == 1 else Who(op, parts=parts)


def _split(text: str) -> list[str]:
    """Cuts at the commas that stand in no bracket."""
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            raise ValueError(text)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _season(text: str) -> Season:
    match = _SEASON.fullmatch(text)
    if not match:
        raise ValueError(text)
    calendar = match[1]
    first_month, first_day, last_month, last_day = (int(match[group]) for group in (2, 3, 4, 5))
    longest = 30 if calendar == "lunar" else 31
    if not (
        1 <= first_month <= 12 and 1 <= last_month <= 12 and 1 <= first_day <= longest and 1 <= last_day <= longest
    ):
        raise ValueError(text)
    return Season(calendar, (first_month, first_day), (last_month, last_day))
