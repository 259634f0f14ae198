"""Which site asks: origins as browsers write them (RFC 6454), and which address is our own."""

import re
from urllib.parse import urlsplit

from app.web.archive import archive

_ORIGIN = re.compile(r"https?://(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)
_USUAL = {"https": ":443", "http": ":80"}


def origin(text: str) -> str:
    """In its one form; empty for what is none, and for ``null``, which many have in common."""
    lowered = text.strip().lower()
    if len(lowered) > 300 or not _ORIGIN.fullmatch(lowered):
        return ""
    return lowered.removesuffix(_USUAL[lowered.partition(":")[0]])


def ours() -> str:
    parts = urlsplit(archive().settings.base_url)
    return origin(f"{parts.scheme}://{parts.netloc}")
