"""Text → tokens, the only analysis that text and questions get; every engine receives what is made here.

Not here: what a question means (``query``), what of a record is searched (``document``), marking hits (``highlight``).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

# Words of texts that are remembered for one question
_KNOWN = 20_000
APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032\ua78c\uff07"
LONGEST = 64

# Letters and marks of scripts that put no space between words. Modern Cham does, its manuscripts do not: as bigrams
# both are found. The digits of these scripts are left out, they are ordinary digits.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e"  # Thai
    "\u0e81-\u0ebd\u0ec0-\u0ece\u0edc-\u0edf"  # Lao
    "\u1780-\u17d3\u17d7\u17dc\u17dd"  # Khmer
    "\u1980-\u19c9\u1a20-\u1a7c"  # New Tai Lue, Tai Tham
    "\uaa00-\uaa36\uaa40-\uaa4d"  # Cham
    "\uaa80-\uaac2\uaadb-\uaadd"  # Tai Viet
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"  # Han and Nôm
)
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u00ad"
_INVISIBLE = "\u200b-\u200d\u2060"
_LETTER = rf"[^\W_{_UNSPACED}]"
_REST = rf"(?:(?:[{_MARKS}]+|[{APOSTROPHES}](?={_LETTER})){_LETTER}*)*"
_WORD = re.compile(
    rf"{_LETTER}+{_REST}"
    # people put spaces there all the same, or do not: what one of them parts is told as one run
    rf"|([{_UNSPACED}][{_UNSPACED}{_INVISIBLE}]*(?: [{_UNSPACED}][{_UNSPACED}{_INVISIBLE}]*)*)"
)
_SPACE_WITHIN = re.compile(f"(?<=[{_UNSPACED}{_INVISIBLE}]) (?=[{_UNSPACED}])")

_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]")

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWELS = frozenset("aeiouy")
_PLAIN_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
# Đ, Ð (eth) and Ɖ look alike and are typed for one another
_UNIFIED = str.maketrans({"ð": "đ", "ɖ": "đ", "'": None, "\u00ad": None})
_BASE = str.maketrans({"đ": "d", "ɗ": "d", "ƀ": "b", "ɓ": "b", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe"})
_FINAL_Y = re.compile(r"(?:[bcdđghklmnprstvx]+|qu)y")

_ONSET = "b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu?|r|s|th?|tr|v|x"
_SYLLABLE = re.compile(rf"(?:{_ONSET})?[aeiouy]{{1,3}}(?:ch?|m|ng?|nh|p|t)?")

_UNWRITTEN = re.compile(f"[{_INVISIBLE} ]")
_COENG = "\u17d2"
_TRAILING = frozenset("\u0e33\u0eb3\uaac0\uaac2")
_SCRIPT_TONES = dict.fromkeys([*range(0x0E48, 0x0E4C), *range(0x0EC8, 0x0ECC), *range(0xAABF, 0xAAC3)])


class Token(NamedTuple):
    """One word, or one bigram of graphemes. ``text`` keeps tones, ``folded`` has none; both are normal forms that say
    nothing of spelling, so what is shown is cut from the stored text by ``start`` and ``end``. Where the two differ,
    the word was written with tones.

    A tuple, because a page makes thousands of these and a frozen dataclass takes nearly three times as long to make.
    """

    text: str
    folded: str
    start: int
    end: int
    position: int


def stored(text: str) -> str:
    """The form in which text is stored, and into which every offset points."""
    return unicodedata.normalize("NFC", text)


def analyse(text: str) -> tuple[Token, ...]:
    """The tokens of ``text`` in order; offsets point into ``stored(text)``, positions tell which are neighbours."""
    tokens: list[Token] = []
    position = 0
    for match in _WORD.finditer(stored(text)):
        tokens += _tokens(match, position)
        position = tokens[-1].position + 1 if tokens else 0
    return tuple(tokens)


def pick(text: str, wanted: Callable[[str], bool], known: dict[str, bool] | None = None) -> list[Token]:
    """Tokens of a stored text whose ``folded`` is wanted, without making all the others.

    They are as ``analyse`` gives them, except that positions tell no more than which are neighbours. Where nothing is
    wanted of scripts without spaces, ``known`` keeps what was found out between spaces, from one text to the next: most
    of a text is then only looked up.
    """
    places = [(0, len(text))] if known is None else _places(text, wanted, known)
    found = [
        match
        for start, end in places
        for match in _WORD.finditer(text, start, end)
        if match.lastindex or wanted(normal_forms(match[0])[1])
    ]
    picked: list[Token] = []
    end, position = 0, 0
    for match in found:
        between = text[end : match.start()]
        if between != " " and _WORD.search(between):
            position += 1
        tokens = _tokens(match, position)
        picked += tokens if len(tokens) == 1 else (token for token in tokens if wanted(token.folded))
        end, position = match.end(), position + len(tokens)
    return picked


def _places(text: str, wanted: Callable[[str], bool], known: dict[str, bool]) -> Iterator[tuple[int, int]]:
    """From where to where, between spaces, something is wanted."""
    at = 0
    for piece in text.split():
        if piece not in known:
            if len(known) > _KNOWN:
                known.clear()
            known[piece] = any(wanted(normal_forms(word[0])[1]) for word in _WORD.finditer(piece))
        if known[piece]:
            at = text.index(piece, at)
            while not _alone(text, at, at + len(piece)):
                at = text.index(piece, at + 1)
            yield at, at + len(piece)
            at += len(piece)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether there is space or nothing on either side."""
    return (start == 0 or text[start - 1].isspace()) and (end == len(text) or text[end].isspace())


