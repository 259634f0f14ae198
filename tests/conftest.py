"""Fixtures: real archives on real databases, their web application, the people who use them, a served site."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.bootstrap import Archive, open_archive
from app.config import Settings, read_settings
from app.services.founding import found
from app.services.viewer import SYSTEM, Viewer

POSTGRES = os.environ.get("CHIENG_TEST_POSTGRES")
REQUIRED = bool(os.environ.get("CHIENG_TEST_REQUIRED"))
PASSWORD = "một mật khẩu dài"


@pytest.fixture(scope="session")
def founded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose tables are made; tests take copies, which is quicker than migrating each time."""
    folder = tmp_path_factory.mktemp("founded")
    archive = open_archive(read_settings({}, data=folder))
    found(archive.db)
    archive.db.dispose()
    return folder


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a founded PostgreSQL database from which each test's own is copied."""
    if not POSTGRES:
        if REQUIRED:
            pytest.fail("CHIENG_TEST_POSTGRES names no server")
        pytest.skip("no PostgreSQL server (CHIENG_TEST_POSTGRES): tests on it are left out")
    name = f"chieng_{uuid.uuid4().hex[:8]}"
    _postgres(f'CREATE DATABASE "{name}"')
    data = tmp_path_factory.mktemp("template")
    archive = open_archive(read_settings({"CHIENG_DATABASE_URL": _database_url(name)}, data=data))
    found(archive.db)
    archive.db.dispose()
    yield name
    _postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def settings(tmp_path: Path, founded_sqlite: Path) -> Settings:
    """Settings of an archive of its own in the embedded mode."""
    folder = tmp_path / "data"
    shutil.copytree(founded_sqlite, folder)
    return read_settings({"CHIENG_BASE_URL": "http://archive.test"}, data=folder)


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    opened = open_archive(settings)
    yield opened
    opened.db.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def each_archive(request: pytest.FixtureRequest, tmp_path: Path, founded_sqlite: Path) -> Iterator[Archive]:
    """The same test on SQLite and on PostgreSQL."""
    folder = tmp_path / "data"
    environ = {"CHIENG_BASE_URL": "http://archive.test"}
    name = None
    if request.param == "sqlite":
        shutil.copytree(founded_sqlite, folder)
    else:
        template = request.getfixturevalue("postgres_template")
        name = f"{template}_{uuid.uuid4().hex[:8]}"
        _postgres(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        environ["CHIENG_DATABASE_URL"] = _database_url(name)
    opened = open_archive(read_settings(environ, data=folder))
    yield opened
    opened.db.dispose()
    if name:
        _postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def make_officer(archive: Archive) -> Callable[..., Viewer]:
    """``make_officer("publisher")``: an account with that role (password ``PASSWORD``), as a viewer."""

    def make(role: str | None = "publisher", name: str | None = None, unit: str | None = None) -> Viewer:
        account = archive.accounts.add(name or f"{role}-{uuid.uuid4().hex[:6]}", PASSWORD, role=role, unit=unit)
        return archive.accounts.viewer(account)

    return make


@pytest.fixture
def officer(make_officer: Callable[..., Viewer]) -> Viewer:
    """Somebody who may do everything but administer."""
    return make_officer("publisher", "xuatban")


@pytest.fixture
def system() -> Viewer:
    return SYSTEM


@pytest.fixture
def run_jobs(archive: Archive) -> Callable[[], int]:
    """Does all that waits, in this process, as ``chieng worker --until-idle`` would."""
    from app.services.jobs import process_name
    from workers.jobs import Runner

    return Runner(archive, process_name()).run_until_idle


def _postgres(statement: str) -> None:
    assert POSTGRES
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _database_url(name: str) -> str:
    assert POSTGRES
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
