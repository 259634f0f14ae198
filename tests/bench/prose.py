"""Prose that says nothing, in the words and turns of the sample collection: a word follows one that it follows there.

Words come as often as they do in real texts, and neighbours that belong together stand together, so that pairs and
phrases cost what they cost. A few words in a hundred are of a long tail, which grows with the number of texts.
"""

import csv
import math
import random
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import TypeVar

import app.sample

_ONSETS = ["b", "ch", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "s", "t", "th", "tr", "v", "x", "kr"]
_RHYMES = ["a", "à", "ạ", "ang", "ảng", "ăm", "ắc", "âu", "ây", "ẻ", "ên", "i", "ình", "iêu", "iệp", "o", "ói", "ong"]
_RHYMES += ["ôm", "ốt", "ơi", "ợp", "u", "úc", "uôn", "uyệt", "ư", "ửng", "ương", "ược", "oan", "oẵng", "oét", "uây"]
_RARE = 0.03
_LONG_ENOUGH = 40

T = TypeVar("T")


class Prose:
    """What one language of the sample collection sounds like."""

    def __init__(self, language: str) -> None:
        texts = [text.split() for text in _texts(language)]
        self._begin = [text[0] for text in texts]
        self._after: dict[str, list[str]] = {}
        for text in texts:
            for word, following in pairwise(text):
                self._after.setdefault(word, []).append(following)

    def words(self, chance: random.Random, count: int) -> list[str]:
        """``count`` words and those that end the sentence, at most twenty."""
        said: list[str] = []
        word = pick(chance, self._begin)
        while len(said) < count + 20 and not (len(said) >= count and said[-1].endswith(".")):
            said.append(rare(chance) if chance.random() < _RARE else word)
            following = self._after.get(word)
            word = pick(chance, following or self._begin)
        return said

    def text(self, chance: random.Random, count: int) -> str:
        return " ".join(self.words(chance, count))


@cache
def prose(language: str) -> Prose:
    return Prose(language)


def pick(chance: random.Random, some: list[T]) -> T:
    """As ``chance.choice``, three times as quick."""
    return some[int(chance.random() * len(some))]


def skewed(chance: random.Random, some: list[T]) -> T:
    """The first ones often, the last ones seldom, as Zipf has it."""
    return some[int(math.exp(chance.random() * math.log(len(some)))) - 1]


def rare(chance: random.Random) -> str:
    """A word of the tail: half a million there are, of which a small archive has few."""
    syllables = _syllables()
    rank = int(math.exp(chance.random() * 2 * math.log(len(syllables)))) - 1
    return f"{syllables[rank % len(syllables)]}{syllables[rank // len(syllables)] if rank >= len(syllables) else ''}"


@cache
def _syllables() -> list[str]:
    made = ["".join(pair) for pair in product(_ONSETS, _RHYMES)]
    random.Random(1).shuffle(made)
    return made


def _texts(language: str) -> list[str]:
    """Every sentence or longer text of the sample collection."""
    path = Path(app.sample.__file__).parent / "records.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    cells = (text for row in rows for column, text in row.items() if column.endswith(f"@{language}"))
    # addresses and lists of sources are not prose
    return [text for text in cells if text and len(text) >= _LONG_ENOUGH and not {"/", "|"} & set(text)]
