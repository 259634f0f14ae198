"""What a recording holds, by ffprobe. Nothing but the file itself is ever opened on its behalf."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from app.errors import MediaRefused
from app.media.av import colour, command, process, times, tracks, wave
from app.media.av.info import AvInfo
from app.media.av.tracks import Track
from app.media.formats import PLAYLIST_MARKS
from metadata.problem import Problem

PROBE_SECONDS: Final = 30
MOST_STREAMS: Final = 64
MOST_NOMINAL_FPS: Final = 60
MOST_CHANNELS: Final = 64
SAMPLE_RATES: Final = range(4_000, 800_001)
INTERLACED: Final = ("tt", "bb", "tb", "bt")
# Of these ffprobe does not tell it unless the container does; their frames do.
FIELDS_TOLD_BY_FRAMES: Final = ("dvvideo", "mjpeg", "mpeg2video", "mpeg4", "vc1", "wmv3")
# Of these the length, also that of single streams, is a guess from the first and the last time stamp.
GUESSED: Final = ("mpeg", "mpegts")
# FFmpeg draws no wider pictures than this, nor higher ones.
MOST_SIDE: Final = 32_767
PROTECTED_TAGS: Final = ("encv", "enca", "drms", "drmi", "p608")
ENCRYPTED: Final = ("Encryption info", "Encryption initialization data")
_TOO_LARGE: Final = re.compile(r"Picture size (\d+)x(\d+)")
# What the programs say of a file that they give up, and what that means.
SAID: Final = (
    ("whitelist", Problem("media.not_av")),
    (process.TOO_MANY, Problem("media.too_many_streams", value=f"{command.MOST_DEMUXED}+")),
    ("moov atom not found", Problem("media.unfinished")),
    ("encryption info", Problem("media.encrypted")),
)


def inspect(path: Path) -> AvInfo:
    """Raises ``MediaRefused``: ``media.empty``, ``media.playlist``, ``media.not_av``, ``media.damaged``,
    ``media.unfinished``, ``media.encrypted``, ``media.no_streams``, ``media.too_many_streams``,
    ``media.impossible_channels``, ``media.impossible_rate``, ``media.film_too_large``, ``media.foreign_colours``,
    ``media.too_long``, ``media.too_slow``, ``media.too_heavy``."""
    if path.stat().st_size == 0:
        raise MediaRefused(Problem("media.empty", value=path.name))
    found, said = _probe(path)
    streams = found.get("streams", [])
    if len(streams) > MOST_STREAMS:
        raise _too_many(str(len(streams)))
    if _locked(found, said):
        raise MediaRefused(Problem("media.encrypted"))
    video, sounds = _picture(streams), _sounds(found)
    if video is None and not sounds:
        raise _nothing(streams, said)
    unsaid = wave.unsaid_seconds(path)
    container = str(found["format"]["format_name"])
    shown = _of_picture(video, container) if video else {}
    info = AvInfo(
        duration=unsaid or _duration(found, path),
        container=container,
        **shown,
        captions=sum(stream.get("codec_type") == "subtitle" for stream in streams),
        unread=_unread(streams),
        endless=unsaid is not None,
    )
    heard = replace(info.hearing(sounds[0]), others=_plausible(sounds[1:])) if sounds else info
    return _bounded(times.measured(heard, path) if times.doubtful(heard) else heard)


def _probe(path: Path) -> tuple[dict[str, Any], str]:
    parts: list[bytes] = []
    try:
        said = process.run(command.probe(path), seconds=PROBE_SECONDS, on_output=parts.append)
    except process.Failed as error:
        raise MediaRefused(_why_unreadable(path, error.said)) from error
    found: dict[str, Any] = json.loads(b"".join(parts))
    return found, said


def _why_unreadable(path: Path, said: str) -> Problem:
    with path.open("rb") as file:
        head = file.read(1024).lower()
    if any(mark in head for mark in PLAYLIST_MARKS):
        return Problem("media.playlist")
    for words, problem in SAID:
        if words in said:
            return replace(problem, expected=str(MOST_STREAMS)) if "many" in problem.code else problem
    return Problem("media.damaged")


def _picture(streams: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The picture that the file wants shown first; the cover of an album is a video stream too, and is none."""
    seen = [
        stream
        for stream in _readable(streams, "video")
        if not stream.get("disposition", {}).get("attached_pic") and stream.get("width") and stream.get("height")
    ]
    return max(seen, key=_default, default=None)


def _sounds(found: Mapping[str, Any]) -> tuple[Track, ...]:
    """The first is the one to be heard."""
    container = found["format"]["format_name"]
    streams = [one for one in _readable(found.get("streams", []), "audio") if one.get("channels")]
    made = [_track(one, found["format"]) for one in tracks.ranked(streams, container)]
    if made and not _plausible(made[:1]):
        raise _impossible(made[0])
    return tracks.paired(made, container)


def _track(stream: Mapping[str, Any], file: Mapping[str, Any]) -> Track:
    return Track(
        index=stream["index"],
        codec=stream["codec_name"],
        channels=int(stream["channels"]),
        rate=int(stream.get("sample_rate", 0)),
        seconds=_seconds(stream, file["format_name"]),
        starts=float(stream.get("start_time", 0)) - float(file.get("start_time", 0)),
    )


