"""The blueprint of ``/iiif/auth/2``, its cookie, and how often anybody may ask."""

import threading
import time
from collections import OrderedDict
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from app.errors import Busy
from app.services.passes import LEAVE
from app.web import origins
from metadata.problem import Problem

blueprint = APIBlueprint("auth", __name__, url_prefix="/iiif/auth/2", enable_openapi=False)

_COOKIE = "chieng_viewing"
_MOST_SITES = 5
_REMEMBERED = 4096


class Pace:
    """So many in a minute for each address, in this process: more than people need, and less than a flood."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self) -> None:
        """Raises ``Busy``."""
        minute, address = int(time.monotonic() // 60), request.remote_addr or ""
        with self._lock:
            known, count = self._counts.pop(address, (minute, 0))
            count = count + 1 if known == minute else 1
            self._counts[address] = (minute, count)
            while len(self._counts) > _REMEMBERED:
                self._counts.popitem(last=False)
        if count > self._most:
            raise Busy(Problem("auth.too_often"), 60)


def leaves() -> list[str]:
    """What the cookie holds: one leave for each of the sites that were allowed last."""
    return [one for one in request.cookies.get(_COOKIE, "").split(".") if one][:_MOST_SITES]


def remember(response: Response, leave: str) -> None:
    response.set_cookie(_COOKIE, ".".join([leave, *leaves()][:_MOST_SITES]), max_age=LEAVE, **_kind())


def forget(response: Response) -> None:
    response.delete_cookie(_COOKIE, **_kind())


def _kind() -> dict[str, Any]:
    """It has to come along in a frame on another site, and goes to the token service alone. Without TLS no browser
    would send it there; at ``localhost`` they do."""
    base = origins.ours()
    secure = base.startswith(("https:", "http://localhost", "http://127.0.0.1"))
    return {
        "path": "/iiif/auth/2/",
        "httponly": True,
        "secure": secure,
        "samesite": "None" if secure else "Lax",
    }
