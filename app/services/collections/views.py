"""Collections as a viewer sees them."""

from dataclasses import dataclass
from datetime import datetime

from app.services.collections.words import Words
from app.services.reading import RecordView


@dataclass(frozen=True, slots=True)
class Crumb:
    """A collection as others name it."""

    identifier: str
    title: Words


@dataclass(frozen=True, slots=True)
class CollectionCard:
    """``records`` and ``collections`` count what stands in it directly and this viewer may see; ``cover`` is the
    first of its records that has a picture."""

    identifier: str
    title: Words
    description: Words
    records: int
    collections: int
    cover: RecordView | None
    access_id: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CollectionView:
    """One page of a collection. ``total`` counts its records that this viewer may see; ``records`` are those of the
    page, ``collections`` all that stand in it. ``ways`` lead to it from the outermost collections, one for each that
    holds it. ``kept`` as in ``RecordView``; ``everyone``: everybody sees the same at any time."""

    identifier: str
    title: Words
    description: Words
    status: str
    access_id: int
    access: str
    unit: dict[str, str]
    unit_code: str
    kept: bool
    everyone: bool
    ways: tuple[tuple[Crumb, ...], ...]
    collections: tuple[CollectionCard, ...]
    records: tuple[RecordView, ...]
    total: int
    page: int
    pages: int
    created_at: datetime
    published_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """A collection that a record is in, its place among the ``total`` records that the viewer may see there, and its
    neighbours."""

    collection: Crumb
    place: int
    total: int
    previous: RecordView | None
    following: RecordView | None
