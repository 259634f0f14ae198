"""What a request may bring: how many bytes, how deep, which numbers. Checked before anything of it is used."""

from typing import Any

from flask import request

from app.media.captions import MOST_BYTES
from app.web.archive import archive, viewer

FORM = 4_000_000
BODY = FORM + 1_000_000  # JSON of what such a form says
DEEPEST = 40

_FILES = frozenset({"workbench.upload", "workbench.upload_one"})
_CAPTIONS = frozenset({"workbench.described", "workbench.lines"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def widen() -> None:
    """Files come from staff alone, so from nobody else is more than a form read, or kept in a temporary file.

    Runs ahead of the check of tokens, which reads every form to its end. ``MAX_FORM_MEMORY_SIZE`` holds for each
    field of a multipart form alone: a form as a whole has its limit here.
    """
    if request.mimetype in _FORMS:
        request.max_content_length = FORM
    if request.endpoint in _FILES and viewer().staff:
        request.max_content_length = archive().settings.upload_limit + FORM
    elif request.endpoint in _CAPTIONS and viewer().staff:
        request.max_content_length = FORM + MOST_BYTES


def client() -> str:
    """Whose share of what is scarce a request takes: of the account, else of the address; of IPv6 the network of one
    household or office, which has as many addresses as it likes."""
    account = viewer().account_id
    if account is not None:
        return f"account {account}"
    address = request.remote_addr or ""
    return ":".join(address.split(":")[:4]) if ":" in address and not address.startswith("::ffff:") else address


def ordinal(text: str) -> int:
    """A number that the record store can hold; 0, which no version has, for any other."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def shallow(value: Any) -> bool:
    """Whether lists and objects lie within each other no deeper than any description needs."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return True
    return False


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
