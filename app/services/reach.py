"""Whether an officer's roles reach a thing, before anything is done to it.

Who may do nothing there and may not know of it is told that there is no such thing: a refusal would betray a draft.
"""

from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound
from app.models import Media, Record, RecordVersion, now
from app.services.access import Access, Answer
from app.services.viewer import Viewer
from metadata.problem import Problem


def require(actor: Viewer, deed: str, unit_id: int) -> None:
    if not actor.can(deed, unit_id):
        raise NotAllowed(Problem("account.role_needed", value=actor.name, expected=deed))


def record_for(
    session: Session, access: Access, actor: Viewer, identifier: str, deed: str, *, lock: bool = False
) -> Record:
    """The record, if the actor may do this to it. With ``lock`` nobody else changes it until the commit."""
    record = session.get(Record, identifier, with_for_update=lock)
    if record is None or not actor.staff or not _known(session, access, actor, record):
        raise NotFound(Problem("record.unknown", value=identifier))
    require(actor, deed, record.unit_id)
    return record


def media_for(session: Session, access: Access, actor: Viewer, media_id: str, deed: str) -> tuple[Media, Record]:
    """The file and its record, both locked, if the actor may do this to it.

    The record is locked first, as by everybody who locks both: otherwise two could wait for each other.
    """
    media = session.get(Media, media_id)
    record = session.get(Record, media.record, with_for_update=True) if media else None
    if media is None or record is None or not actor.staff or not _file_known(session, access, actor, media, record):
        raise NotFound(Problem("media.not_found", value=media_id))
    require(actor, deed, record.unit_id)
    session.refresh(media, with_for_update=True)
    return media, record


def listed_in_public(session: Session, record: Record, media_id: str) -> bool:
    """Whether the published text lists the file."""
    if record.published_version is None:
        return False
    return media_id in session.get_one(RecordVersion, (record.identifier, record.published_version)).body["media"]


def _known(session: Session, access: Access, actor: Viewer, record: Record) -> bool:
    if actor.can("edit", record.unit_id):
        return True
    return record.published_version is not None and _seen(session, access, actor, record.access_id)


def _file_known(session: Session, access: Access, actor: Viewer, media: Media, record: Record) -> bool:
    if actor.can("edit", record.unit_id):
        return True
    listed = listed_in_public(session, record, media.id)
    return listed and all(_seen(session, access, actor, id) for id in (record.access_id, media.access_id))


def _seen(session: Session, access: Access, actor: Viewer, access_id: int) -> bool:
    return access.may(session, actor, access_id, now()) is not Answer.ABSENT
