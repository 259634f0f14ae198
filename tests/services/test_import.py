"""Imports as a whole: what goes in, what is refused, that a rehearsal tells the same and does nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.bootstrap import Archive
from app.errors import Invalid
from app.models import Batch, Event, Job, Record, RecordVersion
from app.services import texts, units
from app.services.imports.plans import Plan
from app.services.imports.writing import Failed, Writer
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.made import festival, text
from tests.services.sheets import PUBLISHABLE, differing, everything, festivals, write_sheet


def two_hundred(path: Path) -> Path:
    """200 rows with 3 that are wrong: no title, a date that is none, a people that is not there."""
    rows = festivals(200, people="Xtiêng")
    rows[9]["title@vi"] = ""
    rows[99]["lastHeld"] = "hôm qua"
    rows[199]["people"] = "Klingon"
    return write_sheet(path / "records.csv", rows)


def counts(archive: Archive) -> dict[str, int]:
    with archive.db.read() as session:
        found = session.execute(select(RecordVersion.state, func.count()).group_by(RecordVersion.state))
        return dict(found.all())


def test_of_200_rows_with_3_bad_ones_197_become_drafts_and_3_are_told(archive: Archive, tmp_path: Path) -> None:
    report = archive.imports.run(SYSTEM, two_hundred(tmp_path))

    told = [(problem.row, problem.column, problem.problem.code) for problem in report.rejected]
    assert told == [
        (11, "title@vi", "field.missing"),
        (101, "lastHeld", "import.date"),
        (201, "people", "import.concept_unknown"),
    ]
    assert (report.made, report.rejected_rows, report.published) == (197, 3, 0)
    assert counts(archive) == {"draft": 197}


def test_a_rehearsal_tells_the_same_and_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    sheet = two_hundred(tmp_path)
    before = everything(archive)

    rehearsed = archive.imports.run(SYSTEM, sheet, dry_run=True)

    assert differing(before, everything(archive)) == set()
    done = archive.imports.run(SYSTEM, sheet)
    assert done.batch is not None
    assert rehearsed == replace(done, batch=None)


def test_what_an_import_makes_by_the_hundred_is_what_records_make_one_by_one(
    archive: Archive, officer: Viewer, tmp_path: Path
) -> None:
    body = texts.body({"title": [text("Lễ hội số 1")]})
    by_hand = archive.records.create(officer, "festival", body, access="registered").identifier
    archive.imports.run(officer, write_sheet(tmp_path / "one.csv", festivals(1, access="registered")))

    with archive.db.read() as session:
        records = {record.identifier: record for record in session.scalars(select(Record))}
        one, other = records.pop(by_hand), *records.values()
        same = [c.key for c in Record.__table__.columns if c.key not in ("identifier", "created_at", "changed_at")]
        assert [getattr(one, key) for key in same] == [getattr(other, key) for key in same]
        versions = [session.get_one(RecordVersion, (record.identifier, 1)) for record in (one, other)]
        assert len({(v.state, str(v.body), v.who, v.why) for v in versions}) == 1
        events = session.scalars(select(Event).where(Event.kind == "created")).all()
        assert len({(event.account_id, str(event.detail)) for event in events}) == 1
        assert {event.subject for event in events} == {one.identifier, other.identifier}


def test_publishing_publishes_what_has_all_it_needs_and_keeps_the_rest_as_drafts(
    archive: Archive, tmp_path: Path
) -> None:
    sheet = write_sheet(tmp_path / "r.csv", [PUBLISHABLE, {"kind": "festival", "title@vi": "Chưa đủ"}])

    report = archive.imports.run(SYSTEM, sheet, publish=True)

    assert (report.made, report.published, report.rejected) == (2, 1, ())
    assert {(held.row, held.problem.code) for held in report.held} == {
        (3, "field.missing"),
        (3, "field.rights"),
        (3, "field.people_or_place"),
    }
    assert counts(archive) == {"published": 1, "draft": 1}
    assert archive.reading.count(VISITOR) == 1
    with archive.db.read() as session:
        assert set(session.scalars(select(Job.kind))) == {"index", "manifest", "preserve"}


def test_a_contributor_cannot_publish_by_an_import(
    archive: Archive, make_officer: Callable[..., Viewer], tmp_path: Path
) -> None:
    contributor = make_officer("contributor")
    report = archive.imports.run(contributor, write_sheet(tmp_path / "r.csv", [PUBLISHABLE]), publish=True)

    assert [held.problem.code for held in report.held] == ["account.role_needed"]
    assert archive.reading.count(VISITOR) == 0


def test_rows_go_only_where_the_actor_may_write(
    archive: Archive, make_officer: Callable[..., Viewer], tmp_path: Path
) -> None:
    with archive.db.unit_of_work() as work:
        units.ensure(work, "bu-dang", {"vi": "Bù Đăng"}, level="commune", parent=units.root(work))
    officer = make_officer("editor", unit="bu-dang")
    sheet = write_sheet(tmp_path / "r.csv", festivals(1))

    refused = archive.imports.run(officer, sheet)
    accepted = archive.imports.run(officer, sheet, unit="bu-dang")

    assert [problem.problem.code for problem in refused.rejected] == ["account.role_needed"]
    assert accepted.made == 1
    with pytest.raises(Invalid):
        archive.imports.run(officer, sheet, unit="nowhere")


def test_the_status_column_says_draft_or_in_review_and_another_word_is_told_and_passed_over(
    archive: Archive, tmp_path: Path
) -> None:
    rows = [{**row, "status": status} for row, status in zip(festivals(3), ("in_review", "", "xong"), strict=True)]
    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows))

    assert counts(archive) == {"in_review": 1, "draft": 2}
    assert [(note.row, note.problem.value) for note in report.notes] == [(4, "xong")]


def test_access_is_everyone_unless_a_condition_stands_there(archive: Archive, tmp_path: Path) -> None:
    rows = festivals(2)
    rows[0]["access"] = "any(registered,  community:bom-bo)"
    rows += festivals(1, access="ai cũng được")
    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows))

    assert [(problem.row, problem.column) for problem in report.rejected] == [(4, "access")]
    with archive.db.read() as session:
        classes = {archive.access.canonical(session, id) for id in session.scalars(select(Record.access_id))}
    assert classes == {"everyone", "any(community:bom-bo, registered)"}


def test_the_batch_keeps_its_counts_and_progress_reaches_the_end(archive: Archive, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    report = archive.imports.run(
        SYSTEM, two_hundred(tmp_path), progress=lambda done, total: steps.append((done, total))
    )

    assert steps[-1] == (200, 200)
    with archive.db.read() as session:
        batch = session.get_one(Batch, report.batch)
    assert (batch.state, batch.source) == ("finished", "records.csv")
    assert batch.report is not None
    assert {name: told for name, told in batch.report.items() if name != "digest"} == {
        "made": 197,
        "changed": 0,
        "unchanged": 0,
        "published": 0,
        "files": 0,
        "described": 0,
        "rejected": 3,
        "held": 0,
    }


def test_the_same_sheet_again_makes_its_records_again_and_says_so(archive: Archive, tmp_path: Path) -> None:
    sheet = write_sheet(tmp_path / "r.csv", festivals(2))
    archive.imports.run(SYSTEM, sheet)

    for dry_run in (True, False):
        [note] = archive.imports.run(SYSTEM, sheet, dry_run=dry_run).notes
        assert (note.problem.code, note.problem.value) == ("import.again", "1")
    archive.imports.undo(SYSTEM, 2)
    archive.imports.undo(SYSTEM, 1)
    assert archive.imports.run(SYSTEM, sheet).notes == ()


def test_a_row_needs_a_kind_by_its_key_or_by_its_name(archive: Archive, tmp_path: Path) -> None:
    rows = [{"title@vi": "A", "kind": kind} for kind in ("costume", "Trang phục", "", "quần áo")]
    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows))

    assert (report.made, [told.problem.code for told in report.rejected]) == (2, ["import.kind_missing", "import.kind"])


def test_a_record_that_is_there_gets_a_new_head_and_keeps_what_the_sheet_does_not_speak_of(
    archive: Archive, tmp_path: Path
) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    row = {"identifier": saved.identifier.upper(), "title@en": "Feast of the gongs", "subject@vi": "chiêng | lúa"}

    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", [row]))

    view = archive.reading.record(SYSTEM, saved.identifier)
    assert (report.changed, report.made, view.head_version) == (1, 0, 2)
    assert view.metadata["title"] == [text("Lễ hội cồng chiêng"), text("Feast of the gongs", "en")]
    assert view.metadata["subject"] == [text("chiêng"), text("lúa")]
    assert view.metadata["people"] == festival()["people"]


def test_an_emptied_cell_takes_away_what_the_record_said(archive: Archive, tmp_path: Path) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    archive.imports.run(
        SYSTEM,
        write_sheet(tmp_path / "r.csv", [{"identifier": saved.identifier, "description@en": "", "access": ""}]),
    )

    assert archive.reading.record(SYSTEM, saved.identifier).metadata["description"] == festival()["description"][:1]


def test_the_same_words_make_no_new_version(archive: Archive, tmp_path: Path) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    row = {"identifier": saved.identifier, "kind": "Lễ hội", "people": "S'tiêng", "title": "Lễ hội cồng chiêng "}
    before = everything(archive)

    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", [row]))

    assert (report.unchanged, report.changed, report.rejected) == (1, 0, ())
    assert differing(before, everything(archive)) == {"batch", "event"}


def test_an_identifier_that_is_unknown_or_stands_twice_is_an_error_of_its_row(archive: Archive, tmp_path: Path) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    rows = [
        {"identifier": "00000000", "kind": "festival", "title@vi": "Một"},
        {"identifier": saved.identifier, "kind": "", "title@vi": "Hai"},
        {"identifier": saved.identifier, "kind": "", "title@vi": "Ba"},
        {"identifier": "không", "kind": "", "title@vi": "Bốn"},
    ]
    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows))

    assert [(told.row, told.column, told.problem.code) for told in report.rejected] == [
        (2, "identifier", "import.record_unknown"),
        (4, "identifier", "import.record_twice"),
        (5, "identifier", "import.record_unknown"),
    ]
    assert archive.reading.record(SYSTEM, saved.identifier).metadata["title"][0]["value"] == "Hai"


def test_a_record_does_not_change_its_kind(archive: Archive, tmp_path: Path) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    report = archive.imports.run(
        SYSTEM, write_sheet(tmp_path / "r.csv", [{"identifier": saved.identifier, "kind": "costume"}])
    )

    assert [told.problem.code for told in report.rejected] == ["import.kind_changed"]


def test_links_lead_to_records_of_the_kind_that_the_field_wants(archive: Archive, tmp_path: Path) -> None:
    feast = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    dress = archive.records.create(SYSTEM, "costume", texts.body({"title": [text("Váy")]})).identifier
    rows = [
        {**festivals(1)[0], "costume": dress, "relation": feast},
        {**festivals(1)[0], "costume": feast, "relation": "zzzzzzzz"},
    ]
    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows))

    assert report.made == 1
    assert {(told.row, told.column, told.problem.code) for told in report.rejected} == {
        (3, "costume", "import.link_kind"),
        (3, "relation", "import.link_unknown"),
    }


def test_a_change_of_access_by_an_import_holds_at_once_and_needs_a_publisher(
    archive: Archive, make_officer: Callable[..., Viewer], tmp_path: Path
) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    sheet = write_sheet(tmp_path / "r.csv", [{"identifier": saved.identifier, "access": "registered"}])

    refused = archive.imports.run(make_officer("editor"), sheet)
    changed = archive.imports.run(make_officer("publisher"), sheet)

    assert [told.problem.code for told in refused.rejected] == ["account.role_needed"]
    view = archive.reading.record(SYSTEM, saved.identifier)
    assert (changed.changed, view.access, view.head_version) == (1, "registered", 1)


def test_a_withdrawn_record_is_not_published_again_by_an_import(archive: Archive, tmp_path: Path) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    archive.records.publish(SYSTEM, saved.identifier, base=1)
    archive.records.withdraw(SYSTEM, saved.identifier, why="theo yêu cầu của cộng đồng")
    sheet = write_sheet(tmp_path / "r.csv", [{"identifier": saved.identifier, "title@en": "Another"}])

    report = archive.imports.run(SYSTEM, sheet, publish=True)

    assert [held.problem.code for held in report.held] == ["import.withdrawn"]
    assert archive.reading.record(SYSTEM, saved.identifier).status == "withdrawn"


def test_somebody_who_was_quicker_loses_nothing_to_an_import(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, other = (
        archive.records.create(SYSTEM, "festival", texts.body(festival(name))).identifier for name in ("Một", "Hai")
    )
    rows = [{"identifier": identifier, "title@vi": "Nhập", "access": "registered"} for identifier in (record, other)]
    write = Writer.write

    def late(writer: Writer, plans: Sequence[Plan]) -> Failed:
        archive.records.save(SYSTEM, record, texts.body(festival("Người sửa")), base=1)
        return write(writer, plans)

    monkeypatch.setattr(Writer, "write", late)
    report = archive.imports.run(SYSTEM, write_sheet(tmp_path / "r.csv", rows))

    assert (report.changed, [(told.row, told.problem.code) for told in report.rejected]) == (1, [(2, "import.stale")])
    kept, changed = (archive.reading.record(SYSTEM, identifier) for identifier in (record, other))
    assert (kept.metadata["title"][0]["value"], kept.head_version, kept.access) == ("Người sửa", 2, "everyone")
    assert (changed.metadata["title"][0]["value"], changed.access) == ("Nhập", "registered")


@pytest.mark.parametrize(("status", "expected"), [("draft", "draft"), ("in_review", "in_review"), ("", "published")])
def test_a_row_that_says_it_is_not_ready_is_not_published_with_the_others(
    archive: Archive, tmp_path: Path, status: str, expected: str
) -> None:
    report = archive.imports.run(
        SYSTEM, write_sheet(tmp_path / "r.csv", [PUBLISHABLE | {"status": status}]), publish=True
    )
    assert (report.made, report.published, report.held) == (1, int(expected == "published"), ())
    [row], _ = archive.desk.records(SYSTEM, state="", page=1, per_page=5)
    assert archive.reading.record(SYSTEM, row.identifier, head=True).status == expected
