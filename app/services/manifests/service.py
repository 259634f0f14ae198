"""IIIF manifests of records: made once for each set of access classes that somebody may see, stored, sent again.

Their form is ``app.iiif.presentation``; the address of the archive is put in by the web, when they are sent.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import Gone, NotFound, SignInNeeded
from app.iiif import presentation, presentation2
from app.iiif.work import LanguageMap, Work
from app.models import Collection, CollectionItem, Media, Record, StoredManifest, now
from app.services.access import EVERYONE_ID, VIETNAM, Access, Answer
from app.services.collections import tree
from app.services.manifests import language_maps
from app.services.manifests.spoken import spoken
from app.services.manifests.work import Standing, work_of
from app.services.reading import Admitted, Reading
from app.services.viewer import VISITOR, Viewer
from metadata.problem import Problem

_FORM = 11
"""Grows when manifests get another form, so that none of the old form is sent any more."""

_FORMS: dict[int, Callable[[Work], str]] = {2: presentation2.manifest, 3: presentation.manifest}

_MOST_COLLECTIONS = 50
_HEAD = 400  # letters in which a manifest says its own date, before those of its canvases
_NAV_DATE = re.compile(r'"navDate":"(\d{4}-\d\d-\d\d)')

Held = Callable[[str], bool]
"""Whether the text with this validator is at hand already."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``body`` has ``ORIGIN`` where the archive's address goes. ``everyone``: shared caches may keep it."""

    body: str
    etag: str
    everyone: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which manifest a viewer gets. ``state`` changes with the record, its media and the collections that it is in,
    ``seen`` with who asks."""

    state: str
    seen: str
    everyone: bool
    standing: Standing
    version: int

    @property
    def key(self) -> str:
        return self.state + self.seen


class Manifests:
    def __init__(
        self, db: Database, access: Access, reading: Reading, languages: Sequence[str], repository: str
    ) -> None:
        """``repository`` is the name under which harvesters know the archive."""
        self._db, self._access, self._reading = db, access, reading
        self._languages, self._repository = tuple(languages), repository

    def make(self, identifier: str) -> None:
        """Stores everyone's manifest anew, and drops the others: they are made when somebody asks."""
        with self._db.unit_of_work() as work:
            work.execute(delete(StoredManifest).where(StoredManifest.record == identifier))
        try:
            self.manifest(VISITOR, identifier)
        except (NotFound, Gone, SignInNeeded):
            return  # not published, not for everyone, or without a file that could be shown

    def manifest(self, viewer: Viewer, identifier: str, version: int = 3, held: Held = lambda _etag: False) -> Manifest:
        """What this viewer may see of a record and its files. Raises as ``Reading.record`` does, and ``NotFound`` for
        a record without a file that is ready: the specification knows no manifest without a canvas. ``version`` is
        that of the Presentation API; where its text is ``held`` already, the body is left empty."""
        at = now()
        with self._db.read() as session:
            admitted = self._reading.admit(session, viewer, identifier, at)
            asked = self._asked(session, viewer, admitted, at, version)
            kept = session.execute(_kept(identifier, asked.key)).one_or_none()
            if kept and not _outdated(kept.head, kept.made_at, at):
                known = StoredManifest.record == identifier, StoredManifest.key == asked.key
                body = "" if held(kept.etag) else session.scalars(select(StoredManifest.body).where(*known)).one()
                return Manifest(body, kept.etag, asked.everyone)
        stored = self._store(identifier, asked, self._body(viewer, identifier, asked, at), at)
        return Manifest(stored.body, stored.etag, asked.everyone)

    def _asked(self, session: Session, viewer: Viewer, admitted: Admitted, at: datetime, version: int) -> _Asked:
        """One query over the files, however many: their generations and protocols only grow, so sums tell a change."""
        record = admitted.record
        sums = (func.count(), func.sum(Media.generation), func.sum(Media.protocol))
        by_class = select(Media.access_id, *sums).where(Media.record == record.identifier).group_by(Media.access_id)
        rows = sorted(tuple(map(int, row)) for row in session.execute(by_class))
        classes = {row[0] for row in rows}
        seen = classes if admitted.kept else classes & self._access.visible_classes(session, viewer, at)
        announced = [one for one in classes - seen if self._access.may(session, viewer, one, at) is Answer.ANNOUNCED]
        within = _within(session, record.identifier)
        state = [_FORM, self._languages, admitted.number, record.access_id, record.changed_at.isoformat(), rows, within]
        # who keeps the record reads names that others are not told
        told = _digest([sorted(seen), sorted(announced), admitted.kept, version])
        harvested = f"oai:{self._repository}:{record.identifier}"
        standing = Standing(within, harvested, open=admitted.everyone)
        return _Asked(_digest(state), told, admitted.everyone and seen <= {EVERYONE_ID}, standing, version)

    def _body(self, viewer: Viewer, identifier: str, asked: _Asked, at: datetime) -> str:
        view = self._reading.record(viewer, identifier, at=at)
        view = view if asked.version == 3 else replace(view, announced=())  # older viewers know no way to ask
        with self._db.read() as session:
            texts = spoken(session, [media.id for media in view.media])
            files = [file for _, file in view.announced]
            previews = frozenset(file.id for file in files if self._access.previewed(session, file.access_id))
        standing = replace(asked.standing, previews=previews)
        work = work_of(view, texts, standing, self._languages, at.astimezone(VIETNAM).date())
        if not any(item.shown for item in work.items):
            raise NotFound(Problem("iiif.no_media", value=identifier))
        return _FORMS[asked.version](work)

    def _store(self, identifier: str, asked: _Asked, body: str, at: datetime) -> StoredManifest:
        """Keeps it, and drops what was made of earlier states."""
        made = {"body": body, "etag": _digest(body), "made_at": at}
        insert = (sqlite.insert if self._db.sqlite else postgresql.insert)(StoredManifest)
        statement = insert.values(record=identifier, key=asked.key, **made)
        statement = statement.on_conflict_do_update(index_elements=["record", "key"], set_=made)
        old = delete(StoredManifest).where(
            StoredManifest.record == identifier, ~StoredManifest.key.startswith(asked.state)
        )
        with self._db.unit_of_work() as work:
            if work.get(Record, identifier) is not None:
                work.execute(old)
                work.execute(statement)
        return StoredManifest(record=identifier, key=asked.key, **made)


