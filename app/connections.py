"""Gunicorn's worker of threads, made patient with weak links and not with idle ones.

A thread is given to a connection once its request has arrived up to the end of its headers: who opens connections and
says nothing, or half of something, holds none. A body that stops arriving is given up.

Processes share what comes: whoever has more connections than another leaves the next to it. A thread whose reader asks
again at once answers again, which halves what a tile costs.

Bodies that arrive by drops have their share of the threads, and each address a part of it. What is no longer than
``SENT`` leaves its thread at once, however slowly it is read; of who reads nothing the kernel ends the connection.
"""

import errno
import mmap
import select
import selectors
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import partial

from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

HEADERS = 10.0  # seconds for a request's headers, from the connection or from their first byte
BODY = 20.0  # seconds in which at least one more byte of a body has to arrive
WAITING = 40  # threads of a process that may wait for more of a body at once
EACH = 16  # of them for one address
SENT = 256 * 1024  # bytes of an answer that the kernel holds for their reader
UNREAD = 60  # seconds in which a reader has to take something of them
SPARE = 100  # connections that a process could still have when it begins to end idle ones
LONGEST = 64 * 1024  # of headers; what is longer is refused by the parser
_END = b"\r\n\r\n"
_AGAIN = 2  # milliseconds that a thread waits for a reader's next request
_IN_A_ROW = 50  # requests, after which others in the queue have the thread
_YIELD = 0.003  # seconds in which another process may accept a connection


class Shares:
    """How many connections each process of one server has, in memory that they share."""

    _ENTRY = struct.Struct("dq")
    _PLACES = 64
    _ALIVE = 3.0  # seconds; a loop tells of itself every second

    def __init__(self) -> None:
        self._told = mmap.mmap(-1, self._PLACES * self._ENTRY.size)

    def tell(self, process: int, connections: int) -> None:
        self._ENTRY.pack_into(self._told, process % self._PLACES * self._ENTRY.size, time.monotonic(), connections)

    def fewest(self) -> int:
        """What the process with the fewest has, of those that live."""
        now = time.monotonic()
        return min((have for told, have in self._ENTRY.iter_unpack(self._told) if now - told < self._ALIVE), default=0)


shares = Shares()


class Bodies:
    """Who waits in this process for more of a body."""

    def __init__(self) -> None:
        self._lock, self._waiting = threading.Lock(), Counter[str]()

    @contextmanager
    def wait(self, address: str) -> Iterator[bool]:
        """Whether there is room for one more."""
        with self._lock:
            room = self._waiting.total() < WAITING and self._waiting[address] < EACH
            self._waiting[address] += room
        try:
            yield room
        finally:
            with self._lock:
                self._waiting[address] -= room
                self._waiting = +self._waiting


bodies = Bodies()


