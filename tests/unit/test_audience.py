"""What officers choose of who may see a thing, and what others learn of it."""

import pytest

from app.web.workbench.audience import choice, condition, told


@pytest.mark.parametrize(
    ("form", "made"),
    [
        ({"who": "registered"}, "registered"),
        ({"who": "registered", "announced": "yes"}, "registered else announced"),
        ({"who": "registered", "preview": "yes"}, "registered else preview"),
        ({"who": "registered", "announced": "yes", "preview": "yes"}, "registered else preview"),
        ({"who": "everyone", "announced": "yes", "preview": "yes"}, "everyone"),
        ({"who": "other", "access": "unit:a else announced", "preview": "yes"}, "unit:a else announced"),
        ({"who": "other", "access": ""}, "?"),
    ],
)
def test_what_is_chosen_becomes_one_condition(form: dict[str, str], made: str) -> None:
    assert condition(form) == made


@pytest.mark.parametrize("ending", ["", " else announced", " else preview"])
def test_a_condition_comes_back_as_it_was_chosen(ending: str) -> None:
    made = choice(f"registered{ending}", "", (), "vi")
    form = {"who": made.chosen, "announced": "yes" * made.announced, "preview": "yes" * made.preview}
    assert condition(form) == f"registered{ending}"
    assert len({told(f"registered{one}", (), "vi") for one in ("", " else announced", " else preview")}) == 3
