"""How long a recording is where its head cannot be believed, how long work on it may take, and recordings whose times
cannot be, found while they are read."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.errors import MediaRefused
from app.media.av import command, process
from app.media.av.info import AvInfo
from metadata.problem import Problem

# A ladder takes about as long as the film on two cores; a film of 4K many times that.
LEAST_SECONDS: Final = 300
SECONDS_A_SECOND: Final = 40
MOST_SECONDS: Final = 5 * 86_400
MOST_HOURS: Final = 24
LOOK_SECONDS: Final = 600
COUNT_SECONDS: Final = 1800
# What a film may be longer than it says: heads are guesses where the rate varies.
LONGER: Final = 1.25
LONGER_SECONDS: Final = 60
# What streams of one film differ in honestly.
NEAR: Final = 0.1
NEAR_SECONDS: Final = 2
ABOUT_SECONDS: Final = 0.5
# Cameras of hunters and of builders wait for hours too; but then their films say how long they are.
GAP_SECONDS: Final = 3600


def doubtful(info: AvInfo) -> bool:
    """Whether what the file says of its length does not agree with itself, or cannot be. A WAVE without an end was
    measured already."""
    said = [seconds for seconds in (info.video_duration, info.audio_duration) if seconds]
    apart = bool(said) and max(info.duration, *said) - min(info.duration, *said) > NEAR * info.duration + NEAR_SECONDS
    return not info.endless and (apart or info.duration > MOST_HOURS * 3600)


def measured(info: AvInfo, path: Path) -> AvInfo:
    """By the packets of each stream: chapters, captions and broken heads promise hours in which there is nothing."""
    picture = _settled(path, info.video_index, info.video_duration)
    sound = _settled(path, info.audio_index, info.audio_duration)
    if not (longest := max(picture, sound)):
        raise MediaRefused(Problem("media.no_streams"))
    return replace(info, duration=longest, video_duration=picture or None, audio_duration=sound or None)


def _settled(path: Path, index: int | None, said: float | None) -> float:
    """The last packet is not always the last to be shown: what was said is kept where it is near."""
    found = end(path, [index]) if index is not None else 0.0
    return said if said and abs(said - found) < ABOUT_SECONDS else found


def end(path: Path, indexes: Iterable[int]) -> float:
    """When the last of these streams ends, in seconds from the first; 0 of those that have no packet."""
    seen: list[float] = [0.0]
    try:
        process.run(command.count(path, indexes), seconds=COUNT_SECONDS, on_output=process.Progress(seen.append))
    except process.Failed as error:
        raise MediaRefused(Problem("media.damaged")) from error
    return seen[-1]


def limit(info: AvInfo) -> float:
    return min(LEAST_SECONDS + SECONDS_A_SECOND * info.duration, MOST_SECONDS)


def too_long(hours: str) -> MediaRefused:
    return MediaRefused(Problem("media.too_long", value=hours, expected=str(MOST_HOURS)))


class Clock:
    """Hears how far a recording has been read. Raises ``MediaRefused`` (``media.too_long``, ``media.impossible_times``)
    when it goes on and on: two frames a day apart would be filled with a day of pictures."""

    def __init__(self, source: Path, info: AvInfo) -> None:
        self._source = source
        self._info = info
        self._most = LONGER * info.duration + LONGER_SECONDS

    def __call__(self, seconds: float) -> None:
        if seconds > self._most:
            if seconds > MOST_HOURS * 3600:
                raise too_long(f"{MOST_HOURS}+")
            self._look()
            self._most = MOST_HOURS * 3600

    def _look(self) -> None:
        chosen = [index for index in (self._info.video_index, self._info.audio_index) if index is not None]
        gap = max(longest_gap(self._source, index) for index in chosen)
        if gap > GAP_SECONDS:
            raise MediaRefused(Problem("media.impossible_times", value=str(round(gap / 3600)), expected="1"))


def longest_gap(source: Path, index: int) -> float:
    """In seconds, between one packet of a stream and the next."""
    gaps = _Gaps()
    try:
        process.run(command.times(source, index), seconds=LOOK_SECONDS, on_output=gaps)
    except process.Failed as error:
        raise MediaRefused(Problem("media.damaged")) from error
    return gaps.longest


class _Gaps:
    def __init__(self) -> None:
        self.longest = 0.0
        self._latest: float | None = None
        self._rest = b""

    def __call__(self, piece: bytes) -> None:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            try:
                at = float(line.strip(b",\r "))
            except ValueError:  # 'N/A'
                continue
            self.longest = max(self.longest, at - (at if self._latest is None else self._latest))
            self._latest = at if self._latest is None else max(self._latest, at)
