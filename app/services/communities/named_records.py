"""Published records that name a community or a person, as far as a viewer may see them."""

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Naming, Record, now
from app.services.access import Access
from app.services.reading import Reading, RecordView
from app.services.viewer import Viewer


class NamedRecords:
    def __init__(self, db: Database, access: Access, reading: Reading) -> None:
        self._db, self._access, self._reading = db, access, reading

    def page(self, viewer: Viewer, thing: str, key: str, *, page: int, per_page: int) -> tuple[list[RecordView], int]:
        """One page, the newest first, and how many there are for this viewer."""
        with self._db.read() as session:
            seen = self._seen(session, viewer, thing).where(Naming.key == key)
            total = session.scalar(seen.with_only_columns(func.count())) or 0
            asked = seen.order_by(Record.published_at.desc(), Record.identifier)
            ids = session.scalars(asked.limit(per_page).offset((page - 1) * per_page)).all()
        return self._reading.cards(viewer, ids), total

    def counts(self, viewer: Viewer, thing: str, keys: Collection[str]) -> dict[str, int]:
        with self._db.read() as session:
            seen = self._seen(session, viewer, thing).where(Naming.key.in_(keys))
            rows = session.execute(seen.with_only_columns(Naming.key, func.count()).group_by(Naming.key))
            return dict(rows.all())

    def _seen(self, session: Session, viewer: Viewer, thing: str) -> Select[str]:
        visible = self._access.visible_classes(session, viewer, now())
        asked = select(Record.identifier).join(Naming, Naming.record == Record.identifier)
        asked = asked.where(Record.published_version.is_not(None), Record.access_id.in_(visible))
        return asked.where(Naming.thing == thing, Naming.shown)
