"""IIIF Change Discovery: what a harvester by the specification's algorithm ends with, and what pages tell and keep."""

import json
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from app.bootstrap import Archive
from app.errors import ArchiveError
from app.factory import create_app
from app.models import Activity, Media, Record, now
from app.services import changes, identifiers, schema, texts
from app.services.access import EVERYONE_ID
from app.services.activities import stream
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.made import festival
from tests.services.communities import SLUG, made, public, publisher
from tests.services.test_erasure import erase
from tests.web.harvester import ALL_CHANGES, Harvester, activities, get, types

BASE = "http://archive.test"
SEASON = "everyone in lunar:01-01/01-15"
CLOSED = ("unit:archive", "registered", "registered else announced", "registered in solar:01-01/12-31")


def shown(archive: Archive, access: str = "everyone", *, publish: bool = True) -> str:
    """A record with a song that can be played."""
    record = archive.records.create(SYSTEM, "festival", texts.body(festival()), access=access).identifier
    song(archive, record)
    if publish:
        archive.records.publish(SYSTEM, record, base=2)
    return record


def song(archive: Archive, record: str, access: str = "everyone", generation: int = 1) -> str:
    with archive.db.unit_of_work() as work:
        media = identifiers.new(work)
        known = {"filename": "a.wav", "mime": "audio/wav", "size": 1, "sha256": "0" * 64, "sha512": "0" * 128}
        access_id = archive.access.class_id(work, access)
        row = Media(id=media, record=record, access_id=access_id, type="audio", state="ready", **known)
        row.generation, row.detail, row.description = generation, {"duration": 12.5}, {}
        work.add(row)
        work.flush()
        archive.records.attach_in(work, SYSTEM, record, [media])
    return media


def manifest(record: str, base: str = BASE) -> str:
    return f"{base}/iiif/presentation/3/records/{record}/manifest"


def collection(identifier: str, base: str = BASE) -> str:
    return f"{base}/iiif/presentation/3/collections/{identifier}"


def harvested(client: FlaskClient) -> set[str]:
    harvester = Harvester(client)
    harvester.crawl()
    return harvester.held


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


def test_an_archive_that_was_there_before_the_stream_is_told_by_a_job(
    archive: Archive, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    record, closed, withdrawn = shown(archive), shown(archive, "registered"), shown(archive)
    shelf = archive.curating.make(SYSTEM, {"vi": "Tiếng chiêng"})
    archive.curating.publish(SYSTEM, shelf)
    archive.records.withdraw(SYSTEM, withdrawn, why="xem lại")
    with archive.db.unit_of_work() as work:
        work.execute(delete(Activity).where(Activity.number > 0))
    archive.activities.ask()
    run_jobs()
    before = activities(client)
    assert harvested(client) == {manifest(record), collection(shelf)}
    assert closed not in json.dumps(before)
    archive.activities.ask()
    run_jobs()
    assert activities(client) == before


def test_an_archive_of_before_is_told_once_its_tables_are_brought_up_to_date(
    archive: Archive, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    record = shown(archive)
    run_jobs()
    schema.downgrade(archive.db, "0005")
    schema.upgrade(archive.db)
    run_jobs()
    assert harvested(client) == {manifest(record)}
    assert types(client, record) == ["Create"]


def test_what_was_closed_or_lost_behind_the_archives_back_is_found_by_the_job(
    archive: Archive, client: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    closed, kept = shown(archive), shown(archive)
    shelf = archive.curating.make(SYSTEM, {"vi": "Tiếng chiêng"})
    archive.curating.publish(SYSTEM, shelf)
    with archive.db.unit_of_work() as work:
        work.execute(update(Record).where(Record.identifier == closed).values(published_version=None))
        work.execute(update(Activity).where(Activity.identifier == shelf).values(identifier="zzzzzzzz"))
    archive.activities.ask()
    run_jobs()
    assert harvested(client) == {manifest(kept), collection(shelf)}


def at(archive: Archive, base: str) -> tuple[Archive, FlaskClient]:
    """The same archive at another address."""
    settings = replace(archive.settings, base_url=base)
    moved = replace(archive, settings=settings, activities=stream.Activities(archive.db, archive.jobs, base))
    app: APIFlask = create_app(moved)
    return moved, app.test_client()


def test_an_archive_that_moves_to_another_address_tells_where_each_thing_is_now(archive: Archive) -> None:
    old, new = "https://di-san.example", "https://chieng.example"
    here, client = at(archive, old)
    here.activities.settle()
    record, gone = shown(archive), shown(archive)
    archive.records.withdraw(SYSTEM, gone, why="xem lại")
    harvester = Harvester(client)
    harvester.crawl()
    assert harvester.held == {manifest(record, old)}
    before = activities(client)
    there, client = at(archive, new)
    there.activities.settle()
    there.activities.settle()
    moved = activities(client)
    assert moved[: len(before)] == before
    assert [one["type"] for one in moved[len(before) :]] == ["Refresh", "Move"]
    assert moved[-1]["object"]["id"] == manifest(record, old)
    assert moved[-1]["target"]["id"] == manifest(record, new)
    harvester.client = client
    harvester.crawl()
    assert harvester.held == harvested(client) == {manifest(record, new)}
    archive.records.withdraw(SYSTEM, record, why="xem lại")
    harvester.crawl()
    assert harvester.held == harvested(client) == set()


def test_a_new_form_of_manifests_is_told_as_a_refresh_with_every_thing_once(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = {shown(archive) for _ in range(3)}
    archive.records.withdraw(SYSTEM, shown(archive), why="xem lại")
    before = len(activities(client))
    monkeypatch.setattr(stream, "FORM", stream.FORM + 1)
    here, client = at(archive, "http://localhost:8000")
    here.activities.settle()
    here.activities.settle()
    told = activities(client)[before:]
    assert [one["type"] for one in told] == ["Refresh", "Update", "Update", "Update"]
    assert harvested(client) == {manifest(one, "http://localhost:8000") for one in records}


def test_an_address_that_means_another_machine_to_everybody_is_no_place_to_move_to(archive: Archive) -> None:
    for base in ("http://localhost:5000", "http://127.0.0.1:8000", "http://[::1]"):
        here, client = at(archive, base)
        here.activities.settle()
        assert get(client, ALL_CHANGES)["totalItems"] == 1


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
