"""Vietnamese text in the encodings that came before Unicode: telling which, and converting it.

A text comes as bytes, or as what a program made of them that took them for Western European, as ``LÔ héi`` for
``Lễ hội`` in TCVN3. Whether a conversion counts is for a person to decide, who sees both.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from metadata.syllables import is_syllable
from metadata.tables import read

TCVN3, VNI, VISCII, VPS, CP1258 = "tcvn3", "vni", "viscii", "vps", "cp1258"
UTF8, DECOMPOSED, UNICODE = "utf-8", "decomposed", "unicode"
ENCODINGS: Final = (TCVN3, VNI, VISCII, VPS, CP1258, UTF8, DECOMPOSED)
"""What ``convert`` takes; ``utf-8`` is UTF-8 taken for Western European, ``decomposed`` tones as signs of their own."""

NAMES: Final = {
    TCVN3: "TCVN3 (ABC)",
    VNI: "VNI",
    VISCII: "VISCII",
    VPS: "VPS",
    CP1258: "Windows-1258",
    UTF8: "UTF-8",
}
"""As people call them; ``decomposed`` has no such name."""

SURE: Final = 0.9
MOST_LOOKED_AT: Final = 200_000
_LEAST: Final = 0.7
"""Of the words with marks, so many must become syllables; names of other languages stand between them."""

_TONES_OF_TCVN: Final = {"\xb0": "\u0300", "\xb1": "\u0309", "\xb2": "\u0303", "\xb3": "\u0301", "\xb4": "\u0323"}
_WESTERN: Final = {bytes([code]).decode("cp1252", "ignore"): chr(code) for code in range(0x80, 0xA0)}
_TO_CODES: Final = str.maketrans({letter: code for letter, code in _WESTERN.items() if letter})
_TO_SIGNS: Final = str.maketrans({code: letter for letter, code in _WESTERN.items() if letter})
_SOFT_HYPHEN: Final = "\xad"
# Only where a word begins, and where signs do: from each letter of one without end they would look through the rest.
_HYPHENED: Final = re.compile(r"(?<![^\s.,;:!?()\"])[^\s.,;:!?()\"]*-[^\s.,;:!?()\"]*")
_BETWEEN: Final = re.compile(r"[\s.,;:|/()\"]+")
_EDGES: Final = re.compile(r"^\W+|(?<!\W)\W+$|_")
_PARTS: Final = re.compile(r"[-/.,;:()\d]+")
_CAPITALS: Final = re.compile(r"[A-Z]")
_SMALL: Final = re.compile(r"[a-z]")
_STILL_A_TITLE: Final = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """``encoding`` is one of ``ENCODINGS``, or ``unicode`` for a text that is right as it is. ``confidence`` is from 0
    to 1: of a single word one can't be sure."""

    encoding: str
    confidence: float

    @property
    def legacy(self) -> bool:
        return self.encoding != UNICODE


def detect(source: bytes | str) -> Guess:
    """What a text most probably is. One that is right is never taken for anything else with confidence."""
    text = _opened(source)[:MOST_LOOKED_AT]
    if text.isascii():
        return Guess(UNICODE, 1.0)
    if _twice(text) is not None:
        return Guess(UTF8, 0.99)
    words = list(dict.fromkeys(word for word in _BETWEEN.split(text) if not word.isascii()))
    as_it_is = _share(words, words).right
    encoding, best = max(((name, _judged(words, name)) for name in ENCODINGS[:5]), key=lambda found: found[1].right)
    if best.right >= _LEAST and best.right > as_it_is and best.changed:
        return Guess(encoding, round(best.right * (1 - 0.5**best.changed), 3))
    if unicodedata.normalize("NFC", text) != text:
        return Guess(DECOMPOSED, 1.0)
    return Guess(UNICODE, round(1 - best.right * (1 - as_it_is), 3))


def seen(source: bytes | str) -> str:
    """What a program shows of it that takes it for UTF-8, or else for Western European."""
    return _opened(source)


def convert(source: bytes | str, encoding: str) -> str:
    """The text in Unicode, NFC. What the encoding does not know is left as it is. Raises ``ValueError`` for an
    encoding that is none of ``ENCODINGS``."""
    text = _opened(source, encoding)
    if encoding == UTF8:
        twice = _twice(text)
        return unicodedata.normalize("NFC", text if twice is None else twice)
    if encoding == DECOMPOSED:
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", _decoder(encoding)(text))


