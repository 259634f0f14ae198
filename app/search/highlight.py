"""Marks what was found, in the stored text as it is spelled. No engine takes part: a page marks only the hits it shows.

Not here: escaping and the element that carries a mark, which belong to the page.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from app.search.folding import Token, is_syllable, pick, stored, unspaced
from app.search.stems import asked

# Letters of one text that are looked at: a book's transcript must not hold up the page of hits
READ = 40_000
# Neighbours with only these between them are marked as one
_BETWEEN = " \t\n\r\u00a0-"
_SENTENCE = re.compile(r"[.!?…:;]\s+|\n+")


@dataclass(frozen=True, slots=True)
class Mark:
    """What one word of a question matches: ``text`` with tones, ``folded`` without.

    ``toned``: it was typed with tones, so where the text has it so, its look-alikes are left unmarked.
    ``begins``: any word that begins so; ``distance``: letters that may be wrong; ``forms``: the stems of an English or
    French word, whose other forms match too.
    """

    text: str
    folded: str
    toned: bool = False
    begins: bool = False
    distance: int = 0
    forms: tuple[str, ...] = ()

    @property
    def loose(self) -> bool:
        """Whether other words match too."""
        return self.begins or self.distance > 0 or bool(self.forms)

    def fits(self, folded: str) -> bool:
        if folded == self.folded or (self.begins and folded.startswith(self.folded)):
            return True
        if self.distance > 0 and within(self.folded, folded, self.distance):
            return True
        # the forms of a word begin alike
        return (
            bool(self.forms) and folded[0] == self.folded[0] and not set(self.forms).isdisjoint(asked(folded, folded))
        )


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What to mark: ``words`` in the order in which they were typed, and ``names`` that count only as a whole.

    Compared by identity: it is looked up for every text of a page.
    """

    words: tuple[Mark, ...] = ()
    names: tuple[tuple[Mark, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a text; ``before`` and ``after`` tell whether text was left off there."""

    text: str
    spans: tuple[Span, ...]
    before: bool
    after: bool

    def parts(self) -> Iterator[tuple[str, bool]]:
        """The text in order, as (piece, whether it is marked)."""
        at = 0
        for span in self.spans:
            if at < span.start:
                yield self.text[at : span.start], False
            yield self.text[span.start : span.end], True
            at = span.end
        if at < len(self.text):
            yield self.text[at:], False


def highlight(text: str, marks: Marks) -> tuple[Span, ...]:
    """Where ``stored(text)`` has what ``marks`` asks for; neighbours that both match are one span."""
    return tuple(Span(start, end) for start, end, _ in _weighed(stored(text), marks))


def fragment(text: str, marks: Marks, length: int = 240) -> Fragment:
    """The piece of ``text`` of at most about ``length`` letters that shows most of what was found."""
    text = stored(text)
    weighed = _weighed(text, marks)
    start, end = (0, len(text)) if len(text) <= length else _window(text, weighed, length)
    spans = tuple(Span(at - start, to - start) for at, to, _ in weighed if at >= start and to <= end)
    return Fragment(text[start:end], spans, before=start > 0, after=end < len(text))


def within(one: str, other: str, distance: int) -> bool:
    """Whether so few letters were added, left out, changed or swapped with the next."""
    if abs(len(one) - len(other)) > distance:
        return False
    one, other = _without_shared_ends(one, other)
    if distance == 1:
        return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])
    return _edits(one, other) <= distance


def _without_shared_ends(one: str, other: str) -> tuple[str, str]:
    start, least = 0, min(len(one), len(other))
    while start < least and one[start] == other[start]:
        start += 1
    end = 0
    while end < least - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _edits(one: str, other: str) -> int:
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


# A page of hits is marked with one question; the next page brings another
@lru_cache(maxsize=32)
def _sought(marks: Marks) -> tuple[Callable[[str], bool], dict[str, bool] | None]:
    """What ``pick`` is to pick: a test of folded words, and what it has told of words between spaces."""
    all_marks = [mark for some in (marks.words, *marks.names) for mark in some]
    words = frozenset(mark.folded for mark in all_marks)
    known: dict[str, bool] | None = None if any(map(unspaced, words)) else {}
    loose = [mark for mark in all_marks if mark.begins or mark.distance]
    forms = frozenset(form for mark in all_marks for form in mark.forms)
    if not loose and not forms:
        return words.__contains__, known

    def wanted(folded: str) -> bool:
        if folded in words or any(mark.fits(folded) for mark in loose):
            return True
        return bool(forms) and not _stems(folded).isdisjoint(forms)

    return lru_cache(maxsize=8192)(wanted), known


@lru_cache(maxsize=8192)
def _stems(folded: str) -> frozenset[str]:
    return frozenset(asked(folded, folded))


# Start, end, and how many words of the question stand there
Weighed: TypeAlias = tuple[int, int, int]


def _weighed(text: str, marks: Marks) -> list[Weighed]:
    if not marks.words and not marks.names:
        return []
    tokens = pick(text[:READ], *_sought(marks))
    if not tokens:
        return []
    by_folded: dict[str, list[Token]] = {}
    for token in tokens:
        by_folded.setdefault(token.folded, []).append(token)
    found = _words(by_folded, marks.words)
    if marks.names:
        found |= _names(tokens, by_folded, marks.names)
    return _merged(text, [token for token in tokens if token.position in found])


def _words(by_folded: Mapping[str, Sequence[Token]], words: Sequence[Mark]) -> set[int]:
    """Positions to mark. Where words of the question stand side by side, those typed without tones are marked only
    there: ``le hoi cong chieng`` must not mark every ``công``."""
    matched = [_occurrences(by_folded, word) for word in words]
    beside: set[int] = set()
    for one, other in pairwise(matched):
        starts = {at for at in one if at + 1 in other}
        beside |= starts
        beside.update(at + 1 for at in starts)
    if not beside:
        return set().union(*matched)
    return beside.union(*(places for word, places in zip(words, matched, strict=True) if word.toned))


def _occurrences(by_folded: Mapping[str, Sequence[Token]], word: Mark) -> set[int]:
    tokens = list(by_folded.get(word.folded, ()))
    if word.loose:
        tokens = [token for folded, some in by_folded.items() if word.fits(folded) for token in some]
        if word.forms and not (word.begins or word.distance):
            tokens = [token for token in tokens if token.folded == word.folded or not _vietnamese(token)]
    exact = {token.position for token in tokens if token.text == word.text} if word.toned else None
    return exact or {token.position for token in tokens}


def _names(
    tokens: Sequence[Token], by_folded: Mapping[str, Sequence[Token]], names: Sequence[Sequence[Mark]]
) -> set[int]:
    at = {token.position: token for token in tokens}
    by_form: dict[str, list[Token]] = {}
    if any(name[0].forms for name in names):
        for folded, some in by_folded.items():
            for form in _stems(folded):
                by_form.setdefault(form, []).extend(some)
    found: set[int] = set()
    for name in names:
        first = name[0]
        starts = by_form.get(first.forms[0], ()) if first.forms else by_folded.get(first.folded, ())
        for token in starts:
            places = range(token.position, token.position + len(name))
            if all(place in at and _same(mark, at[place]) for mark, place in zip(name, places, strict=True)):
                found.update(places)
    return found


def _vietnamese(token: Token) -> bool:
    return token.text != token.folded and is_syllable(token.folded)


def _same(mark: Mark, token: Token) -> bool:
    if mark.forms:
        return mark.fits(token.folded) and not _vietnamese(token)
    return token.text == mark.text if mark.toned else token.folded == mark.folded


def _merged(text: str, tokens: Sequence[Token]) -> list[Weighed]:
    merged: list[Weighed] = []
    for token in tokens:
        if merged:
            start, end, weight = merged[-1]
            if token.start <= end or not text[end : token.start].strip(_BETWEEN):
                merged[-1] = (start, max(end, token.end), weight + 1)
                continue
        merged.append((token.start, token.end, 1))
    return merged


def _window(text: str, weighed: Sequence[Weighed], length: int) -> tuple[int, int]:
    """Start and end of the best piece, cut between words and, where one is near, after the end of a sentence."""
    best, best_worth = 0, -1
    for at, (start, _, _) in enumerate(weighed):
        worth = 0
        for _, end, weight in weighed[at:]:
            if end - start > length - length // 4:
                break
            worth += weight * weight
        if worth > best_worth:
            best, best_worth = start, worth
    return _cut(text, best, length)


def _cut(text: str, wanted: int, length: int) -> tuple[int, int]:
    lead = length // 4
    start = max(0, min(wanted - lead, len(text) - length))
    if start > 0:
        sentence = [m.end() for m in _SENTENCE.finditer(text[start:wanted])]
        word = text.find(" ", start, wanted)
        start = start + sentence[-1] if sentence else (word + 1 if word >= 0 else wanted)
    end = min(len(text), start + length)
    if end < len(text):
        space = text.rfind(" ", start + length // 2, end + 1)
        end = space if space > 0 else end
    return start, end
