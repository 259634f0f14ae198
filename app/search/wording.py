"""The words that a record is found by: those of its texts, and what they say in other words.

What the texts name, what the forms of their words have in common, which words stand side by side. Not here: what else
a document has (``document``), which names and forms there are (``lexicon``, ``stems``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from app.search import names, stems
from app.search.folding import Token, analyse, stored
from app.search.lexicon import PEOPLES, classes, concept_of, implied, known, name_token, names_of
from metadata import recurrence
from metadata.statements import PASSAGE, Statement
from metadata.vocabulary import vocabulary

# Stands before every value, so that no phrase runs from one into the next, and so that every document has every field:
# engines reckon a word's weight from the documents that have the field.
BOUNDARY = "|"
LONGEST = 2_000_000
_SHORT = 60
# Said of nearly every record or of how a file was made: as words they would answer every question
_UNSAID = frozenset({"rights", "licences", "consents", "dcmi_types", "notices"})
_LANGUAGES = ("vi", "en")


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
class Wording:
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

    def call(self, kind: str, identifier: str) -> None:
        """What a record is, and what it is called by."""
        self.names += (*_labels("kinds", kind), _Said(identifier))
        self.choose("kinds", kind)

    def spelled(self) -> tuple[str, ...]:
        """The titles, as they are stored."""
        return tuple(dict.fromkeys(stored(each.text) for each in self.titles))

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
