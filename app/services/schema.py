"""Brings the tables of a record store to the newest revision, and back. The revisions are in ``migrations``."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select

from app.db import Database
from app.models import Base

_LOCK = 0x666F756E64  # "found": any number that nobody else locks

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    with database.engine.begin() as connection:
        alone(connection)
        command.upgrade(_config(connection), revision)


def alone(connection: Connection) -> None:
    """Machines that start at once found an archive one after the other: others wait until this transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def downgrade(database: Database, revision: str = "base") -> None:
    with database.engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def revision(database: Database) -> str | None:
    """The revision at which the tables are."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(database: Database) -> list[object]:
    """What the models have and the tables lack, or the other way round: empty when they agree."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, Base.metadata))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
