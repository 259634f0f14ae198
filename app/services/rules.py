"""Rules of the house, changed by administrators of the whole archive and asked by the services that they bind."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import Invalid, NotAllowed
from app.models import Event, HouseRule
from app.services.viewer import Viewer
from metadata.problem import Problem

MEDIA_IN_WORDS: Final = "media_in_words"
"""Whether files without captions, transcript or description are only warned of, or keep a record from publication."""
WARN, DEMAND = "warn", "demand"
RULES: Final[Mapping[str, tuple[str, ...]]] = {MEDIA_IN_WORDS: (WARN, DEMAND)}
"""What each rule may say; the first is how the archive comes."""


class Rules:
    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> dict[str, str]:
        with self._db.read() as session:
            decided = {row.name: row.value for row in session.scalars(select(HouseRule))}
        return {name: decided.get(name, choices[0]) for name, choices in RULES.items()}

    def change(self, actor: Viewer, name: str, value: str) -> None:
        """Holds from now on. Raises ``NotAllowed`` or ``Invalid``."""
        if not actor.can("administer", None):
            raise NotAllowed(Problem("account.role_needed", value=actor.name, expected="administer"))
        if value not in RULES.get(name, ()):
            raise Invalid(Problem("rule.unknown", name, value, ", ".join(RULES.get(name, ()))))
        with self._db.unit_of_work() as work:
            before = rule(work, name)
            if value != before:
                work.merge(HouseRule(name=name, value=value))
                detail = {"before": before, "value": value}
                work.add(Event(account_id=actor.account_id, kind="ruled", subject=f"rule:{name}", detail=detail))


def rule(session: Session, name: str) -> str:
    """What a rule says now."""
    found = session.get(HouseRule, name)
    return found.value if found else RULES[name][0]
