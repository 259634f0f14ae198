"""``/feed.atom``: what is new in the archive, or under a saved search, for programs that tell their readers.

It has what everyone may see at any time, the season of the year notwithstanding, whoever asks. How it is written is in
``app.web.atom``.
"""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.search import facets
from app.services import labels
from app.services.discovery import Question
from app.services.reading import RecordView
from app.web import atom, delivery, linked
from app.web.archive import archive
from app.web.language import say
from app.web.site import cards
from app.web.site.asked import reader_of
from app.web.site.asking import Asked
from app.web.site.frame import kind_label
from app.web.site.values import Reader, foreign, readable
from app.web.site.views import Follow
from metadata.statements import Metadata
from metadata.vocabulary import vocabulary

blueprint = Blueprint("feeds", __name__)

MOST = 50
EXCERPT = 400
SECONDS = 600
# Part of names that must never change: the year in which they began to be given
_SINCE = 2026


@blueprint.get("/feed.atom")
def feed() -> AnyResponse:
    """``lang``, and what the search page takes: words and facets. Raises ``SearchUnavailable`` where it asks any."""
    asked, tag = Asked.of(request.args), _language()
    if asked.crowded:
        return redirect(address_of(asked, tag), 303)
    made = _feed(asked, reader_of(tag))
    body = atom.xml(made)
    response = Response(body, content_type=f"{atom.MIME}; charset=utf-8")
    response.set_etag(delivery.digest(body))
    response.make_conditional(request)
    response.last_modified = made.updated  # not compared: without its newest record, now hidden, a feed is older
    return delivery.open_to_other_sites(delivery.keep(response, everyone=True, seconds=SECONDS))


def address_of(asked: Asked, tag: str) -> str:
    """The one address of the feed of a search. The archive's first language is not said."""
    said = [] if tag == archive().settings.languages[0] else [("lang", tag)]
    pairs = [*said, *asked.question()]
    return url_for("feeds.feed") + (f"?{urlencode(pairs)}" if pairs else "")


def name_of(asked: Asked, tag: str) -> str:
    """What a search is called where its results are not counted."""
    chosen = (facets.label(name, value, tag) for name, values in asked.chosen.items() for value in values)
    words = (f"“{asked.typed}”",) if asked.typed else ()
    return " · ".join((*words, *chosen)) or say(tag, "New in the archive")


def follow(asked: Asked, tag: str) -> Follow:
    path = address_of(asked, tag)
    return Follow(f"Chiêng: {name_of(asked, tag)}", path, archive().settings.base_url + path)


def _language() -> str:
    """As the address says, not as a browser likes: a feed that is kept has one language."""
    languages, said = archive().settings.languages, request.args.get("lang", "")
    return said if said in languages else languages[0]


def _feed(asked: Asked, reader: Reader) -> atom.Feed:
    base, address = archive().settings.base_url, address_of(asked, reader.tag)
    shown = asked.question()
    return atom.Feed(
        id=_name(address.lstrip("/")),
        lang=reader.tag,
        title=follow(asked, reader.tag).title,
        subtitle=say(reader.tag, "Records that everyone may see, the newest first."),
        address=base + address,
        page=base + (reader.search + f"?{urlencode(shown)}" if shown else url_for("site.home", lang=reader.tag)),
        entries=tuple(_entry(record, reader) for record in _records(asked)),
    )


def _records(asked: Asked) -> list[RecordView]:
    """The newest; where nothing is asked, from the records themselves, so that this goes on without the index."""
    if not asked.question():
        found = archive().reading.newest_open(MOST)
    else:
        question = Question(asked.typed, asked.chosen, sort="newest", per_page=MOST)
        answer = archive().discovery.open(question)
        # what only comes near a question today would be strange news of it tomorrow
        found = [] if answer.near else answer.records
    shared = [view for record in found if (view := linked.open_view(record))]
    return sorted(shared, key=_since, reverse=True)


def _since(record: RecordView) -> datetime:
    """When it became public."""
    return record.published_at or record.changed_at


def _entry(record: RecordView, reader: Reader) -> atom.Entry:
    base, metadata = archive().settings.base_url, labels.public(record.metadata)
    title, picture = cards.title(metadata, reader), cards.picture(record)
    words = next(iter(readable(metadata.get("description", ()), reader)), {"value": ""})
    tags = (reader.tag, *(tag for tag in archive().settings.languages if tag != reader.tag))
    return atom.Entry(
        id=_name(f"records/{record.identifier}"),
        title=title.value,
        lang=title.lang,
        published=_since(record),
        updated=record.changed_at,
        pages=tuple((tag, f"{base}/{tag}/records/{record.identifier}") for tag in tags),
        author=record.unit.get(reader.tag) or next(iter(record.unit.values()), "Chiêng"),
        categories=tuple(_categories(record.kind, metadata, reader)),
        summary=_cut(words["value"]),
        summary_lang=foreign(words.get("lang"), reader),
        rights=", ".join(_rights(metadata, reader)),
        picture=base + picture.src if picture else "",
    )


def _categories(kind: str, metadata: Metadata, reader: Reader) -> Iterator[tuple[str, str, str]]:
    base, known = archive().settings.base_url, vocabulary("peoples").concepts
    yield f"{base}/{reader.tag}/search", kind, kind_label(kind, reader.tag)
    for value in metadata.get("people", ()):
        if value["value"] in known:
            yield f"{base}/{reader.tag}/peoples", value["value"], known[value["value"]].label(reader.tag)


def _rights(metadata: Metadata, reader: Reader) -> Iterator[str]:
    for term in ("license", "rights"):
        for value in metadata.get(term, ()):
            told = labels.labels(value, [reader.tag])
            yield told.get(reader.tag) or told.get("en") or value["value"]


def _cut(text: str) -> str:
    """At the end of a word."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rpartition(' ')[0]}…"


def _name(what: str) -> str:
    """A name (RFC 4151) that outlives addresses, as the identifiers of OAI-PMH do."""
    return f"tag:{archive().settings.repository_id},{_SINCE}:{what}"