def of_font(name: str) -> str:
    """The encoding that a font's name stands for, as ``.VnTime``, ``VNI-Times``, ``VPS Times``; empty for others."""
    bare = name.rpartition("+")[2].lstrip(".").lower()
    if bare.startswith("vn") and name.rpartition("+")[2].startswith(".Vn"):
        return TCVN3
    return next((encoding for encoding in (VNI, VPS, VISCII) if re.match(rf"{encoding}[-_ ]", bare)), "")


def is_capital_font(name: str) -> bool:
    """``.VnTimeH`` and its like show small letters as capitals."""
    bare = name.rpartition("+")[2].partition(",")[0].partition("-")[0]
    return bare.startswith(".Vn") and bare.endswith("H")


@dataclass(frozen=True, slots=True)
class _Share:
    """``right``: the part of the words with marks that are syllables; ``changed``: how many became one."""

    right: float
    changed: int


def _judged(words: list[str], encoding: str) -> _Share:
    decode = _decoder(encoding)
    return _share(words, [unicodedata.normalize("NFC", decode(word)) for word in words])


def _share(before: list[str], after: list[str]) -> _Share:
    right, changed, total = 0, 0, 0
    for one, other in zip(before, after, strict=True):
        parts = list(_syllables(other))
        total += 1
        if parts and all(map(is_syllable, parts)):
            right += 1
            changed += one != other
    return _Share(right / total if total else 0.0, changed)


def _syllables(word: str) -> Iterator[str]:
    for part in _PARTS.split(word):
        bare = _EDGES.sub("", part)
        if bare:
            yield bare


def _opened(source: bytes | str, encoding: str = "") -> str:
    """Bytes that are UTF-8 or UTF-16 are read as that; others stand for themselves, one letter each."""
    if isinstance(source, str):
        return source
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return source.decode("utf-16", "replace")
    if encoding not in (TCVN3, VNI, VISCII, VPS, CP1258):
        try:
            return source.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    return source.decode("latin-1").translate(_TO_SIGNS)


def _twice(text: str) -> str | None:
    """What UTF-8 said before it was taken for Western European."""
    codes = text.translate(_TO_CODES)
    try:
        return codes.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


@cache
def _decoder(encoding: str) -> Callable[[str], str]:
    if encoding == CP1258:
        return _cp1258
    if encoding not in (TCVN3, VNI, VISCII, VPS):
        raise ValueError(encoding)
    letters = _letters(encoding)
    if encoding == VNI:
        known = re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True)))
        return lambda text: known.sub(lambda found: letters[found.group()], text)
    if encoding == TCVN3:  # the signs of Western European are signs there too, and there are few capitals
        table = str.maketrans({**letters, **_TONES_OF_TCVN})
        return lambda text: _of_tcvn3(text, table)
    table = str.maketrans(dict(letters))
    return lambda text: text.translate(_TO_CODES).translate(table).translate(_TO_SIGNS)


def _of_tcvn3(text: str, table: dict[int, str]) -> str:
    if _SOFT_HYPHEN not in text:
        text = _HYPHENED.sub(lambda found: _with_u_horn(found.group(), table), text)
    return "".join(_in_capitals(line, line.translate(table)) for line in text.splitlines(keepends=True))


def _with_u_horn(word: str, table: dict[int, str]) -> str:
    """ư lies where Western European has its soft hyphen, which programs show as a hyphen: ``ng-êi`` is người."""
    meant = word.replace("-", _SOFT_HYPHEN)
    return meant if word.strip("-") and is_syllable(meant.translate(table)) else word


def _in_capitals(before: str, after: str) -> str:
    """A title was written with small letters in a font that shows them as capitals: TCVN3 has no others with tones."""
    if _SMALL.search(before) is None and len(_CAPITALS.findall(before)) >= _STILL_A_TITLE:
        return after.upper()
    return after


def _cp1258(text: str) -> str:
    return text.translate(_TO_CODES).translate(_codes_of_cp1258())


@cache
def _codes_of_cp1258() -> dict[int, str]:
    return {code: bytes([code]).decode("cp1258", "ignore") or chr(code) for code in range(0x80, 0x100)}


@cache
def _letters(encoding: str) -> Mapping[str, str]:
    """The letters by what stands for them, one or two bytes as Latin-1. VNI's marks are of either case."""
    found: dict[str, str] = {}
    for row in read("legacy_letters.csv"):
        if row[encoding]:
            codes = bytes.fromhex(row[encoding]).decode("latin-1")
            found[codes] = row["letter"]
            if len(codes) > 1:
                found.setdefault(codes[0] + codes[1].swapcase(), row["letter"])
    return found
