"""Undoing an import: what it made is gone or withdrawn, what it changed is as before, what people did since stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Archive
from app.errors import Gone, NotAllowed, NotFound, Stale
from app.models import Batch, BatchChange, Event, Job, Media, Record, RecordVersion, UsedIdentifier
from app.services import texts
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.made import festival, jpeg, published, text
from tests.services.sheets import PUBLISHABLE, differing, everything, festivals, write_sheet

CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nTiếng chiêng\n"


def head(archive: Archive, identifier: str) -> tuple[int, int | None, str]:
    """Head version, published version, and the Vietnamese title of the head."""
    view = archive.reading.record(SYSTEM, identifier, head=True)
    return view.head_version, view.published_version, view.metadata["title"][0]["value"]


def only_record(archive: Archive) -> Record:
    with archive.db.read() as session:
        return session.scalars(select(Record)).one()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.jpg").write_bytes(jpeg(40, 30).read())
    (tmp_path / "a.vtt").write_text(CAPTIONS, encoding="utf-8")
    return tmp_path


def test_undo_leaves_nothing_but_burnt_identifiers(archive: Archive, folder: Path) -> None:
    before = everything(archive)
    rows = festivals(250, access="registered")
    rows[0]["media"] = "a.jpg"
    write_sheet(folder / "media.csv", [{"file": "a.jpg", "label@vi": "Chiêng", "captions@vi": "a.vtt"}])
    batch = archive.imports.run(SYSTEM, write_sheet(folder / "r.csv", rows)).batch
    assert batch

    report = archive.imports.undo(SYSTEM, batch)

    assert (report.purged, report.withdrawn, report.restored, report.left) == (250, 0, 0, ())
    after = everything(archive)
    # the batch and its events are the memory of what happened; an access class is a rule, and names nobody's record
    assert differing(before, after) == {"used_identifier", "batch", "event", "access_class"}
    with archive.db.read() as session:
        assert len(session.scalars(select(UsedIdentifier.burnt_at)).all()) == 251
        assert all(session.scalars(select(UsedIdentifier.burnt_at)))
        assert set(session.scalars(select(Event.subject))) == {f"batch:{batch}"}


def test_undo_twice_is_harmless(archive: Archive, tmp_path: Path) -> None:
    other = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    rows = [*festivals(3), {"identifier": other, "title@vi": "Khác"}]
    batch = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows)).batch
    assert batch
    archive.imports.undo(SYSTEM, batch)
    before = everything(archive)

    report = archive.imports.undo(SYSTEM, batch)

    assert (report.purged, report.restored, report.left) == (0, 0, ())
    assert differing(before, everything(archive)) == {"batch", "event"}


def test_what_was_published_is_withdrawn_and_keeps_its_files(archive: Archive, folder: Path) -> None:
    sheet = write_sheet(folder / "r.csv", [PUBLISHABLE | {"media": "a.jpg"}])
    batch = archive.imports.run(SYSTEM, sheet, publish=True).batch
    assert batch
    record = only_record(archive).identifier

    report = archive.imports.undo(SYSTEM, batch)

    assert (report.purged, report.withdrawn) == (0, 1)
    with pytest.raises(Gone):
        archive.reading.record(VISITOR, record)
    with archive.db.read() as session:
        media = session.scalars(select(Media.id)).one()
        asked = set(session.scalars(select(Job.kind).where(Job.subject == record)))
        assert asked == {"index", "manifest", "preserve"}
    assert archive.store.original(media).exists()


def test_a_changed_record_has_its_earlier_text_and_publication_again(archive: Archive, folder: Path) -> None:
    record = published(archive, SYSTEM, "Lễ cũ")
    row = {"identifier": record, "title@vi": "Lễ mới", "access": "registered", "media": "a.jpg"}
    imported = archive.imports.run(SYSTEM, write_sheet(folder / "r.csv", [row]), publish=True)
    assert (imported.changed, imported.published) == (1, 1)
    assert head(archive, record) == (2, 2, "Lễ mới")

    assert imported.batch
    report = archive.imports.undo(SYSTEM, imported.batch)

    assert report.restored == 1
    assert head(archive, record) == (1, 1, "Lễ cũ")
    seen = archive.reading.record(VISITOR, record)
    assert (seen.metadata["title"][0]["value"], seen.media, seen.status) == ("Lễ cũ", (), "published")
    with archive.db.read() as session:
        assert set(session.scalars(select(Job.kind).where(Job.subject == record))) == {"index", "manifest", "preserve"}
        # the file was public for a while: its original is kept, and nobody lists it
        kept = session.scalars(select(Media.id)).one()
    assert [(left.identifier, left.problem.code) for left in report.left] == [(kept, "undo.published_file")]
    assert archive.store.original(kept).exists()


def test_files_that_came_with_a_text_nobody_saw_are_purged(archive: Archive, folder: Path) -> None:
    record = published(archive, SYSTEM)
    sheet = write_sheet(folder / "r.csv", [{"identifier": record, "media": "a.jpg"}])
    batch = archive.imports.run(SYSTEM, sheet).batch
    assert batch
    assert everything(archive)["files"] != {}

    report = archive.imports.undo(SYSTEM, batch)

    assert (report.restored, report.left) == (1, ())
    after = everything(archive)
    assert (after["files"], after["media"]) == ({}, [])


def test_no_number_of_a_version_is_used_twice(archive: Archive, tmp_path: Path) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival("Một"))).identifier
    sheet = write_sheet(tmp_path / "r.csv", [{"identifier": record, "title@vi": "Hai"}])
    batch = archive.imports.run(SYSTEM, sheet).batch
    assert batch
    archive.imports.undo(SYSTEM, batch)

    saved = archive.records.save(SYSTEM, record, texts.body(festival("Ba")), base=1)

    assert saved.version == 3
    # somebody who has had the import's text open all the time is not let past
    with pytest.raises(Stale):
        archive.records.save(SYSTEM, record, texts.body(festival("Bốn")), base=2)


def test_what_somebody_edited_since_is_told_and_left(archive: Archive, tmp_path: Path) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival("Một"))).identifier
    rows = [*festivals(2), {"identifier": record, "title@vi": "Hai"}]
    batch = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows)).batch
    assert batch
    with archive.db.read() as session:
        made = session.scalars(select(Record.identifier).where(Record.head_version == 1)).first()
    assert made
    archive.records.save(SYSTEM, record, texts.body(festival("Ba")), base=2)
    archive.records.save(SYSTEM, made, texts.body(festival("Bốn")), base=1)

    report = archive.imports.undo(SYSTEM, batch)

    assert report.purged == 1
    assert {(left.identifier, left.problem.code) for left in report.left} == {
        (record, "undo.edited"),
        (made, "undo.edited"),
    }
    assert head(archive, record)[2] == "Ba"
    assert head(archive, made)[2] == "Bốn"


def test_what_somebody_is_typing_is_not_purged_under_their_hands(
    archive: Archive, officer: Viewer, tmp_path: Path
) -> None:
    batch = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", festivals(1))).batch
    assert batch
    record = only_record(archive).identifier
    archive.records.autosave(officer, record, texts.body({"title": [text("Đang gõ")]}), base=1)

    assert [left.identifier for left in archive.imports.undo(SYSTEM, batch).left] == [record]
    archive.records.discard(officer, record)
    assert archive.imports.undo(SYSTEM, batch).purged == 1


def test_batches_are_undone_one_after_the_other(archive: Archive, tmp_path: Path) -> None:
    record = published(archive, SYSTEM, "Một")
    batches = []
    for title in ("Hai", "Ba"):
        sheet = write_sheet(tmp_path / "r.csv", [{"identifier": record, "title@vi": title}])
        batches.append(archive.imports.run(SYSTEM, sheet, publish=True).batch or 0)

    assert archive.imports.undo(SYSTEM, batches[0]).left[0].identifier == record
    assert archive.imports.undo(SYSTEM, batches[1]).restored == 1
    assert head(archive, record) == (2, 2, "Hai")
    assert archive.imports.undo(SYSTEM, batches[0]).restored == 1
    assert head(archive, record) == (1, 1, "Một")


def test_a_publication_by_an_import_is_taken_back_and_a_tombstone_stands(archive: Archive, tmp_path: Path) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    sheet = write_sheet(tmp_path / "r.csv", [{"identifier": record}])
    batch = archive.imports.run(SYSTEM, sheet, publish=True).batch
    assert batch
    assert archive.reading.count(VISITOR) == 1

    archive.imports.undo(SYSTEM, batch)

    with pytest.raises(Gone):
        archive.reading.record(VISITOR, record)
    assert head(archive, record)[:2] == (1, None)


def test_what_somebody_withdrew_or_restricted_since_stays_so(archive: Archive, tmp_path: Path) -> None:
    withdrawn, restricted = published(archive, SYSTEM), published(archive, SYSTEM)
    rows = [{"identifier": record, "title@vi": "Mới", "access": "registered"} for record in (withdrawn, restricted)]
    batch = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows), publish=True).batch
    assert batch
    archive.records.withdraw(SYSTEM, withdrawn, why="cộng đồng yêu cầu")
    archive.records.restrict(SYSTEM, restricted, "community:bom-bo")

    archive.imports.undo(SYSTEM, batch)

    assert archive.reading.record(SYSTEM, withdrawn).status == "withdrawn"
    view = archive.reading.record(SYSTEM, restricted)
    assert (view.access, view.published_version) == ("community:bom-bo", 1)


def test_what_was_said_of_a_file_before_is_said_again(archive: Archive, folder: Path) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    media = archive.media.accept(
        SYSTEM, record, jpeg(), "a.jpg", description={"label": [text("Cũ")]}, access="registered"
    ).id
    before = everything(archive)
    write_sheet(
        folder / "media.csv",
        [{"media": media, "label@vi": "Mới", "access": "everyone", "captions@vi": "a.vtt"}],
    )
    imported = archive.imports.run(SYSTEM, write_sheet(folder / "r.csv", []))
    assert (imported.described, imported.batch) == (1, 1)
    changed = everything(archive)
    assert {"media", "media_text"} <= differing(before, changed)

    assert archive.imports.undo(SYSTEM, 1).left == ()

    with archive.db.read() as session:
        row = session.get_one(Media, media)
        assert row.description == {"label": [text("Cũ")]}
        assert archive.access.canonical(session, row.access_id) == "registered"
        assert session.scalars(select(BatchChange)).all() == []
    assert "media_text" not in differing(before, everything(archive))


def test_only_who_imported_and_administrators_undo(
    archive: Archive, make_officer: Callable[..., Viewer], tmp_path: Path
) -> None:
    mine, other = make_officer("editor"), make_officer("publisher")
    batch = archive.imports.run(mine, write_sheet(tmp_path / "r.csv", festivals(1))).batch
    assert batch

    with pytest.raises(NotAllowed):
        archive.imports.undo(other, batch)
    with pytest.raises(NotFound):
        archive.imports.undo(VISITOR, batch)
    with pytest.raises(NotFound):
        archive.imports.undo(SYSTEM, 99)
    assert archive.imports.undo(mine, batch).purged == 1


def test_an_undoing_that_is_cut_off_is_finished_by_the_next(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off at its worst: the rows are gone, the bytes are not."""
    rows = [row | {"media": "a.jpg"} for row in festivals(2)]
    batch = archive.imports.run(SYSTEM, write_sheet(folder / "r.csv", rows)).batch
    assert batch

    def power_cut(_media: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(archive.store, "purge", power_cut)
        with pytest.raises(KeyboardInterrupt):
            archive.imports.undo(SYSTEM, batch)
    with archive.db.read() as session:
        assert session.scalars(select(Record)).all() == []
        assert session.get_one(Batch, batch).state == "undoing"
    assert len(everything(archive)["files"]) == 2

    archive.imports.undo(SYSTEM, batch)

    assert everything(archive)["files"] == {}
    with archive.db.read() as session:
        assert session.get_one(Batch, batch).state == "undone"
        assert session.scalars(select(RecordVersion)).all() == []
