"""IIIF Content State 1.0: a place in a manifest as a link carries it, written and read in all forms of the annex.

Whose manifests are opened is for the page that reads it to say: nothing is fetched here.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urldefrag

from app.iiif.found import Stretch
from app.iiif.fragments import fragment

LONGEST: Final = 8_000
"""Letters of one; servers in front take no longer addresses."""

MOST: Final = 4
"""Places that are shown beside one another."""

_DEEPEST = 6
_LARGEST = 10_000_000
_ENCODED = re.compile(r"[A-Za-z0-9_-]+={0,2}")
_SCHEMES = ("http://", "https://")
_UNRESERVED = "!'()*-._~"
_NUMBER = r"\d{1,8}(?:\.\d{1,6})?"
_XYWH = re.compile(rf"(?:(pixel|percent):)?({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})", re.ASCII)
_TIME = re.compile(rf"(?:npt:)?({_NUMBER})?(?:,({_NUMBER}))?", re.ASCII)

Region: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class State:
    """``manifest`` is that of a record or a collection, or whatever else an address alone leads to; ``canvas`` and
    ``range`` are empty for the whole. ``region`` is in pixels of the canvas, or with ``percent`` in hundredths;
    ``stretch`` in seconds, without end where both are the same."""

    manifest: str
    canvas: str = ""
    region: Region | None = None
    percent: bool = False
    stretch: Stretch | None = None
    range: str = ""


def encode(plain: str) -> str:
    """Section 6: ``encodeURIComponent``, then base64url without padding."""
    return base64.urlsafe_b64encode(quote(plain, safe=_UNRESERVED).encode()).decode().rstrip("=")


def decode(text: str) -> str:
    """Raises ``ValueError`` for what ``encode`` can't have made."""
    if not _ENCODED.fullmatch(text):
        raise ValueError(text[:40])
    bare = text.rstrip("=")
    try:
        inner = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4)).decode("ascii")
        return unquote(inner, errors="strict")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(text[:40]) from error


def body(state: State) -> dict[str, Any]:
    """The target alone, as links should carry it (2.2.3); of a whole manifest its id and type."""
    manifest = {"id": state.manifest, "type": "Manifest"}
    if not state.canvas:
        return manifest
    place = state.canvas + fragment(state.region, state.stretch, percent=state.percent)
    return {"id": place, "type": "Canvas", "partOf": [manifest]}


def write(state: State) -> str:
    """The value of ``iiif-content``: the plain address of a whole manifest (3.1), else the target, encoded."""
    if not state.canvas:
        return state.manifest
    return encode(json.dumps(body(state), separators=(",", ":"), ensure_ascii=False))


def read(text: str) -> tuple[State, ...]:
    """All places that are asked for. Raises ``ValueError`` for what is no content state."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValueError("content state")
    if text.startswith(_SCHEMES):
        return (_addressed(text),)
    plain = text if text.startswith(("{", '"')) else decode(text)
    if plain.startswith(_SCHEMES):
        return (_addressed(plain),)  # a plain address that was encoded all the same
    try:
        told = json.loads(plain)
    except RecursionError as error:
        raise ValueError("content state") from error
    states = tuple(_states(told, 0))[:MOST]
    if not states:
        raise ValueError("content state")
    return states


def _addressed(address: str) -> State:
    place, fragment = urldefrag(address)
    return _fragment(State(place), fragment)


def _states(told: Any, depth: int) -> Iterator[State]:
    if depth > _DEEPEST:
        raise ValueError("content state")
    if isinstance(told, str):
        yield _addressed(told)
    elif isinstance(told, list):
        for one in told:
            yield from _states(one, depth + 1)
    elif isinstance(told, dict) and _type(told) == "Annotation":
        if "contentState" not in _listed(told.get("motivation")):
            raise ValueError("motivation")  # 2.2.4: then the annotation itself is meant, and we show none by itself
        yield from _states(told.get("target"), depth + 1)
    elif isinstance(told, dict):
        yield _resource(told)
    else:
        raise ValueError("content state")


def _resource(told: dict[str, Any]) -> State:
    if _type(told) == "SpecificResource":
        source = told.get("source")
        inner = _addressed(source) if isinstance(source, str) else _resource(_object(source))
        return _selected(inner, _listed(told.get("selector")))
    place, fragment = urldefrag(_id(told))
    if _type(told) in ("Manifest", "Collection"):
        return State(place)
    if _type(told) == "Range":
        return State(_whole(told), range=place)
    if _type(told) != "Canvas":
        raise ValueError(f"type {_type(told)}"[:40])
    return _fragment(State(_whole(told), place), fragment)


def _whole(told: dict[str, Any]) -> str:
    """The manifest that a canvas is part of, without which nobody can find it (2.1)."""
    for whole in _listed(told.get("partOf")):
        if isinstance(whole, str):
            return whole
        if _type(_object(whole)) == "Manifest":
            return _id(whole)
    raise ValueError("partOf")


def _selected(state: State, selectors: list[Any]) -> State:
    for selector in selectors:
        kind = _type(_object(selector))
        if kind == "FragmentSelector":
            state = _fragment(state, str(selector.get("value", "")))
        elif kind == "PointSelector":
            state = _point(state, selector)
    return state


def _point(state: State, selector: dict[str, Any]) -> State:
    x, y, t = (_finite(selector.get(name)) for name in ("x", "y", "t"))
    region = (x, y, 1.0, 1.0) if x is not None and y is not None else state.region
    return replace(state, region=region, percent=False, stretch=(t, t) if t is not None else state.stretch)


def _fragment(state: State, fragment: str) -> State:
    """Media fragments; what is none of them asks for nothing."""
    region, percent, stretch = state.region, state.percent, state.stretch
    for name, value in parse_qsl(fragment):
        if name == "xywh" and (found := _XYWH.fullmatch(value)):
            x, y, width, height = (float(found[group]) for group in range(2, 6))
            percent = found[1] == "percent"
            region = (x, y, width, height) if width > 0 and height > 0 else region
        elif name == "t" and (found := _TIME.fullmatch(value)) and (found[1] or found[2]):
            start = float(found[1] or 0)
            stretch = (start, max(start, float(found[2] or start)))
    return replace(state, region=region, percent=percent, stretch=stretch)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("content state")
    return value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _type(told: dict[str, Any]) -> str:
    return str(told.get("type") or told.get("@type") or "").removeprefix("sc:")


def _id(told: dict[str, Any]) -> str:
    found = told.get("id") or told.get("@id")
    if not isinstance(found, str):
        raise ValueError("id")
    return found


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= _LARGEST else None
