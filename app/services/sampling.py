"""The sample collection and the sample accounts of a demonstration."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select

from app import sample
from app.db import Database
from app.models import Record
from app.services.accounts import Accounts
from app.services.imports import Imports
from app.services.jobs import Report
from app.services.viewer import SYSTEM

FILE = "sample-accounts.json"
ROLES = {"canbo": "contributor", "bientap": "editor", "xuatban": "publisher", "quantri": "administrator"}


@dataclass(frozen=True, slots=True)
class SampleAccount:
    name: str
    role: str
    password: str


def accounts(service: Accounts, data: Path) -> list[SampleAccount]:
    """One account a role, with passwords made for this archive; the same ones when asked again."""
    path = data / FILE
    if path.exists():
        return [SampleAccount(**row) for row in json.loads(path.read_text())]
    made = [SampleAccount(name, role, secrets.token_urlsafe(9)) for name, role in ROLES.items()]
    for account in made:
        service.add(account.name, account.password, role=account.role, display_name=account.name)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump([asdict(account) for account in made], file)
    return made


def collection(db: Database, imports: Imports, report: Report) -> None:
    """Imports and publishes the sample records into an archive that has none."""
    with db.read() as session:
        if session.scalar(select(Record.identifier).limit(1)):
            return
    imports.run(
        SYSTEM, sample.PATH / "records.csv", sample.PATH / "media", dry_run=False, publish=True, progress=report
    )
