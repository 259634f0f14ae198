"""What the forms of an English or French word have in common: ``gongs`` and ``gong``, ``weaving`` and ``weavers``.

Vietnamese words have no forms. Not here: which texts are stemmed (``document``), which words of a question (``query``).
"""

import re
import threading
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.french_stemmer import FrenchStemmer

from app.search.folding import APOSTROPHES, Token, is_syllable
from metadata import tables

SHORTEST, LONGEST = 2, 32
_STEMMERS = {"en": EnglishStemmer, "fr": FrenchStemmer}
LANGUAGES = tuple(_STEMMERS)
# "l'indigo", and as it is once the apostrophe is folded away
_ELISION = re.compile(rf"(?:[cdjlmnst]|qu)[{APOSTROPHES}]", re.IGNORECASE)
_ELIDED = re.compile(r"[dl](?=[aeiouyh][a-z]{4})")
_READ, _SHARE, _KINDS = 300, 0.12, 4

# A stemmer keeps the word in hand in itself: two threads would mix theirs
_alone = threading.Lock()


# This holds the words of most collections; the algorithm takes 20 µs a word
@lru_cache(maxsize=32_768)
def form(folded: str, language: str) -> str:
    """Stands in a text for every form of a word, given without its accents, in which French is typed as often as not;
    the word itself, where it has no forms. No word that is typed can be one."""
    if not SHORTEST <= len(folded) <= LONGEST or not (folded.isascii() and folded.isalpha()):
        return folded
    found = _snowball(folded, language)
    return f"{language}/{_irregular(language).get(found, found)}"


def told(spelled: str, folded: str, language: str) -> str:
    """The form of a word of a text; ``spelled`` is how it stands there."""
    if language == "fr" and (elided := _ELISION.match(spelled)):
        folded = folded[elided.end() - 1 :]
    return form(folded, language)


def asked(text: str, folded: str) -> tuple[str, ...]:
    """The forms of a word in a question, which may be of any language; none of a Vietnamese word with its tones."""
    if text != folded and is_syllable(folded):
        return ()
    elided = _ELIDED.match(folded)
    words = (folded, folded[elided.end() :]) if elided else (folded,)
    return tuple(found for word in words for each in LANGUAGES if (found := form(word, each)) != word)


def language_of(tokens: Sequence[Token]) -> str:
    """The language of a text, if it is one with forms; else nothing."""
    some = [token.folded for token in tokens[:_READ] if token.text == token.folded]
    least = _SHARE * min(len(tokens), _READ)
    for language in LANGUAGES:
        found = [word for word in some if word in small_words(language)]
        if len(found) > least and len(set(found)) >= _KINDS:
            return language
    return ""


def _snowball(word: str, language: str) -> str:
    with _alone:
        stemmed: str = _stemmer(language).stemWord(word)
        return stemmed


@cache
def _stemmer(language: str) -> EnglishStemmer | FrenchStemmer:
    return _STEMMERS[language]()


@cache
def small_words(language: str) -> frozenset[str]:
    """What nearly every sentence of a language has."""
    return frozenset(row["words"] for row in tables.read("function_words.csv") if row["language"] == language)


@cache
def _irregular(language: str) -> Mapping[str, str]:
    """Forms that the algorithm does not know for such: who does a thing, irregular plurals."""
    rows = (row for row in tables.read("word_forms.csv") if row["language"] == language)
    return {_snowball(row["form"], language): _snowball(row["of"], language) for row in rows}
