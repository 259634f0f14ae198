"""A load generator for image servers: kept-alive connections in one thread of a process of its own.

It reads no more of an answer than its status and length, into one buffer that is used again: it must never be what is
slow. How much of a core it took itself is told with the rest.
"""

import re
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_BUFFER = 1 << 20
_LAST_CHUNK = b"\r\n0\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """``refused`` are answers other than 200; ``core`` the part of a core that the generator itself was busy."""

    answers: int
    refused: int
    bytes: int
    seconds: float
    core: float

    @property
    def rate(self) -> float:
        return self.answers / self.seconds


def drive(address: str, paths: Sequence[str], *, clients: int, seconds: float, headers: str = "") -> Load:
    """Each client asks one path after another, each from a place of its own in the list, round and round."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, address, list(paths), clients, seconds, headers), daemon=True)
    process.start()
    theirs.close()
    try:
        told = ours.recv()
    finally:
        process.join()
    if isinstance(told, str):
        raise ConnectionError(told)
    load: Load = told
    return load


def _run(link: Connection, address: str, paths: list[str], clients: int, seconds: float, headers: str) -> None:
    try:
        link.send(_Generator(address, paths, headers).load(clients, seconds))
    except OSError as error:
        link.send(f"{address}: {error}")


@dataclass(slots=True)
class _Client:
    """``missing`` are the bytes of the answer that are still to come, as far as that is known; ``tail`` the last ones
    that came."""

    socket: socket.socket
    next: int
    head: bytes = b""
    missing: int | None = None
    tail: bytes = b""
    chunked: bool = False


class _Generator:
    def __init__(self, address: str, paths: list[str], headers: str) -> None:
        parts = urlsplit(address)
        self._server = parts.hostname or "", parts.port or 80
        self._requests = [f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n{headers}\r\n".encode() for path in paths]
        self._buffer = bytearray(_BUFFER)
        self._answers = self._refused = self._bytes = 0

    def load(self, clients: int, seconds: float) -> Load:
        selector = selectors.DefaultSelector()
        for number in range(clients):
            client = _Client(self._connected(), number * len(self._requests) // clients)
            selector.register(client.socket, selectors.EVENT_READ, client)
            self._ask(client)
        began, busy = time.perf_counter(), time.process_time()
        for _ in count():
            for key, _events in selector.select(5):
                self._hear(key.data)
            if time.perf_counter() - began >= seconds:
                break
        took, core = time.perf_counter() - began, time.process_time() - busy
        for client in [key.data for key in selector.get_map().values()]:
            client.socket.close()
        selector.close()
        return Load(self._answers, self._refused, self._bytes, took, core / took)

    def _connected(self) -> socket.socket:
        made = socket.create_connection(self._server)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def _ask(self, client: _Client) -> None:
        client.head, client.missing, client.tail, client.chunked = b"", None, b"", False
        client.socket.sendall(self._requests[client.next % len(self._requests)])
        client.next += 1

    def _hear(self, client: _Client) -> None:
        got = client.socket.recv_into(self._buffer)
        if not got:
            raise ConnectionError("the server closed the connection")
        self._bytes += got
        if client.chunked:
            client.tail = client.tail[-len(_LAST_CHUNK) :] + self._buffer[max(0, got - len(_LAST_CHUNK)) : got]
        elif client.missing is None:
            self._begin(client, bytes(self._buffer[:got]))
        else:
            client.missing -= got
        if client.missing == 0 or client.tail.endswith(_LAST_CHUNK):
            self._answers += 1
            self._ask(client)

    def _begin(self, client: _Client, arrived: bytes) -> None:
        client.head += arrived
        head, end, body = client.head.partition(b"\r\n\r\n")
        if not end:
            return
        found = _LENGTH.search(head)
        self._refused += not head.startswith(b"HTTP/1.1 200")
        client.chunked = found is None
        if found:
            client.missing = int(found[1]) - len(body)
        else:
            client.tail = body[-len(_LAST_CHUNK) :]
