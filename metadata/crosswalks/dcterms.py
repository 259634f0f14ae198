"""A description as RDF in the DCMI's terms and ours: triples, whatever they are then written as.

Nothing is reduced: each statement keeps its own term, its language, the address of its concept, and its parts. What may
be told to whom is decided before: this takes a description as it is public.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, TypeAlias

from metadata import recurrence
from metadata.statements import PASSAGE, Metadata, Value
from metadata.terms import NAMESPACES, TERMS
from metadata.vocabulary import Concept, vocabulary

DCTERMS: Final = NAMESPACES["dcterms"]
DCMITYPE: Final = "http://purl.org/dc/dcmitype/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"
PREFIXES: Final[Mapping[str, str]] = {**NAMESPACES, "dcmitype": DCMITYPE, "rdfs": RDFS, "skos": SKOS}

_UNSPOKEN: Final = frozenset({"und", "mis", "zxx"})


@dataclass(frozen=True, slots=True)
class Iri:
    value: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Something without an address: a place, a person, a step of a rite."""

    number: int


@dataclass(frozen=True, slots=True)
class Literal:
    value: str
    lang: str = ""
    datatype: str = ""


Node: TypeAlias = Iri | Blank | Literal
Triple: TypeAlias = tuple[Iri | Blank, Iri, Node]


def triples(address: str, kind: str, metadata: Metadata, related: Mapping[str, str]) -> Iterator[Triple]:
    """``address`` is the record's own; ``related`` those of records that everyone may see, by identifier."""
    graph = _Graph(related)
    yield from graph.kind(Iri(address), kind)
    yield from graph.statements(Iri(address), metadata)


class _Graph:
    def __init__(self, related: Mapping[str, str]) -> None:
        self._related = related
        self._numbers = count(1)

    def kind(self, subject: Iri, kind: str) -> Iterator[Triple]:
        concept = vocabulary("kinds").concepts[kind]
        yield subject, Iri(RDF + "type"), Iri(DCMITYPE + concept.extra["dcmi_type"])
        for language, words in concept.labels.items():
            yield subject, Iri(DCTERMS + "type"), Literal(words, language)

    def statements(self, subject: Iri | Blank, metadata: Metadata) -> Iterator[Triple]:
        for term, values in metadata.items():
            if term in PASSAGE:
                continue
            for value in values:
                yield from self._statement(subject, Iri(TERMS[term].iri), value)

    def _statement(self, subject: Iri | Blank, term: Iri, value: Value) -> Iterator[Triple]:
        kind, written = value["type"], value.get("value", "")
        if kind == "concept":
            yield from self._concept(subject, term, value.get("vocabulary", ""), written)
        elif kind == "recurrence":
            yield from ((subject, term, said) for said in _recurring(written))
        elif kind == "record":
            if written in self._related:
                yield subject, term, Iri(self._related[written])
        elif kind == "place":
            yield from self._thing(subject, term, "Location", value, self._province(value))
        elif kind == "agent":
            yield from self._thing(subject, term, "Agent", value)
        elif kind == "group":
            yield from self._thing(subject, term, "", value)
        elif written:
            yield subject, term, _literal(value, EDTF if kind == "date" else "")

    def _thing(
        self, subject: Iri | Blank, term: Iri, type: str, value: Value, labels: tuple[Literal, ...] = ()
    ) -> Iterator[Triple]:
        """What has a name and parts, and no address."""
        thing = Blank(next(self._numbers))
        yield subject, term, thing
        if type:
            yield thing, Iri(RDF + "type"), Iri(DCTERMS + type)
        if value.get("value"):
            yield thing, Iri(RDFS + "label"), _literal(value)
        for label in labels:
            yield thing, Iri(DCTERMS + "isPartOf"), label
        yield from self.statements(thing, value.get("parts", {}))

    def _province(self, value: Value) -> tuple[Literal, ...]:
        found = _find(value.get("vocabulary", ""), value.get("target", ""))
        return tuple(Literal(words, language) for language, words in found.labels.items()) if found else ()

    def _concept(self, subject: Iri | Blank, term: Iri, of: str, key: str) -> Iterator[Triple]:
        """By its address where it has one; else as a concept of ours, told by its labels and its key."""
        found = _find(of, key)
        if found is None:
            return
        concept = Iri(found.uri) if found.uri else Blank(next(self._numbers))
        yield subject, term, concept
        yield concept, Iri(RDF + "type"), Iri(SKOS + "Concept")
        if not found.uri:
            yield concept, Iri(SKOS + "notation"), Literal(key)
        for language, words in found.labels.items():
            yield concept, Iri(SKOS + "prefLabel"), Literal(words, language)


def _find(of: str, key: str) -> Concept | None:
    try:
        return vocabulary(of).concepts[key]
    except KeyError:
        return None


def _literal(value: Value, datatype: str = "") -> Literal:
    language = value.get("lang") or ""
    return Literal(value["value"], "" if datatype or language in _UNSPOKEN else language, datatype)


def _recurring(written: str) -> Iterator[Literal]:
    """The rule as it is kept, for programs that know it, and in words."""
    yield Literal(written, datatype=NAMESPACES["chieng"] + "recurrence")
    try:
        known = recurrence.parse(written)
    except ValueError:
        return
    yield from (Literal(known.label(language), language) for language in ("vi", "en"))
