"""Which sound of a file is heard, and sounds and pictures that change their shape in the middle."""

import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from app.media import av
from tests.unit.media.av_samples import frame_times, grey, loudness, made
from tests.unit.media.test_av_gain import level

FILM = ("-f", "lavfi", "-i", "testsrc2=s=96x72:r=25:d=2")
TALE = ("-f", "lavfi", "-i", "sine=f=440:d=2:r=48000")
OTHER = ("-f", "lavfi", "-i", "aevalsrc=0:d=2:s=48000")
OLD = ("-c:v", "mpeg2video")


def remade(source: Path) -> Path:
    folder, info = source.parent / "made", av.inspect(source)
    if info.has_video:
        av.transcode_video(source, folder, info, lambda _: None)
    else:
        av.transcode_audio(source, folder, info, False, lambda _: None)
    return folder


def one_after_another(path: Path, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    pieces = [made(path.with_name(f"{n}{path.suffix}"), *how) for n, how in enumerate((first, second))]
    path.write_bytes(b"".join(piece.read_bytes() for piece in pieces))


def broadcast(path: Path) -> None:
    """The film after the news has six channels."""
    sound, later = ("-c:a", "ac3", "-ac"), ("-output_ts_offset", "2")
    one_after_another(path, (*FILM, *TALE, *OLD, *sound, "2"), (*FILM, *TALE, *OLD, *sound, "6", *later))


def cassette(path: Path) -> None:
    """Two sides that were put into one file."""
    one_after_another(path, (*TALE, "-ar", "44100"), (*TALE, "-ac", "2"))


CHANGING: dict[str, Callable[[Path], object]] = {"broadcast.ts": broadcast, "cassette.mp3": cassette}


@pytest.mark.parametrize("name", CHANGING)
def test_a_sound_that_changes_its_channels_in_the_middle_goes_on_without_a_hole(tmp_path: Path, name: str) -> None:
    CHANGING[name](tmp_path / name)
    folder = remade(tmp_path / name)
    times = frame_times(folder / "audio.m4a", "audio")
    steps = [after - before for before, after in pairwise(times)]
    assert 4 <= times[-1] + steps[-1] < 4.2
    assert 0.015 < min(steps) <= max(steps) < 0.03
    assert loudness(folder / "audio.m4a")[0] == pytest.approx(-23, abs=0.5)
    assert not [path for path in folder.iterdir() if path.suffix == ".mka"]
    before, after = (level(folder / "audio-48k.mp4", begin, begin + 1)[0] for begin in (0.5, 2.5))
    assert before == pytest.approx(after, abs=4)


def call(path: Path, sizes: tuple[str, str]) -> None:
    """A call in a browser: its picture grows, or is turned, as the line and the hand allow."""
    pieces = [
        made(path.with_name(f"{n}.ivf"), "-f", "lavfi", "-i", f"color=white:s={size}:r=25:d=1", "-c:v", "libvpx")
        for n, size in enumerate(sizes)
    ]
    first, second = (piece.read_bytes() for piece in pieces)
    joined, at, count = bytearray(first), 32, 25
    while at < len(second):
        length = struct.unpack("<I", second[at : at + 4])[0]
        joined += second[at : at + 4] + struct.pack("<Q", count) + second[at + 12 : at + 12 + length]
        at, count = at + 12 + length, count + 1
    whole = path.with_name("whole.ivf")
    whole.write_bytes(joined)
    made(path, "-i", whole, *TALE, "-map", "0", "-map", "1", "-c:v", "copy", "-c:a", "libopus")


def test_a_call_whose_picture_changes_its_size_keeps_picture_and_sound_whole(tmp_path: Path) -> None:
    call(tmp_path / "call.webm", ("96x72", "192x144"))
    film = remade(tmp_path / "call.webm") / "progressive.mp4"
    assert len(frame_times(film, "video")) == 50
    times = frame_times(film, "audio")
    assert max(after - before for before, after in pairwise(times)) < 0.03
    assert min(level(film, begin, begin + 0.1)[0] for begin in (0.9, 0.95, 1.0, 1.05)) > -40


def test_a_telephone_turned_in_the_middle_of_a_call_shows_its_picture_whole_with_black_beside_it(
    tmp_path: Path,
) -> None:
    call(tmp_path / "call.webm", ("128x72", "72x128"))
    film = remade(tmp_path / "call.webm") / "progressive.mp4"
    assert min(grey(film, 0.5)) > 200
    turned = grey(film, 1.5)
    assert [value > 128 for value in turned[24:32]] == [False] * 3 + [True] * 2 + [False] * 3


TRACKS: dict[str, tuple[str, ...]] = {
    "microphone-not-plugged-in.mkv": (),
    "camera-of-a-broadcaster.mov": ("-c:a", "pcm_s16le"),
    "camera-of-a-broadcaster.mxf": ("-c:v", "mpeg2video", "-c:a", "pcm_s16le"),
    "commentary-first.mkv": ("-disposition:a:0", "comment", "-disposition:a:1", "0"),
    "told-for-the-blind-first.ts": (*OLD, "-disposition:a:0", "visual_impaired", "-disposition:a:1", "0"),
    "chosen-by-the-file.mkv": ("-disposition:a:0", "0", "-disposition:a:1", "default"),
}


@pytest.mark.parametrize("name", TRACKS)
def test_of_several_sounds_the_one_that_tells_is_heard(tmp_path: Path, name: str) -> None:
    """The tale is the second; the first is silence, or a lower tone that only the file's own words put behind it."""
    silent = name.startswith(("microphone", "camera"))
    first = OTHER if silent else ("-f", "lavfi", "-i", "sine=f=40:d=2:r=48000")
    source = made(tmp_path / name, *FILM, *first, *TALE, "-map", "0", "-map", "1", "-map", "2", *TRACKS[name])
    info = av.inspect(source)
    folder = remade(source)
    assert loudness(folder / "audio.m4a")[0] == pytest.approx(-23, abs=0.5)
    if not silent:
        assert info.audio_index == 2
    if name.startswith("camera"):
        left, right = level(folder / "audio.m4a", 0.5, 1.5, channels=2)
        assert right > left + 60


def test_a_recording_at_minus_60_lufs_is_brought_up_to_the_loudness_of_all(tmp_path: Path) -> None:
    whisper = "aevalsrc=0.0009*sin(2000*t):d=2:s=48000"
    source = made(tmp_path / "whisper.wav", "-f", "lavfi", "-i", whisper, "-c:a", "pcm_s24le")
    assert loudness(source)[0] < -60
    assert loudness(remade(source) / "audio.m4a")[0] == pytest.approx(-23, abs=0.5)
