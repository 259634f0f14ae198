"""What a record tells, as plain values in the reader's language: words, links, fields, steps, accounts."""

from dataclasses import dataclass

SHORT = 32


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
class NoteView:
    """A note on a place of a file. ``where`` says the place in words, and ``url`` leads there."""

    words: tuple[Text, ...]
    voice: str
    where: str
    url: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """A file on which people have put notes."""

    label: Text
    notes: tuple[NoteView, ...]


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

    @property
    def short(self) -> bool:
        """A few words each, so that they may stand side by side."""
        return len(self.values) > 1 and all(
            len(value.text) + len(value.note) <= SHORT and not value.parts for value in self.values
        )


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
