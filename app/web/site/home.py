"""What the front page shows: examples that are sure to be found, what is in season, the peoples, the newest."""

import time
from datetime import datetime
from functools import lru_cache

from app.bootstrap import Archive
from app.errors import SearchUnavailable
from app.services.access import VIETNAM
from app.services.discovery import Question
from app.services.viewer import VISITOR, Viewer
from app.web import feeds
from app.web.archive import archive
from app.web.site import cards, peoples
from app.web.site.asking import Asked
from app.web.site.told import Link
from app.web.site.values import Reader
from app.web.site.views import Card, HomePage, People
from metadata.vocabulary import Concept

CARDS = 4
_EXAMPLES = {
    "vi": ("cồng chiêng", "mừng lúa mới", "hát then", "thổ cẩm", "rượu cần", "chữ Chăm"),
    "en": ("gong", "new rice", "weaving", "wedding", "New Year", "epic"),
}
_A_WHILE = 60


def home_page(viewer: Viewer, reader: Reader) -> HomePage:
    """Stays up without its search: what only the index knows is then left out, and the page says so."""
    total = archive().reading.count(VISITOR)
    newest = tuple(cards.card(record, reader) for record in archive().reading.newest(viewer, CARDS))
    feed = feeds.follow(Asked(), reader.tag)
    try:
        counts = archive().discovery.peoples(viewer)
        season = in_season(viewer, reader)
        examples = example_links(reader) if total else ()
    except SearchUnavailable:
        every = tuple(_people(people, None, reader) for people in peoples.in_order(reader.tag))
        return HomePage(total, (), (), every, (), newest, feed, silent=True)
    known = peoples.in_order(reader.tag)
    return HomePage(
        total=total,
        examples=examples,
        in_season=season,
        peoples=tuple(_people(people, counts[people.key], reader) for people in known if counts.get(people.key)),
        peoples_without=tuple(
            Link(people.label(reader.tag), peoples.address(people.key, reader))
            for people in known
            if not counts.get(people.key)
        ),
        newest=newest,
        feed=feed,
    )


def _people(people: Concept, count: int | None, reader: Reader) -> People:
    return People(people.label(reader.tag), peoples.address(people.key, reader), count)


def in_season(viewer: Viewer, reader: Reader) -> tuple[Card, ...]:
    today = datetime.now(VIETNAM).date()
    return tuple(
        cards.card(record, reader, cards.season(record.metadata, held, today, reader))
        for record, held in archive().discovery.in_season(viewer, CARDS)
    )


def example_links(reader: Reader) -> tuple[Link, ...]:
    """Words that everybody finds something with."""
    words = _found(archive(), reader.tag, int(time.monotonic() // _A_WHILE))
    return tuple(Link(word, f"{reader.search}?q={word}") for word in words)


@lru_cache(maxsize=8)
def _found(of: Archive, tag: str, _minute: int) -> tuple[str, ...]:
    return tuple(word for word in _EXAMPLES.get(tag, _EXAMPLES["vi"]) if _answers(of, word))[:CARDS]


def _answers(of: Archive, word: str) -> bool:
    """As it is asked, and not only something like it."""
    found = of.discovery.search(VISITOR, Question(typed=f'"{word}"', per_page=1))
    return found.total > 0 and not found.relaxed
