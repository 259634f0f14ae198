"""What of a record is searched, sorted and counted: the one place where a record becomes an index document.

Not here: the words it is found by (``wording``), which records are indexed and when (services), how an engine keeps a
document.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from app.search import facets
from app.search.alphabet import alphabetical_key
from app.search.wording import Wording
from metadata import edtf
from metadata.profile import profile
from metadata.statements import Metadata, Statement, statements, title
from metadata.vocabulary import vocabulary

# A sort key is day << 40 | the 40 bits of the identifier: unique, and in order of days since 1970
ID_BITS = 40
NO_DAY = 1 << 22
_EPOCH = date(1970, 1, 1).toordinal()
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TO_BASE_32 = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")

_TITLES = ("title", "alternative")
_DATED = ("created", "date", "issued", "lastHeld", "temporal")


@dataclass(frozen=True, slots=True)
class RecordDocument:
    """A record, as engines receive it. Text is tokens joined by spaces: ``title``, ``names`` and ``everything`` without
    tones, ``pairs`` its neighbours as one token each, ``exact`` each word of it once, with tones.

    What the vocabularies know stands in ``names``, ``everything`` and ``exact`` by a token too, however the text calls
    it; what the forms of English and French words have in common, in ``title`` and ``exact``. ``facets`` are ``{name:
    values}``; ``titles`` as they are spelled.
    """

    id: str
    access_id: int
    title: str
    names: str
    everything: str
    pairs: str
    exact: str
    facets: Mapping[str, tuple[str, ...]]
    titles: tuple[str, ...]
    newest: int
    next: int
    date: int
    alphabetical: str


@dataclass(frozen=True, slots=True)
class MediaDocument:
    """Text of a media file whose access differs from its record's: finds the record, for those who may see the file."""

    id: str
    record: str
    access_id: int
    spoken: str
    exact: str


IndexDocument: TypeAlias = RecordDocument | MediaDocument


@dataclass(frozen=True, slots=True)
class MediaText:
    """What of a media file is searched: its description, and its captions or the text of its pages."""

    type: str
    metadata: Metadata = field(default_factory=dict)
    texts: tuple[str, ...] = ()


def record_document(
    identifier: str,
    kind: str,
    metadata: Metadata,
    access_id: int,
    *,
    published: date,
    occurs: tuple[date, date] | None = None,
    media: Sequence[MediaText] = (),
) -> RecordDocument:
    """``media`` are only those that whoever sees the record sees; ``occurs`` is its next occurrence, if it has one."""
    said = statements(metadata)
    text = Wording()
    for statement in said:
        text.add(statement, "titles" if statement.term in _TITLES else "")
    text.call(kind, identifier)
    for each in media:
        for statement in statements(each.metadata):
            text.add(statement)
        text.hear(each.texts)
    fields = text.fields()
    id_bits = id_number(identifier)
    return RecordDocument(
        id=identifier,
        access_id=access_id,
        title=fields["title"],
        names=fields["names"],
        everything=fields["everything"],
        pairs=fields["pairs"],
        exact=fields["exact"],
        facets=_facets(kind, said, occurs, media),
        titles=text.spelled(),
        newest=sort_key(_day(published), id_bits),
        next=sort_key(_day(occurs[0]) if occurs else NO_DAY, id_bits),
        date=sort_key(_dated(said), id_bits),
        alphabetical=f"{alphabetical_key(title(metadata, 'vi'))} {identifier}",
    )


def media_document(id: str, record: str, access_id: int, media: MediaText) -> MediaDocument:
    text = Wording()
    for statement in statements(media.metadata):
        text.add(statement)
    text.hear(media.texts)
    fields = text.fields()
    return MediaDocument(id, record, access_id, fields["everything"], fields["exact"])


def id_number(identifier: str) -> int:
    """The 40 bits of an identifier."""
    return int(identifier.translate(_TO_BASE_32), 32)


def is_identifier(text: str) -> bool:
    return len(text) == ID_BITS // 5 and set(text) <= set(_ALPHABET)


def identifier_of(number: int) -> str:
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(ID_BITS - 5, -1, -5))


def sort_key(day: int, id_bits: int) -> int:
    return max(-NO_DAY, min(day, NO_DAY)) << ID_BITS | id_bits


def _facets(
    kind: str, said: Sequence[Statement], occurs: tuple[date, date] | None, media: Sequence[MediaText]
) -> dict[str, tuple[str, ...]]:
    found = {facets.KIND: [kind], facets.MEDIA: sorted({each.type for each in media})}
    for row in profile(kind).facets:
        values = found.setdefault(facets.name_of(row), [])
        if row.type == "recurrence":
            values += _months(occurs)
        for statement in said if row.type != "recurrence" else ():
            if statement.term == row.name:
                values += _chosen(statement)
    if "rights" in found:
        found["rights"] += [statement.value for statement in said if statement.term == "license"]
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items() if values}


def _chosen(statement: Statement) -> Iterator[str]:
    """The key that was chosen from a list; a province of before 2025 counts for today's too."""
    key = statement.value if statement.type == "concept" else statement.target
    if not key:
        return
    yield key
    concept = vocabulary(statement.vocabulary).concepts.get(key) if statement.vocabulary else None
    if concept and (successor := concept.extra.get("replaced_by")):
        yield successor


def _months(occurs: tuple[date, date] | None) -> list[str]:
    """Every month that the next occurrence touches."""
    if not occurs:
        return []
    first, last = (day.year * 12 + day.month - 1 for day in occurs)
    return [f"{month % 12 + 1:02}" for month in range(first, min(last, first + 11) + 1)]


def _dated(said: Sequence[Statement]) -> int:
    """The first day that the thing may be from, by the first of the dates that tell most of it."""
    for term in _DATED:
        for statement in said:
            if statement.term == term and statement.type == "date" and (day := _earliest(statement.value)) is not None:
                return day - _EPOCH
    return NO_DAY


def _earliest(value: str) -> int | None:
    try:
        first, last = edtf.parse(value).bounds()
    except ValueError:
        return None
    return last if first is None else first


def _day(day: date) -> int:
    return day.toordinal() - _EPOCH
