"""What all pages have in common: their weight, their policy, their languages, how errors look."""

import gzip
import re
from html import unescape
from pathlib import Path

import pytest
from apiflask import APIFlask
from babel.messages.pofile import read_po
from flask import g
from flask.testing import FlaskClient
from jinja2.ext import babel_extract

from app.bootstrap import Archive
from app.web.errors import answer
from metadata.problem import Problem
from tests.web.shelf import shelve
from tests.web.test_site_home import page

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
WEB = ROOT / "app" / "web"
STATUSES = {
    400: "http.bad_request",
    403: "http.forbidden",
    404: "http.not_found",
    410: "record.withdrawn",
    413: "http.too_large",
    429: "http.other",
    500: "http.internal",
    503: "http.database",
}

# What is told to search engines; a browser runs no script of this type
DATA = r' type="application/ld\+json">'


@pytest.fixture
def addresses(archive: Archive) -> list[str]:
    shelf = shelve(archive, "image", "video", "audio", "document")
    return ["/vi/", "/vi/search", "/vi/search?q=chieng", f"/vi/records/{shelf.record}"]


def linked(html: str) -> list[str]:
    """Style sheets, scripts and pictures of our own that a page asks for at once."""
    tags = re.findall(r"<(?:link|script|img)[^>]*>", html)
    found = (re.search(r'(?:href|src)="(/static/[^"]+)"', tag) for tag in tags)
    return list(dict.fromkeys(unescape(match[1]) for match in found if match))


def test_no_page_has_scripts_or_styles_inside(client: FlaskClient, addresses: list[str]) -> None:
    """The policy forbids them, so whatever they did would not happen."""
    for address in addresses:
        response = client.get(address, headers={"Accept": "text/html"})
        assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
        assert not re.search(rf"<style|<script(?!{DATA}|[^>]*\bsrc=)| style=\"| on[a-z]+=\"", response.text), address


def test_what_stands_beside_a_page_says_only_that_it_is_what_it_says(client: FlaskClient, addresses: list[str]) -> None:
    """A page has some twenty such files; on a slow line each is spared half a kilobyte. A drawing may be a page."""
    for file in linked(page(client, addresses[-1])):
        headers = client.get(file).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert ("Content-Security-Policy" in headers) is not file.partition("?")[0].endswith((".css", ".js")), file


def test_a_record_page_weighs_less_than_100_kilobytes_before_media_and_fonts(
    client: FlaskClient, addresses: list[str]
) -> None:
    """Packed as it goes over the wire, with every enhancement that a page may load by itself."""
    html = page(client, addresses[-1])
    elsewhere = ("workbench", "bench-", "viewer")
    loaded = [path.name for path in (STATIC / "script").glob("*.js") if not path.stem.startswith(elsewhere)]
    files = {*linked(html), *(f"/static/script/{name}" for name in loaded)}
    assert files, "style sheets and scripts are linked"
    sent = sum(len(client.get(file, headers={"Accept-Encoding": "gzip"}).data) for file in files)
    assert sent + len(gzip.compress(html.encode(), 6)) < 100_000


def test_every_file_that_pages_and_styles_name_is_there(client: FlaskClient, addresses: list[str]) -> None:
    for address in addresses:
        html = page(client, address)
        named = linked(html) + [unescape(one) for one in re.findall(r'data-library="([^"]+)"', html)]
        for file in named:
            assert client.get(file).status_code == 200, (address, file)
            assert "?v=" in file, "browsers keep static files for a year"
    for sheet in (STATIC / "style").glob("*.css"):
        for url in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert (sheet.parent / url).is_file(), (sheet.name, url)


def test_scripts_are_fetched_with_the_version_of_the_page_and_none_is_missing() -> None:
    modules = re.findall(r'\["[^"]+", "([a-z-]+)"\]', (STATIC / "script" / "site.js").read_text())
    assert modules
    for module in modules:
        assert (STATIC / "script" / f"{module}.js").is_file(), module


def test_what_is_carried_along_has_its_licence_beside_it() -> None:
    folders = [folder for folder in (STATIC / "vendor").glob("*/*") if folder.is_dir()]
    assert folders
    for folder in folders:
        assert list(folder.glob("LICENSE*")), folder


