"""Fills an archive with published records of made-up prose, past the services' own pace."""

import random
from itertools import islice
from typing import Any

from sqlalchemy import insert

from app.bootstrap import Archive
from app.models import Record, RecordVersion, UsedIdentifier, now
from app.search.document import record_document
from app.services import identifiers, units
from app.services.access import EVERYONE_ID
from tests.bench.catalogue import Catalogue

BATCH = 2000


def records(archive: Archive, count: int) -> None:
    """Straight into the tables and the index: what is measured afterwards is reading."""
    chance = random.Random(1)
    with archive.db.read() as session:
        unit = units.root(session).id
    made = Catalogue().records(count)
    for start in range(0, count, BATCH):
        some = islice(made, min(BATCH, count - start))
        rows = [_row(each.title, each.about, chance) for each in some]
        with archive.db.unit_of_work() as work:
            work.execute(insert(UsedIdentifier), [{"identifier": identifier} for identifier, _ in rows])
            work.execute(insert(Record), [_record(identifier, unit) for identifier, _ in rows])
            work.execute(insert(RecordVersion), [_version(identifier, metadata) for identifier, metadata in rows])
        today = now().date()
        documents = [
            record_document(identifier, "festival", metadata, EVERYONE_ID, published=today)
            for identifier, metadata in rows
        ]
        archive.index.put(documents)


def _row(title: str, about: str, chance: random.Random) -> tuple[str, dict[str, Any]]:
    identifier = "".join(chance.choice(identifiers.ALPHABET) for _ in range(8))
    metadata = {
        "title": [{"type": "text", "value": title, "lang": "vi"}],
        "description": [{"type": "text", "value": about, "lang": "vi"}],
        "people": [{"type": "concept", "value": chance.choice(["xtieng", "tay", "mong"]), "vocabulary": "peoples"}],
        "license": [{"type": "concept", "value": "CC0-1.0", "vocabulary": "licences"}],
    }
    return identifier, metadata


def _record(identifier: str, unit: int) -> dict[str, Any]:
    return {
        "identifier": identifier,
        "kind": "festival",
        "unit_id": unit,
        "access_id": EVERYONE_ID,
        "head_version": 1,
        "published_version": 1,
        "published_at": now(),
        "ever_public": True,
        "created_at": now(),
        "changed_at": now(),
    }


def _version(identifier: str, metadata: dict[str, Any]) -> dict[str, Any]:
    body = {"metadata": metadata, "media": []}
    return {"record": identifier, "number": 1, "state": "published", "body": body, "when": now(), "why": ""}
