"""``chieng serve`` in a process group of its own, an officer who talks to it over HTTP, and how the whole is killed."""

import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import requests

from app.bootstrap import Archive
from app.services.viewer import Viewer
from tests import servers
from tests.conftest import PASSWORD
from tests.ports import free_port

PATIENCE = 240
CHIENG = str(Path(sys.executable).parent / "chieng")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Serving:
    """The processes that one data folder is served by, and all that they have acknowledged: SHA-256 by media id."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.acknowledged = archive, dict[str, str]()
        self.address = f"http://127.0.0.1:{free_port()}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        port = self.address.rpartition(":")[2]
        self._process = self.run("serve", "--port", port)
        wait_for(self._ready)

    def run(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A command in a group of its own, so that all that it starts can be killed with it."""
        environ = {**os.environ, **servers.environ(self.archive.settings), "CHIENG_WORKERS": "2"}
        return subprocess.Popen(
            [CHIENG, *arguments],
            env=environ | {"CHIENG_LOG": "error"},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """All at the same instant, as when the power fails."""
        assert self._process
        kill_group(self._process)
        self._process = None

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def officer(self, who: Viewer) -> "Officer":
        return Officer(self, who)

    def rest(self) -> None:
        """Until nothing is done any more, and nothing waits to be preserved."""
        wait_for(self.archive.jobs.idle)
        self.archive.jobs.hurry("preserve")  # what a record's preservation asks for the registry may wait on
        wait_for(self.archive.jobs.idle)

    def _ready(self) -> bool:
        assert self._process
        assert self._process.poll() is None, "the server ended"
        try:
            return requests.get(f"{self.address}/readyz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False


@contextmanager
def served(archive: Archive) -> Iterator[Serving]:
    made = Serving(archive)
    try:
        made.start()
        yield made
    finally:
        made.stop()


class Officer:
    """Somebody who has signed in with a browser."""

    def __init__(self, serving: Serving, who: Viewer) -> None:
        self._serving, self._session = serving, requests.Session()
        door = f"{serving.address}/vi/sign-in"
        found = TOKEN.search(self._session.get(door, timeout=30).text)
        assert found
        entered = {"csrf_token": found[1], "name": who.name, "password": PASSWORD}
        self._session.post(door, entered, timeout=30).raise_for_status()
        told = self._session.get(f"{serving.address}/api/v1/session", timeout=30).json()
        assert told["name"] == who.name
        self._session.headers["X-CSRFToken"] = told["csrf"]

    def upload(self, record: str, body: bytes, filename: str) -> str | None:
        """The id of the file once it is acknowledged; None where the answer never came, or was another."""
        try:
            answer = self.send(record, body, filename)
        except requests.RequestException:
            return None
        return answer.json()["id"] if answer.status_code == 201 else None

    def send(self, record: str, body: bytes, filename: str) -> requests.Response:
        address = f"{self._serving.address}/vi/desk/{record}/media"
        answer = self._session.put(address, data=body, params={"filename": filename}, timeout=60)
        if answer.status_code == 201:
            self._serving.acknowledged[answer.json()["id"]] = hashlib.sha256(body).hexdigest()
        return answer

    def publish(self, record: str, version: int) -> bool:
        address = f"{self._serving.address}/api/v1/records/{record}/publish"
        try:
            return self._session.post(address, headers={"If-Match": f'"{version}"'}, timeout=60).ok
        except requests.RequestException:
            return False


def kill_group(process: subprocess.Popen[bytes]) -> None:
    group = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(group, timeout=10)
    assert not alive, f"still running: {alive}"


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)