def _plausible(sounds: Iterable[Track]) -> tuple[Track, ...]:
    return tuple(one for one in sounds if one.channels <= MOST_CHANNELS and one.rate in SAMPLE_RATES)


def _impossible(track: Track) -> MediaRefused:
    if track.channels > MOST_CHANNELS:
        expected = str(MOST_CHANNELS)
        return MediaRefused(Problem("media.impossible_channels", value=str(track.channels), expected=expected))
    return MediaRefused(Problem("media.impossible_rate", value=str(track.rate)))


def _default(stream: Mapping[str, Any]) -> int:
    return int(stream.get("disposition", {}).get("default", 0))


def _side_data(found: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for packet in found.get("packets", ()):
        yield from packet.get("side_data_list", ())


def _locked(found: Mapping[str, Any], said: str) -> bool:
    """Of WebM that is encrypted the name of its key is told, and nothing else; of a fragment that does not say where
    its keys are, that it does not."""
    named = any("enc_key_id" in stream.get("tags", {}) for stream in found.get("streams", ()))
    beside = any(data.get("side_data_type") in ENCRYPTED for data in _side_data(found))
    return named or beside or "saio atom" in said


def _readable(streams: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    """A sound without a rate is one that a broadcast announces and does not send."""
    return [
        stream
        for stream in streams
        if stream.get("codec_type") == kind
        and stream.get("codec_name", "unknown") not in ("unknown", "none")
        and stream.get("codec_tag_string") not in PROTECTED_TAGS
        and stream.get("sample_rate") != "0"
    ]


def _unread(streams: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """What newer cameras write FFmpeg cannot name: people should hear that there was a sound."""
    kinds = ("video", "audio")
    return frozenset(kind for kind in kinds if _of(streams, kind) and not _readable(streams, kind))


def _of(streams: Sequence[Mapping[str, Any]], kind: str) -> bool:
    return any(stream.get("codec_type") == kind for stream in streams)


def _nothing(streams: Sequence[Mapping[str, Any]], said: str) -> MediaRefused:
    if any(stream.get("codec_tag_string") in PROTECTED_TAGS for stream in streams):
        return MediaRefused(Problem("media.encrypted"))
    if size := _TOO_LARGE.search(said):
        return _too_large(int(size[1]), int(size[2]))
    return MediaRefused(Problem("media.no_streams"))


def _too_many(number: str) -> MediaRefused:
    return MediaRefused(Problem("media.too_many_streams", value=number, expected=str(MOST_STREAMS)))


def _too_large(width: int, height: int) -> MediaRefused:
    expected = str(command.MOST_PIXELS // 1_000_000)
    return MediaRefused(Problem("media.film_too_large", value=f"{width} × {height}", expected=expected))


def _of_picture(stream: Mapping[str, Any], container: str) -> dict[str, Any]:
    sides = stream["width"], stream["height"]
    if sides[0] * sides[1] > command.MOST_PIXELS or max(sides) > MOST_SIDE:
        raise _too_large(*sides)
    if colour.without_base(stream):
        raise MediaRefused(Problem("media.foreign_colours"))
    width, height = _displayed(stream)
    return {
        "video_index": stream["index"],
        "video_codec": stream["codec_name"],
        "width": width,
        "height": height,
        "fps": _fps(stream),
        "interlaced": _fields(stream),
        "colour": colour.of(stream),
        "video_duration": _seconds(stream, container),
    }


def _fields(stream: Mapping[str, Any]) -> bool:
    told = stream.get("field_order", "unknown")
    return told in INTERLACED or (told == "unknown" and stream["codec_name"] in FIELDS_TOLD_BY_FRAMES)


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


def _seconds(stream: Mapping[str, Any], container: str) -> float | None:
    """MP4 says it in a field, Matroska in a tag such as ``00:03:25.120000000``."""
    if container in GUESSED:
        return None
    if "duration" in stream:
        return float(stream["duration"])
    parts = str(stream.get("tags", {}).get("DURATION", "")).split(":")
    try:
        hours, minutes, seconds = (float(part) for part in parts)
    except ValueError:
        return None
    return hours * 3600 + minutes * 60 + seconds


def _bounded(info: AvInfo) -> AvInfo:
    if info.duration > times.MOST_HOURS * 3600:
        raise times.too_long(str(round(info.duration / 3600)))
    return info


def _duration(found: Mapping[str, Any], path: Path) -> float:
    """Matroska counts from zero, even when the recording begins later, as those of streams and of cut films do. Of MPEG
    it is a guess from the last time stamp: of films joined from parts, of discs and cards, it is that of one part."""
    told = found["format"]
    said, start = float(told.get("duration", 0)), float(told.get("start_time", 0))
    shifted = "matroska" in told["format_name"] and not -0.1 < start < 1
    return said if said > 0 and not shifted and told["format_name"] not in GUESSED else _measured(path, _counted(found))


def _counted(found: Mapping[str, Any]) -> list[int]:
    streams = found.get("streams", [])
    found_in = (stream for kind in ("video", "audio") for stream in _readable(streams, kind))
    return [stream["index"] for stream in found_in if stream.get("width") or stream.get("channels")]


def _measured(path: Path, indexes: Iterable[int]) -> float:
    """Browsers record WebM without a duration: it is known when all packets have been seen."""
    end = times.end(path, indexes)
    if not end:  # the head of a recorder that was started and recorded nothing
        raise MediaRefused(Problem("media.no_streams"))
    return end
