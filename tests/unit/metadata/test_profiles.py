"""The profiles are valid DCTAP, and everything that they name is there."""

import re

import pytest

from metadata import tables
from metadata.profile import KINDS, Row, field_label, profile
from metadata.statements import TYPES
from metadata.terms import TERMS
from metadata.vocabulary import vocabularies

FILES = ("shared", "media", *KINDS)
COLUMNS = """
shapeID shapeLabel propertyID propertyLabel mandatory repeatable valueNodeType valueDataType valueConstraint
valueConstraintType valueShape note label_vi help_vi help_en facet
"""
LITERALS = {
    "rdf:langString",
    "xsd:string",
    "xsd:decimal",
    "xsd:nonNegativeInteger",
    "xsd:anyURI",
    "edtf:EDTF-level1",
    "chieng:Recurrence",
    "chieng:PlaceName",
    "chieng:AgentName",
}
CONSTRAINTS = {"", "pattern", "maxLength", "vocabulary", "kind"}

ROWS = [(file, row) for file in FILES for row in tables.read("profiles", f"{file}.csv")]
SHAPES = {row["shapeID"] for _, row in ROWS}

each_row = pytest.mark.parametrize(
    "row", [row for _, row in ROWS], ids=[f"{file}-{row['shapeID']}-{row['propertyID']}" for file, row in ROWS]
)


def everywhere(rows: tuple[Row, ...]) -> list[Row]:
    return [each for row in rows for each in (row, *everywhere(row.shape or ()))]


@pytest.mark.parametrize("file", FILES)
def test_a_profile_has_the_columns_of_dctap_and_ours(file: str) -> None:
    assert list(tables.read("profiles", f"{file}.csv")[0]) == COLUMNS.split()


@each_row
def test_a_row_is_valid_dctap(row: dict[str, str]) -> None:
    assert {row["mandatory"], row["repeatable"], row["facet"]} <= {"true", "false"}
    assert row["valueNodeType"] in {"iri", "literal", "bnode"}
    assert row["valueConstraintType"] in CONSTRAINTS
    assert bool(row["valueConstraint"]) == bool(row["valueConstraintType"])
    if row["valueNodeType"] == "literal":
        assert row["valueDataType"] in LITERALS
        assert not row["valueShape"]
    else:
        assert not row["valueDataType"]
    assert (row["valueNodeType"] == "bnode") == bool(row["valueShape"])


@each_row
def test_what_a_row_names_is_there(row: dict[str, str]) -> None:
    prefix, _, name = row["propertyID"].partition(":")
    assert TERMS[name].curie == f"{prefix}:{name}"
    assert row["valueShape"] in SHAPES | {""}
    if row["valueConstraintType"] == "vocabulary":
        assert row["valueConstraint"] in vocabularies()
    if row["valueConstraintType"] == "kind":
        assert row["valueConstraint"] in KINDS
    if row["valueConstraintType"] == "pattern":
        assert re.fullmatch(row["valueConstraint"], row["note"]), "the note is an example of the pattern"


@each_row
def test_a_row_tells_an_officer_in_vietnamese_and_in_english_what_to_write(row: dict[str, str]) -> None:
    for column in ("propertyLabel", "label_vi", "help_vi", "help_en"):
        assert row[column]
        assert "\n" not in row[column]
    assert row["help_vi"].endswith((".", "?"))
    assert row["help_en"].endswith((".", "?"))
    assert row["help_vi"] != row["help_en"]


@pytest.mark.parametrize("kind", [*KINDS, "media"])
def test_no_field_stands_twice_in_a_profile_or_a_shape(kind: str) -> None:
    for rows in (profile(kind).rows, *(row.shape for row in everywhere(profile(kind).rows) if row.shape)):
        names = [row.name for row in rows]
        assert len(names) == len(set(names)), names


@pytest.mark.parametrize("kind", [*KINDS, "media"])
def test_every_type_of_a_profile_is_one_that_statements_have(kind: str) -> None:
    for row in everywhere(profile(kind).rows):
        assert row.type in TYPES
        assert (row.type == "concept") <= bool(row.vocabulary)
        assert (row.type == "group") <= bool(row.shape)


def test_eight_kinds_ship_each_with_what_every_record_has() -> None:
    assert set(KINDS) == {
        "festival",
        "custom",
        "costume",
        "expression",
        "language",
        "document",
        "product",
        "place",
    }
    shared = "title alternative description people spatial community rights license source account listing relation"
    for kind in KINDS:
        for name in shared.split():
            assert profile(kind).row(name), (kind, name)


def test_shared_fields_are_written_once() -> None:
    common = {row["propertyID"] for row in tables.read("profiles", "shared.csv") if row["shapeID"] == "opening"}
    for kind in KINDS:
        assert not common & {
            row["propertyID"] for row in tables.read("profiles", f"{kind}.csv") if row["shapeID"] == kind
        }


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            "festival",
            "occurs duration ritualStep offering instrument musicDance costume taboo bearer transmission "
            "safeguardingStatus ichType listing",
        ),
        (
            "costume",
            "wearer occasion part material technique motif dimension creator created condition holder",
        ),
        ("custom", "lifeStage occurs participant ritualStep objects taboo variant ichType"),
        ("expression", "genre occasion bearer passage melody instrument ichType"),
        ("language", "script word speakers passage ichType"),
        ("document", "documentType creator created script passage holder condition"),
        ("product", "material technique processStep creator certification"),
        ("place", "placeType coordinates history architecture custodian occurs"),
        ("media", "label performer recordedBy recordedOn recordedAt recordedWith consent"),
    ],
)
def test_a_kind_has_the_fields_that_an_ethnographer_would_miss(kind: str, names: str) -> None:
    assert [name for name in names.split() if not profile(kind).row(name)] == []


def test_a_ritual_step_has_its_place_in_the_film() -> None:
    steps = profile("festival").row("ritualStep")
    assert steps
    assert steps.type == "group"
    assert [part.name for part in steps.shape or ()] == [
        "title",
        "description",
        "officiant",
        "objects",
        "words",
        "film",
        "start",
        "end",
    ]


def test_sections_hold_every_field_once_in_the_order_of_the_profile() -> None:
    festival = profile("festival")
    assert [section.key for section in festival.sections] == ["opening", "festival", "living", "closing"]
    assert tuple(row for section in festival.sections for row in section.rows) == festival.rows
    for section in festival.sections:
        assert set(section.labels) >= {"vi", "en"}


def test_facets_are_the_rows_marked_so() -> None:
    assert [row.name for row in profile("festival").facets] == ["people", "spatial", "language", "occurs", "rights"]
    assert "material" in [row.name for row in profile("costume").facets]


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        profile("castle")


@pytest.mark.parametrize(
    ("path", "language", "label"),
    [
        ("title@vi", "vi", "Tên gọi (vi)"),
        ("ritualStep.2.officiant@vi", "en", "Steps of the rite 2 › Officiant (vi)"),
        ("bearer.1.consent", "vi", "Người nắm giữ, thực hành 1 › Sự đồng ý"),
        ("occurs", "xx", "Thời gian diễn ra"),
        ("no.such.field", "vi", "no.such.field"),
        ("1", "vi", "1"),
        ("", "vi", ""),
    ],
)
def test_a_path_is_told_as_the_form_names_its_fields(path: str, language: str, label: str) -> None:
    assert field_label(path, language, "festival") == label
