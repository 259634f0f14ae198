"""Gongs by additive synthesis, strings, and an invented pattern for six gongs: no recording and no people's tune.

A struck disc sounds inharmonic partials, the higher ones dying first; two that lie close together beat. Sound here
is a list of samples in [-1, 1] at ``RATE``.
"""

from array import array
from collections.abc import Iterable, Sequence
from math import exp, pi, sin
from pathlib import Path
from wave import open as open_wave

RATE = 44_100
# ratio to the lowest partial, loudness, seconds to fall to a third, beats a second
PARTIALS = (
    (1.0, 1.0, 3.4, 0.7),
    (1.51, 0.42, 2.3, 1.1),
    (2.03, 0.62, 2.0, 0.9),
    (2.34, 0.2, 1.5, 1.7),
    (2.97, 0.28, 1.1, 2.1),
    (3.61, 0.16, 0.8, 2.6),
    (4.24, 0.12, 0.55, 3.3),
    (5.41, 0.09, 0.35, 4.1),
    (7.13, 0.06, 0.18, 0.0),
    (9.87, 0.04, 0.09, 0.0),
)
SIX = (98.0, 130.8, 146.8, 174.6, 196.0, 233.1)
BEAT = 0.36
# which gong on which beat, and how hard; a line is eight beats. Made up for this collection.
PATTERN = (
    "0...3...", "0.1.3.4.", "0.1.3.45", "0.2.3.45",
    "0.1243.5", "01.243.5", "0.1.3.45", "0...5...",
)  # fmt: skip

STRINGS = (196.0, 220.0, 261.6, 293.7, 329.6, 392.0, 440.0, 523.3)

Sound = list[float]


def plucked(pitch: float, seconds: float) -> Sound:
    """A string by Karplus and Strong: noise that runs round a loop as long as one period and is smoothed each time."""
    period = round(RATE / pitch)
    loop = [2 * (n * 0.7548776662466927 % 1) - 1 for n in range(1, period + 1)]
    out: Sound = []
    for n in range(int(seconds * RATE)):
        here, after = n % period, (n + 1) % period
        out.append(loop[here])
        loop[here] = 0.497 * (loop[here] + loop[after])
    return level(faded(out, 0.3), 0.8)


def eight_strings() -> Sound:
    """Eight strings one after the other, then back; no tune of anybody's."""
    strings = [plucked(pitch, 2.6) for pitch in STRINGS]
    order = (*range(8), 5, 6, 3, 4, 1, 2, 0, 4, 7)
    strokes = ((n * 0.5, 0.7 if n % 3 else 0.9, strings[string]) for n, string in enumerate(order))
    return level(faded(mixed(strokes, 11.5), 1.0), 0.8)


def gong(pitch: float, seconds: float) -> Sound:
    """One stroke. The low partials swell for some hundredths of a second, as the metal takes up the blow."""
    total = int(seconds * RATE)
    out = [0.0] * total
    for number, (ratio, loudness, fall, beats) in enumerate(PARTIALS):
        step, other = 2 * pi * pitch * ratio / RATE, 2 * pi * (pitch * ratio + beats) / RATE
        rise = RATE * 0.02 / (1 + number)
        for n in range(min(total, int(fall * 6 * RATE))):
            strength = loudness * exp(-n / (fall * RATE)) * (1 - exp(-n / rise))
            out[n] += strength * (sin(step * n) + 0.6 * sin(other * n))
    return level(faded(out, 0.4), 0.9)


def level(sound: Sequence[float], peak: float) -> Sound:
    highest = max(map(abs, sound)) or 1.0
    return [sample * peak / highest for sample in sound]


def faded(sound: Sequence[float], seconds: float) -> Sound:
    """The same, its end drawn down to silence."""
    tail = int(seconds * RATE)
    start = len(sound) - tail
    return [s if n < start else s * (len(sound) - n) / tail for n, s in enumerate(sound)]


def mixed(parts: Iterable[tuple[float, float, Sequence[float]]], seconds: float) -> Sound:
    """Parts laid over each other: each begins at a second, with a loudness."""
    out = [0.0] * int(seconds * RATE)
    for start, loudness, sound in parts:
        first = int(start * RATE)
        for n, sample in enumerate(sound[: len(out) - first], first):
            out[n] += loudness * sample
    return out


def six_gongs() -> list[Sound]:
    return [gong(pitch, 5.5 - 0.45 * number) for number, pitch in enumerate(SIX)]


def pattern(gongs: Sequence[Sound]) -> Sound:
    """The invented pattern, once through, and its last stroke dying away."""
    strokes = [
        ((line * 8 + beat) * BEAT, 0.75 if mark == "0" else 0.42 + 0.2 * (beat % 4 == 0), gongs[int(mark)])
        for line, marks in enumerate(PATTERN)
        for beat, mark in enumerate(marks)
        if mark != "."
    ]
    return level(faded(mixed(strokes, len(PATTERN) * 8 * BEAT + 4), 1.5), 0.85)


def one_by_one(gongs: Sequence[Sound]) -> Sound:
    return level(faded(mixed(((n * 1.7, 0.8, sound) for n, sound in enumerate(gongs)), 12.5), 1.0), 0.85)


def write(sound: Sequence[float], path: Path) -> None:
    """A mono WAV of 16 bits."""
    samples = array("h", (round(max(-1.0, min(1.0, sample)) * 32_767) for sample in sound))
    with open_wave(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def read(path: Path) -> Sound:
    """A mono WAV of 16 bits at ``RATE``."""
    with open_wave(str(path), "rb") as file:
        samples = array("h", file.readframes(file.getnframes()))
    return [sample / 32_768 for sample in samples]
