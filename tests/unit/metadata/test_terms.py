"""The terms of description."""

import re

import pytest

from metadata.terms import NAMESPACES, TERMS, Term, dublin_core


def test_every_term_of_ours_can_be_reduced_to_a_dcmi_term() -> None:
    ours = [term for term in TERMS.values() if term.curie.startswith("chieng:")]
    assert ours
    for term in ours:
        assert term.broader
        assert TERMS[term.broader].curie.startswith("dcterms:")


def test_all_55_dcmi_terms_are_there_and_no_name_is_in_both_namespaces() -> None:
    curies = [term.curie for term in TERMS.values()]
    assert sum(curie.startswith("dcterms:") for curie in curies) == 55
    assert len(curies) == len({curie.partition(":")[2] for curie in curies})


def test_the_namespace_is_the_same_for_every_installation() -> None:
    assert NAMESPACES["chieng"] == "https://w3id.org/chieng/terms#"
    assert TERMS["ritualStep"].iri == "https://w3id.org/chieng/terms#ritualStep"
    assert TERMS["title"].iri == "http://purl.org/dc/terms/title"


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.name)
def test_a_term_is_named_as_import_files_name_it_and_defined(term: Term) -> None:
    assert re.fullmatch(r"[a-z][A-Za-z]*", term.name)
    assert term.definition.endswith(".")


def test_reduction_keeps_dcmi_terms_and_broadens_ours() -> None:
    assert dublin_core("alternative") == "alternative"
    assert dublin_core("occurs") == "temporal"
    assert dublin_core("people") == "subject"
