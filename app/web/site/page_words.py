"""The words of a page as a reader of it gets them: who has read them, and whether anybody has checked them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.errors import NotFound
from app.media import alto
from app.media.text_layer import SOFTWARE
from app.services.media.correcting import CHECKED, MACHINE, OWN, PARTLY
from app.services.media.texts import CORRECTED, PAGE
from app.services.reading import MediaView
from app.services.viewer import Viewer
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


def page_text_of(viewer: Viewer, media: str, number: int) -> PageText | None:
    """None for a page without text. Raises as ``reading.media`` does for a file that the viewer may not see."""
    try:
        _, body = archive().reading.text(viewer, media, PAGE, str(number))
    except NotFound:
        return None
    kept = body[:MOST_LETTERS]
    paragraphs = tuple(flowing(part.split("\n")) for part in kept.split("\n\n") if part.strip())
    where = f"/media/{media}/pages/{number}"
    state, placed = _state(viewer, media, number)
    places = f"{where}.alto.xml" if placed else ""
    return PageText(number, state, paragraphs, len(body) > len(kept), f"{where}.txt", places)


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


def _state(viewer: Viewer, media: str, number: int) -> tuple[str, bool]:
    """Who vouches for the words, and whether their places are known."""
    try:
        _, body = archive().reading.page_words(viewer, media, str(number))
    except NotFound:
        return OWN, False
    page = alto.head(body)
    if str(number) in archive().reading.texts_of([media])[media].get(CORRECTED, ()):
        return (CHECKED if page.checked else PARTLY), True
    return (OWN if page.software == SOFTWARE else MACHINE), True


def first(viewer: Viewer, file: MediaView | None, sheet: int) -> PageText | None:
    """Of the page that is seen first."""
    if file is None or file.type not in ("image", "document"):
        return None
    count = len(file.detail.get("pages", ())) or 1
    return page_text_of(viewer, file.id, min(max(1, sheet), count))
