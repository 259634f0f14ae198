"""The tree of units through time: read on a day, changed by administrators, never widening anybody's rights unseen."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app import sample
from app.bootstrap import Archive, open_archive
from app.config import read_settings
from app.errors import Invalid, NotAllowed, NotFound
from app.factory import create_app
from app.models import Event, Grant, Job, Unit
from app.services import texts
from app.services.founding import found
from app.services.units import load
from app.services.units.changing import Place
from app.services.units.reading import REFORM, Node, name_on
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.conftest import PASSWORD
from tests.made import festival, published
from tests.services.test_rebuild import answer, do_jobs, rebuilt

BEFORE = date(2025, 6, 30)
BU_DANG = {"vi": "Nhà văn hóa Bù Đăng", "en": "Culture house of Bù Đăng"}


@pytest.fixture
def house(archive: Archive) -> Archive:
    """An archive with a culture house below Đồng Nai."""
    archive.units.add(SYSTEM, "bu-dang", BU_DANG, level="culture-house", parent="dong-nai")
    return archive


def officer(archive: Archive, role: str, unit: str | None) -> Viewer:
    return archive.accounts.viewer(archive.accounts.add(f"{role}-{unit}", PASSWORD, role=role, unit=unit))


def flat(nodes: tuple[Node, ...]) -> dict[str, tuple[str, ...]]:
    """The codes below each unit of a tree."""
    found = {node.unit.code: tuple(below.unit.code for below in node.below) for node in nodes}
    return found | {code: below for node in nodes for code, below in flat(node.below).items()}


def refused(archive: Archive, deed: str, *given: Any, **more: Any) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        getattr(archive.units, deed)(SYSTEM, *given, **more)
    return [problem.code for problem in refusal.value.problems]


def test_an_archive_is_founded_with_the_provinces_of_before_and_after_the_reform(archive: Archive) -> None:
    today, before = (flat(archive.units.tree(day)) for day in (REFORM, BEFORE))
    assert next(iter(today)) == "archive"
    assert (len(today["archive"]), len(before["archive"])) == (34, 63)
    assert "binh-phuoc" in before["archive"]
    assert "binh-phuoc" not in today["archive"]
    page = archive.units.page(VISITOR, "binh-phuoc", cards=4)
    assert page.successor is not None
    assert page.successor.code == "dong-nai"
    assert [unit.code for unit in archive.units.page(VISITOR, "dong-nai", cards=4).predecessors] == ["binh-phuoc"]


def test_units_stand_in_the_order_of_the_vietnamese_alphabet(archive: Archive) -> None:
    names = [node.name["vi"] for node in archive.units.tree(REFORM)[0].below]
    assert names.index("Cao Bằng") < names.index("Đà Nẵng") < names.index("Gia Lai")
    assert names.index("Lai Châu") < names.index("Lạng Sơn") < names.index("Lâm Đồng")


def test_an_archive_that_exists_gets_the_provinces_and_keeps_what_it_has(archive: Archive) -> None:
    with archive.db.unit_of_work() as work:
        for unit in work.scalars(select(Unit).where(Unit.code.in_(["ca-mau", "bac-lieu"]))).all():
            unit.replaced_by_id = None
            work.flush()
            work.delete(unit)
    archive.units.rename(SYSTEM, "dong-nai", {"vi": "Đồng Nai ta"}, level="province")
    found(archive.db)
    assert archive.units.one("dong-nai").name == {"vi": "Đồng Nai ta"}
    replaced = archive.units.one("bac-lieu").replaced_by
    assert replaced is not None
    assert replaced.code == "ca-mau"


def test_a_unit_has_its_name_from_a_day_on(house: Archive) -> None:
    house.units.rename(SYSTEM, "bu-dang", {"vi": "Nhà văn hóa Bom Bo"}, level="culture-house", since=date(2026, 3, 1))
    unit = house.units.one("bu-dang")
    assert name_on(unit, date(2026, 2, 28)) == BU_DANG
    assert name_on(unit, date(2026, 3, 1)) == {"vi": "Nhà văn hóa Bom Bo"}


def test_a_name_put_right_leaves_no_former_name(house: Archive) -> None:
    house.units.rename(SYSTEM, "bu-dang", {"vi": "Nhà văn hóa"}, level="culture-house")
    assert house.units.one("bu-dang").formers == ()


def test_a_name_is_not_changed_before_a_day_on_which_it_was_changed(house: Archive) -> None:
    house.units.rename(SYSTEM, "bu-dang", {"vi": "Hai"}, level="culture-house", since=date(2026, 3, 1))
    for day in (date(2026, 3, 1), date(2020, 1, 1), date.min):
        assert refused(house, "rename", "bu-dang", {"vi": "Ba"}, level="culture-house", since=day) == ["unit.order"]
    house.units.rename(SYSTEM, "bu-dang", {"vi": "Ba"}, level="culture-house", since=date(2026, 3, 2))
    assert name_on(house.units.one("bu-dang"), date(2026, 3, 1)) == {"vi": "Hai"}


def test_a_unit_that_moves_stood_elsewhere_before(house: Archive) -> None:
    house.units.move(SYSTEM, "bu-dang", "lam-dong", since=date(2026, 3, 1))
    assert flat(house.units.tree(date(2026, 2, 28)))["dong-nai"] == ("bu-dang",)
    assert flat(house.units.tree(date(2026, 3, 1)))["lam-dong"] == ("bu-dang",)


def test_no_unit_comes_to_stand_below_itself(house: Archive) -> None:
    house.units.add(SYSTEM, "thon-5", {"vi": "Thôn 5"}, level="culture-house", parent="bu-dang")
    for parent in ("bu-dang", "thon-5"):
        assert refused(house, "move", "bu-dang", parent) == ["unit.cycle"]
    assert refused(house, "placed", "bu-dang", Place(BEFORE, parent="thon-5")) == ["unit.cycle"]
    assert refused(house, "move", "archive", "dong-nai") == ["unit.root", "unit.cycle"]


def test_what_is_told_of_former_days_never_makes_the_tree_turn_in_a_circle(house: Archive) -> None:
    """Each of two places is right by itself when it is told; a later move makes them a circle in former days."""
    house.units.add(SYSTEM, "thon-5", {"vi": "Thôn 5"}, level="culture-house", parent="dong-nai")
    house.units.placed(SYSTEM, "thon-5", Place(BEFORE, parent="bu-dang"))
    house.units.placed(SYSTEM, "bu-dang", Place(BEFORE, parent="thon-5"))
    assert {"thon-5", "bu-dang"} <= flat(house.units.tree(BEFORE)).keys()


def test_a_closed_unit_leads_to_what_came_in_its_place_in_the_end(house: Archive) -> None:
    for code in ("moi", "moi-nhat"):
        house.units.add(SYSTEM, code, {"vi": code}, level="culture-house", parent="dong-nai")
    house.units.close(SYSTEM, "bu-dang", last=date(2026, 1, 31), replaced_by="moi")
    house.units.close(SYSTEM, "moi", last=date(2026, 2, 28), replaced_by="moi-nhat")
    page = house.units.page(VISITOR, "bu-dang", cards=4)
    assert page.unit.replaced_by is not None
    assert page.successor is not None
    assert (page.unit.replaced_by.code, page.successor.code) == ("moi", "moi-nhat")
    assert "bu-dang" in flat(house.units.tree(date(2026, 1, 31)))
    assert "bu-dang" not in flat(house.units.tree(date(2026, 2, 1)))
    house.units.reopen(SYSTEM, "bu-dang")
    assert house.units.one("bu-dang").replaced_by is None


def test_a_unit_is_not_closed_over_others_nor_replaced_by_one_that_is_closed(house: Archive) -> None:
    assert refused(house, "close", "dong-nai", last=BEFORE) == ["unit.below"]
    assert refused(house, "close", "bu-dang", last=BEFORE, replaced_by="binh-phuoc") == ["unit.closed"]
    assert refused(house, "close", "bu-dang", last=BEFORE, replaced_by="bu-dang") == ["unit.cycle"]
    assert refused(house, "close", "archive", last=BEFORE) == ["unit.root", "unit.below"]
    assert refused(house, "move", "bu-dang", "binh-phuoc") == ["unit.closed"]


def test_what_is_written_of_a_unit_is_told_wrong_all_at_once(archive: Archive) -> None:
    codes = refused(archive, "add", "Không được", {"en": "x" * 300}, level="vương quốc")
    assert codes == ["unit.code", "unit.level", "unit.name", "unit.name_long"]
    for code in ("new", "a\0b", "a" * 41, "-a", "A", ""):
        assert refused(archive, "add", code, {"vi": "Tên"}, level="museum") == ["unit.code"]
    assert refused(archive, "add", "hue", {"vi": "Tên"}, level="museum") == ["unit.taken"]
    assert refused(archive, "add", "moi", {"vi": "T\0"}, level="museum") == ["unit.name_long"]
    assert refused(archive, "add", "moi", {"vi": "Tên"}, level="museum", parent="n\0") == ["unit.unknown"]


@pytest.mark.parametrize("code", ["khong-co", "a\0b", "x" * 5000, "../archive", ""])
def test_a_code_that_no_unit_has_is_not_found(archive: Archive, code: str) -> None:
    with pytest.raises(NotFound):
        archive.units.page(VISITOR, code, cards=4)


def test_only_a_unit_that_nothing_refers_to_is_removed(house: Archive) -> None:
    record = house.records.create(SYSTEM, "festival", texts.body(festival()), unit="bu-dang")
    assert refused(house, "remove", "bu-dang") == ["unit.in_use"]
    assert record.version == 1
    house.units.add(SYSTEM, "vai-tro", {"vi": "Có vai trò"}, level="museum")
    officer(house, "editor", "vai-tro")
    house.units.add(SYSTEM, "dieu-kien", {"vi": "Có điều kiện"}, level="museum")
    house.units.add(SYSTEM, "dieu-kien-2", {"vi": "Không có"}, level="museum")
    house.records.create(SYSTEM, "festival", texts.body(festival()), access="any(registered, unit:dieu-kien)")
    assert refused(house, "remove", "vai-tro") == refused(house, "remove", "dieu-kien") == ["unit.in_use"]
    assert refused(house, "remove", "archive") == ["unit.root", "unit.in_use"]
    assert refused(house, "remove", "ca-mau") == ["unit.founded", "unit.in_use"]
    with pytest.raises(NotAllowed):
        house.units.remove(officer(house, "administrator", "dong-nai"), "dieu-kien-2")
    house.units.remove(SYSTEM, "dieu-kien-2")
    with pytest.raises(NotFound):
        house.units.one("dieu-kien-2")


def through_time(archive: Archive) -> None:
    """Two units whose numbers are not in the order of the tree, with former names and places."""
    archive.units.add(SYSTEM, "thon-5", {"vi": "Thôn 5"}, level="culture-house", parent="dong-nai")
    archive.units.placed(SYSTEM, "thon-5", Place(BEFORE, "binh-phuoc", "Đăng Hà", "Bù Đăng"))
    archive.units.add(SYSTEM, "bu-dang", BU_DANG, level="culture-house", parent="dong-nai", note={"vi": "Lời"})
    archive.units.rename(SYSTEM, "bu-dang", {"vi": "Bom Bo"}, level="museum", since=date(2026, 3, 1))
    archive.units.move(SYSTEM, "thon-5", "bu-dang", since=date(2026, 3, 1))
    archive.units.add(SYSTEM, "cu", {"vi": "Cũ"}, level="museum", since=date(2020, 1, 1), source="Sổ ghi")
    archive.units.close(SYSTEM, "cu", last=BEFORE, replaced_by="bu-dang")


def test_the_tree_comes_back_whole_from_the_storage_root(
    archive: Archive, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    """Also where founding has used the same numbers for others, and a role was given before the rebuilding."""
    with archive.db.unit_of_work() as work:
        for unit in work.scalars(select(Unit).where(Unit.code.in_(["ca-mau", "bac-lieu"]))).all():
            unit.replaced_by_id = None
            work.flush()
            work.delete(unit)
    through_time(archive)
    found(archive.db)
    kept = published(archive, officer(archive, "publisher", "archive"))
    do_jobs(archive)
    shutil.copytree(archive.settings.ocfl, tmp_path / "again" / "ocfl")
    again = open_archive(read_settings(elsewhere, data=tmp_path / "again"))
    found(again.db)
    editor = officer(again, "editor", "ca-mau")
    again.rebuild.run(lambda _done, _total: None)
    assert again.units.all() == archive.units.all()
    assert rows(again) == rows(archive)
    assert again.reading.record(VISITOR, kept).unit_code == "archive"
    with again.db.read() as session:
        granted = session.scalars(select(Unit.code).join(Grant, Grant.unit_id == Unit.id)).all()
    assert granted == ["ca-mau"]
    assert again.accounts.viewer(editor.account_id or 0).claims == editor.claims
    again.rebuild.run(lambda _done, _total: None)
    assert rows(again) == rows(archive)
    again.db.dispose()


def test_pages_of_units_and_peoples_answer_the_same_after_rebuilding(archive: Archive, tmp_path: Path) -> None:
    through_time(archive)
    load(archive.units, SYSTEM, sample.SUPPORT_POINTS)
    for unit in ("bu-dang", "ho-tro-dang-ha", "binh-phuoc"):
        saved = archive.records.create(SYSTEM, "festival", texts.body(festival(f"Lễ hội {unit}")), unit=unit)
        archive.records.publish(SYSTEM, saved.identifier, base=1)
    do_jobs(archive)
    again = rebuilt(archive.settings, tmp_path / "again")
    codes = [unit.code for unit in archive.units.all()]
    paths = ["units", "units?at=2025-06-30", *(f"units/{code}" for code in codes), "peoples", "peoples/xtieng"]
    addresses = [f"{start}/{path}" for start in ("/vi", "/en", "/api/v1") for path in paths]
    before, after = (create_app(each).test_client() for each in (archive, again))
    assert [answer(after, address) for address in addresses] == [answer(before, address) for address in addresses]
    again.db.dispose()


def test_the_tree_comes_back_whole_from_a_backup(archive: Archive, tmp_path: Path, elsewhere: dict[str, str]) -> None:
    through_time(archive)
    archive.backup.write(tmp_path / "backup.tar", lambda _done, _total: None)
    again = open_archive(read_settings(elsewhere, data=tmp_path / "again"))
    found(again.db)
    again.restore.read(tmp_path / "backup.tar", lambda _done, _total: None)
    assert again.units.all() == archive.units.all()
    assert rows(again) == rows(archive)
    again.db.dispose()


def rows(archive: Archive) -> list[tuple[int, str]]:
    """Which number each unit has: other tables refer to it."""
    with archive.db.read() as session:
        return [(id, code) for id, code in session.execute(select(Unit.id, Unit.code).order_by(Unit.id))]


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        ("rename", {"name": {"vi": "Khác"}, "level": "museum"}),
        ("move", {"parent": "dong-nai"}),
        ("close", {"last": BEFORE}),
        ("reopen", {}),
        ("describe", {"note": {"vi": "Lời"}, "source": ""}),
        ("placed", {"place": Place(BEFORE, district="Bù Đăng")}),
    ],
)
def test_only_administrators_of_a_unit_above_change_one(house: Archive, deed: str, given: dict[str, Any]) -> None:
    for stranger in (
        officer(house, "publisher", None),
        officer(house, "administrator", "bu-dang"),
        officer(house, "administrator", "lam-dong"),
        VISITOR,
    ):
        with pytest.raises(NotAllowed):
            getattr(house.units, deed)(stranger, "bu-dang", **given)
    getattr(house.units, deed)(officer(house, "administrator", "dong-nai"), "bu-dang", **given)
    with house.db.read() as session:
        last = session.scalars(select(Event).where(Event.subject == "unit:bu-dang").order_by(Event.id.desc())).first()
        waits = session.scalars(select(Job).where(Job.kind == "preserve", Job.subject == "registry")).all()
    assert last is not None
    assert last.account_id is not None
    assert waits


def test_an_administrator_takes_nothing_to_where_they_do_not_administer(house: Archive) -> None:
    mine = officer(house, "administrator", "dong-nai")
    for deed, given in (
        ("move", {"parent": "lam-dong"}),
        ("close", {"last": BEFORE, "replaced_by": "lam-dong"}),
        ("placed", {"place": Place(BEFORE, parent="binh-phuoc")}),
    ):
        with pytest.raises(NotAllowed):
            getattr(house.units, deed)(mine, "bu-dang", **given)
    with pytest.raises(NotAllowed):
        house.units.add(mine, "cua-toi", {"vi": "Của tôi"}, level="museum", parent="lam-dong")
    house.units.add(mine, "cua-toi", {"vi": "Của tôi"}, level="museum", parent="dong-nai")


def test_roles_stay_with_the_unit_that_another_has_replaced(house: Archive) -> None:
    """Bình Phước's officers keep what Bình Phước kept; Đồng Nai's get nothing of it by the merger."""
    former, today = officer(house, "publisher", "binh-phuoc"), officer(house, "publisher", "dong-nai")
    record = house.records.create(former, "festival", texts.body(festival()), unit="binh-phuoc")
    assert house.reading.record(former, record.identifier, head=True).kept
    with pytest.raises(NotFound):
        house.reading.record(today, record.identifier, head=True)
    assert "unit:binh-phuoc" not in today.claims
    house.records.publish(former, record.identifier, base=1)
    house.records.restrict(former, record.identifier, "unit:binh-phuoc")
    assert house.reading.cards(today, [record.identifier]) == []
    assert len(house.reading.cards(former, [record.identifier])) == 1


def test_the_officers_of_the_successor_reach_a_closed_unit_once_they_are_given_a_role_in_it(house: Archive) -> None:
    record = house.records.create(SYSTEM, "festival", texts.body(festival()), unit="binh-phuoc").identifier
    today = officer(house, "editor", "dong-nai")
    for _ in range(2):
        house.accounts.grant(today.name, role="editor", unit="binh-phuoc")
    again = house.accounts.viewer(today.account_id or 0)
    assert house.reading.record(again, record, head=True).kept
    assert set(today.roles) < set(again.roles)
    assert None not in again.roles
    for wrong in (
        ("không ai", "editor", None),
        (today.name, "vua", None),
        (today.name, "editor", "khong-co"),
        ("\0", "editor", None),
    ):
        with pytest.raises(Invalid):
            house.accounts.grant(wrong[0], role=wrong[1], unit=wrong[2])
    with house.db.read() as session:
        assert len(session.scalars(select(Grant).where(Grant.account_id == today.account_id)).all()) == 2


def test_a_role_reaches_every_unit_below(house: Archive) -> None:
    above, beside = officer(house, "editor", "dong-nai"), officer(house, "editor", "lam-dong")
    saved = house.records.create(above, "festival", texts.body(festival()), unit="bu-dang")
    with pytest.raises(NotFound):
        house.records.save(beside, saved.identifier, texts.body(festival("Khác")), base=1)
    house.units.move(SYSTEM, "bu-dang", "lam-dong")
    moved = house.accounts.viewer(beside.account_id or 0)
    assert house.records.save(moved, saved.identifier, texts.body(festival("Khác")), base=1).version == 2


def test_a_count_tells_nothing_of_records_that_its_reader_may_not_see(house: Archive) -> None:
    member = officer(house, "contributor", "lam-dong")
    made = {}
    for access in ("everyone", "registered", "unit:dong-nai", "registered else announced"):
        saved = house.records.create(SYSTEM, "festival", texts.body(festival(access)), unit="bu-dang", access=access)
        house.records.publish(SYSTEM, saved.identifier, base=1)
        made[access] = saved.identifier
    house.records.create(SYSTEM, "festival", texts.body(festival("Nháp")), unit="bu-dang")
    for code in ("bu-dang", "dong-nai", "archive"):
        assert house.units.count(VISITOR, code) == 1
        assert house.units.page(VISITOR, code, cards=9).newest == (made["everyone"],)
        assert house.units.count(member, code) == 3
    assert house.units.count(VISITOR, "lam-dong") == 0
