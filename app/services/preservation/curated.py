"""Collections in the registry, and back: what was published once, with its order and the texts before each change."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import UnitOfWork
from app.models import AccessClass, Collection, CollectionItem, Event, Record, Unit, UsedIdentifier
from app.models import now as present
from app.ports import Content

FILE = "collections.json"

Told = Mapping[str, Any]


def contents(session: Session) -> Iterator[Content]:
    asked = select(Collection, Unit.code, AccessClass.canonical).join(Unit, Unit.id == Collection.unit_id)
    asked = asked.join(AccessClass, AccessClass.id == Collection.access_id).where(Collection.published_at.is_not(None))
    rows = session.execute(asked.order_by(Collection.identifier)).all()
    kept = [row.identifier for row, _, _ in rows]
    events = _events(session, kept)
    parts, records = _items(session, kept)
    told = [
        _told(row, unit, access)
        | {
            "collections": parts.get(row.identifier, []),
            "records": records.get(row.identifier, []),
            "events": events.get(row.identifier, []),
        }
        for row, unit, access in rows
    ]
    yield Content(FILE, body=json.dumps(told, ensure_ascii=False, indent=1).encode())


def enter(
    work: UnitOfWork, told: Sequence[Told], unit_id: Callable[[str], int], access_id: Callable[[str, str], int]
) -> None:
    """Collections that the tables lack, among records that are there already. What is there is left as it is."""
    fresh = [one for one in told if work.get(Collection, one["identifier"]) is None]
    for one in fresh:
        work.merge(UsedIdentifier(identifier=one["identifier"]))
        work.add(_row(one, unit_id(one["unit"]), access_id(one["identifier"], one["access"])))
    work.flush()
    for one in fresh:
        for name, kind in (("collections", Collection), ("records", Record)):
            there = [thing for thing in one[name] if work.get(kind, thing) is not None]
            column = "part" if kind is Collection else "record"
            work.add_all(
                CollectionItem(collection=one["identifier"], place=place, **{column: thing})
                for place, thing in enumerate(there)
            )
        for event in one["events"]:
            number = {} if work.get(Event, event["id"]) else {"id": event["id"]}
            happened = {"at": _at(event["at"]), "kind": event["kind"], "detail": event["detail"]}
            work.add(Event(subject=one["identifier"], **happened, **number))
    work.flush()


def _told(row: Collection, unit: str, access: str) -> dict[str, Any]:
    return {
        "identifier": row.identifier,
        "unit": unit,
        "access": access,
        "title": row.title,
        "description": row.description,
        "published": row.published,
        "everPublic": row.ever_public,
        "createdAt": _said(row.created_at),
        "publishedAt": _said(row.published_at),
        "withdrawnAt": _said(row.withdrawn_at),
        "changedAt": _said(row.changed_at),
    }


def _row(told: Told, unit_id: int, access_id: int) -> Collection:
    return Collection(
        identifier=told["identifier"],
        unit_id=unit_id,
        access_id=access_id,
        title=told["title"],
        description=told["description"],
        published=told["published"],
        ever_public=told["everPublic"],
        created_at=_at(told["createdAt"]) or present(),
        published_at=_at(told["publishedAt"]),
        withdrawn_at=_at(told["withdrawnAt"]),
        changed_at=_at(told["changedAt"]) or present(),
    )


def _items(session: Session, kept: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Collections and records in each, in their order; drafts among the collections are in no registry."""
    known = set(kept)
    parts: dict[str, list[str]] = {}
    records: dict[str, list[str]] = {}
    asked = select(CollectionItem).order_by(CollectionItem.place, CollectionItem.id)
    for item in session.scalars(asked.execution_options(yield_per=1000)):
        if item.collection in known and item.record:
            records.setdefault(item.collection, []).append(item.record)
        elif item.collection in known and item.part in known:
            parts.setdefault(item.collection, []).append(item.part)
    return parts, records


def _events(session: Session, kept: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    asked = select(Event).where(Event.kind.startswith("collection_")).order_by(Event.id)
    known = set(kept)
    for event in session.scalars(asked.execution_options(yield_per=1000)):
        if event.subject in known:
            told = {"id": event.id, "at": _said(event.at), "kind": event.kind, "detail": event.detail}
            found.setdefault(event.subject, []).append(told)
    return found


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
