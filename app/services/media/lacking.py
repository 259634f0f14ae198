"""Files that some visitors could not follow: no words for who can't hear a film, no description for who can't see it.

What is lacking is told to the officers and keeps nothing from being published, unless the rule of the house says so.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Media, MediaText
from app.services.media.texts import ALTO, CAPTIONS, CORRECTED, PAGE, TRANSCRIPT
from app.services.rules import DEMAND, MEDIA_IN_WORDS, rule
from metadata.problem import Problem
from metadata.statements import title

WORDLESS: Final = "zxx"
"""The language of what says nothing: a gong piece, water. Nobody can write its words down; it is described instead."""
_SAID: Final = (CAPTIONS, TRANSCRIPT)
_READ: Final = (PAGE, ALTO, CORRECTED)
_WANTED: Final = {"video": "media.no_captions", "audio": "media.no_transcript", "document": "media.no_page_text"}


@dataclass(frozen=True, slots=True)
class File:
    """What counts of a file: ``kinds`` of text that stand with it, ``detail`` as far as it was looked into."""

    id: str
    type: str
    filename: str
    description: Mapping[str, Any]
    kinds: Collection[str]
    detail: Mapping[str, Any] = field(default_factory=dict)


def lack(file: File, path: str = "") -> Problem | None:
    """What is lacking of one file; its ``path`` is ``media.ID`` unless another is given."""
    described = any(value.get("value") for value in file.description.get("description", ()))
    if _served(file, described=described):
        return None
    said = file.type in _WANTED and not _silent(file)
    code = _WANTED[file.type] if said else "media.no_description"
    name = title({"title": file.description.get("label", [])}, "vi") or file.filename
    return Problem(code, path or f"media.{file.id}", name[:80], file.type)


def of(session: Session, media: Sequence[str]) -> list[Problem]:
    """Of these files, in their order."""
    if not media:
        return []
    kinds: dict[str, set[str]] = {}
    for id, kind in session.execute(select(MediaText.media, MediaText.kind).where(MediaText.media.in_(media))):
        kinds.setdefault(id, set()).add(kind)
    rows = {row.id: row for row in session.scalars(select(Media).where(Media.id.in_(media)))}
    found = (lack(_file(rows[id], kinds.get(id, ()))) for id in media if id in rows)
    return [problem for problem in found if problem]


def forbidding(session: Session, media: Sequence[str]) -> list[Problem]:
    """What of these files keeps their record from publication: nothing, unless the rule of the house says so."""
    return of(session, media) if media and demanded(session) else []


def demanded(session: Session) -> bool:
    return rule(session, MEDIA_IN_WORDS) == DEMAND


def _served(file: File, *, described: bool) -> bool:
    if file.type in ("video", "audio"):
        return any(kind in file.kinds for kind in _SAID) or (described and _silent(file))
    if file.type == "document":
        # nobody knows its words before it was looked into
        return described or not file.detail.get("pages") or any(kind in file.kinds for kind in _READ)
    return described


def _silent(file: File) -> bool:
    wordless = any(value.get("value") == WORDLESS for value in file.description.get("language", ()))
    return wordless or (file.type == "video" and file.detail.get("sound") is False)


def _file(row: Media, kinds: Collection[str]) -> File:
    return File(row.id, row.type, row.filename, row.description, kinds, row.detail)
