"""Classes of access that several people make at once."""

import threading

import pytest

from app.bootstrap import Archive
from app.models import now
from app.services.viewer import VISITOR

SPRING, AUTUMN = "everyone in solar:01-01/12-31", "everyone in solar:02-01/01-31"


@pytest.mark.postgres
@pytest.mark.parametrize("each_archive", ["postgres"], indirect=True)
def test_two_who_make_the_same_class_at_once_get_the_same(each_archive: Archive) -> None:
    got: list[int] = []

    def second() -> None:
        with each_archive.db.unit_of_work() as work:
            got.append(each_archive.access.class_id(work, "registered"))

    other = threading.Thread(target=second)
    with each_archive.db.unit_of_work() as work:
        got.append(each_archive.access.class_id(work, "registered"))
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join()
    assert len(got) == 2
    assert len(set(got)) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("each_archive", ["postgres"], indirect=True)
def test_a_class_that_was_made_first_and_committed_last_is_known(each_archive: Archive) -> None:
    access = each_archive.access
    with each_archive.db.unit_of_work() as slow:
        first = access.class_id(slow, SPRING)
        with each_archive.db.unit_of_work() as quick:
            access.class_id(quick, AUTUMN)
        assert first not in each_archive.reading.visible_classes(VISITOR, now())
    assert first in each_archive.reading.visible_classes(VISITOR, now())
    with each_archive.db.read() as session:
        assert access.canonical(session, first) == SPRING
