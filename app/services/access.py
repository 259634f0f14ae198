"""Whether a viewer may see a thing. Every surface asks here: pages, hits, counts, manifests, tiles, segments, feeds."""

import enum
import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.models import AccessClass
from app.services import conditions
from app.services.conditions import Condition
from app.services.viewer import Viewer

EVERYONE_ID = 1
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Answer(enum.Enum):
    ALLOWED = "allowed"
    ANNOUNCED = "announced"
    ABSENT = "absent"


class Access:
    """Classes of access never change once written, so what was read of them stays true in this process."""

    def __init__(self) -> None:
        self._classes: dict[int, Condition] = {}

    def class_id(self, session: Session, text: str) -> int:
        """The id of the class that ``text`` describes, made in this transaction if it is new. Raises ``Invalid``."""
        canonical = str(conditions.parse(text))
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        known = select(AccessClass.id).where(AccessClass.hash == digest)
        found = session.scalar(known)
        if found is not None:
            return found
        # somebody else may be making the same one: then theirs is waited for, and taken
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        made = insert(AccessClass).values(canonical=canonical, hash=digest)
        session.execute(made.on_conflict_do_nothing(index_elements=["hash"]))
        return session.scalars(known).one()

    def canonical(self, session: Session, access_id: int) -> str:
        return str(self._known(session, access_id)[access_id])

    def visible_classes(self, session: Session, viewer: Viewer, at: datetime) -> frozenset[int]:
        day = at.astimezone(VIETNAM).date()
        classes = self._known(session, None)
        return frozenset(id for id, condition in classes.items() if condition.admits(viewer.claims, day))

    def may(self, session: Session, viewer: Viewer, access_id: int, at: datetime) -> Answer:
        condition = self._known(session, access_id)[access_id]
        if condition.admits(viewer.claims, at.astimezone(VIETNAM).date()):
            return Answer.ALLOWED
        return Answer.ANNOUNCED if condition.announced else Answer.ABSENT

    def previewed(self, session: Session, access_id: int) -> bool:
        """Whether outsiders get a small picture of it."""
        return self._known(session, access_id)[access_id].preview

    def _known(self, session: Session, wanted: int | None) -> dict[int, Condition]:
        """All classes, read again only when the table has grown. A class of an unfinished transaction is not kept.

        They are counted, because one with a lower number may be committed after one with a higher.
        """
        if wanted in self._classes:
            return self._classes
        if session.scalar(select(func.count()).select_from(AccessClass)) != len(self._classes):
            rows = session.execute(select(AccessClass.id, AccessClass.canonical))
            fresh = {id: conditions.parse(canonical) for id, canonical in rows}
            if session.info.get("writes"):
                return fresh
            self._classes = fresh
        return self._classes