def _tokens(match: re.Match[str], position: int) -> list[Token]:
    """What one match of a word is: itself, or the bigrams of a run without spaces."""
    if match.lastindex:
        return _grams(match[0], match.start(), position)
    text, folded = normal_forms(match[0])
    return [Token(text, folded, *match.span(), position)] if folded else []


# Vietnamese has some seven thousand syllables; with names and capitals this holds nearly all of a text
@lru_cache(maxsize=8192)
def normal_forms(word: str) -> tuple[str, str]:
    """(with tones, without) of one word; both empty where nothing is left of it.

    A tone is moved to the end of the word, so that ``hòa`` = ``hoà`` needs no rule about where it belongs.
    """
    plain = word.casefold().translate(_PLAIN_APOSTROPHE).removesuffix("'s").translate(_UNIFIED)
    letters, tones, base = [], [], ""
    for character in unicodedata.normalize("NFD", plain):
        if not unicodedata.combining(character):
            base = character
        if character in _TONES and base in _VOWELS:
            tones.append(character)
        else:
            letters.append(_digit(character))
    spelled = "".join(letters)
    if _FINAL_Y.fullmatch(spelled):
        spelled = spelled[:-1] + "i"
    folded = "".join(c for c in spelled if not unicodedata.combining(c)).translate(_BASE)
    if not folded:
        return "", ""
    return unicodedata.normalize("NFC", spelled[:LONGEST] + "".join(tones[:2])), folded[:LONGEST]


def apart(text: str) -> str:
    """``text`` with its words told apart that are written with spaces in a script without: in a question they may
    stand anywhere."""
    return _SPACE_WITHIN.sub("  ", text)


@lru_cache(maxsize=8192)
def is_syllable(folded: str) -> bool:
    """Whether a word without tones could be a Vietnamese one."""
    return _SYLLABLE.fullmatch(folded) is not None


def is_gram(token: Token) -> bool:
    """Whether ``token`` comes from a script without spaces."""
    return unspaced(token.text)


def unspaced(text: str) -> bool:
    """Whether a text begins in a script without spaces."""
    return _UNSPACED_RUN.match(text) is not None


def _digit(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _grams(run: str, offset: int, position: int) -> list[Token]:
    """One token for each grapheme: it and the next. The last stands alone, so that any grapheme begins a token."""
    graphemes = _graphemes(run)
    grams = []
    for here, (start, end) in enumerate(graphemes):
        if here + 1 < len(graphemes):
            end = graphemes[here + 1][1]
        text = _UNWRITTEN.sub("", run[start:end])
        grams.append(Token(text, text.translate(_SCRIPT_TONES), offset + start, offset + end, position + here))
    return grams


def _graphemes(run: str) -> list[tuple[int, int]]:
    """What a reader takes for one letter: a base with its marks, and in Khmer with what is written under it."""
    found: list[tuple[int, int]] = []
    below = False
    for at, character in enumerate(run):
        if character == " ":
            continue
        joined = below or character in _TRAILING or unicodedata.category(character) in ("Mn", "Mc", "Cf")
        if joined and found:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
        below = character == _COENG
    return found
