"""Gunicorn's worker of threads, made patient with weak links and not with idle ones.

A thread is given to a connection once its request has arrived up to the end of its headers: who opens connections and
says nothing, or half of something, holds none. A body that stops arriving is given up.
"""

import errno
import selectors
import socket
import time
from concurrent.futures import Future
from contextlib import suppress
from functools import partial

from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

HEADERS = 10.0  # seconds for a request's headers, from the connection or from their first byte
BODY = 20.0  # seconds in which at least one more byte of a body has to arrive
LONGEST = 64 * 1024  # of headers; what is longer is refused by the parser
_END = b"\r\n\r\n"


class PatientSocket(socket.socket):
    """A blocking socket whose reads end; what is sent may take as long as the reader's link needs."""

    def recv(self, *arguments: int) -> bytes:
        if self.gettimeout() is None and not self._readable():
            raise ConnectionResetError(errno.ECONNRESET, "nothing more has arrived")
        return super().recv(*arguments)

    def _readable(self) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            return bool(selector.select(BODY))


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    def accept(self, listener: socket.socket) -> None:
        try:
            accepted, client = listener.accept()
        except OSError as error:
            if error.errno in {errno.EAGAIN, errno.ECONNABORTED}:
                return
            raise
        self.nr_conns += 1
        own = PatientSocket(fileno=accepted.detach())
        self._await_headers(TConn(self.cfg, own, client, listener.getsockname()))

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
        conn.close()

    def handle(self, conn: TConn) -> object:
        """Runs in a thread, which also waits for the last bytes to leave: the loop would wait for each in turn."""
        kept = super().handle(conn)
        if not kept:
            with suppress(OSError):
                conn.close(graceful=True)
        return kept

    def finish_request(self, conn: TConn, fs: "Future[object]") -> None:
        if fs.cancelled() or fs.exception() or not fs.result():
            self._end(conn)
        elif begun := conn.parser.unreader.take_buffered():
            self._await_headers(conn, begun)
        else:
            super().finish_request(conn, fs)
