"""What the public pages show: plain values, already in the reader's language and already allowed to this reader.
Templates only lay them out; nothing here asks a service."""

from dataclasses import dataclass

from app.web.site.media_views import MediaView
from app.web.site.reuse_views import Finding, Reuse
from app.web.site.told import Account, Annotated, Field, Link, Marked, Picture, Section, Steps, Text


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round every page: kinds, languages, account, and how the reader likes to read."""

    home: str
    search: str
    kinds: tuple[Link, ...]
    collections: Link
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
    """``count`` is None while nobody can tell."""

    name: str
    url: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Follow:
    """An Atom feed: where it is for programs (``path`` on this site, ``address`` for a reader elsewhere)."""

    title: str
    path: str
    address: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """``silent``: the search does not answer just now, so what only it knows is left out."""

    total: int
    examples: tuple[Link, ...]
    in_season: tuple[Card, ...]
    peoples: tuple[People, ...]
    peoples_without: tuple[Link, ...]
    newest: tuple[Card, ...]
    feed: Follow
    silent: bool = False


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
    """Pages of results; an empty link stands for a gap. ``first`` leads back from where pages have no numbers."""

    numbers: tuple[Link, ...]
    previous: str = ""
    following: str = ""
    first: str = ""
    sizes: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """``address`` is the one address of this question, ``kept`` what its form carries along beside its fields.
    ``meant`` is the question in the spelling of what was found, ``offered`` the words before it."""

    query: str
    address: str
    page: int
    total: int
    heading: str
    facets: tuple[Facet, ...]
    chips: tuple[Link, ...]
    hits: tuple[Hit, ...]
    sorts: tuple[Choice, ...]
    gallery: bool
    views: tuple[Link, ...]
    kept: list[tuple[str, str]]
    pages: Pages | None
    feed: Follow | None
    remark: str
    meant: Link | None
    offered: str
    clear: str
    examples: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Banner:
    """Told to staff who see what the public does not."""

    heading: str
    sentence: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """What is copied into another site's page; in its frame the archive speaks ``language``, called ``name``."""

    language: str
    name: str
    html: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What other sites may embed; ``told`` are media types and addresses where oEmbed tells of it."""

    snippets: tuple[Snippet, ...]
    told: tuple[tuple[str, str], ...]


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
    previews: tuple[str, ...]
    sign_in: str
    noted: tuple[Annotated, ...]
    sequences: tuple[Steps, ...]
    accounts: tuple[Account, ...]
    sections: tuple[Section, ...]
    rights: tuple[Field, ...]
    keeper: Link
    manifest: str
    reuse: Reuse
    season: Season | None = None
    banner: Banner | None = None
    preview: str = ""
    offer: Offer | None = None
    poll: str = ""
    takedown: str = ""
    finding: Finding | None = None
