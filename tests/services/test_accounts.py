"""Accounts: signing in, guessing, roles and memberships."""

import pytest

from app.bootstrap import Archive
from app.errors import Busy, Invalid, NotAllowed, NotFound, Overloaded
from app.models import Account, Community, CommunityGroup, CommunityMember, GroupMember
from app.services import accounts
from app.services.accounts import FAILURES_PER_NAME
from app.services.places import Places
from tests.conftest import PASSWORD


def test_signing_in_takes_the_right_password_only(archive: Archive) -> None:
    account = archive.accounts.add("lan", PASSWORD, role="editor")
    assert archive.accounts.sign_in("lan", PASSWORD, "127.0.0.1") == account
    for name, password in (("lan", "sai mật khẩu"), ("không có", PASSWORD), ("lan", "")):
        with pytest.raises(NotAllowed) as refusal:
            archive.accounts.sign_in(name, password, "127.0.0.1")
        assert refusal.value.problem.code == "account.wrong"


def test_a_name_with_a_character_that_no_store_keeps_is_a_wrong_name(archive: Archive) -> None:
    with pytest.raises(NotAllowed) as refusal:
        archive.accounts.sign_in("la\0n", PASSWORD, "127.0.0.1")
    assert refusal.value.problem.code == "account.wrong"
    with pytest.raises(Invalid):
        archive.accounts.add("la\0n", PASSWORD, role="editor")


def test_too_many_who_sign_in_at_once_are_asked_to_wait(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes 64 MiB while the password is looked at: a hundred of them would take the machine down."""
    account = archive.accounts.add("lan", PASSWORD, role="editor")
    monkeypatch.setattr(accounts, "_verifying", Places(1, code="account.busy"))
    with accounts._verifying.one(), pytest.raises(Overloaded) as refusal:
        archive.accounts.sign_in("lan", PASSWORD, "127.0.0.1")
    assert refusal.value.problem.code == "account.busy"
    assert archive.accounts.sign_in("lan", PASSWORD, "127.0.0.1") == account


def test_guessing_is_stopped_even_for_the_right_password(archive: Archive) -> None:
    archive.accounts.add("lan", PASSWORD, role="editor")
    for _ in range(FAILURES_PER_NAME):
        with pytest.raises(NotAllowed):
            archive.accounts.sign_in("lan", "đoán mò", "127.0.0.1")
    with pytest.raises(Busy):
        archive.accounts.sign_in("lan", PASSWORD, "127.0.0.1")


def test_every_problem_of_a_new_account_is_told_at_once(archive: Archive) -> None:
    archive.accounts.add("lan", PASSWORD, role="editor")
    with pytest.raises(Invalid) as refusal:
        archive.accounts.add("lan", "ngắn", role="vua", unit="không-có")
    codes = {problem.code for problem in refusal.value.problems}
    assert codes == {"account.taken", "account.password_short", "account.role", "unit.unknown"}


def test_a_password_is_nowhere_to_be_read(archive: Archive) -> None:
    account = archive.accounts.add("lan", PASSWORD, role="editor")
    with archive.db.read() as session:
        assert session.get_one(Account, account).password_hash.startswith("$argon2id$")


def test_an_account_that_is_closed_is_nobody_at_once(archive: Archive) -> None:
    account = archive.accounts.add("lan", PASSWORD, role="editor")
    with archive.db.unit_of_work() as work:
        work.get_one(Account, account).active = False
    with pytest.raises(NotFound):
        archive.accounts.viewer(account)
    assert archive.accounts.session_epoch(account) is None


def test_memberships_are_claims(archive: Archive) -> None:
    account = archive.accounts.add("gia-lang", PASSWORD, role=None)
    with archive.db.unit_of_work() as work:
        community = Community(slug="mau", name={"vi": "Cộng đồng mẫu"}, peoples=["xtieng"])
        work.add(community)
        work.flush()
        group = CommunityGroup(community_id=community.id, slug="elders", name={"vi": "Già làng"})
        work.add(group)
        work.flush()
        work.add(CommunityMember(community_id=community.id, account_id=account, steward=False))
        work.add(GroupMember(group_id=group.id, account_id=account))
    viewer = archive.accounts.viewer(account)
    assert {"registered", "community:mau", "group:mau/elders"} <= viewer.claims
    assert not viewer.staff
