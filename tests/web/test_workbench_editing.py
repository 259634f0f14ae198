"""Describing a record: what is typed and chosen becomes its description, and what is wrong is told where it is."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import texts
from app.services.viewer import SYSTEM, Viewer
from metadata.profile import KINDS
from tests.made import text
from tests.web.bench import begun, complete, full, head, opened
from tests.web.pages import HTML, Page, get, path_of, press, sent

JSON = HTML | {"Accept": "application/json"}


@pytest.fixture
def desk(officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]) -> FlaskClient:
    """The browser of a publisher."""
    return browser_of(officer)


def saved(desk: FlaskClient, record: str, changes: dict[str, str], deed: str = "save") -> Page:
    """The page after pressing a button with these texts in the form."""
    return Page(press(desk, opened(desk, record), deed, changes))


def test_a_record_begins_with_a_name_and_a_kind(desk: FlaskClient, archive: Archive) -> None:
    form = get(desk, "/vi/desk/new").form("kind")
    answer = press(desk, form, changes={"kind": "costume", "title": "Áo dài Chăm", "title_lang": "vi"})
    record = path_of(answer).rpartition("/")[2]
    assert head(archive, record) == {"title": [text("Áo dài Chăm")]}
    assert archive.reading.record(SYSTEM, record, head=True).kind == "costume"
    assert "Áo dài Chăm" in get(desk, "/vi/desk").text


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"title": ""}, "Còn thiếu: Tên gọi"), ({"kind": "món ăn", "title": "Xôi"}, "Không có loại hồ sơ “món ăn”")],
)
def test_a_record_that_cannot_begin_says_why_and_keeps_what_was_typed(
    desk: FlaskClient, changes: dict[str, str], told: str
) -> None:
    page = Page(press(desk, get(desk, "/vi/desk/new").form("kind"), changes=changes))
    assert page.status == 422
    assert told in page.text
    assert page.form("title").get("title") == changes["title"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_sent_back_untouched_changes_nothing(desk: FlaskClient, archive: Archive, kind: str) -> None:
    """Every field of every kind, filled as import files may fill it, comes through the form unharmed."""
    described = full(kind)
    record = archive.records.create(SYSTEM, kind, texts.body(described)).identifier
    assert path_of(press(desk, opened(desk, record), "save")) == f"/vi/desk/{record}"
    view = archive.reading.record(SYSTEM, record, head=True)
    assert view.metadata == described
    assert view.head_version == 1


def test_what_is_typed_is_kept_as_it_was_meant(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    changes = {
        "m.title.1.value": "New rice feast",
        "m.description.0.value": " Tiếng chiêng\r\nmở hội. ",
        "m.people.0.value": "xtieng",
        "m.spatial.0.target": "dong-nai",
        "m.lastHeld.0.value": "24/02/2024",
        "m.temporal.0.value": "thập niên 1960",
        "m.relation.0.value": "https://luutru.example/vi/records/K3V9QA7M?version=2",
        "m.occurs.0.form": "days",
        "m.occurs.0.calendar": "lunar",
        "m.occurs.0.day": "15",
        "m.occurs.0.month": "01",
    }
    page = get(desk, path_of(press(desk, opened(desk, record), "save", changes)))
    assert head(archive, record) == {
        "title": [text("Lễ mừng lúa mới"), text("New rice feast", "en")],
        "description": [text("Tiếng chiêng\nmở hội.")],
        "people": [{"type": "concept", "value": "xtieng", "vocabulary": "peoples"}],
        "spatial": [{"type": "place", "value": "Đồng Nai", "vocabulary": "provinces", "target": "dong-nai"}],
        "temporal": [{"type": "date", "value": "196X"}],
        "relation": [{"type": "record", "value": "k3v9qa7m"}],
        "occurs": [{"type": "recurrence", "value": "lunar:01-15"}],
        "lastHeld": [{"type": "date", "value": "2024-02-24"}],
    }
    form = page.form("base")
    assert form.get("m.lastHeld.0.value") == "24/02/2024"
    assert form.get("m.temporal.0.value") == "thập niên 1960"
    assert form.get("m.occurs.0.form") == "days"
    assert "Ngày 15 tháng Giêng âm lịch. Lần tới:" in page.text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("vi", ["“hôm nọ” chưa phải là ngày tháng", "hãy chọn đủ lịch, ngày và tháng", "Còn 3 điều chưa đúng"]),
        ("en", ["“hôm nọ” is not understood as a date", "choose the calendar, the day", "3 things are not right yet"]),
    ],
)
def test_what_is_wrong_is_told_at_its_field_with_what_was_typed(
    desk: FlaskClient, archive: Archive, language: str, told: list[str]
) -> None:
    record = begun(archive)
    changes = {
        "m.title.0.value": "",
        "m.lastHeld.0.value": "hôm nọ",
        "m.occurs.0.form": "days",
        "m.occurs.0.day": "15",
        "m.ritualStep.0.title.0.value": "Dựng cây nêu",
        "m.ritualStep.0.title.0.lang": "vi",
        "m.description.0.value": "Vẫn còn đây",
    }
    page = Page(press(desk, opened(desk, record, language), "save", changes))
    assert page.status == 422
    assert all(sentence in page.text for sentence in told)
    for field in ("m-title", "m-lastHeld", "m-occurs"):
        assert {field, f"{field}-problem"} <= page.ids
        assert f"{field}-problem" in page.described
        assert f'href="#{field}"' in page.html
    form = page.form("base")
    assert form.get("m.lastHeld.0.value") == "hôm nọ"
    assert (form.get("m.occurs.0.form"), form.get("m.occurs.0.day")) == ("days", "15")
    assert form.get("m.ritualStep.0.title.0.value") == "Dựng cây nêu"
    assert form.get("m.description.0.value") == "Vẫn còn đây"
    assert head(archive, record) == {"title": [text("Lễ mừng lúa mới")]}


def test_a_problem_in_the_second_step_of_a_rite_is_told_there(desk: FlaskClient, archive: Archive) -> None:
    page = saved(
        desk,
        begun(archive),
        {
            "m.ritualStep.0.title.0.value": "Cúng",
            "m.ritualStep.1.title.0.value": "Hội",
            "m.ritualStep.1.start.0.value": "x",
        },
    )
    assert page.status == 422
    assert "m-ritualStep-1-start-problem" in page.ids
    assert "m-ritualStep-0-start-problem" not in page.ids


def test_a_language_that_the_short_list_has_not_got_is_asked_for(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    page = saved(desk, record, {"m.title.1.value": "Ngày hội", "m.title.1.lang": "?"})
    assert page.status == 422
    assert "danh sách nay đã có đủ các tiếng" in page.text
    assert '<option value="brb">' in page.html.partition('name="m.title.1.lang"')[2].partition("</select>")[0]
    again = press(desk, page.form("base"), "save", {"m.title.1.lang": "brb"})
    assert path_of(again) == f"/vi/desk/{record}"
    assert head(archive, record)["title"][1] == text("Ngày hội", "brb")


def test_the_languages_of_the_peoples_of_a_record_are_offered_for_its_texts(
    desk: FlaskClient, archive: Archive
) -> None:
    form = get(desk, f"/vi/desk/{complete(archive)}").html
    offered = form.partition('name="m.title.0.lang"')[2].partition("</select>")[0]
    assert all(f'value="{tag}"' in offered for tag in ("vi", "en", "sti", "?"))
    assert 'value="brb"' not in offered


def test_rows_are_added_moved_and_taken_out_without_scripts(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    steps = ("Cúng", "Rước", "Hội")
    changes = {f"m.ritualStep.{number}.title.0.value": name for number, name in enumerate(steps)}
    page = saved(desk, record, {**changes, "m.alternative.0.value": "Crac Băr mêy"}, "add:m.ritualStep")
    form = page.form("base")
    assert form.get("m.ritualStep.3.title.0.value") == ""
    assert "autofocus" in page.html.partition('id="m-ritualStep-3-title-0"')[2].partition(">")[0]
    form = Page(press(desk, form, "up:m.ritualStep.2")).form("base")
    form = Page(press(desk, form, "down:m.ritualStep.0")).form("base")
    form = Page(press(desk, form, "drop:m.ritualStep.0")).form("base")
    assert path_of(press(desk, form, "save")) == f"/vi/desk/{record}"
    kept = head(archive, record)
    assert [step["parts"] for step in kept["ritualStep"]] == [{"title": [text("Cúng")]}, {"title": [text("Rước")]}]
    assert kept["alternative"] == [text("Crac Băr mêy")]


def test_what_is_typed_when_a_row_is_added_is_kept_at_once(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    saved(desk, record, {"m.description.0.value": "Đang viết dở"}, "add:m.title")
    page = get(desk, f"/vi/desk/{record}")
    assert "mà chưa lưu" in page.text
    assert page.form("base").get("m.description.0.value") == "Đang viết dở"


@pytest.mark.parametrize(
    "where", ["m", "", "m.title", "m.title.9", "m.khong.0", "m.title.x", "m.title.0.value.0", "csrf_token"]
)
def test_a_row_that_is_not_there_is_not_taken_out(desk: FlaskClient, archive: Archive, where: str) -> None:
    record = begun(archive)
    form = opened(desk, record)
    page = Page(desk.post(form.action, data=sent(form, f"drop:{where}"), headers=HTML))
    assert page.status == 200
    assert page.form("base").get("m.title.0.value") == "Lễ mừng lúa mới"


def test_names_that_no_form_has_do_no_harm(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    hostile = {
        "m": "x",
        "m.": "x",
        "m.title": "x",
        "m.title.0": "x",
        "m.title.0.value.0.value": "x",
        "m.title.0.lang.0.value": "x",
        "m.title.-1.value": "x",
        "m.title.９.value": "Tên",
        "m.title.999999999999999999999.value": "y",
        "m.__class__.0.value": "x",
        "m.khong-co.0.value": "x",
        "m.occurs.0.form": "../../etc",
        "m.occurs.0.value": "\x00",
        "m.people.0.value": "<script>",
        "m.title.1.value": "T\u202eên",
    }
    answer = press(desk, opened(desk, record), "save", hostile)
    assert answer.status_code == 422
    assert "<script>" not in answer.get_data(as_text=True).partition("<main")[2]
    assert head(archive, record) == {"title": [text("Lễ mừng lúa mới")]}


def test_a_form_too_large_to_be_taken_in_is_refused_in_words(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    form = opened(desk, record)
    for headers, mimetype in ((HTML, "text/html"), (JSON, "application/problem+json")):
        data = sent(form, "save", {"m.description.0.value": "chữ " * 1_100_000})
        answer = desk.post(form.action, data=data, headers=headers)
        assert (answer.status_code, answer.mimetype) == (413, mimetype)
        said = answer.json["title"] if mimetype != "text/html" else Page(answer).text
        assert "quá lớn" in said
    assert head(archive, record) == {"title": [text("Lễ mừng lúa mới")]}


def test_a_text_too_long_stays_on_the_page(desk: FlaskClient, archive: Archive) -> None:
    long = "dài " * 20_000
    page = saved(desk, begun(archive), {"m.description.0.value": long})
    assert page.status == 422
    assert page.form("base").get("m.description.0.value") == long.strip()


def test_scripts_save_without_leaving_the_page(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    form = opened(desk, record)
    data = sent(form, "save", {"m.description.0.value": "Mô tả"})
    told = desk.post(form.action, data=data, headers=JSON)
    assert told.status_code == 200
    assert told.json["base"] == 2
    assert "Mô tả" not in [one["text"] for one in told.json["missing"]]
    assert told.json["status"].startswith("Bản nháp")
    wrong = desk.post(form.action, data=sent(form, "save", {"m.title.0.value": ""}), headers=JSON)
    assert wrong.status_code in {412, 422}
    assert wrong.mimetype == "application/problem+json"


def test_dates_and_feasts_are_told_in_words_while_they_are_typed(desk: FlaskClient) -> None:
    def meaning(query: str, language: str = "vi") -> str:
        words: str = desk.get(f"/{language}/desk/meaning?{query}").json["words"]
        return words

    assert meaning("type=date&value=24/2/2024") == "ngày 24 tháng 2 năm 2024"
    assert meaning("type=date&value=hôm+nọ") == ""
    assert meaning("form=days&calendar=solar&day=14&month=04").startswith("Ngày 14 tháng 4. Lần tới:")
    assert meaning("form=season&calendar=solar&first=11&until=12", "en").startswith("Between November and December.")
    assert meaning("form=words&words=sau mùa gặt") == "“sau mùa gặt”"
    assert meaning("form=days&day=14") == ""
    assert meaning(f"form=other&value={'9' * 5000}") == ""


def test_every_control_has_a_label_and_every_help_is_there(desk: FlaskClient, archive: Archive) -> None:
    described = full("festival")
    record = archive.records.create(SYSTEM, "festival", texts.body(described)).identifier
    for path in (f"/vi/desk/{record}", "/vi/desk/new", "/en/desk"):
        page = get(desk, path)
        assert page.described <= page.ids
        assert page.labelled <= page.ids


def test_the_desk_turns_its_pages_and_says_when_there_is_nothing(desk: FlaskClient, archive: Archive) -> None:
    assert "Chưa có gì ở đây" in get(desk, "/vi/desk").text
    for number in range(51):
        begun(archive, name=f"Lễ {number}")
    first, second = get(desk, "/vi/desk").text, get(desk, "/vi/desk?page=2").text
    assert "Trang 1 trong 2" in first
    assert "Lễ 50" in first
    assert "Lễ 0 " in second
    assert "Hiện không có hồ sơ nào" in get(desk, "/vi/desk?state=withdrawn").text
    assert get(desk, "/vi/desk?page=999999999999&state=%00")


def test_the_form_stays_light_over_a_weak_link(desk: FlaskClient, archive: Archive) -> None:
    """A new festival's form, packed as browsers take it: fifty fields in less than fifty kilobytes."""
    record = begun(archive)
    packed = desk.get(f"/vi/desk/{record}", headers=HTML | {"Accept-Encoding": "gzip"})
    assert len(packed.get_data()) < 50_000
    assert len(json.dumps(desk.get(f"/vi/desk/{record}/media", headers=HTML).get_data(as_text=True))) < 5_000
