"""Where what is asked for stands in one text: how words are found inside a record. No engine takes part.

Words in quotes stand side by side; others stand near one another, in any order. Tones, case and spelling fold as
everywhere (``folding``). Not here: which texts are read.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from app.search.folding import Token, analyse, is_gram, is_syllable, pick, stored, unspaced
from app.search.highlight import Mark, Span
from app.search.parsing import QUOTES
from app.search.query import LETTERS
from app.search.stems import asked

WORDS = 12
NEAR = 120
"""Letters among which all words of a question stand that are not in quotes."""

_PART = re.compile(rf"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]|([^\s{QUOTES}]+)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BETWEEN = " \t\n\r\u00a0-\u2010\u2011"


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer. ``spans`` are the pieces to mark; ``exact``: with the tones that were typed; ``joined``: its words
    stand side by side."""

    spans: tuple[Span, ...]
    exact: bool
    joined: bool


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """What is asked of each text. Of each of ``terms`` the words stand side by side. ``wanted`` tells a folded word
    that may be one of them, ``known`` what it has told of words between spaces, where that can be remembered."""

    terms: tuple[tuple[Mark, ...], ...]
    wanted: Callable[[str], bool]
    known: dict[str, bool] | None

    @property
    def strict(self) -> bool:
        """Whether it was typed with tones and is one word or phrase: its look-alikes are not meant where it is there
        itself. Of several words each makes sure of the others, and words that were read by a machine have lost some
        of their tones."""
        return len(self.terms) == 1 and any(mark.toned for mark in self.terms[0])


def sought(typed: str) -> Sought:
    """``"lễ hội" trống rượu*``: a phrase, a word, the beginning of one."""
    text = stored(_SURROGATE.sub(" ", typed[:LETTERS]))
    terms: list[tuple[Mark, ...]] = []
    for part in _PART.finditer(text):
        terms += [_phrase(part[1])] if part[2] is None else _words(part[2])
    return _made(_bounded(term for term in terms if term))


def beginning(of: Sought) -> Sought:
    """The same with its last word as the beginning of one, for what was not finished."""
    if not of.terms:
        return of
    *before, last = of.terms
    return _made((*before, (*last[:-1], replace(last[-1], begins=True))))


def find(text: str, what: Sought, most: int | None = None) -> list[Hit]:
    """Every answer in a stored text, in its order, or the first ``most``; none overlaps another."""
    tokens = pick(text, what.wanted, what.known) if what.terms else []
    if len(what.terms) == 1:
        hits = (Hit((span,), exact, joined=True) for span, exact in _occurrences(tokens, what.terms[0]))
        return list(islice(_apart(hits), most))
    found = [list(_occurrences(tokens, term)) for term in what.terms]
    if not found or not all(found):
        return []
    return list(islice(_windows(text, found), most))


def best(hits: Sequence[Hit], what: Sought) -> Callable[[Hit], bool]:
    """Which hits are meant, judged by all that there are."""
    if what.strict and any(hit.exact for hit in hits):
        return lambda hit: hit.exact
    if any(hit.joined or hit.exact for hit in hits):
        return lambda hit: hit.joined or hit.exact
    return lambda _hit: True


def _phrase(text: str) -> tuple[Mark, ...]:
    tokens = analyse(text)
    if len(tokens) > 1 and is_gram(tokens[-1]) and tokens[-2].end == tokens[-1].end:
        tokens = tokens[:-1]  # the last of a run of bigrams only repeats
    return tuple(Mark(token.text, token.folded, token.text != token.folded) for token in tokens)


def _words(text: str) -> Iterator[tuple[Mark, ...]]:
    """Of a piece between spaces: mostly one word; a script without spaces makes a phrase of it."""
    tokens = analyse(text)
    if any(map(is_gram, tokens)):
        marks = _phrase(text)
        yield (replace(marks[0], begins=True),) if len(marks) == 1 else marks
        return
    begins = text.endswith("*")
    for token in tokens:
        forms = asked(token.text, token.folded)
        last = token is tokens[-1]
        yield (Mark(token.text, token.folded, token.text != token.folded, begins=begins and last, forms=forms),)


def _bounded(terms: Iterable[tuple[Mark, ...]]) -> tuple[tuple[Mark, ...], ...]:
    kept: list[tuple[Mark, ...]] = []
    room = WORDS
    for term in dict.fromkeys(terms):
        if room:
            kept.append(term[:room])
            room -= len(kept[-1])
    return tuple(kept)


def _made(terms: tuple[tuple[Mark, ...], ...]) -> Sought:
    marks = [mark for term in terms for mark in term]
    plain = frozenset(mark.folded for mark in marks)
    loose = [mark for mark in marks if mark.loose]

    def wanted(folded: str) -> bool:
        return folded in plain or any(mark.fits(folded) for mark in loose)

    known: dict[str, bool] | None = None if any(unspaced(mark.folded) for mark in marks) else {}
    return Sought(terms, lru_cache(maxsize=8192)(wanted) if loose else plain.__contains__, known)


def _occurrences(tokens: Sequence[Token], term: Sequence[Mark]) -> Iterator[tuple[Span, bool]]:
    """Where one term stands, and whether as it was typed."""
    for at, first in enumerate(tokens):
        run = tokens[at : at + len(term)]
        if len(run) < len(term) or run[-1].position - first.position != len(term) - 1:
            continue
        if all(_fits(mark, token) for mark, token in zip(term, run, strict=True)):
            exact = all(mark.text == token.text for mark, token in zip(term, run, strict=True))
            yield Span(first.start, run[-1].end), exact


def _fits(mark: Mark, token: Token) -> bool:
    if token.folded == mark.folded or (mark.begins and token.folded.startswith(mark.folded)):
        return True
    foreign = token.text == token.folded or not is_syllable(token.folded)
    return bool(mark.forms) and foreign and mark.fits(token.folded)


def _apart(hits: Iterable[Hit]) -> Iterator[Hit]:
    end = -1
    for hit in hits:
        if hit.spans[0].start >= end:
            yield hit
            end = hit.spans[-1].end


def _windows(text: str, found: Sequence[Sequence[tuple[Span, bool]]]) -> Iterator[Hit]:
    """The shortest stretches that have every term, each word in one of them at most."""
    places = sorted((span.start, span.end, term, exact) for term, some in enumerate(found) for span, exact in some)
    last: dict[int, tuple[int, int, bool]] = {}
    for start, end, term, exact in places:
        last[term] = (start, end, exact)
        if len(last) == len(found) and end - min(one[0] for one in last.values()) <= NEAR:
            spans = tuple(_joined(text, sorted((first, to) for first, to, _ in last.values())))
            yield Hit(spans, all(exact for _, _, exact in last.values()), joined=len(spans) == 1)
            last.clear()


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Neighbours as one."""
    start, end = spans[0]
    for first, to in spans[1:]:
        if text[end:first].strip(_BETWEEN):
            yield Span(start, end)
            start = first
        end = max(end, to)
    yield Span(start, end)


def pieces(span: Span, starts: Sequence[int]) -> Iterator[tuple[int, Span]]:
    """A span cut where a new piece of the text begins: (which piece, where in the text). ``starts`` ascend from 0, and
    one letter stands between two pieces."""
    at = max(0, bisect_left(starts, span.start + 1) - 1)
    while at < len(starts) and starts[at] < span.end:
        following = starts[at + 1] - 1 if at + 1 < len(starts) else span.end
        cut = Span(max(span.start, starts[at]), min(span.end, following))
        if cut.start < cut.end:
            yield at, cut
        at += 1
