"""Application profiles: which fields a kind of record has, made from ``profiles/*.csv`` in the DCMI's tabular form.

Forms, validation, import columns, API schema, facets and the record page are all made from what stands here; whether
a value fits is asked of ``metadata.validation``. ``shared.csv`` holds the shapes that several kinds have in common;
the vocabulary ``kinds`` says which shapes a kind is put together from, and in which order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from metadata import tables
from metadata.terms import TERMS, Term
from metadata.vocabulary import vocabulary

KINDS: Final[tuple[str, ...]] = tuple(vocabulary("kinds").concepts)

_DATATYPES: Final[Mapping[str, str]] = {
    "rdf:langString": "text",
    "xsd:string": "text",
    "xsd:decimal": "text",
    "xsd:nonNegativeInteger": "text",
    "xsd:anyURI": "text",
    "edtf:EDTF-level1": "date",
    "chieng:Recurrence": "recurrence",
    "chieng:PlaceName": "place",
    "chieng:AgentName": "agent",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One field. ``shape`` holds the fields of its parts, for a group or an agent; ``vocabulary`` the list that a
    concept is chosen from (for a place, the list that its ``target`` is chosen from)."""

    name: str
    term: Term
    labels: Mapping[str, str]
    helps: Mapping[str, str]
    mandatory: bool
    repeatable: bool
    type: str
    vocabulary: str | None
    shape: tuple["Row", ...] | None
    facet: bool
    note: str
    section: str
    datatype: str
    pattern: str | None = None
    max_length: int | None = None
    kind: str | None = None

    @property
    def has_language(self) -> bool:
        return self.datatype == "rdf:langString"

    @property
    def one_line(self) -> bool:
        """Whether a form offers a line rather than a box."""
        return self.max_length is not None

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.labels["vi"]

    def help(self, language: str) -> str:
        return self.helps.get(language) or self.helps["vi"]

    def part(self, name: str) -> "Row | None":
        return next((row for row in self.shape or () if row.name == name), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together in a form and on a page."""

    key: str
    labels: Mapping[str, str]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    kind: str
    labels: Mapping[str, str]
    rows: tuple[Row, ...]

    def row(self, name: str) -> Row | None:
        return next((row for row in self.rows if row.name == name), None)

    @property
    def facets(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.facet)

    @property
    def sections(self) -> tuple[Section, ...]:
        headings = vocabulary("sections").concepts
        return tuple(
            Section(key, headings[key].labels, tuple(row for row in self.rows if row.section == key))
            for key in dict.fromkeys(row.section for row in self.rows)
        )


@cache
def profile(kind: str) -> Profile:
    """The profile of ``kind``: one of ``KINDS``, or ``media`` for a file and its recording event.

    Raises ``KeyError`` for another kind.
    """
    if kind == "media":
        shapes, labels = ["media"], vocabulary("sections").concepts["media"].labels
    else:
        concept = vocabulary("kinds").concepts[kind]
        shapes, labels = concept.extra["shapes"].split(";"), concept.labels
    rows = tuple(row for shape in shapes for row in _shape(shape, shape))
    return Profile(kind, labels, rows)


def field_label(path: str, language: str, kind: str | None = None) -> str:
    """What a form calls the field of a path: ``ritualStep.2.officiant@vi`` is "Steps of the rite 2 › Officiant (vi)".

    A path that no profile knows is its own label.
    """
    fields, _, tag = path.partition("@")
    told: list[str] = []
    row: Row | None = None
    for step in fields.split("."):
        if step.isdecimal() and told:
            told[-1] += f" {step}"
            continue
        row = row.part(step) if row else _anywhere(step, kind)
        if row is None:
            return path
        told.append(row.label(language))
    return " › ".join(told) + (f" ({tag})" if tag else "")


def _anywhere(name: str, kind: str | None) -> Row | None:
    """A field of the kind, else of any kind: the label of a term differs little between them."""
    known = [kind] if kind in (*KINDS, "media") else [*KINDS, "media"]
    return next((row for each in known if (row := profile(each).row(name))), None)


@cache
def _shapes() -> Mapping[str, tuple[dict[str, str], ...]]:
    """Table rows by ``shapeID``, over all files: the name of a shape is unique among them."""
    shapes: dict[str, list[dict[str, str]]] = {}
    for name in ("shared", "media", *KINDS):
        for row in tables.read("profiles", f"{name}.csv"):
            shapes.setdefault(row["shapeID"], []).append(row)
    return MappingProxyType({name: tuple(rows) for name, rows in shapes.items()})


def _shape(name: str, section: str) -> tuple[Row, ...]:
    return tuple(_row(row, section) for row in _shapes()[name])


def _row(row: dict[str, str], section: str) -> Row:
    name = row["propertyID"].partition(":")[2]
    constraint = {row["valueConstraintType"]: row["valueConstraint"]}
    limit = constraint.get("maxLength")
    return Row(
        name=name,
        term=TERMS[name],
        labels={"en": row["propertyLabel"], **tables.labels(row)},
        helps=tables.labels(row, "help_"),
        mandatory=row["mandatory"] == "true",
        repeatable=row["repeatable"] == "true",
        type=_type(row),
        vocabulary=constraint.get("vocabulary"),
        shape=_shape(row["valueShape"], section) if row["valueShape"] else None,
        facet=row["facet"] == "true",
        note=row["note"],
        section=section,
        datatype=row["valueDataType"],
        pattern=constraint.get("pattern"),
        max_length=int(limit) if limit else None,
        kind=constraint.get("kind"),
    )


def _type(row: dict[str, str]) -> str:
    """DCTAP knows nodes and datatypes; our types of value follow from the two."""
    if row["valueNodeType"] == "literal":
        return _DATATYPES[row["valueDataType"]]
    if row["valueNodeType"] == "bnode":
        return "agent" if row["valueShape"] == "agent" else "group"
    return "concept" if row["valueConstraintType"] == "vocabulary" else "record"
