"""The servers of the services mode that tests are told of, and what a test gets on them: each its own, and gone after.

``.ci/postgres``, ``.ci/redis`` and ``.ci/elasticsearch`` start them; this only uses those that the environment names.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import redis
import requests
from sqlalchemy.engine import make_url

from app.config import Settings
from tests.databases import Databases

REQUIRED = bool(os.environ.get("CHIENG_TEST_REQUIRED"))


@dataclass(frozen=True, slots=True)
class Server:
    """``start`` starts one and prints its address, which the tests read from ``variable``; ``marks`` need it."""

    name: str
    variable: str
    start: str
    marks: tuple[str, ...]

    @property
    def url(self) -> str:
        return os.environ.get(self.variable, "")

    @property
    def left_out(self) -> str:
        """What a newcomer reads: what is not tested, and how it would be."""
        return f"{self.name}: tests on it are left out; to run them: export {self.variable}=$({self.start})"


POSTGRES = Server("PostgreSQL", "CHIENG_TEST_POSTGRES", ".ci/postgres", ("services",))
REDIS = Server("Redis", "CHIENG_TEST_REDIS", ".ci/redis", ("services",))
ELASTICSEARCH = Server(
    "Elasticsearch (needs Java 21)", "CHIENG_TEST_ELASTICSEARCH", ".ci/elasticsearch", ("elasticsearch",)
)


def missing() -> list[Server]:
    return [server for server in (POSTGRES, REDIS, ELASTICSEARCH) if not server.url]


def broker_url() -> str:
    """A database of the Redis server for each of the processes that tests run in, empty."""
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = make_url(REDIS.url).set(database=str(process % 15 + 1)).render_as_string(hide_password=False)
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@contextmanager
def a_search_url() -> Iterator[str]:
    """Elasticsearch, under a name of its own; whatever begins with that name is removed at the end."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    yield f"{ELASTICSEARCH.url}/{name}"
    requests.delete(f"{ELASTICSEARCH.url}/{name}*", timeout=60).raise_for_status()


@contextmanager
def services(databases: Databases) -> Iterator[dict[str, str]]:
    """The settings of an archive of its own on these servers; where there is no Java, the index is in the folder."""
    with ExitStack() as stack:
        environ = {"CHIENG_DATABASE_URL": stack.enter_context(databases.one()), "CHIENG_BROKER_URL": broker_url()}
        if ELASTICSEARCH.url:
            environ["CHIENG_SEARCH_URL"] = stack.enter_context(a_search_url())
        yield environ


def environ(settings: Settings) -> dict[str, str]:
    """By which another process, or another opening, has the same archive."""
    told = {
        "CHIENG_DATA": str(settings.data),
        "CHIENG_BASE_URL": settings.base_url,
        "CHIENG_DATABASE_URL": settings.database_url,
        "CHIENG_BROKER_URL": settings.broker_url,
        "CHIENG_SEARCH_URL": settings.search_url,
    }
    return {name: value for name, value in told.items() if value}
