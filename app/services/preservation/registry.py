"""The object ``registry``: what records refer to, and the lists without which they can't be read.

Nothing of accounts is in it: who belongs to a community, or holds a role, comes back from a backup.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Base
from app.models import AccessClass, Agent, Community, CommunityGroup, Unit, UnitFormer, UsedIdentifier
from app.ports import Content
from app.services.preservation import curated, tables

TABLES: dict[str, type[Base]] = {
    "units": Unit,
    "units_formerly": UnitFormer,
    "communities": Community,
    "community_groups": CommunityGroup,
    "access_classes": AccessClass,
    "agents": Agent,
}
"""Tables that are kept whole, by the name of their file, each after those that it refers to."""

BURNT = "burnt_identifiers"
_LISTS = Path(__file__).resolve().parents[3] / "metadata"


def contents(session: Session) -> Iterator[Content]:
    for export in EXPORTERS:
        yield from export(session)


def _tables(session: Session) -> Iterator[Content]:
    for name, model in TABLES.items():
        yield _content(name, list(tables.rows(session, tables.table_of(model))))


def _burnt(session: Session) -> Iterator[Content]:
    """Identifiers whose things are gone: of the others the objects themselves tell."""
    asked = select(UsedIdentifier).where(UsedIdentifier.burnt_at.is_not(None)).order_by(UsedIdentifier.identifier)
    burnt = [(row.identifier, row.burnt_at) for row in session.scalars(asked)]
    yield _content(BURNT, [{"identifier": name, "burnt_at": at.isoformat() if at else None} for name, at in burnt])


def _lists(_session: Session) -> Iterator[Content]:
    """Profiles and vocabularies as they are now: records can be understood without this program."""
    for folder in ("profiles", "vocabularies"):
        for path in sorted((_LISTS / folder).glob("*.csv")):
            yield Content(f"{folder}/{path.name}", body=path.read_bytes())


def _content(name: str, rows: list[tables.Row]) -> Content:
    """Keys stay in their order: the languages of a name stand so in manifests and pages, after rebuilding too."""
    return Content(f"{name}.json", body=json.dumps(rows, ensure_ascii=False, indent=1).encode())


EXPORTERS: tuple[Callable[[Session], Iterator[Content]], ...] = (_tables, _burnt, curated.contents, _lists)
