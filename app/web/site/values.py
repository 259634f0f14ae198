"""One value of a record's description, told in the reader's language: words, a concept, a date, a place, a person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from app.search import facets
from app.services import labels
from app.web.language import name_of
from app.web.site.told import Value
from metadata import edtf, recurrence
from metadata.profile import Row
from metadata.vocabulary import Concept, vocabulary

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom values are told. ``records`` are titles and addresses of records that this reader may see, ``people``
    those who have a page; ``interface`` the languages of the interface, ``search`` the address that facets are
    appended to."""

    tag: str
    search: str = ""
    interface: frozenset[str] = frozenset({"vi", "en"})
    records: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    people: frozenset[str] = frozenset()

    def facet(self, row: Row, value: str) -> str:
        if not (row.facet and value and self.search):
            return ""
        return f"{self.search}?{urlencode({facets.name_of(row): value})}"


def tell(row: Row, values: Sequence[Json], reader: Reader) -> tuple[Value, ...]:
    """All values of a field but groups. A record that this reader may not see is left out without a trace."""
    if row.type == "text":
        return tuple(_text(row, value, reader) for value in readable(values, reader))
    told = _TELLERS[row.type]
    return tuple(found for value in values for found in told(row, value, reader))


def readable(values: Sequence[Json], reader: Reader) -> list[Json]:
    """Texts in the reader's language, and those in a people's own language beside them.

    Where the reader's language has none, Vietnamese or English stands in, else whatever there is.
    """
    own = [value for value in values if value.get("lang") not in reader.interface]
    for tag in (reader.tag, "vi", "en"):
        chosen = [value for value in values if value.get("lang") == tag]
        if chosen:
            return [value for value in values if value in chosen or value in own]
    return own


def foreign(tag: str | None, reader: Reader) -> str:
    """The ``lang`` of words that are not in the page's language."""
    return tag if tag and tag not in {reader.tag, "und", "mis", "zxx"} else ""


def language_label(tag: str, reader: Reader) -> str:
    """What a language is called: ``cjm-Cham`` is told by its language, as is every tag with a script."""
    base = tag.partition("-")[0]
    known = vocabulary("languages")
    return known.concepts[base].label(reader.tag) if base in known else name_of(base, within=reader.tag)


def _text(row: Row, value: Json, reader: Reader) -> Value:
    lang = foreign(value.get("lang"), reader)
    told = lang and lang not in reader.interface
    known = value.get("target", "") if row.name == "community" else ""
    url = f"/{reader.tag}/communities/{known}" if known else ""
    return Value(value["value"], lang, url, note=f"({language_label(lang, reader)})" if told else "")


def _concept(row: Row, value: Json, reader: Reader) -> Iterable[Value]:
    known = vocabulary(value.get("vocabulary") or row.vocabulary or "")
    concept = known.concepts.get(value["value"])
    if concept is None:
        return (Value(value["value"]),)
    other = _other_names(concept) if known.name == "peoples" else ""
    return (Value(concept.label(reader.tag), url=reader.facet(row, concept.key) or concept.uri or "", note=other),)


def _other_names(people: Concept) -> str:
    names = [name for name in people.extra.get("other_names", "").split(";") if name]
    return f"({', '.join(names)})" if names else ""


def _date(_row: Row, value: Json, reader: Reader) -> Iterable[Value]:
    return (Value(_label(edtf.parse, value["value"], reader)),)


def _recurrence(_row: Row, value: Json, reader: Reader) -> Iterable[Value]:
    return (Value(_label(recurrence.parse, value["value"], reader)),)


def _label(parse: Callable[[str], edtf.Edtf | recurrence.Recurrence], text: str, reader: Reader) -> str:
    """A draft may hold a date that is not one yet; it is shown as typed."""
    try:
        return parse(text).label(reader.tag)
    except ValueError:
        return text


def _place(row: Row, value: Json, reader: Reader) -> Iterable[Value]:
    return (Value(value["value"], url=reader.facet(row, value.get("target", ""))),)


def _record(_row: Row, value: Json, reader: Reader) -> Iterable[Value]:
    if value["value"] in reader.records:
        title, url = reader.records[value["value"]]
        yield Value(title, url=url)


def _agent(row: Row, value: Json, reader: Reader) -> Iterable[Value]:
    """A name as its bearer wishes to be called; ``labels.public`` has taken away what they did not agree to."""
    parts = value.get("parts", {})
    told = [
        found.text for part in row.shape or () if part.name in parts for found in tell(part, parts[part.name], reader)
    ]
    withheld = labels.WITHHELD.get(reader.tag) or labels.WITHHELD["vi"]
    known = value.get("target", "")
    yield Value(
        value["value"] or withheld,
        foreign(value.get("lang"), reader),
        f"/{reader.tag}/agents/{known}" if known in reader.people and value["value"] else "",
        note=f"— {', '.join(told)}" if told else "",
    )


_TELLERS: Mapping[str, Callable[[Row, Json, Reader], Iterable[Value]]] = {
    "concept": _concept,
    "date": _date,
    "recurrence": _recurrence,
    "place": _place,
    "agent": _agent,
    "record": _record,
}
