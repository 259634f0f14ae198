"""The page of results: hits with what was found marked, how the question was read, and what stands round them.

Not here: what an address asks for (``asking``), facets and filters (``narrowing``), pages of results (``paging``).
"""

from collections.abc import Iterator

from app.search.highlight import Fragment, Marks, fragment
from app.search.query import Sort
from app.services import labels
from app.services.discovery import Found, Question
from app.services.reading import RecordView
from app.services.viewer import Viewer
from app.web import feeds
from app.web.archive import archive
from app.web.language import noted, say, say_many
from app.web.site import cards, home, narrowing, paging
from app.web.site.asking import SORTS, Asked
from app.web.site.frame import kind_label
from app.web.site.told import Link, Marked, Piece
from app.web.site.values import Reader, foreign, readable
from app.web.site.views import Choice, Hit, SearchPage
from metadata.statements import PASSAGE, Metadata, every_value

EXCERPT = 220
OPENING = 150
MEANT = noted("Did you mean:")
_OFFERED = {"typed": noted("It was searched as:")}
_RELAXED = {
    "few": "Few records have all of these words: they come first, then those that have most of them.",
    "spelling": "Nothing is spelled quite like that; this comes near.",
    "typed": "The keys were read as Vietnamese typing (Telex or VNI).",
    "some": "Nothing has all of these words; this has most of them.",
}
_COUNTED = {
    "image": ("one photograph", "%(n)s photographs"),
    "video": ("one film", "%(n)s films"),
    "audio": ("one recording", "%(n)s recordings"),
    "document": ("one document", "%(n)s documents"),
}


def search_page(viewer: Viewer, asked: Asked, reader: Reader) -> SearchPage:
    """Raises ``SearchUnavailable``, and ``BadRequest`` for a cursor that no result gave."""
    question = asked.as_question()
    found = archive().discovery.search(viewer, question)
    chips = tuple(narrowing.chips(asked, reader))
    return SearchPage(
        query=asked.typed,
        address=asked.address(reader.search),
        page=asked.page,
        total=found.total,
        heading=heading(found.total, asked, reader),
        remark=_remark(found, reader),
        meant=_meant(viewer, question, found, asked, reader),
        offered=say(reader.tag, _OFFERED.get(found.relaxed, MEANT)),
        facets=tuple(narrowing.facets_of(found, asked, reader)),
        chips=chips,
        hits=tuple(hit(record, found.marks, reader) for record in found.records),
        sorts=tuple(Choice(sort, say(reader.tag, label), 0, sort == asked.sort) for sort, label in _offered(asked)),
        gallery=asked.gallery,
        views=tuple(_views(asked, reader)),
        kept=asked.manner(),
        pages=paging.pages(found, asked, reader),
        feed=None if found.near else feeds.follow(asked, reader.tag),
        clear=asked.choosing({}).address(reader.search),
        examples=() if found.total else home.example_links(reader),
    )


def _remark(found: Found, reader: Reader) -> str:
    sentence = _RELAXED.get(found.relaxed, "")
    return say(reader.tag, sentence) if sentence and found.total else ""


def _meant(viewer: Viewer, question: Question, found: Found, asked: Asked, reader: Reader) -> Link | None:
    said = archive().discovery.meant(viewer, question, found)
    return Link(said, asked.reading(said).address(reader.search)) if said else None


def _views(asked: Asked, reader: Reader) -> Iterator[Link]:
    """As a list or as a gallery, at the same place in the results."""
    for label, gallery in (("List", False), ("Gallery", True)):
        yield Link(
            say(reader.tag, label),
            asked.shown(gallery=gallery).address(reader.search),
            current=gallery == asked.gallery,
        )


def heading(total: int, asked: Asked, reader: Reader) -> str:
    if not asked.typed:
        return say_many(reader.tag, "%(n)s record", "%(n)s records", total) if total else say(reader.tag, "No records")
    if not total:
        return say(reader.tag, "Nothing found yet for “%(query)s”", query=asked.typed)
    return say_many(
        reader.tag, "%(n)s result for “%(query)s”", "%(n)s results for “%(query)s”", total, query=asked.typed
    )


def _offered(asked: Asked) -> list[tuple[Sort, str]]:
    return [(sort, label) for sort, label in SORTS.items() if asked.typed or sort != "relevance"]


def hit(record: RecordView, marks: Marks, reader: Reader) -> Hit:
    metadata = labels.public(record.metadata)
    title = cards.title(metadata, reader)
    return Hit(
        url=cards.address(record.identifier, reader),
        kind=record.kind,
        kind_label=kind_label(record.kind, reader.tag),
        people=", ".join(cards.people_names(metadata, reader)),
        title=Marked(_pieces(fragment(title.value, marks, max(1, len(title.value)))), title.lang),
        excerpt=excerpt(metadata, marks, reader),
        facts=tuple(_facts(record, metadata, reader)),
        picture=cards.picture(record),
    )


def excerpt(metadata: Metadata, marks: Marks, reader: Reader) -> Marked | None:
    """The line that was found; where that is none of the texts, how the description begins."""
    candidates = list(_texts(metadata, reader))
    for text, lang in candidates:
        found = fragment(text, marks, EXCERPT)
        if found.spans:
            return Marked(_pieces(found), lang)
    if not candidates:
        return None
    text, lang = candidates[0]
    return Marked(_pieces(fragment(text, Marks(), OPENING)), lang)


def _texts(metadata: Metadata, reader: Reader) -> Iterator[tuple[str, str]]:
    """The description first, then every other text as it stands in the record, titles apart."""
    for value in readable(metadata.get("description", ()), reader):
        yield value["value"], foreign(value.get("lang"), reader)
    for path, value in every_value(metadata):
        unsaid = path in {"title", "description"} or path.rpartition(".")[2] in PASSAGE
        if value["type"] == "text" and value.get("value") and not unsaid:
            yield value["value"], foreign(value.get("lang"), reader)


def _pieces(found: Fragment) -> tuple[Piece, ...]:
    pieces = [Piece(text, marked) for text, marked in found.parts()]
    return (
        *([Piece("… ")] if found.before else []),
        *pieces,
        *([Piece(" …")] if found.after else []),
    )


def _facts(record: RecordView, metadata: Metadata, reader: Reader) -> Iterator[str]:
    if place := cards.place(metadata):
        yield place
    for type, (one, many) in _COUNTED.items():
        if count := sum(media.type == type for media in record.media):
            yield say_many(reader.tag, one, many, count)
