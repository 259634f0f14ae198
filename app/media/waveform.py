"""The outline of a sound for a player's time bar, in the JSON of BBC audiowaveform (version 2, 8 bits).

It hears 16-bit samples of one channel, piece by piece; decoding is ``app.media.av``.
"""

import json
import math
import sys
from array import array

POINTS_MOST = 20_000
SAMPLES_A_POINT = 800


class Peaks:
    """The lowest and highest sample of every point. Memory is bounded: when a recording has more than ``POINTS_MOST``
    points, neighbours are joined and each stands for twice as long."""

    def __init__(self, rate: int, samples_a_point: int = SAMPLES_A_POINT) -> None:
        self.rate = rate
        self.samples_a_point = samples_a_point
        self._low = array("h")
        self._high = array("h")
        self._rest = b""
        self._sum = 0

    def __len__(self) -> int:
        return len(self._low)

    def feed(self, piece: bytes) -> None:
        data = self._rest + piece
        at = 0
        while len(data) - at >= (step := 2 * self.samples_a_point):
            self._add(data[at : at + step])
            at += step
        self._rest = data[at:]

    @property
    def seconds(self) -> float:
        return len(self) * self.samples_a_point / self.rate

    @property
    def offset(self) -> float:
        """How far its middle lies from zero, as a part of full scale."""
        return self._sum / (self.seconds * self.rate * 32_768) if len(self) else 0.0

    @property
    def level(self) -> float:
        """The highest sample so far, in dB of full scale."""
        highest = max((max(high, -low) for low, high in zip(self._low, self._high, strict=True)), default=0)
        return 20 * math.log10(highest / 32_768) if highest else -math.inf

    def json(self, gain: float = 0.0) -> str:
        """``gain`` in dB is that of the files that are played. A last point may be shorter than the others."""
        if len(self._rest) > 1:
            self._add(self._rest[: len(self._rest) & ~1])
        self._rest = b""
        factor = 10 ** (gain / 20) / 256
        data = [_byte(value * factor) for pair in zip(self._low, self._high, strict=True) for value in pair]
        shape = {"version": 2, "channels": 1, "sample_rate": self.rate, "samples_per_pixel": self.samples_a_point}
        return json.dumps(shape | {"bits": 8, "length": len(self), "data": data}, separators=(",", ":"))

    def _add(self, data: bytes) -> None:
        samples = array("h", data)
        if sys.byteorder == "big":
            samples.byteswap()
        self._sum += sum(samples)
        self._low.append(min(samples))
        self._high.append(max(samples))
        if len(self) == POINTS_MOST:
            self._join()

    def _join(self) -> None:
        self._low = array("h", map(min, self._low[::2], self._low[1::2]))
        self._high = array("h", map(max, self._high[::2], self._high[1::2]))
        self.samples_a_point *= 2


def _byte(value: float) -> int:
    return max(-128, min(127, round(value)))
