"""A record's files as they come on its stage: zoomed into, played, leafed through, or told how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.iiif.canvas import image_id
from app.services import labels
from app.services.reading import MediaView as File
from app.web.language import number, say, say_many
from app.web.problems import sentence
from app.web.site import description
from app.web.site.beside import Beside, Texts
from app.web.site.cards import thumbnail
from app.web.site.media_views import Download, MediaView, Sheets, Zoom
from app.web.site.page_words import PageText
from app.web.site.players import COPIES, picture_size, player, size_of
from app.web.site.told import Field, Picture, Text
from app.web.site.values import Reader, foreign, readable
from metadata.profile import profile
from metadata.vocabulary import vocabulary

_WIDTHS = (480, 800, 1280, 1920)
_SHEET = "!1400,1800"
_TOLD_ABOVE = frozenset({"label", "description"})


@dataclass(frozen=True, slots=True)
class Stage:
    """What the stage needs to know besides the files: ``path`` is the page's address, ``query`` what stands first in
    its query and ends in ``&``, ``media``, ``sheet``, ``second`` and ``words`` (a language) what it asks for, ``texts``
    what is written of each file and ``progress`` the work done of it.

    ``panels`` are the addresses of what stands beside each file, ``beside`` that of the one seen first; ``page_texts``
    those of the words of pages, ``page_text`` the words of the page seen first."""

    path: str
    media: str = ""
    sheet: int = 1
    second: int = 0
    words: str = ""
    texts: Mapping[str, Texts] = field(default_factory=dict)
    progress: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    query: str = ""
    panels: Mapping[str, str] = field(default_factory=dict)
    beside: Beside | None = None
    page_text: PageText | None = None
    page_texts: Mapping[str, str] = field(default_factory=dict)

    def address(self, media: str) -> str:
        return f"{self.path}?{self.query}media={media}"


def playable(files: Sequence[File], stage: Stage) -> dict[str, str]:
    return {file.id: stage.address(file.id) for file in files if shown(file) and file.type in COPIES}


def shown(file: File) -> bool:
    """Something was made of it once; while it is made anew the earlier form still serves."""
    return file.generation > 0


def views(files: Sequence[File], stage: Stage, reader: Reader) -> tuple[MediaView, ...]:
    first, cover = first_seen(files, stage), _cover(files)
    counts: dict[str, int] = {}
    made = []
    for file in files:
        counts[file.type] = counts.get(file.type, 0) + 1
        view = _view(file, counts[file.type], stage, reader, current=file.id == first)
        if shown(file) and file.type in COPIES:
            begin = stage.second if file.id == first else 0
            view = replace(
                view,
                player=player(file, stage.texts.get(file.id, {}), reader, begin=begin, cover=cover),
                beside=stage.beside if file.id == first else None,
                panel=stage.panels.get(file.id, ""),
            )
        if at := stage.page_texts.get(file.id):
            view = replace(view, page_text=stage.page_text if file.id == first else None, page_text_at=at)
        made.append(view)
    return tuple(made)


def first_seen(files: Sequence[File], stage: Stage) -> str:
    """The file that is seen first: the one asked for; where only a time was asked for, the first that has times."""
    if stage.media in {file.id for file in files}:
        return stage.media
    timed = [file for file in files if stage.second and shown(file) and file.type in COPIES]
    return next((file.id for file in [*timed, *files]), "")


def _cover(files: Sequence[File]) -> Picture | None:
    """The first photograph of the record stands for its sounds, which have no picture of their own."""
    return next((thumbnail(file) for file in files if file.type == "image" and shown(file)), None)


def _view(file: File, count: int, stage: Stage, reader: Reader, *, current: bool) -> MediaView:
    said = labels.public(file.description)
    type_label = vocabulary("media_types").concepts[file.type].label(reader.tag)
    label = _label(said, f"{type_label} {number(count, reader.tag)}", reader)
    done, total = stage.progress.get(file.id, (0, 0))
    ready = shown(file)
    return MediaView(
        id=file.id,
        type=file.type,
        type_label=type_label,
        label=label,
        state="ready" if ready else "failed" if file.state == "failed" else "working",
        url=f"{stage.address(file.id)}#stage",
        current=current,
        facts=_facts(file, reader) if ready else "",
        thumbnail=thumbnail(file) if ready and file.type != "audio" else None,
        zoom=_zoom(file, said, label, reader) if ready and file.type == "image" else None,
        sheets=_sheets(file, stage, reader, current=current) if ready and file.type == "document" else None,
        percent=min(99, done * 100 // total) if total else 0,
        failure=sentence(file.problem, reader.tag) if file.problem and not ready else "",
        event=tuple(_event(said, reader)),
        download=_download(file, reader) if ready else None,
    )


def _label(said: Mapping[str, Any], otherwise: str, reader: Reader) -> Text:
    found = readable(said.get("label", ()), reader)
    own = [value for value in found if value.get("lang") == reader.tag] or found
    return Text(own[0]["value"], foreign(own[0].get("lang"), reader)) if own else Text(otherwise)


def _facts(file: File, reader: Reader) -> str:
    if file.type == "image":
        return f"{number(file.detail['width'], reader.tag)} × {number(file.detail['height'], reader.tag)}"
    if file.type == "document":
        return say_many(reader.tag, "one page", "%(n)s pages", len(file.detail["pages"]))
    return ""


def _zoom(file: File, said: Mapping[str, Any], label: Text, reader: Reader) -> Zoom:
    """The description, meant for those who cannot see it, is the picture's text; else its caption."""
    described = readable(said.get("description", ()), reader)
    alt = Text(described[0]["value"], foreign(described[0].get("lang"), reader)) if described else label
    service, width, height = f"/iiif/image/3/{image_id(file.id)}", file.detail["width"], file.detail["height"]
    widths = sorted({min(width, wanted) for wanted in _WIDTHS})
    largest = widths[-1]
    picture = Picture(
        src=f"{service}/full/{largest},/0/default.jpg",
        width=largest,
        height=max(1, round(height * largest / width)),
        alt=alt.value,
        lang=alt.lang,
        srcset=", ".join(f"{service}/full/{each},/0/default.jpg {each}w" for each in widths),
    )
    return Zoom(picture, f"{service}/info.json", f"{service}/full/max/0/default.jpg")


