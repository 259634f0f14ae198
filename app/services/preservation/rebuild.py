"""The tables made anew from the storage root alone: what was published, as it was, and every original.

Accounts, drafts and unfinished imports are not in it; they come back from a backup. What can't be resolved is closed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from sqlalchemy import select

from app.db import Database, UnitOfWork
from app.errors import ArchiveError
from app.models import (
    Agent,
    Community,
    CommunityGroup,
    Event,
    Media,
    MediaText,
    Record,
    RecordVersion,
    Unit,
    UsedIdentifier,
)
from app.models import now as present
from app.ports import Store, Vault
from app.services import conditions, founding, texts, units
from app.services.access import Access
from app.services.activities.stream import ANNOUNCE, EVERYTHING
from app.services.communities import naming
from app.services.jobs import Jobs, Report
from app.services.media.texts import AUTHORED, CAPTIONS
from app.services.preservation import curated, premis, tables
from app.services.preservation.names import RECORD_FILE, REGISTRY, media_at, record_in
from app.services.preservation.registry import BURNT, TABLES
from metadata.statements import Metadata

AT_ONCE = 100
CLOSED = f"unit:{units.ROOT}"
"""Who may see what nobody can say any more who may see it: the staff who keep the archive."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``closed`` are records and files whose condition of access could not be resolved, ``damaged`` records that were
    left out because what tells of them can't be read."""

    records: int
    media: int
    closed: tuple[str, ...]
    damaged: tuple[str, ...] = ()


_UNREADABLE = (ValueError, FileNotFoundError, ParseError)
"""How a file that somebody has changed, cut or taken away shows itself; one must not keep all the others from coming
back."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What an object says of its record; ``told`` is None where it says nothing yet."""

    places: Mapping[str, Path]
    told: Mapping[str, Any] | None
    events: tuple[premis.Told, ...] = ()


class Rebuild:
    def __init__(self, db: Database, access: Access, jobs: Jobs, store: Store, vault: Vault) -> None:
        self._db, self._access, self._jobs, self._store, self._vault = db, access, jobs, store, vault

    def run(self, report: Report) -> Rebuilt:
        """Enters what the tables lack, and touches nothing that they have: cut off, it can be run again."""
        self._registry()
        objects = [object_id for object_id in self._vault.objects() if record_in(object_id)]
        records = media = 0
        closed: list[str] = []
        damaged: list[str] = []
        for start in range(0, len(objects), AT_ONCE):
            with self._db.unit_of_work() as work:
                known = _Known.read(work, self._access)
                for object_id in objects[start : start + AT_ONCE]:
                    try:
                        found = self._found(object_id)
                    except _UNREADABLE:
                        damaged.append(record_in(object_id) or object_id)
                        continue
                    entered = self._record(work, known, found)
                    records, media = records + (entered is not None), media + (entered or 0)
                closed += known.closed
            report(min(start + AT_ONCE, len(objects)), len(objects))
        with self._db.unit_of_work() as work:
            known = _Known.read(work, self._access)
            self._collections(work, known)
            closed += known.closed
            tables.renumber(work, tables.table_of(Event))
            self._jobs.ask(work, ANNOUNCE, EVERYTHING)
        return Rebuilt(records, media, tuple(closed), tuple(damaged))

    def _registry(self) -> None:
        """What records refer to, under the same numbers."""
        places = self._vault.places(REGISTRY)
        with self._db.unit_of_work() as work:
            granted = founding.give_way(work) if "units.json" in places else []
            for name, model in TABLES.items():
                table = tables.table_of(model)
                rows = _json(places[f"{name}.json"]) if f"{name}.json" in places else []
                keys = set(work.scalars(select(table.columns["id"])))
                tables.load(work, table, [row for row in rows if row["id"] not in keys])
                tables.renumber(work, table)
            founding.first_units(work)
            founding.grant_again(work, granted)
            burnt = _json(places[f"{BURNT}.json"]) if f"{BURNT}.json" in places else []
            for row in burnt:
                work.merge(UsedIdentifier(identifier=row["identifier"], burnt_at=_at(row["burnt_at"])))
            for identifier in work.scalars(select(Agent.identifier)).all():
                work.merge(UsedIdentifier(identifier=identifier))

    def _collections(self, work: UnitOfWork, known: "_Known") -> None:
        """After the records, which stand in them."""
        places = self._vault.places(REGISTRY)
        told = _json(places[curated.FILE]) if curated.FILE in places else []
        curated.enter(work, told, known.unit_id, lambda thing, canonical: known.access_id(thing, canonical, {}))

    def _found(self, object_id: str) -> _Found:
        """Read before anything is entered, so that what can't be read leaves nothing half told."""
        places = self._vault.places(object_id)
        if RECORD_FILE not in places:
            return _Found(places, None)
        return _Found(places, _json(places[RECORD_FILE]), tuple(_events(places)))

    def _record(self, work: UnitOfWork, known: "_Known", found: _Found) -> int | None:
        """Enters a record; the number of its files, or None for one that is there, or that its object does not tell."""
        places, told = found.places, found.told
        if told is None:
            return None
        identifier = told["identifier"]
        if work.get(Record, identifier) is not None:
            return None
        text = told["text"] or _untold(told)
        access = known.access_id(identifier, told["access"], text["metadata"])
        work.add(_row(told, text, known.unit_id(told["unit"]), access))
        work.merge(UsedIdentifier(identifier=identifier))
        work.flush()
        work.add(_version(identifier, told, text))
        for file in told["media"]:
            self._media(work, known, identifier, file, places)
        for happened in found.events:
            taken = work.get(Event, happened.id) is not None
            number = {} if taken else {"id": happened.id}
            work.add(
                Event(at=happened.at, kind=happened.kind, subject=happened.subject, detail=happened.detail, **number)
            )
        naming.note(work, self._access, work.get_one(Record, identifier))
        self._jobs.ask(work, "index", identifier)
        self._jobs.ask(work, "manifest", identifier)
        work.flush()
        return len(told["media"])

    def _media(
        self, work: UnitOfWork, known: "_Known", record: str, file: dict[str, Any], places: Mapping[str, Path]
    ) -> None:
        copied = ("id", "type", "generation", "protocol", "filename", "mime", "puid", "size", "sha256", "sha512")
        failed = file["state"] == "failed"
        row = Media(
            **{name: file[name] for name in (*copied, "description", "detail", "problem")},
            record=record,
            access_id=known.access_id(file["id"], file["access"], file["description"]),
            state="failed" if failed else "queued",
            created_at=_at(file["createdAt"]) or present(),
        )
        work.merge(UsedIdentifier(identifier=row.id))
        work.add(row)
        work.flush()
        for kind, part, path in _texts(file):
            if path in places:
                work.add(MediaText(media=row.id, kind=kind, part=part, body=places[path].read_bytes().decode()))
        if file["original"] in places:
            self._store.moved(row.id, places[file["original"]])
        if not failed:
            self._jobs.ask(work, "media", row.id)

    def adopt(self) -> None:
        """Makes the originals that lie in objects known to the store, without reading any table."""
        for object_id in self._vault.objects():
            for path, place in self._vault.places(object_id).items():
                media = media_at(path)
                if media is not None and not self._store.preserved(media):
                    self._store.moved(media, place)


