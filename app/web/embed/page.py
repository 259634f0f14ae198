"""What stands in a frame on another site: the files, and with each whose it is. Only what everybody may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.reading import MediaView as File
from app.services.reading import RecordView
from app.web.archive import archive
from app.web.site import cards, embedding, stage
from app.web.site.frame import kind_label
from app.web.site.media_views import MediaView
from app.web.site.stage import Stage
from app.web.site.told import Link, Text
from app.web.site.values import Json, Reader, foreign, readable, tell
from metadata.profile import Profile, profile
from metadata.vocabulary import vocabulary

_NAMED = ("creator", "recordedBy", "rightsHolder")
_RIGHTS = {"license": "licences", "rights": "rights"}


@dataclass(frozen=True, slots=True)
class Described:
    profile: Profile
    said: Mapping[str, Sequence[Json]]


@dataclass(frozen=True, slots=True)
class Credited:
    """A file and, never apart from it, who made it, its rights, and what is noted of it: a made sample says so."""

    item: MediaView
    names: str
    rights: tuple[Link, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """``everyone``: everybody may see all of it at any time, so that shared caches may keep it."""

    identifier: str
    kind: str
    peoples: str
    place: str
    title: Text
    keeper: str
    files: tuple[Credited, ...]
    rights: tuple[Link, ...]
    address: str
    everyone: bool


def embed_page(view: RecordView, wanted: Stage, reader: Reader) -> EmbedPage:
    metadata = labels.public(view.metadata)
    record = Described(profile(view.kind), metadata)
    files = [file for file in view.media if stage.shown(file)]
    captions = archive().reading.caption_languages([file.id for file in files])
    views = stage.views(files, replace(wanted, captions=captions), reader)
    return EmbedPage(
        identifier=view.identifier,
        kind=kind_label(view.kind, reader.tag),
        peoples=", ".join(cards.people_names(metadata, reader)),
        place=cards.place(metadata),
        title=cards.title(metadata, reader),
        keeper=embedding.keeper(view, reader),
        files=tuple(_credited(file, shown, record, reader) for file, shown in zip(files, views, strict=True)),
        rights=_rights(record, reader),
        address=cards.address(view.identifier, reader),
        everyone=embedding.for_everyone(view) and all(file.access_id == EVERYONE_ID for file in view.media),
    )


def _credited(file: File, item: MediaView, record: Described, reader: Reader) -> Credited:
    """What is not said of the file is what is said of its record."""
    own = Described(profile("media"), labels.public(file.description))
    notes = (
        Text(note["value"], foreign(note.get("lang"), reader)) for note in readable(own.said.get("note", ()), reader)
    )
    return Credited(
        item=replace(item, download=None, event=()),
        names=_names(own, reader) or _names(record, reader),
        rights=_rights(own, reader) or _rights(record, reader),
        notes=tuple(notes),
    )


def _names(described: Described, reader: Reader) -> str:
    """Who made the original, who recorded it, who holds the rights; each once, as they wish to be called."""
    rows = (row for name in _NAMED if (row := described.profile.row(name)))
    told = (value.text for row in rows for value in tell(row, described.said.get(row.name, ()), reader))
    return ", ".join(dict.fromkeys(told))


def _rights(described: Described, reader: Reader) -> tuple[Link, ...]:
    """Licence or statement by its name, linked to its own words, which are at its maker's."""
    found = (
        vocabulary(name).concepts.get(value["value"])
        for term, name in _RIGHTS.items()
        for value in described.said.get(term, ())
    )
    return tuple(Link(concept.label(reader.tag), concept.uri or "") for concept in found if concept)
