"""How much of what rows plan goes into one commit: as much as fits in a transaction of less than half a second."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from app.services.imports.files import FileChange
from app.services.imports.plans import Plan

T = TypeVar("T")

ROWS = 200
HEAVIER = 8  # times a new draft: what is saved or published one by one, in savepoints
FILE = 10  # times a new draft: each file is synced to the disk inside the commit
TEXT = 5  # times a change of what is said of a file: the words of a page are read once more to be shown and searched
TOGETHER = 20


def portions(plans: Sequence[Plan]) -> Iterator[list[Plan]]:
    return _together(plans, _heft)


def shares(changes: Sequence[FileChange]) -> Iterator[list[FileChange]]:
    """The same, of what is to be said of files that are there. A book with hundreds of corrected pages is cut up."""
    pieces = (piece for change in changes for piece in _pieces(change))
    return _together(pieces, lambda piece: 1 + TEXT * len(piece.texts))


def _heft(plan: Plan) -> int:
    own = HEAVIER if plan.standing or plan.publish else 1
    return own + FILE * len(plan.incoming) + sum(len(file.texts) for file in plan.incoming)


def _together(items: Iterable[T], heft: Callable[[T], int]) -> Iterator[list[T]]:
    """As many as weigh no more than so many new drafts; whatever weighs more goes alone."""
    found: list[T] = []
    weight = 0
    for item in items:
        own = heft(item)
        if found and weight + own > ROWS:
            yield found
            found, weight = [], 0
        found.append(item)
        weight += own
    if found:
        yield found


def _pieces(change: FileChange) -> Iterator[FileChange]:
    """What is said of the file comes with its last texts: the others look whether that is as it was."""
    texts = list(change.texts.items())
    while len(texts) > TOGETHER:
        yield replace(change, description=None, access=None, texts=dict(texts[:TOGETHER]))
        texts = texts[TOGETHER:]
    yield replace(change, texts=dict(texts))
