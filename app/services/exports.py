"""Exports: records, what is said of their media, and collections, as the sheets that an import takes back unchanged.

Newest texts, not published ones, of the records that the actor keeps. The media themselves are not copied.
"""

import json
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import NotAllowed
from app.models import Media, MediaText, Record, RecordVersion
from app.services.access import Access
from app.services.collections import giving
from app.services.imports.drafts import FILE_COLUMNS, RECORD_COLUMNS
from app.services.imports.report import FILES
from app.services.media import wording
from app.services.media.texts import AUTHORED, CORRECTED, path_of
from app.services.media.wording import PAGES
from app.services.reading import status
from app.services.tabular import sheet
from app.services.tabular.columns import Column, fields
from app.services.tabular.rows import flatten
from app.services.tabular.values import join
from app.services.viewer import Viewer
from metadata.problem import Problem
from metadata.profile import KINDS

RECORDS = "records.csv"
PAGE = 200
AT_ONCE = 20

_FIRST_LANGUAGES = ("", "vi", "en")


@dataclass(frozen=True, slots=True)
class Exported:
    records: int
    media: int
    collections: int = 0


class Exports:
    def __init__(self, db: Database, access: Access) -> None:
        self._db, self._access = db, access

    def write(self, actor: Viewer, folder: Path, *, collection: str | None = None) -> Exported:
        """Writes ``records.csv``, ``media.csv``, the texts that people wrote for the files and, where there are any,
        ``collections.csv`` into ``folder``; the same records make the same bytes. With ``collection`` that one, what
        stands in it at whatever depth, and its records.

        Raises ``NotAllowed`` for somebody who keeps none, ``NotFound`` for a collection that they do not keep.
        """
        if not actor.staff:
            raise NotAllowed(Problem("account.role_needed", value=actor.name, expected="edit"))
        folder.mkdir(parents=True, exist_ok=True)
        with self._db.read() as session:
            collections = giving.chosen(session, actor, collection)
            listed = giving.records_of(session, collections) if collection else {}
            if collections:
                giving.write(session, self._access, collections, folder)
        with _Table(RECORD_COLUMNS) as records, _Table(FILE_COLUMNS) as files:
            only = {one for found in listed.values() for one in found} if collection else None
            for page in self._pages(actor, only):
                with self._db.read() as session:
                    self._page(session, page, records, files, folder)
            written = records.write(folder / RECORDS, KINDS), files.write(folder / FILES, ("media",))
            return Exported(*written, len(collections))

    def _pages(self, actor: Viewer, only: Collection[str] | None) -> Iterator[list[str]]:
        """Identifiers of all that is to be written. Each page is read in a transaction of its own, a short one."""
        if only is not None:
            named = sorted(only)
            for start in range(0, len(named), PAGE):
                if page := self._some(actor, Record.identifier.in_(named[start : start + PAGE])):
                    yield page
            return
        last = ""
        while page := self._some(actor, Record.identifier > last):
            yield page
            last = page[-1]

    def _some(self, actor: Viewer, which: ColumnElement[bool]) -> list[str]:
        asked = select(Record.identifier).where(which).order_by(Record.identifier).limit(PAGE)
        if None not in actor.roles:
            asked = asked.where(Record.unit_id.in_([unit for unit in actor.roles if unit is not None]))
        with self._db.read() as session:
            return list(session.scalars(asked))

    def _page(self, session: Session, page: list[str], records: "_Table", files: "_Table", folder: Path) -> None:
        media = _media_of(session, page)
        texts = _write_texts(session, page, folder)
        head = and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.head_version)
        asked = select(Record, RecordVersion).join(RecordVersion, head).where(Record.identifier.in_(page))
        for record, version in session.execute(asked.order_by(Record.identifier)):
            access = self._access.canonical(session, record.access_id)
            listed = version.body["media"]
            told = (record.identifier, record.kind, status(record, version), access, join(listed))
            records.add(told, flatten(record.kind, version.body["metadata"]))
            for row in sorted(media.get(record.identifier, []), key=_in_order_of(listed)):
                access = self._access.canonical(session, row.access_id)
                fixed = (row.id, record.identifier, row.filename, access)
                files.add(fixed, flatten("media", row.description), texts.get(row.id))


