"""What stands beside a film or a song: its chapters, and what is said in it, in the languages there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from app.errors import NotFound
from app.services.media.texts import CAPTIONS, CHAPTERS, TRANSCRIPT
from app.services.viewer import Viewer
from app.web.archive import archive
from app.web.language import duration, say
from app.web.site import spoken
from app.web.site.spoken import Line
from app.web.site.told import Link, Steps, Text
from app.web.site.values import Reader, foreign, language_label

FIRST_LINES = 40
FIRST_LETTERS = 4_000

Texts = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chapter:
    name: Text
    second: float
    time: str
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """A line with the address that plays it; ``time`` and ``url`` are empty where no times are told."""

    line: Line
    time: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """``lines`` are the first of ``count``; ``rest`` is where the others are, ``whole`` the page with all of them.

    ``lang`` is set where it is not in the page's language."""

    tag: str
    lang: str
    lines: tuple[Said, ...]
    count: int
    timed: bool
    rest: str
    whole: str
    choices: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    chapters: tuple[Chapter, ...] = ()
    transcript: Transcript | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A file on a page: ``address`` ends in a query that a time can be added to, ``page`` is that of its transcript,
    and ``panel``, which has a query too, gives what stands beside it.

    ``wanted`` is the language that was asked for."""

    record: str
    media: str
    address: str
    page: str
    panel: str
    wanted: str = ""

    def at(self, second: float) -> str:
        return f"{self.address}&t={int(second)}#stage"


def spoken_in(texts: Texts, reader: Reader) -> dict[str, str]:
    """The kind of text that says what is said, by language: a transcript, else captions; the reader's own first."""
    kinds = dict.fromkeys(texts.get(CAPTIONS, ()), CAPTIONS) | dict.fromkeys(texts.get(TRANSCRIPT, ()), TRANSCRIPT)
    return {tag: kinds[tag] for tag in own_first(kinds, reader)}


def beside(
    viewer: Viewer, place: Place, texts: Texts, reader: Reader, sequences: Sequence[Steps] = (), *, whole: bool = False
) -> Beside:
    """``whole``: with all lines of the transcript. Only for files that the viewer may see."""
    chapters = _chapters(viewer, place, texts, reader) or _steps(place, sequences, reader)
    kinds = spoken_in(texts, reader)
    if not kinds:
        return Beside(chapters)
    tag = place.wanted if place.wanted in kinds else next(iter(kinds))
    transcript = _transcript(viewer, place, tag, kinds, reader, whole=whole)
    return Beside(chapters, transcript)


def _transcript(
    viewer: Viewer, place: Place, tag: str, kinds: Mapping[str, str], reader: Reader, *, whole: bool
) -> Transcript | None:
    body = _body(viewer, place.media, kinds[tag], tag)
    found = spoken.lines(body)
    if not found:
        return None
    count = len(found) if whole else spoken.cut(found, FIRST_LINES, FIRST_LETTERS)
    words = urlencode({"words": tag})
    return Transcript(
        tag=tag,
        lang=foreign(tag, reader),
        lines=said(found[:count], place),
        count=len(found),
        timed=found[0].start is not None,
        rest=f"{place.panel}&{words}&from={count}" if count < len(found) else "",
        whole=f"{place.page}?{words}",
        choices=tuple(
            Link(language_label(other, reader), _choice(place, other, whole=whole), other, current=other == tag)
            for other in kinds
        ),
    )


def _choice(place: Place, tag: str, *, whole: bool) -> str:
    words = urlencode({"words": tag})
    return f"{place.page}?{words}" if whole else f"{place.address}&{words}#stage"


def said(found: Sequence[Line], place: Place) -> tuple[Said, ...]:
    return tuple(
        Said(line) if line.start is None else Said(line, duration(int(line.start)), place.at(line.start))
        for line in found
    )


def _body(viewer: Viewer, media: str, kind: str, tag: str) -> str:
    """Empty where it was taken away a moment ago."""
    try:
        return archive().reading.text(viewer, media, kind, tag)[1]
    except NotFound:
        return ""


def _chapters(viewer: Viewer, place: Place, texts: Texts, reader: Reader) -> tuple[Chapter, ...]:
    tags = own_first(texts.get(CHAPTERS, ()), reader)
    if not tags:
        return ()
    found = spoken.lines(_body(viewer, place.media, CHAPTERS, tags[0]))
    lang = foreign(tags[0], reader)
    return tuple(
        _chapter(Text("".join(piece.text for piece in line.pieces).strip(), lang), line.start, place)
        for line in found
        if line.start is not None
    )


def _steps(place: Place, sequences: Sequence[Steps], reader: Reader) -> tuple[Chapter, ...]:
    """Steps of a rite that say where this film shows them, in the film's own order."""
    found = [
        _chapter(_named(step.name, number, reader), step.second, place)
        for sequence in sequences
        for number, step in enumerate(sequence.steps, 1)
        if step.media == place.media
    ]
    return tuple(sorted(found, key=lambda chapter: chapter.second))


def _named(name: Text, number: int, reader: Reader) -> Text:
    return name if name.value else Text(say(reader.tag, "Step %(number)s", number=number))


def _chapter(name: Text, second: float, place: Place) -> Chapter:
    return Chapter(name, second, duration(int(second)), place.at(second))


def own_first(tags: Sequence[str] | Mapping[str, str], reader: Reader) -> list[str]:
    """The reader's language, Vietnamese, English, then by tag."""
    order = (reader.tag, "vi", "en")
    bases = {tag: tag.partition("-")[0] for tag in tags}
    return sorted(tags, key=lambda tag: (order.index(bases[tag]) if bases[tag] in order else len(order), tag))


def lines_from(viewer: Viewer, place: Place, texts: Texts, reader: Reader, first: int) -> Transcript | None:
    """The lines after the first ones, for a page that has those."""
    found = beside(viewer, place, texts, reader, whole=True).transcript
    return replace(found, lines=found.lines[first:]) if found else None
