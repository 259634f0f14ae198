"""The kinds of text that stand with a media file, in one table: what people wrote, and what was read from the file.

People write captions, transcripts and chapters in several languages, correct the words of a page and put notes on a
place of it: that is preserved, and nothing made anew may touch it. The rest is a cache, like every derivative.
"""

from dataclasses import dataclass

from app.media import captions, notes

CAPTIONS, TRANSCRIPT, CHAPTERS = "captions", "transcript", "chapters"
PAGE, ALTO, CORRECTED, ANNOTATIONS = "page", "alto", "corrected", "annotations"
WHOLE = "all"
"""The part of a text that is neither of a language nor of a page."""

_VTT = "WEBVTT"


@dataclass(frozen=True, slots=True)
class TextKind:
    """``folder`` and ``ending`` name its file in a preserved object. ``part`` says what there may be several of: a
    ``language``, a ``page``, or nothing. ``authored``: written by people."""

    name: str
    folder: str
    ending: str
    part: str
    authored: bool


KINDS = {
    kind.name: kind
    for kind in (
        TextKind(CAPTIONS, "captions", "vtt", "language", authored=True),
        TextKind(TRANSCRIPT, "transcripts", "vtt", "language", authored=True),
        TextKind(CHAPTERS, "chapters", "vtt", "language", authored=True),
        TextKind(CORRECTED, "pages", "xml", "page", authored=True),
        TextKind(ANNOTATIONS, "annotations", "json", "", authored=True),
        TextKind(PAGE, "pages", "txt", "page", authored=False),
        TextKind(ALTO, "pages", "xml", "page", authored=False),
    )
}
AUTHORED = tuple(name for name, kind in KINDS.items() if kind.authored)
SEARCHED = (CAPTIONS, TRANSCRIPT, CHAPTERS, PAGE, ANNOTATIONS)
"""What words of are found; those of ``alto`` and ``corrected`` stand in ``page`` too."""
SPOKEN = tuple(name for name, kind in KINDS.items() if kind.part == "language")


def timed(body: str) -> bool:
    """Whether a transcript says when each line is heard; if not it is plain paragraphs."""
    return body.startswith(_VTT)


def path_of(media: str, kind: str, part: str, body: str) -> str:
    """Where an authored text lies in its record's object: ``transcripts/MEDIA.vi.vtt``."""
    known = KINDS[kind]
    ending = "txt" if kind == TRANSCRIPT and not timed(body) else known.ending
    return f"{known.folder}/{media}.{ending}" if part == WHOLE else f"{known.folder}/{media}.{part}.{ending}"


def words(body: str) -> str:
    """What is said in captions or a transcript, without times and marks."""
    return captions.plain_text(captions.read(body.encode()).cues) if timed(body) else body


def worded(kind: str, body: str) -> str:
    """The words alone of any text."""
    return notes.plain_text(notes.read(body)) if kind == ANNOTATIONS else words(body)
