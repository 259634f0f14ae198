"""The archive as a tree of collections in IIIF, from one at the top: curated ones, units, peoples, all records.

Only what everyone may see at any time stands here, so everybody gets the same; a collection that is for some is told
to them by its own address (``collections``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import NotFound
from app.iiif.work import Keeper, LanguageMap, Listed
from app.models import Collection, Media, Record, Unit
from app.services.access import EVERYONE_ID
from app.services.collections import questions, tree
from app.services.discovery import PEOPLES, Discovery, Question
from app.services.manifests import language_maps, parts, shelves
from app.services.manifests.service import Manifest
from app.services.manifests.shelves import Heap
from app.services.reading import Reading, RecordView
from app.services.units.finding import ROOT, find
from app.services.viewer import VISITOR
from metadata.problem import Problem
from metadata.vocabulary import vocabulary

TOP: Final = "collections/top"
TOP_LABEL: Final[LanguageMap] = {
    "vi": ["Kho lưu trữ Chiêng"],
    "en": ["The Chiêng archive"],
}

_LABELS: Final[Mapping[str, LanguageMap]] = {
    "curated": {"vi": ["Các bộ sưu tập"], "en": ["Collections"]},
    "peoples": {"vi": ["Theo dân tộc"], "en": ["By people"]},
    "units": {"vi": ["Theo đơn vị lưu giữ"], "en": ["By keeping unit"]},
    "records": {"vi": ["Tất cả hồ sơ có tư liệu"], "en": ["All records with media"]},
}
_SUMMARIES: Final[Mapping[str, LanguageMap]] = {
    "top": {
        "vi": ["Những hồ sơ có ảnh, phim, âm thanh hoặc tài liệu mà ai cũng xem được."],
        "en": ["The records with pictures, films, sounds or documents that anybody may see."],
    },
    "curated": {
        "vi": ["Hồ sơ do cán bộ chọn và sắp xếp."],
        "en": ["Records that officers have chosen and put in order."],
    },
    "peoples": {"vi": ["Hồ sơ về từng dân tộc."], "en": ["The records of each people."]},
    "units": {"vi": ["Hồ sơ do từng đơn vị lưu giữ."], "en": ["The records that each unit keeps."]},
    "records": {"vi": ["Xếp theo thứ tự công bố."], "en": ["In the order in which they were published."]},
}
_OPEN: Final = frozenset({EVERYONE_ID})
_FOUND: Final = 10_000  # as many as a search leads to by pages
_WITH_MEDIA: Final = ("image", "video", "audio", "document")


class ArchiveManifests:
    def __init__(self, db: Database, reading: Reading, discovery: Discovery, languages: Sequence[str]) -> None:
        self._db, self._reading, self._discovery = db, reading, discovery
        self._languages = tuple(languages)
        self._heaps: Mapping[str, Callable[[Session], Heap]] = {
            "curated": self._curated,
            "peoples": self._peoples,
            "units": self._units,
            "records": self._records,
        }

    def collection(self, name: str, part: str = "", version: int = 3) -> Manifest:
        """``top``, ``curated``, ``units`` …, ``units/CODE``, ``peoples/SLUG``. Raises ``NotFound``."""
        with self._db.read() as session:
            heap = self._heap(session, name)
            body = shelves.FORMS[version](shelves.shelf(heap, part))
        return shelves.told(body, everyone=True)

    def _heap(self, session: Session, name: str) -> Heap:
        kind, _slash, key = name.partition("/")
        if name == "top":
            return self._top(session)
        if key and kind == "units":
            return self._unit(session, key)
        if key and kind == "peoples":
            return self._people(key)
        if name not in self._heaps:
            raise NotFound(Problem("collection.unknown", value=name[:80]))
        return self._heaps[name](session)

    def _top(self, session: Session) -> Heap:
        root = find(session, ROOT)
        name = {tag: [text] for tag, text in root.name.items()}
        there = {"curated": self._curated(session).total, "records": self._records(session).total}
        found = [(key, _LABELS[key]) for key in self._heaps if there.get(key, there["records"])]
        return Heap(
            path=TOP,
            label=TOP_LABEL,
            total=0,
            things=_none,
            summary=_SUMMARIES["top"],
            first=tuple(Listed("Collection", f"collections/{key}", label) for key, label in found),
            keeper=Keeper(root.code, name),
            languages=self._languages,
            pages=tuple((tag, f"/{tag}/") for tag in self._languages),
        )

    def _curated(self, session: Session) -> Heap:
        """Those that stand in no other, in the order in which they were published."""
        reach = (tree.shown(_OPEN), ~questions.held(_OPEN))

        def things(number: int) -> list[Listed]:
            asked = select(Collection).where(*reach).order_by(Collection.published_at, Collection.identifier)
            rows = session.scalars(_page(asked, number))
            return [_listed(f"collections/{row.identifier}", language_maps.named(row.title)) for row in rows]

        total = session.scalar(select(func.count()).select_from(Collection).where(*reach)) or 0
        return replace(self._branch("curated", total, things), noun=parts.COLLECTIONS)

    def _units(self, session: Session) -> Heap:
        """Those that keep a record of which there is a manifest."""
        keeps = exists().where(Record.unit_id == Unit.id, *_SHOWN).correlate(Unit)

        def things(number: int) -> list[Listed]:
            rows = session.scalars(_page(select(Unit).where(keeps).order_by(Unit.code), number))
            return [_listed(f"collections/units/{row.code}", _name(row)) for row in rows]

        total = session.scalar(select(func.count()).select_from(Unit).where(keeps)) or 0
        return replace(self._branch("units", total, things), noun=parts.UNITS)

    def _unit(self, session: Session, code: str) -> Heap:
        """The unit's own records; those below it have collections of their own."""
        unit = session.scalar(select(Unit).where(Unit.code == code)) if "\0" not in code else None
        mine = (Record.unit_id == unit.id, *_SHOWN) if unit else ()
        total = _count(session, mine) if mine else 0
        if unit is None or not total:
            raise NotFound(Problem("unit.unknown", value=code[:80]))
        return Heap(
            path=f"collections/units/{code}",
            label=_name(unit),
            total=total,
            things=partial(self._shown, session, mine),
            summary=language_maps.words(unit.note or {}),
            keeper=Keeper(unit.code, _name(unit)),
            languages=self._languages,
            pages=tuple((tag, f"/{tag}/units/{code}") for tag in self._languages),
            data=f"/api/v1/units/{code}",
            whole=("collections/units", _LABELS["units"]),
        )

    def _records(self, session: Session) -> Heap:
        return self._branch("records", _count(session, _SHOWN), partial(self._shown, session, _SHOWN))

    def _peoples(self, _session: Session) -> Heap:
        named = Question(chosen={"media": _WITH_MEDIA}, facets=(PEOPLES,), per_page=1)
        counts = self._discovery.open(named).facets.get(PEOPLES, ())
        known = [one.value for one in counts if one.value in vocabulary("peoples")]
        first = [_listed(f"collections/peoples/{slug}", _people_name(slug)) for slug in known]
        heap = self._branch(
            "peoples", len(first), lambda number: first[(number - 1) * parts.MOST : number * parts.MOST]
        )
        return replace(heap, noun=parts.PEOPLES)

    def _people(self, slug: str) -> Heap:
        """As the search finds them, which by pages leads to the first ``_FOUND``."""
        if slug not in vocabulary("peoples"):
            raise NotFound(Problem("collection.unknown", value=slug[:80]))
        asked = Question(chosen={PEOPLES: (slug,), "media": _WITH_MEDIA}, sort="title", per_page=parts.MOST)
        total = min(_FOUND, self._discovery.open(replace(asked, per_page=1)).total)
        if not total:
            raise NotFound(Problem("collection.unknown", value=slug))
        return Heap(
            path=f"collections/peoples/{slug}",
            label=_people_name(slug),
            total=total,
            things=lambda number: shelves.records(_open(self._discovery.open(replace(asked, page=number)).records)),
            languages=self._languages,
            pages=tuple((tag, f"/{tag}/peoples/{slug}") for tag in self._languages),
            whole=("collections/peoples", _LABELS["peoples"]),
        )

    def _branch(self, key: str, total: int, things: Callable[[int], Sequence[Listed]]) -> Heap:
        path, summary = f"collections/{key}", _SUMMARIES[key]
        return Heap(path, _LABELS[key], total, things, summary=summary, whole=(TOP, TOP_LABEL))

    def _shown(self, session: Session, reach: Sequence[ColumnElement[bool]], number: int) -> list[Listed]:
        """In the order in which they were published, so that new ones come last and parts that are full stay."""
        asked = select(Record.identifier).where(*reach).order_by(Record.published_at, Record.identifier)
        return shelves.records(_open(self._reading.cards(VISITOR, session.scalars(_page(asked, number)).all())))


_SHOWN: Final = (
    Record.published_version.is_not(None),
    Record.access_id == EVERYONE_ID,
    exists().where(Media.record == Record.identifier, Media.generation > 0, Media.access_id == EVERYONE_ID),
)


def _count(session: Session, reach: Sequence[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(Record).where(*reach)) or 0


def _page(asked: Any, number: int) -> Any:
    return asked.limit(parts.MOST).offset((number - 1) * parts.MOST)


def _open(records: Sequence[RecordView]) -> list[RecordView]:
    """Without what a season opens for a while."""
    return [
        replace(record, media=tuple(file for file in record.media if file.access_id == EVERYONE_ID))
        for record in records
        if record.access_id == EVERYONE_ID
    ]


def _listed(path: str, label: LanguageMap) -> Listed:
    return Listed("Collection", path, label)


def _name(unit: Unit) -> LanguageMap:
    return {tag: [text] for tag, text in unit.name.items()}


def _people_name(slug: str) -> LanguageMap:
    return {tag: [name] for tag, name in vocabulary("peoples").concepts[slug].labels.items()}


def _none(_number: int) -> Sequence[Listed]:
    return ()
