"""How much of what rows plan goes into one commit: as much as fits in a transaction of less than half a second."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.services.imports.files import FileChange
from app.services.imports.plans import Plan

ROWS = 200
HEAVIER = 8  # times a new draft: what is saved or published one by one, in savepoints
FILE = 10  # times a new draft: each file is synced to the disk inside the commit
TEXT = 5  # times a change of what is said of a file: the words of a page are read once more to be shown and searched
TOGETHER = 20


def portions(plans: Sequence[Plan]) -> Iterator[list[Plan]]:
    portion: list[Plan] = []
    weight = 0
    for plan in plans:
        own = (HEAVIER if plan.standing or plan.publish else 1) + FILE * len(plan.incoming)
        own += sum(len(file.texts) for file in plan.incoming)
        if portion and weight + own > ROWS:
            yield portion
            portion, weight = [], 0
        portion.append(plan)
        weight += own
    if portion:
        yield portion


def shares(changes: Sequence[FileChange]) -> Iterator[list[FileChange]]:
    """The same, of what is to be said of files that are there. A book with hundreds of corrected pages is cut up."""
    share: list[FileChange] = []
    weight = 0
    for piece in (piece for whole in changes for piece in _pieces(whole)):
        own = 1 + TEXT * len(piece.texts)
        if share and weight + own > ROWS:
            yield share
            share, weight = [], 0
        share.append(piece)
        weight += own
    if share:
        yield share


def _pieces(change: FileChange) -> Iterator[FileChange]:
    """What is said of the file comes with its last texts: the others look whether that is as it was."""
    texts = list(change.texts.items())
    while len(texts) > TOGETHER:
        yield replace(change, description=None, access=None, texts=dict(texts[:TOGETHER]))
        texts = texts[TOGETHER:]
    yield replace(change, texts=dict(texts))
