"""Classes of access that several people make at once."""

import threading

import pytest

from app.bootstrap import Archive
from app.models import now
from app.services.viewer import VISITOR

SPRING, AUTUMN = "everyone in solar:01-01/12-31", "everyone in solar:02-01/01-31"


@pytest.mark.services
def test_two_who_make_the_same_class_at_once_get_the_same(archive: Archive) -> None:
    got: list[int] = []

    def second() -> None:
        with archive.db.unit_of_work() as work:
            got.append(archive.access.class_id(work, "registered"))

    other = threading.Thread(target=second)
    with archive.db.unit_of_work() as work:
        got.append(archive.access.class_id(work, "registered"))
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join()
    assert len(got) == 2
    assert len(set(got)) == 1


@pytest.mark.services
def test_a_class_that_was_made_first_and_committed_last_is_known(archive: Archive) -> None:
    access = archive.access
    with archive.db.unit_of_work() as slow:
        first = access.class_id(slow, SPRING)
        with archive.db.unit_of_work() as quick:
            access.class_id(quick, AUTUMN)
        assert first not in archive.reading.visible_classes(VISITOR, now())
    assert first in archive.reading.visible_classes(VISITOR, now())
    with archive.db.read() as session:
        assert access.canonical(session, first) == SPRING
