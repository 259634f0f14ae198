"""Whether everything that an installation needs is there: programs, folders, tables."""

import shutil
import sqlite3
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from app.config import Settings
from app.db import Database
from app.services import schema

PROGRAMS = ("ffmpeg", "ffprobe")
LEAST_FREE = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    well: bool
    detail: str


def findings(settings: Settings) -> list[Finding]:
    return [*_programs(), _magic(), _sqlite(), _disk(settings), _tables(settings)]


def _programs() -> list[Finding]:
    paths = {name: shutil.which(name) for name in PROGRAMS}
    return [
        Finding(f"Program {name}", path is not None, path or f"apt-get install {name}") for name, path in paths.items()
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


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data).free
    return Finding("Free space in the data folder", free >= LEAST_FREE, f"{free / 1e9:.1f} GB")


def _tables(settings: Settings) -> Finding:
    try:
        missing = schema.differences(Database(settings.database_url))
    except DBAPIError as error:
        return Finding("Tables of the record store", False, str(error.orig))
    return Finding("Tables of the record store", not missing, "ok" if not missing else "chieng init")
