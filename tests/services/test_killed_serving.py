"""``kill -9`` of everything at random moments of real work; started again, nothing that was acknowledged is missing.

``CHIENG_TEST_KILLS`` says how often each kind of work is killed (1; the longer sweep: 5 or more), ``CHIENG_TEST_SEED``
from where the moments are drawn (1). The same seed draws the same moments.
"""

import hashlib
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select

from app.bootstrap import Archive
from app.models import Job, Media, Record
from app.search.embedded.folder import OWN
from app.services.preservation.names import object_of
from app.services.viewer import SYSTEM, Viewer
from tests.made import jpeg, published
from tests.media_samples import film
from tests.services.serving import Officer, Serving, kill_group, served, wait_for
from tests.services.sheets import PUBLISHABLE, festivals, write_sheet
from tests.services.test_preserve_ocfl import valid

KILLS = int(os.environ.get("CHIENG_TEST_KILLS", "1"))
SEED = int(os.environ.get("CHIENG_TEST_SEED", "1"))
ROWS = 400
LOCKS = {"still.lock", "tree.lock"}
STANDING = {
    "broker", "chieng.sqlite", "chieng.sqlite-shm", "chieng.sqlite-wal", "derivatives", "index", "ocfl", "originals",
    "secret_key", "staging", "uploads",
}  # fmt: skip


@pytest.fixture
def serving(archive: Archive) -> Iterator[Serving]:
    with served(archive) as made:
        yield made


def photograph(draw: random.Random) -> bytes:
    return jpeg(draw.randrange(40, 400), 60).read() + draw.randbytes(draw.randrange(1, 200_000))


def job(archive: Archive, kind: str, *states: str) -> bool:
    with archive.db.read() as session:
        return bool(session.scalar(select(func.count()).where(Job.kind == kind, Job.state.in_(states))))


def version(archive: Archive, record: str) -> int:
    held = archive.vault.held(object_of(record))
    return held.version if held else 0


def uploading(serving: Serving, officer: Officer, record: str, draw: random.Random, _folder: Path) -> None:
    """Three browsers send photographs, until nobody answers any more."""
    bodies = [photograph(draw) for _ in range(60)]

    def send(mine: list[bytes]) -> None:
        for number, body in enumerate(mine):
            if officer.upload(record, body, f"{number}.jpg") is None:
                return

    before = len(serving.acknowledged)
    senders = [threading.Thread(target=send, args=(bodies[first::3],)) for first in range(3)]
    for sender in senders:
        sender.start()
    wait_for(lambda: len(serving.acknowledged) > before)
    time.sleep(draw.uniform(0, 1.5))
    serving.kill()
    for sender in senders:
        sender.join()


def transcoding(serving: Serving, officer: Officer, record: str, draw: random.Random, _folder: Path) -> None:
    body = film().read_bytes() + draw.randbytes(8)
    assert officer.upload(record, body, "film.mp4")
    wait_for(lambda: job(serving.archive, "media", "working"))
    time.sleep(draw.uniform(0, 4))
    serving.kill()


def writing(serving: Serving, officer: Officer, record: str, draw: random.Random, _folder: Path) -> None:
    """Into the storage root: it begins when the record is published with what came in since."""
    for number in range(12):
        assert officer.upload(record, photograph(draw), f"{number}.jpg")
    wait_for(lambda: not job(serving.archive, "media", "queued", "working"))
    head = serving.archive.reading.record(SYSTEM, record, head=True).version
    before = version(serving.archive, record)
    assert officer.publish(record, head)
    wait_for(lambda: version(serving.archive, record) > before or job(serving.archive, "preserve", "working", "done"))
    time.sleep(draw.uniform(0, 0.15))
    serving.kill()


def indexing(serving: Serving, _officer: Officer, _record: str, draw: random.Random, _folder: Path) -> None:
    for number in range(30):
        published(serving.archive, SYSTEM, f"Lễ hội số {number}")
    time.sleep(draw.uniform(0, 1.5))
    serving.kill()


