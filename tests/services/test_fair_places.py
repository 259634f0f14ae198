"""One greedy client beside modest ones, with real threads: nobody starves, and nothing waits while a place is free."""

import threading
import time
from collections import Counter
from contextlib import suppress
from statistics import median

import pytest

from app.errors import Busy, Overloaded
from app.services.fair_places import FairPlaces
from app.services.places import Places

pytestmark = pytest.mark.embedded("threads alone")


def test_who_waits_gets_the_place_that_becomes_free() -> None:
    places = Places(1, waiting=1, patience=5)
    places.take()
    got = []
    waiter = threading.Thread(target=lambda: (places.take(), got.append(True)))
    waiter.start()
    places.leave()
    waiter.join(5)
    assert got == [True]


def test_a_client_beyond_its_share_is_sent_away_and_another_is_not() -> None:
    places = FairPlaces(2, each=1, waiting=0, patience=0)
    with places.one("greedy"):
        with pytest.raises(Busy) as refused, places.one("greedy"):
            pass
        assert not isinstance(refused.value, Overloaded)
        with places.one("modest"), pytest.raises(Overloaded), places.one("third"):
            pass
    with places.one("greedy"):
        pass


def test_a_place_comes_back_from_work_that_failed() -> None:
    places = FairPlaces(1, each=1, waiting=0, patience=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), places.one("a"):
            raise ZeroDivisionError


def test_who_waits_too_long_is_sent_away_and_leaves_no_trace() -> None:
    places = FairPlaces(1, each=2, waiting=4, patience=0.05)
    with places.one("a"):
        for _ in range(5):
            with pytest.raises(Overloaded), places.one("b"):
                pass
    with places.one("b"):
        pass


def test_alone_one_client_has_all_places() -> None:
    places = FairPlaces(3, each=3, waiting=0, patience=0)
    with places.one("a"), places.one("a"), places.one("a"):
        pass


class Crowd:
    """Threads that work again and again until they are told to stop, a few milliseconds each time."""

    def __init__(self, places: FairPlaces) -> None:
        self._places, self._stop, self._threads = places, threading.Event(), list[threading.Thread]()
        self.done, self.at_once, self.most = Counter[str](), 0, 0
        self.ahead: dict[str, list[int]] = {}
        self._lock = threading.Lock()

    def join(self, client: str, threads: int, seconds: float) -> None:
        for _ in range(threads):
            thread = threading.Thread(target=self._work, args=(client, seconds))
            thread.start()
            self._threads.append(thread)

    def until(self, client: str, times: int) -> None:
        """Waits until a client has had so many places."""
        deadline = time.monotonic() + 60
        while self.done[client] < times and time.monotonic() < deadline:
            time.sleep(0.01)

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def _work(self, client: str, seconds: float) -> None:
        while not self._stop.is_set():
            asked = self.done.total()
            with suppress(Busy), self._places.one(client):
                self._begin(client, asked)
                time.sleep(seconds)
                with self._lock:
                    self.at_once -= 1
            time.sleep(0.001)

    def _begin(self, client: str, asked: int) -> None:
        with self._lock:
            self.ahead.setdefault(client, []).append(self.done.total() - asked)
            self.done[client] += 1
            self.at_once += 1
            self.most = max(self.most, self.at_once)


def test_a_greedy_client_cannot_starve_the_others() -> None:
    """Forty threads of one client, each drawing twenty milliseconds, beside three clients who ask now and then."""
    crowd = Crowd(FairPlaces(2, each=12, waiting=30, patience=5))
    crowd.join("greedy", 40, 0.02)
    crowd.until("greedy", 12)
    modest = ("a", "b", "c")
    for name in modest:
        crowd.join(name, 1, 0.005)
    for name in modest:
        crowd.until(name, 15)
    crowd.end()
    assert crowd.most == 2
    assert crowd.done["greedy"] > 20
    # In turns each lets the two that draw and the other three go first; behind the forty it would be a dozen and more.
    assert max(median(crowd.ahead[name]) for name in modest) <= 5, crowd.ahead
