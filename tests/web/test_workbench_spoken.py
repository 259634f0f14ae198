"""Captions, transcripts and chapters in the workbench: typed, pasted, sent, mended, and never lost."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.bootstrap import Archive
from app.models import Event
from app.services import texts
from app.services.media.describing import text_stamp
from app.services.rules import DEMAND, MEDIA_IN_WORDS
from app.services.viewer import SYSTEM, Viewer
from metadata import legacy_text
from tests.conftest import PASSWORD
from tests.made import festival, text
from tests.web.bench import begun, opened
from tests.web.pages import HTML, Page, get, path_of, press, sent
from tests.web.shelf import Shelf, add, shelve

JSON = HTML | {"Accept": "application/json"}
TYPED = "0:01 – 0:02.5\n@Già làng: Ngày xưa & nay\n\n0:03 – 0:04\nCả buôn đánh chiêng\n"
VTT = (
    "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<v Già làng>Ngày xưa &amp; nay\n\n"
    "00:00:03.000 --> 00:00:04.000\nCả buôn đánh chiêng\n"
)


@pytest.fixture
def desk(officer: Viewer, browser_of: Callable[[Viewer], FlaskClient]) -> FlaskClient:
    return browser_of(officer)


@pytest.fixture
def shelf(archive: Archive) -> Shelf:
    return shelve(archive, "video", "audio", "image")


def page_of(shelf: Shelf, kind: str = "captions", tag: str = "vi", type: str = "video", language: str = "vi") -> str:
    return f"/{language}/desk/{shelf.record}/media/{shelf.media[type]}/words/{kind}/{tag}"


def body(archive: Archive, shelf: Shelf, kind: str = "captions", tag: str = "vi", type: str = "video") -> str:
    return archive.reading.text(SYSTEM, shelf.media[type], kind, tag)[1]


def there(archive: Archive, shelf: Shelf, type: str = "video") -> dict[str, list[str]]:
    return archive.reading.texts_of([shelf.media[type]]).get(shelf.media[type], {})


def send(desk: FlaskClient, path: str, octets: bytes, name: str = "lời.srt") -> Page:
    data = dict(sent(get(desk, path).form("text"), "upload"))
    return Page(desk.post(path, data=data | {"file": (BytesIO(octets), name)}, headers=HTML))


def test_what_was_typed_is_kept_as_webvtt_and_comes_back_as_it_was_typed(
    desk: FlaskClient, archive: Archive, shelf: Shelf
) -> None:
    path = page_of(shelf)
    answer = press(desk, get(desk, path).form("text"), "save", {"text": TYPED})
    page = get(desk, path_of(answer))
    assert "Đã lưu. Ai được xem tệp này thì từ giờ đọc được lời." in page.text
    assert body(archive, shelf) == VTT
    assert (page.form("text").get("text") or "").strip() == TYPED.strip()
    assert desk.get(f"/media/{shelf.media['video']}/captions/vi.vtt").get_data(as_text=True) == VTT


@pytest.mark.parametrize("kind", ["captions", "transcript", "chapters"])
def test_each_kind_has_its_languages_and_all_are_listed(
    desk: FlaskClient, archive: Archive, shelf: Shelf, kind: str
) -> None:
    for tag in ("vi", "sti"):
        path_of(press(desk, get(desk, page_of(shelf, kind, tag)).form("text"), "save", {"text": TYPED}))
    assert there(archive, shelf) == {kind: ["sti", "vi"]}
    overview = get(desk, f"/vi/desk/{shelf.record}/media/{shelf.media['video']}/words")
    assert page_of(shelf, kind, "sti") in overview.html
    assert page_of(shelf, kind) in get(desk, f"/vi/desk/{shelf.record}/media/{shelf.media['video']}").html
    begin = desk.get(f"{page_of(shelf, kind).partition('/words')[0]}/words?kind={kind}&language=en", headers=HTML)
    assert begin.location.endswith(f"/words/{kind}/en")


def test_a_transcript_without_times_is_kept_as_paragraphs(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    path = page_of(shelf, "transcript", "vi", "audio")
    words = "Già làng kể chuyện.\n\n\n\nRồi cả buôn đánh chiêng.\u202e"
    path_of(press(desk, get(desk, path).form("text"), "save", {"text": words}))
    assert body(archive, shelf, "transcript", "vi", "audio") == "Già làng kể chuyện.\n\nRồi cả buôn đánh chiêng.\n"


def test_every_problem_is_named_by_line_and_nothing_typed_is_lost(
    desk: FlaskClient, archive: Archive, shelf: Shelf
) -> None:
    typed = "0:05 – 0:02\nngược\n\nnan --> 0:09\nsai\n\n0:10 – 0:12\n<script>alert(1)</script>"
    page = Page(press(desk, get(desk, page_of(shelf)).form("text"), "save", {"text": typed}))
    assert page.status == 422
    assert "Dòng 1: giờ kết thúc không sau giờ bắt đầu" in page.text
    assert "Dòng 4: giờ “nan --> 0:09” chưa đúng cách viết" in page.text
    assert page.form("text").get("text") == "\n" + typed
    assert "<script>alert" not in page.html
    assert there(archive, shelf) == {}


def test_words_without_times_can_be_given_some(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    path = page_of(shelf)
    refused = Page(press(desk, get(desk, path).form("text"), "save", {"text": "Câu một\nCâu hai"}))
    assert refused.status == 422
    assert "Chia đều giờ cho các câu" in refused.text
    spread = Page(press(desk, refused.form("text"), "spread"))
    assert there(archive, shelf) == {}
    path_of(press(desk, spread.form("text"), "save"))
    assert body(archive, shelf).count("-->") == 2
    assert body(archive, shelf).endswith("00:01:33.500\nCâu hai\n")


def test_all_lines_are_moved_at_once(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    form = get(desk, page_of(shelf)).form("text")
    moved = Page(press(desk, form, "shift", {"text": TYPED, "by": "-0,5"}))
    assert (moved.form("text").get("text") or "").startswith("\n0:00.5 – 0:02")
    odd = Page(press(desk, form, "shift", {"text": TYPED, "by": "một chút"}))
    assert odd.status == 422
    assert (odd.form("text").get("text") or "").strip() == TYPED.strip()


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        ("1\n00:00:01,000 --> 00:00:02,500\nTiếng chiêng\n".encode(), ""),
        ("1\r\n00:00:01,000 --> 00:00:02,500\r\nTiếng chiêng\r\n".encode("utf-16"), ""),
        ("\ufeffWEBVTT\n\n00:01.000 --> 00:02.500\nTiếng chiêng\n".encode(), ""),
        ("00:01.0 --> 00:02.5\nTiếng chiêng\n".encode("utf-16-le"), ""),
        (
            b"1\r\n00:00:01,000 --> 00:00:02,500\r\n"
            + "Tiếng chiêng mở hội, già làng kể chuyện ngày xưa".encode("cp1258", "ignore")
            + b"\r\n",
            "Unicode",
        ),
    ],
)
def test_a_file_is_read_into_the_form_and_saved_only_when_somebody_has_looked(
    desk: FlaskClient, archive: Archive, shelf: Shelf, octets: bytes, told: str
) -> None:
    page = send(desk, page_of(shelf), octets)
    assert page.status == 200
    assert "Chưa lưu: xin đọc lại một lượt đã." in page.text
    assert told in page.text
    assert (page.form("text").get("text") or "").startswith("\n0:01 – 0:02.5\n")
    assert there(archive, shelf) == {}
    path_of(press(desk, page.form("text"), "save"))
    assert body(archive, shelf).startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n")


def test_tcvn3_is_told_and_converted_with_a_preview(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    words = "Tiếng chiêng mở hội, già làng kể chuyện ngày xưa của buôn làng"
    old = _in_tcvn3(words)
    page = send(desk, page_of(shelf), b"1\n00:00:01,000 --> 00:00:02,500\n" + old + b"\n")
    assert words in page.text
    assert "TCVN3" in page.text
    pasted = Page(
        press(desk, get(desk, page_of(shelf)).form("text"), "look", {"text": "0:01 – 0:02\n" + old.decode("cp1252")})
    )
    assert words in Page(press(desk, pasted.form("text"), "unicode:tcvn3")).text
    assert there(archive, shelf) == {}


def _in_tcvn3(words: str) -> bytes:
    """By trying what each letter of Western Europe becomes."""
    back = {}
    for code in range(0x80, 0x100):
        letter = bytes([code]).decode("cp1252", "ignore")
        if letter:
            back[legacy_text.convert(letter, legacy_text.TCVN3)] = code
    return bytes(back.get(letter, ord(letter) if letter.isascii() else 0x3F) for letter in words)


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, 422),
        (b"", 422),
        (b"-->\n\n" * 9_000, 200),
    ],
)
def test_what_is_no_text_is_refused_in_words_and_bounded(
    desk: FlaskClient, archive: Archive, shelf: Shelf, octets: bytes, status: int
) -> None:
    assert send(desk, page_of(shelf), octets).status == status
    assert there(archive, shelf) == {}


def test_who_was_overtaken_sees_both_texts_and_loses_nothing(
    desk: FlaskClient, archive: Archive, shelf: Shelf, make_officer: Callable[..., Viewer]
) -> None:
    path = page_of(shelf)
    form = get(desk, path).form("text")
    colleague = make_officer("editor", "bientap")
    archive.media.set_text(colleague, shelf.media["video"], "captions", "vi", VTT)
    mine = "0:01 – 0:02\nBản của tôi"
    page = Page(press(desk, form, "save", {"text": mine}))
    assert page.status == 412
    assert "bientap" in page.text
    assert "Cả buôn đánh chiêng" in page.text
    assert (page.form("text").get("text") or "").strip() == mine
    assert body(archive, shelf) == VTT
    path_of(press(desk, page.form("text"), "save"))
    assert "Bản của tôi" in body(archive, shelf)
    with archive.db.read() as session:
        last = session.query(Event).filter_by(kind="worded").order_by(Event.id.desc()).first()
        assert last is not None
        assert last.detail == {"kind": "captions", "part": "vi", "before": VTT}


def test_a_script_saves_and_is_told_the_stamp_or_the_problems(
    desk: FlaskClient, archive: Archive, shelf: Shelf
) -> None:
    token = desk.get("/vi/desk/session").json["token"]

    def save(text: str, base: str) -> TestResponse:
        data = {"csrf_token": token, "do": "save", "text": text, "base": base}
        return desk.post(page_of(shelf), data=data, headers=JSON)

    good = save(TYPED, "")
    assert good.json["base"] == text_stamp(VTT)
    stale = save("0:01 – 0:02\nkhác", "")
    assert stale.status_code == 412
    wrong = save("0:02 – 0:01\nngược", good.json["base"])
    assert (wrong.status_code, wrong.json["problems"][0]["field"]) == (422, "line.1")
    assert body(archive, shelf) == VTT


def test_a_translation_begins_with_the_times_of_another_language(
    desk: FlaskClient, archive: Archive, shelf: Shelf
) -> None:
    archive.media.set_text(SYSTEM, shelf.media["video"], "captions", "vi", VTT)
    page = get(desk, f"{page_of(shelf, tag='en')}?from=captions:vi")
    assert (page.form("text").get("text") or "").strip() == "0:01 – 0:02.5\n\n0:03 – 0:04"
    assert "Cả buôn đánh chiêng" in page.text
    half = "0:01 – 0:02.5\n@Elder: Long ago\n\n0:03 – 0:04\n"
    saved = press(desk, page.form("text"), "save", {"text": half})
    assert saved.status_code == 302
    assert body(archive, shelf, tag="en").count("-->") == 1
    again = get(desk, f"{page_of(shelf, tag='en')}?from=captions:vi").form("text").get("text") or ""
    assert again.strip() == half.strip()
    odd = get(desk, f"{page_of(shelf, tag='en')}?from=captions:<script>")
    assert "<script>alert" not in odd.html


def test_chapters_are_made_from_the_steps_of_the_rite_and_the_other_way_round(
    desk: FlaskClient, archive: Archive
) -> None:
    record = begun(archive)
    film = add(archive, record, "video")
    shelf = Shelf(record, {"video": film})
    steps = [("Cúng thần rừng", "00:05", ""), ("Rước nước", "1:20", "1:25")]
    described = festival() | {
        "ritualStep": [
            {
                "type": "group",
                "value": "",
                "parts": {
                    "title": [text(name)],
                    "film": [{"type": "text", "value": film}],
                    "start": [{"type": "text", "value": start}],
                }
                | ({"end": [{"type": "text", "value": end}]} if end else {}),
            }
            for name, start, end in steps
        ]
    }
    head = archive.reading.record(SYSTEM, record, head=True).head_version
    archive.records.save(SYSTEM, record, texts.body(described, [film]), base=head)
    page = get(desk, f"{page_of(shelf, 'chapters')}?steps=1")
    typed = page.form("text").get("text") or ""
    assert typed.strip() == "0:05 – 1:20\nCúng thần rừng\n\n1:20 – 1:25\nRước nước"
    longer = typed.replace("0:05 –", "0:07.4 –") + "\n1:25 – 1:30\nHội\n"
    back = press(desk, page.form("text"), "steps", {"text": longer})
    assert back.location.endswith(f"/desk/{record}#m-ritualStep")
    form = opened(desk, record)
    assert form.get("m.ritualStep.0.start.0.value") == "0:07"
    assert form.get("m.ritualStep.1.end.0.value") == "1:25"
    assert form.get("m.ritualStep.2.title.0.value") == "Hội"
    kept = archive.reading.record(SYSTEM, record, head=True).metadata["ritualStep"]
    assert len(kept) == 2, "nothing is saved before somebody has looked at it"


def test_lines_are_taken_away_and_stay_in_the_history(desk: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    archive.media.set_text(SYSTEM, shelf.media["video"], "captions", "vi", VTT)
    path_of(press(desk, get(desk, page_of(shelf)).form("text"), "drop"))
    assert there(archive, shelf) == {}


@pytest.mark.parametrize(
    "path",
    [
        "words/page/1",
        "words/annotations/all",
        "words/captions/không",
        "words/captions/" + "a" * 30,
        "words/captions/..",
    ],
)
def test_there_is_no_page_for_what_is_no_kind_or_no_language(desk: FlaskClient, shelf: Shelf, path: str) -> None:
    assert desk.get(f"/vi/desk/{shelf.record}/media/{shelf.media['video']}/{path}", headers=HTML).status_code == 404


def test_pictures_have_no_page_of_words(desk: FlaskClient, shelf: Shelf) -> None:
    assert desk.get(page_of(shelf, type="image"), headers=HTML).status_code == 404
    assert desk.get(f"/vi/desk/{shelf.record}/media/{shelf.media['image']}/words", headers=HTML).status_code == 404


def test_only_who_keeps_the_record_writes_and_others_are_told_of_nothing(
    archive: Archive, client: FlaskClient, make_officer: Callable[..., Viewer], browser_of: Callable[..., FlaskClient]
) -> None:
    hidden = shelve(archive, "video", publish=False)
    elsewhere = browser_of(make_officer("publisher", unit="dong-nai"))
    member = browser_of(make_officer(None))
    for path in (page_of(hidden), page_of(hidden).rpartition("/captions")[0]):
        assert elsewhere.get(path, headers=HTML).status_code == 404
        assert member.get(path, headers=HTML).status_code in (403, 404)
        assert client.get(path, headers=HTML).status_code in (302, 401)
    assert client.post(page_of(hidden), data={"text": TYPED, "do": "save"}, headers=HTML).status_code in (302, 400, 401)
    assert there(archive, hidden) == {}


def test_what_files_lack_is_told_with_the_way_to_mend_it(desk: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "video", "image", publish=False)
    page = get(desk, f"/vi/desk/{shelf.record}")
    words, described = (f"/vi/desk/{shelf.record}/media/{shelf.media[type]}" for type in ("video", "image"))
    assert f'href="{words}/words"' in page.html
    assert f'href="{described}#m-description"' in page.html
    assert "chưa có phụ đề hay bản chép lời cho người không nghe được" in page.text
    assert "2 tệp còn thiếu lời" in page.text
    image = get(desk, described)
    assert "máy đọc màn hình sẽ đọc lên thay cho ảnh" in image.text
    assert "m-description" in image.ids
    path_of(press(desk, opened(desk, shelf.record), "publish"))
    assert archive.reading.record(SYSTEM, shelf.record).status == "published"


def test_an_administrator_makes_it_a_gate_and_then_each_file_is_named(
    desk: FlaskClient, archive: Archive, make_officer: Callable[..., Viewer], browser_of: Callable[..., FlaskClient]
) -> None:
    assert desk.get("/vi/desk/rules", headers=HTML).status_code == 403
    house = browser_of(make_officer("administrator", "quantri"))
    form = get(house, "/vi/desk/rules").form(MEDIA_IN_WORDS)
    assert form.get(MEDIA_IN_WORDS) == "warn"
    told = get(house, path_of(press(house, form, changes={MEDIA_IN_WORDS: DEMAND})))
    assert "từ nay hồ sơ chỉ được công bố khi tệp nào cũng đã có lời" in told.text
    assert told.form(MEDIA_IN_WORDS).get(MEDIA_IN_WORDS) == DEMAND
    forged = desk.post(
        "/vi/desk/rules",
        data={"csrf_token": desk.get("/vi/desk/session").json["token"], MEDIA_IN_WORDS: "warn"},
        headers=HTML,
    )
    assert forged.status_code == 403
    shelf = shelve(archive, "video", "image", publish=False)
    page = get(desk, f"/vi/desk/{shelf.record}")
    assert "Còn thiếu để công bố" in page.text
    refused = Page(press(desk, opened(desk, shelf.record), "publish"))
    assert refused.status == 422
    assert refused.html.count(f"/media/{shelf.media['video']}/words") >= 2
    assert archive.reading.record(SYSTEM, shelf.record, head=True).published_version is None
    head = archive.reading.record(SYSTEM, shelf.record, head=True).head_version
    token = desk.get("/vi/desk/session").json["token"]
    answer = desk.post(
        f"/api/v1/records/{shelf.record}/publish",
        headers={"If-Match": f'"{head}"', "X-CSRFToken": token, "Origin": "http://localhost"},
    )
    assert answer.status_code == 422
    assert {problem["code"] for problem in answer.json["problems"]} == {"media.no_captions", "media.no_description"}


def test_what_was_typed_before_a_file_took_its_place_is_still_shown(
    desk: FlaskClient, archive: Archive, shelf: Shelf
) -> None:
    data = dict(sent(get(desk, page_of(shelf)).form("text"), "upload", {"text": "0:07 – 0:08\nGõ dở"}))
    srt = BytesIO(b"1\n00:00:01,000 --> 00:00:02,500\nX\n")
    page = Page(desk.post(page_of(shelf), data=data | {"file": (srt, "a.srt")}, headers=HTML))
    assert "Những gì có trong biểu mẫu trước đó" in page.text
    assert "Gõ dở" in page.text


def test_after_the_session_has_ended_the_lines_are_sent_once_more(
    desk: FlaskClient, archive: Archive, shelf: Shelf, officer: Viewer, client: FlaskClient
) -> None:
    form = get(desk, page_of(shelf)).form("text")
    asked = Page(client.post(form.action, data=sent(form, "save", {"text": TYPED}), headers=HTML))
    signed_in = press(client, asked.form("password"), changes={"name": officer.name, "password": PASSWORD})
    again = Page(signed_in)
    assert "Cả buôn đánh chiêng" in again.text
    assert there(archive, shelf) == {}
    path_of(press(client, again.form("text")))
    assert body(archive, shelf) == VTT
