"""IIIF Change Discovery: what a harvester by the specification's algorithm ends with, and what pages tell and keep."""

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.errors import ArchiveError
from app.models import Record, now
from app.services import changes, texts
from app.services.access import EVERYONE_ID
from app.services.activities import stream
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.made import festival
from tests.services.communities import SLUG, made, public, publisher
from tests.services.test_erasure import erase
from tests.web.harvester import ALL_CHANGES, Harvester, activities, get, harvested, types
from tests.web.heard import BASE, collection, manifest, shown, song

SEASON = "everyone in lunar:01-01/01-15"
CLOSED = ("unit:archive", "registered", "registered else announced", "registered in solar:01-01/12-31")


def test_a_stream_in_which_nothing_happened_has_a_page_with_one_item(client: FlaskClient) -> None:
    told = get(client, ALL_CHANGES)
    assert told["@context"] == "http://iiif.io/api/discovery/1/context.json"
    assert (told["id"], told["type"], told["totalItems"]) == (f"{BASE}{ALL_CHANGES}", "OrderedCollection", 1)
    assert told["first"] == told["last"] == {"id": f"{BASE}/iiif/discovery/1/page/0", "type": "OrderedCollectionPage"}
    page = get(client, told["last"]["id"])
    assert [one["type"] for one in page["orderedItems"]] == ["Refresh"]
    assert "object" not in page["orderedItems"][0]


def test_an_activity_names_the_manifest_and_what_describes_it(archive: Archive, client: FlaskClient) -> None:
    record = shown(archive)
    page = get(client, "/iiif/discovery/1/page/0")
    told = page["orderedItems"][-1]
    assert next(iter(page)) == "@context"
    assert page["partOf"] == {"id": f"{BASE}{ALL_CHANGES}", "type": "OrderedCollection"}
    assert (told["id"], told["type"]) == (f"{BASE}/iiif/discovery/1/activity/1", "Create")
    thing = told["object"]
    assert (thing["id"], thing["type"]) == (manifest(record), "Manifest")
    assert thing["canonical"] == f"{BASE}/records/{record}"
    assert [one["format"] for one in thing["seeAlso"]] == ["application/ld+json", "text/xml"]
    assert all(client.get(one["id"]).status_code == 200 for one in thing["seeAlso"])
    assert thing["provider"][0]["type"] == "Agent"
    alone = get(client, told["id"])
    assert {**alone} == {"@context": alone["@context"], **told}


def test_its_time_is_that_of_the_change_and_the_manifest_is_there_by_then(
    archive: Archive, client: FlaskClient
) -> None:
    record = shown(archive)
    told = activities(client)[-1]
    with archive.db.read() as session:
        changed = session.get_one(Record, record).changed_at
    assert told["endTime"] == f"{changed:%Y-%m-%dT%H:%M:%S}.{changed.microsecond // 1000:03}Z"
    assert client.get(told["object"]["id"]).status_code == 200


@pytest.mark.parametrize("access", [*CLOSED, SEASON])
def test_what_was_never_open_is_never_told(archive: Archive, client: FlaskClient, access: str) -> None:
    record = shown(archive, access)
    archive.records.withdraw(SYSTEM, record, why="xem lại")
    assert record not in client.get("/iiif/discovery/1/page/0").text


def test_drafts_and_records_without_a_file_to_show_are_not_told(archive: Archive, client: FlaskClient) -> None:
    shown(archive, publish=False)
    bare = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    archive.records.publish(SYSTEM, bare, base=1)
    hidden = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    song(archive, hidden, "registered")
    song(archive, hidden, generation=0)
    archive.records.publish(SYSTEM, hidden, base=3)
    assert harvested(client) == set()


@pytest.mark.parametrize("access", CLOSED)
def test_what_is_closed_is_deleted_and_created_again_when_it_is_opened(
    archive: Archive, client: FlaskClient, access: str
) -> None:
    record = shown(archive)
    archive.records.restrict(SYSTEM, record, access)
    archive.records.restrict(SYSTEM, record, "unit:archive")
    archive.records.restrict(SYSTEM, record, "everyone")
    assert types(client, record) == ["Create", "Delete", "Create"]


def test_what_is_deleted_is_told_by_its_address_alone(archive: Archive, client: FlaskClient) -> None:
    record = shown(archive)
    archive.records.withdraw(SYSTEM, record, why="xem lại")
    told = activities(client)[-1]
    assert told["object"] == {"id": manifest(record), "type": "Manifest", "canonical": f"{BASE}/records/{record}"}


def test_what_a_season_shows_leaves_the_stream_and_comes_back_to_it(archive: Archive, client: FlaskClient) -> None:
    record = shown(archive)
    archive.records.restrict(SYSTEM, record, SEASON)
    assert harvested(client) == set()
    removed = activities(client)[-1]
    assert removed["origin"] == {"id": f"{BASE}{ALL_CHANGES}", "type": "OrderedCollection"}
    archive.records.restrict(SYSTEM, record, "everyone")
    added = activities(client)[-1]
    assert added["target"] == removed["origin"]
    assert types(client, record) == ["Create", "Remove", "Add"]
    assert harvested(client) == {manifest(record)}


