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
_PLENTY = 3


class _Spelled(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def folded(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Aside:
    """So many words of one language. ``plain``: typed in letters that may also be a Vietnamese word's without its
    tones: ``cua``, ``the``."""

    language: str
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
        if not self.others:
            return False
        if not aside.plain or self.others >= _PLENTY:
            return True
        return self.toned if aside.language == "vi" else self.foreign


def at(tokens: Sequence[Token], start: int) -> Aside | None:
    """The longest aside that begins there."""
    for language, words in _by_first_word().get(tokens[start].folded, ()):
        typed = tokens[start : start + len(words)]
        if len(typed) == len(words) and all(map(_as_typed, typed, words)):
            plain = all(token.text == token.folded and is_syllable(token.folded) for token in typed)
            return Aside(language, len(words), plain)
    return None


def _as_typed(typed: Token, word: Token) -> bool:
    return typed.text == word.text or (typed.text == typed.folded == word.folded)


@cache
def _by_first_word() -> dict[str, list[tuple[str, tuple[Token, ...]]]]:
    table: dict[str, list[tuple[str, tuple[Token, ...]]]] = {}
    rows = [(row["language"], analyse(row["words"])) for row in tables.read("function_words.csv")]
    for language, words in sorted(rows, key=lambda row: -len(row[1])):
        table.setdefault(words[0].folded, []).append((language, words))
    return table
