"""Taking files in: an upload is acknowledged once its bytes are on disk and its row is committed.

What is said of them is in ``app.services.media.describing``; derivatives are made in ``app.services.media.derivation``.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import delete, select

from app.db import Database, UnitOfWork
from app.errors import Invalid, MediaRefused, TooLarge
from app.media.foreign import advice
from app.media.probe import Probe, probe
from app.models import Event, Job, Media, MediaText, Record
from app.ports import Store
from app.services import identifiers
from app.services.access import Access
from app.services.jobs import Jobs, gone, process_name
from app.services.media.describing import MediaDescribing
from app.services.preservation.wishes import AFTER_ACCESSION, wish
from app.services.reach import record_for
from app.services.reading import MediaView, media_view
from app.services.records import Records
from app.services.viewer import Viewer
from metadata.problem import Problem
from metadata.validation import problems as profile_problems

CHUNK = 1 << 20
KEPT = ("image", "audio", "video", "document")
# Controls, of which PostgreSQL can't keep the first, and marks that turn the direction of writing to hide an ending
_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived whole and was recognised, not yet acknowledged. ``media`` is the id it will have."""

    media: str
    path: Path
    filename: str
    size: int
    sha256: str
    sha512: str
    probe: Probe


class MediaFiles(MediaDescribing):
    """Beside taking in: what ``MediaDescribing`` says of files, and the end of files that were never published."""

    def __init__(
        self, db: Database, access: Access, jobs: Jobs, records: Records, store: Store, uploads: Path, limit: int
    ) -> None:
        super().__init__(db, access, jobs, records)
        self._store, self._uploads, self._limit = store, uploads, limit

    def accept(
        self,
        actor: Viewer,
        record: str,
        source: BinaryIO,
        filename: str,
        *,
        description: dict[str, Any] | None = None,
        access: str | None = None,
    ) -> MediaView:
        """Takes a file in and lists it in a new head version of the record. The same bytes again are the same file.

        Raises ``MediaRefused`` or ``TooLarge`` with nothing kept, ``NotFound`` or ``NotAllowed`` before a byte is read.
        """
        self.check(actor, record)
        received = self.receive(source, filename)
        try:
            with self._db.unit_of_work() as work:
                # Locked before anything refers to it: two uploads to one record would wait for each other, and the
                # same bytes sent twice at once would come in twice.
                record_for(work, self._access, actor, record, "upload", lock=True)
                known = work.scalar(select(Media).where(Media.record == record, Media.sha256 == received.sha256))
                media = known or self.enter_in(
                    work, actor, record, received, description=description or {}, access=access
                )
                self._records.attach_in(work, actor, record, [media.id])
        finally:
            self.discard(received)
        return media_view(media)

    def check(self, actor: Viewer, record: str) -> None:
        """Raises ``NotFound`` or ``NotAllowed`` unless the actor may upload to the record."""
        with self._db.read() as session:
            record_for(session, self._access, actor, record, "upload")

    def look(self, path: Path, filename: str) -> Probe:
        """What ``receive`` would find in a file, with nothing kept; it raises the same."""
        if path.stat().st_size > self._limit:
            raise TooLarge(Problem("media.over_limit", "media", filename, str(self._limit)))
        return probe(path, filename)

    def receive(self, source: BinaryIO, filename: str) -> Received:
        """Streams ``source`` to the disk, sums it while it arrives, and tells its kind by content."""
        with self._db.unit_of_work() as work:
            media = identifiers.new(work)
        name = _UNSEEN.sub("", filename).replace("\\", "/").rpartition("/")[2][-255:] or "file"
        self._uploads.mkdir(parents=True, exist_ok=True)
        path = self._uploads / f"{media}@{process_name()}"
        try:
            size, sha256, sha512 = _copy(source, path, self._limit, name)
            found = probe(path, name)
            if found.kind not in KEPT:
                code = "media.captions_alone" if found.kind == "caption" else advice(name)
                raise MediaRefused(Problem(code, "media", name))
            return Received(media, path, name, size, sha256, sha512, found)
        except BaseException:
            path.unlink(missing_ok=True)
            self._burn(media)
            raise

    def enter_in(
        self,
        work: UnitOfWork,
        actor: Viewer,
        record: str,
        received: Received,
        *,
        description: dict[str, Any],
        access: str | None = None,
    ) -> Media:
        """The row of a received file, its bytes in their place, its derivatives asked for; the record's own access
        unless one is given. Raises ``Invalid``. The caller calls ``discard`` after the commit, whatever its end."""
        wrong = profile_problems("media", description, False)
        if wrong:
            raise Invalid.of(wrong)
        found = received.probe
        row = Media(
            id=received.media,
            record=record,
            access_id=self._access.class_id(work, access) if access else work.get_one(Record, record).access_id,
            type=found.kind,
            state="queued",
            filename=received.filename,
            mime=found.mime,
            puid=found.puid,
            size=received.size,
            sha256=received.sha256,
            sha512=received.sha512,
            description=description,
            created_by=actor.account_id,
        )
        work.add(row)
        work.add(Event(account_id=actor.account_id, kind="accessioned", subject=row.id, detail={"sha256": row.sha256}))
        work.flush()
        self._store.take(row.id, received.path, Path(received.filename).suffix.lower())
        self._jobs.ask(work, "media", row.id)
        wish(self._jobs, work, record, after=AFTER_ACCESSION)
        return row

    def discard(self, received: Received) -> None:
        """Ends a reception: clears its traces, unless the file was taken in."""
        self._settle(received.media, received.path)

    def purge_in(self, work: UnitOfWork, media: Sequence[str]) -> None:
        """Removes files that were never published, with all that was made of them; only used-up ids stay.

        Their bytes leave the disk after the commit. Who is cut off before that says it again. Those that lie in an
        object are taken out of it by a job.
        """
        if not media:
            return
        moved = [id for id in media if self._store.preserved(id)]
        records = work.scalars(select(Media.record).where(Media.id.in_(moved)).distinct()).all()
        work.execute(delete(MediaText).where(MediaText.media.in_(media)))
        work.execute(delete(Job).where(Job.subject.in_(media), Job.state != "working"))
        work.execute(delete(Event).where(Event.subject.in_(media)))
        work.execute(delete(Media).where(Media.id.in_(media)))
        identifiers.burn(work, *media)
        for id in media:
            work.after_commit(partial(self._store.purge, id))
        for record in records:
            wish(self._jobs, work, record)

    def sweep(self) -> None:
        """Clears what processes that died in the middle of a reception left behind."""
        for path in self._uploads.glob("*@*") if self._uploads.exists() else ():
            media, _, owner = path.name.partition("@")
            if gone(owner, path):
                self._settle(media, path)

    def _settle(self, media: str, path: Path) -> None:
        with self._db.read() as session:
            kept = session.get(Media, media) is not None
        if not kept:
            self._store.purge(media)
            self._burn(media)
        path.unlink(missing_ok=True)

    def _burn(self, media: str) -> None:
        with self._db.unit_of_work() as work:
            identifiers.burn(work, media)


def _copy(source: BinaryIO, path: Path, limit: int, name: str) -> tuple[int, str, str]:
    """Bytes, SHA-256 and SHA-512 of what arrived; synced to disk when this returns."""
    size, sha256, sha512 = 0, hashlib.sha256(), hashlib.sha512()
    with path.open("wb") as target:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge(Problem("media.over_limit", "media", name, str(limit)))
            sha256.update(chunk)
            sha512.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if size == 0:
        raise MediaRefused(Problem("media.empty", "media", name))
    return size, sha256.hexdigest(), sha512.hexdigest()
