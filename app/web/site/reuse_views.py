"""What the record's page offers to do with it, as plain values: places to share, citations, copies to take."""

from dataclasses import dataclass

from app.web.site.told import Link, Text


@dataclass(frozen=True, slots=True)
class Copy:
    """Something to take: ``name`` what it is called once taken, ``facts`` its pixels, ``size`` its bytes, 0 where they
    are not known; ``about``: known roughly, since it is drawn when it is asked for."""

    url: str
    label: str
    facts: str = ""
    size: int = 0
    name: str = ""
    about: bool = False


@dataclass(frozen=True, slots=True)
class Copies:
    """Of one file; where there are none, ``refused`` says why. ``terms`` are its own, where it has any."""

    label: Text
    type_label: str
    copies: tuple[Copy, ...] = ()
    words: tuple[Copy, ...] = ()
    terms: tuple[Link, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """In the manner of ``language``, called ``name``."""

    language: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Share:
    """``page`` is the record's own address, ``pattern`` the same with ``{record}`` for another, ``viewer`` the page
    that reads content states."""

    manifest: str
    page: str
    pattern: str
    viewer: str

    @property
    def dragged(self) -> str:
        """The pattern of IIIF drag and drop: a page that shows it, and the manifest as a parameter."""
        return f"{self.viewer}?manifest={self.manifest}"


@dataclass(frozen=True, slots=True)
class Reuse:
    """``terms`` are the licence, the statement and the notices that hold for every copy; ``share`` is None without a
    manifest."""

    citations: tuple[Citation, ...]
    forms: tuple[Link, ...]
    files: tuple[Copies, ...]
    terms: tuple[Link, ...]
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Where words are found in the record; ``complete`` tells how one goes on that is being typed."""

    url: str
    complete: str
