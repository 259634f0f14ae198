"""What search engines find: sitemaps of what everyone may see, in every language, and the rules for robots."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.models import Record
from app.services.viewer import SYSTEM, Viewer
from app.web import sitemap
from metadata.vocabulary import vocabulary
from tests.made import published
from tests.web.pages import HTML

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
BASE = "http://archive.test"


def parsed(client: FlaskClient, address: str) -> ElementTree.Element:
    response = client.get(address.removeprefix(BASE))
    assert (response.status_code, response.mimetype) == (200, "application/xml"), address
    return ElementTree.fromstring(response.data)


def parts(client: FlaskClient) -> list[str]:
    root = parsed(client, "/sitemap.xml")
    assert root.tag == f"{{{NAMES['s']}}}sitemapindex"
    return [loc.text or "" for loc in root.findall("s:sitemap/s:loc", NAMES)]


def addresses(client: FlaskClient) -> list[str]:
    """Every address in every part, each of which must be as the protocol wants it."""
    found: list[str] = []
    for part in parts(client):
        root = parsed(client, part)
        assert root.tag == f"{{{NAMES['s']}}}urlset"
        for url in root:
            assert next(child.tag for child in url) == f"{{{NAMES['s']}}}loc"
            assert {link.get("hreflang") for link in url.findall("x:link", NAMES)} == {"vi", "en", "x-default"}
            found.append(url.findtext("s:loc", namespaces=NAMES) or "")
    assert len(found) == len(set(found))
    return found


def test_every_address_of_the_sitemaps_is_a_page_that_a_visitor_gets(
    client: FlaskClient, archive: Archive, officer: Viewer
) -> None:
    published(archive, officer)
    found = addresses(client)
    people = f"{BASE}/en/peoples/{next(iter(vocabulary('peoples'))).key}"
    assert {f"{BASE}/vi/", f"{BASE}/en/", people} <= set(found)
    for address in [one for one in found if "/peoples/" not in one] + [people]:
        assert client.get(address.removeprefix(BASE), headers=HTML).status_code == 200, address


def test_the_page_of_communities_is_listed_once_there_is_one(client: FlaskClient, archive: Archive) -> None:
    assert f"{BASE}/vi/communities" not in addresses(client)
    archive.communities.make(SYSTEM, "cong-dong-mau", {"vi": "Cộng đồng mẫu"}, ["xtieng"])
    assert f"{BASE}/vi/communities" in addresses(client)


def test_only_what_everyone_may_see_at_any_time_is_listed(
    client: FlaskClient,
    archive: Archive,
    officer: Viewer,
    make_officer: Callable[..., Viewer],
    browser_of: Callable[[Viewer], FlaskClient],
) -> None:
    open_one = published(archive, officer)
    closed = published(archive, officer, access="registered")
    gone = published(archive, officer)
    archive.records.withdraw(officer, gone, why="")
    for browser in (client, browser_of(make_officer("publisher"))):
        found = "\n".join(addresses(browser))
        assert open_one in found
        assert closed not in found
        assert gone not in found
    first = f"/sitemap/records-{closed}.xml"
    assert closed not in client.get(first).text


def test_many_records_go_into_parts_that_together_hold_each_once(
    client: FlaskClient, archive: Archive, officer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PART", 3)
    made = sorted(published(archive, officer) for _ in range(7))
    listed = [part for part in parts(client) if "/records-" in part]
    assert listed == [f"{BASE}/sitemap/records-{made[at]}.xml" for at in (0, 3, 6)]
    found = [one.rpartition("/")[2] for one in addresses(client) if f"{BASE}/vi/records/" in one]
    assert sorted(found) == made


def test_a_part_is_read_a_few_rows_at_a_time(
    archive: Archive, officer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.listing.AT_ONCE", 2)
    made = sorted(published(archive, officer) for _ in range(5))
    for size in (1, 2, 3, 4, 5, 9):
        listed = [one.identifier for one in archive.listing.part(Record, made[0], size)]
        assert listed == made[:size]


def test_each_record_says_when_it_was_changed(client: FlaskClient, archive: Archive, officer: Viewer) -> None:
    identifier = published(archive, officer)
    changed = archive.reading.record(SYSTEM, identifier).changed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    index = parsed(client, "/sitemap.xml")
    dates = {each.findtext("s:loc", namespaces=NAMES): each.findtext("s:lastmod", namespaces=NAMES) for each in index}
    part = f"{BASE}/sitemap/records-{identifier}.xml"
    assert dates[part] == changed
    [vi, en] = list(parsed(client, part))
    assert [url.findtext("s:lastmod", namespaces=NAMES) for url in (vi, en)] == [changed, changed]
    unspoken = [link.get("href") for link in vi.findall("x:link", NAMES) if link.get("hreflang") == "x-default"]
    assert unspoken == [f"{BASE}/records/{identifier}"]


@pytest.mark.parametrize(
    "name", ["pages-", "nothing", "records", "records-", "records-zz", "pages-abcd1234", "records-ABCD1234"]
)
def test_a_part_that_there_is_not_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/sitemap/{name}.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is(client: FlaskClient) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    assert f"Sitemap: {BASE}/sitemap.xml" in response.text.splitlines()
    assert "Disallow: /\n" not in response.text
