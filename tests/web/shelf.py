"""Records with media of every type whose derivatives are in place: true pyramids, made-up films."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bootstrap import Archive
from app.media.image import make_pyramid
from app.models import Media
from app.services import identifiers, texts
from app.services.viewer import SYSTEM
from tests.made import festival, jpeg, text

FILM = bytes(range(256)) * 4_000
PLAYLIST = b"#EXTM3U\n#EXT-X-VERSION:7\n"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L"
FILES: dict[str, dict[str, bytes]] = {
    "image": {"thumbnail.webp": WEBP},
    "video": {
        "master.m3u8": PLAYLIST,
        "240p.m3u8": PLAYLIST,
        "240p.mp4": FILM,
        "progressive.mp4": FILM,
        "poster.webp": WEBP,
        "thumbnail.webp": WEBP,
        "sprites.vtt": b"WEBVTT\n",
    },
    "audio": {"master.m3u8": PLAYLIST, "audio.m4a": FILM, "waveform.json": json.dumps({"peaks": [0, 1]}).encode()},
    "document": {"thumbnail.webp": WEBP},
}
DETAIL: dict[str, dict[str, Any]] = {
    "image": {"width": 1301, "height": 901},
    "video": {"width": 426, "height": 240, "duration": 93.5},
    "audio": {"duration": 12.25},
    "document": {"width": 300, "height": 400, "pages": [{"width": 300, "height": 400}, {"width": 310, "height": 410}]},
}
SIZES = {"image.tif": (1301, 901), "pages/0001/image.tif": (300, 400), "pages/0002/image.tif": (310, 410)}
PYRAMIDS = {"image": ("image.tif",), "document": ("pages/0001/image.tif", "pages/0002/image.tif")}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A record and its files by type."""

    record: str
    media: dict[str, str]


def shelve(
    archive: Archive,
    *types: str,
    access: str = "everyone",
    media_access: str = "everyone",
    publish: bool = True,
    metadata: dict[str, Any] | None = None,
) -> Shelf:
    """A festival with one file of each type."""
    body = texts.body(metadata or festival())
    record = archive.records.create(SYSTEM, "festival", body, access=access).identifier
    media = {type: add(archive, record, type, media_access) for type in types}
    if publish:
        head = archive.reading.record(SYSTEM, record, head=True).version
        archive.records.publish(SYSTEM, record, base=head)
    return Shelf(record, media)


def add(archive: Archive, record: str, type: str, access: str = "everyone") -> str:
    with archive.db.unit_of_work() as work:
        media = identifiers.new(work)
        row = Media(
            id=media,
            record=record,
            access_id=archive.access.class_id(work, access),
            type=type,
            state="ready",
            generation=1,
            filename="Ảnh chụp của ông Điểu.bin",
            mime="application/octet-stream",
            size=len(FILM),
            sha256="0" * 64,
            sha512="0" * 128,
            description={"label": [text("Già làng mở đầu bài chiêng")]},
            detail=DETAIL[type],
        )
        work.add(row)
        work.flush()
        archive.records.attach_in(work, SYSTEM, record, [media])
    _place(archive, media, type)
    return media


def _place(archive: Archive, media: str, type: str) -> None:
    scratch = archive.store.scratch(media)
    for name, content in FILES[type].items():
        (scratch / name).write_bytes(content)
    for name in PYRAMIDS.get(type, ()):
        target = scratch / name
        target.parent.mkdir(parents=True, exist_ok=True)
        source = scratch / "source.jpg"
        source.write_bytes(jpeg(*SIZES[name]).read())
        make_pyramid(source, target)
        source.unlink()
    archive.store.place(scratch, media, 1)
    _original(archive, media)


def _original(archive: Archive, media: str) -> None:
    source = Path(archive.settings.data) / "arrived.bin"
    source.write_bytes(FILM)
    archive.store.take(media, source, ".bin")
    source.unlink(missing_ok=True)


def caption(archive: Archive, media: str, language: str = "vi", words: str = "Tiếng chiêng mở hội") -> None:
    archive.media.set_text(SYSTEM, media, "captions", language, f"WEBVTT\n\n00:00.000 --> 00:02.000\n{words}\n")
