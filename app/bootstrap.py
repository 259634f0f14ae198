"""Opens an archive from its settings: the only place that names concrete back ends."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from app.adapters.queue import CeleryBell
from app.adapters.store import FileStore
from app.config import Settings
from app.db import Database
from app.ports import SearchIndex, Store
from app.search.embedded import EmbeddedIndex
from app.services.access import Access
from app.services.accounts import Accounts
from app.services.derivation import Derivation
from app.services.desk import Desk
from app.services.discovery import Discovery
from app.services.exports import Exports
from app.services.imports import Imports
from app.services.jobs import Jobs
from app.services.manifests import Manifests
from app.services.media import MediaFiles
from app.services.reading import Reading
from app.services.records import Records


@dataclass(frozen=True, slots=True)
class Archive:
    settings: Settings
    db: Database
    store: Store
    index: SearchIndex
    access: Access
    jobs: Jobs
    accounts: Accounts
    records: Records
    reading: Reading
    desk: Desk
    media: MediaFiles
    derivation: Derivation
    manifests: Manifests
    discovery: Discovery
    imports: Imports
    exports: Exports
    db_errors: tuple[type[Exception], ...] = (OperationalError, InterfaceError, IntegrityError)

    def answers(self) -> bool:
        """Whether the record store does."""
        try:
            with self.db.read() as session:
                session.execute(text("SELECT 1"))
        except self.db_errors:
            return False
        return True


def open_archive(settings: Settings) -> Archive:
    db = Database(settings.database_url)
    store = FileStore(settings.originals, settings.derivatives)
    index = EmbeddedIndex(settings.index)
    access = Access()
    jobs = Jobs(db, CeleryBell(settings.broker_url, settings.broker))
    records = Records(db, access, jobs, index)
    reading = Reading(db, access)
    media = MediaFiles(db, access, jobs, records, store, settings.uploads, settings.upload_limit)
    return Archive(
        settings=settings,
        db=db,
        store=store,
        index=index,
        access=access,
        jobs=jobs,
        accounts=Accounts(db),
        records=records,
        reading=reading,
        desk=Desk(db),
        media=media,
        derivation=Derivation(db, jobs, store),
        manifests=Manifests(db, access, reading, settings.languages),
        discovery=Discovery(db, access, jobs, reading, index),
        imports=Imports(db, access, jobs, records, media),
        exports=Exports(db, access),
    )
