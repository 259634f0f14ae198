"""The record store: two kinds of transaction over SQLite or PostgreSQL. No query is written here."""

import errno
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, PoolProxiedConnection, SelectBase, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# For libpq, seconds and milliseconds: a server that vanished without a word would hold a page for minutes
_AWAY = {"connect_timeout": 5, "tcp_user_timeout": 15_000, "keepalives_idle": 30}


class Base(DeclarativeBase):
    """The tables' common ground: constraint names that Alembic can refer to on both databases."""

    metadata = MetaData(naming_convention=NAMING)


class UnitOfWork(Session):
    """A writing session. ``before_commit`` callbacks write what has to be written last; ``after_commit`` callbacks run
    once the change is durable, and never when it failed."""

    def before_commit(self, action: Callable[[], None]) -> None:
        self.__dict__.setdefault("_before", []).append(action)

    def run_before_commit(self) -> None:
        for action in self.__dict__.pop("_before", []):
            action()

    def after_commit(self, action: Callable[[], None]) -> None:
        self.__dict__.setdefault("_after", []).append(action)

    def run_after_commit(self) -> None:
        for action in self.__dict__.pop("_after", []):
            action()


class Prepared:
    """A question that is put thousands of times a second. Its answer is a row as the driver gives it: SQLAlchemy's
    bookkeeping takes ten times as long as such a question itself."""

    def __init__(self, engine: Engine, statement: SelectBase) -> None:
        self._engine = engine
        compiled = statement.compile(engine)
        self._sql = str(compiled)
        self._order = compiled.positiontup

    def one(self, values: Mapping[str, Any], within: Connection | None = None) -> tuple[Any, ...] | None:
        """The first row; ``within`` a transaction that has begun, else by itself."""
        if within is not None:
            return self._asked(within.connection, values)
        connection = self._engine.raw_connection()
        try:
            return self._asked(connection, values)
        finally:
            connection.close()

    def _asked(self, connection: PoolProxiedConnection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        cursor = connection.cursor()
        try:
            cursor.execute(self._sql, dict(values) if self._order is None else [values[name] for name in self._order])
            row = cursor.fetchone()
        finally:
            cursor.close()
        return None if row is None else tuple(row)


class Database:
    """``read()`` is deferred and may not write; ``unit_of_work()`` takes SQLite's write lock at its beginning.

    A read that turned into a write would fail at once with 'database is locked', whatever the timeout; a read that
    began IMMEDIATE would make a page wait for a writer.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.sqlite:
            self._reader = _sqlite_engine(url, query_only=True)
            self._writer = _sqlite_engine(url, query_only=False)
        else:
            self._writer = create_engine(url, connect_args=_AWAY, pool_size=16, max_overflow=48, pool_pre_ping=True)
            self._reader = self._writer.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations."""
        return self._writer

    @contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """For one short question: a session's bookkeeping costs more than such a question itself."""
        with self._reader.connect() as connection:
            yield connection

    def prepared(self, statement: SelectBase) -> Prepared:
        return Prepared(self._reader, statement)

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        with UnitOfWork(self._writer, expire_on_commit=False, info={"writes": True}) as session:
            with session.begin():
                yield session
                session.run_before_commit()
            session.run_after_commit()

    def flush_journal(self) -> bool:
        """Empties SQLite's journal, in which what was overwritten still stands; False while a reader needs it."""
        if not self.sqlite:
            return True
        with self._writer.connect() as connection:
            connection.exec_driver_sql("COMMIT")  # the one that connecting began: within a transaction it is refused
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
            connection.exec_driver_sql("BEGIN")
        return not busy

    def dispose(self) -> None:
        """Closes every pooled connection: before a fork, and at the end."""
        self._reader.dispose()
        self._writer.dispose()


def disk_full(error: Exception) -> bool:
    """Whether a file, or the record store, could not be written because there is no room."""
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return "No space left on device" in str(error)  # libraries that tell of it in an error of their own


def _sqlite_engine(url: str, *, query_only: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 10, "check_same_thread": False}, pool_size=16, max_overflow=64)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if query_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if query_only else "BEGIN IMMEDIATE")

    return engine


_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an acknowledged upload survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA secure_delete = ON",  # what is erased, or was ever overwritten, leaves no bytes in free pages
    "PRAGMA cache_size = -8000",
)
