"""Putting whatever waits of a record into one new version of its object. Runs in workers; may be killed at any line.

The object is compared with the tables each time, so a job that runs twice, or was cut off, ends in the same object.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from app.db import Database, disk_full
from app.errors import Busy, Damaged
from app.models import Media, UsedIdentifier, now
from app.ports import Content, Held, Store, Vault
from app.services.access import Access
from app.services.jobs import Jobs, Report
from app.services.preservation import premis, registry, weighing
from app.services.preservation.description import Standing, record_json, standing, text_path
from app.services.preservation.names import (
    RECORD_FILE,
    REGISTRY,
    events_path,
    media_at,
    object_of,
    original_path,
)
from app.services.preservation.wishes import REGISTRY_SUBJECT, wish

AFTER_RECORD = timedelta(seconds=30)
DISK_FULL = timedelta(minutes=10)

log = structlog.get_logger()


class Preservation:
    def __init__(self, db: Database, access: Access, jobs: Jobs, store: Store, vault: Vault, repository: str) -> None:
        self._db, self._access, self._jobs = db, access, jobs
        self._store, self._vault, self._repository = store, vault, repository

    def preserve(self, subject: str, report: Report) -> None:
        """Brings the object of a record, or the registry, up to date. Raises ``Damaged`` for an original whose bytes
        have changed since it came in; all else is preserved nevertheless."""
        try:
            if subject == REGISTRY_SUBJECT:
                self._preserve_registry()
            else:
                self._preserve_record(subject, report)
        except Busy as error:
            self._later(subject, timedelta(seconds=error.retry_after))
        except OSError as error:
            if not disk_full(error):
                raise
            log.warning("disk_full", subject=subject)
            self._later(subject, DISK_FULL)

    def _preserve_registry(self) -> None:
        with self._db.read() as session:
            made = list(registry.contents(session))
        held = self._vault.held(REGISTRY)
        if held is None or dict(held.files) != {content.path: _sha512(content) for content in made}:
            self._vault.write(REGISTRY, made, "registry")

    def _preserve_record(self, identifier: str, report: Report) -> None:
        with self._db.read() as session:
            found = standing(session, self._access, identifier)
        held = self._vault.held(object_of(identifier))
        if found is None:
            self._forget_record(identifier, held)
            return
        forget = self._forgotten(found, held)
        places = self._vault.places(object_of(identifier)) if forget else {}
        version = _Version(self._store, found, held, places, forget=forget)
        contents = version.contents(self._repository)
        if held is None or version.forget or version.differs(contents):
            waiting = self._wait(found, held, version) if held else timedelta(0)
            if waiting > timedelta(0):
                self._later(identifier, waiting)
                return
            damaged = self._write(identifier, contents, version)
        else:
            damaged = None
        self._move(identifier, found, report)
        self._later(REGISTRY_SUBJECT, AFTER_RECORD)
        with self._db.read() as session:
            gone = standing(session, self._access, identifier) is None
        if gone:  # an import was undone while its files were moving here
            self._forget_record(identifier, held)
        if damaged:
            raise damaged

    def _write(self, identifier: str, contents: list[Content], version: "_Version") -> Damaged | None:
        """A damaged original is left where it is, and told; it must not keep the others out."""
        try:
            self._vault.write(object_of(identifier), contents, version.why, forget=version.forget)
        except Damaged as error:
            rest = [content for content in contents if content.path != error.problem.value]
            if len(rest) == len(contents):
                raise
            if version.differs(rest):
                self._write(identifier, rest, version)
            return error
        return None

    def _move(self, identifier: str, found: Standing, report: Report) -> None:
        """From now on the originals lie in the object alone."""
        places = {media_at(path): place for path, place in self._vault.places(object_of(identifier)).items()}
        for number, row in enumerate(found.media, 1):
            if row.id in places and not self._store.preserved(row.id):
                self._store.moved(row.id, places[row.id])
            report(number, len(found.media))

    def _forget_record(self, identifier: str, held: Held | None) -> None:
        """Of a record that was purged nothing stays. One that the tables merely do not know is left alone."""
        with self._db.read() as session:
            used = session.get(UsedIdentifier, identifier)
        if used is not None and used.burnt_at is not None:
            self._vault.remove(object_of(identifier))
            for media in held.files if held else ():
                if (purged := media_at(media)) is not None:
                    self._store.purge(purged)

    def _forgotten(self, found: Standing, held: Held | None) -> bool:
        """Whether the object holds what was erased, or an import brought that is undone."""
        if held is None:
            return False
        ids = {row.id for row in found.media}
        gone = {media for path in held.files if (media := media_at(path)) and media not in ids}
        with self._db.read() as session:
            burnt = [row for media in gone if (row := session.get(UsedIdentifier, media)) and row.burnt_at]
        last = max(_event_files(held), default=0)
        return bool(burnt) or any(event.kind == "erased" and event.id > last for event in found.events)

    def _wait(self, found: Standing, held: Held, version: "_Version") -> timedelta:
        """How long to wait for more, where another version would cost more than it brings, and all versions together
        weigh on the originals."""
        cost = version.told + held.weight
        if version.forget or cost < weighing.HEAVY or version.brought > 4 * cost:
            return timedelta(0)
        there = {media_at(path) for path in held.files}
        weight = self._vault.weight(object_of(found.record.identifier))
        burden = weight - sum(row.size for row in found.media if row.id in there) + cost
        before = self._vault.places(object_of(found.record.identifier))[RECORD_FILE].read_bytes()
        seen = weighing.seen(before, version.record)
        return weighing.wait(burden, sum(row.size for row in found.media), held.created, seen=seen, now=now())

    def _later(self, subject: str, wait: timedelta) -> None:
        with self._db.unit_of_work() as work:
            wish(self._jobs, work, subject, after=wait)


class _Version:
    """One version in the making. ``forget``: nothing of the earlier ones may stay; ``brought``: bytes of originals
    that are new; ``record``: the description, and ``told`` its bytes."""

    def __init__(
        self, store: Store, found: Standing, held: Held | None, places: Mapping[str, Path], *, forget: bool
    ) -> None:
        self._store, self._found, self._places, self.forget = store, found, places, forget
        self._held = {} if held is None or forget else dict(held.files)
        self._there = {media: path for path in places or self._held if (media := media_at(path))}
        self.brought = self.told = 0
        self.record: dict[str, Any] = {}
        self.why = "erased" if forget else "published" if found.record.published_version else "accessioned"

    def contents(self, repository: str) -> list[Content]:
        paths: dict[str, str] = {}
        originals = [self._original(row, paths) for row in self._found.media]
        texts = [Content(text_path(text), body=text.body.encode()) for text in self._found.texts]
        events, last = self._events()
        told = record_json(self._found, paths, last, repository)
        body = json.dumps(told, ensure_ascii=False, indent=1).encode()
        self.record, self.told = told, len(body)
        return [*originals, *self._strangers(paths), *texts, *events, Content(RECORD_FILE, body=body)]

    def differs(self, contents: list[Content]) -> bool:
        return {content.path: _sha512(content) for content in contents} != self._held

    def _original(self, row: Media, paths: dict[str, str]) -> Content:
        there = self._there.get(row.id)
        if there:
            paths[row.id] = there
            source = self._places.get(there)
            return Content(there, source=source, sha512=row.sha512 if source else self._held[there])
        source = self._store.original(row.id)
        paths[row.id] = original_path(row.id, source.suffix)
        self.brought += row.size
        return Content(paths[row.id], source=source, sha512=row.sha512)

    def _strangers(self, paths: dict[str, str]) -> list[Content]:
        """Originals that the tables do not know, after an old backup was restored: nothing is dropped."""
        mine = set(paths.values())
        return [Content(path, sha512=sum) for path, sum in self._held.items() if media_at(path) and path not in mine]

    def _events(self) -> tuple[list[Content], int]:
        """What happened since the last version, in a file of its own; the earlier files stay as they are."""
        earlier = _event_files(self._held)
        last = max(earlier, default=0)
        fresh = [event for event in self._found.events if event.id > last]
        kept = [Content(path, sha512=self._held[path]) for path in earlier.values()]
        if not fresh:
            return kept, last
        subjects = {event.subject for event in fresh}
        body = premis.document([row for row in self._found.media if row.id in subjects], fresh)
        return [*kept, Content(events_path(fresh[-1].id), body=body)], fresh[-1].id


def _event_files(files: Held | Mapping[str, str]) -> dict[int, str]:
    """Paths of the events in an object, by the number of the last event in each."""
    held = files.files if isinstance(files, Held) else files
    return {int(Path(path).stem): path for path in held if path.startswith("premis/")}


def _sha512(content: Content) -> str:
    return hashlib.sha512(content.body).hexdigest() if content.body is not None else content.sha512
