"""People and groups who take part: named as they wish, with a page of their own only while they consent to it.

Ethnicity and belief are sensitive (Personal Data Protection Law 91/2025/QH15): without a consent that was written down,
nobody is told of anybody beyond what stands in records. How names stand there: ``app.services.communities.wished``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database, UnitOfWork
from app.errors import Gone, Invalid, NotAllowed, NotFound
from app.models import Agent, Community, Event, Media, Naming, Record, now
from app.services import identifiers
from app.services.access import VIETNAM
from app.services.changes import touch
from app.services.communities import naming
from app.services.jobs import Jobs
from app.services.preservation.wishes import REGISTRY_SUBJECT, wish
from app.services.viewer import Viewer
from metadata.problem import Problem
from metadata.vocabulary import vocabulary

HOW = ("written", "spoken-recorded", "spoken", "community")
"""Keys of the vocabulary ``consents`` that are a yes to being named."""
NAME, OTHER, WITHHELD = "name", "other", "withheld"
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Consent:
    """What was agreed to, on which day, how that was given, and the number of the account that wrote it down."""

    what: str
    when: str
    how: str
    by: int | None


@dataclass(frozen=True, slots=True)
class Person:
    identifier: str
    name: str
    roles: tuple[str, ...]
    honour: str
    community: str
    community_name: Mapping[str, str]
    consent: Consent | None
    shown_as: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What an officer writes down of somebody; keys of the vocabularies ``roles`` and ``honours``, a slug."""

    name: str
    roles: Sequence[str] = ()
    honour: str = ""
    community: str = ""


class Agents:
    """Officers of any unit write people down, and close a page; what makes one public, or changes one that is, takes
    somebody who reviews texts. Whoever is no officer reads only of those who have agreed."""

    def __init__(self, db: Database, jobs: Jobs) -> None:
        self._db, self._jobs = db, jobs

    def all(self, actor: Viewer) -> list[Person]:
        _officers(actor)
        with self._db.read() as session:
            return [_person(session, row) for row in session.scalars(select(Agent).order_by(Agent.name, Agent.id))]

    def one(self, actor: Viewer, identifier: str) -> Person:
        """Raises ``NotFound``."""
        _officers(actor)
        with self._db.read() as session:
            return _person(session, _find(session, identifier))

    def public(self, identifier: str) -> Person:
        """Somebody who has agreed to a page. Raises ``Gone`` where there was one once, else ``NotFound``."""
        with self._db.read() as session:
            row = _find(session, identifier)
            if row.consent is None:
                if row.ever_public:
                    raise Gone(Problem("agent.closed"))
                raise NotFound(Problem("agent.not_found"))
            return _person(session, row)

    def add(self, actor: Viewer, told: Told) -> str:
        """The identifier of somebody new. Raises ``NotAllowed``, or ``Invalid`` with every problem."""
        _officers(actor)
        with self._db.unit_of_work() as work:
            row = Agent(identifier="", name="", roles=[], other_names=[])
            _describe(work, row, told)
            row.identifier = identifiers.new(work)
            work.add(row)
            self._note(work, actor, "agent_made", row.identifier, {})
            return row.identifier

    def describe(self, actor: Viewer, identifier: str, told: Told) -> None:
        """What stood there before is kept with the event."""
        _officers(actor)
        with self._db.unit_of_work() as work:
            row = _find(work, identifier)
            if row.consent is not None:
                self._demand_reviewer(actor)
            before = {"name": row.name, "roles": row.roles, "honour": row.honour}
            _describe(work, row, told)
            self._note(work, actor, "agent_described", identifier, {"before": before})

    def consent(self, actor: Viewer, identifier: str, *, what: str, when: str, how: str) -> None:
        """Writes down that somebody agrees to a public page, which is there from now on."""
        self._demand_reviewer(actor)
        if problems := _consent_problems(what, when, how):
            raise Invalid.of(problems)
        with self._db.unit_of_work() as work:
            row = _find(work, identifier)
            row.consent = {"what": what.strip(), "when": when, "how": how, "by": actor.account_id}
            row.ever_public, row.shown_as, row.withheld = True, None, False
            self._note(work, actor, "consent_given", identifier, row.consent)
            self._renew(work, identifier)

    def take_back(self, actor: Viewer, identifier: str, *, stays: str, shown_as: str = "") -> None:
        """Closes the page at once. In records the name stays (``NAME``), another stands (``OTHER``), or none."""
        _officers(actor)
        other = shown_as.strip() if stays == OTHER else ""
        if stays not in {NAME, OTHER, WITHHELD} or (stays == OTHER and not other) or _unfit(other):
            raise Invalid(Problem("agent.shown_as", "shown_as"))
        with self._db.unit_of_work() as work:
            row = _find(work, identifier)
            before = row.consent
            row.consent, row.shown_as, row.withheld = None, other or None, stays == WITHHELD
            self._note(work, actor, "consent_taken_back", identifier, {"before": before, "stays": stays})
            self._renew(work, identifier)

    def publishes(self, actor: Viewer) -> bool:
        """Whether the actor may make pages of people public."""
        return any(actor.can("review", unit) for unit in actor.roles)

    def _demand_reviewer(self, actor: Viewer) -> None:
        if not self.publishes(actor):
            raise NotAllowed(Problem("account.role_needed", value=actor.name, expected="review"))

    def linked(self, named: Sequence[str]) -> set[str]:
        """Those of ``named`` who have a page."""
        if not named:
            return set()
        with self._db.read() as session:
            rows = session.scalars(select(Agent).where(Agent.identifier.in_(named)))
            return {row.identifier for row in rows if row.consent is not None}

    def _renew(self, work: UnitOfWork, identifier: str) -> None:
        """Records in which they take part are told otherwise now: found, shown and harvested anew."""
        mine = select(Naming.record).where(Naming.thing == naming.AGENT, Naming.key == identifier, Naming.public)
        asked = select(Record).where(Record.identifier.in_(mine)).order_by(Record.identifier)  # as all who lock several
        for record in work.scalars(asked.with_for_update()).all():
            touch(work, record)
            for media in work.scalars(select(Media).where(Media.record == record.identifier)):
                media.protocol += 1
            self._jobs.ask(work, "index", record.identifier)
            self._jobs.ask(work, "manifest", record.identifier)
            wish(self._jobs, work, record.identifier)

    def _note(self, work: UnitOfWork, actor: Viewer, kind: str, identifier: str, detail: dict[str, Any]) -> None:
        work.add(Event(account_id=actor.account_id, kind=kind, subject=f"agent:{identifier}", detail=detail))
        wish(self._jobs, work, REGISTRY_SUBJECT)


