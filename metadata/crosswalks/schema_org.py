"""From statements to schema.org, for search engines: a record, a collection, the archive itself as JSON-LD.

Two nodes tell of a record: the thing (a festival, a place), and its description in the archive, which has a keeper, a
licence and media. What is handed in is already open to everyone; nothing here knows of access, nor asks the time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from metadata.crosswalks import schema_org_parts as parts
from metadata.crosswalks import schema_org_types as types
from metadata.crosswalks.schema_org_schedule import schedules
from metadata.statements import Metadata, texts, values

Json = dict[str, Any]

CONTEXT: Final = "https://schema.org"
_COORDINATES: Final = re.compile(r"(-?\d+(?:\.\d+)?), ?(-?\d+(?:\.\d+)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Medium:
    """A file that everyone may see. ``content`` is the copy that everyone gets, empty where there is none."""

    identifier: str
    type: str
    metadata: Metadata
    thumbnail: str = ""
    content: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    added: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The archive: its address without a stroke at the end, and the languages that it speaks, its own first."""

    address: str
    languages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Keeper:
    """The unit that keeps something, with its code in addresses and its names."""

    code: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """A record. ``related`` are addresses of the records that it names and everyone may see."""

    home: Home
    identifier: str
    kind: str
    metadata: Metadata
    keeper: Keeper
    published: str = ""
    changed: str = ""
    media: Sequence[Medium] = ()
    related: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"{self.home.address}/records/{self.identifier}"

    def named(self, medium: Medium) -> str:
        return f"{self.address}#media-{medium.identifier}"


@dataclass(frozen=True, slots=True)
class Gathering:
    """A collection; ``items`` are the addresses of what it holds."""

    home: Home
    address: str
    names: Mapping[str, Sequence[str]]
    stories: Mapping[str, Sequence[str]]
    pages: Sequence[str]
    keeper: Keeper
    items: Sequence[str] = ()


def record(work: Work) -> Json:
    return {"@context": CONTEXT, "@graph": [_thing(work), _description(work), *_peoples(work)]}


def collection(told: Gathering) -> Json:
    return parts.filled(
        {
            "@context": CONTEXT,
            "@id": told.address,
            "@type": ["Collection", "ArchiveComponent"],
            "name": parts.words(told.names),
            "description": parts.words(told.stories),
            "url": list(told.pages),
            **_kept(told.home, told.keeper),
            "isAccessibleForFree": True,
            "hasPart": [{"@id": address} for address in told.items],
        }
    )


def site(home: Home, names: Mapping[str, str], language: str) -> Json:
    """The archive as a whole, on the front page in ``language``, with its search."""
    search = f"{home.address}/{language}/search?q={{search_term_string}}"
    return {
        "@context": CONTEXT,
        "@graph": [
            {
                "@id": f"{home.address}/#site",
                "@type": "WebSite",
                "name": "Chiêng",
                "description": parts.words({tag: [name] for tag, name in names.items()}),
                "url": f"{home.address}/{language}/",
                "inLanguage": list(home.languages),
                "publisher": {"@id": f"{home.address}/#archive"},
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": {"@type": "EntryPoint", "urlTemplate": search},
                    "query-input": "required name=search_term_string",
                },
            },
            _archive(home),
        ],
    }


def page(kind: str, home: Home, address: str, name: str, language: str) -> Json:
    """Any other page by its schema.org type."""
    return parts.filled(
        {
            "@context": CONTEXT,
            "@type": kind,
            "name": name,
            "url": address,
            "inLanguage": language,
            "isPartOf": {"@id": f"{home.address}/#site"},
        }
    )


def _archive(home: Home) -> Json:
    return {
        "@id": f"{home.address}/#archive",
        "@type": "ArchiveOrganization",
        "name": "Chiêng",
        "url": f"{home.address}/{home.languages[0]}/",
    }


def _kept(home: Home, keeper: Keeper) -> Json:
    """Who keeps it and who publishes it, which is one unit."""
    named = {
        "@id": f"{home.address}/#unit-{keeper.code}",
        "@type": "ArchiveOrganization",
        "name": parts.words({tag: [name] for tag, name in keeper.names.items()}),
        "url": [f"{home.address}/{tag}/units/{keeper.code}" for tag in home.languages],
    }
    return {"holdingArchive": named, "publisher": {"@id": named["@id"]}, "provider": _archive(home)}


def _thing(work: Work) -> Json:
    metadata, kind = work.metadata, types.of(work.kind, work.metadata)
    told = {
        "@id": work.address,
        "@type": kind,
        "identifier": work.identifier,
        "name": parts.words(texts(metadata, "title")),
        "alternateName": parts.words(texts(metadata, "alternative")),
        "description": parts.words(texts(metadata, "description")),
        "url": _pages(work),
        "image": [{"@id": work.named(medium)} for medium in work.media if medium.type == "image"],
        "subjectOf": {"@id": f"{work.address}#description"},
    }
    family = types.family(kind)
    return parts.filled(told | _FAMILIES[family](work) if family in _FAMILIES else told)


