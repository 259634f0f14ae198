"""A bound on how much of one kind of work is done at once in this process."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import Overloaded
from metadata.problem import Problem


class Places:
    """At most ``most`` at once in this process, and ``waiting`` more who wait up to ``patience`` seconds.

    Whoever finds no place is sent away with ``Overloaded``, instead of holding a thread that pages need.
    """

    def __init__(
        self, most: int, *, waiting: int = 0, patience: float = 0, retry_after: int = 5, code: str = "http.busy"
    ) -> None:
        self._room = threading.BoundedSemaphore(most + waiting)
        self._seats = threading.BoundedSemaphore(most)
        self._patience, self._retry_after, self._code = patience, retry_after, code

    def take(self) -> None:
        if self._room.acquire(blocking=False):
            deadline = time.monotonic() + self._patience
            if self._seats.acquire(timeout=max(0.0, deadline - time.monotonic())):
                return
            self._room.release()
        raise Overloaded(Problem(self._code, expected=str(self._retry_after)), self._retry_after)

    def leave(self) -> None:
        self._seats.release()
        self._room.release()

    @contextmanager
    def one(self) -> Iterator[None]:
        self.take()
        try:
            yield
        finally:
            self.leave()