def test_closing_its_only_file_takes_the_manifest_away(archive: Archive, client: FlaskClient) -> None:
    record = shown(archive)
    (media,) = archive.reading.record(SYSTEM, record).media
    archive.media.restrict(SYSTEM, media.id, "registered")
    assert types(client, record) == ["Create", "Delete"]


def test_saving_a_draft_over_what_is_public_tells_nothing_and_publishing_it_does(
    archive: Archive, client: FlaskClient
) -> None:
    record = shown(archive)
    (media,) = archive.reading.record(SYSTEM, record).media
    archive.records.save(SYSTEM, record, texts.body(festival("Mới"), [media.id]), base=2)
    assert types(client, record) == ["Create"]
    archive.records.publish(SYSTEM, record, base=3)
    assert types(client, record) == ["Create", "Update"]


def test_what_is_erased_is_deleted(archive: Archive, client: FlaskClient, make_officer: Callable[..., Viewer]) -> None:
    record = shown(archive)
    erase(archive, make_officer("publisher"), make_officer("administrator"), record)
    assert types(client, record)[-1] == "Delete"
    assert harvested(client) == set()


def test_what_a_community_closes_is_deleted(archive: Archive, client: FlaskClient) -> None:
    steward, officer = made(archive), publisher(archive)
    record = public(archive, steward, officer)
    song(archive, record)
    archive.records.publish(SYSTEM, record, base=archive.reading.record(SYSTEM, record, head=True).version)
    told = types(client, record)
    archive.communities.set_protocol(steward, SLUG, f"community:{SLUG}")
    assert types(client, record) == ([*told, "Delete"] if told else [])


def test_a_collection_is_told_and_changes_with_what_it_lists(archive: Archive, client: FlaskClient) -> None:
    record, shelf = shown(archive), archive.curating.make(SYSTEM, {"vi": "Tiếng chiêng"})
    assert types(client, shelf) == []
    archive.curating.publish(SYSTEM, shelf)
    archive.curating.add(SYSTEM, shelf, record)
    archive.records.withdraw(SYSTEM, record, why="xem lại")
    assert types(client, shelf) == ["Create", "Update", "Update"]
    archive.curating.withdraw(SYSTEM, shelf, why="xem lại")
    assert types(client, shelf)[-1] == "Delete"
    assert client.get(activities(client)[-1]["object"]["id"]).status_code == 410


@pytest.mark.parametrize("access", ["registered", SEASON])
def test_a_collection_that_is_not_for_everyone_is_not_told_by_what_stands_in_it(
    archive: Archive, client: FlaskClient, access: str
) -> None:
    shelf = archive.curating.make(SYSTEM, {"vi": "Riêng"}, access=access)
    archive.curating.publish(SYSTEM, shelf)
    archive.curating.add(SYSTEM, shelf, shown(archive))
    assert types(client, shelf) == []


