"""Reading the words of pages and pictures, after they are shown: a job of its own, page by page.

A page with a text layer gives its words with their places; one without is read by OCR, as is a picture of a document or
of a script, or any that an officer asks for. Every page is kept by a commit of its own: who is killed goes on where it
was. What people corrected is never touched (``correcting``).
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from app.db import Database, UnitOfWork
from app.errors import ArchiveError, Invalid, MediaRefused, SetupError
from app.media import alto
from app.models import Media, MediaText, Record
from app.ports import Store
from app.services.access import Access
from app.services.changes import touch
from app.services.jobs import Jobs, Report, newest
from app.services.media.texts import ALTO, CORRECTED, PAGE
from app.services.reach import listed_in_public, media_for
from app.services.viewer import Viewer
from metadata.problem import Problem

READ: Final = "read"
READABLE: Final = ("image", "document")
WRITTEN_KINDS: Final = ("document", "language")
"""Kinds of records whose pictures are mostly of something written."""
LANGUAGES: Final = "languages"
ASKED: Final = "reading"
"""In a file's ``detail``: ``{"languages": "vie+khm"}`` where an officer has asked for the file to be read; ``again``
while it is read anew because what was read was lost: what the public knows has not changed then."""
AGAIN: Final = "again"
DPI: Final = 300
MOST_SLOW: Final = 10
"""Pages that take too long: what is left of a file is then let be, so that others have their turn."""

_OF_A_PAGE: Final = {
    "reading.failed": "reading.failed",
    "media.too_slow": "reading.too_slow",
    "media.too_heavy": "reading.too_heavy",
}
_SLOW: Final = ("media.too_slow", "media.page_too_slow")

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Task:
    """``done`` are pages whose words were read before, from the same picture in the same languages."""

    media: str
    record: str
    type: str
    generation: int
    languages: str
    sizes: Sequence[Size]
    done: frozenset[int]
    again: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How the youngest reading of a file stands: ``state`` of its job, empty where there is none, pages done of how
    many, and why it failed."""

    state: str = ""
    done: int = 0
    total: int = 0
    problem: Problem | None = None


class PageReading:
    """``languages`` are those of the installation, as Tesseract names them: ``vie+khm``."""

    def __init__(self, db: Database, access: Access, jobs: Jobs, store: Store, languages: str) -> None:
        self._db, self._access, self._jobs, self._store = db, access, jobs, store
        self._languages = languages

    def ask(self, actor: Viewer, media_id: str, languages: str = "") -> None:
        """Has a file read, in these languages or those of the installation. Raises ``Invalid`` for what can't be."""
        from app.media import ocr

        wanted = languages.strip() or self._languages
        if not ocr.is_languages(wanted):
            raise Invalid(Problem("reading.no_languages", value=wanted[:80], expected="vie+khm"))
        with self._db.unit_of_work() as work:
            media, _ = media_for(work, self._access, actor, media_id, "edit")
            if media.type not in READABLE or media.state != "ready":
                raise Invalid(Problem("reading.not_read", value=media.filename))
            media.detail = {**media.detail, ASKED: {LANGUAGES: wanted}}
            media.protocol += 1  # whoever remembers the file must learn of it
            self._jobs.ask(work, READ, media_id)

    def languages(self, detail: Mapping[str, Any]) -> str:
        """In which languages a file is read."""
        return str(detail.get(ASKED, {}).get(LANGUAGES) or self._languages)

    def standing(self, media_id: str) -> Reading:
        """Of a file that the viewer is known to see."""
        with self._db.read() as session:
            job = newest(session, media_id, READ)
            if job is None:
                return Reading()
            return Reading(job.state, job.done, job.total, Problem(**job.error) if job.error else None)

    def read(self, media_id: str, report: Report) -> None:
        """Reads whatever of a file was not read yet. Raises, after all other pages were read, what stood in the way of
        the first that could not be; after ``MOST_SLOW`` that take too long at once."""
        task = self._task(media_id)
        if task is None:
            return
        stopped: ArchiveError | None = None
        changed, slow = False, 0
        for number in range(1, len(task.sizes) + 1):
            if number not in task.done and slow < MOST_SLOW:
                try:
                    page = self._page(task, number, given_up=isinstance(stopped, SetupError))
                except (MediaRefused, SetupError) as error:
                    stopped = stopped or _about(error, number)
                    slow += error.problem.code in _SLOW
                else:
                    changed |= page is not None and self._keep(task, number, page)
            report(number, len(task.sizes))
        if changed or task.again:
            self._told(media_id, changed=changed)
        if stopped:
            raise stopped

    def _task(self, media_id: str) -> _Task | None:
        with self._db.read() as session:
            row = session.get(Media, media_id)
            if row is None or row.type not in READABLE or row.state != "ready":
                return None
            start = func.substr(MediaText.body, 1, alto.HEAD)
            asked = select(MediaText.part, start).where(MediaText.media == media_id, MediaText.kind == ALTO)
            sizes = page_sizes(row.detail)
            languages = self.languages(row.detail)
            done = frozenset(
                int(part)
                for part, written in session.execute(asked)
                if 0 < int(part) <= len(sizes) and _stands(alto.head(written), sizes[int(part) - 1], languages)
            )
            again = AGAIN in row.detail.get(ASKED, {})
            return _Task(media_id, row.record, row.type, row.generation, languages, sizes, done, again)

    def _page(self, task: _Task, number: int, *, given_up: bool) -> alto.Page | None:
        """None where it can't be read because of what is missing, which was told already."""
        from app.media import document, document_apart

        size = task.sizes[number - 1]
        original = self._store.original(task.media)
        if document.is_pdf(original):
            own = document_apart.words(original, number, size)
            if own is not None:
                return own
        return None if given_up else self._seen(task, number, size)

    def _seen(self, task: _Task, number: int, size: Size) -> alto.Page:
        """What OCR sees on the page; a document's is drawn finer for it than for the screen."""
        from app.media import document, document_apart, ocr
        from app.media.image_grey import make_grey

        ocr.demand(task.languages)
        folder = self._store.scratch(task.media)  # what a killed worker leaves there is swept with it
        try:
            picture = folder / "page.png"
            original, made = self._store.original(task.media), self._store.derivatives(task.media, task.generation)
            if document.is_pdf(original):
                document_apart.render_page(original, number, DPI, picture)
            elif task.type == "document":
                make_grey(made / "pages" / f"{number:04}" / "image.tif", picture)
            else:
                make_grey(made / "image.tif", picture)
            return ocr.read(picture, task.languages, size, DPI)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _keep(self, task: _Task, number: int, page: alto.Page) -> bool:
        """True when the text of the page has changed with it."""
        part = str(number)
        with self._db.unit_of_work() as work:
            row = work.get(Media, task.media)
            if row is None or row.generation != task.generation:
                return False  # made anew meanwhile, which asks for another reading
            put(work, task.media, ALTO, part, alto.write(page, number))
            if work.get(MediaText, (task.media, CORRECTED, part)) is not None:
                return False
            return put(work, task.media, PAGE, part, alto.plain_text(page))

    def _told(self, media_id: str, *, changed: bool) -> None:
        with self._db.unit_of_work() as work:
            media = work.get(Media, media_id)
            record = work.get(Record, media.record, with_for_update=True) if media else None
            if media is None or record is None:
                return
            asked = dict(media.detail.get(ASKED, {}))
            if asked.pop(AGAIN, False):
                rest = {name: value for name, value in media.detail.items() if name != ASKED}
                media.detail = {**rest, ASKED: asked} if asked else rest
            elif listed_in_public(work, record, media_id):
                touch(work, record)
            if not changed:
                return
            media.protocol += 1
            self._jobs.ask(work, "index", record.identifier)
            self._jobs.ask(work, "manifest", record.identifier)


