"""Founded PostgreSQL databases for tests. Copying one takes a sixth of a second, so one that was used is put right.

The schema ``founded`` of each holds what its tables had when it was new.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.bootstrap import open_archive
from app.config import read_settings
from app.services.founding import found

_REMEMBER = """
CREATE SCHEMA founded;
CREATE FUNCTION founded.shape() RETURNS text LANGUAGE sql AS $$
  SELECT md5(string_agg(a.attrelid || ' ' || a.attnum || a.attname || a.atttypid, ',' ORDER BY a.attrelid, a.attnum))
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace $$;
DO $$ DECLARE t name; BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE founded.%I AS TABLE public.%I', t, t);
  END LOOP;
END $$;
CREATE TABLE founded."the sequences" AS
  SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public';
CREATE TABLE founded."the shape" AS SELECT founded.shape() AS shape;
CREATE FUNCTION founded.restore() RETURNS void LANGUAGE plpgsql AS $$ DECLARE t name; BEGIN
  SET LOCAL session_replication_role = replica;  -- rows may go and come in any order
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DELETE FROM public.%I', t);
    EXECUTE format('INSERT INTO public.%I SELECT * FROM founded.%I', t, t);
  END LOOP;
  PERFORM setval(format('public.%I', sequencename)::regclass, coalesce(last_value, start_value), last_value IS NOT NULL)
    FROM founded."the sequences";
END $$
"""


class Databases:
    """On the server at ``url``. ``folder`` is for the archive by which the first one is founded."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._free, self._all = make_url(url), list[str](), list[str]()
        self._template = self._create("template1")
        archive = open_archive(read_settings({"CHIENG_DATABASE_URL": self._address(self._template)}, data=folder))
        found(archive.db)
        archive.db.dispose()
        self._within(self._template, _REMEMBER)

    @contextmanager
    def one(self) -> Iterator[str]:
        """The address of a founded database that nobody else has."""
        name = self._free.pop() if self._free else self._create(self._template)
        yield self._address(name)
        self._put_right(name)

    def drop(self) -> None:
        for name in self._all:
            self._on_server(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _put_right(self, name: str) -> None:
        """What a test left open would hold locks for ever. A database whose tables were made anew is not used again."""
        self._on_server(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        same = 'SELECT founded.shape() = (SELECT shape FROM founded."the shape")'
        if self._within(name, same):
            self._within(name, "SELECT founded.restore()")
            self._free.append(name)

    def _create(self, template: str) -> str:
        name = f"chieng_{uuid.uuid4().hex[:12]}"
        self._on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._all.append(name)
        return name

    def _on_server(self, statement: str) -> object:
        return self._within(self._url.database or "postgres", statement)

    def _within(self, name: str, statement: str) -> object:
        engine = create_engine(self._address(name), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            answer = connection.execute(text(statement))
            first = answer.scalar() if answer.returns_rows else None
        engine.dispose()
        return first

    def _address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)
