"""How loud a recording is (EBU R 128) and the one gain that it gets. Nothing is compressed or limited: the attack of a
gong is the heritage."""

import math
import re
from dataclasses import dataclass
from typing import Final

TARGET_LUFS: Final = -23.0
CEILING_DBTP: Final = -1.0
# Encoding moves peaks a little; without this the files, unlike what went into the encoder, would pass the ceiling.
ENCODER_DB: Final = 0.5
# Recommendation ITU-R BS.1770 counts nothing below this as part of a programme.
GATE_LUFS: Final = -70.0

_SUMMARY = re.compile(r"\bI:\s+(\S+) LUFS.*?Peak:\s+(\S+) dBFS", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Loudness:
    integrated: float
    true_peak: float

    @property
    def gain(self) -> float:
        """In dB; 0 for silence. Where the peaks do not allow the target, the recording stays below it."""
        if self.integrated <= GATE_LUFS or not math.isfinite(self.true_peak):
            return 0.0
        return min(TARGET_LUFS - self.integrated, CEILING_DBTP - ENCODER_DB - self.true_peak)


SILENCE: Final = Loudness(-math.inf, -math.inf)


def parts(said: str) -> int:
    """How many summaries there are: one more for each time that the sound changed its channels or its rate. One that
    comes before the work begins is of a graph that was only tried."""
    return said.count("Summary:", max(said.rfind("Stream mapping:"), 0))


def loudness(said: str) -> Loudness:
    """From the summary that the ``ebur128`` filter writes last."""
    found = _SUMMARY.search(said, max(said.rfind("Summary:"), 0))
    if not found:
        return SILENCE
    return Loudness(float(found[1].replace("nan", "-inf")), float(found[2].replace("nan", "-inf")))
