"""Which communities and people a record names: in its texts, in what is said of its files, in conditions of access.

A text of the term ``community`` names the community whose slug is its ``target``; an agent's name, the agent whose
identifier is. Rules are read from texts themselves; the table ``naming`` is what lists and counts are made from.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.db import UnitOfWork
from app.errors import Invalid
from app.models import Agent, Community, Media, Naming, Record, RecordVersion
from app.services import labels
from app.services.access import Access
from app.services.texts import Body
from metadata.problem import Problem
from metadata.statements import Metadata, every_value

COMMUNITY, AGENT = "community", "agent"
_ATOM = re.compile(r"(?:community|group):([\w.-]+)")

Named = frozenset[tuple[str, str]]
"""Pairs of what is named (``COMMUNITY`` or ``AGENT``) and its key."""


def in_text(metadata: Metadata) -> list[tuple[str, str, str]]:
    """``(path, thing, key)`` of everything that a description names."""
    found = []
    for path, value in every_value(metadata):
        target = value.get("target")
        thing = COMMUNITY if path.rpartition(".")[2] == COMMUNITY else AGENT if value["type"] == AGENT else ""
        if target and thing:
            found.append((path, thing, str(target)))
    return found


def named(metadata: Metadata) -> Named:
    return frozenset((thing, key) for _path, thing, key in in_text(metadata))


def of_condition(canonical: str) -> frozenset[str]:
    """Slugs of the communities that a condition of access names, themselves or by their groups."""
    return frozenset(_ATOM.findall(canonical))


def communities(names: Named) -> frozenset[str]:
    return frozenset(key for thing, key in names if thing == COMMUNITY)


def of_body(session: Session, access: Access, body: Body) -> Named:
    """What a text and the files that it lists name, and their conditions; not the record's own condition."""
    found = set(named(body["metadata"]))
    if body["media"]:
        for file in session.scalars(select(Media).where(Media.id.in_(body["media"]))):
            found |= of_file(session, access, file)
    return frozenset(found)


def of_file(session: Session, access: Access, file: Media) -> Named:
    condition = of_condition(access.canonical(session, file.access_id))
    return named(file.description) | {(COMMUNITY, slug) for slug in condition}


def note(work: UnitOfWork, access: Access, record: Record) -> None:
    """Writes down what a record names now. Called after every change of its texts, files or conditions."""
    work.flush()
    condition = of_condition(access.canonical(work, record.access_id))
    own = frozenset((COMMUNITY, slug) for slug in condition)
    head = own | _at(work, access, record, record.head_version)
    public = shown = frozenset[tuple[str, str]]()
    if record.published_version is not None:
        public = own | _at(work, access, record, record.published_version)
        shown = own | _shown(work, record, record.published_version)
    work.execute(delete(Naming).where(Naming.record == record.identifier))
    rows = [
        _row(record.identifier, pair, head=pair in head, public=pair in public, shown=pair in shown)
        for pair in sorted(head | public)
    ]
    if rows:
        work.execute(insert(Naming), rows)


def note_new(work: UnitOfWork, made: Iterable[tuple[str, Mapping[str, Any], str]]) -> None:
    """The same for many new drafts at once: identifier, description, condition. Their files name nobody yet."""
    rows = [
        _row(identifier, pair, head=True, public=False, shown=False)
        for identifier, metadata, condition in made
        for pair in sorted(named(metadata) | {(COMMUNITY, slug) for slug in of_condition(condition)})
    ]
    if rows:
        work.execute(insert(Naming), rows)


def check(session: Session, metadata: Metadata) -> None:
    """Raises ``Invalid`` with every community or person that the archive does not know."""
    problems = unknown(metadata, *known(session, [metadata]))
    if problems:
        raise Invalid.of(problems)


def known(session: Session, texts: Iterable[Metadata]) -> tuple[set[str], set[str]]:
    """Those slugs and identifiers that descriptions name and the archive knows."""
    names = {(thing, key) for metadata in texts for _path, thing, key in in_text(metadata)}
    slugs = [key for thing, key in names if thing == COMMUNITY]
    ids = [key for thing, key in names if thing == AGENT]
    found = set(session.scalars(select(Community.slug).where(Community.slug.in_(slugs)))) if slugs else set()
    agents = set(session.scalars(select(Agent.identifier).where(Agent.identifier.in_(ids)))) if ids else set()
    return found, agents


def unknown(metadata: Metadata, slugs: set[str], agents: set[str]) -> list[Problem]:
    there = {COMMUNITY: slugs, AGENT: agents}
    return [
        Problem(f"{thing}.unknown", path, key[:80]) for path, thing, key in in_text(metadata) if key not in there[thing]
    ]


def _at(session: Session, access: Access, record: Record, version: int) -> Named:
    found = session.get(RecordVersion, (record.identifier, version))
    return of_body(session, access, found.body) if found else frozenset()


def _shown(session: Session, record: Record, version: int) -> Named:
    """What is told to whoever sees the record: nobody against their will, and no file of a class of its own."""
    body = session.get_one(RecordVersion, (record.identifier, version)).body
    found = set(named(labels.public(body["metadata"])))
    same = select(Media.description).where(Media.id.in_(body["media"]), Media.access_id == record.access_id)
    for description in session.scalars(same) if body["media"] else ():
        found |= named(labels.public(description))
    return frozenset(found)


def _row(record: str, pair: tuple[str, str], **where: bool) -> dict[str, Any]:
    return {"record": record, "thing": pair[0], "key": pair[1], **where}
