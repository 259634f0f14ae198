"""Names of people in records as they wish them to stand there now, for all who do not keep the record.

What was written stays in the texts themselves; nobody is led to somebody who has no page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Agent
from app.services.communities import naming
from metadata.statements import Metadata

_KEPT_PARTS = frozenset({"role"})
"""All that is still said of somebody who is not to be named."""


@dataclass(frozen=True, slots=True)
class Wish:
    """``linked``: they have agreed to a page of their own."""

    linked: bool
    shown_as: str | None
    withheld: bool


Wishes = Mapping[str, Wish]


def wishes(session: Session, texts: Iterable[Metadata]) -> Wishes:
    """Of those whom descriptions name, by their identifiers. One query, none where nobody is named so."""
    ids = {key for metadata in texts for _path, thing, key in naming.in_text(metadata) if thing == naming.AGENT}
    if not ids:
        return {}
    rows = session.scalars(select(Agent).where(Agent.identifier.in_(ids)))
    return {row.identifier: Wish(row.consent is not None, row.shown_as, row.withheld) for row in rows}


def as_wished(metadata: dict[str, Any], known: Wishes) -> dict[str, Any]:
    if not known:
        return metadata
    return {term: [_value(value, known) for value in values] for term, values in metadata.items()}


def _value(value: dict[str, Any], known: Wishes) -> dict[str, Any]:
    shown = dict(value)
    if "parts" in shown:
        shown["parts"] = as_wished(shown["parts"], known)
    wish = known.get(shown.get("target", "")) if shown["type"] == "agent" else None
    if wish is None:
        return shown
    if wish.shown_as or wish.withheld:
        shown["value"] = "" if wish.withheld else wish.shown_as
    if wish.withheld and "parts" in shown:
        shown["parts"] = {term: values for term, values in shown["parts"].items() if term in _KEPT_PARTS}
    if not wish.linked:
        shown.pop("target")
    return shown
