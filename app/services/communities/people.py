"""Who belongs to a community, whom it has chosen as stewards, and the groups that it defines."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import Database, UnitOfWork
from app.errors import Invalid, NotFound
from app.models import Account, Community, CommunityGroup, CommunityMember, Event, GroupMember
from app.services.communities import checking
from app.services.communities.views import Group, Person
from app.services.jobs import Jobs
from app.services.preservation.wishes import REGISTRY_SUBJECT, wish
from app.services.viewer import Viewer
from metadata.problem import Problem


class People:
    """Lists are told to stewards of the community and to administrators only."""

    def __init__(self, db: Database, jobs: Jobs) -> None:
        self._db, self._jobs = db, jobs

    def people(self, actor: Viewer, slug: str) -> list[Person]:
        with self._db.read() as session:
            row = self._ruled(session, actor, slug)
            asked = select(Account.name, Account.display_name, CommunityMember.steward)
            asked = asked.join(CommunityMember, CommunityMember.account_id == Account.id)
            rows = session.execute(asked.where(CommunityMember.community_id == row.id).order_by(Account.name))
            return [Person(*one) for one in rows]

    def add_person(self, actor: Viewer, slug: str, account: str) -> None:
        """Raises ``Invalid`` for an account name that nobody has."""
        with self._db.unit_of_work() as work:
            row = self._ruled(work, actor, slug)
            person = checking.account_named(work, account)
            if work.get(CommunityMember, (row.id, person.id)) is None:
                work.add(CommunityMember(community_id=row.id, account_id=person.id, steward=False))
                self._note(work, actor, "member_added", slug, {"account": person.id})

    def remove_person(self, actor: Viewer, slug: str, account: str) -> None:
        """Out of its groups as well. A steward is removed by an administrator, or by themselves."""
        with self._db.unit_of_work() as work:
            row = self._ruled(work, actor, slug)
            person, member = checking.member_named(work, row, account)
            if member.steward:
                if person.id != actor.account_id:
                    checking.demand_administrator(actor)
                self._settle_steward(work, row, member, steward=False)
            groups = select(CommunityGroup.id).where(CommunityGroup.community_id == row.id)
            mine = GroupMember.group_id.in_(groups), GroupMember.account_id == person.id
            work.execute(delete(GroupMember).where(*mine))
            work.delete(member)
            self._note(work, actor, "member_removed", slug, {"account": person.id})

    def set_steward(self, actor: Viewer, slug: str, account: str, *, steward: bool) -> None:
        """Administrators write down whom a community has chosen. While it has a steward, publication waits for them."""
        checking.demand_administrator(actor)
        with self._db.unit_of_work() as work:
            row = checking.find(work, slug, lock=True)
            person = checking.account_named(work, account)
            member = work.get(CommunityMember, (row.id, person.id))
            if member is None:
                member = CommunityMember(community_id=row.id, account_id=person.id, steward=False)
                work.add(member)
                work.flush()
            self._settle_steward(work, row, member, steward=steward)
            kind = "steward_chosen" if steward else "steward_released"
            self._note(work, actor, kind, slug, {"account": person.id})

    def release(self, actor: Viewer, slug: str) -> None:
        """Publication waits for nobody any more, where the stewards that were have no account here."""
        checking.demand_administrator(actor)
        with self._db.unit_of_work() as work:
            row = checking.find(work, slug, lock=True)
            if checking.stewards(work, row):
                raise Invalid(Problem("community.has_steward", value=slug))
            row.stewarded = False
            self._note(work, actor, "steward_released", slug, {"account": None})

    def _settle_steward(self, work: UnitOfWork, row: Community, member: CommunityMember, *, steward: bool) -> None:
        member.steward = steward
        work.flush()
        row.stewarded = checking.stewards(work, row) > 0

    def groups(self, actor: Viewer, slug: str) -> list[Group]:
        with self._db.read() as session:
            row = self._ruled(session, actor, slug)
            asked = select(CommunityGroup).where(CommunityGroup.community_id == row.id).order_by(CommunityGroup.slug)
            return [Group(one.slug, one.name, checking.members_of(session, one)) for one in session.scalars(asked)]

    def make_group(self, actor: Viewer, slug: str, group: str, name: Mapping[str, str]) -> None:
        """A part of the community that it calls as it likes; conditions of access may name it."""
        with self._db.unit_of_work() as work:
            row = self._stewarded(work, actor, slug)
            problems = [*checking.slug_problems(group), *checking.name_problems(name)]
            if checking.group_called(work, row, group) is not None:
                problems.append(Problem("community.taken", "slug", group))
            if problems:
                raise Invalid.of(problems)
            work.add(CommunityGroup(community_id=row.id, slug=group, name=checking.names(name)))
            self._note(work, actor, "group_made", slug, {"group": group, "name": checking.names(name)})

    def set_in_group(self, actor: Viewer, slug: str, group: str, account: str, *, inside: bool) -> None:
        """Puts a member into a group, or takes them out. Raises ``Invalid`` for somebody who is no member."""
        with self._db.unit_of_work() as work:
            row = self._stewarded(work, actor, slug)
            found = checking.group_called(work, row, group)
            if found is None:
                raise NotFound(Problem("community.group_unknown", value=group))
            person, _member_row = checking.member_named(work, row, account)
            there = work.get(GroupMember, (found.id, person.id))
            if inside and there is None:
                work.add(GroupMember(group_id=found.id, account_id=person.id))
            elif not inside and there is not None:
                work.delete(there)
            kind = "group_joined" if inside else "group_left"
            self._note(work, actor, kind, slug, {"group": group, "account": person.id})

    def _ruled(self, session: Session, actor: Viewer, slug: str) -> Community:
        """For stewards of this community and for administrators."""
        if slug in actor.stewards or actor.can("administer", None):
            return checking.find(session, slug, lock=bool(session.info.get("writes")))
        raise checking.refusal(actor, slug)

    def _stewarded(self, session: Session, actor: Viewer, slug: str) -> Community:
        if slug not in actor.stewards:
            raise checking.refusal(actor, slug)
        return checking.find(session, slug, lock=True)

    def _note(self, work: UnitOfWork, actor: Viewer, kind: str, slug: str, detail: dict[str, Any]) -> None:
        """Keeps what happened, and has the registry preserved with it."""
        work.add(Event(account_id=actor.account_id, kind=kind, subject=f"community:{slug}"[:60], detail=detail))
        wish(self._jobs, work, REGISTRY_SUBJECT)
