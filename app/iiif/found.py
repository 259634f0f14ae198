"""What finding words inside a record gives: places of texts with what stands there, and where in them it matches."""

from dataclasses import dataclass
from typing import TypeAlias

Box: TypeAlias = tuple[int, int, int, int]
"""x, y, width, height in pixels of the canvas."""

Stretch: TypeAlias = tuple[float, float]
"""From and to, in seconds."""


@dataclass(frozen=True, slots=True)
class Place:
    """A text on a canvas. ``name`` is its own on that canvas, ``page`` 0 where there are none; without ``box`` and
    ``stretch`` it is said of the whole.

    ``precise``: it is just what matched, and what surrounds it is told by the ``Quote``; else it is a whole caption,
    paragraph or note, in which the match is to be marked.
    """

    media: str
    page: int
    kind: str
    name: str
    text: str
    language: str = ""
    box: Box | None = None
    stretch: Stretch | None = None
    precise: bool = False

    @property
    def motivation(self) -> str:
        return MOTIVATIONS[self.kind]


MOTIVATIONS = {
    "captions": "supplementing",
    "transcript": "supplementing",
    "page": "supplementing",
    "chapters": "describing",
    "annotations": "commenting",
}
"""Presentation 3 (B) keeps ``supplementing`` for words that are in the thing itself; a chapter's name and a note are
somebody's words about it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Where in the text of a place, or around it: ``at`` is its number among the places of this answer."""

    at: int
    prefix: str
    exact: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Match:
    """One answer: several quotes where it goes over the end of a line or a caption, or its words stand apart."""

    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of answers, pages from 1. ``total`` places and ``matches_total`` answers on all pages, None where there
    are more than are counted; ``first`` is the number of the first place among all, from 0. ``everyone``: anybody is
    answered so."""

    record: str
    places: tuple[Place, ...]
    matches: tuple[Match, ...]
    total: int | None
    matches_total: int | None
    first: int
    page: int
    pages: int
    everyone: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A word or two as they are spelled in the record, and how often."""

    text: str
    count: int
