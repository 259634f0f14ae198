"""Identifiers: 8 characters of Crockford's base 32, random, permanent, never given out twice."""

import re
import secrets

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.models import UsedIdentifier, now

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_NUMERIC = re.compile(r"\d*e?\d*")  # a spreadsheet program would keep the number, and lose the identifier
_LOOKALIKES = str.maketrans({"i": "1", "l": "1", "o": "0"})


def new(session: Session) -> str:
    """A fresh identifier, entered as used in the caller's transaction."""
    return several(session, 1)[0]


def several(session: Session, count: int) -> list[str]:
    """So many fresh identifiers, entered as used. 40 random bits: the first draw is nearly always free."""
    made: set[str] = set()
    while len(made) < count:
        drawn = {_draw() for _ in range(count - len(made))}
        used = select(UsedIdentifier.identifier).where(UsedIdentifier.identifier.in_(drawn))
        made |= drawn - set(session.scalars(used))
    session.execute(insert(UsedIdentifier), [{"identifier": identifier} for identifier in made])
    return list(made)


def _draw() -> str:
    while True:
        identifier = "".join(secrets.choice(ALPHABET) for _ in range(8))
        if not _NUMERIC.fullmatch(identifier):
            return identifier


def burn(session: Session, *burnt: str) -> None:
    """Marks identifiers whose things were purged: they stay used up for ever."""
    session.execute(update(UsedIdentifier).where(UsedIdentifier.identifier.in_(burnt)).values(burnt_at=now()))


def normal(text: str) -> str | None:
    """The identifier that somebody typed (capitals, O for 0, I for 1), or None when it can't be one."""
    lowered = text.strip().lower().translate(_LOOKALIKES)
    return lowered if len(lowered) == 8 and all(character in ALPHABET for character in lowered) else None