def _event(work: Work) -> Json:
    return {
        "about": _people_ids(work),
        "location": parts.places(work.metadata),
        "organizer": parts.agents(work.metadata, "organizer"),
        "performer": parts.agents(work.metadata, "performer"),
        "eventSchedule": schedules(values(work.metadata, "occurs"), work.home.languages),
    }


def _creation(work: Work) -> Json:
    metadata = work.metadata
    return {
        "about": _people_ids(work),
        "spatialCoverage": parts.places(work.metadata),
        "creator": parts.agents(metadata, "creator"),
        "dateCreated": parts.day(metadata, "created"),
        "datePublished": parts.day(metadata, "issued"),
        "inLanguage": list(values(metadata, "language")),
        "genre": parts.labels(metadata, "genre", "documentType", "garmentType"),
        "material": parts.labels(metadata, "material"),
        "keywords": parts.words(texts(metadata, "subject")),
    }


def _place(work: Work) -> Json:
    found = _COORDINATES.fullmatch(next(iter(values(work.metadata, "coordinates")), ""))
    geo = {"@type": "GeoCoordinates", "latitude": float(found[1]), "longitude": float(found[2])} if found else None
    return {
        "containedInPlace": parts.places(work.metadata),
        "geo": geo,
        "keywords": parts.words(texts(work.metadata, "subject")),
    }


def _product(work: Work) -> Json:
    return {"material": parts.labels(work.metadata, "material"), "category": parts.labels(work.metadata, "productType")}


_FAMILIES: Final = {"event": _event, "creation": _creation, "place": _place, "product": _product}


def _description(work: Work) -> Json:
    """The record in the archive: who keeps it, on what terms, with which media."""
    metadata = work.metadata
    return parts.filled(
        {
            "@id": f"{work.address}#description",
            "@type": "ArchiveComponent",
            "name": parts.words(texts(metadata, "title")),
            "url": _pages(work),
            "about": [{"@id": work.address}, *_people_ids(work)],
            "contentLocation": parts.places(work.metadata),
            **_kept(work.home, work.keeper),
            "license": list(parts.licences(metadata)),
            "copyrightHolder": parts.agents(metadata, "rightsHolder"),
            "conditionsOfAccess": parts.words(texts(metadata, "accessRights")),
            "isAccessibleForFree": True,
            "inLanguage": [tag for tag in texts(metadata, "description") if tag not in parts.UNSPOKEN],
            "datePublished": work.published,
            "dateModified": work.changed,
            "mentions": [{"@id": address} for address in work.related.values()],
            "associatedMedia": [_medium(medium, work) for medium in work.media],
        }
    )


def _medium(medium: Medium, work: Work) -> Json:
    said = medium.metadata
    measured = medium.type in {"image", "video"}
    return parts.filled(
        {
            "@id": work.named(medium),
            "@type": types.MEDIA[medium.type],
            "name": parts.words(texts(said, "label")) or parts.words(texts(work.metadata, "title")),
            "description": parts.words(texts(said, "description")),
            "contentUrl": medium.content,
            "encodingFormat": medium.mime,
            "thumbnailUrl": medium.thumbnail,
            "width": medium.width if measured else None,
            "height": medium.height if measured else None,
            "duration": parts.duration(medium.seconds) if medium.type in {"audio", "video"} else None,
            "uploadDate": medium.added,
            "dateCreated": parts.day(said, "recordedOn"),
            "creator": parts.agents(said, "recordedBy"),
            "inLanguage": list(values(said, "language")),
            "license": list(parts.licences(said)) or list(parts.licences(work.metadata)),
            "acquireLicensePage": _pages(work)[0],
        }
    )


def _pages(work: Work) -> list[str]:
    return [f"{work.home.address}/{tag}/records/{work.identifier}" for tag in work.home.languages]


def _peoples(work: Work) -> Iterator[Json]:
    for key, people in parts.known(work.metadata, "people"):
        yield parts.filled(
            {
                "@id": f"{work.address}#people-{key}",
                "@type": "DefinedTerm",
                "termCode": key,
                "name": parts.label(people),
                "url": [f"{work.home.address}/{tag}/peoples/{key}" for tag in work.home.languages],
                "sameAs": people.uri,
            }
        )


def _people_ids(work: Work) -> list[Json]:
    return [{"@id": f"{work.address}#people-{key}"} for key, _ in parts.known(work.metadata, "people")]
