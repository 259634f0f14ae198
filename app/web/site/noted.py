"""Notes on a place of a file as the record's page tells them: words, whose they are, and a link to the place."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from app.media import clocks
from app.media.notes import Note
from app.services.reading import MediaView as File
from app.web.archive import archive
from app.web.language import say
from app.web.site import stage
from app.web.site.told import Annotated, NoteView, Text
from app.web.site.values import Reader


def noted(files: Sequence[File], names: Mapping[str, Text], path: str, reader: Reader) -> tuple[Annotated, ...]:
    """Of those files on which people have put notes, in their order; ``names`` is what files are called."""
    shown = [file for file in files if stage.shown(file)]
    found = archive().notes.on([file.id for file in shown]) if shown else {}
    return tuple(
        Annotated(names[file.id], tuple(_view(note, file, path, reader) for note in sorted(found[file.id], key=_place)))
        for file in shown
        if file.id in found
    )


def _place(note: Note) -> tuple[int, float]:
    return note.page, note.stretch[0] if note.stretch else 0.0


def _view(note: Note, file: File, path: str, reader: Reader) -> NoteView:
    own = sorted(note.words.items(), key=lambda item: item[0] != reader.tag)
    words = tuple(Text(text, tag if tag != reader.tag else "") for tag, text in own)
    return NoteView(words, note.voice, " · ".join(_where(note, file, reader)), _address(note, file, path))


def _where(note: Note, file: File, reader: Reader) -> Iterator[str]:
    if note.page:
        yield say(reader.tag, "page %(number)s", number=note.page)
    if note.stretch:
        start, end = (clocks.told(round(second)) for second in note.stretch)
        yield start if start == end else f"{start} – {end}"
    if note.box:
        yield say(reader.tag, "see this place in the picture")
    elif not (note.stretch or note.page):
        yield say(reader.tag, "the whole file")


def _address(note: Note, file: File, path: str) -> str:
    asked: dict[str, str | int] = {"media": file.id}
    if note.page:
        asked["sheet"] = note.page
    if note.stretch:
        asked["t"] = int(note.stretch[0])
    if note.box:
        asked["xywh"] = ",".join(map(str, note.box))
    return f"{path}?{urlencode(asked, safe=',')}#stage"
