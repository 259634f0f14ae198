"""The properties of description: the DCMI terms and ours, each with the broader DCMI term it may be reduced to.

Which of them a kind of record uses is said by its profile, not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from metadata import tables

NAMESPACES: Final[Mapping[str, str]] = MappingProxyType(
    {"dcterms": "http://purl.org/dc/terms/", "chieng": "https://w3id.org/chieng/terms#"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """``name`` is the short form used in metadata, import files and the API; it is unique over both namespaces."""

    name: str
    curie: str
    iri: str
    broader: str | None
    definition: str


def _term(row: dict[str, str]) -> Term:
    prefix, _, name = row["term"].partition(":")
    broader = row["broader"].partition(":")[2] or None
    return Term(name, row["term"], NAMESPACES[prefix] + name, broader, row["definition"])


TERMS: Final[Mapping[str, Term]] = MappingProxyType({term.name: term for term in map(_term, tables.read("terms.csv"))})


def dublin_core(name: str) -> str:
    """The DCMI term that stands for ``name`` where only DCMI terms are understood; a DCMI term stands for itself."""
    term = TERMS[name]
    return name if term.curie.startswith("dcterms:") or term.broader is None else term.broader
