"""Completions of what is being typed, from titles and peoples that everyone may see."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from app.search import highlight
from app.search.document import identifier_of
from app.search.fields import ACCESS, facet
from app.search.folding import Token, analyse
from app.search.lexicon import PEOPLES, concept_of, names_of
from app.search.nodes import All, Node, OneOf
from app.search.parsing import parse
from app.search.query import FacetCount, ParsedQuery, SearchQuery, Suggestion, marks
from app.search.question import of_titles
from metadata.vocabulary import vocabulary

_PEOPLES = 3
_FACET = "people"


class Source(Protocol):
    """What an engine answers for this."""

    def titled(self, query: Node, limit: int) -> Iterable[tuple[int, list[str]]]:
        """The best so many records, as numbers, and their titles."""

    def facet_counts(self, query: Node, names: Iterable[str]) -> dict[str, tuple[FacetCount, ...]]: ...


def suggest(source: Source, typed: str, limit: int, everyone: int) -> tuple[Suggestion, ...]:
    parsed = parse(typed)
    if not parsed.clauses or limit < 1:
        return ()
    found = [*_peoples(source, analyse(typed), everyone)][: min(limit, _PEOPLES)]
    return (*found, *_records(source, parsed, limit - len(found), everyone))


def _records(source: Source, parsed: ParsedQuery, limit: int, everyone: int) -> Iterator[Suggestion]:
    if limit < 1:
        return
    sought = marks(SearchQuery(parsed, frozenset(), typing=True), "")
    for number, titles in source.titled(of_titles(parsed, everyone), limit):
        best = max(titles, key=lambda title: sum(s.end - s.start for s in highlight.highlight(title, sought)))
        yield Suggestion("record", best, identifier_of(number))


def _peoples(source: Source, typed: Sequence[Token], everyone: int) -> Iterator[Suggestion]:
    """Peoples of whom there is something to see, those with most of it first."""
    begun = {concept.key for concept in vocabulary("peoples") if _begins(concept.key, typed)}
    if not begun:
        return
    among = All((OneOf(ACCESS, (everyone,)), OneOf(facet(_FACET), tuple(sorted(begun)))))
    for each in source.facet_counts(among, [_FACET])[_FACET]:
        if each.value in begun:
            yield Suggestion("people", vocabulary("peoples").concepts[each.value].label("vi"), each.value)


def _begins(people: str, typed: Sequence[Token]) -> bool:
    """Whether a name that may be shown begins with what was typed, the last word as far as it goes."""
    return any(
        name.shown
        and len(name.tokens) >= len(typed)
        and all(there.folded == token.folded for there, token in zip(name.tokens, typed[:-1], strict=False))
        and name.tokens[len(typed) - 1].folded.startswith(typed[-1].folded)
        for name in names_of(concept_of(PEOPLES, people))
    )