def _within(session: Session, record: str) -> tuple[tuple[str, LanguageMap], ...]:
    """The collections that everyone may see and that hold a record, by their path."""
    asked = select(Collection.identifier, Collection.title).join(
        CollectionItem, CollectionItem.collection == Collection.identifier
    )
    asked = asked.where(CollectionItem.record == record, tree.shown([EVERYONE_ID]))
    asked = asked.order_by(Collection.published_at, Collection.identifier).limit(_MOST_COLLECTIONS)
    return tuple((f"collections/{id}", language_maps.named(title)) for id, title in session.execute(asked))


def _kept(record: str, key: str) -> Select[Any]:
    """What tells whether it is still true, and by which name it goes; the text itself may be of megabytes."""
    head = func.substr(StoredManifest.body, 1, _HEAD).label("head")
    asked = select(StoredManifest.etag, StoredManifest.made_at, head)
    return asked.where(StoredManifest.record == record, StoredManifest.key == key)


def _outdated(head: str, made_at: datetime, at: datetime) -> bool:
    """Whether the next time that it tells of is over. A day that was past when it was made is that of something else:
    when a thing was made."""
    today = at.astimezone(VIETNAM).date().isoformat()
    made = made_at.astimezone(VIETNAM).date().isoformat()
    told = _NAV_DATE.search(head)
    return told is not None and made <= told[1] < today


def _digest(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
