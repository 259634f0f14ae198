"""The facets that there are: every profile row marked so, besides the kind of a record and the types of its media.

Adding a facet is marking a row of a profile. Not here: which values a record has (``document``), counting (engines).
"""

from collections.abc import Iterator
from functools import cache

from metadata.profile import KINDS, Row, profile
from metadata.vocabulary import Concept, vocabulary

KIND = "kind"
MEDIA = "media"

# What a row is called as a facet, where its term would tell a visitor less
_NAMES = {"spatial": "place", "occurs": "month"}
_MORE_VOCABULARIES = {
    KIND: ("kinds",),
    MEDIA: ("media_types",),
    "month": ("months",),
    "rights": ("rights", "licences"),
}


def name_of(row: Row) -> str:
    return _NAMES.get(row.name, row.name)


@cache
def names() -> tuple[str, ...]:
    """All facets, in the order of the profiles."""
    rows = (name_of(row) for kind in KINDS for row in profile(kind).facets)
    return tuple(dict.fromkeys((KIND, *rows, MEDIA)))


@cache
def vocabularies(name: str) -> tuple[str, ...]:
    """The vocabularies whose keys are the values of a facet."""
    if name in _MORE_VOCABULARIES:
        return _MORE_VOCABULARIES[name]
    rows = (row for kind in KINDS for row in profile(kind).facets if name_of(row) == name)
    return tuple(dict.fromkeys(row.vocabulary for row in rows if row.vocabulary))


def concept(name: str, value: str) -> Concept | None:
    """What a value of a facet stands for."""
    return next((vocabulary(v).concepts[value] for v in vocabularies(name) if value in vocabulary(v)), None)


def label(name: str, value: str, language: str) -> str:
    found = concept(name, value)
    return found.label(language) if found else value


def values(name: str, typed: str) -> tuple[str, ...]:
    """The values that somebody means who types ``people:S'tiêng`` or ``month:1``; itself where nothing is known."""
    return tuple(dict.fromkeys(_meant(name, typed))) or (typed,)


def _meant(name: str, typed: str) -> Iterator[str]:
    if name == "month" and typed.isdecimal():
        yield f"{int(typed):02}"
        return
    for each in vocabularies(name):
        if typed in vocabulary(each):
            yield typed
        else:
            yield from (found.key for found in vocabulary(each).find(typed))
