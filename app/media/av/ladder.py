"""Which sizes and sound qualities are made of a recording. Numbers only: the words for FFmpeg are in ``command``."""

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from app.media.av.info import AvInfo

SEGMENT_SECONDS = 4
# Above 30 frames a second nothing is gained that a commune's line could carry; below 5 seeking becomes coarse.
MOST_FPS = 30
LEAST_FPS = 5
HALVED_FROM_FPS = 20
STANDARD_FPS = (
    *(Fraction(n, d) for n in (24_000, 30_000, 48_000, 60_000, 120_000) for d in (1_000, 1_001)),
    *(Fraction(n) for n in (15, 25, 50)),
)
# A top step that would be less than this much larger than the one below is not worth its hours of encoding.
WORTH_ADDING = 0.85
PROGRESSIVE_KBIT = 400


@dataclass(frozen=True, slots=True)
class Size:
    """A rung of the ladder fits into ``long`` × ``short``, lying or standing as the film does. ``kbit`` is the most
    that its picture may use in a second."""

    name: str
    long: int
    short: int
    kbit: int
    crf: int
    preset: str


# The small rungs are made with more care: they are cheap to make and every bit counts on the lines they are for.
SIZES = (
    Size("144p", 256, 144, 44, 28, "medium"),
    Size("240p", 426, 240, 150, 27, "medium"),
    Size("360p", 640, 360, 400, 25, "faster"),
    Size("480p", 854, 480, 800, 24, "faster"),
    Size("720p", 1280, 720, 1800, 24, "veryfast"),
    Size("1080p", 1920, 1080, 3500, 24, "veryfast"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One picture to encode. ``every`` is 2 where only every second frame is kept; ``rich`` takes the better sound."""

    name: str
    width: int
    height: int
    kbit: int
    crf: int
    preset: str
    every: int
    rich: bool


@dataclass(frozen=True, slots=True)
class Sound:
    """One sound to encode, in AAC-LC. What lies above ``cutoff``, in Hz, is left out (0: the encoder decides): at low
    rates the encoder cannot keep to its rate otherwise."""

    name: str
    channels: int
    kbit: int
    cutoff: int = 0


@dataclass(frozen=True, slots=True)
class Beat:
    """Constant frame rate, and the number of frames from one key frame to the next; the same instants on all rungs."""

    fps: Fraction
    frames: int

    @property
    def seconds(self) -> float:
        return float(self.frames / self.fps)


def beat(fps: Fraction) -> Beat:
    """An even number of frames, so that a rung with half of them has its key frames at the same instants."""
    nearest = min(STANDARD_FPS, key=lambda standard: abs(standard - fps))
    rate = nearest if abs(nearest - fps) / nearest < Fraction(1, 200) else fps
    rate = max(rate / math.ceil(rate / MOST_FPS), Fraction(LEAST_FPS))
    return Beat(rate, 2 * max(1, round(rate * SEGMENT_SECONDS / 2)))


def steps(info: AvInfo) -> tuple[Step, ...]:
    """From the smallest up, none larger than the source; a source below 144p keeps its size."""
    made: list[Step] = []
    for size in SIZES:
        scale = _scale(size, info)
        if scale > 1 and made and WORTH_ADDING * max(info.width, info.height) <= max(made[-1].width, made[-1].height):
            break
        step = _step(size, info, min(scale, Fraction(1)))
        if scale >= 1:
            made.append(_called_by_its_height(step, made) if scale > 1 and made else step)
            break
        made.append(step)
    if len(made) > 1 and beat(info.fps).fps >= HALVED_FROM_FPS:
        made[0] = replace(made[0], every=2)
    return tuple(made)


def _called_by_its_height(step: Step, others: list[Step]) -> Step:
    """A tape of 576 lines has no rung of 720p. Of very wide films the height alone may be another rung's name; the
    leanest rung has the same name in all films."""
    name = f"{min(step.width, step.height)}p"
    return step if any(other.name == name for other in others) else replace(step, name=name)


def _scale(size: Size, info: AvInfo) -> Fraction:
    long, short = max(info.width, info.height), min(info.width, info.height)
    return min(Fraction(size.long, long), Fraction(size.short, short))


def _step(size: Size, info: AvInfo, scale: Fraction) -> Step:
    width, height = (_even(side * scale, side) for side in (info.width, info.height))
    return Step(size.name, width, height, size.kbit, size.crf, size.preset, every=1, rich=size.short >= 360)


def _even(pixels: Fraction, most: int) -> int:
    """H.264 with colours at half the resolution has even sides."""
    return max(2, min(2 * round(pixels / 2), 2 * (most // 2)))


def progressive_step(made: tuple[Step, ...]) -> Step:
    """The largest one at the rate of 360p or less."""
    return [step for step in made if step.kbit <= PROGRESSIVE_KBIT][-1]


def sounds(info: AvInfo, *, speech: bool) -> tuple[Sound, Sound]:
    """The leanest first, one channel; then the better one, with two where the source has them."""
    low = 32 if speech else 48
    channels = min(info.channels, 2)
    high = 128 if channels == 2 else 64 if speech else 96
    lean = Sound(f"audio-{low}k", 1, low, cutoff=10_000 if speech else 12_000)
    return lean, Sound(f"audio-{high}k", channels, high)


def sound_rate(info: AvInfo) -> int:
    """Lower rates are raised too: FFmpeg's encoder overshoots its bits by half at 22 kHz, by a fifth at 44."""
    return 44_100 if info.sample_rate and info.sample_rate % 11_025 == 0 else 48_000
