"""What of a record is searched, sorted and counted: the one place where a record becomes an index document.

Not here: which records are indexed and when (services), how an engine keeps a document.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple, TypeAlias

from app.search import facets, names, stems
from app.search.alphabet import alphabetical_key
from app.search.folding import Token, analyse, stored
from app.search.lexicon import PEOPLES, classes, concept_of, implied, known, name_token, names_of
from metadata import edtf, recurrence
from metadata.profile import profile
from metadata.statements import PASSAGE, Metadata, Statement, statements, title
from metadata.vocabulary import vocabulary

# Stands before every value, so that no phrase runs from one into the next, and so that every document has every field:
# engines reckon a word's weight from the documents that have the field.
BOUNDARY = "|"
LONGEST = 2_000_000
_SHORT = 60

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
    text = _Text()
    for statement in said:
        text.add(statement, "titles" if statement.term in _TITLES else "")
    text.names += (*_labels("kinds", kind), _Said(identifier))
    text.choose("kinds", kind)
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
        titles=tuple(dict.fromkeys(stored(each.text) for each in text.titles)),
        newest=sort_key(_day(published), id_bits),
        next=sort_key(_day(occurs[0]) if occurs else NO_DAY, id_bits),
        date=sort_key(_dated(said), id_bits),
        alphabetical=f"{alphabetical_key(title(metadata, 'vi'))} {identifier}",
    )


def media_document(id: str, record: str, access_id: int, media: MediaText) -> MediaDocument:
    text = _Text()
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


def pair_token(one: str, other: str) -> str:
    """Stands for two neighbours. To ask for it costs what a word costs; a phrase costs several times that."""
    return f"{one}_{other}"


class _Said(NamedTuple):
    """One value as it is spelled; ``language`` is None where nobody has told it. ``chosen``: the label of what was
    chosen from a list, which names nothing besides."""

    text: str
    language: str | None = ""
    chosen: bool = False


class _Value(NamedTuple):
    """The analysis of a value: ``words`` are the stems of its tokens, if it is in a language that has them, ``told``
    what it names."""

    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    told: frozenset[str]


@dataclass(slots=True)
class _Text:
    """Gathers the text of a document value by value. ``concepts`` are those that were chosen from lists."""

    titles: list[_Said] = field(default_factory=list)
    names: list[_Said] = field(default_factory=list)
    rest: list[_Said] = field(default_factory=list)
    concepts: set[str] = field(default_factory=set)

    def add(self, statement: Statement, into: str = "") -> None:
        if statement.term in PASSAGE:
            return
        if statement.type == "concept":
            self._add_concept(statement)
        elif statement.type in ("place", "agent"):
            self.names += (_Said(statement.value), *_labels(statement.vocabulary, statement.target))
            self.choose(statement.vocabulary, statement.target)
        elif statement.type == "recurrence":
            self.rest += _recurrence(statement.value)
        elif statement.type in ("text", "date"):
            (self.titles if into else self.rest).append(_Said(statement.value, statement.lang))
        for part in statement.parts:
            self.add(part)

    def choose(self, vocabulary: str | None, key: str | None) -> None:
        if vocabulary and key and known(concept := concept_of(vocabulary, key)):
            self.concepts.update(implied(concept))

    def hear(self, texts: Iterable[str]) -> None:
        self.rest += (_Said(text, None) for text in texts)

    def fields(self) -> dict[str, str]:
        title, named, rest = (_analysed(texts) for texts in (self.titles, self.names, self.rest))
        everything = (*title, *named, *rest)
        about = self.concepts.union(*(value.told for value in title))
        chosen = sorted(map(name_token, self.concepts | classes(about)))
        told = sorted({*chosen, *_told(everything)})
        words = chain((token.text for value in everything for token in value.tokens), told, _forms(everything))
        return {
            "title": _joined(title, (*_forms(title), *_told(title))),
            "names": _joined(named, chosen),
            "everything": _joined(everything, told),
            "pairs": " ".join((BOUNDARY, *(pair for value in everything for pair in _pairs(value.tokens)))),
            "exact": " ".join(dict.fromkeys(words)),
        }

    def _add_concept(self, statement: Statement) -> None:
        if statement.vocabulary == PEOPLES:
            # "Tày" as a word of the record would answer "bàn tay": such names answer where a people is asked for
            official = (name for name in names_of(concept_of(PEOPLES, statement.value)) if name.official)
            self.names += (_Said(name.text) for name in official if not name.syllable)
        elif statement.vocabulary not in _UNSAID:
            self.names += _labels(statement.vocabulary, statement.value)
        self.choose(statement.vocabulary, statement.value)


def _told(values: Iterable[_Value]) -> list[str]:
    """What the texts name, in order of the alphabet."""
    return sorted({name_token(concept) for value in values for concept in value.told})


def _analysed(said: Iterable[_Said]) -> list[_Value]:
    """Each text once, though it be the same in several languages."""
    texts = {each.text: each for each in reversed([*said])}
    return [_value(each) for each in reversed(texts.values())]


def _value(said: _Said) -> _Value:
    return _short_value(said) if len(said.text) <= _SHORT else _made(said)


# Labels of vocabularies stand in most documents
@lru_cache(maxsize=2048)
def _short_value(said: _Said) -> _Value:
    return _made(said)


def _made(said: _Said) -> _Value:
    text = stored(said.text[:LONGEST])
    tokens = analyse(text)
    language = stems.language_of(tokens) if said.language is None else said.language.partition("-")[0]
    words: tuple[str, ...] = ()
    if language in stems.LANGUAGES:
        words = tuple(stems.told(text[token.start : token.end], token.folded, language) for token in tokens)
    return _Value(tokens, words, frozenset() if said.chosen else frozenset(names.told(text, tokens, words)))


def _forms(values: Iterable[_Value]) -> list[str]:
    """Each once."""
    return list(dict.fromkeys(word for value in values for word in value.words))


def _joined(values: Sequence[_Value], more: Sequence[str] = ()) -> str:
    folded = (" ".join(token.folded for token in value.tokens) for value in values)
    return " ".join(f"{BOUNDARY} {text}" for text in chain(folded, more)) or BOUNDARY


def _pairs(tokens: Sequence[Token]) -> Iterator[str]:
    """Of a run without spaces the tokens are pairs already."""
    return (pair_token(one.folded, other.folded) for one, other in pairwise(tokens) if one.end <= other.start)


def _labels(name: str | None, key: str | None) -> tuple[_Said, ...]:
    """A concept in every language, by every name that it is found by; a province of before 2025 by today's too."""
    if name is None or key is None or key not in vocabulary(name):
        return ()
    concept = vocabulary(name).concepts[key]
    itself = known(concept_of(name, key))
    labels = (_Said(label, language, itself) for language, label in concept.labels.items())
    others = (_Said(text, chosen=itself) for text in (*concept.alt, *concept.match_only))
    return (*labels, *others, *_labels(name, concept.extra.get("replaced_by") or None))


def _recurrence(value: str) -> list[_Said]:
    try:
        rule = recurrence.parse(value)
    except ValueError:
        return [_Said(value)]
    return [_Said(rule.label(language), language) for language in _LANGUAGES]


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