def _sheets(file: File, stage: Stage, reader: Reader, *, current: bool) -> Sheets:
    pages: Sequence[Mapping[str, int]] = file.detail["pages"]
    at = min(max(1, stage.sheet), len(pages)) if current else 1
    said = say(reader.tag, "Page %(number)s of %(count)s", number=at, count=len(pages))
    service = f"/iiif/image/3/{image_id(file.id, 0)}".removesuffix("0") + "{n}"
    address = stage.address(file.id)
    return Sheets(
        picture=Picture(_sheet(service, at), pages[at - 1]["width"], pages[at - 1]["height"], said),
        number=at,
        count=len(pages),
        pattern=_sheet(service),
        info=f"{service}/info.json",
        previous=f"{address}&sheet={at - 1}#stage" if at > 1 else "",
        following=f"{address}&sheet={at + 1}#stage" if at < len(pages) else "",
    )


def _sheet(service: str, page: int | None = None) -> str:
    address = f"{service}/full/{_SHEET}/0/default.jpg"
    return address if page is None else address.replace("{n}", str(page))


def _event(said: Mapping[str, Any], reader: Reader) -> list[Field]:
    """Who recorded it, when, where and with what; the description for those who can't see or hear it, too."""
    rows = [row for row in profile("media").rows if row.name != "label"]
    return [found for found in description.fields(rows, said, reader) if isinstance(found, Field)]


def _download(file: File, reader: Reader) -> Download | None:
    if file.type == "document":
        return None
    address, label = f"/media/{file.id}/download", say(reader.tag, "Download a copy")
    if file.type == "image":
        return Download(address, label, picture_size(file), about=True)
    return Download(address, label, size_of(file, COPIES[file.type][0]))