@dataclass(slots=True)
class _Known:
    """What conditions and records may refer to."""

    work: UnitOfWork
    access: Access
    units: dict[str, int]
    atoms: frozenset[str]
    closed: list[str]

    @classmethod
    def read(cls, work: UnitOfWork, access: Access) -> "_Known":
        codes = {row.code: row.id for row in work.scalars(select(Unit))}
        communities = {f"community:{slug}" for slug in work.scalars(select(Community.slug))}
        joined = select(Community.slug, CommunityGroup.slug).join(
            CommunityGroup, CommunityGroup.community_id == Community.id
        )
        groups = {f"group:{community}/{group}" for community, group in work.execute(joined)}
        atoms = {"everyone", "registered", *communities, *groups, *(f"unit:{code}" for code in codes)}
        return cls(work, access, codes, frozenset(atoms), [])

    def unit_id(self, code: str) -> int:
        return self.units.get(code, self.units[units.ROOT])

    def access_id(self, thing: str, canonical: str, metadata: Metadata) -> int:
        """What names a community of which nothing is known any more may break its rule: it is closed as well."""
        named = {f"community:{slug}" for slug in naming.communities(naming.named(metadata))}
        try:
            condition = conditions.parse(canonical)
            resolved = conditions.atoms(condition.who) | named <= self.atoms
        except ArchiveError:
            resolved = False
        if not resolved:
            self.closed.append(thing)
        return self.access.class_id(self.work, canonical if resolved else CLOSED)


def _untold(told: Mapping[str, Any]) -> dict[str, Any]:
    """In place of a text that was never published, or was erased: an empty one, with the files that are there."""
    listed = [] if told["withdrawnAt"] else [file["id"] for file in told["media"]]
    return {
        "version": told["headVersion"],
        "when": told["changedAt"],
        "why": "",
        "metadata": {},
        "media": listed,
    }


def _row(told: Mapping[str, Any], text: Mapping[str, Any], unit_id: int, access_id: int) -> Record:
    return Record(
        identifier=told["identifier"],
        kind=told["kind"],
        unit_id=unit_id,
        access_id=access_id,
        head_version=text["version"],
        published_version=told["publishedVersion"],
        published_at=_at(told["publishedAt"]),
        withdrawn_at=_at(told["withdrawnAt"]),
        ever_public=told["everPublic"],
        created_at=_at(told["createdAt"]),
        changed_at=_at(told["changedAt"]),
    )


def _version(identifier: str, told: Mapping[str, Any], text: Mapping[str, Any]) -> RecordVersion:
    return RecordVersion(
        record=identifier,
        number=text["version"],
        state="published" if told["text"] else "draft",
        body=texts.body(text["metadata"], text["media"]),
        when=_at(text["when"]),
        why=text["why"],
    )


def _events(places: Mapping[str, Path]) -> Iterator[premis.Told]:
    for path in sorted(places):
        if path.startswith("premis/"):
            yield from premis.read(places[path].read_bytes())


def _texts(file: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Kind, part and path of the texts that stood with a file. Objects of the first years name captions alone."""
    told = file["texts"] if "texts" in file else {CAPTIONS: file["captions"]}
    for kind, parts in told.items():
        if kind in AUTHORED:
            yield from ((kind, part, path) for part, path in parts.items())


def _json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
