"""Records with a song, for streams of changes to tell of, and where their manifests are."""

from app.bootstrap import Archive
from app.models import Media
from app.services import identifiers, texts
from app.services.viewer import SYSTEM
from tests.made import festival

BASE = "http://archive.test"


def shown(archive: Archive, access: str = "everyone", *, publish: bool = True) -> str:
    """A record with a song that can be played."""
    record = archive.records.create(SYSTEM, "festival", texts.body(festival()), access=access).identifier
    song(archive, record)
    if publish:
        archive.records.publish(SYSTEM, record, base=2)
    return record


def song(archive: Archive, record: str, access: str = "everyone", generation: int = 1) -> str:
    with archive.db.unit_of_work() as work:
        media = identifiers.new(work)
        known = {"filename": "a.wav", "mime": "audio/wav", "size": 1, "sha256": "0" * 64, "sha512": "0" * 128}
        access_id = archive.access.class_id(work, access)
        row = Media(id=media, record=record, access_id=access_id, type="audio", state="ready", **known)
        row.generation, row.detail, row.description = generation, {"duration": 12.5}, {}
        work.add(row)
        work.flush()
        archive.records.attach_in(work, SYSTEM, record, [media])
    return media


def manifest(record: str, base: str = BASE) -> str:
    return f"{base}/iiif/presentation/3/records/{record}/manifest"


def collection(identifier: str, base: str = BASE) -> str:
    return f"{base}/iiif/presentation/3/collections/{identifier}"
