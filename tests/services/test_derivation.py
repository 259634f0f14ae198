"""From an original to what is shown: real photographs, film, sound and documents; broken ones; killed workers."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Archive
from app.errors import MediaRefused, NotFound, TooLarge
from app.models import Media, MediaText, UsedIdentifier
from app.services import texts
from app.services.viewer import SYSTEM, VISITOR
from tests.made import festival, jpeg, published
from tests.media_samples import film, photograph
from tests.unit.media.av_samples import made


@pytest.fixture
def record(archive: Archive) -> str:
    return published(archive, SYSTEM)


def media(archive: Archive, media_id: str) -> Media:
    with archive.db.read() as session:
        return session.get_one(Media, media_id)


def files_of(archive: Archive, media_id: str) -> set[str]:
    row = media(archive, media_id)
    folder = archive.store.derivatives(row.id, row.generation)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def leftovers(archive: Archive) -> list[Path]:
    """Whatever is half-written or no longer needed."""
    settings = archive.settings
    arriving = list(settings.uploads.glob("*")) if settings.uploads.exists() else []
    making = [path for path in settings.derivatives.rglob("*") if "making" in path.name or path.name.startswith(".")]
    return arriving + making


def test_a_photograph_becomes_a_pyramid_and_a_thumbnail(
    archive: Archive, record: str, run_jobs: Callable[[], int]
) -> None:
    original = photograph().read_bytes()
    taken = archive.media.accept(SYSTEM, record, BytesIO(original), "ảnh lễ hội.jpg")
    run_jobs()
    row = media(archive, taken.id)
    assert (row.state, row.generation, row.mime) == ("ready", 1, "image/jpeg")
    assert {"image.tif", "thumbnail.webp"} <= files_of(archive, taken.id)
    assert archive.store.original(taken.id).read_bytes() == original
    assert leftovers(archive) == []


def test_a_film_becomes_a_ladder_a_whole_file_and_a_poster(
    archive: Archive, record: str, run_jobs: Callable[[], int]
) -> None:
    with film().open("rb") as file:
        taken = archive.media.accept(SYSTEM, record, file, "phim.mp4")
    run_jobs()
    assert media(archive, taken.id).state == "ready"
    assert {"master.m3u8", "progressive.mp4", "poster.webp", "thumbnail.webp"} <= files_of(archive, taken.id)
    assert media(archive, taken.id).detail["duration"] > 1
    assert leftovers(archive) == []


@pytest.mark.parametrize(("name", "note"), [("voice.m4a", None), ("film.mp4", "media.no_picture_kept_as_sound")])
def test_a_film_without_a_picture_is_told_of_unless_its_name_says_that_it_is_a_sound(
    archive: Archive, record: str, run_jobs: Callable[[], int], tmp_path: Path, name: str, note: str | None
) -> None:
    path = made(tmp_path / "sound.mp4", "-f", "lavfi", "-i", "sine=d=0.3")
    with path.open("rb") as file:
        taken = archive.media.accept(SYSTEM, record, file, name)
    run_jobs()
    row = media(archive, taken.id)
    assert (row.state, row.type, row.detail.get("note")) == ("ready", "audio", note)


def test_making_again_puts_the_new_in_use_and_removes_the_old(
    archive: Archive, record: str, run_jobs: Callable[[], int]
) -> None:
    taken = archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg")
    run_jobs()
    archive.derivation.derive(taken.id, lambda _done, _total: None)
    assert media(archive, taken.id).generation == 2
    assert not archive.store.derivatives(taken.id, 1).exists()
    assert {"image.tif", "thumbnail.webp"} <= files_of(archive, taken.id)


@pytest.mark.parametrize(
    ("octets", "filename", "code"),
    [
        (b"", "anh.jpg", "media.empty"),
        ("Đây là chữ, không phải ảnh.".encode(), "anh.jpg", "media.not_what_its_name_says"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nxin\n", "phu-de.vtt", "media.captions_alone"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing_but_a_burnt_identifier(
    archive: Archive, record: str, octets: bytes, filename: str, code: str
) -> None:
    with pytest.raises(MediaRefused) as refusal:
        archive.media.accept(SYSTEM, record, BytesIO(octets), filename)
    assert refusal.value.problem.code == code
    assert leftovers(archive) == []
    with archive.db.read() as session:
        burnt = session.scalars(select(UsedIdentifier).where(UsedIdentifier.burnt_at.is_not(None))).all()
        assert len(burnt) == 1
        assert session.scalars(select(Media)).all() == []


def test_a_jpeg_named_png_is_taken_for_what_it_is(archive: Archive, record: str, run_jobs: Callable[[], int]) -> None:
    taken = archive.media.accept(SYSTEM, record, jpeg(), "anh.png")
    run_jobs()
    row = media(archive, taken.id)
    assert (row.mime, row.state) == ("image/jpeg", "ready")


def test_a_truncated_photograph_fails_in_words_and_its_original_is_kept(
    archive: Archive, record: str, run_jobs: Callable[[], int]
) -> None:
    whole = photograph().read_bytes()
    cut = whole[: len(whole) // 2]
    taken = archive.media.accept(SYSTEM, record, BytesIO(cut), "cut.jpg")
    good = archive.media.accept(SYSTEM, record, jpeg(), "good.jpg")
    run_jobs()
    row = media(archive, taken.id)
    assert row.state == "failed"
    assert row.problem
    assert row.problem["code"] == "media.truncated"
    assert archive.store.original(taken.id).read_bytes() == cut
    assert media(archive, good.id).state == "ready"
    assert leftovers(archive) == []


def test_a_file_over_the_limit_is_refused_and_not_kept(archive: Archive, record: str) -> None:
    archive.media._limit = 1000
    with pytest.raises(TooLarge):
        archive.media.accept(SYSTEM, record, jpeg(2000, 2000), "anh.jpg")
    assert leftovers(archive) == []


def test_the_same_bytes_again_are_the_same_file(archive: Archive, record: str) -> None:
    first = archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg")
    again = archive.media.accept(SYSTEM, record, jpeg(), "anh lần hai.jpg")
    assert again.id == first.id
    assert leftovers(archive) == []
    assert len(list(archive.settings.originals.rglob("original*"))) == 1


def test_nobody_uploads_to_a_record_that_is_not_theirs(archive: Archive, record: str) -> None:
    with pytest.raises(NotFound):
        archive.media.accept(VISITOR, record, jpeg(), "anh.jpg")


def test_what_a_reception_that_died_left_is_swept(archive: Archive, record: str) -> None:
    archive.media.accept(SYSTEM, record, jpeg(), "anh.jpg")
    from app.services.jobs import process_name

    host = process_name().partition(":")[0]
    orphan = archive.settings.uploads / f"0a1b2c3d@{host}:999999:1"
    orphan.write_bytes(b"half")
    stray = archive.settings.originals / "0a" / "0a1b2c3d"
    stray.mkdir(parents=True)
    (stray / "original.jpg").write_bytes(b"half")
    archive.media.sweep()
    assert leftovers(archive) == []
    assert not stray.exists()
    assert len(list(archive.settings.originals.rglob("original*"))) == 1


def test_the_text_of_a_document_can_be_searched(archive: Archive, record: str, run_jobs: Callable[[], int]) -> None:
    from app import sample
    from app.services.discovery import Question

    pdf = next(sample.PATH.rglob("*.pdf"))
    taken = archive.media.accept(SYSTEM, record, BytesIO(pdf.read_bytes()), pdf.name)
    archive.records.publish(SYSTEM, record, base=2)
    run_jobs()
    row = media(archive, taken.id)
    assert row.state == "ready"
    assert len(row.detail["pages"]) >= 1
    with archive.db.read() as session:
        page = session.get(MediaText, (taken.id, "page", "1"))
    assert page is not None
    word = max(page.body.split(), key=len)
    assert archive.discovery.search(VISITOR, Question(word)).total == 1


def test_a_purged_record_is_not_derived(archive: Archive) -> None:
    archive.derivation.derive("zzzzzzzz", lambda _done, _total: None)
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival()))
    assert archive.reading.record(SYSTEM, saved.identifier).media == ()
