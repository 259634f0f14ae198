"""How widely a question is put: as it was typed where that finds enough, with less of it where it does not.

Which form it is hangs on the question and on what its asker may see, never on a filter, a page or an engine: so the
counts beside a filter are what choosing it gives.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.search.paging import sort_of
from app.search.query import Relaxed, SearchQuery, words_of

ENOUGH = 10
"""Hits from which on nobody is offered what answers less well."""

# Of fewer parts, or words, most is too little
_PARTS, _WORDS = 2, 3


@dataclass(frozen=True, slots=True)
class Form:
    """``toned``: words typed with tones are wanted with these, or without any. ``alike``: typing errors are forgiven,
    where ``unknown`` tells of some parts of the question in those alone. ``most``: most of the words are enough.
    ``typed``: the keys are read as Vietnamese. ``only``: one part of the question, by itself."""

    toned: bool = False
    alike: bool = False
    most: bool = False
    typed: bool = False
    only: int | None = None
    unknown: frozenset[int] = frozenset()

    def of(self, part: int) -> "Form":
        """In what form one part of the question is wanted."""
        return replace(self, alike=False) if self.unknown and part not in self.unknown else self


# How many answer in each of several forms; whether there are more than ENOUGH need not be told
Counts = Callable[[Sequence[Form]], Sequence[int]]


def first(query: SearchQuery) -> Form:
    """The strictest."""
    return Form(toned=any(word.toned for clause in query.parsed.clauses for word in words_of(clause)))


def decide(query: SearchQuery, found: int, counts: Counts) -> tuple[Form, Relaxed]:
    """The form in which a question is put, where ``found`` answer the first; and what is to be said of it."""
    strict = first(query)
    if found >= ENOUGH or not query.parsed.clauses:
        return strict, ""
    # among hits that are sorted otherwise, those that have less of the question would stand before those that have all
    further = _long(query) and sort_of(query) == "relevance"
    plain, most = counts([Form(), Form(most=True)]) if further else (*counts([Form()]), 0)
    if plain:
        return (Form(most=True), "few") if plain < ENOUGH and most > plain else (Form(), "")
    return _forgiving(query, counts) or (strict, "")


def _forgiving(query: SearchQuery, counts: Counts) -> tuple[Form, Relaxed] | None:
    """Where nothing answers: what was typed with the keyboard off, words that nobody has written, all that is left."""
    unknown = _unknown(query, counts)
    alike, most = Form(alike=True, unknown=unknown), Form(alike=bool(unknown), most=True, unknown=unknown)
    forms: list[tuple[Form, Relaxed]] = [(alike, "spelling")]
    if _long(query):  # of words that are all well known none is a slip of another
        forms.insert(bool(unknown), (most, "some"))
    if query.parsed.retyped:
        forms.insert(0, (Form(typed=True), "typed"))
    found = dict(zip(forms, counts([form for form, _ in forms]), strict=True))
    best = next((form for form in forms if found[form]), None)
    if best == (alike, "spelling") and found[best] < ENOUGH < found.get((most, "some"), 0):
        return most, "spelling"
    return best


def _long(query: SearchQuery) -> bool:
    clauses = query.parsed.clauses
    return len(clauses) >= _PARTS and sum(len(words_of(clause)) for clause in clauses) >= _WORDS


def _unknown(query: SearchQuery, counts: Counts) -> frozenset[int]:
    """The parts of the question that nothing answers by itself: there the error is."""
    parts = range(len(query.parsed.clauses))
    found = counts([Form(only=part) for part in parts])
    return frozenset(part for part, count in zip(parts, found, strict=True) if not count)
