"""A bound on how much of one kind of work is done at once in this process, shared out fairly among those who ask.

Plain bounds, where nobody asks for much, are ``app.services.places``.
"""

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.errors import Busy, Overloaded
from metadata.problem import Problem

_HALVED = 10.0
_REMEMBERED = 1000


@dataclass(slots=True, eq=False)
class _Waiter:
    client: str
    arrived: float = field(default_factory=time.monotonic)


class FairPlaces:
    """At most ``most`` at once, and ``waiting`` more who wait up to ``patience`` seconds; ``each`` of one client, in
    work and waiting together.

    A place that becomes free goes to whose work took least time of late, so that who asks for much waits for who asks
    for little; while nobody else asks, one client may have all places. Who goes beyond its own share is told so
    (``Busy``), and everybody where there is no room left (``Overloaded``).
    """

    def __init__(self, most: int, *, each: int, waiting: int, patience: float, retry_after: int = 5) -> None:
        self._most, self._each, self._waiting = most, each, waiting
        self._patience, self._retry_after = patience, retry_after
        self._changed = threading.Condition()
        self._waiters: list[_Waiter] = []
        self._working: Counter[str] = Counter()
        self._spent: dict[str, tuple[float, float]] = {}

    @contextmanager
    def one(self, client: str) -> Iterator[None]:
        with self._changed:
            self._take(client)
        began = time.monotonic()
        try:
            yield
        finally:
            with self._changed:
                self._leave(client, time.monotonic() - began)

    def _take(self, client: str) -> None:
        if self._working[client] + sum(waiter.client == client for waiter in self._waiters) >= self._each:
            raise Busy(self._problem("http.share"), self._retry_after)
        if self._working.total() + len(self._waiters) >= self._most + self._waiting:
            raise Overloaded(self._problem("http.busy"), self._retry_after)
        waiter = _Waiter(client)
        self._waiters.append(waiter)
        try:
            if not self._changed.wait_for(lambda: self._turn() is waiter, self._patience):
                raise Overloaded(self._problem("http.busy"), self._retry_after)
            self._working[client] += 1
        finally:
            self._waiters.remove(waiter)
            self._changed.notify_all()

    def _turn(self) -> _Waiter | None:
        """Whose turn it is, when there is a place."""
        if self._working.total() >= self._most or not self._waiters:
            return None
        return min(
            self._waiters, key=lambda each: (self._working[each.client], self._lately(each.client), each.arrived)
        )

    def _leave(self, client: str, seconds: float) -> None:
        self._working[client] -= 1
        if not self._working[client]:
            del self._working[client]
        self._spent[client] = (self._lately(client) + seconds, time.monotonic())
        while len(self._spent) > _REMEMBERED:
            del self._spent[min(self._spent, key=self._lately)]
        self._changed.notify_all()

    def _lately(self, client: str) -> float:
        """Seconds of work, those of ten seconds ago by half."""
        spent, when = self._spent.get(client, (0.0, 0.0))
        return spent * math.exp2((when - time.monotonic()) / _HALVED)

    def _problem(self, code: str) -> Problem:
        return Problem(code, expected=str(self._retry_after))
