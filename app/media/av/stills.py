"""Still pictures of a film: its poster, and small frames that a player shows along its time bar (``sprites.vtt``).

Both are taken from a rung that was made already: it stands upright, has square pixels and a key frame every few
seconds, so that they cost a fraction of what decoding the original would.
"""

import math
import re
from pathlib import Path

from app.errors import MediaRefused
from app.media.av import command, process, scenes
from app.media.captions import Cue, webvtt
from metadata.problem import Problem

# Films shorter than this have few key frames: then every frame is decoded, which takes a moment.
FEW_KEYS_SECONDS = 100
CANDIDATES = 24
POSTER_LONGEST = 1280
SPRITES_MOST = 100
SPRITES_ACROSS = 10
SPRITE_LONGEST = 160
STILL_SECONDS = 600


def poster(film: Path, target: Path, seconds: float, *, small: Path | None = None) -> None:
    """A WebP picture that is typical of the film, at most 1,280 pixels long, chosen from some 24 frames; they are
    looked at in ``small``, the same film in a smaller size."""
    at = _typical(small or film, seconds)
    _make(command.poster(film, target, at=at, longest=POSTER_LONGEST), target)


def _typical(film: Path, seconds: float) -> float:
    shape, pixels = (scenes.WIDTH, scenes.HEIGHT), bytearray()
    line = command.candidates(
        film, every=seconds / CANDIDATES, keys=seconds > FEW_KEYS_SECONDS, width=shape[0], height=shape[1]
    )
    try:
        said = process.run(line, seconds=STILL_SECONDS, on_output=pixels.extend)
    except process.Failed as error:
        raise MediaRefused(Problem("media.damaged")) from error
    times = [float(found) for found in re.findall(r"Parsed_showinfo\S* @ \S+ n: *\d+ .*?pts_time:([\d.]+)", said)]
    frames = [bytes(pixels[at : at + scenes.BYTES]) for at in range(0, len(pixels), scenes.BYTES)]
    # Times count from the first frame of a film that begins at one second.
    return max(0.0, times[best] - times[0]) if len(times) > (best := scenes.best(frames)) >= 0 else 0.0


def sprites(rung: Path, folder: Path, seconds: float, gap: float, shape: tuple[int, int]) -> None:
    """``sprites.webp``, at most a hundred frames on one sheet, and ``sprites.vtt``, which says when each is shown.

    ``gap`` is the time from one key frame of the rung to the next.
    """
    nth = math.ceil(seconds / gap / SPRITES_MOST)
    every = nth * gap
    number = math.ceil(seconds / every)
    across, down = min(number, SPRITES_ACROSS), math.ceil(number / SPRITES_ACROSS)
    wide, high = _fitted(*shape)
    sheet = folder / "sprites.webp"
    _make(command.sheet(rung, sheet, nth=nth, across=across, down=down, width=wide, height=high), sheet)
    cues = [
        Cue(n * every, min((n + 1) * every, seconds), f"sprites.webp#xywh={x * wide},{y * high},{wide},{high}")
        for n in range(number)
        for y, x in [divmod(n, SPRITES_ACROSS)]
    ]
    (folder / "sprites.vtt").write_text(webvtt(cues), "utf-8")


def _fitted(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, SPRITE_LONGEST / max(width, height))
    return max(2, round(width * scale)), max(2, round(height * scale))


def _make(arguments: list[str], target: Path) -> None:
    try:
        process.run(arguments, seconds=STILL_SECONDS, cwd=target.parent)
    except process.Failed as error:
        raise MediaRefused(Problem("media.damaged")) from error
    if not target.exists():
        raise MediaRefused(Problem("media.damaged"))
