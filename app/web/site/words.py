"""The page on which words are found inside a record: each with its time or page, and the way to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.iiif.found import Found, Match, Place, Quote
from app.search.query import LETTERS
from app.services import labels
from app.services.identifiers import normal
from app.services.reading import RecordView
from app.services.words.placing import CONTEXT
from app.web.archive import archive, viewer
from app.web.language import duration, noted, number, say, say_many
from app.web.limits import client, ordinal
from app.web.site import cards, stage
from app.web.site.asked import reader_of
from app.web.site.record import manifest_path
from app.web.site.stage import Stage
from app.web.site.told import Marked, Piece, Text
from app.web.site.values import Reader, foreign, language_label

blueprint = Blueprint("words", __name__)

_KINDS = {
    "captions": noted("Captions"),
    "transcript": noted("Transcript"),
    "chapters": noted("Chapter"),
    "page": noted("Page text"),
    "annotations": noted("Note"),
}
_PATH = "/<lang>/records/<identifier>/words"


@dataclass(frozen=True, slots=True)
class FoundWords:
    """One answer: ``where`` it is (a time, a page), ``of`` what it is."""

    url: str
    where: str
    of: str
    text: Marked
    media: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class OfFile:
    """The answers in one file, one after another."""

    label: Text
    found: tuple[FoundWords, ...]


@dataclass(frozen=True, slots=True)
class WordsPage:
    """``total`` is told in ``heading``; ``viewer`` shows the answers on the pictures themselves."""

    title: Text
    back: str
    action: str
    query: str
    heading: str
    files: tuple[OfFile, ...]
    previous: str = ""
    following: str = ""
    viewer: str = ""
    complete: str = ""


@blueprint.get(_PATH)
def page(lang: str, identifier: str) -> AnyResponse:
    reader = reader_of(lang)
    identifier = normal(identifier) or identifier
    view = archive().reading.record(viewer(), identifier)
    typed = request.args.get("q", "").strip()[:LETTERS]
    number_of_page = max(1, ordinal(request.args.get("page", "1")))
    found = archive().words.search(viewer(), identifier, typed, page=number_of_page, client=client()) if typed else None
    response = make_response(render_template("site/words.html", words=_page(view, typed, found, reader)))
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(view: RecordView, typed: str, found: Found | None, reader: Reader) -> WordsPage:
    action = url_for("words.page", lang=reader.tag, identifier=view.identifier)
    back = url_for("site.record", lang=reader.tag, identifier=view.identifier)
    return WordsPage(
        title=cards.title(labels.public(view.metadata), reader),
        back=back,
        action=action,
        query=typed,
        heading=_heading(found, typed, reader),
        files=tuple(_by_file(view, found, back, reader)) if found else (),
        previous=_turned(action, typed, found.page - 1) if found and found.page > 1 else "",
        following=_turned(action, typed, found.page + 1) if found and found.page < found.pages else "",
        viewer=_viewer(view, typed, reader) if found and found.matches and manifest_path(view) else "",
        complete=url_for("content_search.autocomplete", version="2", identifier=view.identifier),
    )


def _viewer(view: RecordView, typed: str, reader: Reader) -> str:
    return url_for("viewer.record", lang=reader.tag, identifier=view.identifier, q=typed)


def _turned(action: str, typed: str, page: int) -> str:
    return f"{action}?{urlencode({'q': typed, **({'page': page} if page > 1 else {})})}"


def _heading(found: Found | None, typed: str, reader: Reader) -> str:
    if found is None:
        return ""
    if found.pages == 0:
        return say(reader.tag, "“%(query)s” is not said or written here", query=typed)
    if found.matches_total is None:
        return say(reader.tag, "“%(query)s” is here very often", query=typed)
    return say_many(reader.tag, "“%(query)s” once", "“%(query)s” %(n)s times", found.matches_total, query=typed)


def _by_file(view: RecordView, found: Found, back: str, reader: Reader) -> Iterator[OfFile]:
    """In the order of the answers, which is that of the files."""
    named = {item.id: item.label for item in stage.views(view.media, Stage(back), reader)}
    answers: dict[str, list[FoundWords]] = {}
    for match in found.matches:
        place = found.places[match.quotes[0].at]
        answers.setdefault(place.media, []).append(_answer(place, match, found, back, reader))
    for media, some in answers.items():
        yield OfFile(named[media], tuple(some))


def _answer(place: Place, match: Match, found: Found, back: str, reader: Reader) -> FoundWords:
    second = str(int(place.stretch[0])) if place.stretch else ""
    query = {"media": place.media, "sheet": str(place.page or ""), "t": second, "xywh": _box(place)}
    address = f"{back}?{urlencode({name: value for name, value in query.items() if value}, safe=',')}#stage"
    lang = foreign(place.language, reader)
    kind = say(reader.tag, _KINDS[place.kind])
    of = f"{kind} ({language_label(place.language, reader)})" if lang else kind
    pieces = tuple(_pieces(match.quotes, found))
    return FoundWords(address, _where(place, reader), of, Marked(pieces, lang), place.media, second)


def _where(place: Place, reader: Reader) -> str:
    if place.stretch:
        return duration(int(place.stretch[0]))
    if place.page:
        return say(reader.tag, "Page %(number)s", number=number(place.page, reader.tag))
    return say(reader.tag, noted("A corner") if place.box else noted("Whole file"))


def _box(place: Place) -> str:
    return ",".join(map(str, place.box)) if place.box else ""


def _pieces(quotes: tuple[Quote, ...], found: Found) -> Iterator[Piece]:
    """Each quote with what stands around it; what goes over the end of a line or a caption is marked as one."""
    yield Piece(f"…{quotes[0].prefix}" if _cut(quotes[0].prefix) else quotes[0].prefix)
    marked = quotes[0].exact
    for one, other in pairwise(quotes):
        between = _between(one, other, found)
        if between.isspace():
            marked += between + other.exact
        else:
            yield Piece(marked, hit=True)
            yield Piece(between)
            marked = other.exact
    yield Piece(marked, hit=True)
    yield Piece(f"{quotes[-1].suffix}…" if _cut(quotes[-1].suffix) else quotes[-1].suffix)


def _cut(context: str) -> bool:
    """Whether there is more than is told, which what is as long as can be nearly always has."""
    return len(context) > CONTEXT // 2


def _between(one: Quote, other: Quote, found: Found) -> str:
    """What stands between two quotes of one answer, as far as both tell of it."""
    same = one.at == other.at or found.places[one.at].precise
    if same and one.suffix and other.exact in one.suffix:
        return one.suffix[: one.suffix.index(other.exact)]
    return f"{one.suffix} {other.prefix}".rstrip() + " " if one.suffix.strip() or other.prefix.strip() else " "
