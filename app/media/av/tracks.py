"""Which of several sounds in a file is heard, and which next should it prove silent. What is said of them comes from
``probe``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

# For those who do not see or hear well, or for who knows the film already.
BESIDE: Final = ("comment", "visual_impaired", "hearing_impaired", "karaoke", "lyrics", "clean_effects", "non_diegetic")
# Cameras of broadcasters write each microphone into a track of its own.
APART: Final = ("mov", "mxf")


@dataclass(frozen=True, slots=True)
class Track:
    """``right``: a second track that is the right channel of this one. ``starts``: seconds after the file does."""

    index: int
    codec: str
    channels: int
    rate: int
    seconds: float | None = None
    starts: float = 0.0
    right: int | None = None


def ranked(streams: Sequence[Mapping[str, Any]], container: str) -> list[Mapping[str, Any]]:
    """What the file wants heard comes first, a commentary last; of a disc the one with the lowest number, which need
    not be the first to sound."""
    disc = container == "mpeg"
    return sorted(streams, key=lambda one: (_beside(one), not _flag(one, "default"), int(one["id"], 16) if disc else 0))


def _beside(stream: Mapping[str, Any]) -> bool:
    return any(_flag(stream, name) for name in BESIDE)


def _flag(stream: Mapping[str, Any], name: str) -> bool:
    return bool(stream.get("disposition", {}).get(name))


def paired(tracks: Sequence[Track], container: str) -> tuple[Track, ...]:
    """Neighbours of one channel each are the left and the right of one sound, where cameras keep them apart."""
    if not container.startswith(APART) or len(tracks) < 2 or not all(_alone(one, tracks[0]) for one in tracks[:2]):
        return tuple(tracks)
    ones = sorted((one for one in tracks if _alone(one, tracks[0])), key=lambda one: one.index)
    lefts, rights = ones[::2], ones[1::2]
    joined = [_joined(left, right) for left, right in zip(lefts, rights, strict=False)]
    return (*joined, *lefts[len(rights) :], *(one for one in tracks if not _alone(one, tracks[0])))


def _alone(one: Track, first: Track) -> bool:
    return one.channels == 1 and one.codec.startswith("pcm_") and (one.codec, one.rate) == (first.codec, first.rate)


def _joined(left: Track, right: Track) -> Track:
    return Track(left.index, left.codec, 2, left.rate, left.seconds, left.starts, right.index)
