"""The demonstration's accounts and records: all there, once, also when it was cut off and begun again."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app import sample
from app.bootstrap import Archive
from app.models import Batch, Media, Record
from app.services import sampling
from app.services.accounts import Accounts
from app.services.imports.writing import Writer
from app.services.tabular.sheet import Sheet
from app.services.viewer import SYSTEM
from tests.made import published


def quiet(_done: int, _total: int) -> None:
    """Progress is told to nobody."""


class Killed(BaseException):
    """What nothing of ours catches."""


def count(archive: Archive, *which: Any) -> int:
    with archive.db.read() as session:
        return session.scalar(select(func.count()).where(*which)) or 0


def rows() -> int:
    return len(list(Sheet.open(sample.PATH / "records.csv").lines()))


def test_a_sample_that_was_cut_off_is_completed_with_each_record_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, portions = Writer._commit, []

    def killed_in_the_second(writer: Writer, *arguments: Any) -> None:
        if portions:
            raise Killed
        portions.append(1)
        commit(writer, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_commit", killed_in_the_second)
        with pytest.raises(Killed):
            sampling.collection(archive.db, archive.imports, quiet)
    assert 0 < count(archive, Record.identifier.is_not(None)) < rows()
    for _again in range(2):
        sampling.collection(archive.db, archive.imports, quiet)
        assert count(archive, Record.identifier.is_not(None)) == rows() >= 60
        assert count(archive, Batch.state == "finished") == count(archive, Batch.id.is_not(None)) == 1
    named = sum(1 for _ in Sheet.open(sample.PATH / "media.csv").lines())
    assert count(archive, Media.id.is_not(None)) == named


def test_the_record_that_is_a_draft_in_the_sample_is_one_in_the_demonstration(archive: Archive) -> None:
    sampling.collection(archive.db, archive.imports, quiet)
    assert count(archive, Record.published_version.is_(None)) == 1


def test_an_archive_with_records_of_its_own_gets_no_sample(archive: Archive) -> None:
    published(archive, SYSTEM)
    sampling.collection(archive.db, archive.imports, quiet)
    assert count(archive, Record.identifier.is_not(None)) == 1


def test_accounts_that_were_cut_off_are_completed_with_the_passwords_that_are_written_down(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, made = Accounts.add, []

    def killed_at_the_third(accounts: Accounts, name: str, *arguments: Any, **named: Any) -> int:
        if len(made) == 2:
            raise Killed
        made.append(name)
        return add(accounts, name, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Accounts, "add", killed_at_the_third)
        with pytest.raises(Killed):
            sampling.accounts(archive.db, archive.accounts, tmp_path)
    found = sampling.accounts(archive.db, archive.accounts, tmp_path)
    assert {account.name: account.role for account in found} == sampling.ROLES
    for account in found:
        assert archive.accounts.sign_in(account.name, account.password, "::1")
    assert sampling.accounts(archive.db, archive.accounts, tmp_path) == found
    assert not list(tmp_path.glob("*.new"))
    assert (tmp_path / sampling.FILE).stat().st_mode & 0o777 == 0o600


def test_an_account_of_somebody_else_is_not_taken_over(archive: Archive, tmp_path: Path) -> None:
    archive.accounts.add("canbo", "mật khẩu của chính chủ", role="editor")
    assert "canbo" not in [account.name for account in sampling.accounts(archive.db, archive.accounts, tmp_path)]
    assert archive.accounts.sign_in("canbo", "mật khẩu của chính chủ", "::1")
