"""Keys that put titles in the order of the Vietnamese alphabet, for engines that can only compare bytes."""

import unicodedata

from app.search.folding import stored

_ORDER = {letter: chr(ord("A") + place) for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
# As dictionaries have it: ngang, huyền, hỏi, ngã, sắc, nặng
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
LETTERS = 120


def alphabetical_key(text: str) -> str:
    """ASCII that sorts as ``text`` does: syllable by syllable, in each first the letters and then the tone.

    What is no letter or digit only separates; digits come before letters, letters of other scripts after.
    """
    syllables = "".join(
        c if c.isalnum() or unicodedata.combining(c) else " " for c in stored(text)[:LETTERS].casefold()
    )
    return " ".join(_syllable(each) for each in syllables.split())


def _syllable(text: str) -> str:
    letters, tone = [], "0"
    for character in text:
        decomposed = unicodedata.normalize("NFD", character)
        tone = next((_TONES[mark] for mark in decomposed if mark in _TONES), tone)
        letters.append(_letter("".join(mark for mark in decomposed if mark not in _TONES)))
    return f"{''.join(letters)} {tone}"


def _letter(decomposed: str) -> str:
    letter = unicodedata.normalize("NFC", decomposed)
    known = _ORDER.get(letter) or _ORDER.get(letter[:1]) or _ORDER.get(decomposed[:1])
    if known or not letter:
        return known or ""
    return letter if letter.isascii() else f"z{ord(letter[0]):06x}"
