"""What is asked of communities and groups as they are written down; rows found by the names that people gave."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import UnitOfWork
from app.errors import Invalid, NotAllowed, NotFound
from app.models import Account, Community, CommunityGroup, CommunityMember, GroupMember
from app.services import conditions
from app.services.communities.views import Words
from app.services.viewer import Viewer
from metadata import languages
from metadata.problem import Problem
from metadata.vocabulary import vocabulary

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG, LONGEST_NAME, LONGEST_WORDS = 40, 200, 20_000


def find(session: Session, slug: str, *, lock: bool = False) -> Community:
    asked = select(Community).where(Community.slug == slug)
    row = session.scalar(asked.with_for_update() if lock else asked) if SLUG.fullmatch(slug) else None
    if row is None:
        raise NotFound(Problem("community.not_found", value=slug[:80]))
    return row


def refusal(actor: Viewer, slug: str) -> NotAllowed | NotFound:
    if slug in actor.communities or actor.staff:
        return NotAllowed(Problem("community.steward_needed", value=slug[:80]))
    return NotFound(Problem("community.not_found", value=slug[:80]))


def demand_administrator(actor: Viewer) -> None:
    if not actor.can("administer", None):
        raise NotAllowed(Problem("account.role_needed", value=actor.name, expected="administer"))


def account_named(work: UnitOfWork, name: str) -> Account:
    found = work.scalar(select(Account).where(Account.name == name.strip())) if "\0" not in name else None
    if found is None:
        raise Invalid(Problem("community.account_unknown", "account", name[:80].replace("\0", "␀")))
    return found


def member_named(work: UnitOfWork, row: Community, account: str) -> tuple[Account, CommunityMember]:
    person = account_named(work, account)
    member = work.get(CommunityMember, (row.id, person.id))
    if member is None:
        raise Invalid(Problem("community.no_member", "account", account[:80]))
    return person, member


def stewards(session: Session, row: Community) -> int:
    asked = select(func.count()).where(CommunityMember.community_id == row.id, CommunityMember.steward)
    return session.scalar(asked) or 0


def group_called(session: Session, row: Community, slug: str) -> CommunityGroup | None:
    return session.scalar(
        select(CommunityGroup).where(CommunityGroup.community_id == row.id, CommunityGroup.slug == slug)
    )


def members_of(session: Session, group: CommunityGroup) -> tuple[str, ...]:
    asked = select(Account.name).join(GroupMember, GroupMember.account_id == Account.id)
    return tuple(session.scalars(asked.where(GroupMember.group_id == group.id).order_by(Account.name)))


def slug_problems(slug: str) -> list[Problem]:
    fits = SLUG.fullmatch(slug) and len(slug) <= LONGEST_SLUG
    return [] if fits else [Problem("community.slug", "slug", slug[:80], "bom-bo")]


def description_problems(name: Mapping[str, str], peoples: Sequence[str], contact: str) -> list[Problem]:
    problems = name_problems(name)
    unknown = [people for people in peoples if people not in vocabulary("peoples")]
    problems += [Problem("field.concept", "people", people[:80]) for people in unknown]
    if not peoples:
        problems.append(Problem("community.people_needed", "people"))
    if len(contact) > LONGEST_WORDS or "\0" in contact:
        problems.append(Problem("field.too_long", "contact", str(len(contact)), str(LONGEST_WORDS)))
    return problems


def name_problems(name: Mapping[str, str]) -> list[Problem]:
    problems = [] if names(name) else [Problem("community.name_needed", "name")]
    for tag, text in names(name).items():
        if not languages.well_formed(tag):
            problems.append(Problem("field.language", "name", tag[:80], "vi, en, sti"))
        if len(text) > LONGEST_NAME or "\0" in text:
            problems.append(Problem("field.too_long", "name", str(len(text)), str(LONGEST_NAME)))
    return problems


def words_problems(words: Words) -> list[Problem]:
    problems = []
    if not languages.well_formed(words.lang):
        problems.append(Problem("field.language", "text", words.lang[:80], "vi, en, sti"))
    if len(words.text) > LONGEST_WORDS or "\0" in words.text + words.author:
        problems.append(Problem("field.too_long", "text", str(len(words.text)), str(LONGEST_WORDS)))
    if not words.author.strip() or len(words.author) > LONGEST_NAME:
        problems.append(Problem("community.author_needed", "author", words.author[:80]))
    return problems


def words_json(words: Words) -> dict[str, str]:
    return {"text": words.text.strip(), "lang": words.lang, "author": words.author.strip()}


def names(name: Mapping[str, str]) -> dict[str, str]:
    return {tag: text.strip() for tag, text in name.items() if text.strip()}


def demand_known(session: Session, condition: str) -> None:
    """A rule that names a community or group that is not there would close everything to everybody."""
    for atom in conditions.atoms(conditions.parse(condition).who):
        kind, _, key = atom.partition(":")
        slug, _, group = key.partition("/")
        if kind not in {"community", "group"}:
            continue
        row = session.scalar(select(Community).where(Community.slug == slug))
        if row is None or (group and group_called(session, row, group) is None):
            raise Invalid(Problem("community.rule_unknown", "access", atom))
