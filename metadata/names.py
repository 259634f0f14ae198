"""Folding of names, so that they are found as people type them. The search has its own folding, with offsets."""

import re
import unicodedata

_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ƀ": "b"})
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʻ′`´＇ʹ"), "'")
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
# Only this block: in Khmer, Lao and Tai Viet the vowels are combining marks too, and must stay.
_TONES = re.compile("[\u0300-\u036f]+")
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """NFC in lower case, with one form of apostrophe, hyphen and space: tones are kept."""
    unified = unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES).translate(_HYPHENS)
    return _SPACE.sub(" ", unified).strip()


def fold(text: str) -> str:
    """``plain`` without tones and other marks, đ as d: ``Ơ̆`` and ``o`` are the same."""
    decomposed = unicodedata.normalize("NFD", plain(text).translate(_LETTERS))
    return unicodedata.normalize("NFC", _TONES.sub("", decomposed))


def joined(text: str) -> str:
    """``fold`` without apostrophes, hyphens and spaces: ``S'tiêng`` is ``stieng``, ``Gia Rai`` is ``Gia-rai``."""
    return re.sub(r"[\s'\-]+", "", fold(text))
