"""XML as text: everything that is said is escaped here, and nowhere else is any written."""

import re
from xml.sax.saxutils import escape, quoteattr

# XML 1.0 (2.2) has no way to write these, not even as references: a parser gives the whole answer up.
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[\0-\x08\x0b-\x1f&<>\ud800-\udfff\ufffe\uffff]")


def text(value: str) -> str:
    if not _SPECIAL.search(value):  # as nearly always: one look in place of five
        return value
    return escape(_FORBIDDEN.sub("", value), {"\r": "&#13;"})


def element(name: str, content: str = "", **attributes: str) -> str:
    """``content`` is XML. In names of attributes ``__`` stands for a colon, and a last ``_`` for nothing."""
    said = "".join(
        f" {key.rstrip('_').replace('__', ':')}={quoteattr(_FORBIDDEN.sub('', value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def said(name: str, value: str, **attributes: str) -> str:
    """An element with nothing but words in it."""
    return element(name, text(value), **attributes)
