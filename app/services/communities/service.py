"""Making communities, what they say of themselves, and the rule for what names them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.db import Database, UnitOfWork
from app.errors import Invalid
from app.models import Community, Media, Naming, Record
from app.services import conditions
from app.services.access import Access
from app.services.changes import touch
from app.services.communities import checking, naming, stewardship, tightness
from app.services.communities.people import People
from app.services.communities.views import Standing, Words, standing
from app.services.jobs import Jobs, Report
from app.services.preservation.wishes import wish
from app.services.viewer import Viewer
from metadata.problem import Problem

AT_ONCE = 50
GOVERN = "govern"
_ONE = select(Community.id).limit(1)


class Communities(People):
    """Administrators make communities and choose stewards as these people tell them; stewards do the rest.

    Whoever may not know of something is told that it is not there.
    """

    def __init__(self, db: Database, access: Access, jobs: Jobs) -> None:
        super().__init__(db, jobs)
        self._access = access

    def all(self) -> list[Standing]:
        with self._db.read() as session:
            return [standing(row) for row in session.scalars(select(Community).order_by(Community.slug))]

    def any(self) -> bool:
        """Whether there is one at all."""
        with self._db.glance() as connection:
            return connection.execute(_ONE).first() is not None

    def one(self, slug: str) -> Standing:
        """Raises ``NotFound``."""
        with self._db.read() as session:
            return standing(checking.find(session, slug))

    def mine(self, viewer: Viewer) -> list[Standing]:
        """Those to which the viewer belongs."""
        return [one for one in self.all() if one.slug in viewer.communities]

    def make(
        self, actor: Viewer, slug: str, name: Mapping[str, str], peoples: Sequence[str], contact: str = ""
    ) -> None:
        """Raises ``NotAllowed``, or ``Invalid`` with every problem."""
        checking.demand_administrator(actor)
        with self._db.unit_of_work() as work:
            problems = [*checking.slug_problems(slug), *checking.description_problems(name, peoples, contact)]
            if work.scalar(select(Community.id).where(Community.slug == slug)):
                problems.append(Problem("community.taken", "slug", slug))
            if problems:
                raise Invalid.of(problems)
            work.add(
                Community(
                    slug=slug, name=checking.names(name), peoples=list(peoples), contact=contact.strip(), words=[]
                )
            )
            self._note(work, actor, "community_made", slug, {"name": checking.names(name), "peoples": list(peoples)})

    def describe(self, actor: Viewer, slug: str, name: Mapping[str, str], peoples: Sequence[str], contact: str) -> None:
        """What it is called, with which peoples it is linked, how it is reached; what stood there before is kept."""
        with self._db.unit_of_work() as work:
            row = self._ruled(work, actor, slug)
            if problems := checking.description_problems(name, peoples, contact):
                raise Invalid.of(problems)
            before = {"name": row.name, "peoples": row.peoples, "contact": row.contact}
            row.name, row.peoples, row.contact = checking.names(name), list(peoples), contact.strip()
            self._note(work, actor, "community_described", slug, {"before": before})

    def say(self, actor: Viewer, slug: str, words: Sequence[Words]) -> None:
        """The community's own words about itself, by its steward; the text before is kept with the event."""
        with self._db.unit_of_work() as work:
            row = self._stewarded(work, actor, slug)
            said = [one for one in words if one.text.strip()]
            if problems := [problem for one in said for problem in checking.words_problems(one)]:
                raise Invalid.of(problems)
            before, row.words = row.words, [checking.words_json(one) for one in said]
            self._note(work, actor, "community_said", slug, {"before": before})

    def set_protocol(self, actor: Viewer, slug: str, rule: str) -> int:
        """The condition that what names the community has at least, by its steward. What is public already and looser
        is tightened; the number of records and files. What was tighter stays as it is."""
        with self._db.unit_of_work() as work:
            row = self._stewarded(work, actor, slug)
            condition = conditions.parse(rule)
            checking.demand_known(work, str(condition))
            if not tightness.weighable(condition):
                raise Invalid(Problem("community.rule_complex", "access", rule[:200]))
            before, row.protocol = row.protocol, str(condition)
            self._note(work, actor, "protocol_set", slug, {"before": before, "access": row.protocol})
            self._jobs.ask(work, GOVERN, slug)
        return self.govern(slug, lambda _done, _total: None)

    def govern(self, slug: str, report: Report) -> int:
        """Makes what is public and names a community as closed as its rule; done again, it finds nothing to do."""
        with self._db.read() as session:
            asked = select(Naming.record).where(Naming.thing == naming.COMMUNITY, Naming.key == slug, Naming.public)
            records = session.scalars(asked.order_by(Naming.record)).all()
        changed = 0
        for start in range(0, len(records), AT_ONCE):
            with self._db.unit_of_work() as work:
                changed += sum(self._govern(work, identifier) for identifier in records[start : start + AT_ONCE])
            report(min(start + AT_ONCE, len(records)), len(records))
        return changed

    def _govern(self, work: UnitOfWork, identifier: str) -> bool:
        record = work.get(Record, identifier, with_for_update=True)
        if record is None or record.published_version is None:
            return False
        if not stewardship.heed_public(work, self._access, record):
            return False
        for media in work.scalars(select(Media).where(Media.record == identifier)):
            media.protocol += 1
        touch(work, record)
        naming.note(work, self._access, record)
        self._jobs.ask(work, "index", identifier)
        self._jobs.ask(work, "manifest", identifier)
        wish(self._jobs, work, identifier)
        return True
