"""Facets follow the profiles."""

import pytest

from app.search import facets
from metadata.profile import KINDS, profile


def test_every_marked_row_is_a_facet() -> None:
    marked = {facets.name_of(row) for kind in KINDS for row in profile(kind).facets}
    assert marked | {"kind", "media"} == set(facets.names())
    assert {"kind", "people", "place", "language", "month", "material", "media", "rights"} <= set(facets.names())


@pytest.mark.parametrize(
    ("name", "value", "language", "label"),
    [
        ("kind", "festival", "vi", "Lễ hội"),
        ("people", "xtieng", "vi", "Xtiêng"),
        ("month", "01", "en", "January"),
        ("media", "audio", "vi", "Âm thanh"),
        ("people", "nobody", "vi", "nobody"),
    ],
)
def test_a_value_has_a_label_in_the_readers_language(name: str, value: str, language: str, label: str) -> None:
    assert facets.label(name, value, language) == label


def test_a_licence_is_a_value_of_rights() -> None:
    assert facets.label("rights", "CC-BY-4.0", "en").startswith("CC BY 4.0")


def test_a_name_that_several_share_means_all_of_them() -> None:
    assert facets.values("people", "La Quả") == ("la-chi", "pu-peo")
