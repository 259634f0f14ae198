"""Files of a record in the workbench: taken in, put in order, taken out and back, described."""

import dataclasses
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.bootstrap import Archive, open_archive
from app.config import Settings
from app.factory import create_app
from app.models import Media
from app.services.viewer import SYSTEM, Viewer
from tests.difficult_documents import several
from tests.made import jpeg, text
from tests.web.bench import begun, opened
from tests.web.conftest import Browser
from tests.web.pages import HTML, Page, get, path_of, press, sent
from tests.web.shelf import Shelf, add, shelve

JSON = HTML | {"Accept": "application/json"}


@pytest.fixture
def desk(officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]) -> FlaskClient:
    return browser_of(officer)


@pytest.fixture
def shelf(archive: Archive) -> Shelf:
    """A published festival with a sound, and a film after it."""
    return shelve(archive, "audio", "video")


def listed(archive: Archive, record: str) -> list[str]:
    return [media.id for media in archive.reading.record(SYSTEM, record, head=True).media]


def send(desk: FlaskClient, record: str, *files: tuple[bytes, str]) -> TestResponse:
    """What a browser without scripts sends when several files were chosen."""
    form = get(desk, f"/vi/desk/{record}").form("csrf_token")
    data = {"csrf_token": form.get("csrf_token"), "files": [(BytesIO(octets), name) for octets, name in files]}
    return desk.post(f"/vi/desk/{record}/media", data=data, headers=HTML)


