"""Every difficult recording of the corpus becomes what its table says, the way an upload does."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import MediaRefused
from app.media import av
from app.media.probe import probe
from app.services.media.making import MAKERS, Made
from tests.unit.media.av_corpus import BOTH, CORPUS, Film, Outcome, Refused, Song, tone
from tests.unit.media.av_samples import grey, made, probed, stream

SIDES: dict[str, Callable[[bytes], bytes]] = {
    "left": lambda pixels: bytes(pixels[row * 8 + column] for row in range(8) for column in range(3)),
    "right": lambda pixels: bytes(pixels[row * 8 + column] for row in range(8) for column in range(5, 8)),
    "top": lambda pixels: pixels[:24],
    "bottom": lambda pixels: pixels[-24:],
}


def become(path: Path) -> tuple[Made, Path]:
    folder = path.parent / "made"
    folder.mkdir()
    return MAKERS[probe(path, path.name).kind](path, folder, {}, lambda _done, _total: None), folder


@pytest.mark.parametrize("name", CORPUS)
def test_a_difficult_recording_becomes_what_it_should(tmp_path: Path, name: str) -> None:
    make, outcome = CORPUS[name]
    make(tmp_path / name)
    check(tmp_path / name, outcome)


def check(path: Path, outcome: Outcome) -> None:
    if isinstance(outcome, Refused):
        with pytest.raises(MediaRefused) as caught:
            become(path)
        assert caught.value.problem.code == outcome.code
        return
    made, folder = become(path)
    if isinstance(outcome, Film):
        is_film(outcome, made, folder)
        assert not outcome.interlaced or av.inspect(path).interlaced
    else:
        is_song(outcome, made, folder)
    assert clean(folder / ("progressive.mp4" if isinstance(outcome, Film) else "audio.m4a"))


def is_film(outcome: Film, made: Made, folder: Path) -> None:
    shown = made.detail
    assert (made.type, shown["width"], shown["height"], shown["sound"]) == (
        None, outcome.width, outcome.height, outcome.sound,
    )  # fmt: skip
    assert shown["duration"] == pytest.approx(outcome.seconds, abs=0.15)
    largest = [rung for rung in shown["rungs"] if rung["width"]][-1]
    found = probed(folder / "progressive.mp4")
    played = next(one for one in found["streams"] if one["codec_type"] == "video")
    assert abs(largest["width"] - outcome.width) <= 1
    assert abs(largest["height"] - outcome.height) <= 1
    numerator, denominator = played["r_frame_rate"].split("/")
    assert int(numerator) / int(denominator) == pytest.approx(outcome.fps, abs=0.01)
    assert float(found["format"]["duration"]) == pytest.approx(outcome.seconds, abs=0.3)
    assert {"poster.webp", "sprites.vtt", "thumbnail.webp"} <= {file.name for file in folder.iterdir()}
    assert (folder / "audio.m4a").exists() is (folder / "waveform.json").exists() is outcome.sound
    if outcome.bright:
        pixels = grey(folder / "progressive.mp4")
        assert [side for side, part in SIDES.items() if min(part(pixels)) > 150] == [outcome.bright]


def is_song(outcome: Song, made: Made, folder: Path) -> None:
    assert not made.detail["width"]
    assert made.type == "audio"
    assert made.detail["duration"] == pytest.approx(outcome.seconds, abs=0.15)
    heard = stream(folder / "audio.m4a", "audio")
    assert int(heard["channels"]) == outcome.channels
    assert float(heard["duration"]) == pytest.approx(outcome.seconds, abs=0.15)
    assert (folder / "waveform.json").exists()


def clean(file: Path) -> bool:
    """Another decoder run finds nothing to complain of."""
    line = ["ffmpeg", "-v", "error", "-i", str(file), "-f", "null", "-"]
    said = subprocess.run(line, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stderr
    return not said


def test_what_lies_in_a_film_and_is_not_played_is_told(tmp_path: Path) -> None:
    CORPUS["subtitles-and-font.mkv"][0](tmp_path / "film.mkv")
    told = become(tmp_path / "film.mkv")[0].detail
    assert (told["note"], told["note_value"]) == ("media.captions_inside", "1")


def test_a_film_in_two_languages_tells_of_the_one_that_is_not_heard(tmp_path: Path) -> None:
    made(tmp_path / "film.mkv", *BOTH, *tone(hertz=300), "-map", "0", "-map", "1", "-map", "2")
    told = become(tmp_path / "film.mkv")[0].detail
    assert (told["note"], told["note_value"]) == ("media.other_sounds", "1")


@pytest.mark.parametrize(
    ("lost", "kind", "note"), [(b"sowt", None, "media.sound_unread"), (b"avc1", "audio", "media.picture_unread")]
)
def test_a_film_half_of_which_cannot_be_read_says_so(tmp_path: Path, lost: bytes, kind: str | None, note: str) -> None:
    whole = made(tmp_path / "whole.mov", *BOTH, "-c:a", "pcm_s16le").read_bytes()
    at = whole.rindex(b"moov")
    (tmp_path / "film.mov").write_bytes(whole[:at] + whole[at:].replace(lost, b"zz9x"))
    told = become(tmp_path / "film.mov")[0]
    assert (told.type, told.detail["note"]) == (kind, note)


def test_a_film_whose_sound_is_damaged_throughout_keeps_its_picture_and_says_so(tmp_path: Path) -> None:
    whole = made(tmp_path / "whole.avi", *BOTH, "-c:v", "mpeg4", "-c:a", "ac3").read_bytes()
    (tmp_path / "film.avi").write_bytes(whole.replace(b"\x0b\x77", b"\0\0"))
    told = become(tmp_path / "film.avi")[0]
    assert (told.type, told.detail["sound"], told.detail["note"]) == (None, False, "media.sound_unread")
    assert all("audio" not in name for name in told.detail["files"])
