"""Pages of collections: all of them, one with its story, and on a record's page those that it is in."""

import re
from collections.abc import Iterator, Mapping

from flask import url_for

from app.services.collections import AT_ONCE, CollectionCard, CollectionView, Crumb
from app.services.collections.words import in_language
from app.services.viewer import Viewer
from app.web.archive import archive
from app.web.language import number, say, say_many
from app.web.site import cards, embedding
from app.web.site.collection_views import CollectionPage, CollectionsPage, Place, Tile
from app.web.site.told import Link, Text
from app.web.site.values import Reader, foreign, language_label
from app.web.site.views import Banner, Pages

EXCERPT = 150
SUMMARY = 200
ON_FRONT = 4
ON_RECORD = 5
EVERYONE = "everyone"

# Not after a capital: “TP. Hồ Chí Minh” is one name
_SENTENCE_END = re.compile(r"(?<=[^\W\dA-ZĐ_])[.!?](?= )")
_BANNERS = {
    "draft": ("Draft, not published", "Only the staff of its unit see this page."),
    "withdrawn": ("Withdrawn", "Only the staff of its unit see this page; the public is told that it is withdrawn."),
    "restricted": ("Not open to everyone", "You see this collection because you have been given access to it."),
}


def collections_page(viewer: Viewer, page: int, reader: Reader) -> CollectionsPage:
    found, total = archive().collections.top(viewer, page=page)
    last = max(1, -(-total // AT_ONCE))
    path = url_for("site.collections", lang=reader.tag)
    return CollectionsPage(total, tuple(tile(one, reader) for one in found), pages(path, page, last, reader))


def walls(viewer: Viewer, reader: Reader) -> CollectionsPage:
    """A few for the front page, and how many there are."""
    found, total = archive().collections.top(viewer, per_page=ON_FRONT)
    return CollectionsPage(total, tuple(tile(one, reader) for one in found), None)


def collection_page(view: CollectionView, reader: Reader) -> CollectionPage:
    path = address(view.identifier, reader)
    paged = f"{path}?page={view.page}" if view.page > 1 else path
    stories = _stories(view.description, reader)
    name = title(view.title, reader)
    shown = tuple(cards.card(record, reader) for record in view.records)
    tiles = tuple(tile(one, reader) for one in view.collections)
    pictures = [*(card.picture for card in shown), *(one.picture for one in tiles)]
    return CollectionPage(
        identifier=view.identifier,
        address=archive().settings.base_url + paged,
        ways=tuple(tuple(_crumb(crumb, reader) for crumb in way) for way in view.ways),
        title=name,
        summary=_cut(stories[0].value if stories else name.value, SUMMARY),
        stories=stories,
        untranslated=_untranslated(stories, reader),
        counts=_counts(view.total, len(view.collections), reader),
        unit=view.unit.get(reader.tag) or view.unit.get("vi") or "",
        tiles=tiles if view.page == 1 else (),
        cards=shown,
        page=view.page,
        pages=pages(path, view.page, view.pages, reader),
        manifest=f"/iiif/presentation/3/collections/{view.identifier}" if view.status == "published" else "",
        preview=next((picture.src for picture in pictures if picture), ""),
        offer=embedding.of_collection(view, archive().settings.base_url + path),
        banner=_banner(view, reader),
    )


def places(viewer: Viewer, record: str, reader: Reader) -> tuple[Place, ...]:
    """The collections that a record is in."""
    return tuple(
        Place(
            address(one.collection.identifier, reader),
            title(one.collection.title, reader),
            say(
                reader.tag,
                "%(place)s of %(total)s",
                place=number(one.place, reader.tag),
                total=number(one.total, reader.tag),
            ),
            cards.card(one.previous, reader) if one.previous else None,
            cards.card(one.following, reader) if one.following else None,
        )
        for one in archive().collections.containing(viewer, record)[:ON_RECORD]
    )


def tile(card: CollectionCard, reader: Reader) -> Tile:
    story, tag = in_language(card.description, reader.tag)
    return Tile(
        address(card.identifier, reader),
        title(card.title, reader),
        Text(_cut(" ".join(story.split()), EXCERPT), foreign(tag, reader)),
        _counts(card.records, card.collections, reader),
        cards.picture(card.cover) if card.cover else None,
    )


def address(identifier: str, reader: Reader) -> str:
    return url_for("site.collection", lang=reader.tag, identifier=identifier)


def title(words: Mapping[str, str], reader: Reader) -> Text:
    text, tag = in_language(words, reader.tag)
    return Text(text, foreign(tag, reader))


def pages(path: str, page: int, last: int, reader: Reader) -> Pages | None:
    if last < 2:
        return None

    def link(at: int) -> str:
        return path if at == 1 else f"{path}?page={at}"

    def numbers() -> Iterator[Link]:
        near = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
        for before, at in zip([0, *near], near, strict=False):
            if at - before > 1:
                yield Link("…")
            yield Link(number(at, reader.tag), link(at), current=at == page)

    return Pages(tuple(numbers()), link(page - 1) if page > 1 else "", link(page + 1) if page < last else "")


def _crumb(crumb: Crumb, reader: Reader) -> Link:
    name = title(crumb.title, reader)
    return Link(name.value, address(crumb.identifier, reader), name.lang)


def _stories(description: Mapping[str, str], reader: Reader) -> tuple[Text, ...]:
    """The story cut at its blank lines."""
    text, tag = in_language(description, reader.tag)
    return tuple(Text(part.strip(), foreign(tag, reader)) for part in text.split("\n\n") if part.strip())


def _untranslated(stories: tuple[Text, ...], reader: Reader) -> str:
    if not stories or not stories[0].lang:
        return ""
    return say(reader.tag, "Not yet in your language. Shown in: %(name)s", name=language_label(stories[0].lang, reader))


def _counts(records: int, collections: int, reader: Reader) -> str:
    told = []
    if collections:
        told.append(say_many(reader.tag, "%(n)s collection", "%(n)s collections", collections))
    if records or not collections:
        told.append(say_many(reader.tag, "%(n)s record", "%(n)s records", records))
    return " · ".join(told)


def _cut(text: str, most: int) -> str:
    """Whole sentences where they fill half of the room, else whole words."""
    if len(text) <= most:
        return text
    kept = text[:most]
    ends = [found.end() for found in _SENTENCE_END.finditer(kept) if 2 * found.end() >= most]
    return kept[: ends[-1]] if ends else f"{(kept.rpartition(' ')[0] or kept).rstrip(' ,;:–—')}…"


def _banner(view: CollectionView, reader: Reader) -> Banner | None:
    restricted = "restricted" if view.access != EVERYONE else ""
    state = restricted if view.status == "published" else view.status
    if not state:
        return None
    heading, sentence = _BANNERS[state]
    desk = url_for("workbench.collection", lang=reader.tag, collection=view.identifier) if view.kept else ""
    link = Link(say(reader.tag, "Open it in the workbench"), desk) if desk else None
    return Banner(say(reader.tag, heading), say(reader.tag, sentence), link)
