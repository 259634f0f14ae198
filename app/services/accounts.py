"""Accounts: who may sign in, how guessing is slowed down, and what an account makes of its holder as a viewer."""

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import Busy, Invalid, NotAllowed, NotFound
from app.models import Account, Community, CommunityGroup, CommunityMember, Grant, GroupMember, SignInFailure, Unit, now
from app.services.places import Places
from app.services.units import finding as units
from app.services.viewer import ROLES, Viewer
from metadata.problem import Problem

WINDOW = timedelta(minutes=15)
FAILURES_PER_NAME = 10
FAILURES_PER_ADDRESS = 100
SHORTEST_PASSWORD = 10

_hasher = PasswordHasher()
_verifying = Places(2, waiting=8, patience=3, code="account.busy")  # each takes 64 MiB, and a core for a while
_DUMMY = _hasher.hash("nobody has this password")


class Accounts:
    def __init__(self, db: Database) -> None:
        self._db = db

    def add(
        self, name: str, password: str, *, role: str | None, unit: str | None = None, display_name: str = ""
    ) -> int:
        """The new account's id. ``role`` is one of ``ROLES``; none for a visitor who registers. Raises ``Invalid``."""
        problems = _problems(name, password, role)
        with self._db.unit_of_work() as work:
            # PostgreSQL refuses to be asked for a NUL; such a name is a problem already
            if "\0" not in name and work.scalar(select(Account.id).where(Account.name == name)):
                problems.append(Problem("account.taken", "name", name))
            unit_row = units.known(work, unit) if unit else None
            if unit and unit_row is None:
                problems.append(Problem("unit.unknown", "unit", unit))
            if problems:
                raise Invalid.of(problems)
            account = Account(name=name, display_name=display_name or name, password_hash=_hasher.hash(password))
            work.add(account)
            work.flush()
            if role:
                work.add(Grant(account_id=account.id, unit_id=unit_row.id if unit_row else None, role=role))
            return account.id

    def grant(self, name: str, *, role: str, unit: str | None = None) -> None:
        """One role more for an account that is there; one that it has already is given once. Raises ``Invalid``."""
        with self._db.unit_of_work() as work:
            account = work.scalar(select(Account).where(Account.name == name)) if "\0" not in name else None
            if account is None or role not in ROLES:
                code = "account.no_such" if account is None else "account.role"
                raise Invalid(Problem(code, "name", name.replace("\0", "␀"), ", ".join(ROLES)))
            unit_id = units.find(work, unit).id if unit else None
            held = select(Grant.id).where(Grant.account_id == account.id, Grant.role == role)
            held = held.where(Grant.unit_id.is_(None) if unit_id is None else Grant.unit_id == unit_id)
            if work.scalar(held) is None:
                work.add(Grant(account_id=account.id, unit_id=unit_id, role=role))

    def sign_in(self, name: str, password: str, address: str) -> int:
        """The account's id. Raises ``NotAllowed`` for any wrong pair alike, ``Busy`` after too many of them, and
        ``Overloaded`` while too many others sign in."""
        if "\0" in name:  # which PostgreSQL can't look for, and no account has
            raise NotAllowed(Problem("account.wrong", "password"))
        with self._db.read() as session:
            _check_rate(session, name, address)
            account = session.scalar(select(Account).where(Account.name == name, Account.active))
        right = _verify(account.password_hash if account else _DUMMY, password)
        with self._db.unit_of_work() as work:
            work.execute(delete(SignInFailure).where(SignInFailure.at < now() - WINDOW))
            if account and right:
                work.execute(delete(SignInFailure).where(SignInFailure.name == name))
            else:
                work.add(SignInFailure(name=name[:80], address=address[:60]))
        if account is None or not right:
            raise NotAllowed(Problem("account.wrong", "password"))
        return account.id

    def session_epoch(self, account_id: int) -> int | None:
        """Grows when the account's sessions are ended; None for an account that may not sign in."""
        with self._db.read() as session:
            return session.scalar(select(Account.session_epoch).where(Account.id == account_id, Account.active))

    def sign_out_everywhere(self, account_id: int) -> None:
        with self._db.unit_of_work() as work:
            work.get_one(Account, account_id).session_epoch += 1

    def viewer(self, account_id: int) -> Viewer:
        """Raises ``NotFound`` for an account that is not there or not active."""
        with self._db.read() as session:
            account = session.get(Account, account_id)
            if account is None or not account.active:
                raise NotFound(Problem("account.unknown", value=str(account_id)))
            roles = _roles(session, account_id)
            claims = {"everyone", "registered"} | _community_claims(session, account_id) | _unit_claims(session, roles)
            return Viewer(
                account.id,
                account.name,
                account.display_name,
                account.language,
                frozenset(claims),
                roles,
                _stewards(session, account_id),
            )


