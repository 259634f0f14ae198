"""The sound of a recording before it is encoded: which of several tracks sounds, how loud it is, its outline, and what
is laid out evenly first because it changes its own shape in the middle."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.errors import MediaRefused
from app.media import waveform
from app.media.av import command, loudness, process, times
from app.media.av.info import AvInfo
from metadata.problem import Problem

# Two channels of which only one sounds have a mean 6 dB below it; of two rooms, some 3 to 10.
SILENCED_DB: Final = 20
# The hiss of a microphone that is not plugged in lies below, a whisper far above.
SILENT_DB: Final = -60
MOST_TRIED: Final = 7
# Of the full scale: what lies between two samples of 8 bits is no fault.
LEANING: Final = 0.01
EVEN: Final = "even.mka"


@dataclass(frozen=True, slots=True)
class Heard:
    """``info`` tells of what is to be encoded; ``even``: a file that has the sound instead of the source."""

    info: AvInfo
    peaks: waveform.Peaks
    gain: float
    even: Path | None = None

    def settled(self) -> None:
        if self.even:
            self.even.unlink()


@dataclass(frozen=True, slots=True)
class _Pass:
    info: AvInfo
    peaks: waveform.Peaks
    found: loudness.Loudness
    changes: bool

    @property
    def silent(self) -> bool:
        return not self.found.true_peak > SILENT_DB


def heard(source: Path, info: AvInfo, folder: Path) -> Heard:
    """Two channels that are against each other are told of in ``info``: the outline, which is made of their mean, would
    lie far below the louder of them."""
    passed = _sounding(source, info) if info.has_audio else None
    if not passed:
        return Heard(replace(info, audio_index=None, audio_duration=None), waveform.Peaks(command.WAVEFORM_RATE), 0.0)
    even = None
    if passed.changes:
        even = _evened(source, passed.info, folder / EVEN)
        passed = _pass(even, replace(passed.info, audio_index=0, right_index=None, channels=2, endless=False))
    if passed.info.channels > 1 and len(passed.peaks) and passed.peaks.level < passed.found.true_peak - SILENCED_DB:
        passed = _pass(even or source, replace(passed.info, opposed=True))
    if abs(passed.peaks.offset) > LEANING:
        passed = _pass(even or source, replace(passed.info, offset=passed.peaks.offset))
    return Heard(_measured(passed, even), passed.peaks, passed.found.gain, even)


def _measured(passed: _Pass, even: Path | None) -> AvInfo:
    """Where the file does not say how long its sound is, the sound has told it."""
    info = passed.info
    if info.audio_duration or not info.has_video:
        return info
    ends = passed.peaks.seconds + (info.audio_starts if even else 0)
    return replace(info, audio_duration=ends, video_duration=info.video_duration or info.duration)


def _sounding(source: Path, info: AvInfo) -> _Pass | None:
    """Cameras write tracks for microphones that nobody plugged in. ``None`` where nothing can be made of the sound, but
    perhaps of the picture."""
    try:
        first = _pass(source, info)
    except MediaRefused as error:
        if info.has_video and error.problem.code == "media.damaged":
            return None
        raise
    if not first.silent:
        return first
    tried = (_pass(source, info.hearing(other)) for other in info.others[:MOST_TRIED])
    return next((one for one in tried if not one.silent), first)


def _evened(source: Path, info: AvInfo, target: Path) -> Path:
    """Where a broadcast goes over from two channels to six, FFmpeg makes the filters anew, and what they remember of
    time and loudness is lost; one plain stream has no such place."""
    try:
        process.run(command.evened(source, info, target), seconds=times.limit(info), cwd=target.parent)
    except process.Failed as error:
        raise MediaRefused(Problem("media.damaged")) from error
    return target


def _pass(source: Path, info: AvInfo) -> _Pass:
    peaks = waveform.Peaks(command.WAVEFORM_RATE)
    said = measure(source, info, peaks)
    return _Pass(info, peaks, loudness.loudness(said), loudness.parts(said) > 1)


def measure(source: Path, info: AvInfo, peaks: waveform.Peaks) -> str:
    """Reads the sound through once, and returns what FFmpeg said of it."""
    clock = times.Clock(source, info)

    def hear(piece: bytes) -> None:
        peaks.feed(piece)
        clock(peaks.seconds)

    try:
        return process.run(command.analysis(source, info, waveform=True), seconds=times.limit(info), on_output=hear)
    except process.Failed as error:
        raise MediaRefused(Problem("media.damaged")) from error
