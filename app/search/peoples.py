"""Finds peoples named in a text or a question: by the official name, another name, or a self-name.

A name of one syllable is mostly another word: ``tay`` is hand, ``hoa`` flower, ``co`` to shrink. It counts only where
its writer shows that a people is meant. Names felt as insults find and are never offered.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from app.search.folding import Token, analyse
from metadata.tables import listed
from metadata.vocabulary import Concept, vocabulary

_ONSET = "b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu?|r|s|th?|tr|v|x"
_SYLLABLE = re.compile(rf"(?:{_ONSET})?[aeiouy]{{1,3}}(?:ch?|m|ng?|nh|p|t)?")
_BEFORE = (("nguoi",), ("dan", "toc"), ("dong", "bao"), ("toc", "nguoi"))
_AFTER = frozenset({"people", "peoples", "ethnic", "minority"})


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of one name. ``shown``: it may be offered. ``local``: it is a local group's, which in running text
    may be a place. ``syllable``: it could be a Vietnamese word of one syllable."""

    people: str
    text: str
    tokens: tuple[Token, ...]
    official: bool
    shown: bool
    local: bool
    syllable: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``start`` to ``end`` name one of ``peoples``; those before ``name`` and after ``name_end`` only say that
    it is a people: ``người``, ``dân tộc``. ``syllable``: without them it could be another word."""

    start: int
    name: int
    name_end: int
    end: int
    peoples: tuple[str, ...]
    syllable: bool


def is_syllable(folded: str) -> bool:
    return _SYLLABLE.fullmatch(folded) is not None


def asked(tokens: Sequence[Token]) -> tuple[Mention, ...]:
    """The peoples that a question names."""
    mentions: list[Mention] = []
    at = 0
    while at < len(tokens):
        names = _by_folded_word().get(tokens[at].folded, ())
        found = [name for name in names if _stands(name, tokens, at, _as_typed) and _meant(name, tokens, at)]
        mention = _mention(found, tokens, at)
        if mention and mentions and mention.start < mentions[-1].end:
            mention = replace(mention, start=mentions[-1].end)
        if mention:
            mentions.append(mention)
        at = mention.end if mention else at + 1
    return tuple(mentions)


def told(tokens: Sequence[Token]) -> frozenset[str]:
    """The peoples that a text names beyond doubt."""
    table = _by_spelled_word()
    found: set[str] = set()
    for at in (at for at, token in enumerate(tokens) if token.text in table):
        names = [name for name in table[tokens[at].text] if _stands(name, tokens, at, _as_spelled)]
        sure = [name for name in names if not name.syllable or _announced(tokens, at)]
        if mention := _mention(sure, tokens, at):
            found.update(mention.peoples)
    return frozenset(found)


@cache
def names_of(people: str) -> tuple[Name, ...]:
    """Every spelling by which a people is found, to mark it in what was found."""
    concept = vocabulary("peoples").concepts.get(people)
    return tuple(_names(concept)) if concept else ()


def _stands(name: Name, tokens: Sequence[Token], at: int, same: Callable[[Token, Token], bool]) -> bool:
    end = at + len(name.tokens)
    return end <= len(tokens) and all(map(same, tokens[at:end], name.tokens))


def _as_typed(written: Token, name: Token) -> bool:
    """Questions are typed with tones or without."""
    return written.text == name.text or (written.text == written.folded == name.folded)


def _as_spelled(written: Token, name: Token) -> bool:
    """Texts are written with tones: ``lo lo`` is worry, and not ``Lô Lô``; but ``stieng`` is no other word."""
    return written.text == name.text or (written.folded == name.folded and not is_syllable(name.folded))


def _meant(name: Name, tokens: Sequence[Token], at: int) -> bool:
    """Whether a question that has ``name`` at ``at`` is about a people."""
    if not name.syllable:
        return True
    if _announced(tokens, at):
        # "nguoi dan …" is mostly "người dân", the citizens, and not people who are also called Đản
        return name.official or tokens[at].text == name.tokens[0].text or at + 1 == len(tokens)
    whole = len(tokens) == 1 and not name.local
    return whole or (name.official and tokens[at].text != tokens[at].folded)


def _announced(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words before say that a people is meant, or in English the word after."""
    return _announced_from(tokens, at) < at or _announced_to(tokens, at + 1) > at + 1


def _announced_from(tokens: Sequence[Token], at: int) -> int:
    """Where the words begin that announce the people named at ``at``: ``người dân tộc Tày``."""
    for words in _BEFORE:
        start = at - len(words)
        if start >= 0 and tuple(token.folded for token in tokens[start:at]) == words:
            return _announced_from(tokens, start)
    return at


def _announced_to(tokens: Sequence[Token], end: int) -> int:
    return end + 1 if end < len(tokens) and tokens[end].folded in _AFTER else end


def _mention(names: Sequence[Name], tokens: Sequence[Token], at: int) -> Mention | None:
    """The longest name wins, and an official one over those by which others are known too: ``Thổ``."""
    if not names:
        return None
    end = at + max(len(name.tokens) for name in names)
    best = [name for name in names if at + len(name.tokens) == end]
    named = tuple(sorted({name.people for name in [name for name in best if name.official] or best}))
    start, syllable = _announced_from(tokens, at), best[0].syllable
    return Mention(start, at, end, _announced_to(tokens, end), named, syllable)


def _all() -> Iterator[Name]:
    return chain.from_iterable(names_of(people) for people in vocabulary("peoples").concepts)


@cache
def _by_folded_word() -> dict[str, list[Name]]:
    """By the first word as it may be typed."""
    names: dict[str, list[Name]] = {}
    for name in _all():
        names.setdefault(name.tokens[0].folded, []).append(name)
    return names


@cache
def _by_spelled_word() -> dict[str, list[Name]]:
    """By the first word as a text may have it. A local group's name is left out: in a text it may be a place."""
    names: dict[str, list[Name]] = {}
    for name in (name for name in _all() if not name.local):
        first = name.tokens[0]
        for word in {first.text} if is_syllable(first.folded) else {first.text, first.folded}:
            names.setdefault(word, []).append(name)
    return names


def _names(concept: Concept) -> Iterator[Name]:
    local = set(listed(concept.extra.get("local_groups", "")))
    seen: set[tuple[str, ...]] = set()
    for text in (*concept.labels.values(), *concept.alt, *concept.match_only):
        for spelling in _spellings(text):
            tokens = analyse(spelling)
            key, plain = tuple(token.text for token in tokens), tuple(token.folded for token in tokens)
            # "Ma" is the English for "Mạ": without its tones it says nothing more, and is found anyway
            if key and key not in seen:
                seen |= {key, plain}
                syllable = len(tokens) == 1 and is_syllable(tokens[0].folded)
                official, shown = text in concept.labels.values(), text not in concept.match_only
                yield Name(concept.key, spelling, tokens, official, shown, text in local, syllable)


def _spellings(text: str) -> Iterator[str]:
    """As written, and as people type it: ``Ê-đê`` in one word, ``S'tiêng`` in two, either half of ``Hoa (Chinese)``."""
    for part in text.rstrip(") ").split("("):
        yield part
        yield re.sub(r"[\s-]", "", part)
        yield re.sub(r"['’]", " ", part)
