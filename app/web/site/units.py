"""Pages of units: the tree on a day, and one unit with what it and those below it keep."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from flask import url_for

from app.errors import SearchUnavailable
from app.services.discovery import Question
from app.services.units import reading
from app.services.units.reading import REFORM, Former, Named, Node, UnitView
from app.services.viewer import Viewer
from app.web.archive import archive
from app.web.language import day, noted, say
from app.web.site import cards
from app.web.site.told import Field, Link, Text, Value
from app.web.site.values import Reader, foreign
from app.web.site.who_views import Formerly, Twig, UnitPage, UnitsPage
from metadata.vocabulary import vocabulary

CARDS = 8
LEVELS = "unit_levels"
BEFORE = REFORM - timedelta(days=1)


def units_page(asked: date | None, reader: Reader) -> UnitsPage:
    on = asked or reading.today()
    units = {unit.code: unit for unit in archive().units.all()}
    tops = reading.tree(units.values(), on)
    here = url_for("site.units", lang=reader.tag)
    days = (
        Link(say(reader.tag, "Since 1 July 2025"), here, current=asked is None),
        Link(say(reader.tag, "Before 1 July 2025"), f"{here}?at={BEFORE}", current=on == BEFORE),
    )
    became = _became(units.values())
    told = "" if asked is None or on == BEFORE else day(on, reader.tag)
    return UnitsPage(days, told, tuple(_twig(node, on, became, reader) for node in tops))


def unit_page(viewer: Viewer, code: str, reader: Reader) -> UnitPage:
    page = archive().units.page(viewer, code, cards=CARDS)
    unit, today = page.unit, reading.today()
    below = [(_line(each, today, reader), each.stood(today)) for each in page.below]
    return UnitPage(
        name=words(unit.name, reader),
        level=level(unit, reader),
        validity=validity(unit, reader),
        above=tuple(link(each, reader) for each in page.above),
        successor=link(page.successor, reader) if page.successor else None,
        predecessors=tuple(link(each, reader) for each in page.predecessors),
        formers=tuple(_formerly(former, reader) for former in unit.formers),
        note=words(unit.note, reader),
        source=unit.source,
        below=tuple(twig for twig, stands in below if stands),
        closed_below=tuple(twig for twig, stands in below if not stands),
        once_below=tuple(_line(each, today, reader) for each in page.once_below),
        total=page.total,
        cards=tuple(cards.card(record, reader) for record in archive().reading.cards(viewer, page.newest)),
        search=_search(viewer, code, reader),
    )


def address(code: str, reader: Reader) -> str:
    return url_for("site.unit", lang=reader.tag, code=code)


def words(name: Mapping[str, str], reader: Reader) -> Text:
    """In the reader's language, else in whichever there is."""
    tag = next((tag for tag in (reader.tag, "vi", *name) if name.get(tag)), "")
    return Text(name.get(tag, ""), foreign(tag, reader))


def link(unit: Named | UnitView, reader: Reader) -> Link:
    name = words(unit.name, reader)
    return Link(name.value, address(unit.code, reader), name.lang)


def level(unit: UnitView, reader: Reader) -> str:
    concept = vocabulary(LEVELS).concepts.get(unit.level)
    return concept.label(reader.tag) if concept else ""


def validity(unit: UnitView, reader: Reader) -> str:
    """Between which days it existed, as far as that is known."""
    first, last = (day(each, reader.tag) if each else "" for each in (unit.valid_from, unit.valid_to))
    if first and last:
        return say(reader.tag, "From %(first)s to %(last)s", first=first, last=last)
    if first:
        return say(reader.tag, "Since %(first)s", first=first)
    return say(reader.tag, "Until %(last)s", last=last) if last else ""


def _became(units: Iterable[UnitView]) -> dict[str, list[UnitView]]:
    """What each unit came in the place of."""
    found: dict[str, list[UnitView]] = {}
    for unit in units:
        if unit.replaced_by:
            found.setdefault(unit.replaced_by.code, []).append(unit)
    return found


def _twig(node: Node, on: date, became: Mapping[str, list[UnitView]], reader: Reader) -> Twig:
    unit = node.unit
    formerly = [each for each in became.get(unit.code, ()) if each.valid_to and each.valid_to < on]
    below = sorted((_twig(each, on, became, reader) for each in node.below), key=_by_shown_name)
    remark = " · ".join([*_place(unit, on, reader), *_now(unit, reader), *_with(formerly, reader)])
    return Twig(words(node.name, reader), address(unit.code, reader), level(unit, reader), remark, tuple(below))


def _by_shown_name(twig: Twig) -> str:
    """Ho Chi Minh City stands elsewhere in English than in Vietnamese."""
    return reading.in_list(twig.name.value)


def _line(unit: UnitView, on: date, reader: Reader) -> Twig:
    told = [*_place(unit, on, reader), *_now(unit, reader)]
    if unit.valid_to and not unit.stood(on):
        told.append(validity(unit, reader))
    return Twig(words(unit.name, reader), address(unit.code, reader), level(unit, reader), " · ".join(told))


def _place(unit: UnitView, on: date, reader: Reader) -> Iterator[str]:
    """The commune and district in which it was on a day; of a later day those in which it was last."""
    placed = [former for former in unit.formers if former.commune or former.district]
    then = next((former for former in placed if on <= former.until), None)
    if last := then or (placed[-1] if placed else None):
        where = ", ".join(filter(None, (last.commune, last.district)))
        yield where if then else say(reader.tag, "formerly in %(places)s", places=where)


def _now(unit: UnitView, reader: Reader) -> Iterator[str]:
    if unit.replaced_by:
        yield say(reader.tag, "now %(name)s", name=words(unit.replaced_by.name, reader).value)


def _with(formerly: list[UnitView], reader: Reader) -> Iterator[str]:
    if formerly:
        names = ", ".join(words(each.name, reader).value for each in formerly)
        yield say(reader.tag, "with former %(names)s", names=names)


def _formerly(former: Former, reader: Reader) -> Formerly:
    told = (
        (noted("Name then"), Value(*_named(former.name, reader)) if former.name else None),
        (noted("Commune then"), Value(former.commune) if former.commune else None),
        (noted("District then"), Value(former.district) if former.district else None),
        (noted("Under, then"), _linked(former.parent, reader) if former.parent else None),
    )
    fields = tuple(Field(say(reader.tag, label), (value,)) for label, value in told if value)
    return Formerly(say(reader.tag, "Until %(last)s", last=day(former.until, reader.tag)), fields)


def _named(name: Mapping[str, str], reader: Reader) -> tuple[str, str]:
    text = words(name, reader)
    return text.value, text.lang


def _linked(unit: Named, reader: Reader) -> Value:
    return Value(*_named(unit.name, reader), url=address(unit.code, reader))


def _search(viewer: Viewer, code: str, reader: Reader) -> Link | None:
    """Records about a province, whoever keeps them; no link to where nothing would be found."""
    if code not in vocabulary("provinces"):
        return None
    try:
        found = archive().discovery.search(viewer, Question(chosen={"place": (code,)}, per_page=1)).total
    except SearchUnavailable:
        return None
    name = vocabulary("provinces").concepts[code].label(reader.tag)
    label = say(reader.tag, "Records of what is found in %(name)s", name=name)
    return Link(label, f"{reader.search}?place={code}") if found else None