def test_the_heading_font_is_not_sent_to_those_who_save_data(client: FlaskClient) -> None:
    assert "fonts.css" in page(client, "/vi/")
    saving = client.get("/vi/", headers={"Accept": "text/html", "Save-Data": "on"})
    assert "fonts.css" not in saving.text


@pytest.mark.parametrize(
    ("cookie", "size"), [("2", ' data-text="2"'), ("-1", ' data-text="-1"'), ("99", ""), ('"><b', "")]
)
def test_a_page_arrives_in_the_size_of_text_that_was_chosen(client: FlaskClient, cookie: str, size: str) -> None:
    client.set_cookie("text", cookie)
    assert f'<html lang="vi"{size}>' in page(client, "/vi/")


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("tag", ["vi", "en"])
def test_every_error_is_a_page_in_the_readers_language_with_a_way_on(app: APIFlask, status: int, tag: str) -> None:
    with app.test_request_context(f"/{tag}/records/abc", headers={"Accept": "text/html"}):
        g.language = tag
        response = answer(status, Problem(STATUSES[status]))
    assert response.status_code == status
    html = response.get_data(as_text=True)
    assert f'<html lang="{tag}"' in html
    assert ("Lỗi" if tag == "vi" else "Error") + f" {status}" in html
    assert STATUSES[status] not in html, "the sentence, not its code"
    assert f'href="/{tag}/"' in html
    assert (f'action="/{tag}/search"' in html) == (status in {400, 404, 410})
    assert '<meta name="robots" content="noindex">' in html


def said_in_pages() -> set[str]:
    """Every sentence that the public pages say, from templates and from modules."""
    found: set[str] = set()
    for path in (WEB / "templates").rglob("*.html"):
        if "workbench" not in path.parts:
            with path.open("rb") as file:
                for _line, _function, message, _comments in babel_extract(
                    file, ("_", "ngettext"), [], {"extensions": "jinja2.ext.i18n"}
                ):
                    found.add(message if isinstance(message, str) else next(filter(None, message)))
    return found


def catalog(*areas: str) -> dict[tuple[str, ...], str]:
    """Vietnamese by its keys: a sentence, or one and many. Of the public pages, unless areas are named."""
    messages = []
    for area in areas or ("site",):
        with (WEB / "translations" / "vi" / f"{area}.po").open("rb") as file:
            messages += [message for message in read_po(file) if message.id]
    return {
        (message.id,) if isinstance(message.id, str) else tuple(message.id): (
            message.string if isinstance(message.string, str) else message.string[0]
        )
        for message in messages
    }


def test_every_sentence_of_the_pages_is_there_in_vietnamese() -> None:
    said, known = said_in_pages(), catalog("site", "communities", "workbench")  # signing in is said in both places
    assert len(said) > 80
    assert said - {key[0] for key in known} == set()
    assert [key for key, sentence in known.items() if not sentence] == []


def test_the_catalog_holds_nothing_that_no_page_says() -> None:
    source = "\n".join(path.read_text() for folder in (WEB, WEB / "site", WEB / "auth") for path in folder.glob("*.py"))
    said = said_in_pages()
    unsaid = [
        key[0]
        for key in catalog()
        if key[0] not in said and f'"{key[0]}"' not in source and f"'{key[0]}'" not in source
    ]
    assert unsaid == []


def test_placeholders_survive_translation() -> None:
    place = re.compile(r"%\(\w+\)s|\{\w+\}")
    for key, sentence in catalog().items():
        assert set(place.findall(sentence)) == set(place.findall(key[-1])), key


def tokens(text: str) -> dict[str, str]:
    found = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\b", text))
    return {
        name: colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:]) for name, colour in found.items()
    }


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_of_the_palette_reads_on_its_ground(theme: str) -> None:
    light, dark = (STATIC / "style" / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    palette = tokens(light) | (tokens(dark) if theme == "dark" else {})
    for text in ("ink", "soft", "madder", "indigo", "leaf"):
        for ground in ("paper", "card", "sand"):
            assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
    for text, ground in (
        ("on-madder", "madder"),
        ("on-indigo", "indigo"),
        ("on-turmeric", "turmeric"),
        ("on-hero", "hero"),
        ("on-hero-soft", "hero"),
        ("on-stage", "stage"),
        ("on-stage-soft", "stage-raised"),
        ("ink", "date"),
    ):
        assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
    for ground in ("paper", "card", "sand"):
        assert contrast(palette["edge"], palette[ground]) >= 3, ground
