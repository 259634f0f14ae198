"""What stands in a frame on another site: the files, and with each whose it is. Only what everybody may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import url_for

from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.collections import CollectionView
from app.services.reading import MediaView as File
from app.services.reading import RecordView
from app.web.archive import viewer
from app.web.site import cards, collections, description, embedding, stage, staging
from app.web.site.collection_views import Tile
from app.web.site.frame import kind_label
from app.web.site.media_views import MediaView
from app.web.site.stage import Stage
from app.web.site.told import Link, Text
from app.web.site.values import Json, Reader, foreign, readable, tell
from app.web.site.views import Card
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
    """``everyone``: everybody may see all of it at any time, so that shared caches may keep it. ``announced`` counts
    the files that are kept back; ``signing`` is where those who may see them sign in."""

    identifier: str
    kind: str
    peoples: str
    place: str
    title: Text
    keeper: str
    files: tuple[Credited, ...]
    rights: tuple[Link, ...]
    address: str
    back: str
    everyone: bool
    announced: int = 0
    signing: str = ""


@dataclass(frozen=True, slots=True)
class EmbedShelf:
    """One page of a collection; what stands in it opens in the same frame. ``back`` is the collection round it."""

    title: Text
    summary: Text | None
    counts: str
    keeper: str
    back: Link | None
    tiles: tuple[Tile, ...]
    cards: tuple[Card, ...]
    previous: str
    following: str
    address: str
    everyone: bool


def embed_shelf(view: CollectionView, reader: Reader) -> EmbedShelf:
    page = collections.collection_page(view, reader)
    return EmbedShelf(
        title=page.title,
        summary=Text(page.summary, page.stories[0].lang) if page.stories and view.page == 1 else None,
        counts=page.counts,
        keeper=page.unit,
        back=_round(view, reader),
        tiles=tuple(
            replace(tile, url=shelf_address(one.identifier, reader))
            for tile, one in zip(page.tiles, view.collections, strict=False)
        ),
        cards=tuple(
            replace(card, url=_opened(record.identifier, view.identifier, reader))
            for card, record in zip(page.cards, view.records, strict=True)
        ),
        previous=shelf_address(view.identifier, reader, view.page - 1) if view.page > 1 else "",
        following=shelf_address(view.identifier, reader, view.page + 1) if view.page < view.pages else "",
        address=collections.address(view.identifier, reader),
        everyone=view.everyone,
    )


def shelf_address(identifier: str, reader: Reader, page: int = 1) -> str:
    return url_for("embed.collection", identifier=identifier, lang=reader.tag, page=page if page > 1 else None)


def _opened(identifier: str, collection: str, reader: Reader) -> str:
    return url_for("embed.record", identifier=identifier, lang=reader.tag, collection=collection)


def _round(view: CollectionView, reader: Reader) -> Link | None:
    """The collection that it stands in: the first, where there are several."""
    around = view.ways[0][-1:] if view.ways else ()
    names = ((one, collections.title(one.title, reader)) for one in around)
    return next((Link(name.value, shelf_address(one.identifier, reader), name.lang) for one, name in names), None)


def embed_page(view: RecordView, wanted: Stage, reader: Reader, collection: str = "") -> EmbedPage:
    """``collection``: the one in whose frame it was opened, and to which the reader goes back."""
    metadata = labels.public(view.metadata)
    record = Described(profile(view.kind), metadata)
    files = [file for file in view.media if stage.shown(file)]
    known = profile(view.kind)
    sequences = description.sequences(known, metadata, reader, stage.playable(files, wanted))
    wanted = staging.stand(viewer(), replace(view, media=tuple(files)), wanted, reader, sequences)
    views = stage.views(files, wanted, reader)
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
        back=shelf_address(collection, reader) if collection else "",
        everyone=embedding.for_everyone(view) and all(file.access_id == EVERYONE_ID for file in view.media),
        announced=view.announced_media,
        signing=signing(view.identifier, reader.tag),
    )


def signing(record: str, tag: str) -> str:
    """The window in which somebody signs in for this frame."""
    return f"/iiif/auth/2/access?{urlencode({'record': record, 'lang': tag})}"


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
