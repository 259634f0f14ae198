"""The fields that a document has in every engine, and what is put into each. How an engine keeps them is its own."""

from app.search import facets
from app.search.document import IndexDocument, MediaDocument, RecordDocument, id_number
from app.search.wording import BOUNDARY

# Grows with every change of fields or of what the analysis makes of text; an index of another version is made anew
VERSION = 6

TITLE, NAMES, EVERYTHING, PAIRS, EXACT = "title", "names", "everything", "pairs", "exact"
SPOKEN, SPOKEN_EXACT = "spoken", "spoken_exact"
SCORED = (TITLE, NAMES, EVERYTHING, PAIRS, EXACT, SPOKEN)
# Of these it is asked how often a word stands there, never where
UNPLACED = frozenset({NAMES, PAIRS, EXACT})
# Whether a word stands there with these tones is all that is asked of this: no frequencies, no places
UNSCORED = (SPOKEN_EXACT,)
# A media text has `of` and `media_access` instead: asking for `access` is asking for records
RECORD, ACCESS, OF, MEDIA_ACCESS = "record", "access", "of", "media_access"
SORT_KEYS = ("newest", "next", "date")
ALPHABETICAL = "alphabetical"
TITLES = "titles"
FACETS = "f"


def facet(name: str) -> str:
    """The field of a facet."""
    return f"{FACETS}.{name}"


def fields(document: IndexDocument) -> dict[str, object]:
    """A document as JSON. Every scored field is there in each: engines reckon a word's weight from those that have
    the field."""
    values = _record(document) if isinstance(document, RecordDocument) else _media(document)
    return dict.fromkeys(SCORED, BOUNDARY) | values


def _record(document: RecordDocument) -> dict[str, object]:
    return {
        "id": document.id,
        RECORD: id_number(document.id),
        ACCESS: document.access_id,
        TITLE: document.title,
        NAMES: document.names,
        EVERYTHING: document.everything,
        PAIRS: document.pairs,
        EXACT: f"{BOUNDARY} {document.exact}",
        FACETS: {name: list(document.facets[name]) for name in facets.names() if name in document.facets},
        "newest": document.newest,
        "next": document.next,
        "date": document.date,
        ALPHABETICAL: document.alphabetical,
        TITLES: list(document.titles),
    }


def _media(document: MediaDocument) -> dict[str, object]:
    return {
        "id": document.id,
        OF: id_number(document.record),
        MEDIA_ACCESS: document.access_id,
        SPOKEN: document.spoken,
        SPOKEN_EXACT: f"{BOUNDARY} {document.exact}",
    }
