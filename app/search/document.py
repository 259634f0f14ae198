"""What of a record is searched, sorted and counted: the one place where a record becomes an index document.

Not here: which records are indexed and when (services), how an engine keeps a document.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, pairwise
from typing import TypeAlias

from app.search import facets, peoples
from app.search.alphabet import alphabetical_key
from app.search.folding import Token, analyse, stored
from metadata import edtf, recurrence
from metadata.profile import profile
from metadata.statements import PASSAGE, Metadata, Statement, statements, title
from metadata.vocabulary import vocabulary

# Stands before every value, so that no phrase runs from one into the next, and so that every document has every field:
# engines reckon a word's weight from the documents that have the field.
BOUNDARY = "|"
LONGEST = 2_000_000

# A sort key is day << 40 | the 40 bits of the identifier: unique, and in order of days since 1970
ID_BITS = 40
NO_DAY = 1 << 22
_EPOCH = date(1970, 1, 1).toordinal()
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TO_BASE_32 = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")

_TITLES = ("title", "alternative")
_DATED = ("created", "date", "issued", "lastHeld", "temporal")
# Said of nearly every record or of how a file was made: as words they would answer every question
_UNSAID = frozenset({"rights", "licences", "consents", "dcmi_types", "notices"})
_LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class RecordDocument:
    """A record, as engines receive it. Text is tokens joined by spaces: ``title``, ``names`` and ``everything`` without
    tones, ``pairs`` its neighbours as one token each, ``exact`` each word of it once, with tones. ``facets`` are
    ``{name: values}``; ``titles`` as they are spelled.
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
    text = _Text()
    for statement in said:
        text.add(statement, "titles" if statement.term in _TITLES else "")
    text.names += (*vocabulary("kinds").concepts[kind].labels.values(), identifier)
    for each in media:
        for statement in statements(each.metadata):
            text.add(statement)
        text.rest += each.texts
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
        titles=tuple(dict.fromkeys(stored(each) for each in text.titles)),
        newest=sort_key(_day(published), id_bits),
        next=sort_key(_day(occurs[0]) if occurs else NO_DAY, id_bits),
        date=sort_key(_dated(said), id_bits),
        alphabetical=f"{alphabetical_key(title(metadata, 'vi'))} {identifier}",
    )


def media_document(id: str, record: str, access_id: int, media: MediaText) -> MediaDocument:
    text = _Text()
    for statement in statements(media.metadata):
        text.add(statement)
    text.rest += media.texts
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


def people_token(people: str) -> str:
    """Stands in a text for a people, by whichever name the text calls it. No word that is typed can be one."""
    return f"people/{people}"


def pair_token(one: str, other: str) -> str:
    """Stands for two neighbours. To ask for it costs what a word costs; a phrase costs several times that."""
    return f"{one}_{other}"


@dataclass(slots=True)
class _Text:
    """Gathers the text of a document value by value."""

    titles: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    peoples: set[str] = field(default_factory=set)

    def add(self, statement: Statement, into: str = "") -> None:
        if statement.term in PASSAGE:
            return
        if statement.type == "concept":
            self._add_concept(statement)
        elif statement.type in ("place", "agent"):
            self.names += (statement.value, *_labels(statement.vocabulary, statement.target))
        elif statement.type == "recurrence":
            self.rest += _recurrence(statement.value)
        elif statement.type in ("text", "date"):
            (self.titles if into else self.rest).append(statement.value)
        for part in statement.parts:
            self.add(part)

    def fields(self) -> dict[str, str]:
        title, names, rest = (_analysed(texts) for texts in (self.titles, self.names, self.rest))
        everything = (*title, *names, *rest)
        named = sorted(map(people_token, self.peoples))
        told = sorted(map(people_token, self.peoples.union(*(peoples.told(tokens) for tokens in everything))))
        return {
            "title": _joined(title),
            "names": _joined(names, named),
            "everything": _joined(everything, told),
            "pairs": " ".join((BOUNDARY, *(pair for tokens in everything for pair in _pairs(tokens)))),
            "exact": " ".join(dict.fromkeys((*(token.text for tokens in everything for token in tokens), *told))),
        }

    def _add_concept(self, statement: Statement) -> None:
        if statement.vocabulary == "peoples":
            self.peoples.add(statement.value)
            # "Tày" as a word of the record would answer "bàn tay": such names answer where a people is asked for
            official = (name for name in peoples.names_of(statement.value) if name.official)
            self.names += (name.text for name in official if not name.syllable)
        elif statement.vocabulary not in _UNSAID:
            self.names += _labels(statement.vocabulary, statement.value)


def _analysed(texts: Iterable[str]) -> list[tuple[Token, ...]]:
    return [analyse(text[:LONGEST]) for text in dict.fromkeys(texts)]


def _joined(values: Sequence[Sequence[Token]], more: Sequence[str] = ()) -> str:
    folded = (" ".join(token.folded for token in tokens) for tokens in values)
    return " ".join(f"{BOUNDARY} {text}" for text in chain(folded, more)) or BOUNDARY


def _pairs(tokens: Sequence[Token]) -> Iterator[str]:
    """Of a run without spaces the tokens are pairs already."""
    return (pair_token(one.folded, other.folded) for one, other in pairwise(tokens) if one.end <= other.start)


def _labels(name: str | None, key: str | None) -> tuple[str, ...]:
    """A concept in every language, by every name that it is found by; a province of before 2025 by today's too."""
    if name is None or key is None or key not in vocabulary(name):
        return ()
    concept = vocabulary(name).concepts[key]
    labels = (*concept.labels.values(), *concept.alt, *concept.match_only)
    return (*labels, *_labels(name, concept.extra.get("replaced_by") or None))


def _recurrence(value: str) -> list[str]:
    try:
        rule = recurrence.parse(value)
    except ValueError:
        return [value]
    return [rule.label(language) for language in _LANGUAGES]


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
