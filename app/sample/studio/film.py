"""Slide shows with a voice and gongs, as MP4. The sound and the captions come from ``sound`` and ``speech``."""

from dataclasses import dataclass
from pathlib import Path
from subprocess import run

RATE = 25
WIDTH, HEIGHT = 1280, 720
CROSSING = 0.8


@dataclass(frozen=True, slots=True)
class Shot:
    picture: Path
    seconds: float


def film(shots: list[Shot], label: Path, sound: Path, target: Path) -> None:
    """Each picture drifts slowly and melts into the next; ``label`` lies over all of them."""
    inputs = [option for shot in shots for option in ("-i", str(shot.picture))]
    graph = [_drift(number, shot) for number, shot in enumerate(shots)]
    last, passed = "[s0]", 0.0
    for number, before in enumerate(shots[:-1], 1):
        passed += before.seconds
        graph.append(f"{last}[s{number}]xfade=duration={CROSSING}:offset={passed:.3f}[x{number}]")
        last = f"[x{number}]"
    graph.append(f"{last}[{len(shots)}]overlay=format=auto,format=yuv420p[film]")
    _ffmpeg(
        *inputs,
        *("-i", str(label), "-i", str(sound), "-filter_complex", ";".join(graph)),
        *("-map", "[film]", "-map", f"{len(shots) + 1}:a", "-shortest"),
        *("-c:v", "libx264", "-preset", "slow", "-crf", "28", "-g", "100", "-threads", "1", "-flags:v", "+bitexact"),
        *("-c:a", "aac", "-b:a", "80k", "-ac", "1", "-movflags", "+faststart"),
        target=target,
    )


def _drift(number: int, shot: Shot) -> str:
    """In on the even ones, out on the odd; enlarged first, because whole pixels of movement would tremble."""
    frames = round((shot.seconds + CROSSING) * RATE)
    zoom = f"1+0.09*on/{frames}" if number % 2 == 0 else f"1.09-0.09*on/{frames}"
    move = f"zoompan=z='{zoom}':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2':d={frames}:s={WIDTH}x{HEIGHT}:fps={RATE}"
    return f"[{number}]crop=iw:iw*9/16,scale={WIDTH * 3}:-1,{move},setsar=1,fps={RATE}[s{number}]"


def encode(sound: Path, target: Path) -> None:
    """A recording as MP3, M4A or FLAC, by the target's ending."""
    codec = {
        ".mp3": ("-c:a", "libmp3lame", "-b:a", "112k"),
        ".m4a": ("-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart"),
        ".flac": ("-c:a", "flac", "-compression_level", "12", "-ar", "32000", "-sample_fmt", "s16"),
    }[target.suffix]
    _ffmpeg("-i", str(sound), *codec, target=target)


def _ffmpeg(*options: str, target: Path) -> None:
    """Without tags, times or version numbers in what it writes, so that the same input gives the same bytes."""
    plain = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
    run(["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", *options, *plain, str(target)], check=True)