def _officers(actor: Viewer) -> None:
    if not actor.staff:
        raise NotAllowed(Problem("account.role_needed", value=actor.name, expected="edit"))


def _find(session: Session, identifier: str) -> Agent:
    known = identifiers.normal(identifier) == identifier
    lock = bool(session.info.get("writes"))
    asked = select(Agent).where(Agent.identifier == identifier)
    row = session.scalar(asked.with_for_update() if lock else asked) if known else None
    if row is None:
        raise NotFound(Problem("agent.not_found"))
    return row


def _person(session: Session, row: Agent) -> Person:
    community = session.get(Community, row.community_id) if row.community_id else None
    return Person(
        row.identifier,
        row.name,
        tuple(row.roles),
        row.honour or "",
        community.slug if community else "",
        community.name if community else {},
        Consent(**row.consent) if row.consent is not None else None,
        row.shown_as or "",
        row.withheld,
    )


def _describe(work: UnitOfWork, row: Agent, told: Told) -> None:
    name = told.name.strip()
    problems = [Problem("agent.name", "name")] if not name or _unfit(name) else []
    problems += [Problem("field.concept", "role", role[:80]) for role in told.roles if role not in vocabulary("roles")]
    if told.honour and told.honour not in vocabulary("honours"):
        problems.append(Problem("field.concept", "honour", told.honour[:80]))
    community = None
    if told.community:
        community = work.scalar(select(Community).where(Community.slug == told.community))
        if community is None:
            problems.append(Problem("community.unknown", "community", told.community[:80]))
    if problems:
        raise Invalid.of(problems)
    row.name, row.roles, row.honour = name, list(told.roles), told.honour or None
    row.community_id = community.id if community else None


def _consent_problems(what: str, when: str, how: str) -> list[Problem]:
    problems = [] if what.strip() and "\0" not in what and len(what) <= 1_000 else [Problem("agent.what", "what")]
    try:
        late = date.fromisoformat(when) > now().astimezone(VIETNAM).date()
    except ValueError:
        late = True
    if late:
        problems.append(Problem("agent.when", "when", when[:40]))
    return problems + ([] if how in HOW else [Problem("agent.how", "how", how[:40])])


def _unfit(name: str) -> bool:
    return len(name) > LONGEST or "\0" in name
