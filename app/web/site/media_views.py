"""What the stage of a record shows of each file, as plain values that this reader is allowed."""

from dataclasses import dataclass

from app.web.site.beside import Beside
from app.web.site.page_words import PageText
from app.web.site.told import Field, Picture, Text


@dataclass(frozen=True, slots=True)
class Source:
    """One way to fetch a film or a song; ``size`` in bytes, 0 where it is not known.

    ``name`` is that of a rung; ``lean`` says that it may be played where data is saved, ``sound`` that it is a film's
    sound alone.
    """

    url: str
    mime: str
    size: int = 0
    name: str = ""
    lean: bool = False
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    url: str
    lang: str
    label: str


@dataclass(frozen=True, slots=True)
class Player:
    """``light`` is what the first button plays, ``sharp`` all qualities up to the best; ``whole`` needs no script.

    ``heard`` is a film's sound alone, ``rungs`` every single quality from the leanest on. ``begin`` is the second to
    begin at, ``cover`` a picture that stands for a sound, ``waveform`` its outline (``app.web.site.waveforms``),
    ``sprites`` where small pictures of a film are told.
    """

    type: str
    whole: Source
    light: Source | None
    sharp: Source | None
    poster: Picture | None
    seconds: float
    width: int = 0
    height: int = 0
    begin: int = 0
    tracks: tuple[Track, ...] = ()
    heard: Source | None = None
    rungs: tuple[Source, ...] = ()
    cover: Picture | None = None
    waveform: str = ""
    sprites: str = ""


@dataclass(frozen=True, slots=True)
class Zoom:
    picture: Picture
    info: str
    whole: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """Pages of a document, one at a time; ``pattern`` has ``{n}`` where the number of a page goes."""

    picture: Picture
    number: int
    count: int
    pattern: str
    info: str
    previous: str
    following: str


@dataclass(frozen=True, slots=True)
class Download:
    """``about``: the copy is drawn when it is asked for, so that its size can only be told roughly."""

    url: str
    label: str
    size: int
    about: bool = False


@dataclass(frozen=True, slots=True)
class MediaView:
    """One file on the stage. ``state`` is one of ready, working (with queued and received), failed.

    ``beside`` are chapters and transcript of the file that is seen first; those of the others are at ``panel``.
    ``page_text`` are the words of the page that is seen first; those of others at ``page_text_at``, with ``{n}``.
    """

    id: str
    type: str
    type_label: str
    label: Text
    state: str
    url: str
    current: bool
    facts: str = ""
    thumbnail: Picture | None = None
    zoom: Zoom | None = None
    player: Player | None = None
    sheets: Sheets | None = None
    percent: int = 0
    failure: str = ""
    event: tuple[Field, ...] = ()
    download: Download | None = None
    beside: Beside | None = None
    panel: str = ""
    page_text: PageText | None = None
    page_text_at: str = ""
