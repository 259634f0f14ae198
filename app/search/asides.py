"""Words that a question is put with and not about: ``nào``, ``của``, ``which``, ``of``. A record need not have them.

Which words these are, and why, is in ``metadata/function_words.csv``. A question of nothing else is about them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from app.search.folding import Token, analyse, is_syllable
from metadata import tables

# So many other words leave no doubt what is asked, though one that was left out may have been another: "cho", market
_PLENTY = 4


class _Spelled(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def folded(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Aside:
    """So many words, of one language or several. ``plain``: typed in letters that may also be a Vietnamese word's
    without its tones: ``cua``, ``the``."""

    languages: frozenset[str]
    length: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a whole question shows: how much else it asks, whether its writer types tones, and whether some word of it
    can't be Vietnamese."""

    others: int
    toned: bool
    foreign: bool

    @classmethod
    def of(cls, words: Iterable[_Spelled], others: int) -> "Spoken":
        typed = list(words)
        toned = any(word.text != word.folded for word in typed)
        foreign = any(
            word.folded.isascii() and word.folded.isalpha() and not is_syllable(word.folded) for word in typed
        )
        return cls(others, toned, foreign)

    def without(self, aside: Aside) -> bool:
        """Whether a question can do without an aside."""
        if not aside.plain or self.others >= _PLENTY:
            return True
        return ("vi" in aside.languages and self.toned) or (aside.languages != {"vi"} and self.foreign)


def at(tokens: Sequence[Token], start: int) -> Aside | None:
    """The longest aside that begins there."""
    fitting = [
        (language, len(words))
        for language, words in _by_first_word().get(tokens[start].folded, ())
        if start + len(words) <= len(tokens) and all(map(_as_typed, tokens[start:], words))
    ]
    if not fitting:
        return None
    length = max(length for _, length in fitting)
    plain = all(token.text == token.folded and is_syllable(token.folded) for token in tokens[start : start + length])
    return Aside(frozenset(language for language, some in fitting if some == length), length, plain)


def _as_typed(typed: Token, word: Token) -> bool:
    return typed.text == word.text or (typed.text == typed.folded == word.folded)


@cache
def _by_first_word() -> dict[str, list[tuple[str, tuple[Token, ...]]]]:
    table: dict[str, list[tuple[str, tuple[Token, ...]]]] = {}
    for row in tables.read("function_words.csv"):
        words = analyse(row["words"])
        table.setdefault(words[0].folded, []).append((row["language"], words))
    return table
