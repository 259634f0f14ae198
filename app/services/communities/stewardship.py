"""What communities have a say in, asked by the services that publish records and set who may see them.

What stewards themselves do is in ``app.services.communities``. A community has a say in a record that names it, in
the text to be published or in the one that was published last: to leave its name out takes its word as well.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import UnitOfWork
from app.errors import Invalid
from app.models import Approval, Community, Event, Media, Record, RecordVersion, Unit, now
from app.services import conditions
from app.services.access import Access
from app.services.communities import naming, tightness
from app.services.conditions import Condition
from app.services.viewer import SYSTEM, Viewer
from metadata.problem import Problem

WAITING, APPROVED, DECLINED = "waiting", "approved", "declined"
PUBLISHED = "published"
NAMED_IN_FILES = "performer"
"""The field in which what is said of a file names communities."""


def required(session: Session, access: Access, record: Record, head: RecordVersion) -> list[Community]:
    """Communities with stewards who have to approve this version before it is published."""
    return [row for row in _rows(session, _concerned(session, access, record, head)) if row.stewarded]


def stewarded(session: Session, access: Access, text: RecordVersion) -> set[str]:
    """Communities with stewards that a text names."""
    slugs = naming.communities(naming.of_body(session, access, text.body))
    return {row.slug for row in _rows(session, slugs) if row.stewarded}


def agreed(session: Session, text: RecordVersion) -> set[str]:
    """Communities that have approved a text."""
    asked = select(Community.slug).join(Approval, Approval.community_id == Community.id)
    mine = Approval.record == text.record, Approval.version == text.number, Approval.outcome == APPROVED
    return set(session.scalars(asked.where(*mine)))


def missing(session: Session, access: Access, record: Record, head: RecordVersion) -> list[Community]:
    """Those of ``required`` that have not approved it."""
    asked = select(Approval.community_id).where(
        Approval.record == record.identifier, Approval.version == head.number, Approval.outcome == APPROVED
    )
    approved = set(session.scalars(asked))
    return [row for row in required(session, access, record, head) if row.id not in approved]


def ask(work: UnitOfWork, access: Access, actor: Viewer, record: Record, head: RecordVersion) -> list[str]:
    """Puts a version before the stewards who have not approved it; the slugs of their communities."""
    waits = missing(work, access, record, head)
    for row in waits:
        work.merge(
            Approval(
                record=record.identifier,
                version=head.number,
                community_id=row.id,
                outcome=WAITING,
                asked_at=now(),
                asked_by=actor.account_id,
            )
        )
    return [row.slug for row in waits]


def reviewing(session: Session, viewer: Viewer, identifier: str, version: int) -> bool:
    """Whether a version waits for the approval of this viewer."""
    if not viewer.stewards:
        return False
    asked = select(Approval.record).join(Community, Community.id == Approval.community_id)
    asked = asked.where(Approval.record == identifier, Approval.version == version, Approval.outcome == WAITING)
    return session.scalar(asked.where(Community.slug.in_(viewer.stewards)).limit(1)) is not None


def take_back(work: UnitOfWork, identifier: str, *, but: int = 0) -> None:
    """Nobody is asked any more: the text went back to its author. ``but``: the community that sent it back."""
    waiting = Approval.record == identifier, Approval.outcome == WAITING, Approval.community_id != but
    work.execute(delete(Approval).where(*waiting))


def forget(work: UnitOfWork, identifier: str) -> None:
    """What was withdrawn is approved anew before it is published again."""
    work.execute(delete(Approval).where(Approval.record == identifier))


def reconsider(work: UnitOfWork, access: Access, record: Record, *, before: int, after: int) -> None:
    """Who has agreed to a text that is not public yet has agreed to who would see it: for more, they are asked anew.

    ``before`` is the condition that the record, or a file of it, had until now, and ``after`` the one that it has.
    """
    if record.head_version == record.published_version:
        return
    wanted, agreed = (conditions.parse(access.canonical(work, one)) for one in (after, before))
    if not tightness.as_tight(wanted, agreed):
        said = Approval.record == record.identifier, Approval.version == record.head_version
        work.execute(delete(Approval).where(*said, Approval.outcome == APPROVED))


def heed(work: UnitOfWork, access: Access, actor: Viewer, record: Record, head: RecordVersion) -> bool:
    """Makes a record that is about to be published, and the files that it lists, as closed as communities ask.

    Whether anything had to be changed for that.
    """
    keepers = closed(work, record)
    rules = _rules(work, _concerned(work, access, record, head))
    tightened = _tightened(access.canonical(work, record.access_id), rules, keepers)
    if tightened is not None:
        record.access_id = access.class_id(work, tightened)
        work.add(_restricted(actor, record.identifier, tightened))
    files = work.scalars(select(Media).where(Media.id.in_(head.body["media"]))).all()
    heeded = [heed_file(work, access, actor, file, keepers) for file in files]
    return tightened is not None or any(heeded)


def heeded(session: Session, access: Access, record: Record, head: RecordVersion) -> str:
    """The condition that a record will have once this version is published."""
    rules = _rules(session, _concerned(session, access, record, head))
    before = access.canonical(session, record.access_id)
    return _tightened(before, rules, closed(session, record)) or before


def heed_public(work: UnitOfWork, access: Access, record: Record) -> bool:
    """The same for a record that is public, after a rule has changed."""
    assert record.published_version is not None
    public = work.get_one(RecordVersion, (record.identifier, record.published_version))
    return heed(work, access, SYSTEM, record, public)


def heed_file(work: UnitOfWork, access: Access, actor: Viewer, file: Media, keepers: str) -> bool:
    rules = _rules(work, naming.communities(naming.of_file(work, access, file)))
    tightened = _tightened(access.canonical(work, file.access_id), rules, keepers)
    if tightened is not None:
        file.access_id = access.class_id(work, tightened)
        file.protocol += 1
        work.add(_restricted(actor, file.id, tightened))
    return tightened is not None


def demand(session: Session, access: Access, actor: Viewer, record: Record, text: str) -> None:
    """Raises ``Invalid`` where a condition would be looser than a community's rule for the record.

    A condition that names a community with a steward is such a rule as well, once the record was published.
    """
    head = session.get_one(RecordVersion, (record.identifier, record.head_version))
    concerned = _concerned(session, access, record, head)
    before = access.canonical(session, record.access_id) if record.published_at else ""
    _demand(session, actor, concerned | naming.of_condition(text), before, text)


def demand_for_file(session: Session, access: Access, actor: Viewer, file: Media, text: str, *, public: bool) -> None:
    names = naming.communities(naming.of_file(session, access, file)) | naming.of_condition(text)
    _demand(session, actor, names, access.canonical(session, file.access_id) if public else "", text)


def demand_named(session: Session, access: Access, record: Record, names: naming.Named) -> None:
    """Raises ``Invalid`` where a file that is public would begin to name a community whose steward has not seen it."""
    assert record.published_version is not None
    public = session.get_one(RecordVersion, (record.identifier, record.published_version))
    approved = naming.communities(naming.of_body(session, access, public.body))
    for row in _rows(session, naming.communities(names) - approved):
        if row.stewarded:
            raise Invalid(Problem("community.file_public", NAMED_IN_FILES, row.slug))


def _demand(session: Session, actor: Viewer, concerned: Collection[str], before: str, text: str) -> None:
    wanted = conditions.parse(text)
    rows = _rows(session, concerned)
    for row in rows:
        if not tightness.as_tight(wanted, conditions.parse(row.protocol)):
            raise Invalid(Problem("community.loosened", "access", row.slug, row.protocol))
    theirs = naming.of_condition(before) - actor.stewards
    for row in rows:
        if row.slug in theirs and row.stewarded and not tightness.as_tight(wanted, conditions.parse(before)):
            raise Invalid(Problem("community.loosened", "access", row.slug, before))


def _concerned(session: Session, access: Access, record: Record, head: RecordVersion) -> frozenset[str]:
    own = naming.of_condition(access.canonical(session, record.access_id))
    last = _last_published(session, record)
    texts = [head, *([last] if last is not None and last.number != head.number else [])]
    return own.union(*(naming.communities(naming.of_body(session, access, text.body)) for text in texts))


def _last_published(session: Session, record: Record) -> RecordVersion | None:
    if record.published_at is None:
        return None
    if record.published_version is not None:
        return session.get(RecordVersion, (record.identifier, record.published_version))
    asked = select(RecordVersion).where(RecordVersion.record == record.identifier, RecordVersion.state == PUBLISHED)
    return session.scalars(asked.order_by(RecordVersion.number.desc()).limit(1)).first()


def _rows(session: Session, slugs: Collection[str]) -> list[Community]:
    if not slugs:
        return []
    asked = select(Community).where(Community.slug.in_(slugs)).order_by(Community.slug)
    if session.info.get("writes"):
        # a rule that is being changed is waited for, and one that is heeded changes only once what heeds it is public
        asked = asked.with_for_update(read=True)
    return list(session.scalars(asked))


def _rules(session: Session, slugs: Collection[str]) -> list[Condition]:
    return [conditions.parse(row.protocol) for row in _rows(session, slugs)]


def _tightened(canonical: str, rules: Iterable[Condition], keepers: str) -> str | None:
    """The condition that heeds every rule; None where this one does already."""
    made = conditions.parse(canonical)
    for rule in rules:
        made = tightness.both(made, rule, keepers)
    return None if str(made) == canonical else str(made)


def closed(session: Session, record: Record) -> str:
    """The atom of those who keep a record."""
    return f"unit:{session.get_one(Unit, record.unit_id).code}"


def _restricted(actor: Viewer, subject: str, condition: str) -> Event:
    detail = {"access": condition, "rule": naming.COMMUNITY}
    return Event(account_id=actor.account_id, kind="restricted", subject=subject, detail=detail)