def importing(serving: Serving, _officer: Officer, _record: str, draw: random.Random, folder: Path) -> None:
    """Rows, every tenth with a photograph; the same command again takes in what is left."""
    for number in range(0, ROWS, 10):
        (folder / f"{number}.jpg").write_bytes(photograph(draw))
    rows = [row | {"media": f"{n}.jpg" if n % 10 == 0 else ""} for n, row in enumerate(festivals(ROWS, **PUBLISHABLE))]
    sheet = write_sheet(folder / "records.csv", rows)
    before = how_many(serving.archive)
    command = serving.run("import", str(sheet), "--media", str(folder))
    wait_for(lambda: how_many(serving.archive) > before)
    time.sleep(draw.uniform(0, 0.4))
    kill_group(command)
    serving.kill()
    serving.start()
    if serving.archive.imports.unfinished(sheet):  # a fast machine may have been done before it was killed
        assert serving.run("import", str(sheet), "--media", str(folder)).wait(300) == 0
    assert how_many(serving.archive) == before + ROWS
    serving.kill()


def how_many(archive: Archive) -> int:
    with archive.db.read() as session:
        return session.scalar(select(func.count()).select_from(Record)) or 0


WORK: dict[str, Callable[[Serving, Officer, str, random.Random, Path], None]] = {
    "uploading": uploading,
    "transcoding": transcoding,
    "writing": writing,
    "indexing": indexing,
    "importing": importing,
}


@pytest.mark.parametrize("work", WORK)
def test_killed_at_any_moment_it_loses_nothing_and_leaves_nothing_behind(
    serving: Serving, officer: Viewer, tmp_path: Path, work: str
) -> None:
    draw = random.Random(f"{SEED} {work}")
    archive = serving.archive
    for number in range(KILLS):
        folder = tmp_path / str(number)
        folder.mkdir()
        record = published(archive, SYSTEM, f"Lễ hội có tệp {number}")
        serving.rest()
        before = version(archive, record)
        WORK[work](serving, serving.officer(officer), record, draw, folder)
        serving.start()
        serving.rest()

        assert everything_acknowledged_is_there(serving)
        assert temporary(archive) == []
        assert version(archive, record) == before + (work in {"uploading", "transcoding", "writing"})
        archive.records.publish(SYSTEM, record, base=archive.reading.record(SYSTEM, record, head=True).version)
        serving.rest()
        assert valid(archive.settings.ocfl)
        assert archive.fixity.check(lambda _done, _total: None).faults == ()
        assert answers(serving)


def everything_acknowledged_is_there(serving: Serving) -> bool:
    with serving.archive.db.read() as session:
        rows = {row.id: row for row in session.scalars(select(Media))}
    for media, digest in serving.acknowledged.items():
        kept = serving.archive.store.original(media).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == digest == rows[media].sha256
    return {row.state for row in rows.values()} <= {"ready"}


def temporary(archive: Archive) -> list[Path]:
    """Whatever lies in the data folder that is neither kept, nor in use."""
    settings = archive.settings
    with archive.db.read() as session:
        generations = {(row.id, str(row.generation)) for row in session.scalars(select(Media))}
    media = {id for id, _ in generations}
    found = [path for path in settings.data.iterdir() if path.name not in STANDING]
    found += list(settings.uploads.glob("*"))
    found += [path for path in settings.staging.glob("*") if path.name not in LOCKS]
    found += [path for path in settings.originals.glob("*/*/*") if not path.name.startswith("original")]
    found += [path for path in settings.originals.glob("*/*") if path.name not in media]
    made = settings.derivatives.glob("*/*/*")
    found += [path for path in made if (path.parent.name, path.name) not in generations]
    found += [path for path in settings.derivatives.rglob("*") if path.name.startswith((".", "part-", "making-"))]
    return found + ([] if settings.search_url else unindexed(settings.index))


def unindexed(index: Path) -> list[Path]:
    """Files beside those of the segments that are in use."""
    in_use = (index / "tantivy").resolve()
    segments = (in_use / "meta.json").read_text().replace("-", "")
    beside = [path for path in index.iterdir() if path.name not in {"tantivy", in_use.name, "lock", "making"}]
    return beside + [
        path for path in in_use.iterdir() if path.name not in OWN and path.name.partition(".")[0] not in segments
    ]


def answers(serving: Serving) -> bool:
    """Every published record is found; each that has files has a manifest with all of them that are listed."""
    with serving.archive.db.read() as session:
        asked = select(Record.identifier).where(Record.published_version.is_not(None))
        records = session.scalars(asked).all()
        with_files = set(session.scalars(select(Media.record)))
    for record in sorted(with_files & set(records)):
        listed = serving.archive.reading.record(SYSTEM, record).media
        told = requests.get(f"{serving.address}/iiif/presentation/3/records/{record}/manifest", timeout=30).json()
        assert len(told["items"]) == len(listed)
    told = requests.get(f"{serving.address}/api/v1/records", timeout=30).json()
    return bool(told["total"] == len(records))
