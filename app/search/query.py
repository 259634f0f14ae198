"""What somebody asks for, as values: the typed text taken apart, and the question that an engine gets.

Not here: how an engine puts the question. Nothing typed is an error; what can't be understood is searched as words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Literal, TypeAlias

from app.search import facets, peoples
from app.search.folding import Token, analyse, is_gram, stored
from app.search.highlight import Mark, Marks

# Whoever pastes a page gets an answer to its beginning
LETTERS = 1_000
WORDS = 32

Sort: TypeAlias = Literal["relevance", "newest", "next", "title", "date"]
Relaxed: TypeAlias = Literal["", "spelling", "some"]

_QUOTES = '"“”„‟«»'
_PART = re.compile(
    rf"(?P<minus>(?<!\S)-)?(?:(?P<facet>[^\W\d_]+):)?"
    rf"(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]|(?P<plain>[^\s{_QUOTES}]+))"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word. ``toned``: typed with tones; ``begins``: stands for every word that begins so."""

    text: str
    folded: str
    toned: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side in this order; at least two."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Words that name a people, which is found by every other of its names too.

    ``needed`` are those of the words that a text must have, side by side, where it uses this name: all of ``người
    Tày``, for ``tay`` alone is another word, but only the name of ``người Xtiêng``.
    """

    words: tuple[Word, ...]
    needed: tuple[Word, ...]
    peoples: tuple[str, ...]


Clause: TypeAlias = Word | Phrase | People


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """All ``clauses`` are wanted, none of ``excluded``; ``filters`` are ``facet:value`` that were typed.

    ``pairs`` are words typed side by side, which rank higher where they stand so. ``unfinished`` is the last word,
    where whoever typed it may not be done with it.
    """

    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: tuple[tuple[Word, Word], ...] = ()
    unfinished: Word | None = None


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

    ``marks`` is what to highlight. ``relaxed`` tells that nothing answered as asked: ``spelling``, words that look
    alike were taken too; ``some``, most of the words. ``cursor`` fetches what follows, and is None at the end.
    """

    total: int
    hits: tuple[str, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=lambda: MappingProxyType({}))
    marks: Marks = field(default_factory=Marks)
    relaxed: Relaxed = ""
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``kind`` is ``record`` (``value`` its identifier) or ``people`` (its key); ``text`` as it is spelled."""

    kind: Literal["record", "people"]
    text: str
    value: str


def words_of(clause: Clause) -> tuple[Word, ...]:
    return (clause,) if isinstance(clause, Word) else clause.words


def parse(typed: str) -> ParsedQuery:
    """``lễ hội "cồng chiêng" -rượu people:xtieng``, taken apart."""
    text = stored(typed)[:LETTERS]
    clauses: list[Clause] = []
    excluded: list[Clause] = []
    filters: dict[str, tuple[str, ...]] = {}
    pairs: list[tuple[Word, Word]] = []
    for (role, facet), parts in groupby(_parts(text), key=lambda part: part[:2]):
        pieces = [piece for _, _, piece in parts]
        if role == "filter":
            meant = (value for piece in pieces for value in facets.values(facet, piece))
            filters[facet] = tuple(dict.fromkeys((*filters.get(facet, ()), *meant)))
        elif role == "excluded":
            excluded += (clause for piece in pieces for clause in _whole(piece))
        elif role == "quoted":
            clauses += (clause for piece in pieces for clause in _whole(piece))
        else:
            found, beside = _loose(" ".join(pieces))
            clauses += found
            pairs += beside
    kept = _bounded(clauses)
    return ParsedQuery(kept, _bounded(excluded), filters, tuple(dict.fromkeys(pairs))[:WORDS], _unfinished(text, kept))


def marks(query: SearchQuery, relaxed: Relaxed) -> Marks:
    """What to highlight in the hits of ``query``."""
    parsed = query.parsed
    asked = [word for clause in parsed.clauses for word in words_of(clause)]
    words = [_mark(word, relaxed) for word in asked]
    if parsed.unfinished and (query.typing or relaxed) and words:
        words[-1] = replace(words[-1], begins=True)
    people = (name for clause in parsed.clauses if isinstance(clause, People) for name in clause.peoples)
    names = (name for each in people for name in peoples.names_of(each))
    joined = (cut for word in asked for cut in halves(word)) if relaxed else ()
    split = (tuple(Mark(half, half) for half in cut) for cut in joined)
    return Marks(tuple(words), (*(_name_marks(name) for name in names), *split))


def slack(word: Word) -> int:
    """How many letters of a word may be wrong; none of a short one or a number."""
    if len(word.folded) < 4 or not word.folded.isalpha():
        return 0
    return 1 if len(word.folded) < 8 else 2


def halves(word: Word) -> tuple[tuple[str, str], ...]:
    """Two syllables that were typed without the space between them: ``congchieng``."""
    cuts = ((word.folded[:at], word.folded[at:]) for at in range(2, len(word.folded) - 1))
    return tuple(cut for cut in cuts if all(map(peoples.is_syllable, cut)))


def _mark(word: Word, relaxed: Relaxed) -> Mark:
    return Mark(word.text, word.folded, word.toned, word.begins, slack(word) if relaxed else 0)


def _name_marks(name: peoples.Name) -> tuple[Mark, ...]:
    """A name that could be other words is marked only where it has its tones."""
    sure = len(name.tokens) == 1 and not name.syllable
    return tuple(Mark(token.text, token.folded, toned=not sure) for token in name.tokens)


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    """(role, facet, text) of each piece between spaces or quotes."""
    known = facets.names()
    for match in _PART.finditer(text):
        facet, quoted = match["facet"] or "", match["quoted"]
        piece = match["plain"] if quoted is None else quoted
        if facet.lower() in known and not match["minus"]:
            yield "filter", facet.lower(), piece
            continue
        piece = f"{facet} {piece}" if facet else piece
        role = "excluded" if match["minus"] else "loose" if quoted is None else "quoted"
        yield role, "", piece


def _loose(text: str) -> tuple[list[Clause], list[tuple[Word, Word]]]:
    """Words outside quotes: those that name a people together, and which stand side by side."""
    tokens = analyse(text)[:WORDS]
    words = [_word(token) for token in tokens]
    clauses: list[Clause] = []
    at = 0
    for mention in peoples.asked(tokens):
        clauses += _plain(tokens[at : mention.start], words[at : mention.start])
        whole = tuple(words[mention.start : mention.end])
        needed = whole if mention.syllable else tuple(words[mention.name : mention.name_end])
        clauses.append(People(whole, needed, mention.peoples))
        at = mention.end
    clauses += _plain(tokens[at:], words[at:])
    spaced = [None if is_gram(token) else word for token, word in zip(tokens, words, strict=True)]
    return clauses, [(one, other) for one, other in pairwise(spaced) if one and other and one != other]


def _whole(text: str) -> list[Clause]:
    """What was put in quotes: one phrase. Of bigrams the last, which only repeats, is left off."""
    tokens = analyse(text)[:WORDS]
    words = [_word(token) for token in tokens]
    if len(tokens) > 1 and is_gram(tokens[-1]) and tokens[-2].end == tokens[-1].end:
        words.pop()
    if len(words) > 1:
        return [Phrase(tuple(words))]
    return [*words]


def _plain(tokens: Sequence[Token], words: Sequence[Word]) -> Iterator[Clause]:
    """Each word for itself, except that bigrams of one run are a phrase, and one grapheme begins a word."""
    at = 0
    while at < len(tokens):
        end = at + 1
        if is_gram(tokens[at]):
            while end < len(tokens) and tokens[end].start < tokens[end - 1].end:
                end += 1
        run = words[at : max(at + 1, end - 1)]
        single = Word(run[0].text, run[0].folded, run[0].toned, begins=is_gram(tokens[at]) and end == at + 1)
        yield Phrase(tuple(run)) if len(run) > 1 else single
        at = end


def _word(token: Token) -> Word:
    return Word(token.text, token.folded, token.text != token.folded)


def _bounded(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Each clause once, and no more words than an engine should be asked for."""
    kept: list[Clause] = []
    room = WORDS
    for clause in dict.fromkeys(clauses):
        room -= len(words_of(clause))
        if room < 0:
            break
        kept.append(clause)
    return tuple(kept)


def _unfinished(text: str, clauses: Sequence[Clause]) -> Word | None:
    """The last word, if nothing was typed after it."""
    tokens = analyse(text)
    if not clauses or isinstance(clauses[-1], Phrase) or not tokens or tokens[-1].end < len(text):
        return None
    last = words_of(clauses[-1])[-1]
    return last if last.folded == tokens[-1].folded else None
