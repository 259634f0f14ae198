"""Recordings made for tests, and what FFmpeg says of a file: the judge is another program than the one judged."""

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest


def made(target: Path, *arguments: str | Path) -> Path:
    """``target`` by FFmpeg; sources such as ``testsrc2=s=320x240:r=25:d=2`` come after ``-f lavfi -i``."""
    line = ["ffmpeg", "-v", "error", "-y", *map(str, arguments), str(target)]
    subprocess.run(line, check=True, stdin=subprocess.DEVNULL)
    return target


def pattern(target: Path, size: str, *arguments: str, rate: int = 25, seconds: float = 2) -> Path:
    return made(target, "-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}", *arguments)


def album(target: Path, *arguments: str) -> Path:
    """An MP3 with a picture of its cover inside."""
    inputs = ("-f", "lavfi", "-i", "sine=d=1", "-f", "lavfi", "-i", "testsrc2=s=64x64:d=0.04")
    cover = ("-map", "0", "-map", "1", "-c:v", "mjpeg", "-disposition:v", "attached_pic")
    return made(target, *inputs, *cover, *arguments)


def spoken(target: Path, words: str) -> Path:
    """Vietnamese speech, where espeak-ng is installed."""
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed")
    subprocess.run(["espeak-ng", "-v", "vi", "-w", str(target), words], check=True)
    return target


def amr(target: Path, seconds: int = 2) -> Path:
    """A telephone's voice memo: frames of 12.2 kbit/s with any content at all, which a decoder hears as noise."""
    source = random.Random(7)
    frames = (b"\x3c" + source.randbytes(31) for _ in range(50 * seconds))
    target.write_bytes(b"#!AMR\n" + b"".join(frames))
    return target


def probed(path: Path, *entries: str) -> dict[str, Any]:
    line = ["ffprobe", "-v", "error", "-show_format", "-show_streams", *entries, "-of", "json", str(path)]
    found: dict[str, Any] = json.loads(subprocess.run(line, check=True, capture_output=True).stdout)
    return found


def stream(path: Path, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in probed(path)["streams"] if one["codec_type"] == kind)
    return found


def frame_times(path: Path, kind: str, *, keys: bool = False) -> list[float]:
    line = ["ffprobe", "-v", "error", "-select_streams", kind[0], *(["-skip_frame", "nokey"] if keys else [])]
    line += ["-show_entries", "frame=pts_time", "-of", "csv=p=0", str(path)]
    said = subprocess.run(line, check=True, capture_output=True, text=True).stdout
    return [float(word) for word in re.findall(r"[\d.]+", said)]


def loudness(path: Path) -> tuple[float, float]:
    """Integrated LUFS and true peak in dBTP."""
    line = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(line, check=True, capture_output=True, text=True).stderr
    loud, peak = re.findall(r"\bI:\s+(\S+) LUFS", said)[-1], re.findall(r"Peak:\s+(\S+) dBFS", said)[-1]
    return float(loud), float(peak)


def combed(path: Path) -> int:
    """The number of frames in which two fields are of different instants."""
    line = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-vf", "idet", "-f", "null", "-"]
    said = subprocess.run(line, check=True, capture_output=True, text=True).stderr
    found = re.search(r"Multi frame detection: TFF:\s*(\d+) BFF:\s*(\d+)", said)
    assert found
    return int(found[1]) + int(found[2])


def grey(path: Path, at: float = 0.0) -> bytes:
    """One frame as 8 × 8 grey pixels."""
    line = ["ffmpeg", "-v", "error", "-ss", str(at), "-i", str(path), "-frames:v", "1", "-vf", "scale=8:8,format=gray"]
    return subprocess.run([*line, "-f", "rawvideo", "-"], check=True, capture_output=True).stdout
