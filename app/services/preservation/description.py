"""What is preserved of a record beside its originals: ``record.json``, from which the record can be made anew.

The published text, or the last that was, and what holds for it now. Drafts and who wrote them are not here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Event, Media, MediaText, Record, RecordVersion, Unit
from app.services.access import Access
from app.services.media.texts import AUTHORED, path_of
from app.services.preservation.premis import PRESERVED

FORM = 1
PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it stands in one transaction. ``texts`` are those that people wrote, by the file they stand with."""

    record: Record
    unit: str
    access: str
    text: RecordVersion | None
    media: Sequence[Media]
    media_access: dict[str, str]
    texts: Sequence[MediaText]
    events: Sequence[Event]


def standing(session: Session, access: Access, identifier: str) -> Standing | None:
    record = session.get(Record, identifier)
    if record is None:
        return None
    files = session.scalars(select(Media).where(Media.record == identifier).order_by(Media.created_at, Media.id)).all()
    ids = [row.id for row in files]
    said = select(MediaText).where(MediaText.media.in_(ids), MediaText.kind.in_(AUTHORED))
    said = said.order_by(MediaText.media, MediaText.kind, MediaText.part)
    happened = select(Event).where(Event.subject.in_([identifier, *ids]), Event.kind.in_(PRESERVED))
    return Standing(
        record=record,
        unit=session.get_one(Unit, record.unit_id).code,
        access=access.canonical(session, record.access_id),
        text=_text(session, record),
        media=files,
        media_access={row.id: access.canonical(session, row.access_id) for row in files},
        texts=session.scalars(said).all(),
        events=session.scalars(happened.order_by(Event.id)).all(),
    )


def _text(session: Session, record: Record) -> RecordVersion | None:
    if record.published_version is not None:
        return session.get_one(RecordVersion, (record.identifier, record.published_version))
    once = select(RecordVersion).where(RecordVersion.record == record.identifier, RecordVersion.state == PUBLISHED)
    return session.scalars(once.order_by(RecordVersion.number.desc()).limit(1)).first()


def record_json(found: Standing, paths: dict[str, str], last_event: int, repository: str) -> dict[str, Any]:
    """``paths`` are the originals', by media id."""
    record, text = found.record, found.text
    return {
        "form": FORM,
        "identifier": record.identifier,
        "identifiers": {"oai": f"oai:{repository}:{record.identifier}"},
        "kind": record.kind,
        "unit": found.unit,
        "access": found.access,
        "everPublic": record.ever_public,
        "createdAt": _said(record.created_at),
        "publishedAt": _said(record.published_at),
        "changedAt": _said(record.changed_at),
        "withdrawnAt": _said(record.withdrawn_at),
        "publishedVersion": record.published_version,
        "headVersion": record.head_version,
        "text": _text_json(text) if text else None,
        "media": [_media_json(found, row, paths[row.id]) for row in found.media],
        "lastEvent": last_event,
    }


def _text_json(text: RecordVersion) -> dict[str, Any]:
    told = {"version": text.number, "when": _said(text.when), "why": text.why}
    return {**told, "metadata": text.body["metadata"], "media": text.body["media"]}


def _media_json(found: Standing, row: Media, path: str) -> dict[str, Any]:
    texts: dict[str, dict[str, str]] = {}
    for text in found.texts:
        if text.media == row.id:
            texts.setdefault(text.kind, {})[text.part] = text_path(text)
    return {
        "id": row.id,
        "original": path,
        "filename": row.filename,
        "type": row.type,
        "mime": row.mime,
        "puid": row.puid,
        "size": row.size,
        "sha256": row.sha256,
        "sha512": row.sha512,
        "access": found.media_access[row.id],
        "description": row.description,
        "texts": texts,
        "createdAt": _said(row.created_at),
        "state": "failed" if row.state == "failed" else "ready",  # derivatives are a cache: how far they are is no news
        "generation": row.generation,
        "protocol": row.protocol,
        "detail": row.detail,
        "problem": row.problem,
    }


def text_path(text: MediaText) -> str:
    return path_of(text.media, text.kind, text.part, text.body)


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
