"""The sample collection's public records, with the metadata that importing them gives.

Not here: their media; what is searched of those is a few captions, and no question is about them.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from app import sample
from app.services.tabular.columns import Header, header
from app.services.tabular.rows import describe
from app.services.tabular.sheet import Sheet
from metadata.profile import KINDS
from metadata.statements import every_value, texts

_FIXED = ("identifier", "kind", "status", "access", "media")


@dataclass(frozen=True, slots=True)
class Shown:
    """``words`` is every text of it in any language, as it is written."""

    id: str
    kind: str
    title: str
    words: str
    metadata: dict[str, Any]


@cache
def shown() -> tuple[Shown, ...]:
    """What everyone may see once it is imported."""
    sheet = Sheet.open(sample.RECORDS)
    head = header(sheet.header, _FIXED, tuple(KINDS))
    assert isinstance(head, Header), head
    made = []
    for number, line in enumerate(sheet.lines()):
        fixed = {column: line.cells[place] for column, place in head.fixed.items()}
        if fixed["status"] == "draft" or fixed["access"]:
            continue
        cells = {column: cell for place, column in head.terms if (cell := line.cells[place])}
        metadata = describe(fixed["kind"], cells).metadata
        words = " | ".join(str(value.get("value", "")) for _, value in every_value(metadata))
        made.append(Shown(f"seen{number:04}", fixed["kind"], texts(metadata, "title")["vi"][0], words, metadata))
    return tuple(made)
