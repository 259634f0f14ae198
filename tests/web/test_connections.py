"""Connections that say nothing, or half of something, and people who come meanwhile."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port

CONFIG = """
from app import connections
connections.HEADERS = connections.BODY = {patience}
connections.WAITING = {waiting}
connections.UNREAD = 1
worker_connections = {room}
worker_class, workers, threads, keepalive = connections.Worker, {processes}, 2, 5
bind, loglevel = "127.0.0.1:{port}", "warning"
"""
ASK = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read() or b"nothing"
    if environ["PATH_INFO"] == "/long":
        body = bytes(200_000)
    if environ["PATH_INFO"] == "/longer":
        body = bytes(8_000_000)
    if environ["PATH_INFO"] == "/process":
        body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


class Server:
    def __init__(self, folder: Path, patience: float, processes: int = 1, waiting: int = 40, room: int = 1000) -> None:
        self.port = free_port()
        config = folder / "config.py"
        config.write_text(
            CONFIG.format(patience=patience, port=self.port, processes=processes, waiting=waiting, room=room)
        )
        command = ["-m", "gunicorn", "--config", str(config), f"{__name__}:application"]
        self.process = subprocess.Popen([sys.executable, *command])
        self._wait()

    def connect(self, said: bytes = b"") -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        made.sendall(said)
        return made

    def unread(self, path: bytes) -> socket.socket:
        """Somebody on a real network who asks, and reads nothing of the answer."""
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1400)
        made.connect(("127.0.0.1", self.port))
        made.sendall(b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % path)
        return made

    def ask(self, *parts: bytes) -> bytes:
        """The body of the answer to a request that comes in parts."""
        with self.connect() as asking:
            for part in parts:
                asking.sendall(part)
                time.sleep(0.05)
            return answer(asking)

    def processes(self) -> Counter[bytes]:
        """Which process answers how many of twelve connections that stay open."""
        with ExitStack() as open_ones:
            said = b"GET /process HTTP/1.1\r\nHost: a\r\n\r\n"
            return Counter([answer(open_ones.enter_context(self.connect(said))) for _ in range(12)])

    def _wait(self) -> None:
        for _ in range(600):
            try:
                self.connect().close()
                return
            except ConnectionRefusedError:
                time.sleep(0.1)


def answer(asking: socket.socket) -> bytes:
    head, _, body = asking.recv(4096).partition(b"\r\n\r\n")
    return (body or asking.recv(4096)) if head else b""


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    with ExitStack() as started:

        def start(patience: float, processes: int = 1, waiting: int = 40, room: int = 1000) -> Server:
            server = Server(tmp_path, patience, processes, waiting, room)
            started.callback(server.process.wait, 20)
            started.callback(server.process.terminate)
            return server

        yield start


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHo", ASK + b"GET / HT"])
def test_who_says_nothing_or_half_of_something_keeps_nobody_waiting(serve: Callable[..., Server], said: bytes) -> None:
    server = serve(30)
    with ExitStack() as open_ones:
        for _ in range(20):
            open_ones.enter_context(server.connect(said))
        began = time.monotonic()
        assert server.ask(ASK) == b"nothing"
        assert time.monotonic() - began < 12


def test_headers_that_do_not_come_end_the_connection(serve: Callable[..., Server]) -> None:
    server = serve(0.5)
    with server.connect(b"GET / HTTP/1.1\r\n") as half:
        assert half.recv(100) == b""


def test_a_body_that_stops_arriving_is_given_up(serve: Callable[..., Server]) -> None:
    server = serve(0.5)
    with ExitStack() as open_ones:
        for _ in range(2):
            open_ones.enter_context(server.connect(BODY + b"half"))
        assert server.ask(ASK) == b"nothing"


def test_bodies_that_arrive_by_drops_leave_threads_to_others(serve: Callable[..., Server]) -> None:
    server = serve(30, waiting=1)
    with ExitStack() as open_ones:
        for _ in range(6):
            open_ones.enter_context(server.connect(BODY + b"half"))
        began = time.monotonic()
        assert server.ask(ASK) == b"nothing"
        assert time.monotonic() - began < 12


def test_more_idle_connections_than_a_process_may_have_keep_nobody_out(serve: Callable[..., Server]) -> None:
    server = serve(30, room=130)
    with ExitStack() as open_ones:
        for _ in range(200):
            open_ones.enter_context(server.connect())
        assert server.ask(ASK) == b"nothing"


def test_who_does_not_close_after_the_last_answer_holds_no_thread(serve: Callable[..., Server]) -> None:
    server = serve(30)
    with ExitStack() as open_ones:
        for _ in range(12):
            open_ones.enter_context(server.connect(ASK.replace(b"Host", b"Connection: close\r\nHost")))
        assert server.ask(ASK) == b"nothing"


def test_an_answer_that_nobody_reads_leaves_its_thread(serve: Callable[..., Server]) -> None:
    server = serve(30)
    with ExitStack() as open_ones:
        for _ in range(6):
            open_ones.enter_context(server.unread(b"/long"))
        assert server.ask(ASK) == b"nothing"


def test_of_who_reads_nothing_the_connection_ends(serve: Callable[..., Server]) -> None:
    server = serve(30)
    with ExitStack() as open_ones:
        for _ in range(2):
            open_ones.enter_context(server.unread(b"/longer"))
        assert server.ask(ASK) == b"nothing"


def test_a_request_that_comes_piece_by_piece_is_answered(serve: Callable[..., Server]) -> None:
    server = serve(5)
    assert server.ask(BODY[:9], BODY[9:-2], BODY[-2:] + b"tieng ", b"va") == b"tieng va"


def test_one_connection_serves_many_requests(serve: Callable[..., Server]) -> None:
    with serve(5).connect() as kept:
        for body in (b"mot loi.", b"hai loi."):
            kept.sendall(BODY + body)
            assert answer(kept) == body
        kept.sendall(ASK[:5])
        time.sleep(0.1)
        kept.sendall(ASK[5:])
        assert answer(kept) == b"nothing"


def test_a_reader_who_asks_again_at_once_keeps_the_thread_and_one_who_pauses_does_not(
    serve: Callable[..., Server],
) -> None:
    """Two threads: three readers who pause, and one who asks a hundred times in a row, all are answered."""
    server = serve(5)
    with ExitStack() as open_ones:
        idle = [open_ones.enter_context(server.connect(ASK)) for _ in range(3)]
        busy = open_ones.enter_context(server.connect())
        for _ in range(100):
            busy.sendall(ASK)
            assert answer(busy) == b"nothing"
        for each in idle:
            assert answer(each) == b"nothing"
            each.sendall(ASK)
            assert answer(each) == b"nothing"


def test_requests_sent_in_one_go_are_answered_in_turn(serve: Callable[..., Server]) -> None:
    with serve(5).connect(BODY + b"mot loi." + BODY + b"hai loi." + ASK) as asking:
        told = b""
        while told.count(b"HTTP/1.1 200") < 3 or not told.endswith(b"nothing"):
            more = asking.recv(4096)
            assert more, told
            told += more
        assert told.index(b"mot loi.") < told.index(b"hai loi.") < told.index(b"nothing")


def test_two_processes_share_what_comes(serve: Callable[..., Server]) -> None:
    server = serve(5, processes=2)
    for _ in range(40):
        counted = server.processes()
        if len(counted) == 2 and min(counted.values()) >= 3:
            return
        time.sleep(0.25)  # until both have told of themselves
    pytest.fail(str(counted))
