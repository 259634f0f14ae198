"""Writing to every index that must know, with an account of what changes while one of them is made anew."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from app.search.document import IndexDocument, MediaDocument, id_number, is_identifier
from app.search.elastic.cluster import Action, TargetGone, bulk
from app.search.elastic.indexes import Indexes, Target
from app.search.elastic.mapping import CHANGED
from app.search.fields import OF, fields

_SOME = 1_000


class Writing:
    """Writes to the index that answers, and to any that is being made; in that one a note tells what was changed."""

    def __init__(self, client: Elasticsearch, indexes: Indexes) -> None:
        self._client, self._indexes = client, indexes

    def put(self, documents: Sequence[IndexDocument]) -> None:
        changed = dict.fromkeys(each.record if isinstance(each, MediaDocument) else each.id for each in documents)
        self._everywhere(list(changed), lambda _target: putting(documents))

    def remove(self, ids: Sequence[str]) -> None:
        """Texts of a record's media go with the record."""
        self._everywhere(ids, lambda target: removing(self._client, target, ids))

    def _everywhere(self, changed: Sequence[str], actions: Callable[[Target], Iterable[Action]]) -> None:
        """What takes the place of an index meanwhile is written to as well."""
        written: set[str] = set()
        while new := [target for target in self._targets() if target.index not in written]:
            for target in new:
                written.add(target.index)
                notes = [] if target.live else _notes(changed)
                try:
                    write(self._client, target, [*notes, *actions(target)])
                except TargetGone:
                    continue

    def _targets(self) -> frozenset[Target]:
        found = self._indexes.targets()
        if any(target.live for target in found):
            return found
        self._indexes.first()
        return self._indexes.targets()


def write(client: Elasticsearch, target: Target, actions: Sequence[Action]) -> None:
    """Raises ``TargetGone``. In an index that answers it is found when this returns."""
    if actions:
        bulk(client, target.writing, actions, refresh=target.live)


def putting(documents: Iterable[IndexDocument]) -> Iterator[Action]:
    for document in documents:
        yield {"_op_type": "index", "_id": document.id, **fields(document)}


def removing(client: Elasticsearch, target: Target, ids: Sequence[str]) -> Iterator[Action]:
    """Records with the texts of their media, of those that can be found by now; and texts of media by their own ids."""
    records = [id_number(id) for id in ids if is_identifier(id)]
    for start in range(0, len(records), _SOME):
        asked = {"query": {"terms": {OF: records[start : start + _SOME]}}, "_source": False}
        for hit in scan(client, asked, index=target.index, size=_SOME):
            yield {"_op_type": "delete", "_id": hit["_id"]}
    for id in ids:
        yield {"_op_type": "delete", "_id": id}


def changes(client: Elasticsearch, target: Target) -> list[str]:
    """The records that were written since this was asked last.

    Notes are taken away before the records are read: whoever changes one of them later leaves a new note.
    """
    client.indices.refresh(index=target.index)
    asked = {"query": {"exists": {"field": CHANGED}}, "_source": [CHANGED], "seq_no_primary_term": True}
    notes = sorted(scan(client, asked, index=target.index, size=_SOME), key=lambda note: int(note["_seq_no"]))
    write(client, target, [_taking_away(note) for note in notes])
    return [note["_source"][CHANGED] for note in notes]


def _notes(ids: Sequence[str]) -> list[Action]:
    return [{"_op_type": "index", "_id": f"{CHANGED}-{id}", CHANGED: id} for id in ids]


def _taking_away(note: dict[str, Any]) -> Action:
    """Only if nobody has noted the same record again."""
    unchanged = {"if_seq_no": note["_seq_no"], "if_primary_term": note["_primary_term"]}
    return {"_op_type": "delete", "_id": note["_id"], **unchanged}
