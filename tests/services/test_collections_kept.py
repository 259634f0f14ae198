"""Collections come back: from the storage root what was published, from a backup everything."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Archive
from app.errors import Gone, NotFound
from app.models import CollectionItem, Event
from app.services.viewer import SYSTEM, VISITOR
from tests.made import published
from tests.services.test_backup import nothing, restored
from tests.services.test_collections import filled, made
from tests.services.test_rebuild import do_jobs, rebuilt


def settled(archive: Archive) -> None:
    """All that waits is done, the registry too, which is written a moment after a change."""
    do_jobs(archive)
    archive.preservation.preserve("registry", nothing)


def test_what_was_published_comes_back_from_the_storage_root_as_it_was(archive: Archive, tmp_path: Path) -> None:
    outer, closed = made(archive, "Ngoài"), made(archive, "Của đơn vị", access="unit:archive else announced")
    inner = made(archive, "Trong", within=outer)
    one, two, three = filled(archive, outer, "Một", "Hai", "Ba")
    archive.curating.step(SYSTEM, outer, "first", three)
    archive.curating.add(SYSTEM, inner, one)
    archive.curating.describe(SYSTEM, outer, {"vi": "Ngoài", "en": "Outer"}, {"vi": "Đoạn một.\n\nĐoạn hai."})
    settled(archive)
    again = rebuilt(archive.settings, tmp_path / "new")
    for collection in (outer, inner, closed):
        assert again.collections.collection(SYSTEM, collection) == archive.collections.collection(SYSTEM, collection)
    assert again.collections.top(VISITOR) == archive.collections.top(VISITOR)
    assert [card.identifier for card in again.collections.collection(VISITOR, outer).records] == [three, one, two]
    with again.db.read() as session:
        event = session.scalars(select(Event).where(Event.kind == "collection_described")).one()
        assert event.detail == {"title": {"vi": "Ngoài"}, "description": {"vi": "Lời giới thiệu."}}
    assert again.rebuild.run(nothing).records == 0
    again.db.dispose()


def test_a_draft_is_not_in_the_storage_root_and_what_was_taken_back_stays_so(archive: Archive, tmp_path: Path) -> None:
    gone, draft = made(archive, "Đã gỡ"), made(archive, "Nháp", publish=False)
    archive.curating.withdraw(SYSTEM, gone, why="Soạn lại.")
    settled(archive)
    again = rebuilt(archive.settings, tmp_path / "new")
    with pytest.raises(Gone):
        again.collections.collection(VISITOR, gone)
    with pytest.raises(NotFound):
        again.collections.collection(SYSTEM, draft)
    again.db.dispose()


def test_a_condition_that_nobody_knows_any_more_closes_the_collection(archive: Archive, tmp_path: Path) -> None:
    lost = made(archive, access="any(everyone, community:khong-con)")
    settled(archive)
    again = rebuilt(archive.settings, tmp_path / "new")
    with pytest.raises(NotFound):
        again.collections.collection(VISITOR, lost)
    again.db.dispose()


def test_a_backup_holds_drafts_and_order(archive: Archive, tmp_path: Path) -> None:
    collection = made(archive, publish=False)
    made(archive, "Trong", within=collection)
    draft = archive.records.create(
        SYSTEM, "festival", {"metadata": {"title": [{"type": "text", "value": "Nháp", "lang": "vi"}]}, "media": []}
    ).identifier
    archive.curating.add(SYSTEM, collection, draft)
    archive.curating.add(SYSTEM, collection, published(archive, SYSTEM))
    archive.backup.write(tmp_path / "all.tar", nothing)
    again = restored(tmp_path / "all.tar", tmp_path / "again")
    assert again.collection_desk.collection(SYSTEM, collection) == archive.collection_desk.collection(
        SYSTEM, collection
    )
    again.curating.add(SYSTEM, collection, published(again, SYSTEM, "Mới"))
    with again.db.read() as session:
        assert len(session.scalars(select(CollectionItem)).all()) == 4
    again.db.dispose()
