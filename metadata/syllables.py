"""Whether letters make a syllable that Vietnamese could have: which tells a text that is read in the wrong encoding.

By the rules of its spelling, not by a dictionary: words of other languages are no syllables, and need not be.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_CHECKED: Final = ("", "\u0301", "\u0323")
"""A syllable that ends in a stop has one of two tones; without a mark it is of another language, or unfinished."""

_ONSETS: Final = "ngh nh ng gh gi ch kh ph qu th tr b c d đ g h k l m n p r s t v x"
_RIMES: Final = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu ych ynh yt
"""
ONSETS: Final = (*_ONSETS.split(), "")
RIMES: Final = frozenset(_RIMES.split())
_STOPS: Final = ("c", "ch", "p", "t")


@lru_cache(maxsize=20_000)
def is_syllable(text: str) -> bool:
    """In any case and normalization; the tone may stand on either vowel, as in ``hoà`` and ``hòa``."""
    letters, tone = _apart(text.lower())
    if len(tone) > 1 or not letters:
        return False
    return any(_rhymes(letters[len(onset) :], tone) for onset in ONSETS if letters.startswith(onset))


def _apart(text: str) -> tuple[str, str]:
    """The letters with the marks that make other vowels of them, and the tones."""
    decomposed = unicodedata.normalize("NFD", text)
    tone = "".join(mark for mark in decomposed if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES)), tone


def _rhymes(rime: str, tone: str) -> bool:
    return rime in RIMES and (tone in _CHECKED or not rime.endswith(_STOPS))
