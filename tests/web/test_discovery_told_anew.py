"""IIIF Change Discovery of archives that were there before it, that lost something, or that move to another address."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from app.bootstrap import Archive
from app.factory import create_app
from app.models import Activity, Record
from app.services import schema
from app.services.activities import stream
from app.services.viewer import SYSTEM
from tests.web.harvester import ALL_CHANGES, Harvester, activities, get, harvested, types
from tests.web.heard import collection, manifest, shown


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
