"""Media that come with records: found, refused, described, and never half in."""

import dataclasses
import os
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Archive, open_archive
from app.errors import Invalid
from app.models import Job, Media, MediaText, Record, RecordVersion, UsedIdentifier
from app.services import texts
from app.services.imports import Report
from app.services.viewer import SYSTEM
from tests.made import festival, jpeg
from tests.services.sheets import differing, everything, festivals, write_sheet

CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nTiếng chiêng\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures and captions, as an officer would put them."""
    made = tmp_path / "media"
    (made / "ảnh").mkdir(parents=True)
    (made / "a.jpg").write_bytes(jpeg(40, 30).read())
    (made / "ảnh" / "b.jpg").write_bytes(jpeg(30, 40, "#224466").read())
    (made / "a.vi.vtt").write_text(CAPTIONS, encoding="utf-8")
    return made


def run(
    archive: Archive,
    folder: Path,
    records: list[dict[str, str]],
    media: list[dict[str, str]] | None = None,
    *,
    dry_run: bool = False,
) -> Report:
    sheet = write_sheet(folder.parent / "records.csv", records)
    if media is not None:
        write_sheet(folder.parent / "media.csv", media)
    return archive.imports.run(SYSTEM, sheet, folder, dry_run=dry_run)


def told(report: Report) -> list[tuple[str, int, str, str]]:
    return [(one.sheet, one.row, one.column, one.problem.code) for one in report.rejected]


def files(archive: Archive) -> dict[str, Media]:
    with archive.db.read() as session:
        return {row.filename: row for row in session.scalars(select(Media))}


def listed(archive: Archive) -> list[str]:
    """What the one record's head lists."""
    with archive.db.read() as session:
        record = session.scalars(select(Record)).one()
        return list(session.get_one(RecordVersion, (record.identifier, record.head_version)).body["media"])


def test_files_go_in_in_their_order_with_what_media_csv_says(archive: Archive, folder: Path) -> None:
    report = run(
        archive,
        folder,
        festivals(1, media=r"ảnh\b.jpg | a.jpg", access="registered"),
        [
            {"file": "a.jpg", "label@vi": "Chiêng", "recordedOn": "24/2/2024", "captions@vi": "a.vi.vtt"},
            {"file": "ảnh/b.jpg", "access": "community:bom-bo"},
        ],
    )

    assert (report.made, report.files, report.rejected) == (1, 2, ())
    found = files(archive)
    assert listed(archive) == [found["b.jpg"].id, found["a.jpg"].id]
    assert found["a.jpg"].description == {
        "label": [{"type": "text", "value": "Chiêng", "lang": "vi"}],
        "recordedOn": [{"type": "date", "value": "2024-02-24"}],
    }
    assert archive.store.original(found["a.jpg"].id).read_bytes() == (folder / "a.jpg").read_bytes()
    with archive.db.read() as session:
        assert session.scalars(select(MediaText.body)).one() == CAPTIONS
        assert archive.access.canonical(session, found["a.jpg"].access_id) == "registered"
        assert archive.access.canonical(session, found["b.jpg"].access_id) == "community:bom-bo"
        assert set(session.scalars(select(Job.subject).where(Job.kind == "media"))) == {m.id for m in found.values()}


def test_a_rehearsal_with_files_changes_nothing_not_even_identifiers(archive: Archive, folder: Path) -> None:
    rows = [*festivals(1, media="a.jpg"), *festivals(1, media="c.jpg")]
    before = everything(archive)

    rehearsed = run(archive, folder, rows, dry_run=True)

    assert differing(before, everything(archive)) == set()
    done = run(archive, folder, rows)
    assert (rehearsed.made, rehearsed.files, told(rehearsed)) == (done.made, done.files, told(done))
    assert (done.files, told(done)) == (1, [("records.csv", 3, "media", "import.file_near")])


@pytest.mark.parametrize("name", ["../secret.jpg", "/etc/hostname", "ảnh/../../secret.jpg", "link.jpg", "nơi/x.jpg"])
def test_files_outside_the_folder_are_out_of_reach(archive: Archive, folder: Path, name: str) -> None:
    deep = folder / "sâu"
    deep.mkdir()
    (folder / "a.jpg").rename(deep / "a.jpg")
    (folder / "secret.jpg").write_bytes(jpeg().read())
    (deep / "link.jpg").symlink_to(folder / "secret.jpg")
    (deep / "nơi").symlink_to(folder)
    sheet = write_sheet(deep / "records.csv", festivals(1, media=name))

    report = archive.imports.run(SYSTEM, sheet, deep)

    assert [one.problem.code for one in report.rejected] == ["import.file_outside"]
    assert files(archive) == {}


