"""An Atom feed (RFC 4287) as XML, from values that are already in one language and for everyone.

Which records are in it is decided in ``app.web.feeds``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from app.web.oai.xml import element, said

MIME = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """``id`` outlives every address. ``lang`` is that of the title; ``picture`` the address of a small one, as WebP."""

    id: str
    title: str
    lang: str
    published: datetime
    updated: datetime
    pages: tuple[tuple[str, str], ...]
    author: str
    categories: tuple[tuple[str, str, str], ...] = ()
    summary: str = ""
    summary_lang: str = ""
    rights: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """``address`` is its own, ``page`` what people read instead."""

    id: str
    lang: str
    title: str
    subtitle: str
    address: str
    page: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        """When the newest of it was changed; of an empty feed the beginning of time, for nothing ever was."""
        return max((entry.updated for entry in self.entries), default=datetime.fromtimestamp(0, UTC))


def xml(feed: Feed) -> str:
    head = "".join(
        (
            said("id", feed.id),
            said("title", feed.title),
            said("subtitle", feed.subtitle),
            said("updated", _instant(feed.updated)),
            element("link", rel="self", type=MIME, href=feed.address),
            element("link", rel="alternate", type="text/html", hreflang=feed.lang, href=feed.page),
            said("generator", "Chiêng"),
        )
    )
    entries = "\n".join(map(_entry, feed.entries))
    body = element("feed", f"\n{head}\n{entries}\n", xmlns=_NAMESPACE, xml__lang=feed.lang)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _entry(entry: Entry) -> str:
    return element("entry", "".join(_parts(entry)))


def _parts(entry: Entry) -> Iterator[str]:
    yield said("id", entry.id)
    yield said("title", entry.title, **_language(entry.lang))
    yield said("published", _instant(entry.published))
    yield said("updated", _instant(entry.updated))
    yield element("author", said("name", entry.author))
    yield from _links(entry.pages)
    for scheme, term, label in entry.categories:
        yield element("category", scheme=scheme, term=term, label=label)
    if entry.picture:
        yield element("link", rel="enclosure", type="image/webp", href=entry.picture)
    if entry.summary:
        yield said("summary", entry.summary, **_language(entry.summary_lang))
    if entry.rights:
        yield said("rights", entry.rights)


def _links(pages: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (element("link", rel="alternate", type="text/html", hreflang=tag, href=address) for tag, address in pages)


def _language(tag: str) -> dict[str, str]:
    return {"xml__lang": tag} if tag else {}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