def test_one_file_that_is_refused_does_not_keep_the_others_out(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    picture = jpeg().read()
    answer = send(desk, record, (picture, "chiêng.jpg"), (b"chu thoi", "ghi chép.jpg"), (b"", "rỗng.mp3"))
    page = get(desk, path_of(answer))
    assert "Đã nhận và lưu an toàn 1 tệp" in page.text
    assert "ghi chép.jpg" in page.text
    assert "Tệp “rỗng.mp3” rỗng" in page.text
    assert [media.filename for media in archive.reading.record(SYSTEM, record, head=True).media] == ["chiêng.jpg"]


def test_whoever_sends_a_letter_or_a_packed_file_reads_what_to_do(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    answer = send(desk, record, ("Xin chào\n".encode(), "thư.txt"), (b"Rar!\x1a\x07\0" + bytes(50), "ảnh.rar"))
    page = get(desk, path_of(answer))
    assert "“thư.txt”, nên tệp chưa được nhận. Hãy mở tệp trên máy của bạn, lưu hoặc in ra thành PDF" in page.text
    assert "“ảnh.rar” là tệp nén" in page.text


def test_pages_that_could_not_be_drawn_are_named(
    desk: FlaskClient, archive: Archive, run_jobs: Callable[[], int]
) -> None:
    record = begun(archive)
    send(desk, record, (several("4 0 R 8 0 R 4 0 R", 3), "sổ.pdf"))
    run_jobs()
    said = "Không vẽ được các trang sau của tài liệu nên để trống: 2."
    assert said in get(desk, f"/vi/desk/{record}").text
    assert said in get(desk, f"/vi/desk/{record}/media/{listed(archive, record)[0]}").text


def test_sending_no_file_at_all_changes_nothing(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    path_of(send(desk, record, (b"", "")))
    assert listed(archive, record) == []


def test_a_script_sends_one_file_and_is_told_what_became_of_it(desk: FlaskClient, archive: Archive) -> None:
    record = begun(archive)
    token = desk.get("/vi/desk/session").json["token"]
    headers = JSON | {"X-CSRFToken": token}
    good = desk.put(f"/vi/desk/{record}/media?filename=a.jpg", data=jpeg().read(), headers=headers)
    assert (good.status_code, good.json["state"]) == (201, "queued")
    assert listed(archive, record) == [good.json["id"]]
    bad = desk.put(f"/en/desk/{record}/media?filename=b.jpg", data=b"text", headers=headers)
    assert bad.status_code == 422
    assert "b.jpg" in bad.json["title"]
    empty = desk.put(f"/en/desk/{record}/media", data=b"", headers=headers)
    assert empty.status_code == 422


def test_a_name_keeps_nothing_that_is_not_seen(desk: FlaskClient, archive: Archive) -> None:
    """What PostgreSQL can't keep, what would break a header, and marks that hide an ending."""
    record = begun(archive)
    token = get(desk, f"/vi/desk/{record}").form("csrf_token").get("csrf_token") or ""
    name = "%00l%E1%BB%85%0D%0A h%E1%BB%99i%E2%80%AEgpj.jpg"
    sent = desk.put(
        f"/vi/desk/{record}/media?filename={name}", data=jpeg().read(), headers=JSON | {"X-CSRFToken": token}
    )
    assert sent.json
    assert sent.json["filename"] == "lễ hộigpj.jpg"


def test_a_file_over_the_limit_is_refused_before_it_is_sent_and_in_words(
    settings: Settings, make_officer: Callable[..., Viewer]
) -> None:
    officer = make_officer("contributor")
    archive = open_archive(dataclasses.replace(settings, upload_limit=2_000))
    app = create_app(archive)
    app.test_client_class = Browser
    desk = app.test_client()
    with desk.session_transaction() as session:
        session["_user_id"] = f"{officer.account_id}.0"
    record = begun(archive)
    page = get(desk, f"/vi/desk/{record}")
    assert 'data-limit="2000"' in page.html
    assert "mỗi tệp không quá 2 kB" in page.text
    headers = JSON | {"X-CSRFToken": desk.get("/vi/desk/session").json["token"]}
    answer = desk.put(f"/vi/desk/{record}/media?filename=to.jpg", data=jpeg().read(), headers=headers)
    assert answer.status_code == 413
    assert "“to.jpg” lớn quá giới hạn" in answer.json["title"]
    small = jpeg(8, 8).read()
    answer = send(desk, record, (jpeg().read(), "to.jpg"), (small, "nhỏ.jpg"))
    page = get(desk, path_of(answer))
    assert "“to.jpg” lớn quá giới hạn" in page.text
    assert [media.filename for media in archive.reading.record(SYSTEM, record, head=True).media] == ["nhỏ.jpg"]
    archive.db.dispose()


def test_files_are_put_in_order_while_somebody_types(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    sound, film = shelf.media["audio"], shelf.media["video"]
    form = opened(desk, shelf.record)
    desk.post(f"{form.action}/autosave", data=sent(form, "", {"m.title.0.value": "Đang gõ"}), headers=JSON)
    order = get(desk, f"/vi/desk/{shelf.record}").form(f"up:{film}")
    path_of(press(desk, order, f"up:{film}"))
    assert listed(archive, shelf.record) == [film, sound]
    assert opened(desk, shelf.record).get("m.title.0.value") == "Đang gõ"
    path_of(press(desk, opened(desk, shelf.record), "save"))
    view = archive.reading.record(SYSTEM, shelf.record, head=True)
    assert (view.metadata["title"][0]["value"], [media.id for media in view.media]) == ("Đang gõ", [film, sound])


def test_a_file_that_is_taken_out_is_kept_and_can_be_put_back(
    desk: FlaskClient, client: FlaskClient, archive: Archive, shelf: Shelf
) -> None:
    sound = shelf.media["audio"]
    page = get(desk, f"/vi/desk/{shelf.record}")
    page = get(desk, path_of(press(desk, page.form(f"out:{sound}"), f"out:{sound}")))
    assert "Tệp vẫn được giữ" in page.text
    assert "1 tệp đã bỏ ra, vẫn được giữ" in page.text
    assert sound not in listed(archive, shelf.record)
    assert client.get(f"/media/{sound}/audio.m4a").status_code == 200
    path_of(press(desk, opened(desk, shelf.record), "publish"))
    assert client.get(f"/media/{sound}/audio.m4a").status_code == 404
    assert desk.get(f"/media/{sound}/original").status_code == 200
    page = get(desk, f"/vi/desk/{shelf.record}")
    path_of(press(desk, page.form(f"in:{sound}"), f"in:{sound}"))
    assert listed(archive, shelf.record) == [shelf.media["video"], sound]


def test_scripts_get_the_list_anew_and_words_to_say(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    form = get(desk, f"/vi/desk/{shelf.record}").form(f"down:{shelf.media['audio']}")
    told = desk.post(form.action, data=sent(form, f"down:{shelf.media['audio']}"), headers=JSON)
    assert told.json["told"].startswith("Đã đổi thứ tự")
    first, second = (told.json["html"].index(shelf.media[type]) for type in ("video", "audio"))
    assert first < second
    fragment = desk.get(f"/vi/desk/{shelf.record}/media", headers=HTML).get_data(as_text=True)
    assert fragment.lstrip().startswith("<form")


@pytest.mark.parametrize("deed", ["up:nothing", "out:", "in:zzzzzzzz", "", "fly:away", "in:FOREIGN", "retry:FOREIGN"])
def test_hostile_orders_change_nothing(desk: FlaskClient, archive: Archive, shelf: Shelf, deed: str) -> None:
    foreign = shelve(archive, "audio").media["audio"]
    before = listed(archive, shelf.record)
    form = get(desk, f"/vi/desk/{shelf.record}").form("csrf_token")
    data = {"csrf_token": form.get("csrf_token"), "do": deed.replace("FOREIGN", foreign)}
    answer = desk.post(f"/vi/desk/{shelf.record}/media/order", data=data, headers=HTML)
    assert answer.status_code in {302, 404, 422}
    assert listed(archive, shelf.record) == before


def test_a_file_is_described_and_seen_by_its_caption(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    sound = shelf.media["audio"]
    path = f"/vi/desk/{shelf.record}/media/{sound}"
    form = get(desk, path).form("m.label.0.value")
    page = Page(press(desk, form, "save", {"m.label.0.value": "Sáu chiêng", "m.recordedOn.0.value": "hôm nọ"}))
    assert page.status == 422
    assert "m-recordedOn-problem" in page.ids
    form = page.form("m.label.0.value")
    assert form.get("m.label.0.value") == "Sáu chiêng"
    page = get(desk, path_of(press(desk, form, "save", {"m.recordedOn.0.value": "24/2/2024"})))
    assert "Sáu chiêng" in page.text
    assert "Đã lưu mô tả của tệp" in page.text
    kept = archive.reading.media(SYSTEM, sound).description
    assert kept == {"label": [text("Sáu chiêng")], "recordedOn": [{"type": "date", "value": "2024-02-24"}]}


def test_rows_about_a_file_are_added_and_nothing_is_saved_by_it(
    desk: FlaskClient, archive: Archive, shelf: Shelf
) -> None:
    sound = shelf.media["audio"]
    before = archive.reading.media(SYSTEM, sound).description
    form = get(desk, f"/vi/desk/{shelf.record}/media/{sound}").form("m.label.0.value")
    page = Page(press(desk, form, "add:m.performer", {"m.label.0.value": "Đang gõ"}))
    assert page.form("m.label.0.value").get("m.label.0.value") == "Đang gõ"
    assert page.form("m.label.0.value").get("m.performer.0.value") == ""
    assert "chưa lưu" in page.text
    assert archive.reading.media(SYSTEM, sound).description == before


def test_a_file_has_a_condition_of_its_own(
    desk: FlaskClient, client: FlaskClient, archive: Archive, shelf: Shelf
) -> None:
    sound = shelf.media["audio"]
    form = get(desk, f"/vi/desk/{shelf.record}/media/{sound}").form("who")
    path_of(press(desk, form, "save"))
    assert archive.reading.media(SYSTEM, sound).protocol == 0
    path_of(press(desk, form, "save", {"who": "registered"}))
    assert client.get(f"/media/{sound}/audio.m4a").status_code == 404
    assert get(desk, f"/vi/desk/{shelf.record}/media/{sound}").form("who").get("who") == "registered"
    wrong = Page(press(desk, form, "save", {"who": "other", "access": "ai cũng được"}))
    assert wrong.status == 422


def test_a_contributor_describes_files_and_opens_none(
    archive: Archive, shelf: Shelf, make_officer: Callable[..., Viewer], browser_of: Callable[[Viewer], FlaskClient]
) -> None:
    desk = browser_of(make_officer("contributor"))
    sound = shelf.media["audio"]
    form = get(desk, f"/vi/desk/{shelf.record}/media/{sound}").form("m.label.0.value")
    assert form.get("who") is None
    forced = press(desk, form, "save", {"who": "registered", "m.label.0.value": "Chú thích"})
    assert forced.status_code == 403
    assert archive.reading.media(SYSTEM, sound).access_id == 1


def test_a_file_that_failed_says_why_and_is_tried_again(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    film = shelf.media["video"]
    with archive.db.unit_of_work() as work:
        row = work.get_one(Media, film)
        row.state = "failed"
        row.problem = {"code": "media.empty", "path": "media", "value": "phim.mp4", "expected": ""}
    page = get(desk, f"/vi/desk/{shelf.record}")
    assert "Không xử lý được" in page.text
    assert "Tệp “phim.mp4” rỗng" in page.text
    assert "Có tệp cần xem lại" in get(desk, "/vi/desk").text
    told = get(desk, path_of(press(desk, page.form(f"retry:{film}"), f"retry:{film}")))
    assert "Sẽ xử lý lại" in told.text
    assert "Đang chờ xử lý" in told.text


def test_a_file_of_another_record_is_not_described_here(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    other = begun(archive)
    add(archive, other, "audio")
    assert desk.get(f"/vi/desk/{other}/media/{shelf.media['audio']}", headers=HTML).status_code == 404
