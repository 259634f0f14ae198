"""Runs FFmpeg and ffprobe, and understands what they say. Arguments come from ``command``; how a child is held, from
``app.media.child``."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from app.errors import MediaRefused, SetupError
from app.media import child
from app.media.child import Failed, prefix
from metadata.problem import Problem

__all__ = ["Failed", "Progress", "filters", "prefix", "run"]

NO_MEMORY = ("Cannot allocate memory", "malloc of size")
# Is followed by the words for no memory, too, where there is plenty.
TOO_MANY = "Number of streams exceeds"
# Said by an FFmpeg that was built without something, never because of a file.
NOT_THE_FILE = ("Unknown encoder", "No such filter", "Error initializing filter", "Unrecognized option")


def run(
    arguments: Sequence[str],
    *,
    seconds: float,
    cwd: Path | None = None,
    on_output: Callable[[bytes], None] | None = None,
) -> str:
    """Standard output goes to ``on_output`` piece by piece; the end of standard error is returned.

    Raises what ``child.run`` does, and ``SetupError`` when FFmpeg lacks something: that is not the file's fault.
    """
    try:
        said = child.run(arguments, seconds=seconds, cwd=cwd, on_output=on_output)
    except Failed as error:
        if _starved(error.said):
            raise MediaRefused(Problem("media.too_heavy")) from error
        if any(words in error.said for words in NOT_THE_FILE):
            raise SetupError(Problem("setup.ffmpeg", value=error.said.strip()[:300])) from error
        raise
    # A decoder that gets no memory leaves frames out, says so, and ends as if all were well.
    if _starved(said):
        raise MediaRefused(Problem("media.too_heavy"))
    return said


def _starved(said: str) -> bool:
    return any(words in said for words in NO_MEMORY) and TOO_MANY not in said


@cache
def filters() -> frozenset[str]:
    """The names of the filters that this machine's FFmpeg was built with."""
    parts: list[bytes] = []
    run(["ffmpeg", "-hide_banner", "-v", "error", "-filters"], seconds=30, on_output=parts.append)
    lines = b"".join(parts).decode("ascii", "replace").splitlines()
    return frozenset(words[1] for line in lines if len(words := line.split()) > 2)


class Progress:
    """Reads what ``-progress`` writes and tells how many seconds of the recording are done."""

    def __init__(self, tell: Callable[[float], None]) -> None:
        self._tell = tell
        self._rest = b""
        self._furthest = 0

    def __call__(self, piece: bytes) -> None:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            name, _, value = line.partition(b"=")
            # 'N/A' and negative times occur before the first frame; later one of several outputs may lag behind.
            if name == b"out_time_us" and value.isdigit():
                self._furthest = max(self._furthest, int(value))
                self._tell(self._furthest / 1_000_000)
