"""Language tags: whether one is well formed (BCP 47), and its usual letters. Names of languages are a vocabulary."""

import re
from typing import Final

_LONGEST: Final = 35
_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.ASCII | re.IGNORECASE,
)
# ISO 639-1. Two letters outside it are a slip, most often "vn" for Vietnamese; three letters are too many to list.
_ISO_639_1: Final = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv
ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne
ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss
st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_TWO_LETTERS: Final = frozenset(_ISO_639_1.split())


def well_formed(tag: str) -> bool:
    found = _TAG.fullmatch(tag) if len(tag) <= _LONGEST else None
    return found is not None and (len(found["language"]) == 3 or found["language"].lower() in _TWO_LETTERS)


def canonical(tag: str) -> str:
    """``CJM-cham`` is ``cjm-Cham``; what is not well formed stays as it is."""
    found = _TAG.fullmatch(tag) if len(tag) <= _LONGEST else None
    if not found:
        return tag
    parts = tag.lower().split("-")
    for name, write in (("script", str.title), ("region", str.upper)):
        if part := found[name]:
            parts[parts.index(part.lower(), 1)] = write(part)
    return "-".join(parts)
