"""Whether a copy of a file may be offered to take away, by what the record says of its rights; and if not, why.

Looking at a file, hearing it, zooming into it are decided by access alone (``services.access``).
"""

from typing import Final

from app.services.access import EVERYONE_ID
from app.services.media.reading import MediaView
from metadata.problem import Problem
from metadata.statements import Metadata, values

IN_COPYRIGHT: Final = frozenset({"InC", "InC-OW-EU", "InC-RUU"})
"""Statements under which a copy needs somebody's leave. ``InC-EDU`` and ``InC-NC`` give it, on a condition."""

BY_CONTRACT: Final = frozenset({"NoC-CR"})
HEEDED: Final = frozenset({"tk", "bc"})
"""Notices that a community has rights and duties in what is seen here, to be asked about before it is passed on."""


def refusal(record: Metadata, record_access: int, media: MediaView) -> Problem | None:
    """Why there is no copy for the public; None where there may be one.

    What is said of the file goes before what is said of its record, a licence before a statement; a notice holds for
    whatever it stands beside.
    """
    said = media.description
    if record_access != EVERYONE_ID or media.access_id != EVERYONE_ID:
        return Problem("media.copy_closed", value=media.id)
    if HEEDED.intersection((*values(said, "notice"), *values(record, "notice"))):
        return Problem("media.copy_notice", value=media.id)
    rights = next((found for found in map(_rights, (said, record)) if found), frozenset())
    if rights & IN_COPYRIGHT:
        return Problem("media.copy_copyright", value=media.id)
    if rights & BY_CONTRACT:
        return Problem("media.copy_contract", value=media.id)
    return None


def _rights(said: Metadata) -> frozenset[str]:
    """A licence alone where there is one: it is what the holder of the rights allows."""
    return frozenset(values(said, "license") or values(said, "rights"))
