"""Completions of what is being typed, from titles and peoples that everyone may see."""

from collections.abc import Iterator, Sequence

from app.search import highlight, peoples
from app.search.document import identifier_of
from app.search.embedded import question
from app.search.embedded.searching import Snapshot
from app.search.folding import Token, analyse
from app.search.query import ParsedQuery, SearchQuery, Suggestion, marks, parse
from metadata.vocabulary import vocabulary

_PEOPLES = 3


def suggest(snapshot: Snapshot, typed: str, limit: int, everyone: int) -> tuple[Suggestion, ...]:
    parsed = parse(typed)
    if not parsed.clauses or limit < 1:
        return ()
    found = [*_peoples(snapshot, analyse(typed), everyone)][: min(limit, _PEOPLES)]
    return (*found, *_records(snapshot, parsed, limit - len(found), everyone))


def _records(snapshot: Snapshot, parsed: ParsedQuery, limit: int, everyone: int) -> Iterator[Suggestion]:
    if limit < 1:
        return
    asker = question.of_titles(snapshot.schema)
    asked = asker.weigh(parsed, asker.ask(parsed, "", typing=True))
    visible = question.one_of(snapshot.schema, "access", [everyone])
    _, found = snapshot.best(question.together([visible, question.answers(asked, None)]), 0, limit, counted=False)
    sought = marks(SearchQuery(parsed, frozenset(), typing=True), "")
    for number, address in found:
        titles: list[str] = snapshot.searcher.doc(address)["titles"]
        best = max(titles, key=lambda title: sum(s.end - s.start for s in highlight.highlight(title, sought)))
        yield Suggestion("record", best, identifier_of(number))


def _peoples(snapshot: Snapshot, typed: Sequence[Token], everyone: int) -> Iterator[Suggestion]:
    """Peoples of whom there is something to see, those with most of it first."""
    begun = {concept.key for concept in vocabulary("peoples") if _begins(concept.key, typed)}
    if not begun:
        return
    visible = question.one_of(snapshot.schema, "access", [everyone])
    chosen = question.one_of(snapshot.schema, "f.people", begun)
    for each in snapshot.facet_counts([visible, chosen], ["people"])["people"]:
        if each.value in begun:
            yield Suggestion("people", vocabulary("peoples").concepts[each.value].label("vi"), each.value)


def _begins(people: str, typed: Sequence[Token]) -> bool:
    """Whether a name that may be shown begins with what was typed, the last word as far as it goes."""
    return any(
        name.shown
        and len(name.tokens) >= len(typed)
        and all(there.folded == token.folded for there, token in zip(name.tokens, typed[:-1], strict=False))
        and name.tokens[len(typed) - 1].folded.startswith(typed[-1].folded)
        for name in peoples.names_of(people)
    )
