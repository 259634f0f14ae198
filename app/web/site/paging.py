"""Pages of results: by number as far as numbers reach, by cursor beyond, so that every hit can be come to."""

from app.services.discovery import Found
from app.web.language import number
from app.web.site.asking import MOST, PER_PAGE, Asked
from app.web.site.told import Link
from app.web.site.values import Reader
from app.web.site.views import Pages


def last_page(total: int, asked: Asked) -> int:
    """The last that has a number."""
    return max(1, -(-min(total, MOST) // asked.per_page))


def pages(found: Found, asked: Asked, reader: Reader) -> Pages | None:
    if found.total <= PER_PAGE[0]:
        return None
    if asked.cursor:
        return Pages((), first=asked.at().address(reader.search), following=_beyond(found, asked, reader))
    last = last_page(found.total, asked)
    further = asked.at(asked.page + 1).address(reader.search) if asked.page < last else _beyond(found, asked, reader)
    return Pages(
        tuple(_numbers(last, asked, reader)) if last > 1 else (),
        previous=asked.at(asked.page - 1).address(reader.search) if asked.page > 1 else "",
        following=further,
        sizes=tuple(_sizes(asked, reader)),
    )


def _beyond(found: Found, asked: Asked, reader: Reader) -> str:
    return asked.at(cursor=found.cursor).address(reader.search) if found.cursor else ""


def _numbers(last: int, asked: Asked, reader: Reader) -> list[Link]:
    near = sorted({1, last, *range(max(1, asked.page - 2), min(last, asked.page + 2) + 1)})
    numbers: list[Link] = []
    for before, at in zip([0, *near], near, strict=False):
        if at - before > 1:
            numbers.append(Link("…"))
        address = asked.at(at).address(reader.search)
        numbers.append(Link(number(at, reader.tag), address, current=at == asked.page))
    return numbers


def _sizes(asked: Asked, reader: Reader) -> list[Link]:
    """How many a page, from the first one on: the page that one is on has other hits by another measure."""
    return [
        Link(number(size, reader.tag), asked.at().sized(size).address(reader.search), current=size == asked.per_page)
        for size in PER_PAGE
    ]
