"""Whether what waits of a record is worth another version now: every version lists all files once more.

The bookkeeping of an object (inventories, descriptions, events) is to stay well under the weight of its originals,
however many come in one by one. What visitors see waits for seconds or minutes, what they do not see yet for days;
an original that waits is as safe as one that was put into its object.
"""

import json
import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

HEAVY = 32 * 1024
"""From this many bytes on, a version has to be worth them, or to wait."""
SHARE = 1 / 3
"""Of the originals' weight, that of all bookkeeping from which on a further version waits."""
FIRST_WAIT = {False: timedelta(days=1), True: timedelta(minutes=1)}
LONGEST_WAIT = {False: timedelta(days=30), True: timedelta(hours=1)}
"""Since the last version, by whether visitors see what has changed."""
STEEPNESS = 60

_UNSEEN = ("media", "lastEvent", "headVersion")


def wait(burden: int, originals: int, held_since: datetime, *, seen: bool, now: datetime) -> timedelta:
    """How long to wait for more; nothing or less than nothing where it is time. ``burden`` is all bookkeeping with that
    of the further version."""
    over = burden / max(SHARE * originals, 1)
    if over < 1:
        return timedelta(0)
    longest = LONGEST_WAIT[seen]
    exponent = min(over - 1, 3.0)  # beyond, the longest wait holds in any case
    return held_since + min(FIRST_WAIT[seen] * math.pow(STEEPNESS, exponent), longest) - now


def seen(before: bytes, told: Mapping[str, Any]) -> bool:
    """Whether the description of a record differs from the one that is held in anything that visitors are shown."""
    return _shown(json.loads(before)) != _shown(json.loads(json.dumps(told)))


def _shown(told: Mapping[str, Any]) -> dict[str, Any]:
    listed = set((told["text"] or {}).get("media", ()))
    files = [file for file in told["media"] if file["id"] in listed]
    return {name: value for name, value in told.items() if name not in _UNSEEN} | {"files": files}
