"""Vietnamese typed while the keyboard was off: ``leex hooij`` (Telex) and ``le64 ho65i`` (VNI) are ``lễ hội``.

Such letters can be words too, so this is asked for last, when nothing answers what was typed.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from app.search.folding import is_syllable
from app.search.lexicon import name_words
from app.search.stems import LANGUAGES, small_words

# Words, but not the name of a facet nor its value
_WORD = re.compile(r"(?<![\w:'’-])[A-Za-z][A-Za-z0-9]*(?![\w:])")
_LETTERS = 10
_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323", "z": ""}
_TONES_BY_NUMBER = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323", "0": ""}
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
_TELEX = re.compile(r"(?P<onset>dd|[bcdghklmnpqrstvx]*)(?P<rest>[aeiouyw][a-z]*)")
_VNI = re.compile(r"(?P<onset>d9|[bcdghklmnpqrstvx]*)(?P<rest>[aeiouy][a-z0-9]*)")
_DOUBLED = re.compile(r"([aeo])\1")
_HORNS = {"a": "ă", "o": "ơ", "u": "ư"}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_BREVE = {"a": "ă"}


def retyped(typed: str) -> str | None:
    """What the keys would have written with the keyboard on; None where they look like something else."""
    words = [match[0] for match in _WORD.finditer(typed)]
    made = {word: _syllable(word) for word in words}
    by_number = any(made[word] and not word.isalpha() for word in words)
    others = [word for word in words if not made[word] and not is_syllable(word.lower())]
    if not any(made.values()) or (not by_number and len(others) >= sum(map(bool, made.values()))):
        return None
    return _WORD.sub(lambda match: made[match[0]] or match[0], typed)


@lru_cache(maxsize=1024)
def _syllable(word: str) -> str | None:
    """One word with its marks and tone, if the keys wrote any and what comes out is a Vietnamese syllable."""
    small = word.lower()
    if len(word) > _LETTERS or any(small in small_words(language) for language in LANGUAGES):
        return None
    made = _by_telex(small) if small.isalpha() else _by_vni(small)
    if made is None or made == small or not _possible(made):
        return None
    return made.capitalize() if word[0].isupper() else made


def _by_telex(word: str) -> str | None:
    match = _TELEX.fullmatch(word)
    if not match:
        return None
    vowel = match["rest"][0]
    rest, tone = _toned(match["rest"][1:], _TONES)
    rest = _DOUBLED.sub(lambda pair: _HATS[pair[1]], vowel + rest)
    if "w" in rest:
        rest = _horned(rest)
    return _put(match["onset"].replace("dd", "đ"), rest, tone)


def _by_vni(word: str) -> str | None:
    match = _VNI.fullmatch(word)
    if not match:
        return None
    onset, rest = match["onset"].replace("d9", "đ"), match["rest"]
    if "9" in rest and onset.startswith("d"):
        onset, rest = "đ" + onset[1:], rest.replace("9", "", 1)
    rest, tone = _toned(rest, _TONES_BY_NUMBER)
    rest = _marked(rest, "6", _HATS)
    rest = _marked(rest, "8", _BREVE)
    if "7" in rest:
        rest = _horned(rest.replace("7", "w"))
    return None if any(map(str.isdigit, rest)) else _put(onset, rest, tone)


def _toned(rest: str, tones: Mapping[str, str]) -> tuple[str, str]:
    """What is left without the keys of a tone, and the tone; the last one typed counts."""
    keys = [letter for letter in rest if letter in tones]
    return "".join(letter for letter in rest if letter not in tones), tones[keys[-1]] if keys else ""


def _marked(rest: str, key: str, marks: Mapping[str, str]) -> str:
    """The hat goes on the letter before its key, also with the end of the syllable in between: ``chieng6``."""
    before, found, after = rest.partition(key)
    if not found:
        return rest
    for at in range(len(before) - 1, -1, -1):
        if marked := marks.get(before[at]):
            return before[:at] + marked + before[at + 1 :] + after
    return rest


def _horned(rest: str) -> str:
    """``w`` after a vowel: ``nuowc``, ``nuocw``; ``uo`` takes both horns."""
    before, _, after = rest.partition("w")
    if not before:
        return "ư" + after.replace("w", "")
    plain = before + after.replace("w", "")
    if "uo" in plain:
        return plain.replace("uo", "ươ", 1)
    for at in range(len(before) - 1, -1, -1):
        if before[at] in _HORNS:
            return plain[:at] + _HORNS[plain[at]] + plain[at + 1 :]
    return rest


def _put(onset: str, rest: str, tone: str) -> str:
    """The syllable with its tone, where search wants it: anywhere."""
    nucleus = re.match(r"[^bcdghklmnpqrstvx]+", rest)
    if not tone or not nucleus:
        return onset + rest
    marked = [at for at in range(nucleus.end()) if rest[at] in "âăêôơư"]
    ends = nucleus.end() < len(rest)
    at = marked[-1] if marked else nucleus.end() - 1 if ends or nucleus.end() == 1 else nucleus.end() - 2
    # the u of "qu" and the i of "gi" belong to what comes before
    if not marked and nucleus.end() == 2 and onset + rest[0] in ("qu", "gi"):
        at = 1
    return unicodedata.normalize("NFC", onset + rest[: at + 1] + tone + rest[at + 1 :])


def _possible(made: str) -> bool:
    parts = unicodedata.normalize("NFD", made.replace("đ", "d"))
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    stopped_wrongly = _STOPPED.search(plain) and any(mark in parts for mark in "\u0300\u0309\u0303")
    return plain.isascii() and (plain in name_words() or is_syllable(plain)) and not stopped_wrongly
