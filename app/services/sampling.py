"""The sample collection and the sample accounts of a demonstration."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select

from app import sample
from app.db import Database
from app.models import Account, Collection, Record
from app.services import units
from app.services.accounts import Accounts
from app.services.collections import CollectionTaking
from app.services.imports import Imports
from app.services.jobs import Report
from app.services.units import Units
from app.services.viewer import SYSTEM

FILE = "sample-accounts.json"
ROLES = {"canbo": "contributor", "bientap": "editor", "xuatban": "publisher", "quantri": "administrator"}


@dataclass(frozen=True, slots=True)
class SampleAccount:
    name: str
    role: str
    password: str


def accounts(db: Database, service: Accounts, data: Path) -> list[SampleAccount]:
    """One account a role, with passwords made for this archive; the same ones when asked again.

    The passwords are written down before any account has one: who is cut off in between finds them again.
    """
    path = data / FILE
    if not path.exists():
        made = [
            SampleAccount(name, role, secrets.token_urlsafe(9))
            for name, role in ROLES.items()
            if not _has_account(db, name)
        ]
        _write(path, json.dumps([asdict(account) for account in made]))
    kept = [SampleAccount(**row) for row in json.loads(path.read_text())]
    for account in kept:
        if not _has_account(db, account.name):
            service.add(account.name, account.password, role=account.role, display_name=account.name)
    return kept


def collection(db: Database, imports: Imports, report: Report) -> None:
    """Imports and publishes the sample records into an archive that has none; goes on where it was cut off."""
    sheet, files = sample.PATH / "records.csv", sample.PATH / "media"
    if _has_records(db) and not imports.unfinished(sheet, publish=True):
        return
    imports.run(SYSTEM, sheet, files, dry_run=False, publish=True, progress=report)


def collections(db: Database, taking: CollectionTaking) -> None:
    """The sample's curated collections, where its records are and no collection was ever published."""
    with db.read() as session:
        if session.scalar(select(Collection.identifier).where(Collection.published_at.is_not(None)).limit(1)):
            return
    if not taking.take(SYSTEM, sample.COLLECTIONS, dry_run=True).rejected:
        taking.take(SYSTEM, sample.COLLECTIONS, publish=True)


def support_points(service: Units) -> None:
    """The 18 support points of former Bình Phước, below the province of today."""
    units.load(service, SYSTEM, sample.SUPPORT_POINTS)


def _has_account(db: Database, name: str) -> bool:
    with db.read() as session:
        return session.scalar(select(Account.id).where(Account.name == name)) is not None


def _has_records(db: Database) -> bool:
    with db.read() as session:
        return session.scalar(select(Record.identifier).limit(1)) is not None


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and for nobody else to read."""
    scratch = path.with_name(f"{path.name}.new")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
