"""What the public pages show: plain values, already in the reader's language and already allowed to this reader.
Templates only lay them out; nothing here asks a service."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Words, with their language where it is not the page's own."""

    value: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str = ""
    lang: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A line cut where it matches what was asked, in its true spelling."""

    pieces: tuple[Piece, ...]
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    src: str
    width: int
    height: int
    alt: str = ""
    lang: str = ""
    srcset: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round every page: kinds, languages, account, and how the reader likes to read."""

    home: str
    search: str
    kinds: tuple[Link, ...]
    languages: tuple[Link, ...]
    account: Link | None = None
    notes: tuple[Link, ...] = ()
    text_size: int = 0
    save_data: bool = False


@dataclass(frozen=True, slots=True)
class Season:
    """The next time something is held: ``recorded`` as its people count, ``solar`` where that is another calendar."""

    recorded: str
    solar: str
    when: str
    start: str


@dataclass(frozen=True, slots=True)
class Card:
    url: str
    kind: str
    kind_label: str
    people: str
    title: Text
    place: str
    picture: Picture | None = None
    season: Season | None = None


@dataclass(frozen=True, slots=True)
class People:
    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class HomePage:
    total: int
    examples: tuple[Link, ...]
    in_season: tuple[Card, ...]
    peoples: tuple[People, ...]
    peoples_without: tuple[str, ...]
    newest: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """``choices`` stand open, ``more`` behind a fold."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    url: str
    kind: str
    kind_label: str
    people: str
    title: Marked
    excerpt: Marked | None
    facts: tuple[str, ...]
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of results; an empty link stands for a gap."""

    numbers: tuple[Link, ...]
    previous: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    query: str
    total: int
    heading: str
    facets: tuple[Facet, ...]
    chips: tuple[Link, ...]
    hits: tuple[Hit, ...]
    sorts: tuple[Choice, ...]
    pages: Pages | None
    remark: str
    clear: str
    examples: tuple[Link, ...] = ()


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
    """``light`` is what the first button plays, ``sharp`` all qualities up to the best; ``whole`` needs no script."""

    type: str
    whole: Source
    light: Source | None
    sharp: Source | None
    poster: Picture | None
    seconds: float
    width: int = 0
    height: int = 0
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
class Value:
    """One value of a field: words, perhaps a link into the archive or out of it, or a group of fields."""

    text: str
    lang: str = ""
    url: str = ""
    note: str = ""
    parts: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A field of several groups: a word list, listing decisions. One row a group, one column a part."""

    id: str
    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[Value, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a rite; ``second`` is where the film ``media`` shows it."""

    name: Text
    details: tuple[Field, ...] = ()
    media: str = ""
    second: int = 0
    time: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """What follows one another: a rite, a craft, the verses of a song."""

    id: str
    label: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    label: str
    fields: tuple[Field | Table, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A community's or a person's own words, beside the officer's text; ``media`` is where they are heard."""

    title: Text
    tellers: str
    told: str
    words: tuple[Value, ...]
    media: str = ""
    url: str = ""


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


@dataclass(frozen=True, slots=True)
class Banner:
    """Told to staff who see what the public does not."""

    heading: str
    sentence: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    identifier: str
    address: str
    kind: Link
    peoples: tuple[Link, ...]
    place: str
    title: Text
    other_titles: tuple[Text, ...]
    summary: str
    stories: tuple[Text, ...]
    untranslated: str
    media: tuple[MediaView, ...]
    announced: int
    sequences: tuple[Steps, ...]
    accounts: tuple[Account, ...]
    sections: tuple[Section, ...]
    rights: tuple[Field, ...]
    citation: str
    manifest: str
    season: Season | None = None
    banner: Banner | None = None
    preview: str = ""
    poll: str = ""
