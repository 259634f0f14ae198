"""Opens an archive from its settings: the only place that names concrete back ends."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from app.adapters.ocfl import OcflRoot
from app.adapters.queue import CeleryBell
from app.adapters.store import FileStore
from app.config import SettingError, Settings
from app.db import Database
from app.ports import Bell, SearchIndex, Store, Vault
from app.search.embedded import EmbeddedIndex
from app.services.access import Access
from app.services.accounts import Accounts
from app.services.activities.stream import Activities
from app.services.agents import Agents
from app.services.collections import CollectionDesk, CollectionReading, CollectionTaking, CollectionUndoing, Curating
from app.services.communities import Communities
from app.services.communities.approvals import Approvals
from app.services.communities.named_records import NamedRecords
from app.services.communities.takedowns import Takedowns
from app.services.desk import Desk
from app.services.discovery import Discovery
from app.services.exports import Exports
from app.services.harvest import Harvest
from app.services.imports import Imports
from app.services.indexing import Indexing
from app.services.jobs import Jobs
from app.services.listing import Listing
from app.services.manifests.archive import ArchiveManifests
from app.services.manifests.collections import CollectionManifests
from app.services.manifests.service import Manifests
from app.services.media.correcting import Correcting
from app.services.media.derivation import Derivation
from app.services.media.files import MediaFiles
from app.services.media.noting import Noting
from app.services.media.page_reading import PageReading
from app.services.passes import Passes
from app.services.preservation import Preservation
from app.services.preservation.backup import Backup
from app.services.preservation.erasure import Erasure
from app.services.preservation.fixity import Fixity
from app.services.preservation.journal import FILE as ERASURES
from app.services.preservation.journal import Journal
from app.services.preservation.rebuild import Rebuild
from app.services.preservation.restore import Restore
from app.services.reading import Reading
from app.services.records import Records
from app.services.rules import Rules
from app.services.units import Units
from app.services.words import Words
from metadata.problem import Problem


@dataclass(frozen=True, slots=True)
class Archive:
    settings: Settings
    db: Database
    store: Store
    vault: Vault
    index: SearchIndex
    bell: Bell
    access: Access
    jobs: Jobs
    accounts: Accounts
    passes: Passes
    records: Records
    reading: Reading
    desk: Desk
    units: Units
    media: MediaFiles
    notes: Noting
    derivation: Derivation
    page_reading: PageReading
    correcting: Correcting
    preservation: Preservation
    fixity: Fixity
    rebuild: Rebuild
    erasure: Erasure
    backup: Backup
    restore: Restore
    manifests: Manifests
    discovery: Discovery
    indexing: Indexing
    words: Words
    imports: Imports
    exports: Exports
    harvest: Harvest
    activities: Activities
    listing: Listing
    rules: Rules
    collections: CollectionReading
    collection_manifests: CollectionManifests
    archive_manifests: ArchiveManifests
    collection_desk: CollectionDesk
    curating: Curating
    collection_taking: CollectionTaking
    collection_undoing: CollectionUndoing
    communities: Communities
    agents: Agents
    approvals: Approvals
    takedowns: Takedowns
    named: NamedRecords
    db_errors: tuple[type[Exception], ...] = (OperationalError, InterfaceError, IntegrityError)

    def answers(self) -> bool:
        """Whether the record store does."""
        try:
            with self.db.read() as session:
                session.execute(text("SELECT 1"))
        except self.db_errors:
            return False
        return True


def _search_index(settings: Settings) -> SearchIndex:
    if settings.search_url is None:
        return EmbeddedIndex(settings.index)
    from app.search.elastic import ElasticIndex  # its driver comes with the extra `services`

    try:
        return ElasticIndex(settings.search_url, settings.search_shards)
    except ValueError:
        example = "https://user:password@search.example:9200/chieng"
        told = settings.search_url.rpartition("@")[2]  # without the password
        raise SettingError(Problem("setting.form", "CHIENG_SEARCH_URL", told, example)) from None


def open_archive(settings: Settings) -> Archive:
    db = Database(settings.database_url)
    store = FileStore(settings.originals, settings.derivatives)
    vault = OcflRoot(settings.ocfl, settings.staging)
    index = _search_index(settings)
    access = Access()
    bell = CeleryBell(settings.broker_url, settings.broker)
    jobs = Jobs(db, bell)
    records = Records(db, access, jobs, index)
    reading = Reading(db, access)
    media = MediaFiles(db, access, jobs, records, store, settings.uploads, settings.upload_limit)
    preservation = Preservation(db, access, jobs, store, vault, settings.repository_id)
    accounts = Accounts(db)
    rebuild = Rebuild(db, access, jobs, store, vault)
    curating = Curating(db, access, jobs)
    collections = CollectionReading(db, access, reading)
    journal = Journal([path for path in (settings.data / ERASURES, settings.erasures) if path])
    erasure = Erasure(db, access, accounts, jobs, media, preservation, store, journal)
    discovery = Discovery(reading, index)
    return Archive(
        settings=settings,
        db=db,
        store=store,
        vault=vault,
        index=index,
        bell=bell,
        access=access,
        jobs=jobs,
        accounts=accounts,
        passes=Passes(accounts, settings.secret_key),
        records=records,
        reading=reading,
        desk=Desk(db),
        units=Units(db, access, jobs),
        media=media,
        notes=Noting(reading, media),
        derivation=Derivation(db, jobs, store),
        page_reading=PageReading(db, access, jobs, store, settings.ocr_languages),
        correcting=Correcting(db, access, media),
        preservation=preservation,
        fixity=Fixity(db, store, vault),
        rebuild=rebuild,
        erasure=erasure,
        backup=Backup(db, store, vault, settings.data),
        restore=Restore(db, jobs, rebuild, erasure, settings.data),
        manifests=Manifests(db, access, reading, settings.languages, settings.repository_id),
        discovery=discovery,
        indexing=Indexing(db, jobs, index),
        words=Words(db, reading),
        imports=Imports(db, access, jobs, records, media),
        exports=Exports(db, access),
        harvest=Harvest(db, settings.base_url),
        activities=Activities(db, jobs, settings.base_url),
        listing=Listing(db),
        rules=Rules(db),
        collections=collections,
        collection_manifests=CollectionManifests(collections, settings.languages),
        archive_manifests=ArchiveManifests(db, reading, discovery, settings.languages),
        collection_desk=CollectionDesk(db, access),
        curating=curating,
        collection_taking=CollectionTaking(db, curating),
        collection_undoing=CollectionUndoing(db, curating),
        communities=Communities(db, access, jobs),
        approvals=Approvals(db, access),
        agents=Agents(db, jobs),
        takedowns=Takedowns(db, access, records, reading),
        named=NamedRecords(db, access, reading),
    )
