"""What objects are called, and the files in them."""

from app.services.identifiers import normal

REGISTRY = "urn:chieng:registry"
RECORD_FILE = "record.json"

_RECORD = "urn:chieng:record:"
_ORIGINALS = "originals/"


def object_of(identifier: str) -> str:
    return f"{_RECORD}{identifier}"


def record_in(object_id: str) -> str | None:
    """The record that an object preserves, if it is one of a record."""
    identifier = object_id.removeprefix(_RECORD)
    return identifier if identifier != object_id and normal(identifier) == identifier else None


def original_path(media: str, suffix: str) -> str:
    return f"{_ORIGINALS}{media}{suffix}"


def media_at(path: str) -> str | None:
    """The media file whose original lies at a path, if one does."""
    return path.removeprefix(_ORIGINALS).partition(".")[0] if path.startswith(_ORIGINALS) else None


def events_path(last: int) -> str:
    """Named by the last event in it: what was written once is never written again."""
    return f"premis/{last:09}.xml"
