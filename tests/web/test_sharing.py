"""What pages tell to those who pass them on: addresses, pictures, schema.org; only what everyone may see."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDFS, SKOS

from app.bootstrap import Archive
from app.models import Media
from app.services import texts
from app.services.agents import Told
from app.services.viewer import SYSTEM, Viewer
from tests.made import festival, published, text
from tests.services.communities import SLUG
from tests.services.communities import made as community
from tests.services.test_agents import NAME
from tests.services.test_collections import made
from tests.web.pages import HTML
from tests.web.shelf import add, shelve

BASE = "http://archive.test"
Open = Callable[[Viewer], FlaskClient]


def head(client: FlaskClient, address: str) -> str:
    response = client.get(address, headers=HTML)
    assert response.status_code == 200
    return response.text.partition("</head>")[0]


def told(html: str) -> dict[str, Any] | None:
    """The page's schema.org, of which there is one or none."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def graph(html: str) -> list[dict[str, Any]]:
    document = told(html)
    assert document is not None
    assert document["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = document["@graph"]
    return nodes


def meta(html: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', html)
    names = [name for name, _ in found]
    assert len(names) == len(set(names)), "each is said once"
    return {name: unescape(content) for name, content in found}


def links(html: str) -> dict[str, str]:
    alternates = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html)
    canonical = re.findall(r'<link rel="canonical" href="([^"]+)">', html)
    assert len(canonical) == 1
    return {**dict(alternates), "canonical": canonical[0]}


def test_every_public_page_says_where_it_is_in_each_language(
    client: FlaskClient, archive: Archive, officer: Viewer
) -> None:
    shelf = shelve(archive, "image")
    community(archive)
    person = archive.agents.add(officer, Told(NAME))
    archive.agents.consent(officer, person, what="Trang", when="2026-01-02", how="written")
    lists = ("", "search", "collections", "peoples", "units", "communities")
    for path in (*lists, "peoples/xtieng", f"communities/{SLUG}", f"agents/{person}", f"records/{shelf.record}"):
        html = head(client, f"/en/{path}")
        found, said = links(html), meta(html)
        assert found["canonical"] == found["en"] == said["og:url"] == f"{BASE}/en/{path}"
        assert found["vi"] == f"{BASE}/vi/{path}"
        assert said["og:title"]
        assert (said["og:site_name"], said["og:locale"]) == ("Chiêng", "en_US")
        assert found["x-default"]
        assert told(html) is not None
    assert links(head(client, "/vi/"))["x-default"] == f"{BASE}/"
    assert (
        links(head(client, f"/vi/records/{shelf.record}?media=x"))["canonical"] == f"{BASE}/vi/records/{shelf.record}"
    )
    assert links(head(client, f"/vi/records/{shelf.record}"))["x-default"] == f"{BASE}/records/{shelf.record}"


def test_what_was_searched_for_is_kept_out_of_search_engines(client: FlaskClient) -> None:
    assert meta(head(client, "/vi/search?q=chieng"))["robots"] == "noindex, follow"
    assert "robots" not in meta(head(client, "/vi/search"))


def test_the_front_page_tells_of_the_archive_and_its_search(client: FlaskClient) -> None:
    site, keeper = graph(head(client, "/vi/"))
    assert (site["@type"], keeper["@type"]) == ("WebSite", "ArchiveOrganization")
    address = site["potentialAction"]["target"]["urlTemplate"].replace("{search_term_string}", "chieng")
    assert client.get(address.removeprefix(BASE), headers=HTML).status_code == 200


def test_a_record_is_told_with_its_media_as_the_public_gets_them(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image", "video", "audio", "document")
    thing, description, people = graph(head(client, f"/vi/records/{shelf.record}"))
    assert (thing["@type"], thing["@id"]) == ("Festival", f"{BASE}/records/{shelf.record}")
    assert {"@value": "Gong festival", "@language": "en"} in thing["name"]
    assert thing["about"] == [{"@id": people["@id"]}]
    media = {each["@type"]: each for each in description["associatedMedia"]}
    assert set(media) == {"ImageObject", "VideoObject", "AudioObject", "MediaObject"}
    assert media["VideoObject"]["duration"] == "PT1M34S"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", media["VideoObject"]["uploadDate"])
    assert "contentUrl" not in media["MediaObject"], "there is no copy of a document for the public"
    for each in media.values():
        for key in ("contentUrl", "thumbnailUrl"):
            if key in each:
                answer = client.get(each[key].removeprefix(BASE))
                assert answer.status_code == 200, each[key]
                if key == "contentUrl":
                    assert answer.mimetype == each["encodingFormat"]


@pytest.mark.parametrize(
    ("type", "mime"), [("image", "image/jpeg"), ("video", "image/webp"), ("document", "image/jpeg")]
)
def test_a_record_is_passed_on_with_a_picture(client: FlaskClient, archive: Archive, type: str, mime: str) -> None:
    shelf = shelve(archive, "audio", type)
    said = meta(head(client, f"/vi/records/{shelf.record}"))
    assert said["og:image:type"] == mime
    assert min(int(said["og:image:width"]), int(said["og:image:height"])) >= 200
    assert said["og:image:alt"] == "Già làng mở đầu bài chiêng"
    assert said["twitter:card"] == "summary_large_image"
    picture = client.get(said["og:image"].removeprefix(BASE))
    assert (picture.status_code, picture.mimetype) == (200, mime)


def test_a_picture_that_is_too_small_is_not_passed_on(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    with archive.db.unit_of_work() as work:
        work.get_one(Media, shelf.media["image"]).detail = {"width": 400, "height": 199}
    said = meta(head(client, f"/vi/records/{shelf.record}"))
    assert "og:image" not in said
    assert said["twitter:card"] == "summary"


def test_a_sound_alone_has_no_picture(client: FlaskClient, archive: Archive) -> None:
    assert "og:image" not in meta(head(client, f"/vi/records/{shelve(archive, 'audio').record}"))


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", "<!--<script>", '"><img src=x onerror=alert(1)>']
)
def test_words_cannot_leave_the_place_that_is_theirs(client: FlaskClient, archive: Archive, hostile: str) -> None:
    metadata = festival(title=[text(hostile)], description=[text(hostile)])
    shelf = shelve(archive, "image", metadata=metadata)
    html = head(client, f"/vi/records/{shelf.record}")
    assert graph(html)[0]["name"]["@value"] == hostile
    assert meta(html)["og:title"] == hostile
    assert html.count("<script") == html.count("</script>")
    assert not re.search(r"<img|<!--|<script>", html)


def test_files_for_few_are_in_nothing_that_is_told_whoever_looks(
    client: FlaskClient, archive: Archive, make_officer: Callable[..., Viewer], browser_of: Open
) -> None:
    shelf = shelve(archive, "image", media_access="registered")
    open_file = add(archive, shelf.record, "video")
    head_version = archive.reading.record(SYSTEM, shelf.record, head=True).version
    archive.records.publish(SYSTEM, shelf.record, base=head_version)
    theirs = browser_of(make_officer("publisher"))
    mine, others = (head(one, f"/vi/records/{shelf.record}") for one in (client, theirs))
    assert told(mine) == told(others)
    assert shelf.media["image"] not in json.dumps(told(others))
    assert open_file in meta(others)["og:image"]


def test_a_record_for_few_tells_nothing_even_to_those_few(
    client: FlaskClient, archive: Archive, make_officer: Callable[..., Viewer], browser_of: Open
) -> None:
    shelf = shelve(archive, "image", access="registered")
    theirs = browser_of(make_officer("contributor"))
    html = head(theirs, f"/vi/records/{shelf.record}")
    assert told(html) is None
    assert not any(name.startswith(("og:", "twitter:")) for name in meta(html))
    refused = client.get(f"/vi/records/{shelf.record}", headers=HTML)
    assert refused.status_code == 404
    assert not re.search(r"og:|ld\+json|Gong festival|Lễ hội cồng chiêng", refused.text)
    for browser in (client, theirs):
        assert browser.get(f"/records/{shelf.record}.jsonld").status_code == 404


def test_what_is_not_published_yet_is_told_to_nobody(
    archive: Archive, make_officer: Callable[..., Viewer], browser_of: Open
) -> None:
    writer = make_officer("publisher")
    identifier = published(archive, writer, "Tên cũ")
    archive.records.save(writer, identifier, texts.body(festival("Tên mới")), base=1)
    html = head(browser_of(writer), f"/vi/records/{identifier}?head")
    assert meta(html)["og:title"] == "Tên cũ"
    assert "Tên cũ" in json.dumps(told(html), ensure_ascii=False)
    assert "Tên mới" not in json.dumps(told(html), ensure_ascii=False)


def test_another_record_is_named_only_where_everyone_may_see_it(
    client: FlaskClient, archive: Archive, officer: Viewer
) -> None:
    open_one, closed = published(archive, officer), published(archive, officer, access="registered")
    related = [{"type": "record", "value": open_one}, {"type": "record", "value": closed}]
    shelf = shelve(archive, metadata=festival(relation=related))
    document = json.dumps(told(head(client, f"/vi/records/{shelf.record}")))
    assert open_one in document
    assert closed not in document


RICH = {
    "people": [{"type": "concept", "vocabulary": "peoples", "value": "xtieng"}],
    "spatial": [{"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "dong-nai"}],
    "ritualStep": [
        {
            "type": "group",
            "value": "",
            "parts": {"title": [text("Dựng cây nêu")], "start": [{"type": "text", "value": "0:12"}]},
        }
    ],
    "occurs": [{"type": "recurrence", "value": "lunar:01-08"}],
}


def test_the_thing_itself_is_had_as_rdf_with_every_statement(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image", metadata=festival(**RICH))
    response = client.get(f"/records/{shelf.record}", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.location) == (303, f"/records/{shelf.record}.ttl")
    document = client.get(response.location)
    assert document.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert document.headers["Access-Control-Allow-Origin"] == "*"
    graph = Graph().parse(data=document.text, format="turtle")
    thing = URIRef(f"{archive.settings.base_url}/records/{shelf.record}")
    chieng = Namespace("https://w3id.org/chieng/terms#")
    [step] = graph.objects(thing, chieng.ritualStep)
    [place] = graph.objects(thing, DCTERMS.spatial)
    [people] = graph.objects(thing, chieng.people)
    assert Literal("Lễ hội cồng chiêng", lang="vi") in set(graph.objects(thing, DCTERMS.title))
    assert Literal("Dựng cây nêu", lang="vi") in set(graph.objects(step, DCTERMS.title))
    assert (place, RDFS.label, Literal("Bù Đăng")) in graph
    assert (people, SKOS.prefLabel, Literal("Xtiêng", lang="vi")) in graph
    assert "0:12" not in document.text, "where in a recording is told to those who may see it"
    archive.records.withdraw(SYSTEM, shelf.record, why="")
    assert client.get(response.location).status_code == 410


def test_the_thing_itself_is_had_as_dublin_core(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image", metadata=festival(**RICH))
    response = client.get(f"/records/{shelf.record}", headers={"Accept": "application/xml"})
    assert (response.status_code, response.location) == (303, f"/records/{shelf.record}.xml")
    document = client.get(response.location)
    assert document.mimetype == "application/xml"
    elements = {one.tag.partition("}")[2]: one.text for one in ElementTree.fromstring(document.data)}
    assert {"title", "identifier", "rights", "type"} <= elements.keys()


@pytest.mark.parametrize("ending", ["ttl", "xml", "jsonld"])
@pytest.mark.parametrize(("access", "status"), [("registered", 404), ("registered else announced", 401)])
def test_no_form_for_programs_tells_what_not_everyone_may_see(
    client: FlaskClient,
    archive: Archive,
    browser_of: Callable[[Viewer], FlaskClient],
    officer: Viewer,
    ending: str,
    access: str,
    status: int,
) -> None:
    record = shelve(archive, "image", access=access).record
    assert client.get(f"/records/{record}.{ending}").status_code == status
    assert browser_of(officer).get(f"/records/{record}.{ending}").status_code == 404


def test_the_thing_itself_is_had_as_linked_data(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    response = client.get(f"/records/{shelf.record}", headers={"Accept": "application/ld+json"})
    assert (response.status_code, response.location) == (303, f"/records/{shelf.record}.jsonld")
    document = client.get(response.location)
    assert document.mimetype == "application/ld+json"
    assert document.headers["Access-Control-Allow-Origin"] == "*"
    assert document.json == told(head(client, f"/vi/records/{shelf.record}"))
    again = client.get(response.location, headers={"If-None-Match": document.headers["ETag"]})
    assert again.status_code == 304
    archive.records.withdraw(SYSTEM, shelf.record, why="")
    assert client.get(response.location).status_code == 410


def test_a_collection_tells_what_of_it_everyone_may_see(
    client: FlaskClient, archive: Archive, make_officer: Callable[..., Viewer], browser_of: Open
) -> None:
    collection, inner, closed = made(archive), made(archive, "Trong"), made(archive, "Kín", access="registered")
    shown, hidden = shelve(archive, "image"), shelve(archive, "image", access="registered")
    for record in (hidden.record, shown.record):
        archive.curating.add(SYSTEM, collection, record)
    for part in (closed, inner):
        archive.curating.nest(SYSTEM, collection, part)
    theirs = browser_of(make_officer("publisher"))
    mine, others = (head(one, f"/vi/collections/{collection}") for one in (client, theirs))
    document = told(mine)
    assert document == told(others)
    assert document is not None
    assert document["hasPart"] == [
        {"@id": f"{BASE}/records/{shown.record}"},
        {"@id": f"{BASE}/vi/collections/{inner}"},
    ]
    assert shown.media["image"] in meta(others)["og:image"]
    assert meta(mine)["og:title"] == "Mùa lễ"
    assert told(head(theirs, f"/vi/collections/{closed}")) is None


def test_the_desk_and_errors_tell_nothing(client: FlaskClient) -> None:
    for path in ("/vi/sign-in", "/vi/records/zzzzzzzz"):
        text = client.get(path, headers=HTML).text
        assert not re.search(r'property="og:|ld\+json|rel="canonical"', text), path
