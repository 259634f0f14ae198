"""Difficult documents through the whole archive: shown or refused in words, and whoever works goes on working."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from app.bootstrap import Archive
from app.errors import MediaRefused
from app.models import Media
from app.services.discovery import Question
from app.services.viewer import SYSTEM, VISITOR
from tests.difficult_documents import HELLO, Difficult, form, one, packed, several
from tests.difficult_documents import HOSTILE as DOCUMENTS
from tests.made import published

pytestmark = pytest.mark.embedded("what is asked of documents is asked of no server")

Run = Callable[[], int]
TOLD = ("nothing-but-a-mark", "pages-in-a-circle", "lock-of-a-company", "xfa", "too-many-pages", "flate-bomb")


def sent(archive: Archive, record: str, content: bytes, name: str = "tai-lieu.pdf") -> str:
    return archive.media.accept(SYSTEM, record, BytesIO(content), name).id


def test_hostile_documents_fail_in_words_and_the_next_is_shown(archive: Archive, run_jobs: Run) -> None:
    record = published(archive, SYSTEM)
    hostile = [each for each in DOCUMENTS if each.name in TOLD]
    taken = [sent(archive, record, each.make()) for each in hostile]
    good = sent(archive, record, one())
    run_jobs()
    for id, each in zip(taken, hostile, strict=True):
        assert told(archive, id) == ("failed", code(each))
        assert archive.store.original(id).exists()
    assert told(archive, good) == ("ready", "")


def told(archive: Archive, id: str) -> tuple[str, str]:
    with archive.db.read() as session:
        row = session.get_one(Media, id)
        return row.state, (row.problem or {}).get("code", "")


def code(difficult: Difficult) -> str:
    return getattr(difficult.outcome, "code", "")


def test_one_page_that_can_not_be_drawn_does_not_take_the_others_with_it(archive: Archive, run_jobs: Run) -> None:
    record = published(archive, SYSTEM)
    id = sent(archive, record, several("4 0 R 8 0 R 9 0 R 4 0 R", 4))
    archive.records.publish(SYSTEM, record, base=2)
    run_jobs()
    view = archive.reading.media(VISITOR, id)
    assert (view.state, len(view.detail["pages"])) == ("ready", 4)
    assert (view.detail["note"], view.detail["note_value"]) == ("media.pages_not_drawn", "2, 3")
    assert [archive.reading.text(VISITOR, id, "page", part)[1] for part in ("1", "4")] == ["Le hoi cong chieng"] * 2
    pages = archive.store.derivatives(id, view.generation) / "pages"
    darkest = []
    for number in range(1, 5):
        with Image.open(pages / f"{number:04}" / "image.tif") as picture:
            darkest.append(picture.convert("L").getextrema()[0])
    assert darkest == [0, 255, 255, 0]


def test_a_document_of_such_pages_alone_is_refused(archive: Archive, run_jobs: Run) -> None:
    record = published(archive, SYSTEM)
    id = sent(archive, record, several("9 0 R " * 60 + "4 0 R", 61))
    run_jobs()
    assert told(archive, id) == ("failed", "media.page_damaged")


def test_a_scan_that_stops_early_is_told_with_its_page(archive: Archive, run_jobs: Run) -> None:
    record = published(archive, SYSTEM)
    first, *others = (Image.effect_noise((300, 200), 90) for _ in range(3))
    file = BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=others)
    id = sent(archive, record, file.getvalue()[:-30_000], "so.tif")
    run_jobs()
    assert told(archive, id) == ("failed", "media.page_damaged")
    with archive.db.read() as session:
        problem = session.get_one(Media, id).problem
    assert problem
    assert problem["value"] == "3"


def test_what_is_written_into_a_form_is_found(archive: Archive, run_jobs: Run) -> None:
    record = published(archive, SYSTEM)
    sent(archive, record, form())
    archive.records.publish(SYSTEM, record, base=2)
    run_jobs()
    found = archive.discovery.search(VISITOR, Question('"Gia tri"')).records
    assert [each.identifier for each in found] == [record]


def test_words_that_are_not_on_the_page_are_nobodys(archive: Archive, run_jobs: Run) -> None:
    """Who cuts a page before sending it has reason to."""
    record = published(archive, SYSTEM)
    content = packed(f"{HELLO} BT /F1 24 Tf 50 100 Td (Xtieng) Tj ET")
    id = sent(archive, record, one(content, page="/CropBox [0 0 595 400]"))
    archive.records.publish(SYSTEM, record, base=2)
    run_jobs()
    assert archive.reading.text(VISITOR, id, "page", "1")[1] == "Xtieng"
    assert "chieng" not in archive.reading.text(VISITOR, id, "alto", "1")[1]


@pytest.mark.parametrize("name", ["thu.docx", "thu.rtf", "so-tay.txt", "bang.csv"])
def test_a_letter_is_not_taken_for_captions_but_asked_for_as_a_pdf(archive: Archive, name: str) -> None:
    record = published(archive, SYSTEM)
    content = b"{\\rtf1 Xin chao}" if name.endswith("rtf") else "Xin chào bà con\n".encode()
    with pytest.raises(MediaRefused) as refused:
        sent(archive, record, content, name)
    assert (refused.value.problem.code, refused.value.problem.value) == ("media.save_as_pdf", name)
