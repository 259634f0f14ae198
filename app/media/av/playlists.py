"""HLS playlists: reading those that FFmpeg wrote for each rung, writing the one that names them all (RFC 8216)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

_MAP: Final = re.compile(r'#EXT-X-MAP:URI="[^"]*",BYTERANGE="(\d+)@(\d+)"')
_SEGMENT: Final = re.compile(r"#EXTINF:([0-9.]+),.*?#EXT-X-BYTERANGE:(\d+)@(\d+)", re.DOTALL)
STUB_SECONDS: Final = 0.5
AAC_LC: Final = "mp4a.40.2"


@dataclass(frozen=True, slots=True)
class Segment:
    seconds: float
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One quality as it lies on the disk: ``NAME.m3u8`` and ``NAME.mp4``. Rates are in bits a second; width and height
    are 0 for sound alone."""

    name: str
    width: int
    height: int
    fps: Fraction
    seconds: float
    bandwidth: int
    average_bandwidth: int
    codecs: str
    size: int


def segments(playlist: str) -> tuple[Segment, ...]:
    return tuple(Segment(float(s), int(at), int(length)) for s, length, at in _SEGMENT.findall(playlist))


def rung(folder: Path, name: str, width: int, height: int, fps: Fraction, *, sound: bool) -> Rung | None:
    """Reads what FFmpeg wrote and settles its playlist; ``None`` when it found nothing to write."""
    playlist = folder / f"{name}.m3u8"
    text = playlist.read_text("ascii") if playlist.exists() else ""
    pieces = _without_stub(segments(text))
    begins = _MAP.search(text)
    seconds = sum(piece.seconds for piece in pieces)
    if not begins or not seconds:
        return None
    playlist.write_text(_playlist(f"{name}.mp4", int(begins[1]), pieces), "ascii")
    media = folder / f"{name}.mp4"
    with media.open("rb") as file:
        head = file.read(int(begins[1]))
    average = _rate(pieces)
    codecs = [avc_codec(head)] if width else []
    return Rung(
        name=name,
        width=width,
        height=height,
        fps=fps,
        seconds=seconds,
        bandwidth=max(average, _peak(pieces)),
        average_bandwidth=average,
        codecs=",".join([*codecs, AAC_LC] if sound else codecs),
        size=media.stat().st_size,
    )


def _without_stub(pieces: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """A last piece of a frame or two joins the one before it: with it hls.js waits at the end of the film for ever."""
    if len(pieces) < 2 or pieces[-1].seconds >= STUB_SECONDS:
        return pieces
    *kept, last, stub = pieces
    return (*kept, Segment(last.seconds + stub.seconds, last.offset, last.length + stub.length))


def _playlist(media: str, head: int, pieces: tuple[Segment, ...]) -> str:
    longest = max(round(piece.seconds) for piece in pieces)
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{max(1, longest)}", "#EXT-X-MEDIA-SEQUENCE:0"]
    lines += [
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{media}",BYTERANGE="{head}@0"',
    ]
    for piece in pieces:
        lines += [f"#EXTINF:{piece.seconds:.6f},", f"#EXT-X-BYTERANGE:{piece.length}@{piece.offset}", media]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def avc_codec(head: bytes) -> str:
    """The name of a profile and level by RFC 6381: three bytes of the decoder's configuration, in hexadecimal."""
    at = head.index(b"avcC") + 5
    return f"avc1.{head[at : at + 3].hex()}"


def _peak(pieces: tuple[Segment, ...]) -> int:
    """The highest rate of neighbours that together last 0.5 to 1.5 times the target (RFC 8216, 4.1)."""
    target = max(1, round(max(piece.seconds for piece in pieces)))
    runs = (pieces[first:last] for first in range(len(pieces)) for last in (first + 1, first + 2))
    rates = [_rate(run) for run in runs if 0.5 * target <= sum(piece.seconds for piece in run) <= 1.5 * target]
    return max(rates, default=_rate(pieces))


def _rate(pieces: Sequence[Segment]) -> int:
    return round(sum(piece.length for piece in pieces) * 8 / sum(piece.seconds for piece in pieces))


def master(rungs: Iterable[Rung]) -> str:
    """The leanest picture first: players begin with the first, and a slow line should see something at once."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for each in sorted(rungs, key=lambda each: (not each.width, each.bandwidth)):
        lines += [f"#EXT-X-STREAM-INF:{_attributes(each)}", f"{each.name}.m3u8"]
    return "\n".join(lines) + "\n"


def _attributes(each: Rung) -> str:
    words = [f"BANDWIDTH={each.bandwidth}", f"AVERAGE-BANDWIDTH={each.average_bandwidth}", f'CODECS="{each.codecs}"']
    if each.width:
        words += [f"RESOLUTION={each.width}x{each.height}", f"FRAME-RATE={float(each.fps):.3f}"]
    return ",".join(words)