def _problems(name: str, password: str, role: str | None) -> list[Problem]:
    problems = []
    if not 2 <= len(name) <= 80 or name != name.strip() or "\0" in name:
        problems.append(Problem("account.name", "name", name[:80]))
    if len(password) < SHORTEST_PASSWORD:
        problems.append(Problem("account.password_short", "password", "", str(SHORTEST_PASSWORD)))
    if role is not None and role not in ROLES:
        problems.append(Problem("account.role", "role", role, ", ".join(ROLES)))
    return problems


def _verify(password_hash: str, password: str) -> bool:
    with _verifying.one():
        try:
            return _hasher.verify(password_hash, password[:1000])
        except (VerifyMismatchError, InvalidHashError):
            return False


def _check_rate(session: Session, name: str, address: str) -> None:
    recent = select(func.count()).select_from(SignInFailure).where(SignInFailure.at > now() - WINDOW)
    by_name = session.scalar(recent.where(SignInFailure.name == name)) or 0
    by_address = session.scalar(recent.where(SignInFailure.address == address)) or 0
    if by_name >= FAILURES_PER_NAME or by_address >= FAILURES_PER_ADDRESS:
        minutes = str(int(WINDOW.total_seconds() // 60))
        raise Busy(Problem("account.too_many_tries", "password", expected=minutes), int(WINDOW.total_seconds()))


def _roles(session: Session, account_id: int) -> dict[int | None, str]:
    """The highest role in each unit, granted there or in a unit above."""
    roles: dict[int | None, str] = {}
    for unit_id, role in session.execute(select(Grant.unit_id, Grant.role).where(Grant.account_id == account_id)):
        for below in _below(session, unit_id):
            if below not in roles or ROLES.index(role) > ROLES.index(roles[below]):
                roles[below] = role
    return roles


def _below(session: Session, unit_id: int | None) -> list[int | None]:
    if unit_id is None:
        return [None]
    tree = select(Unit.id).where(Unit.id == unit_id).cte(recursive=True)
    tree = tree.union(select(Unit.id).where(Unit.parent_id == tree.c.id))
    return list(session.scalars(select(tree.c.id)))


def _unit_claims(session: Session, roles: dict[int | None, str]) -> set[str]:
    codes = select(Unit.code)
    if None not in roles:
        codes = codes.where(Unit.id.in_([unit for unit in roles if unit is not None]))
    return {f"unit:{code}" for code in session.scalars(codes)} if roles else set()


def _stewards(session: Session, account_id: int) -> frozenset[str]:
    chosen = select(Community.slug).join(CommunityMember, CommunityMember.community_id == Community.id)
    return frozenset(session.scalars(chosen.where(CommunityMember.account_id == account_id, CommunityMember.steward)))


def _community_claims(session: Session, account_id: int) -> set[str]:
    communities = (
        select(Community.slug)
        .join(CommunityMember, CommunityMember.community_id == Community.id)
        .where(CommunityMember.account_id == account_id)
    )
    groups = (
        select(Community.slug, CommunityGroup.slug)
        .join(CommunityGroup, CommunityGroup.community_id == Community.id)
        .join(GroupMember, GroupMember.group_id == CommunityGroup.id)
        .where(GroupMember.account_id == account_id)
    )
    claims = {f"community:{slug}" for slug in session.scalars(communities)}
    return claims | {f"group:{community}/{group}" for community, group in session.execute(groups)}