def wanted(kind: str, type: str, detail: Mapping[str, Any]) -> bool:
    """Whether a file of a record of this kind is read without being asked for."""
    return type == "document" or (type == "image" and (kind in WRITTEN_KINDS or LANGUAGES in detail.get(ASKED, {})))


def page_sizes(detail: Mapping[str, Any]) -> Sequence[Size]:
    """Of the pictures of a file's pages, the first first; a picture is a page."""
    return [(int(page["width"]), int(page["height"])) for page in detail.get("pages") or [detail] if "width" in page]


def put(work: UnitOfWork, media_id: str, kind: str, part: str, body: str) -> bool:
    """Writes a text that nobody wrote by hand, or none when it is empty. True when that is another than before."""
    there = work.get(MediaText, (media_id, kind, part))
    if (there.body if there else "") == body:
        return False
    if there is None:
        work.add(MediaText(media=media_id, kind=kind, part=part, body=body))
    elif body:
        there.body = body
    else:
        work.delete(there)
    return True


def follow(work: UnitOfWork, media_id: str, part: str, corrected: str | None) -> None:
    """The words of a page become those that people ``corrected``, or again what the machine has read; none where the
    one or the other can't be understood."""
    read = work.get(MediaText, (media_id, ALTO, part)) if corrected is None else None
    body = corrected if corrected is not None else read.body if read else ""
    put(work, media_id, PAGE, part, _plain(body))


def _plain(body: str) -> str:
    try:
        return alto.plain_text(alto.parse(body)) if body else ""
    except MediaRefused:
        return ""


def put_pages(work: UnitOfWork, media_id: str, pages: Sequence[str]) -> None:
    """What a document's own text says, for pages whose words nobody has read or corrected yet."""
    asked = select(MediaText.kind, MediaText.part).where(MediaText.media == media_id)
    held: dict[str, set[str]] = {}
    for kind, part in work.execute(asked):
        held.setdefault(kind, set()).add(part)
    corrected = held.get(CORRECTED, set())
    for part in corrected - held.get(PAGE, set()):  # as after rebuilding, or an import
        if int(part) <= max(1, len(pages)):
            follow(work, media_id, part, work.get_one(MediaText, (media_id, CORRECTED, part)).body)
    for number, body in enumerate(pages, 1):
        if str(number) not in held.get(ALTO, set()) | corrected:
            put(work, media_id, PAGE, str(number), body.strip())


def _stands(page: alto.Head, size: Size, languages: str) -> bool:
    """Whether ALTO that is there is what would be read again."""
    from app.media.text_layer import SOFTWARE

    return (page.width, page.height) == size and (page.settings == languages or page.software == SOFTWARE)


def _about(error: ArchiveError, number: int) -> ArchiveError:
    """Told with the page that it happened on."""
    code = _OF_A_PAGE.get(error.problem.code)
    if code is None:
        return error
    told = MediaRefused(Problem(code, value=str(number), expected=error.problem.expected))
    told.__cause__ = error
    return told
