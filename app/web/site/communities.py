"""Pages of communities: who they are, what they say of themselves, and the records that name them.

Who belongs to one is told to nobody here.
"""

from collections.abc import Mapping, Sequence

from flask import url_for

from app.search.alphabet import alphabetical_key
from app.services.communities import Standing, Words, naming
from app.services.viewer import Viewer
from app.web.archive import archive
from app.web.site import cards
from app.web.site.collections import pages
from app.web.site.named_views import CommunityLine, CommunityPage, Saying
from app.web.site.told import Link, Text
from app.web.site.values import Reader, foreign
from metadata.vocabulary import vocabulary

PER_PAGE = 24
SUMMARY = 200


def communities_page(viewer: Viewer, reader: Reader) -> tuple[CommunityLine, ...]:
    known = archive().communities.all()
    counts = archive().named.counts(viewer, naming.COMMUNITY, [one.slug for one in known])
    lines = [
        CommunityLine(
            called(one.name, reader.tag), address(one.slug, reader.tag), _peoples(one, reader), counts.get(one.slug, 0)
        )
        for one in known
    ]
    return tuple(sorted(lines, key=lambda line: alphabetical_key(line.name)))


def community_page(viewer: Viewer, slug: str, page: int, reader: Reader) -> CommunityPage:
    """Raises ``NotFound``."""
    one = archive().communities.one(slug)
    records, total = archive().named.page(viewer, naming.COMMUNITY, slug, page=page, per_page=PER_PAGE)
    sayings = tuple(_saying(words, reader) for words in _in_order(one.words, reader.tag))
    name = called(one.name, reader.tag)
    return CommunityPage(
        name=name,
        other_names=tuple(Text(text, foreign(tag, reader)) for tag, text in one.name.items() if text != name),
        summary=_cut(sayings[0].words.value if sayings else name),
        peoples=_peoples(one, reader),
        sayings=sayings,
        contact=one.contact,
        total=total,
        cards=tuple(cards.card(record, reader) for record in records),
        pages=pages(address(slug, reader.tag), page, -(-total // PER_PAGE), reader),
    )


def address(slug: str, tag: str) -> str:
    return url_for("site.community", lang=tag, slug=slug)


def called(names: Mapping[str, str], tag: str) -> str:
    return names.get(tag) or names.get("vi") or next(iter(names.values()), "")


def _peoples(one: Standing, reader: Reader) -> tuple[Link, ...]:
    known = vocabulary("peoples").concepts
    return tuple(
        Link(known[key].label(reader.tag), url_for("site.people", lang=reader.tag, slug=key))
        for key in one.peoples
        if key in known
    )


def _in_order(words: Sequence[Words], tag: str) -> list[Words]:
    """The reader's language first; nothing that was said is left out."""
    return sorted(words, key=lambda one: one.lang != tag)


def _saying(words: Words, reader: Reader) -> Saying:
    return Saying(Text(words.text.replace("\r\n", "\n"), foreign(words.lang, reader)), words.author)


def _cut(text: str) -> str:
    return text if len(text) <= SUMMARY else f"{text[:SUMMARY].rpartition(' ')[0]}…"
