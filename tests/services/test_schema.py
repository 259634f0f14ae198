"""Every revision runs on SQLite and PostgreSQL, up and down, and the tables are what the models say."""

import sqlalchemy

from app.bootstrap import Archive
from app.services import schema
from app.services.founding import found


def test_the_tables_are_what_the_models_say(each_archive: Archive) -> None:
    assert schema.differences(each_archive.db) == []


def test_every_revision_goes_down_and_up_again(each_archive: Archive) -> None:
    schema.downgrade(each_archive.db)
    left = set(sqlalchemy.inspect(each_archive.db.engine).get_table_names())
    assert left <= {"alembic_version"}
    found(each_archive.db)
    assert schema.differences(each_archive.db) == []


def test_founding_again_changes_nothing(each_archive: Archive) -> None:
    found(each_archive.db)
    with each_archive.db.read() as session:
        units = session.execute(sqlalchemy.text("SELECT count(*) FROM unit")).scalar()
    assert units == 1 + 63  # the archive, and the provinces of before and after 1 July 2025
