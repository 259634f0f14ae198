"""Files that some visitors could not follow: told to officers, and no hindrance unless the house has made it one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from app.bootstrap import Archive
from app.errors import Invalid, NotAllowed
from app.models import Event, HouseRule, Media
from app.services import texts
from app.services.media import lacking
from app.services.media.lacking import File
from app.services.rules import DEMAND, MEDIA_IN_WORDS, WARN
from app.services.viewer import SYSTEM, Viewer
from tests.made import festival, jpeg, text
from tests.services.communities import drafted, made, publisher
from tests.services.sheets import PUBLISHABLE, write_sheet

DESCRIBED = {"description": [text("Sáu người đàn ông đứng vòng tròn.")]}
WORDLESS = {"language": [{"type": "concept", "vocabulary": "languages", "value": "zxx"}]}


@pytest.mark.parametrize(
    ("type", "description", "kinds", "detail", "code"),
    [
        ("image", {}, (), {}, "no_description"),
        ("image", {"label": [text("Chiêng")]}, ("annotations",), {}, "no_description"),
        ("image", DESCRIBED, (), {}, ""),
        ("video", DESCRIBED, (), {"sound": True}, "no_captions"),
        ("video", {}, ("chapters",), {}, "no_captions"),
        ("video", {}, ("captions",), {}, ""),
        ("video", {}, ("transcript",), {}, ""),
        ("video", {}, (), {"sound": False}, "no_description"),
        ("video", DESCRIBED, (), {"sound": False}, ""),
        ("audio", DESCRIBED, (), {}, "no_transcript"),
        ("audio", WORDLESS, (), {}, "no_description"),
        ("audio", WORDLESS | DESCRIBED, (), {}, ""),
        ("audio", {}, ("transcript",), {}, ""),
        ("document", {}, (), {}, ""),
        ("document", {}, (), {"pages": [{}]}, "no_page_text"),
        ("document", {}, ("alto",), {"pages": [{}]}, ""),
        ("document", DESCRIBED, (), {"pages": [{}]}, ""),
    ],
)
def test_what_is_lacking_goes_by_what_a_visitor_cannot_do(
    type: str, description: dict[str, Any], kinds: tuple[str, ...], detail: dict[str, Any], code: str
) -> None:
    found = lacking.lack(File("k3v9qa7m", type, "a.bin", description, kinds, detail))
    assert (found.code if found else "") == (f"media.{code}" if code else "")


def house(archive: Archive, value: str = DEMAND) -> None:
    archive.rules.change(SYSTEM, MEDIA_IN_WORDS, value)


def pictured(archive: Archive, count: int = 1) -> tuple[str, list[str], int]:
    """A record that could be published, its pictures, and its newest version."""
    record = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    media = [archive.media.accept(SYSTEM, record, jpeg(20 + n), f"{n}.jpg").id for n in range(count)]
    return record, media, archive.reading.record(SYSTEM, record, head=True).head_version


def refused(archive: Archive, record: str, version: int) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        archive.records.publish(SYSTEM, record, base=version)
    return [(problem.code, problem.path) for problem in caught.value.problems]


def test_by_itself_nothing_is_kept_from_being_published(archive: Archive) -> None:
    record, _, version = pictured(archive)
    assert archive.records.publish(SYSTEM, record, base=version) == []


def test_where_the_house_demands_it_each_file_is_named_and_nothing_is_published(archive: Archive) -> None:
    record, (first, second), version = pictured(archive, 2)
    house(archive)
    assert refused(archive, record, version) == [
        ("media.no_description", f"media.{first}"),
        ("media.no_description", f"media.{second}"),
    ]
    assert archive.reading.record(SYSTEM, record, head=True).published_version is None
    archive.media.describe(SYSTEM, first, DESCRIBED)
    archive.records.arrange(SYSTEM, record, "out", second)
    version = archive.reading.record(SYSTEM, record, head=True).head_version
    assert archive.records.publish(SYSTEM, record, base=version) == []


def test_what_the_description_lacks_is_told_together_with_what_the_files_lack(archive: Archive) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body({"title": [text("Lễ")]})).identifier
    archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    house(archive)
    assert {"media.no_description", "field.rights"} <= {code for code, _ in refused(archive, record, 2)}


def test_a_steward_is_not_asked_for_what_the_house_would_not_publish(archive: Archive) -> None:
    made(archive)
    officer = publisher(archive)
    record = drafted(archive, officer)
    media = archive.media.accept(officer, record, jpeg(), "a.jpg").id
    house(archive)
    with pytest.raises(Invalid):
        archive.records.publish(officer, record, base=2)
    assert not [one for one in archive.approvals.words(record) if one.outcome == "waiting"]
    archive.media.describe(officer, media, DESCRIBED)
    assert archive.records.publish(officer, record, base=2) == ["mau"]


def test_only_administrators_of_the_whole_archive_decide_and_each_decision_is_remembered(
    archive: Archive, make_officer: Callable[..., Viewer]
) -> None:
    assert archive.rules.all() == {MEDIA_IN_WORDS: WARN}
    with pytest.raises(NotAllowed):
        archive.rules.change(make_officer("publisher"), MEDIA_IN_WORDS, DEMAND)
    with pytest.raises(Invalid):
        archive.rules.change(SYSTEM, MEDIA_IN_WORDS, "maybe")
    with pytest.raises(Invalid):
        archive.rules.change(SYSTEM, "other", DEMAND)
    administrator = make_officer("administrator")
    for value in (DEMAND, DEMAND, WARN):
        archive.rules.change(administrator, MEDIA_IN_WORDS, value)
    assert archive.rules.all() == {MEDIA_IN_WORDS: WARN}
    with archive.db.read() as session:
        told = session.scalars(select(Event).where(Event.kind == "ruled").order_by(Event.id)).all()
        assert [(event.account_id, event.detail) for event in told] == [
            (administrator.account_id, {"before": WARN, "value": DEMAND}),
            (administrator.account_id, {"before": DEMAND, "value": WARN}),
        ]
        assert session.scalars(select(HouseRule.value)).all() == [WARN]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, width in (("a.jpg", 40), ("b.jpg", 50)):
        (tmp_path / name).write_bytes(jpeg(width, 30).read())
    return tmp_path


def test_an_import_warns_of_what_is_lacking_and_publishes(archive: Archive, folder: Path) -> None:
    sheet = write_sheet(folder / "records.csv", [PUBLISHABLE | {"media": "a.jpg"}])
    for dry in (True, False):
        report = archive.imports.run(SYSTEM, sheet, folder, dry_run=dry, publish=True)
        assert (report.published, report.held) == (1, ())
        assert [(note.row, note.problem.code) for note in report.notes] == [(2, "media.no_description")]


def test_where_the_house_demands_it_an_import_holds_back_what_lacks_words_and_tells_so_beforehand(
    archive: Archive, folder: Path
) -> None:
    house(archive)
    rows = [PUBLISHABLE | {"media": name, "title@vi": name} for name in ("a.jpg", "b.jpg")]
    write_sheet(folder / "media.csv", [{"file": "b.jpg", "description@vi": "Sáu người đứng vòng tròn."}])
    sheet = write_sheet(folder / "records.csv", rows)
    for dry in (True, False):
        report = archive.imports.run(SYSTEM, sheet, folder, dry_run=dry, publish=True)
        assert (report.made, report.published, report.rejected) == (2, 1, ())
        assert [(one.row, one.column, one.problem.code) for one in report.held] == [
            (2, "media", "media.no_description")
        ]


def test_words_that_the_same_import_brings_for_files_that_are_there_count(archive: Archive, folder: Path) -> None:
    house(archive)
    record, (media,), _ = pictured(archive)
    with archive.db.unit_of_work() as work:
        work.execute(update(Media).values(type="audio"))
    (folder / "lời.txt").write_text("Già làng kể chuyện.\n", encoding="utf-8")
    write_sheet(folder / "media.csv", [{"media": media, "transcript@vi": "lời.txt"}])
    sheet = write_sheet(folder / "records.csv", [{"identifier": record}])
    for dry in (True, False):
        report = archive.imports.run(SYSTEM, sheet, folder, dry_run=dry, publish=True)
        assert (report.published, report.described, report.held, report.rejected) == (1, 1, (), ())
    assert archive.reading.record(SYSTEM, record).published_version == 2
