"""Requests of the protocol: which arguments a verb takes, and what they have to look like (OAI-PMH 2.0, 3 and 4)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from app.errors import BadRequest
from metadata.problem import Problem


class Refused(BadRequest):
    """Told in an answer of status 200: HTTP has carried the request well. ``code`` is the protocol's own."""

    def __init__(self, code: str, problem: Problem) -> None:
        super().__init__(problem)
        self.code = code


@dataclass(frozen=True, slots=True)
class Verb:
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


_RESUMPTION: Final = "resumptionToken"
_LIST: Final = Verb(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}))
VERBS: Final[Mapping[str, Verb]] = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=frozenset({"identifier"})),
    "ListSets": Verb(),
    "GetRecord": Verb(frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}
_RESUMED: Final = frozenset({"ListSets", "ListIdentifiers", "ListRecords"})

_NAME: Final = r"[A-Za-z0-9\-_.!~*'()]+"
_SYNTAX: Final[Mapping[str, re.Pattern[str]]] = {
    "metadataPrefix": re.compile(_NAME),
    "set": re.compile(f"{_NAME}(:{_NAME})*"),
    "from": re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", re.ASCII),
    "until": re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", re.ASCII),
}
_DAY: Final = len("2026-11-22")


@dataclass(frozen=True, slots=True)
class Asked:
    """A verb with arguments that it takes, each once and well-formed."""

    verb: str
    arguments: Mapping[str, str]

    @property
    def token(self) -> str | None:
        return self.arguments.get(_RESUMPTION)


def read(pairs: Iterable[tuple[str, str]]) -> Asked:
    """Raises ``Refused``: badVerb or badArgument."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    verbs = given.pop("verb", [])
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refused("badVerb", Problem("oai.verb", value=_shown(", ".join(verbs)), expected=", ".join(VERBS)))
    for name, values in given.items():
        if len(values) > 1:
            raise _bad("oai.repeated", name)
    arguments = {name: values[0] for name, values in given.items()}
    _check(verbs[0], arguments)
    return Asked(verbs[0], arguments)


def span(arguments: Mapping[str, str]) -> tuple[datetime | None, datetime | None]:
    """Both ends are included, to the last moment of their day or second."""
    since, until = arguments.get("from"), arguments.get("until")
    if since and until and len(since) != len(until):
        raise _bad("oai.granularity", "until", until)
    start = _instant("from", since) if since else None
    end = _instant("until", until) if until else None
    if start and end and start > end:
        raise _bad("oai.order", "until", until or "")
    if end and until:
        end = (end.replace(hour=23, minute=59, second=59) if len(until) == _DAY else end).replace(microsecond=999_999)
    return start, end


def _check(verb: str, arguments: Mapping[str, str]) -> None:
    if _RESUMPTION in arguments and verb in _RESUMED:
        if len(arguments) > 1:
            raise _bad("oai.alone", _RESUMPTION)
        return
    known = VERBS[verb]
    for name in arguments:
        if name not in known.required | known.optional:
            raise _bad("oai.unknown", name)
    for name in sorted(known.required):
        if name not in arguments:
            raise _bad("oai.missing", name)
    for name, value in arguments.items():
        if name in _SYNTAX and not _SYNTAX[name].fullmatch(value):
            raise _bad("oai.syntax", name, value)


def _instant(name: str, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as error:
        raise _bad("oai.syntax", name, text) from error


def _bad(code: str, name: str, value: str = "") -> Refused:
    return Refused("badArgument", Problem(code, value=_shown(value), expected=_shown(name)))


def _shown(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"
