"""Founding an archive: the tables, and the unit that keeps what no other does. Done again, it changes nothing."""

from app.db import Database
from app.services import schema, units

ROOT_NAME = {"vi": "Kho lưu trữ", "en": "The archive"}


def found(db: Database) -> None:
    schema.upgrade(db)
    with db.unit_of_work() as work:
        units.ensure(work, units.ROOT, ROOT_NAME, level="archive")
