"""Places in a film or a sound as people tell and type them: ``1:02:07.5``. WebVTT's own clock is in ``captions``."""

import re
from typing import Final

LONGEST: Final = 100 * 3600.0
"""No film is longer; a time beyond it is a slip."""

CLOCK: Final = r"(?:(?:\d{1,3}:)?\d{1,3}:)?\d{1,6}(?:[.,]\d{1,6})?"
_CLOCK: Final = re.compile(
    r"(?:(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,3}):)?(?P<seconds>\d{1,6})(?:[.,](?P<rest>\d{1,6}))?", re.ASCII
)


def seconds(text: str) -> float | None:
    """``1:02:07.5``, ``62:07,5``, ``7.5``; None for what is no time, or lies beyond ``LONGEST``.

    Below another place there is no sixty-first minute or second: ``1:75`` is more likely a slip than 2:15.
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, whole = (int(found[name] or 0) for name in ("hours", "minutes", "seconds"))
    if (found["minutes"] and whole > 59) or (found["hours"] and minutes > 59):
        return None
    total = hours * 3600 + minutes * 60 + whole + round(float(f"0.{found['rest'] or 0}"), 3)
    return total if total <= LONGEST else None


def told(seconds: float) -> str:
    """``7.5`` is ``0:07.5``, an hour more ``1:00:07.5``."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    whole, rest = divmod(milliseconds, 1000)
    fraction = f".{rest:03}".rstrip("0") if rest else ""
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{whole:02}{fraction}" if hours else f"{minutes}:{whole:02}{fraction}"
