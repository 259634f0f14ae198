"""Fills an archive with published records of made-up prose, past the services' own pace."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import insert

from app.bootstrap import Archive
from app.models import Record, RecordVersion, UsedIdentifier, now
from app.services import units
from app.services.access import EVERYONE_ID
from tests.bench.catalogue import Catalogue, Made

BATCH = 2000


def records(archive: Archive, count: int) -> None:
    """Straight into the tables and the index: what is measured afterwards is reading."""
    for some in _batches(count):
        _fill(archive, some)
        archive.index.put([document for made in some for document in made.documents()])


def fill(archive: Archive, count: int) -> None:
    """Straight into the tables alone."""
    for some in _batches(count):
        _fill(archive, some)


def _batches(count: int) -> Iterator[list[Made]]:
    made = Catalogue().records(count)
    while some := list(islice(made, BATCH)):
        yield some


def _fill(archive: Archive, some: Sequence[Made]) -> None:
    with archive.db.read() as session:
        unit = units.root(session).id
    with archive.db.unit_of_work() as work:
        work.execute(insert(UsedIdentifier), [{"identifier": made.identifier} for made in some])
        work.execute(insert(Record), [_record(made, unit) for made in some])
        work.execute(insert(RecordVersion), [_version(made) for made in some])


def _record(made: Made, unit: int) -> dict[str, Any]:
    return {
        "identifier": made.identifier,
        "kind": made.kind,
        "unit_id": unit,
        "access_id": EVERYONE_ID,
        "head_version": 1,
        "published_version": 1,
        "published_at": now(),
        "ever_public": True,
        "created_at": now(),
        "changed_at": now(),
    }


def _version(made: Made) -> dict[str, Any]:
    body = {"metadata": made.metadata, "media": []}
    return {"record": made.identifier, "number": 1, "state": "published", "body": body, "when": now(), "why": ""}