class _Table:
    """Rows whose columns are known only when all have come: they wait in a file that has no name."""

    def __init__(self, fixed: tuple[str, ...]) -> None:
        self._fixed = fixed
        self._columns: set[Column] = set()
        self._texts: set[str] = set()
        self._rows = 0

    def __enter__(self) -> "_Table":
        self._waiting: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.close()

    def add(self, fixed: tuple[str, ...], cells: Mapping[Column, str], texts: Mapping[str, str] | None = None) -> None:
        """``texts`` are names of files, by column."""
        said = {str(column): cell for column, cell in cells.items()}
        json.dump([fixed, said | dict(texts or {})], self._waiting, ensure_ascii=False)
        self._waiting.write("\n")
        self._columns.update(cells)
        self._texts.update(texts or {})
        self._rows += 1

    def write(self, path: Path, kinds: tuple[str, ...]) -> int:
        """How many rows stand in ``path`` now; it is replaced as a whole."""
        columns = [*map(str, sorted(self._columns, key=_in_profile(kinds))), *sorted(self._texts)]
        fresh = path.with_name(f".{path.name}.new")
        self._waiting.seek(0)
        waiting = map(json.loads, self._waiting)
        rows = ((*fixed, *(cells.get(column, "") for column in columns)) for fixed, cells in waiting)
        sheet.write(fresh, (*self._fixed, *columns), rows)
        fresh.replace(path)
        return self._rows


def _media_of(session: Session, records: list[str]) -> dict[str, list[Media]]:
    found: dict[str, list[Media]] = {}
    for row in session.scalars(select(Media).where(Media.record.in_(records))):
        found.setdefault(row.record, []).append(row)
    return found


def _write_texts(session: Session, records: list[str], folder: Path) -> dict[str, dict[str, str]]:
    """By file, what its row says in the columns of texts. They are written as they come: the corrected pages of some
    books do not fit in memory."""
    asked = select(MediaText.media, MediaText.kind, MediaText.part, MediaText.body)
    asked = asked.join(Media, Media.id == MediaText.media)
    asked = asked.where(Media.record.in_(records), MediaText.kind.in_(AUTHORED))
    asked = asked.order_by(MediaText.media, MediaText.kind, func.length(MediaText.part), MediaText.part)
    found: dict[str, dict[str, list[str]]] = {}
    for media, kind, part, body in session.execute(asked.execution_options(yield_per=AT_ONCE)):
        name = path_of(media, kind, part, body)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(body, encoding="utf-8", newline="\n")
        column = PAGES if kind == CORRECTED else wording.column(kind, part)
        found.setdefault(media, {}).setdefault(column, []).append(name)
    return {media: {column: join(names) for column, names in cells.items()} for media, cells in found.items()}


def _in_order_of(listed: list[str]) -> Callable[[Media], tuple[int, str]]:
    """As the record lists them; what it does not list comes last."""
    places = {media: place for place, media in enumerate(listed)}
    return lambda row: (places.get(row.id, len(listed)), row.id)


@cache
def _orders(kinds: tuple[str, ...]) -> dict[str, int]:
    """The places of fields over several profiles, each field where it first stands."""
    return {name: place for place, name in enumerate(dict.fromkeys(name for kind in kinds for name in fields(kind)))}


def _in_profile(kinds: tuple[str, ...]) -> Callable[[Column], tuple[int, int, int, int, str]]:
    """Terms as the profiles have them, a group's parts together, Vietnamese before English before others."""
    orders = _orders(kinds)
    terms: dict[str, int] = {}
    for name, place in orders.items():
        terms.setdefault(name.partition(".")[0], place)

    def key(column: Column) -> tuple[int, int, int, int, str]:
        language = column.language or ""
        rank = _FIRST_LANGUAGES.index(language) if language in _FIRST_LANGUAGES else len(_FIRST_LANGUAGES)
        return terms[column.term], column.number or 0, orders[column.field], rank, language

    return key
