"""What the rows of a ``collections.csv`` would do to the archive: a plan for each that is right, problems for others.

Nothing is changed here, so a rehearsal tells the same as the real run.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.errors import ArchiveError, Invalid
from app.models import AccessClass, Collection, CollectionItem, Record, RecordVersion
from app.services import conditions
from app.services.collections import tree
from app.services.collections.rows import WORDS, Row
from app.services.collections.words import Words, checked
from app.services.identifiers import normal
from app.services.imports.report import RowProblem
from app.services.viewer import Viewer
from metadata.problem import Problem
from metadata.statements import texts

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Standing:
    """A collection as it is; ``published_before``: also one that was taken back since."""

    identifier: str
    title: Words
    description: Words
    access: str
    parents: tuple[str, ...]
    parts: tuple[str, ...]
    records: tuple[str, ...]
    published_before: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """``parents`` are identifiers, or keys of rows above; ``records`` None leaves them as they are."""

    row: Row
    standing: Standing | None
    title: Words
    description: Words
    parents: tuple[str, ...]
    records: tuple[str, ...] | None

    @property
    def changes(self) -> bool:
        """Whether anything would be other than it is."""
        there = self.standing
        return there is None or not (
            (self.title, self.description) == (there.title, there.description)
            and self.records in (None, there.records)
            and set(self.parents) <= set(there.parents)
            and self.row.access in (None, "", there.access)
        )


def judge(
    session: Session, actor: Viewer, rows: Sequence[Row], coming: frozenset[str]
) -> Iterator[Plan | list[RowProblem]]:
    """``coming`` are titles of records that are not there yet, and are taken for them."""
    judging = _Judging(session, actor, rows, coming)
    for row in rows:
        yield judging.verdict(row)


class _Judging:
    def __init__(self, session: Session, actor: Viewer, rows: Sequence[Row], coming: frozenset[str]) -> None:
        self._session, self._actor = session, actor
        there = _titled(session, actor, {name for row in rows for name in row.records or ()})
        self._titled = {name: [name] for name in coming} | there
        self._known = {row.identifier: row for row in session.scalars(select(Collection))}
        self._ids: dict[str, str] = {}  # what stands for a row in the tree: its identifier, or its key
        self._edges = tree.edges(session)

    def verdict(self, row: Row) -> Plan | list[RowProblem]:
        if row.problem:
            return row.refused([row.problem])
        problems = list(self._misnamed(row))
        words, wrong = self._words(row)
        records, unknown = self._records(row)
        parents, strange = self._parents(row)
        problems += [*wrong, *unknown, *strange, *_access(row)]
        if problems:
            return row.refused(problems)
        there = self._standing(row, words[0])
        mine = there.identifier if there else row.key
        try:
            for parent in parents:
                if mine not in self._edges.get(parent, ()):
                    tree.check(self._edges, parent, mine)
                    self._edges.setdefault(parent, []).append(mine)
        except Invalid as error:
            return row.refused([Problem(error.problem.code, "parent", row.key[:_SHOWN], error.problem.expected)])
        self._ids[row.key] = mine
        return Plan(row, there, *words, parents, records)

    def _misnamed(self, row: Row) -> Iterator[Problem]:
        if not row.key:
            yield Problem("collection.key_missing", "collection")
        elif row.key in self._ids:
            yield Problem("collection.key_twice", "collection", row.key[:_SHOWN])
        found = self._known.get(row.key)
        if found and not self._actor.can("review", found.unit_id):
            yield Problem("account.role_needed", "collection", self._actor.name, "review")

    def _words(self, row: Row) -> tuple[tuple[Words, Words], Sequence[Problem]]:
        """What is there stays in the languages that the sheet has no column for."""
        there = self._known.get(row.key)
        kept = (there.title, there.description) if there else ({}, {})
        title, description = ({**old, **row.words.get(name, {})} for old, name in zip(kept, WORDS, strict=True))
        try:
            return checked(title, description), ()
        except ArchiveError as error:
            return ({}, {}), error.problems

    def _records(self, row: Row) -> tuple[tuple[str, ...] | None, list[Problem]]:
        if row.records is None:
            return None, []
        found: dict[str, None] = {}
        problems = []
        for name in row.records:
            known = self._titled.get(name, [])
            if len(known) == 1:
                found[known[0]] = None
            elif known:
                problems.append(Problem("collection.record_shared", "records", name[:_SHOWN], ", ".join(known[:5])))
            else:
                problems.append(Problem("collection.record_unknown", "records", name[:_SHOWN]))
        return tuple(found), problems

    def _parents(self, row: Row) -> tuple[tuple[str, ...], list[Problem]]:
        found = {name: self._ids.get(name) or (name if name in self._known else None) for name in row.parents}
        problems = [
            Problem("collection.parent_unknown", "parent", name[:_SHOWN]) for name, id in found.items() if id is None
        ]
        return tuple(id for id in found.values() if id), problems

    def _standing(self, row: Row, title: Words) -> Standing | None:
        """The collection with this identifier, or the only one of the actor's that is called so in all languages."""
        found = self._known.get(row.key)
        if found is None:
            alike = [
                one
                for one in self._known.values()
                if one.title == title
                and self._actor.can("review", one.unit_id)
                and one.identifier not in self._ids.values()
            ]
            found = alike[0] if len(alike) == 1 else None
        return standing(self._session, found) if found else None


def standing(session: Session, found: Collection) -> Standing:
    mine = found.identifier
    asked = select(CollectionItem).where((CollectionItem.collection == mine) | (CollectionItem.part == mine))
    items = session.scalars(asked.order_by(CollectionItem.place, CollectionItem.id)).all()
    return Standing(
        mine,
        found.title,
        found.description,
        session.get_one(AccessClass, found.access_id).canonical,
        tuple(item.collection for item in items if item.part == mine),
        tuple(item.part for item in items if item.collection == mine and item.part),
        tuple(item.record for item in items if item.record),
        found.published_at is not None,
    )


def _access(row: Row) -> Iterator[Problem]:
    if row.access:
        try:
            conditions.parse(row.access)
        except Invalid as error:
            yield error.problem


def _titled(session: Session, actor: Viewer, names: set[str]) -> dict[str, list[str]]:
    """Records by each name that was given: one with that identifier, else those of the actor's with that title."""
    by_name: dict[str, list[str]] = {}
    ids = {known: name for name in names if (known := normal(name))}
    there = select(Record.identifier).where(Record.identifier.in_(ids), _reach(actor))
    for identifier in session.scalars(there):
        by_name[ids[identifier]] = [identifier]
    rest = names - by_name.keys()
    if not rest:
        return by_name
    head = and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.head_version)
    asked = select(Record.identifier, RecordVersion.body).join(RecordVersion, head).where(_reach(actor))
    for identifier, body in session.execute(asked.execution_options(yield_per=500)):
        for title in rest & set(_all(texts(body["metadata"], "title").values())):
            by_name.setdefault(title, []).append(identifier)
    return by_name


def _all(lists: Iterable[Sequence[str]]) -> Iterator[str]:
    return (text for texts in lists for text in texts)


def _reach(actor: Viewer) -> ColumnElement[bool]:
    if None in actor.roles:
        return Record.identifier.is_not(None)
    return Record.unit_id.in_([unit for unit in actor.roles if unit is not None])
