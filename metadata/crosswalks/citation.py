"""A record as programs for references take it: CSL-JSON, RIS, BibTeX. What is cited is gathered elsewhere.

Names stay as they are written. Vietnamese puts the family's name first and calls people by their last; turned round
after a comma, or cut into two parts, it would be another name.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

_BIBTEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "_": r"\_",
        "$": r"\$",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Cited:
    """``kind`` is what the thing is called, ``keeper`` who keeps it, ``address`` the one that stays; ``issued`` is the
    day on which the record was published, ``accessed`` the day on which it was read."""

    identifier: str
    title: str
    language: str
    kind: str
    keeper: str
    archive: str
    address: str
    accessed: date
    issued: date | None = None
    authors: tuple[str, ...] = ()
    other_titles: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"chieng-{self.identifier}"


def csl(cited: Cited) -> list[dict[str, Any]]:
    """CSL-JSON, as Zotero, Mendeley and pandoc read it; a name of one piece is ``literal``."""
    told = {
        "id": cited.key,
        "type": "document",
        "title": _line(cited.title),
        "author": [{"literal": _line(name)} for name in cited.authors],
        "genre": cited.kind,
        "publisher": _line(cited.keeper),
        "archive": cited.archive,
        "archive_location": cited.identifier,
        "number": cited.identifier,
        "language": cited.language,
        "issued": _csl_date(cited.issued) if cited.issued else None,
        "URL": cited.address,
        "accessed": _csl_date(cited.accessed),
    }
    return [{name: value for name, value in told.items() if value}]


def ris(cited: Cited) -> str:
    """``GEN``: no type of RIS is a festival, a song and a piece of cloth. A name without a comma is taken whole."""
    pairs = [
        ("TY", "GEN"),
        ("ID", cited.key),
        *(("AU", name) for name in cited.authors),
        ("TI", cited.title),
        *(("TT", title) for title in cited.other_titles),
        ("M3", cited.kind),
        ("PB", cited.keeper),
        ("DB", cited.archive),
        ("DP", cited.archive),
        ("AN", cited.identifier),
        ("LA", cited.language),
        *([("PY", f"{cited.issued:%Y}"), ("DA", f"{cited.issued:%Y/%m/%d}")] if cited.issued else []),
        ("UR", cited.address),
        ("Y2", f"{cited.accessed:%Y/%m/%d}"),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in pairs if value]
    return "".join(f"{line}\r\n" for line in [*lines, "ER  - "])


def bibtex(cited: Cited) -> str:
    """Braces within braces keep a name in one piece, and a title in its own letters."""
    fields = [
        ("author", " and ".join(f"{{{_escaped(name)}}}" for name in cited.authors)),
        ("title", f"{{{_escaped(cited.title)}}}"),
        ("year", f"{cited.issued:%Y}" if cited.issued else ""),
        ("month", f"{cited.issued.month}" if cited.issued else ""),
        ("howpublished", _escaped(cited.kind)),
        ("publisher", _escaped(cited.keeper)),
        ("note", _escaped(f"{cited.archive}, {cited.identifier}")),
        ("language", cited.language),
        ("url", cited.address),
        ("urldate", cited.accessed.isoformat()),
    ]
    inner = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@misc{{{cited.key},\n{inner}}}\n"


def _csl_date(day: date) -> dict[str, Sequence[Iterable[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _line(text: str) -> str:
    """A value is one line: another would begin another field."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _escaped(text: str) -> str:
    return _line(text).translate(_BIBTEX)
