"""``/sitemap.xml`` and ``/robots.txt``: where search engines find what everyone may see, and when it was changed.

A kind of page adds its addresses by a line in ``SECTIONS``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response

from app.bootstrap import Archive
from app.errors import NotFound
from app.models import Collection, Record
from app.services.identifiers import normal
from app.services.listing import Things
from app.web import delivery
from app.web.archive import archive
from metadata.problem import Problem
from metadata.vocabulary import vocabulary

blueprint = Blueprint("sitemap", __name__)

PART = 2000
"""Things a part: with each in every language of the interface, far from the 50,000 addresses that one may have."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_ROBOTS = """User-agent: *
Disallow: /api/
Disallow: /*/desk
Disallow: /*/sign-in
Disallow: /*/search?
Disallow: /feed.atom?
{searches}
Sitemap: {base}/sitemap.xml
"""


@dataclass(frozen=True, slots=True)
class Page:
    """``path`` goes after the language. ``unspoken`` is an address that chooses by the reader's language."""

    path: str
    changed: datetime | None = None
    unspoken: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    changed: datetime | None = None


class Section(Protocol):
    def parts(self, of: Archive, name: str) -> Iterator[Part]: ...

    def pages(self, of: Archive, start: str) -> Iterator[Page]: ...


@dataclass(frozen=True, slots=True)
class Few:
    """Pages that stand in one part, of which there is none while there are no pages."""

    paths: Callable[[Archive], Iterator[str]]

    def parts(self, of: Archive, name: str) -> Iterator[Part]:
        if any(True for _path in self.paths(of)):
            yield Part(name)

    def pages(self, of: Archive, start: str) -> Iterator[Page]:
        if not start:
            yield from map(Page, self.paths(of))


@dataclass(frozen=True, slots=True)
class Many:
    """Things with identifiers: a part is called by its first."""

    things: Things
    path: str
    unspoken: bool = False

    def parts(self, of: Archive, name: str) -> Iterator[Part]:
        for first in of.listing.parts(self.things, PART):
            yield Part(f"{name}-{first.identifier}", first.changed_at)

    def pages(self, of: Archive, start: str) -> Iterator[Page]:
        for one in of.listing.part(self.things, start, PART) if normal(start) == start else ():
            path = self.path + one.identifier
            yield Page(path, one.changed_at, f"/{path}" if self.unspoken else "")


def _fixed(of: Archive) -> Iterator[str]:
    yield from ("", "search", "collections", "peoples", "units")
    if of.communities.any():
        yield "communities"


def _peoples(_of: Archive) -> Iterator[str]:
    return (f"peoples/{key}" for key in vocabulary("peoples").concepts)


def _units(of: Archive) -> Iterator[str]:
    return (f"units/{unit.code}" for unit in sorted(of.units.all(), key=lambda unit: unit.code))


def _communities(of: Archive) -> Iterator[str]:
    return (f"communities/{slug}" for slug in sorted(one.slug for one in of.communities.all()))


SECTIONS: Mapping[str, Section] = {
    "pages": Few(_fixed),
    "peoples": Few(_peoples),
    "communities": Few(_communities),
    "units": Few(_units),
    "collections": Many(Collection, "collections/"),
    "records": Many(Record, "records/", unspoken=True),
}


@blueprint.get("/robots.txt")
def robots() -> Response:
    response = Response(_robots(archive()), content_type="text/plain; charset=utf-8")
    return delivery.keep(response, everyone=True)


@blueprint.get("/sitemap.xml")
def index() -> Response:
    return _stream(_index(archive()))


@blueprint.get("/sitemap/<name>.xml")
def part(name: str) -> Response:
    """``records-0abc1234``: the part of a section that begins with a thing, or ``pages``, the only part of one."""
    kind, _, start = name.partition("-")
    section = None if name.endswith("-") else SECTIONS.get(kind)
    first = next(section.pages(archive(), start), None) if section else None
    if section is None or first is None:
        raise NotFound(Problem("http.not_found"))
    return _stream(_part(archive(), section.pages(archive(), start)))


def _robots(of: Archive) -> str:
    """Searches are named language by language too: robots of before RFC 9309 know no ``*``."""
    searches = "".join(f"Disallow: /{tag}/search?\n" for tag in of.settings.languages)
    return _ROBOTS.format(base=of.settings.base_url, searches=searches)


def _stream(lines: Iterator[str]) -> Response:
    return delivery.keep(Response(lines, content_type="application/xml; charset=utf-8"), everyone=True)


def _index(of: Archive) -> Iterator[str]:
    yield f'{_HEAD}<sitemapindex xmlns="{_SITEMAPS}">\n'
    for name, section in SECTIONS.items():
        for one in section.parts(of, name):
            address = f"{of.settings.base_url}/sitemap/{one.name}.xml"
            yield f"<sitemap><loc>{escape(address)}</loc>{_changed(one.changed)}</sitemap>\n"
    yield "</sitemapindex>\n"


def _part(of: Archive, pages: Iterator[Page]) -> Iterator[str]:
    yield f'{_HEAD}<urlset xmlns="{_SITEMAPS}" xmlns:xhtml="{_XHTML}">\n'
    base, tags = of.settings.base_url, of.settings.languages
    for page in pages:
        addresses = {tag: f"{base}/{tag}/{page.path}" for tag in tags}
        unspoken = f"{base}{page.unspoken}" if page.unspoken else addresses[tags[0]]
        links = "".join(_link(tag, address) for tag, address in [*addresses.items(), ("x-default", unspoken)])
        for address in addresses.values():
            yield f"<url><loc>{escape(address)}</loc>{_changed(page.changed)}{links}</url>\n"
    yield "</urlset>\n"


def _link(tag: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang={quoteattr(tag)} href={quoteattr(address)}/>'


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{at.isoformat(timespec='seconds').replace('+00:00', 'Z')}</lastmod>" if at else ""
