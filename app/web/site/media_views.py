"""What the stage of a record shows of each file, as plain values that this reader is allowed."""

from dataclasses import dataclass

from app.web.site.told import Field, Picture, Text


@dataclass(frozen=True, slots=True)
class Source:
    """One way to fetch a film or a song; ``size`` in bytes, 0 where it is not known."""

    url: str
    mime: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Track:
    url: str
    lang: str
    label: str


@dataclass(frozen=True, slots=True)
class Player:
    """``light`` is what the first button plays, ``sharp`` all qualities up to the best; ``whole`` needs no script.

    ``begin`` is the second to begin at.
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
    url: str
    label: str
    size: int


@dataclass(frozen=True, slots=True)
class MediaView:
    """One file on the stage. ``state`` is one of ready, working (with queued and received), failed."""

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
