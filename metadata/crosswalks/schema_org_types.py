"""Which schema.org type stands for which kind of record, genre, document, place and file."""

from collections.abc import Mapping
from typing import Final

from metadata.statements import Metadata, values

MEDIA: Final[Mapping[str, str]] = {
    "image": "ImageObject",
    "audio": "AudioObject",
    "video": "VideoObject",
    "document": "MediaObject",
}

_KINDS: Final = {
    "festival": "Festival",
    "custom": "Event",
    "costume": "VisualArtwork",
    "expression": "CreativeWork",
    "language": "Language",
    "document": "CreativeWork",
    "product": "Product",
    "place": "Place",
}

# The term of a kind whose concepts say more than the kind does, and what they say
NARROWER: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "expression": (
        "genre",
        {
            **dict.fromkeys(
                (
                    "folk-song",
                    "lullaby",
                    "antiphonal",
                    "wedding-song",
                    "lament",
                    "work-song",
                    "instrumental",
                    "gong-music",
                ),
                "MusicComposition",
            ),
            "theatre": "Play",
            "game": "Game",
        },
    ),
    "document": (
        "documentType",
        {
            **dict.fromkeys(("manuscript", "ritual-book", "palm-leaf"), "Manuscript"),
            **dict.fromkeys(("book", "textbook", "genealogy"), "Book"),
            "newspaper": "Periodical",
            "map": "Map",
            "photograph": "Photograph",
            "drawing": "Drawing",
            "film": "Movie",
            "score": "SheetMusic",
        },
    ),
    "place": (
        "placeType",
        {
            **dict.fromkeys(("communal-house", "temple"), "PlaceOfWorship"),
            **dict.fromkeys(("cham-tower", "citadel", "revolutionary-site"), "LandmarksOrHistoricalBuildings"),
            "pagoda": "BuddhistTemple",
            "mosque": "Mosque",
            "church": "Church",
            "museum": "Museum",
            "cemetery": "Cemetery",
            "mountain": "Mountain",
            "river": "RiverBodyOfWater",
            "lake": "LakeBodyOfWater",
            "waterfall": "Waterfall",
        },
    ),
}

_FAMILIES: Final = {"Festival": "event", "Event": "event", "Language": "language", "Product": "product"}
_PLACES: Final = frozenset({"Place", *NARROWER["place"][1].values()})


def of(kind: str, metadata: Metadata) -> str:
    """The type of what a record describes; of several genres the first that says more than the kind."""
    term, narrower = NARROWER.get(kind, ("", {}))
    found = (narrower[key] for key in values(metadata, term) if key in narrower)
    return next(found, _KINDS.get(kind, "CreativeWork"))


def family(type: str) -> str:
    """Which properties a type may have: those of an event, a creation, a place, a product or a language."""
    return _FAMILIES.get(type) or ("place" if type in _PLACES else "creation")
