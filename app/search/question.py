"""What a question asks of an engine: which documents answer, and what each is worth.

Every word is asked for without tones, and with those that were typed if it has any. What is restricted or narrowed adds
nothing to the worth; but how rare a word is, is told by all records (docs/decisions.md). Not here: how widely a
question is put (``forms``).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.search import query as asking
from app.search.fields import (
    ACCESS,
    EVERYTHING,
    EXACT,
    MEDIA_ACCESS,
    NAMES,
    PAIRS,
    RECORD,
    SPOKEN,
    SPOKEN_EXACT,
    TITLE,
    facet,
)
from app.search.folding import is_syllable
from app.search.forms import Form
from app.search.lexicon import is_people, name_token, wider
from app.search.nodes import Alike, All, Any, Boost, Constant, Node, OneOf, Phrase, Prefix, Term, all_of, any_of
from app.search.query import (
    Choice,
    Clause,
    Named,
    ParsedQuery,
    SearchQuery,
    Word,
    apart,
    halves,
    named_in,
    slack,
    words_of,
)
from app.search.wording import pair_token

_IN_TITLE = 3.0
# Less than the word itself, which has this form too
_FORM_IN_TITLE = 1.0
# A record of a people, a place or a craft, rather than one that names it
_ABOUT = 20.0
_BESIDE = 3.0
# Constant, and larger than what a look-alike is worth even in a title; of rare words more
_AS_TYPED, _EXACT = 10.0, 2.0
# Typed without tones a word means any of its look-alikes: the exact one comes first among equals
_AS_TYPED_PLAIN = 1.0
_ALIKE = 0.5
_IN_MEDIA = 0.5

# Where most of the words are enough: how many that is, and what puts those first that have all
_MOST = 0.4
_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its worth (``scored``) and without (``counted``), apart from what was chosen to narrow it."""

    scored: Node
    counted: Node


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks for all words in ``plain``. ``title`` and ``names`` repeat some of it, ``pairs`` and ``exact`` all of it in
    their way: mostly they only add to the worth."""

    plain: str
    exact: str
    title: str = ""
    names: str = ""
    pairs: str = ""

    def ask(self, parsed: ParsedQuery, form: Form, *, typing: bool) -> tuple[Node, ...]:
        """What a document must have; nothing where nothing was typed."""
        begins = parsed.unfinished if typing or form.alike else None
        last = len(parsed.clauses) - 1
        wanted = [
            self._wanted(each, form.of(at), begins if at == last else None) for at, each in enumerate(parsed.clauses)
        ]
        if form.only is not None:
            return (wanted[form.only],)
        if len(parsed.clauses) == 1 and isinstance(named := parsed.clauses[0], Named) and len(named.words) == 1:
            # by itself "le" may be a people, and is a word
            return (any_of([*wanted, *self._forms(named.words[0], form)]),)
        return _most(parsed.clauses, wanted) if form.most else tuple(wanted)

    def weigh(self, parsed: ParsedQuery, wanted: tuple[Node, ...]) -> Node:
        """The documents that have what is ``wanted``, those first that are worth more."""
        return All(wanted, adding=tuple(self._worth(parsed)))

    def refuse(self, parsed: ParsedQuery) -> tuple[Node, ...]:
        """Each of these keeps a document out."""
        return tuple(self._unwanted(clause) for clause in parsed.excluded)

    def _wanted(self, clause: Clause, form: Form, begins: Word | None) -> Node:
        """What answers one clause; ``begins`` is its last word, where that may be unfinished."""
        if isinstance(clause, Choice):
            options = ([self._wanted(each, form, None) for each in option] for option in clause.options)
            return any_of([all_of(option) for option in options] + self._begun(begins))
        if isinstance(clause, Word):
            return any_of(self._forms(clause, form) + self._begun(clause if clause.begins else begins))
        if isinstance(clause, Named):
            return any_of([self._name(clause, form), *self._tokens(clause, form), *self._begun(begins)])
        return self._beside(clause.words)

    def _name(self, clause: Named, form: Form) -> Node:
        """A name in the words that were typed. Syllables make a name side by side only; of English any form will do.

        A people is found by the token that stands for it: besides, only by what was typed as it is, for without tones
        ``người Co`` would be every ``người có``."""
        if _of_people(clause):
            return all_of([self._joined(clause.needed), *(Term(self.exact, word.text) for word in clause.needed)])
        forms = [any_of(self._forms(word, form)) for word in clause.needed]
        if not clause.beside and not all(is_syllable(word.folded) for word in clause.needed):
            return all_of(forms)
        return all_of([self._joined(clause.needed), *forms]) if form.toned else self._joined(clause.needed)

    def _tokens(self, clause: Named, form: Form) -> Iterable[Node]:
        for concept in clause.concepts:
            yield Term(self.plain, name_token(concept))
            if form.most:
                yield from (Constant(Term(self.plain, name_token(each)), _ALIKE) for each in wider(concept))

    def _forms(self, word: Word, form: Form) -> list[Node]:
        """One word, in other forms and other spellings."""
        found: list[Node] = [Term(self.plain, word.folded)]
        if form.toned and word.toned:
            found = [any_of([Term(self.exact, text) for text in (word.text, word.folded)])]
        found += (Constant(Term(self.exact, stem), _ALIKE) for stem in word.stems)
        found += (Constant(self._pair(*cut), _ALIKE) for cut in apart(word))
        if form.alike and not word.quoted:
            found += self._alike(word)
        return found

    def _pair(self, one: str, other: str) -> Node:
        return Term(self.pairs, pair_token(one, other)) if self.pairs else Phrase(self.plain, (one, other))

    def _begun(self, word: Word | None) -> list[Node]:
        return [Constant(Prefix(self.plain, word.folded), _ALIKE)] if word else []

    def _worth(self, parsed: ParsedQuery) -> Iterable[Node]:
        words = dict.fromkeys(word for clause in parsed.clauses for word in words_of(clause))
        for word in words:
            yield Constant(Term(self.exact, word.text), _AS_TYPED if word.toned else _AS_TYPED_PLAIN)
            if self.title:
                yield Boost(Term(self.title, word.folded), _IN_TITLE)
                yield from (Boost(Term(self.title, stem), _FORM_IN_TITLE) for stem in word.stems)
            if self.title and word.toned:
                yield Boost(Term(self.exact, word.text), _EXACT)
        for concept in named_in(parsed.clauses) if self.names else ():
            yield Constant(Term(self.names, name_token(concept)), _ABOUT)
            yield Boost(Term(self.title, name_token(concept)), _IN_TITLE)
        for one, other in parsed.pairs if self.pairs else ():
            yield Boost(Term(self.pairs, pair_token(one.folded, other.folded)), _BESIDE)

    def _unwanted(self, clause: Clause) -> Node:
        """Typed with tones, only what has them is left out: ``-rượu`` leaves ``ruồi`` in."""
        if isinstance(clause, Word) and clause.toned:
            return Term(self.exact, clause.text)
        return self._beside(words_of(clause))

    def _alike(self, word: Word) -> Iterable[Node]:
        if distance := slack(word):
            yield Constant(Alike(self.plain, word.folded, distance), _ALIKE)
        for half in halves(word):
            yield Phrase(self.plain, half)

    def _joined(self, words: Sequence[Word]) -> Node:
        """As ``_beside``, by the tokens of pairs where there are such: a phrase costs an engine several times that."""
        if not self.pairs or len(words) == 1:
            return self._beside(words)
        return all_of([self._pair(one.folded, other.folded) for one, other in pairwise(words)])

    def _beside(self, words: Sequence[Word]) -> Node:
        if len(words) == 1:
            return Term(self.plain, words[0].folded)
        return Phrase(self.plain, tuple(word.folded for word in words))


RECORDS = Asker(EVERYTHING, EXACT, TITLE, NAMES, PAIRS)
MEDIA = Asker(SPOKEN, SPOKEN_EXACT)
TITLED = Asker(TITLE, EXACT, pairs=PAIRS)


def narrowed(query: Node, chosen: Mapping[str, Sequence[str]], leave_out: str = "") -> Node:
    """``query`` among what was chosen of every facet but one."""
    filters = tuple(OneOf(facet(name), tuple(values)) for name, values in chosen.items() if name != leave_out)
    return All((query, *filters)) if filters else query


def of_records(query: SearchQuery, form: Form, in_media: Sequence[int], refused: Sequence[int]) -> Asked:
    """Records that answer by their own text, or whose media do: ``in_media`` are the numbers of those; media of
    ``refused`` have what is not wanted."""
    parsed = query.asked(retyped=form.typed)
    wanted = RECORDS.ask(parsed, form, typing=query.typing)
    visible = OneOf(ACCESS, tuple(sorted(query.visible)))
    out = (*RECORDS.refuse(query.parsed), *((OneOf(RECORD, tuple(refused)),) if refused else ()))
    if not wanted:
        everything = All((visible,), refused=out)
        return Asked(everything, everything)
    heard = (Constant(OneOf(RECORD, tuple(in_media)), _IN_MEDIA),) if in_media else ()
    scored, counted = RECORDS.weigh(parsed, wanted), All(wanted)
    if form.most:
        whole = all_of(RECORDS.ask(parsed, replace(form, most=False), typing=query.typing))
        scored = All((scored,), adding=(Constant(whole, _WHOLE),))
    return Asked(
        All((visible, any_of((scored, *heard))), refused=out),
        All((visible, any_of((counted, *heard))), refused=out),
    )


def of_media(query: SearchQuery, form: Form, classes: Iterable[int]) -> Node | None:
    """Texts of media of these classes that answer; None where nothing was typed."""
    wanted = MEDIA.ask(query.asked(retyped=form.typed), form, typing=query.typing)
    return All((_heard(classes), *wanted)) if wanted else None


def refused_media(query: SearchQuery, classes: Iterable[int]) -> Node | None:
    """Texts of media of these classes that have what is not wanted; None where everything is."""
    unwanted = MEDIA.refuse(query.parsed)
    return All((_heard(classes), any_of(unwanted))) if unwanted else None


def of_titles(parsed: ParsedQuery, everyone: int) -> Node:
    """Records that everyone may see, by a title that begins so."""
    wanted = TITLED.ask(parsed, Form(), typing=True)
    return All((OneOf(ACCESS, (everyone,)), TITLED.weigh(parsed, wanted)))


def _most(clauses: Sequence[Clause], wanted: Sequence[Node]) -> tuple[Node, ...]:
    """Most of what is wanted is enough, but not without whom it is about."""
    needed = tuple(node for clause, node in zip(clauses, wanted, strict=True) if _sure(clause))
    rest = tuple(node for clause, node in zip(clauses, wanted, strict=True) if not _sure(clause))
    least = math.ceil(len(wanted) * _MOST) - len(needed)
    return (*needed, Any(rest, least)) if least > 0 else needed


def _sure(clause: Clause) -> bool:
    """What is wanted where most of the words are enough: what was put in quotes, and whom it is about."""
    if isinstance(clause, Named):
        return _of_people(clause)
    return isinstance(clause, asking.Phrase) or (isinstance(clause, Word) and clause.quoted)


def _of_people(clause: Named) -> bool:
    return any(map(is_people, clause.concepts))


def _heard(classes: Iterable[int]) -> Node:
    return OneOf(MEDIA_ACCESS, tuple(sorted(classes)))
