"""The description of a record as its profile orders it: sections of fields, tables, steps in order, accounts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.services.identifiers import normal
from app.web.site.told import Account, Field, Section, Step, Steps, Table, Text, Value
from app.web.site.values import Json, Reader, foreign, readable, tell
from metadata.profile import Profile, Row
from metadata.statements import PASSAGE

Metadata = Mapping[str, Sequence[Json]]

# Told elsewhere on the page: as its head, its story, its accounts, or in the panel of rights
_HEAD = frozenset({"title", "description"})
_RIGHTS = ("rightsHolder", "rights", "license", "accessRights", "notice")
_ACCOUNT = "account"


def sections(profile: Profile, metadata: Metadata, reader: Reader) -> tuple[Section, ...]:
    """What is left after the head, the steps, the accounts and the rights; no section without fields."""
    elsewhere = {*_HEAD, *_RIGHTS, _ACCOUNT}
    made = (
        Section(
            section.key,
            section.labels.get(reader.tag) or section.labels["vi"],
            tuple(fields([row for row in section.rows if row.name not in elsewhere], metadata, reader)),
        )
        for section in profile.sections
    )
    return tuple(section for section in made if section.fields)


def rights(profile: Profile, metadata: Metadata, reader: Reader) -> tuple[Field, ...]:
    rows = [row for name in _RIGHTS if (row := profile.row(name))]
    return tuple(found for found in fields(rows, metadata, reader) if isinstance(found, Field))


def fields(rows: Sequence[Row], metadata: Metadata, reader: Reader) -> Iterator[Field | Table]:
    for row in rows:
        if is_sequence(row) or row.name not in metadata:
            continue
        found = _groups(row, metadata[row.name], reader) if row.type == "group" else _field(row, metadata, reader)
        if found:
            yield found


def _field(row: Row, metadata: Metadata, reader: Reader) -> Field | None:
    values = tell(row, metadata[row.name], reader)
    return Field(row.label(reader.tag), values) if values else None


def _groups(row: Row, groups: Sequence[Json], reader: Reader) -> Field | Table | None:
    """Several groups of short parts make a table; others stand one below another."""
    shape = row.shape or ()
    label = row.label(reader.tag)
    if len(groups) > 1 and all(part.type != "text" or part.one_line or not part.has_language for part in shape):
        return _table(row, groups, reader)
    values = tuple(Value("", parts=parts) for group in groups if (parts := _parts(shape, group, reader)))
    return Field(label, values) if values else None


def _parts(shape: Sequence[Row], group: Json, reader: Reader) -> tuple[Field, ...]:
    parts: Metadata = group.get("parts", {})
    found = (_field(row, parts, reader) for row in shape if row.name in parts and not _is_cue(row))
    return tuple(field for field in found if field)


def _table(row: Row, groups: Sequence[Json], reader: Reader) -> Table:
    used = {name for group in groups for name in group.get("parts", {})}
    columns = [part for part in row.shape or () if part.name in used and not _is_cue(part)]
    rows = tuple(
        tuple(tell(column, group["parts"].get(column.name, ()), reader) for column in columns) for group in groups
    )
    return Table(
        f"table-{row.name}", row.label(reader.tag), tuple(column.label(reader.tag) for column in columns), rows
    )


def is_sequence(row: Row) -> bool:
    """Named groups that follow one another and may point into a film: steps of a rite, stages of a craft, verses."""
    names = {part.name for part in row.shape or ()}
    return row.type == "group" and {"title", "film", "start"} <= names


def _is_cue(row: Row) -> bool:
    """Where in which recording: told by a link that plays it, never as a bare number."""
    return row.name in PASSAGE


def sequences(profile: Profile, metadata: Metadata, reader: Reader, playable: Mapping[str, str]) -> tuple[Steps, ...]:
    """``playable`` maps the films and sounds that this reader can play here to their addresses."""
    rows = [row for row in profile.rows if is_sequence(row) and metadata.get(row.name)]
    return tuple(
        Steps(
            row.name, row.label(reader.tag), tuple(_step(row, group, reader, playable) for group in metadata[row.name])
        )
        for row in rows
    )


def _step(row: Row, group: Json, reader: Reader, playable: Mapping[str, str]) -> Step:
    parts: Metadata = group.get("parts", {})
    names = readable(parts.get("title", ()), reader)
    name = Text(names[0]["value"], foreign(names[0].get("lang"), reader)) if names else Text("")
    details = _details(row, group, reader)
    film, start = _media(parts, "film"), _first(parts, "start")
    if film not in playable or not start:
        return Step(name, details)
    second = seconds(start)
    return Step(name, details, film, second, start, f"{playable[film]}&t={second}#stage")


def _details(row: Row, group: Json, reader: Reader) -> tuple[Field, ...]:
    """What happens stands under the step's name without saying that this is what happens."""
    shape = row.shape or ()
    told = _parts([part for part in shape if part.name == "description"], group, reader)
    rest = _parts([part for part in shape if part.name not in {"title", "description"}], group, reader)
    return (*(Field("", field.values) for field in told), *rest)


def accounts(profile: Profile, metadata: Metadata, reader: Reader, playable: Mapping[str, str]) -> tuple[Account, ...]:
    row = profile.row(_ACCOUNT)
    return tuple(_account(row, group, reader, playable) for group in metadata.get(_ACCOUNT, ())) if row else ()


def _account(row: Row, group: Json, reader: Reader, playable: Mapping[str, str]) -> Account:
    parts: Metadata = group.get("parts", {})
    told = {part.name: tell(part, parts[part.name], reader) for part in row.shape or () if part.name in parts}
    voice = _media(parts, "voice")
    return Account(
        title=_as_text(told.get("title")),
        tellers=", ".join(value.text for value in told.get("teller", ())),
        told=told["created"][0].text if told.get("created") else "",
        words=told.get("text", ()),
        media=voice if voice in playable else "",
        url=f"{playable[voice]}#stage" if voice in playable else "",
    )


def _as_text(values: Sequence[Value] | None) -> Text:
    return Text(values[0].text, values[0].lang) if values else Text("")


def _first(parts: Metadata, name: str) -> str:
    return str(parts[name][0].get("value", "")) if parts.get(name) else ""


def _media(parts: Metadata, name: str) -> str:
    return normal(_first(parts, name)) or ""


def seconds(clock: str) -> int:
    """``7:40`` or ``1:02:07``."""
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def texts(metadata: Metadata, term: str, reader: Reader) -> tuple[Text, ...]:
    """A text cut at its blank lines."""
    return tuple(
        Text(paragraph.strip(), foreign(value.get("lang"), reader))
        for value in readable(metadata.get(term, ()), reader)
        for paragraph in _paragraphs(value)
    )


def _paragraphs(value: Any) -> list[str]:
    return [part for part in str(value["value"]).replace("\r\n", "\n").split("\n\n") if part.strip()]
