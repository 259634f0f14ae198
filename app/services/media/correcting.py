"""What people make of the words that a machine has read: corrected in place, and said to be checked.

A correction is a text of its own that is preserved; the words of the page, which are shown and searched, follow it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import Invalid, NotFound, Stale
from app.media import alto
from app.media.alto import Page
from app.media.correction import corrected
from app.media.text_layer import SOFTWARE
from app.models import Account, Event, Media, MediaText
from app.services.access import Access
from app.services.media.describing import text_stamp
from app.services.media.files import MediaFiles
from app.services.media.page_reading import page_sizes
from app.services.media.texts import ALTO, CORRECTED
from app.services.reach import media_for, record_for
from app.services.viewer import Viewer
from metadata.problem import Problem

MOST_TYPED = 200_000
OWN, MACHINE, PARTLY, CHECKED = "own", "machine", "partly", "checked"


@dataclass(frozen=True, slots=True)
class Correction:
    """``stamp`` stands for the words as they are: a form carries it. ``who`` saved them last and when, where somebody
    has; ``state`` is ``machine``, ``partly`` or ``checked``."""

    page: Page
    stamp: str
    corrected: bool
    who: str = ""
    when: datetime | None = None

    @property
    def state(self) -> str:
        if not self.corrected:
            return MACHINE
        return CHECKED if self.page.checked else PARTLY


class Correcting:
    """All methods raise ``NotFound`` or ``NotAllowed`` as everything that changes a file does."""

    def __init__(self, db: Database, access: Access, media: MediaFiles) -> None:
        self._db, self._access, self._media = db, access, media

    def page(self, actor: Viewer, media_id: str, number: int) -> Correction:
        """The words of a page as they stand, on its picture as it is now; without lines where none were read."""
        with self._db.read() as session:
            media = session.get(Media, media_id)
            if media is None:
                raise NotFound(Problem("media.not_found", value=media_id))
            record_for(session, self._access, actor, media.record, "edit")
            return _standing(session, media, number)

    def save(
        self,
        actor: Viewer,
        media_id: str,
        number: int,
        typed: Sequence[str],
        *,
        checked: Collection[int] = (),
        more: str = "",
        base: str = "",
    ) -> None:
        """``typed``: a text for each line of the words that ``base`` is the stamp of. Raises ``Stale`` when they are
        others by now, ``Invalid`` when there is too much."""
        length = sum(map(len, typed)) + len(more)
        if length > MOST_TYPED:
            raise Invalid(Problem("alto.too_large", value=str(length), expected=str(MOST_TYPED)))
        with self._db.unit_of_work() as work:
            media, _ = media_for(work, self._access, actor, media_id, "edit")
            there = _standing(work, media, number)
            if there.stamp != base or len(typed) != len(there.page.lines):
                raise Stale(Problem("reading.stale", value=there.who), 0)
            body = alto.write(corrected(there.page, typed, checked, more), number)
            self._media.set_text_in(work, actor, media_id, CORRECTED, str(number), body)

    def take_back(self, actor: Viewer, media_id: str, number: int) -> None:
        """The words of the page are again what the machine has read; the correction stays with its event."""
        with self._db.unit_of_work() as work:
            media_for(work, self._access, actor, media_id, "edit")
            self._media.set_text_in(work, actor, media_id, CORRECTED, str(number), None)

    def states(self, media_id: str) -> dict[int, str]:
        """Of the pages that have words, of a file that the viewer is known to see; ``own`` are words that lie in the
        document itself."""
        start = func.substr(MediaText.body, 1, alto.HEAD)
        read = select(MediaText.part, start).where(MediaText.media == media_id, MediaText.kind == ALTO)
        said = select(MediaText.part, start).where(MediaText.media == media_id, MediaText.kind == CORRECTED)
        with self._db.read() as session:
            found = {
                int(part): OWN if alto.head(body).software == SOFTWARE else MACHINE
                for part, body in session.execute(read)
            }
            for part, written in session.execute(said):
                found[int(part)] = CHECKED if alto.head(written).checked else PARTLY
        return found


def _standing(session: Session, media: Media, number: int) -> Correction:
    sizes = page_sizes(media.detail)
    if not 1 <= number <= len(sizes):
        raise NotFound(Problem("reading.no_page", value=str(number)))
    theirs = session.get(MediaText, (media.id, CORRECTED, str(number)))
    row = theirs or session.get(MediaText, (media.id, ALTO, str(number)))
    page = alto.parse(row.body) if row else Page(*sizes[number - 1])
    who, when = _last(session, media.id, str(number)) if theirs else ("", None)
    return Correction(
        alto.scaled(page, *sizes[number - 1]), text_stamp(row.body if row else None), theirs is not None, who, when
    )


def _last(session: Session, media_id: str, part: str) -> tuple[str, datetime | None]:
    """Who has corrected a page last, and when."""
    asked = select(Account.display_name, Event.at, Event.detail).select_from(Event)
    asked = asked.outerjoin(Account, Account.id == Event.account_id)
    asked = asked.where(Event.subject == media_id, Event.kind == "worded").order_by(Event.id.desc())
    for name, when, detail in session.execute(asked):
        if (detail.get("kind"), detail.get("part")) == (CORRECTED, part):
            return name or "", when
    return "", None
