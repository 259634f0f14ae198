"""Lists in parts. Where one goes on is told by its token alone, so that nothing is kept here and nothing expires."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from itsdangerous import BadData, URLSafeSerializer

from app.services.harvest import Place, Wanted
from app.web.oai.answers import OF_KIND, PREFIX
from app.web.oai.asking import Asked, Refused, span
from metadata.problem import Problem
from metadata.profile import KINDS

_FORM: Final = 1  # of what a token holds: tokens of another form are of another version of Chiêng
_LONGEST: Final = 1000


@dataclass(frozen=True, slots=True)
class Listing:
    """``before`` counts what earlier parts held; ``total`` was counted when the first was given."""

    wanted: Wanted
    after: Place | None = None
    before: int = 0
    total: int = 0

    def further(self, last: Place, given: int) -> "Listing":
        return replace(self, after=last, before=self.before + given)


def asked_for(asked: Asked) -> Listing:
    """The beginning of a list. Raises ``Refused``."""
    demand_format(asked.arguments)
    since, until = span(asked.arguments)
    return Listing(Wanted(since, until, _kind(asked.arguments)))


def demand_format(arguments: Mapping[str, str]) -> None:
    prefix = arguments["metadataPrefix"]
    if prefix != PREFIX:
        raise Refused("cannotDisseminateFormat", Problem("oai.format", value=prefix[:80], expected=PREFIX))


def _kind(arguments: Mapping[str, str]) -> str | None:
    asked = arguments.get("set", OF_KIND)
    if asked == OF_KIND:
        return None
    group, _, kind = asked.partition(":")
    if group != OF_KIND or kind not in KINDS:
        raise Refused("noRecordsMatch", Problem("oai.set", value=asked[:80]))
    return kind


class Tokens:
    """Signed: what comes back is what was given out, for the same verb."""

    def __init__(self, secret: str, verb: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt=f"oai.{_FORM}.{verb}")

    def write(self, listing: Listing) -> str:
        assert listing.after is not None
        wanted, after = listing.wanted, listing.after
        state = [_said(wanted.since), _said(wanted.until), wanted.kind, _said(after.changed_at), after.identifier]
        token = self._serializer.dumps([*state, listing.before, listing.total])
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str) -> Listing:
        """Raises ``Refused`` for one that was not given out here."""
        try:
            state = self._serializer.loads(token) if len(token) <= _LONGEST else None
        except BadData:
            state = None
        if state is None:
            raise Refused("badResumptionToken", Problem("oai.token"))
        since, until, kind, changed_at, identifier, before, total = state
        place = Place(datetime.fromisoformat(changed_at), identifier)
        return Listing(Wanted(_at(since), _at(until), kind), place, before, total)


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
