"""The API: shapes, writing with If-Match, who may what, and what a visitor never gets."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.models import Job, Media, now
from app.services.viewer import SYSTEM, Viewer
from tests.made import festival, published, text
from tests.web.shelf import add, caption, shelve

RECORDS = "/api/v1/records"
BrowserOf = Callable[[Viewer], FlaskClient]


class Officer:
    """A program that writes for somebody who has signed in."""

    def __init__(self, browser: FlaskClient) -> None:
        self.browser = browser
        self.token = browser.get("/api/v1/session").get_json()["csrf"]

    def send(self, method: str, path: str, body: Any = None, *, match: str | None = None) -> Any:
        headers = {"X-CSRFToken": self.token, **({"If-Match": match} if match else {})}
        return self.browser.open(RECORDS + path, method=method, json=body, headers=headers)


@pytest.fixture
def writer(browser_of: BrowserOf, officer: Viewer) -> Officer:
    return Officer(browser_of(officer))


def codes(answer: Any) -> list[str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return [problem["code"] for problem in answer.get_json()["problems"]]


def test_a_record_is_told_with_labels_addresses_and_files(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image", "video", "document")
    caption(archive, shelf.media["video"])
    told = client.get(f"{RECORDS}/{shelf.record}").get_json()
    assert (told["identifier"], told["kind"], told["status"], told["version"]) == (
        shelf.record,
        "festival",
        "published",
        4,
    )
    assert told["metadata"]["title"][0] == {"type": "text", "value": "Lễ hội cồng chiêng", "lang": "vi"}
    people = told["metadata"]["people"][0]
    assert (people["value"], people["label"]["vi"]) == ("xtieng", "Xtiêng")
    licence = told["metadata"]["license"][0]
    assert licence["uri"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert [(file["type"], file["state"], file["label"]["vi"]) for file in told["media"]] == [
        (type, "ready", "Già làng mở đầu bài chiêng") for type in ("image", "video", "document")
    ]
    assert told["links"]["manifest"] == f"http://archive.test/iiif/presentation/3/records/{shelf.record}/manifest"
    assert told["media"][2]["pages"] == 2


def test_every_address_that_a_visitor_is_told_answers(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image", "video", "audio", "document")
    caption(archive, shelf.media["video"])
    told = client.get(f"{RECORDS}/{shelf.record}").get_json()
    addresses = [told["links"]["self"], told["links"]["manifest"]]
    for file in told["media"]:
        links = dict(file["links"])
        addresses += links.pop("captions", {}).values()
        addresses += [address.replace("{page}", "1") for address in links.values()]
    assert len(addresses) > 15
    for address in addresses:
        assert client.get(address.removeprefix("http://archive.test")).status_code == 200, address


def test_only_staff_are_told_of_versions_and_access_everybody_of_work_under_way(
    archive: Archive, client: FlaskClient, writer: Officer
) -> None:
    shelf = shelve(archive, "image")
    media = shelf.media["image"]
    with archive.db.unit_of_work() as work:
        work.get_one(Media, media).state = "working"
        work.add(
            Job(kind="media", key=f"media:{media}", subject=media, state="working", done=3, total=8, heartbeat=now())
        )
    staff = writer.browser.get(f"{RECORDS}/{shelf.record}").get_json()
    visitor = client.get(f"{RECORDS}/{shelf.record}").get_json()
    for told in (staff, visitor):
        assert told["media"][0]["progress"] == {"done": 3, "total": 8}
    assert (staff["head_version"], staff["published_version"], staff["access"]) == (2, 2, "everyone")
    assert not {"head_version", "published_version", "access"} & visitor.keys()
    assert "filename" not in visitor["media"][0]
    assert "original" not in visitor["media"][0]["links"]


def test_people_who_are_not_to_be_named_are_not(archive: Archive, client: FlaskClient, writer: Officer) -> None:
    def bearer(name: str, consent: str) -> dict[str, Any]:
        agreed = {"type": "concept", "value": consent, "vocabulary": "consents"}
        return {"type": "agent", "value": name, "parts": {"consent": [agreed]}}

    bearers = [bearer("Điểu Một", "written"), bearer("Điểu Hai", "anonymous"), bearer("Điểu Ba", "refused")]
    record = shelve(archive, metadata=festival(bearer=bearers)).record
    told = client.get(f"{RECORDS}/{record}").get_json()["metadata"]["bearer"]
    assert [value["value"] for value in told] == ["Điểu Một", ""]
    assert told[1]["label"]["vi"] == "Người không nêu tên"
    assert "consent" not in json.dumps(told)
    assert len(writer.browser.get(f"{RECORDS}/{record}").get_json()["metadata"]["bearer"]) == 3


def test_related_records_are_told_to_those_who_may_see_them(
    archive: Archive, client: FlaskClient, writer: Officer
) -> None:
    public, hidden = published(archive, SYSTEM), published(archive, SYSTEM, access="registered")
    relation = [{"type": "record", "value": id} for id in (public, hidden)]
    record = shelve(archive, metadata=festival(relation=relation)).record
    told = client.get(f"{RECORDS}/{record}")
    assert [value["uri"] for value in told.get_json()["metadata"]["relation"]] == [
        f"http://archive.test/records/{public}"
    ]
    assert hidden not in told.text
    assert hidden in writer.browser.get(f"{RECORDS}/{record}").text


@pytest.mark.parametrize("path", ["/api/v1/records/{}", "/records/{}", "/records/{}.json"])
@pytest.mark.parametrize(
    ("shelf", "status"),
    [({"publish": False}, 404), ({"access": "registered"}, 404), ({"access": "registered else announced"}, 401)],
)
def test_who_may_not_see_a_record_is_not_told_of_it(
    archive: Archive, client: FlaskClient, shelf: dict[str, str], status: int, path: str
) -> None:
    record = shelve(archive, "image", **shelf).record  # type: ignore[arg-type]
    answer = client.get(path.format(record), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "private, no-store")
    assert "chiêng" not in answer.text


def test_a_restricted_file_of_a_public_record_is_not_told_and_one_that_is_announced_is_counted(
    archive: Archive, client: FlaskClient
) -> None:
    shelf = shelve(archive, "image", "video")
    archive.media.restrict(SYSTEM, shelf.media["image"], "registered")
    archive.media.restrict(SYSTEM, shelf.media["video"], "registered else announced")
    told = client.get(f"{RECORDS}/{shelf.record}").get_json()
    assert (told["media"], told["announced_media"], told["links"].get("manifest")) == ([], 1, None)


def test_a_withdrawn_record_is_gone(archive: Archive, client: FlaskClient) -> None:
    record = published(archive, SYSTEM)
    archive.records.withdraw(SYSTEM, record, why="cộng đồng đề nghị")
    assert client.get(f"{RECORDS}/{record}").status_code == 410
    assert client.get(f"/records/{record}").status_code == 410


def test_the_thing_itself_leads_to_what_is_asked_for(archive: Archive, client: FlaskClient) -> None:
    record = published(archive, SYSTEM)

    def location(accept: str, language: str = "vi") -> str:
        answer = client.get(f"/records/{record}", headers={"Accept": accept, "Accept-Language": language})
        assert (answer.status_code, "Accept" in answer.headers["Vary"]) == (303, True)
        return answer.headers["Location"]

    assert location("text/html,*/*;q=0.8") == f"/vi/records/{record}"
    assert location("text/html", "en-GB,en;q=0.9") == f"/en/records/{record}"
    assert location("*/*") == f"/vi/records/{record}"
    assert location("application/json") == f"/api/v1/records/{record}"
    assert client.get(f"/records/{record.upper()}").headers["Location"].endswith(f"/vi/records/{record}")
    same = client.get(f"/records/{record}.json")
    assert same.get_json() == client.get(f"{RECORDS}/{record}").get_json()
    assert same.headers["Content-Location"] == f"http://archive.test/api/v1/records/{record}"


def test_visitors_are_told_when_nothing_has_changed(archive: Archive, client: FlaskClient) -> None:
    record = published(archive, SYSTEM)
    etag = client.get(f"{RECORDS}/{record}").headers["ETag"]
    assert client.get(f"{RECORDS}/{record}", headers={"If-None-Match": etag}).status_code == 304


def test_a_record_is_made_saved_published_and_withdrawn(archive: Archive, client: FlaskClient, writer: Officer) -> None:
    made = writer.send("POST", "", {"kind": "festival", "metadata": {"title": [text("Lễ mừng lúa mới")]}})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    record = made.get_json()["identifier"]
    assert made.headers["Location"] == f"http://archive.test/api/v1/records/{record}"
    assert client.get(f"{RECORDS}/{record}").status_code == 404
    saved = writer.send("PUT", f"/{record}", {"metadata": festival("Lễ mừng lúa mới")}, match='"1"')
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"2"')
    assert writer.send("POST", f"/{record}/publish", match='"2"').get_json()["status"] == "published"
    assert client.get(f"{RECORDS}/{record}").status_code == 200
    gone = writer.send("POST", f"/{record}/withdraw", {"why": "cộng đồng đề nghị"})
    assert gone.get_json()["status"] == "withdrawn"
    assert client.get(f"{RECORDS}/{record}").status_code == 410


def test_the_public_reads_the_old_text_until_the_new_one_is_published(
    archive: Archive, client: FlaskClient, writer: Officer
) -> None:
    record = published(archive, SYSTEM, "Tên cũ")
    writer.send("PUT", f"/{record}", {"metadata": festival("Tên mới")}, match='"1"')

    def title(browser: FlaskClient, query: str = "") -> str:
        found: str = browser.get(f"{RECORDS}/{record}{query}").get_json()["metadata"]["title"][0]["value"]
        return found

    assert (title(client), title(client, "?head=1")) == ("Tên cũ", "Tên cũ")
    assert (title(writer.browser), title(writer.browser, "?head=1")) == ("Tên cũ", "Tên mới")


def test_of_two_officers_the_second_gets_both_texts(archive: Archive, writer: Officer) -> None:
    record = published(archive, SYSTEM)
    writer.send("PUT", f"/{record}", {"metadata": festival("Của người thứ nhất")}, match='"1"')
    answer = writer.send("PUT", f"/{record}", {"metadata": festival("Của người thứ hai")}, match='"1"')
    assert (answer.status_code, answer.headers["ETag"], codes(answer)) == (412, '"2"', ["record.stale"])
    told = answer.get_json()
    assert told["yours"]["metadata"]["title"][0]["value"] == "Của người thứ hai"
    assert told["current"]["metadata"]["title"][0]["value"] == "Của người thứ nhất"
    assert told["current"]["version"] == 2
    stale = writer.send("POST", f"/{record}/publish", match='"1"')
    assert (stale.status_code, stale.get_json()["current"]["version"]) == (412, 2)


def test_files_that_arrived_meanwhile_are_joined(archive: Archive, writer: Officer) -> None:
    shelf = shelve(archive, "image")
    film = add(archive, shelf.record, "video")
    mine = {"metadata": festival("Gõ trong lúc gửi phim"), "media": [shelf.media["image"]]}
    saved = writer.send("PUT", f"/{shelf.record}", mine, match='"2"').get_json()
    assert [file["id"] for file in saved["media"]] == [shelf.media["image"], film]


def test_media_are_left_as_they_are_unless_they_are_sent(archive: Archive, writer: Officer) -> None:
    shelf = shelve(archive, "image")
    kept = writer.send("PUT", f"/{shelf.record}", {"metadata": festival("Tên khác")}, match='"2"').get_json()
    emptied = writer.send(
        "PUT", f"/{shelf.record}", {"metadata": festival("Tên khác"), "media": []}, match='"3"'
    ).get_json()
    assert (len(kept["media"]), emptied["media"]) == (1, [])


def test_every_problem_comes_at_once_in_the_readers_language(writer: Officer) -> None:
    wrong = {
        "kind": "festival",
        "metadata": {"people": [{"type": "concept", "value": "nobody", "vocabulary": "peoples"}], "occurs": "x"},
    }
    vietnamese = writer.send("POST", "", wrong)
    english = writer.browser.post(RECORDS, json=wrong, headers={"X-CSRFToken": writer.token, "Accept-Language": "en"})
    assert vietnamese.status_code == 422
    assert len(codes(vietnamese)) >= 3
    assert {problem["field"].partition("@")[0] for problem in vietnamese.get_json()["problems"]} >= {
        "people",
        "occurs",
        "title",
    }
    assert vietnamese.get_json()["title"] != english.get_json()["title"]


def test_publishing_what_is_incomplete_tells_all_that_is_missing(archive: Archive, writer: Officer) -> None:
    made = writer.send("POST", "", {"kind": "festival", "metadata": {"title": [text("Chỉ có tên")]}}).get_json()
    answer = writer.send("POST", f"/{made['identifier']}/publish", match='"1"')
    assert answer.status_code == 422
    assert len(codes(answer)) >= 3


@pytest.mark.parametrize(
    ("method", "path", "body", "match", "status"),
    [
        ("PUT", "/{}", {"metadata": {}}, None, 428),
        ("POST", "/{}/publish", None, None, 428),
        ("PUT", "/{}", {"metadata": {}}, "*", 400),
        ("PUT", "/{}", {"metadata": {}}, '"x"', 400),
        ("PUT", "/{}", [], '"1"', 400),
        ("PUT", "/{}", {"metadata": []}, '"1"', 422),
        ("PUT", "/{}", {"metadata": {"title": {"vi": "x"}}}, '"1"', 422),
        ("PUT", "/{}", {"metadata": {}, "media": "x"}, '"1"', 400),
        ("PUT", "/{}", {"metadata": {}, "why": 5}, '"1"', 400),
        ("PUT", "/{}", {"metadata": {}, "why": "a\0b"}, '"1"', 400),
        ("PUT", "/nothere1", {"metadata": {}}, '"1"', 404),
        ("POST", "/{}/withdraw", {"why": "  "}, None, 400),
        ("POST", "", {"kind": "feast", "metadata": {}}, None, 422),
        ("POST", "", {"kind": "festival", "metadata": {}, "access": "nonsense("}, None, 422),
        ("POST", "", {"kind": "festival", "metadata": {}, "unit": "nowhere"}, None, 422),
        ("POST", "", "text", None, 400),
    ],
)
def test_what_is_malformed_is_refused_in_words(
    archive: Archive, writer: Officer, method: str, path: str, body: Any, match: str | None, status: int
) -> None:
    record = published(archive, SYSTEM)
    answer = writer.send(method, path.format(record), body, match=match)
    assert answer.status_code == status
    message = answer.get_json()["title"]
    assert "mã:" not in message
    assert archive.reading.record(SYSTEM, record, head=True).version == 1


def test_nobody_writes_without_signing_in_or_without_the_token(
    archive: Archive, client: FlaskClient, browser_of: BrowserOf, officer: Viewer
) -> None:
    record = published(archive, SYSTEM)
    visitor = Officer(client)
    writes = [("POST", ""), ("PUT", f"/{record}"), ("POST", f"/{record}/publish"), ("POST", f"/{record}/withdraw")]
    for method, path in writes:
        assert visitor.send(method, path, {"metadata": festival(), "why": "x"}, match='"1"').status_code == 401
        forged = browser_of(officer).open(RECORDS + path, method=method, json={"why": "x"}, headers={"If-Match": '"1"'})
        assert forged.status_code == 400
    assert archive.reading.record(SYSTEM, record).status == "published"


def test_roles_are_asked_by_the_services(
    archive: Archive, browser_of: BrowserOf, make_officer: Callable[..., Viewer]
) -> None:
    record = published(archive, SYSTEM)
    reader = Officer(browser_of(make_officer(None, "docgia")))
    contributor = Officer(browser_of(make_officer("contributor")))
    body = {"metadata": festival("Tên khác")}
    assert reader.send("POST", "", {"kind": "festival", **body}).status_code == 403
    assert reader.send("PUT", f"/{record}", body, match='"1"').status_code == 404
    assert contributor.send("PUT", f"/{record}", body, match='"1"').status_code == 200
    assert contributor.send("POST", f"/{record}/publish", match='"2"').status_code == 403
    assert contributor.send("POST", f"/{record}/withdraw", {"why": "x"}).status_code == 403
    assert archive.reading.record(SYSTEM, record).version == 1


def test_the_api_is_not_opened_to_other_sites(archive: Archive, client: FlaskClient) -> None:
    answer = client.get("/api/v1/session", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"
