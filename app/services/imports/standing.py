"""What the archive holds already of the things that some rows speak of: asked once for all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.models import Agent, Approval, Community, Media, MediaText, Record, RecordVersion
from app.services.access import Access
from app.services.communities.stewardship import APPROVED
from app.services.media import lacking
from app.services.media.describing import text_stamp
from app.services.media.texts import ANNOTATIONS, CORRECTED, SPOKEN
from app.services.media.wording import column

WHOLE_IN_SHEETS = (*SPOKEN, ANNOTATIONS)


@dataclass(frozen=True, slots=True)
class StandingFile:
    """A media file that is there; ``texts`` by column, as ``captions@vi``; ``kinds`` of text that no sheet has whole.
    ``pages``: the stamps of those that people corrected, by number, where they were asked for."""

    id: str
    record: str
    unit_id: int
    size: int
    sha256: str
    access: str
    access_id: int
    description: dict[str, Any]
    type: str
    filename: str
    detail: Mapping[str, Any]
    kinds: frozenset[str]
    texts: Mapping[str, str]
    pages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """A record that is there, with its head version; ``approved`` are the communities that have approved that."""

    identifier: str
    kind: str
    unit_id: int
    access: str
    access_id: int
    head: int
    state: str
    body: dict[str, Any]
    published: int | None
    withdrawn_at: datetime | None
    files: Mapping[str, StandingFile]
    approved: frozenset[str] = frozenset()

    @property
    def status(self) -> str:
        """As exports and the API call it."""
        if self.published is not None:
            return "published"
        return "withdrawn" if self.withdrawn_at else self.state

    @property
    def settled(self) -> bool:
        """The newest text is what the public reads."""
        return self.published == self.head


@dataclass(frozen=True, slots=True)
class Rule:
    """A community's condition for what names it, and whether publication waits for its stewards."""

    protocol: str
    stewarded: bool


@dataclass(frozen=True, slots=True)
class Known:
    """``kinds`` are those of records that rows link to; ``communities`` and ``agents`` are all that there are.
    ``demanding``: files that lack their words keep a record from publication."""

    records: Mapping[str, Standing] = field(default_factory=dict)
    files: Mapping[str, StandingFile] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    demanding: bool = False
    communities: Mapping[str, Rule] = field(default_factory=dict)
    agents: frozenset[str] = frozenset()


def known(
    session: Session,
    access: Access,
    records: Collection[str],
    links: Collection[str] = (),
    files: Collection[str] = (),
    *,
    pages: bool = False,
) -> Known:
    found = _files(session, access, records, files, _pages(session, files) if pages else {})
    by_record: dict[str, dict[str, StandingFile]] = {}
    for file in found.values():
        by_record.setdefault(file.record, {})[file.id] = file
    kinds = session.execute(select(Record.identifier, Record.kind).where(Record.identifier.in_(links)))
    return Known(
        {one.identifier: one for one in _records(session, access, records, by_record)},
        found,
        dict(kinds.all()),
        lacking.demanded(session),
        {row.slug: Rule(row.protocol, row.stewarded) for row in session.scalars(select(Community))},
        frozenset(session.scalars(select(Agent.identifier))),
    )


def _records(
    session: Session, access: Access, wanted: Collection[str], files: Mapping[str, dict[str, StandingFile]]
) -> list[Standing]:
    if not wanted:
        return []
    head = and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.head_version)
    asked = select(Record, RecordVersion).join(RecordVersion, head).where(Record.identifier.in_(wanted))
    approved = _approved(session, wanted)
    return [
        Standing(
            identifier=record.identifier,
            kind=record.kind,
            unit_id=record.unit_id,
            access=access.canonical(session, record.access_id),
            access_id=record.access_id,
            head=version.number,
            state=version.state,
            body=version.body,
            published=record.published_version,
            withdrawn_at=record.withdrawn_at,
            files=files.get(record.identifier, {}),
            approved=frozenset(approved.get(record.identifier, ())),
        )
        for record, version in session.execute(asked)
    ]


def _approved(session: Session, records: Collection[str]) -> dict[str, set[str]]:
    """By record, the communities that have approved its newest text."""
    asked = select(Approval.record, Community.slug).join(Community, Community.id == Approval.community_id)
    asked = asked.join(
        Record, and_(Record.identifier == Approval.record, Record.head_version == Approval.version)
    ).where(Approval.record.in_(records), Approval.outcome == APPROVED)
    found: dict[str, set[str]] = {}
    for record, slug in session.execute(asked):
        found.setdefault(record, set()).add(slug)
    return found


def _pages(session: Session, files: Collection[str]) -> dict[str, dict[str, str]]:
    """A page at a time: together they may be gigabytes."""
    asked = select(MediaText.media, MediaText.part, MediaText.body)
    asked = asked.where(MediaText.media.in_(files), MediaText.kind == CORRECTED)
    found: dict[str, dict[str, str]] = {}
    for media, part, body in session.execute(asked.execution_options(yield_per=20)):
        found.setdefault(media, {})[part] = text_stamp(body)
    return found


def _files(
    session: Session,
    access: Access,
    records: Collection[str],
    files: Collection[str],
    pages: Mapping[str, dict[str, str]],
) -> dict[str, StandingFile]:
    if not records and not files:
        return {}
    wanted = Media.record.in_(records) | Media.id.in_(files)
    rows = select(Media, Record.unit_id).join(Record, Record.identifier == Media.record).where(wanted)
    texts: dict[str, dict[str, str]] = {}
    asked = (
        select(MediaText).join(Media, Media.id == MediaText.media).where(wanted, MediaText.kind.in_(WHOLE_IN_SHEETS))
    )
    for text in session.scalars(asked):
        texts.setdefault(text.media, {})[column(text.kind, text.part)] = text.body
    kinds: dict[str, set[str]] = {}
    others = select(MediaText.media, MediaText.kind).join(Media, Media.id == MediaText.media).distinct()
    for media, kind in session.execute(others.where(wanted, MediaText.kind.not_in(WHOLE_IN_SHEETS))):
        kinds.setdefault(media, set()).add(kind)
    return {
        row.id: StandingFile(
            id=row.id,
            record=row.record,
            unit_id=unit_id,
            size=row.size,
            sha256=row.sha256,
            access=access.canonical(session, row.access_id),
            access_id=row.access_id,
            description=row.description,
            type=row.type,
            filename=row.filename,
            detail=row.detail,
            kinds=frozenset(kinds.get(row.id, ())),
            texts=texts.get(row.id, {}),
            pages=pages.get(row.id, {}),
        )
        for row, unit_id in session.execute(rows)
    }
