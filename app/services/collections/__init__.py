"""Curated collections: what a viewer reads of them, how officers curate them, the sheet in which they travel."""

from app.services.collections.bench import Bench, CollectionDesk, DeskCollection
from app.services.collections.curating import Curating
from app.services.collections.reading import AT_ONCE, CollectionReading
from app.services.collections.taking import CollectionTaking, Taken
from app.services.collections.undoing import CollectionUndoing, Undone
from app.services.collections.views import CollectionCard, CollectionView, Crumb, Membership

__all__ = [
    "AT_ONCE",
    "Bench",
    "CollectionCard",
    "CollectionDesk",
    "CollectionReading",
    "CollectionTaking",
    "CollectionUndoing",
    "CollectionView",
    "Crumb",
    "Curating",
    "DeskCollection",
    "Membership",
    "Taken",
    "Undone",
]
