"""What a recording holds, by ffprobe. Nothing but the file itself is ever opened on its behalf."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from app.errors import MediaRefused
from app.media.av import command, process
from app.media.av.info import AvInfo
from metadata.problem import Problem

PROBE_SECONDS: Final = 30
COUNT_SECONDS: Final = 300
MOST_STREAMS: Final = 64
MOST_NOMINAL_FPS: Final = 60
INTERLACED: Final = ("tt", "bb", "tb", "bt")
HDR_TRANSFERS: Final = ("smpte2084", "arib-std-b67")
PROTECTED_TAGS: Final = ("encv", "enca", "drms", "drmi", "p608")
PLAYLIST_MARKS: Final = (b"#extm3u", b"ffconcat", b"<mpd", b"<smil", b"<asx", b"[playlist]")


def inspect(path: Path) -> AvInfo:
    """Raises ``MediaRefused``: ``media.empty``, ``media.playlist``, ``media.not_av``, ``media.damaged``,
    ``media.encrypted``, ``media.no_streams``, ``media.too_many_streams``, ``media.too_slow``."""
    if path.stat().st_size == 0:
        raise MediaRefused(Problem("media.empty", value=path.name))
    found = _probe(path)
    streams = found.get("streams", [])
    if len(streams) > MOST_STREAMS:
        raise MediaRefused(Problem("media.too_many_streams", value=str(len(streams)), expected=str(MOST_STREAMS)))
    video, audio = _picture(streams), _sound(streams)
    if video is None and audio is None:
        raise _nothing(streams)
    return AvInfo(
        duration=_duration(found, path),
        container=str(found["format"]["format_name"]),
        **(_of_picture(video) if video else {}),
        **(_of_sound(audio) if audio else {}),
    )


def _probe(path: Path) -> dict[str, Any]:
    parts: list[bytes] = []
    try:
        process.run(command.probe(path), seconds=PROBE_SECONDS, on_output=parts.append)
    except process.Failed as error:
        raise MediaRefused(_why_unreadable(path, error.said)) from error
    found: dict[str, Any] = json.loads(b"".join(parts))
    return found


def _why_unreadable(path: Path, said: str) -> Problem:
    with path.open("rb") as file:
        head = file.read(1024).lower()
    if any(mark in head for mark in PLAYLIST_MARKS):
        return Problem("media.playlist")
    return Problem("media.not_av" if "whitelist" in said else "media.damaged")


def _picture(streams: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The first moving picture: the cover of an album is a video stream too, and is none."""
    for stream in _readable(streams, "video"):
        still = stream.get("disposition", {})
        if not still.get("attached_pic") and stream.get("width") and stream.get("height"):
            return stream
    return None


def _sound(streams: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    heard = [stream for stream in _readable(streams, "audio") if stream.get("channels")]
    return max(heard, key=lambda stream: stream.get("disposition", {}).get("default", 0), default=None)


def _readable(streams: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [
        stream
        for stream in streams
        if stream.get("codec_type") == kind
        and stream.get("codec_name", "unknown") not in ("unknown", "none")
        and stream.get("codec_tag_string") not in PROTECTED_TAGS
    ]


def _nothing(streams: Sequence[Mapping[str, Any]]) -> MediaRefused:
    protected = any(stream.get("codec_tag_string") in PROTECTED_TAGS for stream in streams)
    return MediaRefused(Problem("media.encrypted" if protected else "media.no_streams"))


def _of_picture(stream: Mapping[str, Any]) -> dict[str, Any]:
    width, height = _displayed(stream)
    return {
        "video_index": stream["index"],
        "video_codec": stream["codec_name"],
        "width": width,
        "height": height,
        "fps": _fps(stream),
        "interlaced": stream.get("field_order") in INTERLACED,
        "hdr": stream.get("color_transfer") in HDR_TRANSFERS,
        "video_duration": _seconds(stream),
    }


def _of_sound(stream: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "audio_index": stream["index"],
        "audio_codec": stream["codec_name"],
        "channels": int(stream["channels"]),
        "sample_rate": int(stream.get("sample_rate", 0)),
        "audio_duration": _seconds(stream),
    }


def _displayed(stream: Mapping[str, Any]) -> tuple[int, int]:
    aspect = _ratio(stream.get("sample_aspect_ratio", "1:1").replace(":", "/")) or Fraction(1)
    width, height = max(1, round(stream["width"] * aspect)), int(stream["height"])
    return (height, width) if round(_turned(stream) / 90) % 2 else (width, height)


def _turned(stream: Mapping[str, Any]) -> float:
    for data in stream.get("side_data_list", []):
        if "rotation" in data:
            return float(data["rotation"])
    return float(stream.get("tags", {}).get("rotate", 0))


def _fps(stream: Mapping[str, Any]) -> Fraction:
    """The nominal rate, which films of telephones keep to where their real one varies; but it may be the number of
    fields, or the unit that times are counted in."""
    nominal = _ratio(stream.get("r_frame_rate", ""))
    average = _ratio(stream.get("avg_frame_rate", "")) or nominal
    near = abs(nominal - average) < average / 10
    plausible = average < nominal <= MOST_NOMINAL_FPS and stream.get("field_order") not in INTERLACED
    return (nominal if near or plausible else average.limit_denominator(1001)) or Fraction(25)


def _ratio(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _seconds(stream: Mapping[str, Any]) -> float | None:
    """MP4 says it in a field, Matroska in a tag such as ``00:03:25.120000000``."""
    if "duration" in stream:
        return float(stream["duration"])
    parts = str(stream.get("tags", {}).get("DURATION", "")).split(":")
    try:
        hours, minutes, seconds = (float(part) for part in parts)
    except ValueError:
        return None
    return hours * 3600 + minutes * 60 + seconds


def _duration(found: Mapping[str, Any], path: Path) -> float:
    said = found["format"].get("duration")
    return float(said) if said and float(said) > 0 else _measured(path)


def _measured(path: Path) -> float:
    """Browsers record WebM without a duration: it is known when all packets have been seen."""
    seen: list[float] = [0.0]
    try:
        process.run(command.count(path), seconds=COUNT_SECONDS, on_output=process.Progress(seen.append))
    except process.Failed as error:
        raise MediaRefused(Problem("media.damaged")) from error
    if seen[-1] == 0:
        raise MediaRefused(Problem("media.damaged"))
    return seen[-1]
