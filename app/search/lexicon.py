"""The names by which texts and questions speak of what the vocabularies know: peoples, places, instruments, crafts.

Names of several words come from the vocabularies; those of one word are chosen, one by one, in ``metadata/named.csv``,
for ``lá`` or ``then`` as names would answer everything. Not here: finding them in a text (``names``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from app.search import stems
from app.search.folding import APOSTROPHES, Token, analyse, is_syllable
from metadata import tables
from metadata.tables import listed
from metadata.vocabulary import Concept, vocabulary

PEOPLES, PROVINCES, REGIONS, MONTHS = "peoples", "provinces", "regions", ("months", "lunar_months")
_WHOLE = (PEOPLES, PROVINCES, REGIONS, *MONTHS)
_LABELLED = ("instruments", "materials", "techniques", "genres", "garments", "place_types")
_UNSPECIFIC = "other"
_INSTRUMENT, _CRAFT = "product_types/instrument", "topics/craft"
# By vocabulary, or by concept
_CLASSES = {
    "instruments": _INSTRUMENT,
    "techniques": _CRAFT,
    **dict.fromkeys(("topics/weaving", "topics/brocade", "topics/pottery"), _CRAFT),
    **{f"genres/{craft}-craft": _CRAFT for craft in ("textile", "basketry", "pottery", "metal", "wood", "paper")},
    **{f"product_types/{each}": _CRAFT for each in ("textile", "basketry", "pottery", "woodwork", "metalwork")},
}


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of one name. ``concept`` is its vocabulary and key; ``official`` and ``shown`` (it may be offered)
    tell apart the names of a people, ``local`` those of its groups, which in running text may be places.

    ``stemmed``: the name is English or French, and stands for all its forms. ``syllable``: it could be a Vietnamese
    word of one syllable. ``proper``: in a text it begins with capitals, else it is other words (``hòa bình``, peace).
    """

    concept: str
    text: str
    tokens: tuple[Token, ...]
    official: bool = True
    shown: bool = True
    local: bool = False
    stemmed: str = ""
    proper: bool = False

    @property
    def syllable(self) -> bool:
        return len(self.tokens) == 1 and is_syllable(self.tokens[0].folded)

    @property
    def headed(self) -> bool:
        """Whether only an apostrophe tells it from another word: ``K’Ho``, ``t’rưng``."""
        return self.syllable and any(mark in self.text for mark in APOSTROPHES)

    @property
    def people(self) -> bool:
        return is_people(self.concept)

    @property
    def whole(self) -> bool:
        """Whether the words mean it only side by side, and it alone where several names begin at one word."""
        return self.concept.partition("/")[0] in _WHOLE


def concept_of(vocabulary: str, key: str) -> str:
    return f"{vocabulary}/{key}"


def name_token(concept: str) -> str:
    """Stands in a text for what is named, by whichever name the text calls it. No word that is typed can be one."""
    return concept


def is_people(concept: str) -> bool:
    return concept.startswith(f"{PEOPLES}/")


def known(concept: str) -> bool:
    return concept in _by_concept()


@cache
def implied(concept: str) -> tuple[str, ...]:
    """What is said with it: a province of before 1 July 2025 counts for today's too, and lies in regions."""
    of, _, key = concept.partition("/")
    if of != PROVINCES:
        return (concept,)
    successor = vocabulary(PROVINCES).concepts[key].extra.get("replaced_by")
    rows = (row for row in tables.read("regions.csv") if key in listed(row["provinces"]))
    return (concept, *([concept_of(PROVINCES, successor)] if successor else []), *(row["region"] for row in rows))


def wider(concept: str) -> tuple[str, ...]:
    """What may be meant too, where little is known of it: of a province of before, the one that it is part of."""
    return tuple(each for each in implied(concept) if each != concept and each.startswith(f"{PROVINCES}/"))


def classes(concepts: Iterable[str]) -> set[str]:
    """What things are that a record is about: who asks for instruments or crafts means every one of them."""
    return {of for concept in concepts if (of := _CLASSES.get(concept.partition("/")[0]) or _CLASSES.get(concept))}


@cache
def names_of(concept: str) -> tuple[Name, ...]:
    """Every spelling by which it is found, to mark it in what was found; of a province also those that merged into
    it."""
    return tuple(chain.from_iterable(some for each, some in _by_concept().items() if concept in implied(each)))


