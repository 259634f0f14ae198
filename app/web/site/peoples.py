"""Pages of the 54 peoples: their names as lists and they themselves have them, and what the archive holds of them.

Nothing is told of a people that the vocabulary does not say. Names felt as an insult are not in reach here.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for

from app.errors import NotFound, SearchUnavailable
from app.search import facets
from app.search.alphabet import alphabetical_key
from app.search.query import FacetCount
from app.services.access import VIETNAM
from app.services.discovery import Found, Question, occurrence
from app.services.viewer import Viewer
from app.web.archive import archive
from app.web.language import noted, number, say
from app.web.site import cards
from app.web.site.frame import kind_label
from app.web.site.told import Field, Link, Text, Value
from app.web.site.values import Reader, language_label
from app.web.site.views import Card
from app.web.site.who_views import PeopleLine, PeoplePage, PeoplesPage
from metadata.vocabulary import Concept, vocabulary

PEOPLES = "peoples"
HELD, NEWEST, PLACES = 4, 8, 6
LIST = noted("List of the peoples of Vietnam, Decision 121-TCTK/PPCĐ of 2 March 1979: official names and codes.")
NAMES = noted("Other names and local groups: as that list has them, and as the peoples call themselves.")
LANGUAGES = noted("Codes of languages: ISO 639-3.")
CENSUS = noted("Population: Population and Housing Census of 2019.")
SOURCES = (LIST, NAMES, LANGUAGES, CENSUS)


def peoples_page(viewer: Viewer, reader: Reader) -> PeoplesPage:
    try:
        counts: dict[str, int] | None = archive().discovery.peoples(viewer)
    except SearchUnavailable:
        counts = None
    lines = (
        PeopleLine(
            people.label(reader.tag),
            address(people.key, reader),
            ", ".join(_listed(people, "other_names")),
            None if counts is None else counts.get(people.key, 0),
        )
        for people in in_order(reader.tag)
    )
    return PeoplesPage(tuple(lines), (say(reader.tag, LIST), say(reader.tag, NAMES)))


def people_page(viewer: Viewer, slug: str, reader: Reader) -> PeoplePage:
    """Raises ``NotFound``."""
    people = vocabulary(PEOPLES).concepts.get(slug)
    if people is None:
        raise NotFound("http.not_found")
    found = _found(viewer, slug)
    held, shown = _held(viewer, slug, reader) if found else ((), frozenset())
    rest = [record for record in found.records if record.identifier not in shown] if found else []
    every = f"{reader.search}?people={slug}"
    return PeoplePage(
        name=people.label(reader.tag),
        other_name=_other_name(people, reader),
        fields=tuple(_fields(people, reader)),
        sources=tuple(say(reader.tag, source) for source in SOURCES),
        total=found.total if found else None,
        all=every,
        kinds=_chips(found, "kind", every, reader),
        places=_chips(found, "place", every, reader)[:PLACES],
        held=held,
        newest=tuple(cards.card(record, reader) for record in rest[:HELD]),
    )


def in_order(tag: str) -> list[Concept]:
    """By their names, in the order of the Vietnamese alphabet."""
    return sorted(vocabulary(PEOPLES), key=lambda people: alphabetical_key(people.label(tag)))


def address(slug: str, reader: Reader) -> str:
    return url_for("site.people", lang=reader.tag, slug=slug)


def _found(viewer: Viewer, slug: str) -> Found | None:
    asked = Question(chosen={"people": (slug,)}, facets=("kind", "place"), sort="newest", per_page=NEWEST)
    try:
        return archive().discovery.search(viewer, asked)
    except SearchUnavailable:
        return None


def _held(viewer: Viewer, slug: str, reader: Reader) -> tuple[tuple[Card, ...], frozenset[str]]:
    """What is held next, soonest first, and which records these are."""
    today = datetime.now(VIETNAM).date()
    try:
        found = archive().discovery.search(viewer, Question(chosen={"people": (slug,)}, sort="next", per_page=HELD))
    except SearchUnavailable:
        return (), frozenset()
    coming = [(record, held) for record in found.records if (held := occurrence(record.metadata, today))]
    coming.sort(key=lambda pair: pair[1].start)
    made = tuple(
        cards.card(record, reader, cards.season(record.metadata, held, today, reader)) for record, held in coming
    )
    return made, frozenset(record.identifier for record, _held in coming)


def _chips(found: Found | None, facet: str, every: str, reader: Reader) -> tuple[Link, ...]:
    counts: Sequence[FacetCount] = found.facets.get(facet, ()) if found else ()
    return tuple(
        Link(f"{_label(facet, each.value, reader)} {number(each.count, reader.tag)}", f"{every}&{facet}={each.value}")
        for each in counts
    )


def _label(facet: str, value: str, reader: Reader) -> str:
    return kind_label(value, reader.tag) if facet == "kind" else facets.label(facet, value, reader.tag)


def _other_name(people: Concept, reader: Reader) -> Text:
    """The Vietnamese name beside another, and the English one beside the Vietnamese."""
    tag = "en" if reader.tag == "vi" else "vi"
    name = people.label(tag)
    return Text("" if name == people.label(reader.tag) else name, tag)


def _fields(people: Concept, reader: Reader) -> Iterator[Field]:
    tongues = (Value(language_label(tag, reader), note=f"({tag})") for tag in _listed(people, "languages"))
    told: tuple[tuple[str, tuple[Value, ...]], ...] = (
        (noted("Official name"), (Value(people.label("vi"), "" if reader.tag == "vi" else "vi"),)),
        (noted("Code in the list of 1979"), _values(people.extra.get("code_1979", ""))),
        (noted("Names for themselves"), _names(people, "self_names")),
        (noted("Other names"), _names(people, "other_names")),
        (noted("Local groups"), _names(people, "local_groups")),
        (noted("Languages"), tuple(tongues)),
        (noted("Language family"), _values(_family(people.extra.get("family", ""), reader))),
        (noted("Population in 2019"), _values(_population(people, reader))),
    )
    return (Field(say(reader.tag, label), values) for label, values in told if values)


def _values(text: str) -> tuple[Value, ...]:
    return (Value(text),) if text else ()


def _names(people: Concept, column: str) -> tuple[Value, ...]:
    return tuple(Value(name) for name in _listed(people, column))


def _listed(people: Concept, column: str) -> tuple[str, ...]:
    return tuple(filter(None, people.extra.get(column, "").split(";")))


def _family(text: str, reader: Reader) -> str:
    """``Tai (Cao Lan) and Sinitic (Sán Chỉ)``: of each half the family first, then the group that is meant."""
    known = {family.label("en"): family for family in vocabulary("language_families")}
    told = []
    for half in text.split(" and "):
        name, bracket, group = half.partition(" (")
        told.append((known[name].label(reader.tag) if name in known else name) + bracket + group)
    return say(reader.tag, " and ").join(told)


def _population(people: Concept, reader: Reader) -> str:
    counted = people.extra.get("population_2019", "")
    return number(int(counted), reader.tag) if counted else ""
