"""A harvester of other people's, sickle, over a served archive, while officers work."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from sickle import Sickle
from sickle.models import Header, Record
from sickle.oaiexceptions import NoRecordsMatch
from werkzeug.serving import make_server

from app.bootstrap import Archive
from app.factory import create_app
from app.services import texts
from app.services.harvest import Wanted
from app.services.viewer import SYSTEM, Viewer
from app.web.oai import routes
from tests.made import festival, published
from tests.services.test_erasure import erase

Copy = dict[str, str | None]
"""What a harvester has: the title of each record, or None for one that it was told to forget."""


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "AT_ONCE", 7)


@pytest.fixture
def harvester(archive: Archive) -> Iterator[Callable[[], Sickle]]:
    server = make_server("127.0.0.1", 0, create_app(archive), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield lambda: Sickle(f"http://127.0.0.1:{server.server_port}/oai", timeout=30)
    server.shutdown()
    thread.join()
    server.server_close()


def name_of(header: Header) -> str:
    assert header.identifier.startswith("oai:chieng.example:")
    return str(header.identifier).rpartition(":")[2]


def enter(copy: Copy, record: Record) -> None:
    copy[name_of(record.header)] = None if record.deleted else record.metadata["title"][0]


def whole(harvester: Callable[[], Sickle], **asked: str) -> Copy:
    copy: Copy = {}
    for record in harvester().ListRecords(metadataPrefix="oai_dc", **asked):
        assert name_of(record.header) not in copy
        enter(copy, record)
    return copy


def true_state(archive: Archive) -> Copy:
    found = archive.harvest.records(Wanted(), None, 10_000)
    return {each.header.identifier: next((words for _, words, _ in each.said), None) for each in found}


def test_every_published_record_is_harvested_once(archive: Archive, harvester: Callable[[], Sickle]) -> None:
    expected: Copy = {published(archive, SYSTEM, f"Lễ {number}"): f"Lễ {number}" for number in range(30)}
    hidden = published(archive, SYSTEM, access="registered")
    withdrawn, closed = published(archive, SYSTEM), published(archive, SYSTEM)
    archive.records.withdraw(SYSTEM, withdrawn, why="xem lại")
    archive.records.restrict(SYSTEM, closed, "registered")
    copy = whole(harvester)
    assert hidden not in copy
    assert copy == expected | {withdrawn: None, closed: None}
    headers = list(harvester().ListIdentifiers(metadataPrefix="oai_dc"))
    assert {name_of(header): header.deleted for header in headers} == {key: copy[key] is None for key in copy}
    assert len(headers) == len(copy)


def test_the_other_verbs_are_understood(archive: Archive, harvester: Callable[[], Sickle]) -> None:
    record = published(archive, SYSTEM)
    client = harvester()
    assert client.Identify().deletedRecord == "persistent"
    assert [form.metadataPrefix for form in client.ListMetadataFormats()] == ["oai_dc"]
    assert "kind:festival" in [each.setSpec for each in client.ListSets()]
    assert (
        name_of(client.GetRecord(identifier=f"oai:chieng.example:{record}", metadataPrefix="oai_dc").header) == record
    )
    assert list(whole(harvester, set="kind:festival")) == [record]


def test_what_changes_during_a_harvest_is_right_at_its_end(archive: Archive, harvester: Callable[[], Sickle]) -> None:
    records = [published(archive, SYSTEM, f"Lễ {number}") for number in range(30)]
    deeds = {
        3: lambda: archive.records.withdraw(SYSTEM, records[0], why="đã gửi đi rồi"),
        5: lambda: archive.records.withdraw(SYSTEM, records[25], why="chưa gửi đi"),
        9: lambda: archive.records.restrict(SYSTEM, records[1], "registered"),
        12: lambda: archive.records.restrict(SYSTEM, records[26], "unit:archive"),
        15: lambda: _rename(archive, records[2], "Tên mới"),
        18: lambda: published(archive, SYSTEM, "Lễ mới"),
    }
    copy: Copy = {}
    for number, record in enumerate(harvester().ListRecords(metadataPrefix="oai_dc")):
        enter(copy, record)
        deeds.get(number, lambda: None)()
    assert copy == true_state(archive)
    assert [copy[records[place]] for place in (0, 25, 1, 26, 2)] == [None, None, None, None, "Tên mới"]
    assert len(copy) == 31


def test_who_harvests_again_and_again_from_our_date_misses_nothing_that_people_did(
    archive: Archive, harvester: Callable[[], Sickle]
) -> None:
    records = [published(archive, SYSTEM, f"Lễ {number}") for number in range(30)]

    def work(mine: list[str]) -> None:
        for record in mine:
            archive.records.withdraw(SYSTEM, record, why="xem lại")
            _rename(archive, record, "Tên mới")
            archive.records.restrict(SYSTEM, record, "registered")

    officers = [threading.Thread(target=work, args=(records[start:18:3],)) for start in range(3)]
    for officer in officers:
        officer.start()
    copy: Copy = {}
    since, busy = "", True
    while busy:
        busy = any(officer.is_alive() for officer in officers)
        since = _catch_up(harvester(), copy, since)
    assert copy == true_state(archive)
    assert sorted(key for key, title in copy.items() if title) == sorted(records[18:])


def test_what_was_erased_comes_as_deleted(
    archive: Archive, make_officer: Callable[..., Viewer], client: FlaskClient
) -> None:
    record = published(archive, SYSTEM)
    erase(archive, make_officer("publisher"), make_officer("administrator"), record)
    told = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").get_data(as_text=True)
    assert f'<header status="deleted"><identifier>oai:chieng.example:{record}</identifier>' in told
    assert "dc:title" not in told


def _catch_up(client: Sickle, copy: Copy, since: str) -> str:
    """Harvests what changed since; the date from which to go on, as the guidelines for harvesters have it."""
    asked = {"from": since} if since else {}
    try:
        found = client.ListRecords(metadataPrefix="oai_dc", **asked)
    except NoRecordsMatch:
        return since
    date = found.oai_response.xml.findtext(f"{found.sickle.oai_namespace}responseDate")
    for record in found:
        enter(copy, record)
    return str(date)


def _rename(archive: Archive, record: str, name: str) -> None:
    base = archive.reading.record(SYSTEM, record, head=True).head_version
    saved = archive.records.save(SYSTEM, record, texts.body(festival(name)), base=base)
    archive.records.publish(SYSTEM, record, base=saved.version)