@cache
def name_words() -> frozenset[str]:
    """Every word that a Vietnamese name has, without tones: ``xtieng``."""
    return frozenset(token.folded for name in names() if not name.stemmed for token in name.tokens)


@cache
def names() -> tuple[Name, ...]:
    return tuple(chain.from_iterable(_by_concept().values()))


@cache
def _by_concept() -> Mapping[str, tuple[Name, ...]]:
    found: dict[str, list[Name]] = {}
    for name in chain(_peoples(), _provinces(), _labelled(), _chosen()):
        there = found.setdefault(name.concept, [])
        if name.tokens and not any(_same(name, other) for other in there):
            there.append(name)
    return {concept: tuple(some) for concept, some in found.items()}


def _same(name: Name, other: Name) -> bool:
    """Whether ``name`` finds nothing that ``other`` does not."""
    if name.stemmed:
        return name.stemmed == other.stemmed and forms(name) == forms(other)
    spelled = [token.text for token in name.tokens]
    # "Ma" is the English for "Mạ": without its tones it says nothing more, and is found anyway
    written = [[token.text for token in other.tokens], [token.folded for token in other.tokens]]
    return not other.stemmed and spelled in written


def forms(name: Name) -> tuple[str, ...]:
    """What the forms of a name's words have in common."""
    return tuple(stems.form(token.folded, name.stemmed) for token in name.tokens)


def _peoples() -> Iterator[Name]:
    for concept in vocabulary(PEOPLES):
        local = set(listed(concept.extra.get("local_groups", "")))
        for text in (*concept.labels.values(), *concept.alt, *concept.match_only):
            official, shown = text in concept.labels.values(), text not in concept.match_only
            for spelling in _spellings(text):
                yield Name(
                    concept_of(PEOPLES, concept.key), spelling, analyse(spelling), official, shown, text in local
                )


def _spellings(text: str) -> Iterator[str]:
    """As written, and as people type it: ``Ê-đê`` in one word, ``S'tiêng`` in two, either half of ``Hoa (Chinese)``."""
    for part in text.rstrip(") ").split("("):
        yield part
        yield re.sub(r"[\s-]", "", part)
        yield re.sub(r"['’]", " ", part)


def _provinces() -> Iterator[Name]:
    for concept in vocabulary(PROVINCES):
        for text in (*concept.labels.values(), *concept.alt):
            tokens = analyse(text)
            if not _refused(PROVINCES, concept, text) and not (len(tokens) == 1 and is_syllable(tokens[0].folded)):
                yield Name(concept_of(PROVINCES, concept.key), text, tokens, proper=True)


def _labelled() -> Iterator[Name]:
    """Labels of several words, except those that list several things or explain themselves."""
    for of in _LABELLED:
        for concept in (each for each in vocabulary(of) if each.key != _UNSPECIFIC):
            for language, text in _texts(concept):
                tokens = analyse(text)
                if len(tokens) > 1 and not re.search("[,(]", text) and not _refused(of, concept, text):
                    yield Name(concept_of(of, concept.key), text, tokens, stemmed=language)


def _texts(concept: Concept) -> Iterator[tuple[str, str]]:
    for language, label in concept.labels.items():
        yield language if language in stems.LANGUAGES else "", label
    for other in concept.alt:
        yield "", other


def _refused(of: str, concept: Concept, text: str) -> bool:
    return text in _refusals().get(concept_of(of, concept.key), ())


@cache
def _refusals() -> Mapping[str, tuple[str, ...]]:
    return {row["concept"]: listed(row["not"]) for row in tables.read("named.csv") if row["not"]}


def _chosen() -> Iterator[Name]:
    for row in tables.read("named.csv"):
        of = row["concept"].partition("/")[0]
        for language in ("vi", *stems.LANGUAGES):
            stemmed = "" if language == "vi" else language
            proper = of in (PROVINCES, REGIONS) or (of == "months" and bool(stemmed))
            yield from _listed(row["concept"], listed(row[language]), stemmed, proper=proper)


def _listed(concept: str, texts: Iterable[str], stemmed: str, *, proper: bool) -> Iterator[Name]:
    for text in texts:
        yield Name(concept, text, analyse(text), stemmed=stemmed, proper=proper)