def expected(archive: Archive, records: list[str], shelves: list[str]) -> set[str]:
    """By other ways than the stream's own: what a visitor gets, of the class of everyone alone."""
    found = set()
    for record in records:
        try:
            view = archive.reading.record(VISITOR, record)
        except ArchiveError:
            continue
        open_files = [file for file in view.media if file.access_id == EVERYONE_ID and file.generation]
        if view.access_id == EVERYONE_ID and open_files:
            found.add(manifest(record))
    for shelf in shelves:
        try:
            if archive.collections.collection(VISITOR, shelf).access_id == EVERYONE_ID:
                found.add(collection(shelf))
        except ArchiveError:
            continue
    return found


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happened_a_harvester_ends_with_just_what_everyone_may_see(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(stream, "PER_PAGE", 7)
    monkeypatch.setattr("app.web.discovery.PER_PAGE", 7)
    chance = random.Random(seed)
    records = [shown(archive, publish=chance.random() < 0.5) for _ in range(5)]
    shelves = [archive.curating.make(SYSTEM, {"vi": f"Bộ {number}"}) for number in range(2)]
    often, seldom, closed = Harvester(client), Harvester(client), {}
    for step in range(40):
        _deed(archive, chance, records, shelves)
        if step % 3 == 0:
            often.crawl()
            assert often.held == expected(archive, records, shelves)
        if step == 25:
            seldom.crawl()
        last = get(client, ALL_CHANGES)["last"]["id"]
        for number in range(int(last.rpartition("/")[2])):
            body = client.get(f"/iiif/discovery/1/page/{number}").data
            assert closed.setdefault(number, body) == body
    seldom.crawl()
    often.crawl()
    assert harvested(client) == often.held == seldom.held == expected(archive, records, shelves)
    assert closed


def _deed(archive: Archive, chance: random.Random, records: list[str], shelves: list[str]) -> None:
    record, shelf = chance.choice(records), chance.choice(shelves)
    access = chance.choice(["everyone", "everyone", "registered", "registered else announced", SEASON])
    head = archive.reading.record(SYSTEM, record, head=True)
    deeds: list[Callable[[], Any]] = [
        lambda: archive.records.publish(SYSTEM, record, base=head.head_version),
        lambda: archive.records.publish(SYSTEM, record, base=head.head_version),
        lambda: archive.records.withdraw(SYSTEM, record, why="xem lại"),
        lambda: archive.records.restrict(SYSTEM, record, access),
        lambda: archive.media.restrict(SYSTEM, head.media[0].id, access),
        lambda: archive.curating.publish(SYSTEM, shelf),
        lambda: archive.curating.withdraw(SYSTEM, shelf, why="xem lại"),
        lambda: archive.curating.restrict(SYSTEM, shelf, access),
        lambda: archive.curating.add(SYSTEM, shelf, record),
        lambda: archive.curating.step(SYSTEM, shelf, "out", record),
    ]
    chance.choice(deeds)()


@pytest.mark.services
def test_numbers_are_given_in_the_order_of_commits_by_many_writers_at_once(
    archive: Archive, client: FlaskClient
) -> None:
    records = [shown(archive) for _ in range(4)]
    seen: list[list[Any]] = []

    def write(record: str) -> None:
        for access in ("registered", "everyone") * 6:
            archive.records.restrict(SYSTEM, record, access)

    writers = [threading.Thread(target=write, args=(record,)) for record in records]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seen.append(activities(client))
    for writer in writers:
        writer.join()
    final = activities(client)
    assert [int(one["id"].rpartition("/")[2]) for one in final] == list(range(len(final)))
    assert len(final) == 1 + len(records) * 13
    assert all(final[: len(before)] == before for before in seen)
    times = [one.get("endTime", "") for one in final]
    assert times == sorted(times)


def test_pages_lead_to_each_other_and_one_that_is_followed_is_kept_for_long(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PER_PAGE", 2)
    monkeypatch.setattr("app.web.discovery.PER_PAGE", 2)
    for _ in range(4):
        shown(archive)
    first, second, third = (client.get(f"/iiif/discovery/1/page/{number}") for number in range(3))
    assert "prev" not in first.json
    assert (first.json["next"]["id"], second.json["prev"]["id"]) == (second.json["id"], first.json["id"])
    assert [page.json["startIndex"] for page in (first, second, third)] == [0, 2, 4]
    assert "next" not in third.json
    assert first.headers["Cache-Control"] == "public, max-age=2592000"
    assert third.headers["Cache-Control"] == "public, max-age=60"
    assert client.get("/iiif/discovery/1/page/0", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert first.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("number", ["3", "-1", "00", "x", "1e3", "٣", "9" * 30])
def test_a_page_that_is_not_there_is_not_found(client: FlaskClient, number: str) -> None:
    assert client.get(f"/iiif/discovery/1/page/{number}").status_code == 404
    assert client.get(f"/iiif/discovery/1/activity/{number}").status_code == 404


def test_everybody_gets_the_same_whoever_has_signed_in(
    archive: Archive, client: FlaskClient, browser_of: Callable[[Viewer], FlaskClient], officer: Viewer
) -> None:
    shown(archive, "registered")
    for path in (ALL_CHANGES, "/iiif/discovery/1/page/0"):
        answers = [browser.get(path) for browser in (client, browser_of(officer))]
        assert answers[0].data == answers[1].data
        assert answers[0].headers["Cache-Control"] == answers[1].headers["Cache-Control"]


def test_the_media_type_is_the_one_asked_for(client: FlaskClient) -> None:
    linked = 'application/ld+json;profile="http://iiif.io/api/discovery/1/context.json"'
    assert client.get(ALL_CHANGES).headers["Content-Type"] == linked
    plain = client.get(ALL_CHANGES, headers={"Accept": "application/json"})
    assert plain.headers["Content-Type"] == "application/json"


def test_a_page_of_another_site_may_ask_whether_anything_changed(client: FlaskClient) -> None:
    asked = {"Origin": "https://harvester.example", "Access-Control-Request-Headers": "if-none-match"}
    answer = client.options(ALL_CHANGES, headers=asked)
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
    assert "ETag" in client.get(ALL_CHANGES).headers["Access-Control-Expose-Headers"]


def test_a_clock_that_was_put_back_leaves_the_stream_in_order(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = shown(archive)
    monkeypatch.setattr(changes, "now", lambda: now() - timedelta(hours=1))
    archive.records.withdraw(SYSTEM, record, why="xem lại")
    times = [one["endTime"] for one in activities(client)[1:]]
    assert times == sorted(set(times))


def test_nothing_is_told_of_what_was_never_committed(archive: Archive, client: FlaskClient) -> None:
    record = shown(archive)

    def withdraw_both() -> None:
        with archive.db.unit_of_work() as work:
            archive.records.withdraw_in(work, SYSTEM, record, why="xem lại")
            archive.records.withdraw_in(work, SYSTEM, "00000000", why="không có")

    with pytest.raises(ArchiveError):
        withdraw_both()
    assert types(client, record) == ["Create"]
