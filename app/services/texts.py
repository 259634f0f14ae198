"""Bodies of records: their shape, and how two changes of one text are joined when they touch different things."""

from typing import Any

from app.errors import Invalid
from metadata.problem import Problem
from metadata.validation import problems as profile_problems

Body = dict[str, Any]

LARGEST_BODY = 2_000_000


def body(metadata: dict[str, Any], media: list[str] | tuple[str, ...] = ()) -> Body:
    return {"metadata": metadata, "media": list(media)}


def check(kind: str, new: Body, *, publishing: bool) -> None:
    """Raises ``Invalid`` with every problem at once."""
    found = profile_problems(kind, new["metadata"], publishing)
    if len(str(new)) > LARGEST_BODY:
        found = [*found, Problem("record.too_large", "", "", str(LARGEST_BODY))]
    if found:
        raise Invalid.of(found)


def rebase(base: Body, head: Body, mine: Body) -> Body | None:
    """``mine``, written on ``base``, put on top of ``head``; None when both changed the description.

    Media that somebody added or took out meanwhile are added and taken out again, so an upload that arrives while a
    form is open is no conflict.
    """
    if mine["metadata"] in (base["metadata"], head["metadata"]):
        metadata = head["metadata"]
    elif head["metadata"] == base["metadata"]:
        metadata = mine["metadata"]
    else:
        return None
    added = [media for media in head["media"] if media not in base["media"]]
    removed = [media for media in base["media"] if media not in head["media"]]
    kept = [media for media in mine["media"] if media not in removed]
    return body(metadata, [*kept, *(media for media in added if media not in kept)])


def stepped(media: list[str], step: str, one: str) -> list[str]:
    """The list after one step of one file: ``up``, ``down``, ``out``, or ``in`` again at the end."""
    if one not in media:
        return [*media, one] if step == "in" else media
    rest = [each for each in media if each != one]
    if step == "out":
        return rest
    place = max(0, media.index(one) + {"up": -1, "down": 1}.get(step, 0))
    return [*rest[:place], one, *rest[place:]]
