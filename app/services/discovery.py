"""Finding records: what a viewer gets for a question. Not here: what is in the index, and when (``indexing``)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.models import now
from app.ports import SearchIndex
from app.search.highlight import Marks
from app.search.meant import meant
from app.search.parsing import parse
from app.search.query import FacetCount, Relaxed, SearchQuery, SearchResult, Sort, Suggestion
from app.services import labels
from app.services.access import EVERYONE_ID, VIETNAM
from app.services.calendar import Occurrence, next_occurrence
from app.services.reading import Reading, RecordView
from app.services.viewer import VISITOR, Viewer
from metadata import recurrence
from metadata.statements import Metadata, every_value, values

PEOPLES = "people"


@dataclass(frozen=True, slots=True)
class Question:
    """``chosen`` are the facets' values; ``typing`` while the last word may be unfinished."""

    typed: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 20
    cursor: str | None = None
    typing: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """``asked`` is the question as it was read, which differs from what was typed where ``relaxed`` is ``typed``."""

    total: int
    records: list[RecordView]
    facets: Mapping[str, tuple[FacetCount, ...]]
    marks: Marks
    relaxed: Relaxed
    cursor: str | None
    asked: str = ""

    @property
    def near(self) -> bool:
        """Whether nothing answers as it was typed, and all that is here only comes near."""
        return self.relaxed not in ("", "few")


@dataclass(frozen=True, slots=True)
class Suggested:
    """``record`` is there for the suggestion of one."""

    suggestion: Suggestion
    record: RecordView | None = None


class Discovery:
    def __init__(self, reading: Reading, index: SearchIndex) -> None:
        self._reading, self._index = reading, index

    def search(self, viewer: Viewer, question: Question) -> Found:
        """Records that the viewer may see. Raises ``SearchUnavailable``."""
        result = self._ask(self._reading.visible_classes(viewer), question)
        records = self._reading.cards(viewer, result.hits) if result.hits else []
        return _found(result, records)

    def open(self, question: Question) -> Found:
        """Records that everyone may see at any time, whatever the season. Raises ``SearchUnavailable``."""
        result = self._ask(frozenset({EVERYONE_ID}), question)
        cards = self._reading.cards(VISITOR, result.hits) if result.hits else []
        records = [record for record in cards if record.access_id == EVERYONE_ID]
        return _found(result, records)

    def meant(self, viewer: Viewer, question: Question, found: Found) -> str:
        """The question in the spelling of what was found, where nothing answered as it was typed; empty unless that
        finds something as it stands. Raises ``SearchUnavailable``."""
        # where most of the words are enough, one that is missing was hardly meant to be another
        if found.relaxed not in ("typed", "spelling"):
            return ""
        said = meant(found.asked, found.marks, _texts(found.records))
        said = said or (found.asked if found.relaxed == "typed" else "")
        if not said:
            return ""
        again = self._ask(self._reading.visible_classes(viewer), Question(said, question.chosen, per_page=1))
        return said if again.total and not again.relaxed else ""

    def _ask(self, visible: frozenset[int], question: Question) -> SearchResult:
        return self._index.search(
            SearchQuery(
                parsed=parse(question.typed),
                visible=visible,
                chosen=question.chosen,
                facets=question.facets,
                sort=question.sort,
                page=question.page,
                per_page=question.per_page,
                cursor=question.cursor,
                typing=question.typing,
            )
        )

    def suggest(self, typed: str, limit: int = 8) -> tuple[Suggested, ...]:
        """Completions from what everyone may see at any time; of records, those that still are there for everyone.
        Raises ``SearchUnavailable``."""
        made = self._index.suggest(typed, limit)
        ids = [each.value for each in made if each.kind == "record"]
        cards = self._reading.cards(VISITOR, ids) if ids else []
        there = {card.identifier: card for card in cards if card.access_id == EVERYONE_ID}
        return tuple(
            Suggested(each, there.get(each.value)) for each in made if each.kind != "record" or each.value in there
        )

    def peoples(self, viewer: Viewer) -> dict[str, int]:
        """How many records the viewer may see of each people."""
        found = self.search(viewer, Question(facets=(PEOPLES,), per_page=1))
        return {count.value: count.count for count in found.facets.get(PEOPLES, ())}

    def in_season(self, viewer: Viewer, limit: int) -> list[tuple[RecordView, Occurrence]]:
        """What is held next, soonest first."""
        today = now().astimezone(VIETNAM).date()
        found = self.search(viewer, Question(sort="next", per_page=limit))
        held = [(record, held) for record in found.records if (held := occurrence(record.metadata, today))]
        return sorted(held, key=lambda pair: pair[1].start)


def occurrence(metadata: Metadata, today: date) -> Occurrence | None:
    """The soonest of a description's recurrences that is not over."""
    found = []
    for text in values(metadata, "occurs"):
        try:
            found.append(next_occurrence(recurrence.parse(text), today))
        except ValueError:
            continue
    return min((held for held in found if held), key=lambda held: held.start, default=None)


def _found(result: SearchResult, records: list[RecordView]) -> Found:
    return Found(result.total, records, result.facets, result.marks, result.relaxed, result.cursor, result.asked)


def _texts(records: Sequence[RecordView]) -> Iterator[str]:
    """What a page of hits may show of them."""
    for record in records:
        for _path, value in every_value(labels.public(record.metadata)):
            if value["type"] == "text":
                yield value["value"]
