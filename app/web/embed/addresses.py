"""Which thing an address of the archive is about. Whatever is no address of ours is nothing."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from app.services import identifiers

_PORTS = {"http": 80, "https": 443}
_PATHS = (
    re.compile(r"/(?:(?P<lang>[a-z]{2,3}(?:-[A-Za-z]{2,8})?)/|embed/)?(?P<kind>records|collections)/(?P<id>[^/]+)"),
    re.compile(r"/iiif/presentation/3/(?P<kind>records)/(?P<id>[^/]+)/manifest"),
    re.compile(r"/iiif/presentation/3/(?P<kind>collections)/(?P<id>[^/]+)"),
)
_UNPRINTED = re.compile(r"[\x00-\x20\x7f\\]")
_SECONDS = re.compile(r"(\d{1,6})(?:\.\d{0,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Subject:
    """A record, perhaps one of its files from a second on, or a collection; perhaps in a language.

    ``kind`` is records or collections.
    """

    kind: str
    identifier: str
    language: str = ""
    media: str = ""
    second: int = 0


def subject(address: str, base_url: str) -> Subject | None:
    """None for whatever is no address of a record or collection in the archive at ``base_url``."""
    if _UNPRINTED.search(address):
        return None
    try:
        parts = urlsplit(address)
        ours = _place(parts) == _place(urlsplit(base_url))
        asked = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return None
    matched = next(filter(None, (path.fullmatch(parts.path) for path in _PATHS)), None)
    identifier = identifiers.normal(matched["id"]) if ours and matched else None
    if matched is None or identifier is None:
        return None
    tag = matched.groupdict().get("lang") or _first(asked, "lang")
    return Subject(matched["kind"], identifier, tag, _first(asked, "media"), second(_first(asked, "t")))


def second(text: str) -> int:
    """Whole seconds, also of what tells fractions; 0 of what is no time."""
    found = _SECONDS.fullmatch(text)
    return int(found[1]) if found else 0


def _place(parts: SplitResult) -> tuple[str, int]:
    """Host and port; either scheme will do where each is at its usual port. Raises ``ValueError``."""
    if parts.scheme not in _PORTS or parts.username is not None or parts.password is not None or not parts.hostname:
        raise ValueError
    usual = _PORTS[parts.scheme]
    port = usual if parts.port is None else parts.port
    return parts.hostname, 0 if port == usual else port


def _first(asked: dict[str, list[str]], name: str) -> str:
    return asked.get(name, [""])[0]
