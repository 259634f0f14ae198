"""Every revision runs on SQLite and PostgreSQL, up and down, and the tables are what the models say."""

import sqlalchemy

from app.bootstrap import Archive
from app.services import schema
from app.services.founding import found


def test_the_tables_are_what_the_models_say(archive: Archive) -> None:
    assert schema.differences(archive.db) == []


def test_every_revision_goes_down_and_up_again(archive: Archive) -> None:
    schema.downgrade(archive.db)
    left = set(sqlalchemy.inspect(archive.db.engine).get_table_names())
    assert left <= {"alembic_version"}
    found(archive.db)
    assert schema.differences(archive.db) == []


def test_founding_again_changes_nothing(archive: Archive) -> None:
    found(archive.db)
    with archive.db.read() as session:
        units = session.execute(sqlalchemy.text("SELECT count(*) FROM unit")).scalar()
    assert units == 1 + 63  # the archive, and the provinces of before and after 1 July 2025
