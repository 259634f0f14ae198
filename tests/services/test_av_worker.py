"""Films through the real worker process and the job table: progress that only grows, and a worker that survives."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import workers.jobs
from app.bootstrap import Archive
from app.errors import MediaRefused
from app.models import Job, Media, now
from app.services.viewer import SYSTEM
from tests.made import published
from tests.services.test_killed import finish, leftovers
from tests.unit.media.av_hostile import HOSTILE
from tests.unit.media.av_samples import made, pattern

pytestmark = pytest.mark.embedded("films are made alike in both modes")

TAKEN_IN = ("ten-thousand-streams.mkv", "huge.mkv", "for-ever.mkv", "one-hertz.wav", "packed.mkv", "elsewhere.mov")
AT_THE_DOOR = ("list.mp4", "list.ts", "list.mov", "call.mp4")


def test_files_made_to_do_harm_end_in_words_and_the_worker_goes_on(archive: Archive, tmp_path: Path) -> None:
    record = published(archive, SYSTEM)
    for name in AT_THE_DOOR:
        HOSTILE[name][0](tmp_path / name)
        with (tmp_path / name).open("rb") as file, pytest.raises(MediaRefused) as caught:
            archive.media.accept(SYSTEM, record, file, name)
        assert caught.value.problem.code == HOSTILE[name][1]
    for name in TAKEN_IN:
        HOSTILE[name][0](tmp_path / name)
    made(tmp_path / "song.wav", "-f", "lavfi", "-i", "sine=d=0.5")
    ids = {}
    for name in (*TAKEN_IN, "song.wav"):
        with (tmp_path / name).open("rb") as file:
            ids[name] = archive.media.accept(SYSTEM, record, file, name).id
    finish(archive)
    with archive.db.read() as session:
        rows = {name: session.get_one(Media, media) for name, media in ids.items()}
        tries = session.scalars(select(Job.attempts).where(Job.kind == "media")).all()
    assert rows.pop("song.wav").state == "ready"
    codes = {name: row.problem["code"] if row.problem else row.state for name, row in rows.items()}
    assert codes == {name: HOSTILE[name][1] for name in TAKEN_IN}
    assert set(tries) == {1}, "what can't be read is not tried again and again"
    assert leftovers(archive) == []
    assert all(archive.store.original(media).is_file() for media in ids.values())


def test_progress_reaches_the_job_table_and_only_grows(
    archive: Archive, tmp_path: Path, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    write = archive.jobs.progress

    def listen(job: int, done: int, total: int) -> None:
        write(job, done, total)
        with archive.db.read() as session:
            row = session.get_one(Job, job)
            told.append((row.done, row.total))
            assert row.heartbeat
            assert row.heartbeat <= now()

    monkeypatch.setattr(workers.jobs, "HEARTBEAT", timedelta(0))
    monkeypatch.setattr(archive.jobs, "progress", listen)
    record = published(archive, SYSTEM)
    with pattern(tmp_path / "film.mp4", "426x240", "-preset", "ultrafast", seconds=30).open("rb") as file:
        media = archive.media.accept(SYSTEM, record, file, "film.mp4")
    run_jobs()
    assert archive.reading.media(SYSTEM, media.id).state == "ready"
    done = [each for each, total in told if total == 30]
    assert done == sorted(done)
    assert done[-1] >= 29
    assert len(set(done)) > 1
