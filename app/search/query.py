"""What somebody asks for, as values: what was typed, taken apart, and the question that an engine gets.

Not here: taking apart what is typed (``parsing``), what it means for an engine (``question``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from types import MappingProxyType
from typing import Literal, TypeAlias

from app.search import lexicon, stems
from app.search.folding import is_syllable
from app.search.highlight import Mark, Marks

# Whoever pastes a page gets an answer to its beginning
LETTERS = 1_000
WORDS = 32

Sort: TypeAlias = Literal["relevance", "newest", "next", "title", "date"]
Relaxed: TypeAlias = Literal["", "few", "typed", "spelling", "some"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word. ``toned``: typed with tones; ``begins``: stands for every word that begins so; ``quoted``: as it is,
    in no other form."""

    text: str
    folded: str
    toned: bool = False
    begins: bool = False
    quoted: bool = False

    @property
    def stems(self) -> tuple[str, ...]:
        """By which its other forms are found, if it is English or French."""
        return () if self.quoted else stems.asked(self.text, self.folded)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side in this order; at least two."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name what the vocabularies know: it is found by every other of its names too. ``concepts`` are what
    they may mean.

    ``needed`` are those of the words that a text must have where it uses this name: all of ``người Tày``, for ``tay``
    alone is another word, but only the name of ``người Xtiêng``. ``beside``: in their order, side by side.
    """

    words: tuple[Word, ...]
    needed: tuple[Word, ...]
    concepts: tuple[str, ...]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several is enough; of an option, everything is wanted."""

    options: tuple[tuple["Clause", ...], ...]


Clause: TypeAlias = Word | Phrase | Named | Choice


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """All ``clauses`` are wanted, none of ``excluded``; ``filters`` are ``facet:value`` that were typed.

    ``pairs`` are words typed side by side, which rank higher where they stand so. ``unfinished`` is the last word,
    where whoever typed it may not be done with it. ``retyped`` is ``text`` as a Vietnamese keyboard would have written
    it, if it was off.
    """

    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: tuple[tuple[Word, Word], ...] = ()
    unfinished: Word | None = None
    text: str = ""
    retyped: "ParsedQuery | None" = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One question. ``visible`` are the access classes of whoever asks: nothing else is found, counted or told.

    Values of one facet in ``chosen`` are alternatives, facets narrow each other, and a facet's own choice leaves its
    own counts alone. ``typing``: the last word counts as the beginning of one. ``cursor`` is one that a result gave,
    and takes the place of ``page``.
    """

    parsed: ParsedQuery
    visible: frozenset[int]
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 20
    cursor: str | None = None
    typing: bool = False

    def asked(self, *, retyped: bool) -> ParsedQuery:
        """What is asked, also if the keys are read as Vietnamese."""
        return self.parsed.retyped or self.parsed if retyped else self.parsed

    def filters(self) -> Mapping[str, tuple[str, ...]]:
        """What was chosen and what was typed."""
        both = dict(self.chosen)
        for name, values in self.parsed.filters.items():
            both[name] = tuple(dict.fromkeys((*both.get(name, ()), *values)))
        return {name: values for name, values in both.items() if values}

    def facet_groups(self) -> dict[str, list[str]]:
        """Facets that are counted together, by the one whose own choice must not narrow its counts, or none."""
        chosen = self.filters()
        groups: dict[str, list[str]] = {}
        for name in self.facets:
            groups.setdefault(name if name in chosen else "", []).append(name)
        return groups


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``hits`` are identifiers of records in order. ``facets`` has the highest counts first, then by value.

    ``marks`` is what to highlight. ``relaxed`` tells how the question was widened. ``few``: after the few that answer
    come some that have most of the words. The others tell that nothing answered as asked: ``typed``, the keys were read
    as Vietnamese, and ``asked`` is what they say; ``spelling``, words that look alike were taken too; ``some``, most of
    the words. ``cursor`` fetches what follows, and is None at the end.
    """

    total: int
    hits: tuple[str, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=lambda: MappingProxyType({}))
    marks: Marks = field(default_factory=Marks)
    relaxed: Relaxed = ""
    cursor: str | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``kind`` is ``record`` (``value`` its identifier) or ``people`` (its key); ``text`` as it is spelled."""

    kind: Literal["record", "people"]
    text: str
    value: str


def words_of(clause: Clause) -> tuple[Word, ...]:
    """In the order in which they were typed."""
    if isinstance(clause, Choice):
        return tuple(word for option in clause.options for each in option for word in words_of(each))
    return (clause,) if isinstance(clause, Word) else clause.words


def named_in(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """What the vocabularies know of it."""
    found: dict[str, None] = {}
    for clause in clauses:
        if isinstance(clause, Choice):
            found |= dict.fromkeys(named_in(chain.from_iterable(clause.options)))
        elif isinstance(clause, Named):
            found |= dict.fromkeys(clause.concepts)
    return tuple(found)


def marks(query: SearchQuery, relaxed: Relaxed) -> Marks:
    """What to highlight in the hits of ``query``."""
    parsed, forgiving = query.asked(retyped=relaxed == "typed"), relaxed in ("spelling", "some")
    asked = list(dict.fromkeys(word for clause in parsed.clauses for word in words_of(clause)))
    words = [_mark(word, forgiving) for word in asked]
    if parsed.unfinished and (query.typing or forgiving) and words:
        words[-1] = replace(words[-1], begins=True)
    names = (name for concept in named_in(parsed.clauses) for name in lexicon.names_of(concept))
    cuts = (cut for word in asked for cut in (*apart(word), *(halves(word) if forgiving else ())))
    split = (tuple(Mark(part, part) for part in cut) for cut in cuts)
    return Marks(tuple(words), (*map(_name_marks, names), *split))


def slack(word: Word) -> int:
    """How many letters of a word may be wrong; none of a short one or a number."""
    if len(word.folded) < 4 or not word.folded.isalpha():
        return 0
    return 1 if len(word.folded) < 8 else 2


def halves(word: Word) -> tuple[tuple[str, str], ...]:
    """Two syllables that were typed without the space between them: ``congchieng``."""
    cuts = ((word.folded[:at], word.folded[at:]) for at in range(2, len(word.folded) - 1))
    return tuple(cut for cut in cuts if all(map(is_syllable, cut)))


def apart(word: Word) -> tuple[tuple[str, str], ...]:
    """A name as some texts have it in two: ``KLiêu`` is ``K Liêu`` too, ``Yblơm`` ``Y Blơm``."""
    folded = word.folded
    if word.quoted or len(folded) < 3 or not folded.isalpha() or not folded.isascii() or is_syllable(folded):
        return ()
    return ((folded[0], folded[1:]),)


def _mark(word: Word, forgiving: bool) -> Mark:
    # a word of Vietnamese letters is mostly Vietnamese: its forms are found, but to look for them takes a while
    forms = () if is_syllable(word.folded) else word.stems
    return Mark(word.text, word.folded, word.toned, word.begins, slack(word) if forgiving else 0, forms)


def _name_marks(name: lexicon.Name) -> tuple[Mark, ...]:
    """A name that could be other words is marked only where it has its tones."""
    if name.stemmed:
        return tuple(
            Mark(each.text, each.folded, forms=(form,))
            for each, form in zip(name.tokens, lexicon.forms(name), strict=True)
        )
    sure = len(name.tokens) == 1 and not name.syllable
    return tuple(Mark(token.text, token.folded, toned=not sure) for token in name.tokens)
