"""The page of results: hits with what was found marked, facets with counts, filters to take away, pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from app.search import facets
from app.search.highlight import Fragment, Marks, fragment
from app.search.query import FacetCount, Sort
from app.services import labels
from app.services.discovery import Found, Question
from app.services.reading import RecordView
from app.services.viewer import Viewer
from app.web.archive import archive
from app.web.language import number, say, say_many
from app.web.site import cards, home
from app.web.site.frame import kind_label
from app.web.site.told import Link, Marked, Piece
from app.web.site.values import Reader, foreign, readable
from app.web.site.views import Choice, Facet, Hit, Pages, SearchPage
from metadata.profile import KINDS, profile
from metadata.statements import PASSAGE, Metadata, every_value

PER_PAGE = 20
MOST = 10_000
OPEN = 6
EXCERPT = 220
OPENING = 150
_SORTS: Mapping[Sort, str] = {
    "relevance": "Best match",
    "newest": "Newest first",
    "next": "Held next",
    "title": "Name, A to Z",
    "date": "Oldest times first",
}
_LABELS = {
    "kind": "Kind of record",
    "media": "Media",
    "month": "Month",
    "place": "Province",
    "people": "People",
    "rights": "Reuse",
}
_FIRST = ("kind", "people", "place", "month", "media")
_LAST = ("rights",)
_RELAXED = {
    "spelling": "Nothing is spelled quite like that; this comes near.",
    "some": "Nothing has all of these words; this has most of them.",
}
_COUNTED = {
    "image": ("one photograph", "%(n)s photographs"),
    "video": ("one film", "%(n)s films"),
    "audio": ("one recording", "%(n)s recordings"),
    "document": ("one document", "%(n)s documents"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; whatever in it makes no sense is as if it were not there."""

    typed: str
    chosen: Mapping[str, tuple[str, ...]]
    sort: Sort
    page: int

    @classmethod
    def of(cls, args: "MultiDict[str, str]") -> "Asked":
        typed = args.get("q", "").strip()
        chosen = {name: tuple(dict.fromkeys(filter(None, args.getlist(name)))) for name in facets.names()}
        page = args.get("page", 1, int)
        return cls(
            typed,
            {name: values for name, values in chosen.items() if values},
            next((sort for sort in _SORTS if sort == args.get("sort")), usual_sort(typed)),
            min(max(1, page), MOST // PER_PAGE),
        )

    def address(self, base: str, *, chosen: Mapping[str, Sequence[str]] | None = None, page: int = 1) -> str:
        """The same question with other choices or another page; what is as usual is not said."""
        choices = self.chosen if chosen is None else chosen
        pairs = [("q", self.typed)] if self.typed else []
        pairs += [(name, value) for name, values in choices.items() for value in values]
        pairs += [("sort", self.sort)] if self.sort != usual_sort(self.typed) else []
        pairs += [("page", str(page))] if page > 1 else []
        return f"{base}?{urlencode(pairs)}" if pairs else base


def usual_sort(typed: str) -> Sort:
    return "relevance" if typed else "newest"


def search_page(viewer: Viewer, asked: Asked, reader: Reader) -> SearchPage:
    found = archive().discovery.search(
        viewer,
        Question(asked.typed, asked.chosen, facets.names(), asked.sort, asked.page, PER_PAGE),
    )
    return SearchPage(
        query=asked.typed,
        total=found.total,
        heading=heading(found.total, asked, reader),
        remark=say(reader.tag, _RELAXED[found.relaxed]) if found.relaxed and found.total else "",
        facets=tuple(_facets(found, asked, reader)),
        chips=tuple(_chips(asked, reader)),
        hits=tuple(hit(record, found.marks, reader) for record in found.records),
        sorts=tuple(Choice(sort, say(reader.tag, label), 0, sort == asked.sort) for sort, label in _offered(asked)),
        pages=pages(found.total, asked, reader),
        clear=asked.address(reader.search, chosen={}),
        examples=() if found.total else home.example_links(reader),
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
    return [(sort, label) for sort, label in _SORTS.items() if asked.typed or sort != "relevance"]


def _facets(found: Found, asked: Asked, reader: Reader) -> Iterator[Facet]:
    for name in sorted(facets.names(), key=_place_of):
        chosen = asked.chosen.get(name, ())
        counts = _with_chosen(found.facets.get(name, ()), chosen)
        if counts:
            choices = [
                Choice(count.value, facets.label(name, count.value, reader.tag), count.count, count.value in chosen)
                for count in counts
            ]
            yield _facet(name, choices, reader)


def _place_of(name: str) -> int:
    """What most people look for first, what few do last, others in the order of the profiles between."""
    return _FIRST.index(name) if name in _FIRST else len(_FIRST) + (name in _LAST)


def _with_chosen(counts: Sequence[FacetCount], chosen: Sequence[str]) -> list[FacetCount]:
    """A choice that finds nothing stays in sight, else nobody could take it back."""
    missing = [FacetCount(value, 0) for value in chosen if value not in {count.value for count in counts}]
    return [*counts, *missing]


def _facet(name: str, choices: list[Choice], reader: Reader) -> Facet:
    """Months in their order, everything else by count; what is chosen is never folded away."""
    if name == "month":
        return Facet(name, facet_label(name, reader), tuple(sorted(choices, key=lambda choice: choice.value)))
    shown = [choice for at, choice in enumerate(choices) if at < OPEN or choice.chosen]
    rest = [choice for choice in choices if choice not in shown]
    return Facet(name, facet_label(name, reader), tuple(shown), tuple(rest))


def facet_label(name: str, reader: Reader) -> str:
    if name in _LABELS:
        return say(reader.tag, _LABELS[name])
    rows = (row for kind in KINDS for row in profile(kind).facets if facets.name_of(row) == name)
    return next(row.label(reader.tag) for row in rows)


def _chips(asked: Asked, reader: Reader) -> Iterator[Link]:
    for name, values in asked.chosen.items():
        for value in values:
            rest = {**asked.chosen, name: [other for other in values if other != value]}
            yield Link(facets.label(name, value, reader.tag), asked.address(reader.search, chosen=rest))


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


def pages(total: int, asked: Asked, reader: Reader) -> Pages | None:
    last = -(-min(total, MOST) // PER_PAGE)
    if last < 2:
        return None
    near = sorted({1, last, *range(max(1, asked.page - 2), min(last, asked.page + 2) + 1)})
    numbers: list[Link] = []
    for before, at in zip([0, *near], near, strict=False):
        if at - before > 1:
            numbers.append(Link("…"))
        numbers.append(Link(number(at, reader.tag), asked.address(reader.search, page=at), current=at == asked.page))
    return Pages(
        tuple(numbers),
        asked.address(reader.search, page=asked.page - 1) if asked.page > 1 else "",
        asked.address(reader.search, page=asked.page + 1) if asked.page < last else "",
    )
