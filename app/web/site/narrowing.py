"""Facets with their counts, and the filters that were set, each with the address that takes it away."""

from collections.abc import Iterator, Sequence

from app.search import facets
from app.search.query import FacetCount
from app.services.discovery import Found
from app.web.language import say
from app.web.site.asking import Asked
from app.web.site.told import Link
from app.web.site.values import Reader
from app.web.site.views import Choice, Facet
from metadata.profile import KINDS, profile

OPEN = 6
_LABELS = {
    "kind": "Kind of record",
    "media": "Media",
    "month": "Month",
    "place": "Province",
    "people": "People",
    "rights": "Reuse",
}
_FIRST = ("kind", "people", "place", "month", "media")
_LAST = ("rights",)


def facets_of(found: Found, asked: Asked, reader: Reader) -> Iterator[Facet]:
    for name in sorted(facets.names(), key=_place_of):
        chosen = asked.chosen.get(name, ())
        counts = _with_chosen(found.facets.get(name, ()), chosen)
        if counts:
            choices = [
                Choice(count.value, facets.label(name, count.value, reader.tag), count.count, count.value in chosen)
                for count in counts
            ]
            yield _facet(name, choices, reader)


def _place_of(name: str) -> int:
    """What most people look for first, what few do last, others in the order of the profiles between."""
    return _FIRST.index(name) if name in _FIRST else len(_FIRST) + (name in _LAST)


def _with_chosen(counts: Sequence[FacetCount], chosen: Sequence[str]) -> list[FacetCount]:
    """A choice that finds nothing stays in sight, else nobody could take it back."""
    missing = [FacetCount(value, 0) for value in chosen if value not in {count.value for count in counts}]
    return [*counts, *missing]


def _facet(name: str, choices: list[Choice], reader: Reader) -> Facet:
    """Months in their order, everything else by count; what is chosen is never folded away."""
    if name == "month":
        return Facet(name, facet_label(name, reader), tuple(sorted(choices, key=lambda choice: choice.value)))
    shown = [choice for at, choice in enumerate(choices) if at < OPEN or choice.chosen]
    rest = [choice for choice in choices if choice not in shown]
    return Facet(name, facet_label(name, reader), tuple(shown), tuple(rest))


def facet_label(name: str, reader: Reader) -> str:
    if name in _LABELS:
        return say(reader.tag, _LABELS[name])
    rows = (row for kind in KINDS for row in profile(kind).facets if facets.name_of(row) == name)
    return next(row.label(reader.tag) for row in rows)


def chips(asked: Asked, reader: Reader) -> Iterator[Link]:
    for name, values in asked.chosen.items():
        for value in values:
            rest = {**asked.chosen, name: [other for other in values if other != value]}
            yield Link(facets.label(name, value, reader.tag), asked.choosing(rest).address(reader.search))
