"""Imports, their undoing and rebuilding heed the word of a community as the workbench does."""

from collections.abc import Callable
from typing import Any

import pytest

from app.bootstrap import Archive
from app.errors import NotFound
from app.services import texts
from app.services.communities import Words
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.conftest import PASSWORD
from tests.made import festival
from tests.services.communities import SLUG, drafted, made, person, public, seen


def test_an_import_asks_the_steward_and_publishes_nothing_without_them(
    archive: Archive, tmp_path: Any, officer: Viewer
) -> None:
    steward = made(archive)
    sheet = tmp_path / "records.csv"
    sheet.write_text(
        "identifier,kind,access,title@vi,description@vi,community@vi,people,license\n"
        f",festival,,Lễ mẫu,Lời kể mẫu.,Cộng đồng mẫu [{SLUG}],xtieng,CC0-1.0\n"
        ",festival,,Lễ khác,Lời kể mẫu.,Bà con trong bản,xtieng,CC0-1.0\n"
        ",festival,,Lễ lạ,Lời kể mẫu.,Cộng đồng lạ [khong-co],xtieng,CC0-1.0\n"
    )
    for dry_run in (True, False):
        report = archive.imports.run(officer, sheet, dry_run=dry_run, publish=True)
        assert (report.made, report.published) == (2, 1)
        assert [(held.row, held.problem.code) for held in report.held] == [(2, "community.waits")]
        assert [(wrong.row, wrong.problem.code) for wrong in report.rejected] == [(4, "community.unknown")]
    (waiting,) = archive.approvals.waiting(steward, SLUG)
    assert not seen(archive, VISITOR, waiting.identifier)
    archive.exports.write(officer, tmp_path / "out")
    assert f"Cộng đồng mẫu [{SLUG}]" in (tmp_path / "out" / "records.csv").read_text()
    assert archive.imports.run(officer, tmp_path / "out" / "records.csv").unchanged == 2


def test_an_import_does_not_loosen_a_rule(archive: Archive, tmp_path: Any, officer: Viewer) -> None:
    steward = made(archive)
    archive.communities.set_protocol(steward, SLUG, f"community:{SLUG}")
    identifier = public(archive, steward, officer)
    sheet = tmp_path / "records.csv"
    sheet.write_text(f"identifier,kind,access\n{identifier},festival,everyone\n")
    for dry_run in (True, False):
        report = archive.imports.run(officer, sheet, dry_run=dry_run)
        assert [wrong.problem.code for wrong in report.rejected] == ["community.loosened"]
    assert not seen(archive, VISITOR, identifier)


def test_undoing_an_import_does_not_take_a_name_out_unasked(archive: Archive, tmp_path: Any, officer: Viewer) -> None:
    steward = made(archive)
    identifier = archive.records.create(officer, "festival", texts.body(festival())).identifier
    archive.records.publish(officer, identifier, base=1)
    sheet = tmp_path / "records.csv"
    sheet.write_text(f"identifier,kind,community@vi\n{identifier},festival,Cộng đồng mẫu [{SLUG}]\n")
    batch = archive.imports.run(officer, sheet, publish=True).batch
    archive.approvals.approve(steward, SLUG, identifier, version=2)
    archive.records.publish(officer, identifier, base=2)
    assert batch is not None
    left = archive.imports.undo(officer, batch).left
    assert [one.problem.code for one in left] == ["community.waits"]
    assert archive.reading.record(VISITOR, identifier).version == 2


def test_rebuilt_from_what_is_kept_rules_hold_and_publication_waits(
    archive: Archive, tmp_path: Any, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    from app.services.agents import Told
    from tests.services.test_agents import agree
    from tests.services.test_rebuild import rebuilt

    steward = made(archive)
    archive.communities.set_protocol(steward, SLUG, f"community:{SLUG} else announced")
    archive.communities.say(steward, SLUG, [Words("Chúng tôi giữ nhịp.", "vi", "Hội đồng mẫu")])
    known, unasked = archive.agents.add(officer, Told("Người Mẫu")), archive.agents.add(officer, Told("Người Khác"))
    agree(archive, officer, known)
    identifier = public(archive, steward, officer)
    run_jobs()
    again = rebuilt(archive.settings, tmp_path / "new")
    assert again.communities.one(SLUG) == archive.communities.one(SLUG)
    assert again.reading.record(SYSTEM, identifier).access == f"community:{SLUG} else announced"
    assert again.named.counts(SYSTEM, "community", [SLUG]) == {}
    assert again.communities.people(SYSTEM, SLUG) == []
    assert again.records.publish(SYSTEM, drafted(again, SYSTEM), base=1) == [SLUG]
    again.communities.release(SYSTEM, SLUG)
    assert again.records.publish(SYSTEM, drafted(again, SYSTEM), base=1) == []
    assert again.agents.public(known).name == "Người Mẫu"
    with pytest.raises(NotFound):
        again.agents.public(unasked)
    again.db.dispose()


def test_rebuilding_closes_what_names_a_community_that_nobody_knows_any_more(
    archive: Archive, tmp_path: Any, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    from sqlalchemy import delete

    from app.models import Community
    from tests.services.test_rebuild import rebuilt

    made(archive, steward=None)
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    with archive.db.unit_of_work() as work:
        work.execute(delete(Community))
    run_jobs()
    again = rebuilt(archive.settings, tmp_path / "new")
    assert again.reading.record(SYSTEM, identifier).access == "unit:archive"
    again.db.dispose()


@pytest.mark.parametrize("rule", ["everyone", "registered"])
def test_undoing_an_import_does_not_bring_a_name_back_unasked(
    archive: Archive, tmp_path: Any, officer: Viewer, rule: str
) -> None:
    from tests.services.sheets import write_sheet

    made(archive, steward=None)
    identifier = drafted(archive, officer)
    archive.records.publish(officer, identifier, base=1)
    row = {"identifier": identifier, "title@vi": "Không nhắc đến ai", "community": ""}
    batch = archive.imports.run(officer, write_sheet(tmp_path / "r.csv", [row]), publish=True).batch
    assert "community" not in archive.reading.record(VISITOR, identifier).metadata
    person(archive, "dai-dien")
    archive.communities.set_steward(SYSTEM, SLUG, "dai-dien", steward=True)
    steward = archive.accounts.viewer(archive.accounts.sign_in("dai-dien", PASSWORD, ""))
    archive.communities.set_protocol(steward, SLUG, rule)
    left = archive.imports.undo(officer, batch or 0).left
    assert [one.problem.code for one in left] == ["community.waits"]
    assert "community" not in archive.reading.record(VISITOR, identifier).metadata