class PatientSocket(socket.socket):
    """A blocking socket whose reads end; what is sent may take as long as the reader's link needs."""

    given_up = False

    def recv(self, *arguments: int) -> bytes:
        if self.gettimeout() is None and not self._readable(0) and not self._arrives():
            self.given_up = True
            raise ConnectionResetError(errno.ECONNRESET, "nothing more has arrived")
        return super().recv(*arguments)

    def let_go_of_answers(self) -> None:
        self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT)
        if self.family in (socket.AF_INET, socket.AF_INET6) and hasattr(socket, "TCP_USER_TIMEOUT"):
            self.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD * 1000)

    def recv_now(self, length: int, flags: int = 0) -> bytes:
        """What has arrived. Raises ``BlockingIOError`` where nothing has."""
        return super().recv(length, flags | socket.MSG_DONTWAIT)

    @property
    def address(self) -> str:
        return str(self.getpeername()[:1])

    def _arrives(self) -> bool:
        with bodies.wait(self.address) as room:
            return room and self._readable(BODY)

    def _readable(self, seconds: float) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            return bool(selector.select(seconds))


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    def notify(self) -> None:
        super().notify()
        shares.tell(self.age, self.nr_conns)

    def accept(self, listener: socket.socket) -> None:
        """All processes hear of a connection, and the first in the queue of the kernel is nearly always the same."""
        if self.nr_conns >= self.worker_connections - SPARE:
            self._make_room()
        elif self.nr_conns > shares.fewest():
            time.sleep(_YIELD)
        try:
            accepted, client = listener.accept()
        except OSError as error:
            if error.errno in {errno.EAGAIN, errno.ECONNABORTED}:
                return
            raise
        self.nr_conns += 1
        shares.tell(self.age, self.nr_conns)
        own = PatientSocket(fileno=accepted.detach())
        own.let_go_of_answers()
        self._await_headers(TConn(self.cfg, own, client, listener.getsockname()))

    def _make_room(self) -> None:
        """Who has said nothing for longest goes before nobody else could come."""
        if self.pending_conns:
            oldest = self.pending_conns[0]
            self._forget(oldest)
            self._end(oldest)
        elif self.keepalived_conns:
            oldest = self.keepalived_conns.popleft()
            self.poller.unregister(oldest.sock)
            self._end(oldest)

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """The next request on a connection that was kept alive."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await_headers(conn)

    def murder_pending(self) -> None:
        """Closes connections whose headers are overdue; their times are in no order here."""
        now = time.monotonic()
        for conn in [conn for conn in self.pending_conns if conn.timeout <= now]:
            self._forget(conn)
            self._end(conn)

    def _await_headers(self, conn: TConn, begun: bytes = b"") -> None:
        """``begun``: what came of them behind the request before."""
        if _END in begun:
            self._hand_over(conn, begun)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + HEADERS
        self.pending_conns.append(conn)
        arrived = partial(self._more_of_headers, conn, bytearray(begun))
        self.poller.register(conn.sock, selectors.EVENT_READ, arrived)

    def _more_of_headers(self, conn: TConn, buffer: bytearray, client: socket.socket) -> None:
        try:
            more = client.recv(8192)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            more = b""
        buffer += more
        if more and _END not in buffer and len(buffer) <= LONGEST:
            return
        self._forget(conn)
        if more:
            self._hand_over(conn, bytes(buffer))
        else:
            self._end(conn)

    def _hand_over(self, conn: TConn, head: bytes) -> None:
        if conn.parser is None:
            conn.parser = http.get_parser(self.cfg, conn.sock, conn.client)
        conn.parser.unreader.unread(head)
        conn.data_ready = True
        self.enqueue_req(conn)

    def _forget(self, conn: TConn) -> None:
        self.pending_conns.remove(conn)
        self.poller.unregister(conn.sock)

    def _end(self, conn: TConn) -> None:
        self.nr_conns -= 1
        shares.tell(self.age, self.nr_conns)
        conn.close()

    def handle(self, conn: TConn) -> object:
        """Runs in a thread, which also ends the connection: the loop would wait for each in turn."""
        kept = super().handle(conn)
        for _ in range(_IN_A_ROW):
            if kept is not True or not self._asks_again(conn):
                break
            kept = super().handle(conn)
        if not kept:
            with suppress(OSError):
                _part(conn)
        return kept

    def _asks_again(self, conn: TConn) -> bool:
        """Whether a whole request follows at once; one that comes in pieces is awaited by the loop."""
        waiting = select.poll()
        waiting.register(conn.sock, select.POLLIN)
        if not waiting.poll(_AGAIN):
            return False
        try:
            seen = conn.sock.recv_now(LONGEST, socket.MSG_PEEK)
            if _END not in seen:
                return False
            conn.parser.unreader.unread(conn.sock.recv_now(len(seen)))
        except OSError:
            return False
        return True

    def finish_request(self, conn: TConn, fs: "Future[object]") -> None:
        if fs.cancelled() or fs.exception() or not fs.result():
            self._end(conn)
        elif begun := conn.parser.unreader.take_buffered():
            self._await_headers(conn, begun)
        else:
            super().finish_request(conn, fs)


def _part(conn: TConn) -> None:
    """Who is still sending is listened to for a moment: closed at once, the connection would take the answer back."""
    if conn.sock.given_up or not _still_sent(conn):
        conn.close()
        return
    with bodies.wait(conn.sock.address) as room:
        conn.close(graceful=room)


def _still_sent(conn: TConn) -> bool:
    """Whether more of a request may come than was read; of a body in pieces nobody knows."""
    body = getattr(getattr(conn.parser, "mesg", None), "body", None)
    return body is None or getattr(body.reader, "length", 1) != 0
