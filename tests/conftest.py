"""Fixtures: real archives on real databases, their web application, the people who use them, a served site."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from app.bootstrap import Archive, open_archive
from app.config import Settings, read_settings
from app.services.founding import found
from app.services.viewer import SYSTEM, Viewer
from tests import servers
from tests.databases import Databases

PASSWORD = "một mật khẩu dài"
BOTH_MODES = ("services", "web", "contracts")
"""The folders whose tests run in both modes, unless they are marked for one; those in a browser look at pages."""


def pytest_configure() -> None:
    if servers.REQUIRED and servers.missing():
        raise pytest.UsageError("; ".join(server.left_out for server in servers.missing()))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever needs an archive gets one in the data folder alone, and one on PostgreSQL, Redis and Elasticsearch."""
    if "mode" not in metafunc.fixturenames:
        return
    folder = metafunc.definition.path.relative_to(Path(__file__).parent).parts[0]
    marked = [name for name in ("embedded", "services") if metafunc.definition.get_closest_marker(name)]
    modes = marked or ["embedded", "services"] if folder in BOTH_MODES else ["embedded"]
    params = [pytest.param(name, marks=pytest.mark.services) if name == "services" else name for name in modes]
    metafunc.parametrize("mode", params, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Left out as a whole, and told in one line for each server, not in a thousand."""
    out = {mark for server in servers.missing() for mark in server.marks}
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in out)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a validator of other people's said is shown also where it found nothing: ``record_property("told", …)``."""
    for server in servers.missing():
        terminalreporter.write_line(server.left_out, yellow=True)
    for report in terminalreporter.getreports("passed"):
        for text in (value for name, value in report.user_properties if name == "told"):
            terminalreporter.write_line(f"\n{text}")


@pytest.fixture(scope="session")
def founded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose tables are made; tests take copies, which is quicker than migrating each time."""
    folder = tmp_path_factory.mktemp("founded")
    archive = open_archive(read_settings({}, data=folder))
    found(archive.db)
    archive.db.dispose()
    return folder


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(servers.POSTGRES.url, tmp_path_factory.mktemp("databases"))
    yield made
    made.drop()


@pytest.fixture
def elasticsearch_url() -> Iterator[str]:
    """An address with a name that no other test has; for tests with the mark ``elasticsearch``."""
    with servers.a_search_url() as url:
        yield url


@pytest.fixture
def mode(request: pytest.FixtureRequest) -> str:
    """``embedded`` or ``services``: see ``pytest_generate_tests``."""
    chosen: str = getattr(request, "param", "embedded")
    return chosen


@pytest.fixture
def environ(mode: str, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """What the environment says of the archive under test, but for its folder."""
    with _servers_of(mode, request) as told:
        yield told


@pytest.fixture
def elsewhere(mode: str, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The same for a second archive, into which a test brings the first one back."""
    with _servers_of(mode, request) as told:
        yield told


def _servers_of(mode: str, request: pytest.FixtureRequest) -> AbstractContextManager[dict[str, str]]:
    return nullcontext({}) if mode == "embedded" else servers.services(request.getfixturevalue("databases"))


@pytest.fixture
def settings(environ: dict[str, str], request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an archive of its own, which is founded, in each of the two modes."""
    folder = tmp_path / "data"
    if not environ:
        shutil.copytree(request.getfixturevalue("founded_sqlite"), folder)
    return read_settings({"CHIENG_BASE_URL": "http://archive.test", **environ}, data=folder)


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    opened = open_archive(settings)
    yield opened
    opened.db.dispose()


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
