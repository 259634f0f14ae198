"""Forms made from profiles, and descriptions made from forms."""

from app.web.workbench.answers import pairs, read
from app.web.workbench.forms import BLANK, Control, Scene, blocks, findings
from metadata.problem import Problem
from metadata.profile import KINDS
from tests.made import text

STEPS = [
    {
        "type": "group",
        "value": "",
        "parts": {"title": [text("Cúng")], "officiant": [text("già làng"), text("elder", "en")]},
    },
    {"type": "group", "value": "", "parts": {"title": [text("Hội")]}},
]


def scene(kind: str = "festival", **more: object) -> Scene:
    return Scene(kind, "vi", lambda problem: problem.code, ("vi", "en"), **more)  # type: ignore[arg-type]


def controls(made: object) -> dict[str, Control]:
    return {control.name: control for block in made for control in block.controls}  # type: ignore[attr-defined]


def test_hidden_controls_say_what_a_description_says() -> None:
    metadata = {
        "title": [text("Lễ hội"), text("Festival", "en")],
        "people": [{"type": "concept", "value": "xtieng", "vocabulary": "peoples"}],
        "ritualStep": STEPS,
    }
    assert read("festival", pairs(metadata)) == metadata


def test_rows_keep_the_order_in_which_they_are_sent() -> None:
    form = [
        ("m.title.7.value", "Trước"),
        ("m.title.2.value", "Sau"),
        ("m.title.7.lang", "vi"),
        ("m.title.2.lang", "sti"),
    ]
    assert read("festival", form)["title"] == [text("Trước"), text("Sau", "sti")]


def test_an_empty_form_of_every_kind_shows_what_publication_needs_and_folds_the_rest() -> None:
    for kind in (*KINDS, "media"):
        made = controls(blocks({}, scene(kind)))
        shown = {control.row.name for control in made.values() if control.shown}
        assert shown >= (
            {"title", "description", "people", "spatial", "rights", "license"} if kind != "media" else set()
        )
        assert all(control.shown == (control.row.name in shown) for control in made.values())
        assert len(shown) < len(made)


def test_the_name_and_the_description_have_a_line_in_every_language_of_the_interface() -> None:
    made = controls(blocks({"title": [text("Ngày hội", "sti")]}, scene()))
    assert [entry.lang for entry in made["m.title"].entries] == ["sti", "vi", "en"]
    assert [entry.lang for entry in made["m.description"].entries] == ["vi", "en"]
    assert [entry.lang for entry in made["m.alternative"].entries] == ["vi"]


def test_a_group_has_a_pattern_that_scripts_copy_and_no_row_unasked() -> None:
    steps = controls(blocks({}, scene()))["m.ritualStep"]
    assert steps.entries == ()
    assert steps.pattern
    assert steps.pattern.name == f"m.ritualStep.{BLANK}"
    assert steps.pattern.parts[0].entries[0].name == f"m.ritualStep.{BLANK}.title.0"
    asked = controls(blocks({}, scene(blank="m.ritualStep")))["m.ritualStep"]
    assert [entry.name for entry in asked.entries] == ["m.ritualStep.0"]
    assert asked.entries[0].parts[0].entries[0].fresh


def test_a_problem_stands_at_its_field_also_inside_a_group() -> None:
    metadata = {"ritualStep": STEPS, "title": [text("t")]}
    problems = [Problem("one", "ritualStep.2.title"), Problem("two", "title@vi"), Problem("three", "ritualStep.1")]
    made = blocks(metadata, scene(problems=problems))
    assert [(finding.id, finding.sentence) for finding in findings(made)] == [
        ("m-title", "two"),
        ("m-ritualStep", "three"),
        ("m-ritualStep-1-title", "one"),
    ]
    assert sum(block.problems for block in made) == 3


def test_a_film_is_chosen_among_the_files_of_the_record() -> None:
    from app.web.workbench.options import Option

    made = controls(blocks({"ritualStep": STEPS}, scene(files=(Option("m7q2k4xa", "Phim lễ"),))))
    film = next(part for part in made["m.ritualStep"].entries[0].parts if part.row.name == "film")
    assert (film.input, film.options) == ("file", (Option("m7q2k4xa", "Phim lễ"),))
    without = controls(blocks({"ritualStep": STEPS}, scene()))
    assert next(part for part in without["m.ritualStep"].entries[0].parts if part.row.name == "film").input == "line"


def test_names_that_no_form_has_are_passed_over() -> None:
    names = (
        "m",
        "m.title",
        "m.title.x.value",
        "m.title.0.value.0.value",
        "m.khong-co.0.value",
        "csrf_token",
        "m.title.0",
    )
    assert read("festival", [*((name, "x") for name in names), ("m.title.0.value", "Tên")])["title"] == [text("Tên")]
