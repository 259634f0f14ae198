"""What is erased is nowhere any more: not in versions, derivatives, manifests, the index, objects or working copies."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from app.bootstrap import Archive, open_archive
from app.errors import Gone, Invalid, NotAllowed, NotFound
from app.services import texts
from app.services.discovery import Question
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.conftest import PASSWORD
from tests.made import festival, jpeg, published, text
from tests.services.test_preserve import events, republish, tell
from tests.services.test_preserve_ocfl import valid

SECRET = "bài khấn không ai được chép zkqvuong"
WORD = b"zkqvuong"


@pytest.fixture
def publisher(make_officer: Callable[..., Viewer]) -> Viewer:
    return make_officer("publisher")


@pytest.fixture
def administrator(make_officer: Callable[..., Viewer]) -> Viewer:
    return make_officer("administrator")


def erase(archive: Archive, publisher: Viewer, administrator: Viewer, record: str, media: tuple[str, ...] = ()) -> None:
    signed = {"password": PASSWORD, "address": "::1"}
    request = archive.erasure.ask(publisher, record, reason="Theo lời già làng", media=media, **signed)
    archive.erasure.confirm(administrator, record, request.id, **signed)


def holding(folder: Path, *bodies: bytes) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in files if any(body in path.read_bytes() for body in bodies)]


def secret_record(archive: Archive) -> tuple[str, str, bytes]:
    record = published(archive, SYSTEM, SECRET)
    body = jpeg().read() + b"an original that must go"
    media = archive.media.accept(SYSTEM, record, BytesIO(body), "a.jpg", description={"label": [text(SECRET)]})
    republish(archive, record)
    return record, media.id, body


@pytest.mark.embedded(reason="it reads the bytes of SQLite's file and of the index in the data folder")
def test_a_whole_record_leaves_a_tombstone_and_no_byte_of_it(
    archive: Archive, publisher: Viewer, administrator: Viewer, run_jobs: Callable[[], int]
) -> None:
    record, media, body = secret_record(archive)
    others = [published(archive, SYSTEM, f"Lễ khác {number}") for number in range(12)]
    for number in (900, 5, 300):  # texts of many sizes, so that pages of the record store are used again
        said = festival(SECRET, description=[text(f"{SECRET} " * number)])
        archive.records.autosave(publisher, record, texts.body(said), base=1)
        archive.records.autosave(publisher, others[0], texts.body(festival("x" * 90)), base=1)
    run_jobs()
    archive.media.describe(SYSTEM, media, {"label": [text(f"{SECRET} khác")]})
    archive.records.save(SYSTEM, record, texts.body(festival(f"{SECRET} nữa"), [media]), base=2)
    run_jobs()
    archive.indexing.reindex(lambda _done, _total: None)  # so that its words stand in one segment with others'
    holders = holding(archive.settings.data, WORD)
    for place in ("/index/", "/ocfl/", "/chieng.sqlite"):
        assert any(place in str(path) for path in holders)

    erase(archive, publisher, administrator, record)
    with pytest.raises(Gone):
        archive.reading.record(VISITOR, record)
    run_jobs()

    assert holding(archive.settings.data, WORD, body, b"an original that must go") == []
    assert not archive.store.derivatives(media, 1).exists()
    found = archive.discovery.search(VISITOR, Question(""))
    assert {card.identifier for card in found.records} == set(others)
    assert archive.reading.record(VISITOR, others[0])
    assert tell(archive, record)["withdrawnAt"]
    assert "deletion" in events(archive, record)
    assert valid(archive.settings.ocfl)
    assert archive.fixity.check(lambda _done, _total: None).faults == ()


def test_one_file_goes_and_the_record_stays(
    archive: Archive, publisher: Viewer, administrator: Viewer, run_jobs: Callable[[], int]
) -> None:
    record, media, body = secret_record(archive)
    kept = archive.media.accept(SYSTEM, record, jpeg(colour="#123456"), "b.jpg")
    republish(archive, record)
    run_jobs()
    erase(archive, publisher, administrator, record, (media,))
    with pytest.raises(NotFound):
        archive.reading.media(SYSTEM, media)
    run_jobs()
    assert holding(archive.settings.data, body, b"an original that must go") == []
    assert not archive.store.derivatives(media, 1).exists()
    assert [file.id for file in archive.reading.record(VISITOR, record).media] == [kept.id]
    assert archive.store.original(kept.id).read_bytes() == jpeg(colour="#123456").read()
    assert media not in archive.manifests.manifest(VISITOR, record).body
    assert valid(archive.settings.ocfl)


def test_it_takes_two_people_their_passwords_and_a_reason(
    archive: Archive, publisher: Viewer, administrator: Viewer, make_officer: Callable[..., Viewer]
) -> None:
    record = published(archive, SYSTEM)
    signed = {"password": PASSWORD, "address": "::1"}
    with pytest.raises(NotAllowed):
        archive.erasure.ask(publisher, record, reason="vì", password="not the password", address="::1")
    with pytest.raises(NotAllowed):
        archive.erasure.ask(make_officer("editor"), record, reason="vì", **signed)
    with pytest.raises(Invalid):
        archive.erasure.ask(publisher, record, reason=" ", **signed)
    request = archive.erasure.ask(administrator, record, reason="vì", **signed)
    with pytest.raises(NotAllowed):
        archive.erasure.confirm(administrator, record, request.id, **signed)
    with pytest.raises(NotAllowed):
        archive.erasure.confirm(publisher, record, request.id, **signed)
    second = make_officer("administrator")
    with pytest.raises(NotAllowed):
        archive.erasure.confirm(second, record, request.id, password="not the password", address="::1")
    assert archive.reading.record(VISITOR, record)
    archive.erasure.refuse(second, record, request.id)
    with pytest.raises(NotFound):
        archive.erasure.confirm(second, record, request.id, **signed)
    assert archive.reading.record(VISITOR, record)


def test_the_journal_outside_the_folder_erases_again(
    settings_with_journal: Archive, publisher_of: Callable[[Archive, str], Viewer]
) -> None:
    archive = settings_with_journal
    record, media, _body = secret_record(archive)
    erase(archive, publisher_of(archive, "publisher"), publisher_of(archive, "administrator"), record, (media,))
    assert archive.erasure.again() == []
    (archive.settings.data / "erasures.jsonl").unlink()
    again = archive.media.accept(SYSTEM, record, jpeg(), "again.jpg")
    with archive.db.unit_of_work() as work:  # as an old backup would bring it back
        from app.models import Media

        row = work.get_one(Media, again.id)
        work.add(Media(**{**{c.name: getattr(row, c.name) for c in Media.__table__.columns}, "id": media}))
    assert archive.erasure.again() == [record]
    with pytest.raises(NotFound):
        archive.reading.media(SYSTEM, media)
    assert (archive.settings.data / "erasures.jsonl").exists()


@pytest.fixture
def settings_with_journal(settings: object, tmp_path: Path, archive: Archive) -> Iterator[Archive]:
    opened = open_archive(replace(archive.settings, erasures=tmp_path / "outside" / "erasures.jsonl"))
    yield opened
    opened.db.dispose()


@pytest.fixture
def publisher_of() -> Callable[[Archive, str], Viewer]:
    def make(archive: Archive, role: str) -> Viewer:
        return archive.accounts.viewer(archive.accounts.add(f"{role}-2", PASSWORD, role=role))

    return make
