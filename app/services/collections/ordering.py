"""One step of one thing in a collection's order. Records move among records, collections among collections."""

from sqlalchemy import select

from app.db import UnitOfWork
from app.models import CollectionItem
from app.services import identifiers

STEPS = ("up", "down", "first", "last", "out")


def find(work: UnitOfWork, collection: str, thing: str) -> CollectionItem | None:
    if identifiers.normal(thing) != thing:
        return None
    asked = select(CollectionItem).where(CollectionItem.collection == collection)
    return work.scalar(asked.where((CollectionItem.record == thing) | (CollectionItem.part == thing)))


def moved(work: UnitOfWork, item: CollectionItem, step: str) -> bool:
    """Whether the step has moved it: the first does not go up."""
    if step not in STEPS:
        return False
    if step == "out":
        work.delete(item)
        return True
    like = CollectionItem.record if item.record else CollectionItem.part
    others = select(CollectionItem).where(CollectionItem.collection == item.collection, like.is_not(None))
    upward = step in ("up", "first")
    beyond = CollectionItem.place < item.place if upward else CollectionItem.place > item.place
    near = step in ("up", "down")
    order = CollectionItem.place.desc() if upward == near else CollectionItem.place.asc()
    other = work.scalar(others.where(beyond).order_by(order).limit(1))
    if other is None:
        return False
    if near:
        item.place, other.place = other.place, item.place
    else:
        item.place = other.place + (-1 if upward else 1)
    return True
