"""What stands with a file in words, as its manifest names it: captions, transcripts, chapters, pages that were read.

The words themselves are told by their own addresses; chapters are read here, and on which pages notes stand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.errors import MediaRefused
from app.iiif.work import Chapter, LanguageMap, Words
from app.media import captions, notes
from app.media.notes import Note
from app.models import MediaText
from app.services.manifests.language_maps import NONE, bare, tag
from app.services.media import texts
from metadata.vocabulary import vocabulary

_MOST_CHAPTERS = 500
_DEEPEST = 5
_HEAD = 6  # letters, enough to tell WebVTT


@dataclass(slots=True)
class Spoken:
    """The texts of one file. ``chapters`` are those of each language, as WebVTT."""

    captions: list[Words] = field(default_factory=list)
    transcripts: list[Words] = field(default_factory=list)
    chapters: dict[str, str] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)
    placed: set[int] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)

    @property
    def noted(self) -> frozenset[int]:
        """The pages with notes, 0 for what has no pages."""
        return frozenset(note.page for note in self.notes)


def spoken(session: Session, media: Sequence[str]) -> Mapping[str, Spoken]:
    """One question, however many files and pages."""
    body = case(
        (MediaText.kind.in_([texts.CHAPTERS, texts.ANNOTATIONS]), MediaText.body),
        else_=func.substr(MediaText.body, 1, _HEAD),
    )
    asked = select(MediaText.media, MediaText.kind, MediaText.part, body).where(MediaText.media.in_(media))
    found: dict[str, Spoken] = defaultdict(Spoken)
    for media_id, kind, part, told in session.execute(asked.order_by(MediaText.media, MediaText.kind, MediaText.part)):
        _put(found[media_id], kind, part, told)
    return found


def _put(one: Spoken, kind: str, part: str, body: str) -> None:
    if kind == texts.CAPTIONS:
        one.captions.append(Words(part, language(part)))
    elif kind == texts.TRANSCRIPT:
        one.transcripts.append(Words(part, language(part), texts.timed(body)))
    elif kind == texts.CHAPTERS:
        one.chapters[part] = body
    elif kind == texts.PAGE:
        one.read.add(int(part))
    elif kind in (texts.ALTO, texts.CORRECTED):
        one.placed.add(int(part))
    elif kind == texts.ANNOTATIONS:
        one.notes.extend(notes.read(body))


def language(code: str) -> LanguageMap:
    concept = vocabulary("languages").concepts.get(code.partition("-")[0])
    return {known: [name] for known, name in concept.labels.items()} if concept else {NONE: [code]}


def chapters(told: Mapping[str, str], length: float) -> tuple[Chapter, ...]:
    """Chapters of all languages together: what begins and ends at the same time is one, named in each."""
    labels: dict[tuple[float, float], LanguageMap] = defaultdict(dict)
    for code, body in told.items():
        for start, end, name in _cues(body):
            if name and start < min(end, length):
                labels[start, min(end, length)].setdefault(tag(code), []).append(name)
    in_order = sorted(labels, key=lambda stretch: (stretch[0], -stretch[1]))[:_MOST_CHAPTERS]
    return _nested([(stretch, labels[stretch]) for stretch in in_order])


def _cues(body: str) -> Iterable[tuple[float, float, str]]:
    try:
        cues = captions.read(body.encode()).cues
    except MediaRefused:  # it was read when it came
        return []
    return [(cue.start, cue.end, bare(captions.plain_text([cue]).replace("\n", " "))) for cue in cues]


def _nested(found: Sequence[tuple[tuple[float, float], LanguageMap]], depth: int = 1) -> tuple[Chapter, ...]:
    """In order of time, the longer first: what lies within a chapter follows it, and stands in it. What lies deeper
    than anybody looks stands beside it."""
    made = []
    at = 0
    while at < len(found):
        (start, end), label = found[at]
        inside = at + 1
        while depth < _DEEPEST and inside < len(found) and found[inside][0][1] <= end:
            inside += 1
        made.append(Chapter(label, start, end, _nested(found[at + 1 : inside], depth + 1)))
        at = inside
    return tuple(made)
