"""The texts that stand with media files, for who may see these: what is spoken, words of pages, notes."""

from collections.abc import Sequence

from sqlalchemy import select

from app.errors import NotFound
from app.models import MediaText
from app.services.media.reading import MediaReading, MediaView
from app.services.media.texts import ALTO, CAPTIONS, CORRECTED, PAGE
from app.services.viewer import Viewer
from metadata.problem import Problem

Texts = dict[str, list[str]]
"""Of one file: the parts (languages, page numbers) that there are, by kind (``app.services.media.texts``)."""


class TextReading(MediaReading):
    """Who may see a file is asked where a method takes a viewer; the others are for files that the viewer is known to
    see."""

    def text(self, viewer: Viewer, media_id: str, kind: str, part: str) -> tuple[MediaView, str]:
        """A file that the viewer may see, and a text that stands with it. Raises as ``media`` does."""
        media = self.media(viewer, media_id)
        with self._db.read() as session:
            row = session.get(MediaText, (media_id, kind, part))
        if row is None:
            raise NotFound(Problem("media.not_found", value=media_id))
        return media, row.body

    def page_words(self, viewer: Viewer, media_id: str, page: str) -> tuple[MediaView, str]:
        """The words of a page with their places, as ALTO: corrected by people, else as read. Raises as ``text``."""
        media = self.media(viewer, media_id)
        texts = self.page_texts(media_id, page)
        body = texts.get(CORRECTED) or texts.get(ALTO)
        if body is None:
            raise NotFound(Problem("media.not_found", value=media_id))
        return media, body

    def page_texts(self, media_id: str, page: str) -> dict[str, str]:
        """By kind, what stands with a page of a file that the viewer is known to see."""
        asked = select(MediaText.kind, MediaText.body).where(MediaText.media == media_id, MediaText.part == page)
        with self._db.read() as session:
            return dict(session.execute(asked.where(MediaText.kind.in_((PAGE, ALTO, CORRECTED)))).all())

    def bodies(self, media_ids: Sequence[str], kind: str, part: str) -> dict[str, str]:
        """One text of several files, which the viewer is known to see; without those that have none."""
        asked = select(MediaText.media, MediaText.body).where(MediaText.media.in_(media_ids))
        with self._db.read() as session:
            return dict(session.execute(asked.where(MediaText.kind == kind, MediaText.part == part)).all())

    def texts_of(self, media_ids: Sequence[str]) -> dict[str, Texts]:
        """Which texts stand with files; with files, that is, which the viewer is known to see."""
        asked = select(MediaText.media, MediaText.kind, MediaText.part).where(MediaText.media.in_(media_ids))
        found: dict[str, Texts] = {}
        with self._db.read() as session:
            for media_id, kind, part in session.execute(asked):
                found.setdefault(media_id, {}).setdefault(kind, []).append(part)
        return {
            media_id: {kind: sorted(parts, key=_in_order) for kind, parts in sorted(texts.items())}
            for media_id, texts in found.items()
        }

    def caption_languages(self, media_ids: Sequence[str]) -> dict[str, list[str]]:
        """In which languages files have captions."""
        return {media_id: texts[CAPTIONS] for media_id, texts in self.texts_of(media_ids).items() if CAPTIONS in texts}


def _in_order(part: str) -> tuple[int, str]:
    """The tenth page after the ninth, not after the first."""
    return (int(part), "") if part.isascii() and part.isdigit() else (0, part)
