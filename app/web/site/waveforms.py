"""The outline of a sound in few letters, for the time bar of a player: made from ``waveform.json``."""

import json
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

BARS = 200
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


@lru_cache(maxsize=512)
def outline(path: Path) -> str:
    """A letter from 0 to z for each of at most 200 stretches: how loud its loudest moment is. Empty without a file.

    The path has the generation in it, so what it once said stays true."""
    try:
        known = json.loads(path.read_text("ascii"))
        data, bits = known["data"], int(known["bits"])
        loud = [max(-low, high) for low, high in zip(data[::2], data[1::2], strict=True)]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    if not loud:
        return ""
    most = max(1, *loud) if max(loud) > 0 else 2 ** (bits - 1)
    return "".join(_LETTERS[round(max(0, part) / most * (len(_LETTERS) - 1))] for part in _stretches(loud))


def _stretches(loud: list[int]) -> list[int]:
    number = min(BARS, len(loud))
    edges = [at * len(loud) // number for at in range(number + 1)]
    return [max(loud[start:end]) for start, end in pairwise(edges)]
