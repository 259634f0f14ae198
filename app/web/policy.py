"""The content security policy: what a page's browser may fetch, run and be framed by."""

from collections.abc import Mapping

_SOURCES: Mapping[str, str] = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}

EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""Admits a style element without a word in it, which a script of ours then fills rule by rule."""


def policy(**other: str) -> str:
    """The policy of every page, with ``style_src="…"`` and the like put in place of its own, or nothing."""
    sources = {**_SOURCES, **{name.replace("_", "-"): value for name, value in other.items()}}
    return "; ".join(f"{name} {value}" for name, value in sources.items() if value)