BAD: Mapping[str, tuple[bytes, str]] = {
    "chữ.jpg": (b"day khong phai la anh\n", "media.not_what_its_name_says"),
    "rỗng.jpg": (b"", "media.empty"),
    "lạ.xyz": (bytes(range(256)) * 8, "media.unknown_format"),
    "a.vi.vtt": (CAPTIONS.encode(), "import.captions_here"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_row_with_a_bad_file_is_refused_whole_and_the_others_are_unharmed(
    archive: Archive, folder: Path, name: str
) -> None:
    content, code = BAD[name]
    (folder / name).write_bytes(content)

    report = run(archive, folder, [*festivals(1, media=f"a.jpg | {name}"), *festivals(1, media="ảnh/b.jpg")])

    assert told(report) == [("records.csv", 2, "media", code)]
    assert (report.made, list(files(archive))) == (1, ["b.jpg"])
    assert not any(archive.settings.uploads.glob("*"))


def test_a_file_over_the_limit_is_refused_with_its_row(archive: Archive, folder: Path) -> None:
    small = open_archive(dataclasses.replace(archive.settings, upload_limit=2_000))
    (folder / "lớn.jpg").write_bytes(jpeg(400, 300).read() + bytes(5000))

    report = run(small, folder, [*festivals(1, media="lớn.jpg"), *festivals(1, media="a.jpg")])
    small.db.dispose()

    assert (report.made, told(report)) == (1, [("records.csv", 2, "media", "media.over_limit")])


def test_a_file_that_goes_bad_between_judging_and_copying_harms_only_its_row(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = archive.media.look

    def spoil(path: Path, name: str) -> object:
        found = look(path, name)
        if name == "a.jpg":
            path.write_bytes(b"")
        return found

    monkeypatch.setattr(type(archive.media), "look", lambda _self, path, name: spoil(path, name))
    report = run(archive, folder, [*festivals(1, media="ảnh/b.jpg | a.jpg"), *festivals(1)])

    assert (report.made, report.files, told(report)) == (1, 0, [("records.csv", 2, "media", "media.empty")])
    assert files(archive) == {}
    assert [path for path in archive.settings.originals.rglob("*") if path.is_file()] == []


def test_a_record_waits_while_what_is_said_of_its_file_is_wrong(archive: Archive, folder: Path) -> None:
    report = run(
        archive,
        folder,
        [*festivals(1, media="a.jpg"), *festivals(1, media="ảnh/b.jpg")],
        [{"file": "a.jpg", "access": "community:bom-bo", "recordedOn": "hôm qua"}],
    )

    assert report.made == 1
    assert told(report) == [
        ("records.csv", 2, "media", "import.file_row"),
        ("media.csv", 2, "recordedOn", "import.date"),
    ]
    assert list(files(archive)) == ["b.jpg"]


def test_rows_of_media_csv_that_belong_nowhere_are_told(archive: Archive, folder: Path) -> None:
    report = run(
        archive,
        folder,
        festivals(1, media="a.jpg"),
        [
            {"file": "a.jpg", "media": "", "record": ""},
            {"file": "a.jpg", "media": "", "record": ""},
            {"file": "ảnh/b.jpg", "media": "", "record": ""},
            {"file": "", "media": "", "record": "", "label@vi": "Gì đây"},
            {"file": "", "media": "zzzzzzzz", "record": ""},
            {"file": "ảnh/b.jpg", "media": "", "record": "zzzzzzzz"},
        ],
    )

    assert set(told(report)) == {
        ("media.csv", 3, "file", "import.file_twice"),
        ("media.csv", 4, "file", "import.file_unclaimed"),
        ("media.csv", 5, "file", "import.file_unnamed"),
        ("media.csv", 6, "media", "import.media_unknown"),
        ("media.csv", 7, "record", "import.record_unknown"),
    }
    assert report.made == 1


def test_a_header_of_media_csv_that_is_wrong_is_told_as_that_file_s(archive: Archive, folder: Path) -> None:
    before = everything(archive)
    with pytest.raises(Invalid) as refused:
        run(archive, folder, festivals(1), [{"file": "a.jpg", "labl@vi": "x", "captions@Việt": "y"}])

    assert {(problem.code, problem.value) for problem in refused.value.problems} == {
        ("import.column_near", "media.csv: labl@vi"),
        ("import.language", "media.csv: Việt"),
    }
    assert differing(before, everything(archive)) == set()


def test_a_file_that_the_record_has_is_not_taken_in_again(archive: Archive, folder: Path) -> None:
    run(archive, folder, festivals(1, media="a.jpg"))
    with archive.db.read() as session:
        record = session.scalars(select(Record.identifier)).one()
    first = listed(archive)
    (folder / "bản sao.jpg").write_bytes((folder / "a.jpg").read_bytes())

    by_id = run(archive, folder, [{"identifier": record, "media": first[0].upper()}])
    by_bytes = run(archive, folder, [{"identifier": record, "media": "bản sao.jpg"}])

    assert (by_id.unchanged, by_bytes.unchanged) == (1, 1)
    more = run(archive, folder, [{"identifier": record, "media": f"ảnh/b.jpg | {first[0]}"}])
    assert (more.changed, more.files) == (1, 1)
    assert listed(archive) == [files(archive)["b.jpg"].id, *first]


def test_media_csv_alone_gives_a_file_to_a_record_that_is_there(archive: Archive, folder: Path) -> None:
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    media = [{"record": saved.identifier, "file": "a.jpg", "label@vi": "Chiêng"}]

    report = run(archive, folder, festivals(1), media)
    again = run(archive, folder, [], media)

    assert (report.made, report.changed, report.files) == (1, 1, 1)
    assert archive.reading.record(SYSTEM, saved.identifier).media[0].description["label"][0]["value"] == "Chiêng"
    assert (again.changed, again.files, again.rejected) == (0, 0, ())


def test_what_is_said_of_a_known_file_can_be_changed_by_its_id(archive: Archive, folder: Path) -> None:
    run(archive, folder, festivals(1, media="a.jpg"), [{"file": "a.jpg", "label@vi": "Cũ", "note@vi": "Giữ"}])
    media = files(archive)["a.jpg"]
    row = {"media": media.id, "record": media.record, "label@vi": "Mới", "access": "registered"}

    report = run(archive, folder, [], [row | {"captions@vi": "a.vi.vtt"}])
    again = run(archive, folder, [], [row | {"captions@vi": "a.vi.vtt"}])

    assert (report.described, again.described, again.rejected) == (1, 0, ())
    changed = files(archive)["a.jpg"]
    assert [changed.description[term][0]["value"] for term in ("label", "note")] == ["Mới", "Giữ"]
    with archive.db.read() as session:
        assert archive.access.canonical(session, changed.access_id) == "registered"
        assert session.scalars(select(MediaText.body)).one() == CAPTIONS
    run(archive, folder, [], [row | {"captions@vi": ""}])
    with archive.db.read() as session:
        assert session.scalars(select(MediaText)).all() == []


def test_captions_that_cannot_be_read_are_told_and_the_file_is_not_described_by_half(
    archive: Archive, folder: Path
) -> None:
    run(archive, folder, festivals(1, media="a.jpg"))
    media = files(archive)["a.jpg"]
    (folder / "hỏng.vtt").write_text("WEBVTT\n\nkhông có giờ\n", encoding="utf-8")

    report = run(archive, folder, [], [{"media": media.id, "label@vi": "Mới", "captions@vi": "hỏng.vtt"}])

    assert {(column, code) for _, _, column, code in told(report)} >= {("captions@vi", "captions.no_time")}
    assert (report.described, files(archive)["a.jpg"].description) == (0, {})


def test_a_step_that_names_its_film_points_to_the_film_s_id(archive: Archive, folder: Path) -> None:
    rows = festivals(2, media="a.jpg", **{"ritualStep.1.title@vi": "Rước", "ritualStep.1.film": "a.jpg"})
    rows[1]["ritualStep.1.film"] = "không-có.mp4"

    report = run(archive, folder, rows)

    assert told(report) == [("records.csv", 3, "ritualStep.1.film", "import.file_not_listed")]
    with archive.db.read() as session:
        body = session.scalars(select(RecordVersion.body)).one()
    assert body["metadata"]["ritualStep"][0]["parts"]["film"][0]["value"] == body["media"][0]
    with archive.db.read() as session:
        record = session.scalars(select(Record.identifier)).one()
    again = run(archive, folder, [{**rows[0], "identifier": record}])
    assert again.unchanged == 1


def test_names_in_the_form_of_another_system_are_found(archive: Archive, folder: Path) -> None:
    name = "lễ hội.jpg"
    os.rename(folder / "a.jpg", folder / unicodedata.normalize("NFD", name))  # noqa: PTH104 - the name must stay NFD

    assert run(archive, folder, festivals(1, media=name)).files == 1


def test_every_file_that_came_and_went_leaves_at_most_a_burnt_identifier(archive: Archive, folder: Path) -> None:
    (folder / "rỗng.jpg").write_bytes(b"")
    run(archive, folder, festivals(1, media="a.jpg | rỗng.jpg"))
    with archive.db.read() as session:
        assert all(session.scalars(select(UsedIdentifier.burnt_at)))
