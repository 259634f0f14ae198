"""How a film or a song is offered on the stage: qualities and what they weigh, captions, outline, small pictures."""

from collections.abc import Sequence

from app.services.media.texts import CAPTIONS
from app.services.reading import MediaView as File
from app.web.archive import archive
from app.web.site.beside import Texts, own_first
from app.web.site.media_views import Player, Source, Track
from app.web.site.told import Picture
from app.web.site.values import Reader, language_label
from app.web.site.waveforms import outline

HLS = "application/vnd.apple.mpegurl"
COPIES = {"video": ("progressive.mp4", "video/mp4"), "audio": ("audio.m4a", "audio/mp4")}
COPY_EDGE = 4096
"""The longest side of a photograph's copy (``app.web.media``)."""
# What a line of 256 kbit/s carries: 144p, 240p, and every sound
_LEAN_RATE = 256_000


def player(file: File, texts: Texts, reader: Reader, *, begin: int = 0, cover: Picture | None = None) -> Player:
    name, mime = COPIES[file.type]
    pictures, heard = _rungs(file)
    from_second = f"#t={begin}" if begin else ""
    width, height = int(file.detail.get("width") or 16), int(file.detail.get("height") or 9)
    film = file.type == "video"
    return Player(
        type=file.type,
        whole=Source(f"/media/{file.id}/{name}{from_second}", mime, size_of(file, name)),
        light=pictures[0] if pictures else None,
        sharp=_all(file, pictures),
        heard=heard if film else None,
        rungs=tuple(pictures),
        poster=Picture(f"/media/{file.id}/poster.webp", width, height) if film else None,
        cover=None if film else cover,
        waveform="" if film else _outline(file),
        sprites=f"/media/{file.id}/sprites.vtt" if film else "",
        seconds=float(file.detail.get("duration") or 0),
        width=width,
        height=height,
        begin=begin,
        tracks=tuple(
            Track(f"/media/{file.id}/captions/{tag}.vtt", tag, language_label(tag, reader))
            for tag in own_first(texts.get(CAPTIONS, ()), reader)
        ),
    )


def size_of(file: File, name: str) -> int:
    return int(file.detail.get("files", {}).get(name, 0))


def picture_size(file: File) -> int:
    """Roughly what a JPEG copy of a photograph weighs, by its pyramid, whose smaller levels make up a third of it;
    tried on photographs and drawings it lies within a fifth."""
    try:
        pyramid = (archive().store.derivatives(file.id, file.generation) / "image.tif").stat().st_size
    except FileNotFoundError:
        return 0
    scale = min(1.0, COPY_EDGE / max(int(file.detail["width"]), int(file.detail["height"])))
    return round(pyramid / 1.5 * scale * scale)


def _rungs(file: File) -> tuple[list[Source], Source | None]:
    """The qualities from the leanest on, and the leanest sound alone. Of a song every quality is sound."""
    film = file.type == "video"
    rungs = sorted(file.detail.get("rungs", ()), key=lambda rung: int(rung["size"]))
    made = [
        Source(
            url=f"/media/{file.id}/{rung['name']}.m3u8",
            mime=HLS,
            size=int(rung["size"]),
            name=str(rung["name"]),
            lean=not number or (film and int(rung["rate"]) <= _LEAN_RATE),
            sound=not rung["width"],
        )
        for number, rung in enumerate(rungs)
    ]
    heard = next((source for source in made if source.sound), None)
    return [source for source in made if not (film and source.sound)], heard


def _all(file: File, pictures: Sequence[Source]) -> Source | None:
    """Every quality up to the best, among which the player chooses; ``size`` is that of the best."""
    if len(pictures) < 2:
        return None
    return Source(f"/media/{file.id}/master.m3u8", HLS, pictures[-1].size, "master")


def _outline(file: File) -> str:
    return outline(archive().store.derivatives(file.id, file.generation) / "waveform.json")
