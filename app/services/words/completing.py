"""Words of a record that go on as was typed: the word itself, and it with the next, as Vietnamese words mostly are."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from app.iiif.found import Term
from app.search.inside import beginning, find, sought
from app.search.parsing import QUOTES

MOST: Final = 20
_READ: Final = 20_000
"""Places that are looked at: what is so frequent as to be met more often needs no exact count."""

_QUOTED: Final = re.compile(f"[{QUOTES}]")
_NEXT = re.compile("[ \u00a0\n]([^\\W\\d_][\\w\u0300-\u036f'\u2019\u02bc]*)")


def completions(texts: Iterable[str], typed: str) -> tuple[Term, ...]:
    """Those met most often first, then by the alphabet of their spelling."""
    # as one phrase: what stands apart is no going on, and to look for it takes seconds in a large book
    what = beginning(sought(f'"{_QUOTED.sub(" ", typed.rstrip().removesuffix("*"))}"'))
    counts: Counter[str] = Counter()
    left = _READ
    for text in texts if len(what.terms) else ():
        for hit in find(text, what, left):
            left -= 1
            _count(counts, text, hit.spans[0].start, hit.spans[0].end)
        if not left:
            break
    kept = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Term(text, count) for text, count in kept[:MOST])


def _count(counts: Counter[str], text: str, start: int, end: int) -> None:
    word = " ".join(text[start:end].casefold().split())
    counts[word] += 1
    following = _NEXT.match(text, end)
    if following:
        counts[f"{word} {following[1].casefold()}"] += 1
