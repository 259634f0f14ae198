"""Picture and sound stay together: a flash and a stroke of the same instant are still that in what is played."""

import subprocess
from array import array
from pathlib import Path

import pytest

from app.media import av
from tests.unit.media.av_samples import made

RATE = 8_000
FLASH = "color=black:s=96x72:r=30:d=3,drawbox=color=white:t=fill:enable='between(t,1.4999,1.7)'"
STROKE = "aevalsrc='if(between(t,1.5,1.7),0.5*sin(5000*t),0)':d=3:s=48000"
BOTH = ("-f", "lavfi", "-i", FLASH, "-f", "lavfi", "-i", STROKE, "-pix_fmt", "yuv420p")
SOURCES: dict[str, tuple[str, ...]] = {
    "constant.mp4": (),
    "telephone.mp4": ("-vf", "select='not(mod(n,3))+lt(random(0),0.3)'", "-vsync", "vfr"),
    "late.ts": ("-output_ts_offset", "5000"),
    "late.mkv": ("-output_ts_offset", "36000", "-c:a", "flac"),
    "early.mkv": ("-output_ts_offset", "-0.7", "-avoid_negative_ts", "disabled", "-c:a", "flac"),
}
# FFmpeg itself writes these with the picture a frame or two late.
LATE: dict[str, tuple[str, ...]] = {
    "fields.mpg": ("-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-r", "25", "-c:a", "mp2"),
    "divx.avi": ("-c:v", "libxvid", "-bf", "2", "-c:a", "libmp3lame"),
}


def first_flash(film: Path) -> float:
    line = ["ffmpeg", "-v", "error", "-i", str(film), "-vf", "fps=30,scale=1:1,format=gray", "-f", "rawvideo", "-"]
    light = subprocess.run(line, check=True, capture_output=True).stdout
    return next(n for n, value in enumerate(light) if value > 128) / 30


def first_stroke(film: Path) -> float:
    line = ["ffmpeg", "-v", "error", "-i", str(film), "-map", "a:0", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"]
    samples = array("h", subprocess.run(line, check=True, capture_output=True).stdout)
    loud = max(map(abs, samples)) / 3
    return next(n for n, value in enumerate(samples) if abs(value) > loud) / RATE


def remade(tmp_path: Path, source: Path) -> Path:
    av.transcode_video(source, tmp_path / "made", av.inspect(source), lambda _: None)
    return tmp_path / "made"


def together(folder: Path, late: float = 0.0) -> None:
    for film in (folder / "progressive.mp4", folder / "144p.m3u8"):
        assert first_flash(film) - first_stroke(film) == pytest.approx(late, abs=0.05), film.name


@pytest.mark.parametrize("name", SOURCES)
def test_a_flash_and_a_stroke_are_at_the_same_instant(tmp_path: Path, name: str) -> None:
    together(remade(tmp_path, made(tmp_path / name, *BOTH, *SOURCES[name])))


@pytest.mark.parametrize("name", LATE)
def test_a_picture_that_is_late_in_the_source_is_no_later_in_what_is_played(tmp_path: Path, name: str) -> None:
    source = made(tmp_path / name, *BOTH, *LATE[name])
    together(remade(tmp_path, source), first_flash(source) - first_stroke(source))


def test_also_where_the_film_was_cut_without_being_encoded_anew(tmp_path: Path) -> None:
    whole = made(tmp_path / "whole.mp4", *BOTH, "-g", "20")
    cut = made(tmp_path / "cut.mp4", "-ss", "0.9", "-i", whole, "-c", "copy")
    together(remade(tmp_path, cut))


def test_also_where_the_sound_begins_later_than_the_picture(tmp_path: Path) -> None:
    inputs = ("-f", "lavfi", "-i", FLASH, "-itsoffset", "1.5", "-f", "lavfi", "-i", "sine=f=800:d=1")
    together(remade(tmp_path, made(tmp_path / "late.mov", *inputs, "-pix_fmt", "yuv420p")))
