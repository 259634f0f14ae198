"""A question, as the embedded engine's query: which documents answer it, and what each is worth.

Every word is asked for without tones, and with those that were typed if it has any; the two differ in worth only. What
is restricted or narrowed adds nothing to the worth, so access never moves a hit.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tantivy import FieldType, Occur, Query, Schema

from app.search.document import pair_token, people_token
from app.search.embedded.schema import EVERYTHING, EXACT, NAMES, PAIRS, SPOKEN, SPOKEN_EXACT, TITLE
from app.search.query import Clause, ParsedQuery, People, Relaxed, Word, halves, slack, words_of

Part = tuple[Occur, Query]

_IN_TITLE = 3.0
_IN_NAMES = 2.0
_BESIDE = 3.0
# Constant, and larger than what a look-alike is worth even in a title
_AS_TYPED = 25.0
# Typed without tones a word means any of its look-alikes: the exact one comes first among equals
_AS_TYPED_PLAIN = 1.0
_ALIKE = 0.5
_IN_MEDIA = 0.5

_MOST = 0.6
# Up to here, asking for each value is quicker than making a set of all that have one
_FEW = 8


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks for all words in ``plain``. ``title`` and ``names`` repeat some of it, ``pairs`` and ``exact`` all of it in
    their way: they only add to the worth."""

    schema: Schema
    plain: str
    exact: str
    title: str = ""
    names: str = ""
    pairs: str = ""

    def ask(self, parsed: ParsedQuery, relaxed: Relaxed, *, typing: bool) -> list[Part]:
        """What a document must have; nothing where nothing was typed."""
        wanted = [self._wanted(clause, parsed, relaxed, typing) for clause in parsed.clauses]
        if relaxed == "some":
            least = math.ceil(len(wanted) * _MOST)
            return [(Occur.Must, Query.boolean_query([(Occur.Should, query) for query in wanted], least))]
        return [(Occur.Must, query) for query in wanted]

    def weigh(self, parsed: ParsedQuery, wanted: list[Part]) -> Query:
        """The documents that have what is ``wanted``, those first that are worth more."""
        return together([*wanted, *((Occur.Should, each) for each in self._worth(parsed))])

    def refuse(self, parsed: ParsedQuery) -> list[Query]:
        """Each of these keeps a document out."""
        return [self._unwanted(clause) for clause in parsed.excluded]

    def _wanted(self, clause: Clause, parsed: ParsedQuery, relaxed: Relaxed, typing: bool) -> Query:
        queries = [self._beside(self.plain, clause.needed if isinstance(clause, People) else words_of(clause))]
        if isinstance(clause, People):
            queries += [self._term(self.plain, people_token(people)) for people in clause.peoples]
        if isinstance(clause, Word) and relaxed:
            queries += self._alike(clause)
        begins = parsed.unfinished if (typing or relaxed) and clause is parsed.clauses[-1] else None
        if isinstance(clause, Word) and clause.begins:
            begins = clause
        if begins:
            queries.append(_constant(self._prefix(self.plain, begins), _ALIKE))
        return any_of(queries)

    def _worth(self, parsed: ParsedQuery) -> Iterable[Query]:
        words = dict.fromkeys(word for clause in parsed.clauses for word in words_of(clause))
        for word in words:
            yield _constant(self._term(self.exact, word.text), _AS_TYPED if word.toned else _AS_TYPED_PLAIN)
            if self.title:
                yield Query.boost_query(self._term(self.title, word.folded), _IN_TITLE)
            if self.names:
                yield Query.boost_query(self._term(self.names, word.folded, "freq"), _IN_NAMES)
        for people in (people for clause in parsed.clauses if isinstance(clause, People) for people in clause.peoples):
            if self.names:
                yield Query.boost_query(self._term(self.names, people_token(people), "freq"), _IN_NAMES)
        for one, other in parsed.pairs if self.pairs else ():
            token = pair_token(one.folded, other.folded)
            yield Query.boost_query(self._term(self.pairs, token, "freq"), _BESIDE)

    def _unwanted(self, clause: Clause) -> Query:
        """Typed with tones, only what has them is left out: ``-rượu`` leaves ``ruồi`` in."""
        if isinstance(clause, Word) and clause.toned:
            return self._term(self.exact, clause.text)
        return self._beside(self.plain, words_of(clause))

    def _alike(self, word: Word) -> Iterable[Query]:
        distance = slack(word)
        if distance:
            fuzzy = Query.fuzzy_term_query(self.schema, self.plain, word.folded, distance, True, False)
            yield _constant(fuzzy, _ALIKE)
        for half in halves(word):
            yield Query.phrase_query(self.schema, self.plain, list(half))

    def _beside(self, field: str, words: Sequence[Word]) -> Query:
        # a phrase of one word makes tantivy panic, which no `except Exception` catches
        if len(words) == 1:
            return self._term(field, words[0].folded)
        return Query.phrase_query(self.schema, field, [word.folded for word in words])

    def _term(self, field: str, token: str, option: str = "position") -> Query:
        return Query.term_query(self.schema, field, token, "basic" if field == self.exact else option)

    def _prefix(self, field: str, word: Word) -> Query:
        return Query.fuzzy_term_query(self.schema, field, word.folded, 0, True, True)


def of_records(schema: Schema) -> Asker:
    return Asker(schema, EVERYTHING, EXACT, TITLE, NAMES, PAIRS)


def of_media(schema: Schema) -> Asker:
    return Asker(schema, SPOKEN, SPOKEN_EXACT)


def of_titles(schema: Schema) -> Asker:
    return Asker(schema, TITLE, EXACT, pairs=PAIRS)


def together(parts: Iterable[Part]) -> Query:
    return Query.boolean_query(list(parts))


def answers(asked: Query, in_media: Query | None) -> Part:
    """What answers by its own text, or by that of its media."""
    return Occur.Must, asked if in_media is None else any_of([asked, _constant(in_media, _IN_MEDIA)])


def one_of(schema: Schema, field: str, values: Iterable[int | str]) -> Part:
    """Narrows without adding to the worth."""
    some = list(values)
    if 0 < len(some) <= _FEW:
        return Occur.Must, _constant(any_of([Query.term_query(schema, field, value) for value in some]), 0.0)
    return Occur.Must, _constant(Query.term_set_query(schema, field, some), 0.0)


def filters(schema: Schema, chosen: Mapping[str, Sequence[str]], leave_out: str = "") -> list[Part]:
    return [one_of(schema, f"f.{name}", values) for name, values in chosen.items() if name != leave_out]


def beyond(schema: Schema, field: str, key: int, *, upwards: bool) -> Part:
    """What comes after ``key`` in the order of a sort key."""
    low, high = (key + 1, None) if upwards else (None, key - 1)
    return Occur.Must, _constant(Query.range_query(schema, field, FieldType.Integer, low, high), 0.0)


def any_of(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _constant(query: Query, worth: float) -> Query:
    return Query.const_score_query(query, worth)
