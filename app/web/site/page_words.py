"""The words of a page as a reader of it gets them: who has read them, and whether anybody has checked them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from app.media import alto
from app.media.text_layer import SOFTWARE
from app.services.media.correcting import CHECKED, MACHINE, OWN, PARTLY
from app.services.media.texts import ALTO, CORRECTED, PAGE
from app.services.reading import MediaView
from app.web.archive import archive
from app.web.site.values import Reader

MOST_LETTERS = 12_000
_FULL = 0.7
_PROSE = 60


@dataclass(frozen=True, slots=True)
class PageText:
    """``state`` is own, machine, partly or checked; ``more`` says that some of ``paragraphs`` are left out; ``plain``
    and ``places`` are the addresses of all of it, as text and as ALTO."""

    number: int
    state: str
    paragraphs: tuple[tuple[str, ...], ...]
    more: bool
    plain: str
    places: str


def address(identifier: str, media: str, reader: Reader) -> str:
    """Of the words of a file's pages, with ``{n}`` where the number of the page goes."""
    page = url_for("site.page_text", lang=reader.tag, identifier=identifier, media_id=media, number=1)
    return page.removesuffix("1") + "{n}"


def page_text_of(media: str, number: int) -> PageText | None:
    """Of a file that the viewer is known to see; None for a page without text."""
    texts = archive().reading.page_texts(media, str(number))
    body = texts.get(PAGE)
    if body is None:
        return None
    kept = body[:MOST_LETTERS]
    paragraphs = tuple(flowing(part.split("\n")) for part in kept.split("\n\n") if part.strip())
    where = f"/media/{media}/pages/{number}"
    placed = CORRECTED in texts or ALTO in texts
    places = f"{where}.alto.xml" if placed else ""
    return PageText(number, _state(texts), paragraphs, len(body) > len(kept), f"{where}.txt", places)


def flowing(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines of prose, broken only because the page ended there, run on; those clearly shorter than the longest end
    where they do, as headings and the last lines of paragraphs, and so do verses, whose lines are all short."""
    longest = max(_PROSE, *map(len, lines))
    made: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on:
            made[-1] += f" {line.strip()}"
        else:
            made.append(line.strip())
        goes_on = len(line) >= _FULL * longest
    return tuple(made)


def _state(texts: Mapping[str, str]) -> str:
    """Who vouches for the words of a page."""
    if CORRECTED in texts:
        return CHECKED if alto.head(texts[CORRECTED]).checked else PARTLY
    if ALTO in texts and alto.head(texts[ALTO]).software != SOFTWARE:
        return MACHINE
    return OWN


def first(file: MediaView | None, sheet: int) -> PageText | None:
    """Of the page that is seen first, of a file that the viewer is known to see."""
    if file is None or file.type not in ("image", "document"):
        return None
    count = len(file.detail.get("pages", ())) or 1
    return page_text_of(file.id, min(max(1, sheet), count))
