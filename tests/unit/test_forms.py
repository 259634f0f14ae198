"""Forms made from profiles, and descriptions made from forms."""

from app.web.workbench.forms import Speaker, blocks, read
from metadata.problem import Problem
from metadata.profile import KINDS
from tests.made import text

SPEAKER = Speaker("vi", lambda problem: problem.code)


def controls(made: object) -> list[tuple[str, str]]:
    """What a browser would send of a form: the name and text of every control."""
    sent: list[tuple[str, str]] = []

    def walk(control: object) -> None:
        for entry in control.entries:  # type: ignore[attr-defined]
            sent.append((f"{entry.name}.value", entry.value))
            sent.append((f"{entry.name}.lang", entry.lang))
            sent.append((f"{entry.name}.target", entry.target))
            for part in entry.parts:
                walk(part)

    for block in made:  # type: ignore[attr-defined]
        for control in block.controls:
            walk(control)
    return sent


def test_what_a_form_shows_comes_back_unchanged() -> None:
    metadata = {
        "title": [text("Lễ hội"), text("Festival", "en")],
        "people": [{"type": "concept", "value": "xtieng", "vocabulary": "peoples"}],
        "ritualStep": [
            {"type": "group", "value": "", "parts": {"title": [text("Cúng")], "officiant": [text("già làng"), text("elder", "en")]}},
            {"type": "group", "value": "", "parts": {"title": [text("Hội")]}},
        ],
    }  # fmt: skip
    assert read("festival", controls(blocks("festival", metadata, SPEAKER, languages=("vi", "en")))) == metadata


def test_an_empty_form_of_every_kind_is_an_empty_description() -> None:
    for kind in (*KINDS, "media"):
        assert read(kind, controls(blocks(kind, {}, SPEAKER, languages=("vi", "en")))) == {}


def test_a_problem_stands_at_its_field_also_inside_a_group() -> None:
    metadata = {
        "ritualStep": [{"type": "group", "value": "", "parts": {"officiant": [text("x")]}}],
        "title": [text("t")],
    }
    problems = [Problem("one", "ritualStep.1.title"), Problem("two", "title@vi")]
    by_name = {
        control.name: control for block in blocks("festival", metadata, SPEAKER, problems) for control in block.controls
    }
    assert by_name["m.title"].problems == ("two",)
    parts = {part.row.name: part for part in by_name["m.ritualStep"].entries[0].parts}
    assert parts["title"].problems == ("one",)
    assert parts["officiant"].problems == ()


def test_names_that_no_form_has_are_passed_over() -> None:
    hostile = [("m", "x"), ("m.title", "x"), ("m.title.x.value", "x"), ("m.title.0.value.0.value", "x"),
               ("m.khong-co.0.value", "x"), ("m.title.0.value", "Tên"), ("csrf_token", "x"), ("m.title.0", "x")]  # fmt: skip
    assert read("festival", hostile)["title"] == [text("Tên")]
