"""Filters that were typed, ``people:xtieng`` or ``month:1``, taken out of a question, to be shown with those chosen.

What a question means as a whole is in ``parsing``, which understands such filters too where they are left in.
"""

import re

from app.search import facets
from app.search.parsing import QUOTES

_FILTER = re.compile(
    rf"(?<!\S)(?P<facet>[^\W\d_]+):(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]|(?P<plain>[^\s{QUOTES}]+))(?!\S)"
)


def taken_out(typed: str) -> tuple[str, dict[str, list[str]]]:
    """The question without them, and their values by facet. One whose value nobody knows stays where it is."""
    found: dict[str, list[str]] = {}

    def take(match: re.Match[str]) -> str:
        name, told = match["facet"].lower(), match["quoted"] if match["plain"] is None else match["plain"]
        values = facets.values(name, told) if name in facets.names() else ()
        quoted = sum(match.string.count(quote, 0, match.start()) for quote in QUOTES) % 2
        if quoted or not values or not all(facets.concept(name, value) for value in values):
            return match[0]
        found.setdefault(name, []).extend(values)
        return " "

    rest = _FILTER.sub(take, typed)
    return (" ".join(rest.split()), found) if found else (typed, found)
