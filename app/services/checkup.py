"""Whether everything that an installation needs is there: programs, folders, tables; and what it holds is in order."""

import shutil
import sqlite3
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app.config import Settings
from app.db import Database
from app.errors import SearchUnavailable
from app.media import ocr
from app.models import Job, Record
from app.ports import Bell, SearchIndex, Store
from app.services import schema
from app.services.media import upkeep
from app.services.media.page_reading import READ

PROGRAMS = ("ffmpeg", "ffprobe")
LEAST_POSTGRES = 15
LEAST_FREE = 2 * 1024**3
LOOKED_AT = 1_000
"""Of so many files, the youngest, it is looked whether their derivatives are there."""


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    well: bool
    detail: str


def findings(settings: Settings, db: Database, index: SearchIndex, store: Store, bell: Bell) -> list[Finding]:
    tables = _tables(db)
    held = [_jobs(db), _index(db, index), _derivatives(db, store)] if tables.well else []
    engine = [_sqlite()] if db.sqlite else [_postgres(db)]
    broker = [_broker(bell)] if settings.broker_url else []
    return [*_programs(), _magic(), *_reading(settings), *engine, *broker, _disk(settings), tables, *held]


def _programs() -> list[Finding]:
    paths = {name: shutil.which(name) for name in PROGRAMS}
    return [
        Finding(f"Program {name}", path is not None, path or f"apt-get install {name}") for name, path in paths.items()
    ]


def _reading(settings: Settings) -> list[Finding]:
    """The archive does without the program: pages are shown, and their text is typed. What was set must be there."""
    there = ocr.installed()
    if not there:
        return [Finding("Program tesseract", True, f"apt-get install {ocr.PACKAGE} (text in pictures is not read)")]
    missing = [ocr.package(language) for language in settings.ocr_languages.split("+") if language not in there]
    told = f"apt-get install {' '.join(missing)}" if missing else settings.ocr_languages
    return [
        Finding("Program tesseract", True, ocr.version()),
        Finding("Languages of CHIENG_OCR_LANGUAGES", not missing, told),
    ]


def _magic() -> Finding:
    try:
        import magic  # loads libmagic, a system library, when it is imported
    except ImportError as error:
        return Finding("Library libmagic", False, f"apt-get install libmagic1 ({error})")
    return Finding("Library libmagic", True, magic.from_buffer(b"%PDF-1.7", mime=True))


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    return Finding("Library SQLite", sqlite3.sqlite_version_info >= (3, 38), version)


def _postgres(db: Database) -> Finding:
    try:
        with db.glance() as connection:
            version = str(connection.exec_driver_sql("SHOW server_version").scalar())
    except DBAPIError as error:
        return Finding("PostgreSQL", False, str(error.orig))
    return Finding("PostgreSQL", int(version.partition(".")[0]) >= LEAST_POSTGRES, version)


def _broker(bell: Bell) -> Finding:
    """Without it nothing is lost, and work is done some seconds later."""
    well = bell.answers()
    return Finding("Broker", well, "ok" if well else "CHIENG_BROKER_URL")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data).free
    return Finding("Free space in the data folder", free >= LEAST_FREE, f"{free / 1e9:.1f} GB")


def _tables(db: Database) -> Finding:
    try:
        missing = schema.differences(db)
    except DBAPIError as error:
        return Finding("Tables of the record store", False, str(error.orig))
    return Finding("Tables of the record store", not missing, "ok" if not missing else "chieng init")


def _jobs(db: Database) -> Finding:
    """What failed stays so until somebody tries it again. Text that no machine could read is shown to who types it."""
    with db.read() as session:
        failed = session.scalar(select(func.count()).where(Job.state == "failed", Job.kind != READ)) or 0
    return Finding("Work that failed", failed == 0, str(failed))


def _index(db: Database, index: SearchIndex) -> Finding:
    with db.read() as session:
        published = session.scalar(select(func.count()).where(Record.published_version.is_not(None))) or 0
    try:
        found = 0 if index.outdated() else index.count()
    except SearchUnavailable as error:
        return Finding("Records in the search index", False, error.problem.value or error.problem.code)
    well = found > 0 or published == 0
    return Finding("Records in the search index", well, f"{found} / {published}" + ("" if well else ", chieng reindex"))


def _derivatives(db: Database, store: Store) -> Finding:
    lost = len(upkeep.missing(db, store, LOOKED_AT))
    return Finding("Files whose derivatives are lost", lost == 0, f"{lost}, chieng rederive --missing" if lost else "0")
