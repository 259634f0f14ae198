"""One gain for a whole recording, measured on the files that are played; and what becomes of many channels."""

import json
import math
import subprocess
from array import array
from pathlib import Path

import pytest

from app.media import av
from tests.unit.media.av_samples import loudness, made

SOURCES = {
    "strokes on something hard": "aevalsrc='if(lt(mod(t,1),0.0003),0.99,0.001*sin(700*t))':d=4",
    "an input that was driven too hard": "aevalsrc='if(lt(mod(t,1),0.02),sgn(sin(2765*t)),0.002*sin(300*t))':d=4",
    "numbers above full scale": "aevalsrc='if(lt(mod(t,2),0.01),4*sin(5000*t),0.003*sin(700*t))':d=4",
    "a sound card whose middle is not zero": "aevalsrc='0.5+0.05*sin(2000*t)':d=4",
    "peaks between the samples": "aevalsrc='if(lt(mod(t,2),0.001),0.99*sin(2*PI*11025*t+PI/4),0.0005*sin(700*t))':d=4",
}


def remade(tmp_path: Path, source: Path, *, speech: bool = False) -> Path:
    folder = tmp_path / f"made-{speech}"
    av.transcode_audio(source, folder, av.inspect(source), speech, lambda _: None)
    return folder


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("speech", [False, True])
def test_no_file_that_is_played_passes_the_ceiling_of_true_peaks(tmp_path: Path, name: str, speech: bool) -> None:
    source = made(tmp_path / "source.wav", "-f", "lavfi", "-i", SOURCES[name], "-c:a", "pcm_f32le")
    for path in sorted(remade(tmp_path, source, speech=speech).glob("*.m[p4][4a]")):
        loud, peak = loudness(path)
        assert peak <= -1, path.name
        assert loud <= -22, path.name


def test_a_quiet_tale_is_raised_and_what_is_loud_and_soft_in_it_stay_as_far_apart(tmp_path: Path) -> None:
    tale = "aevalsrc='if(lt(t,2),0.02,0.002)*sin(2000*t)':d=4"
    source = made(tmp_path / "source.wav", "-f", "lavfi", "-i", tale, "-c:a", "pcm_s24le")
    path = remade(tmp_path, source) / "audio.m4a"
    assert loudness(path)[0] == pytest.approx(-23, abs=0.5)
    loud, soft = level(path, 0.5, 1.5)[0], level(path, 2.5, 3.5)[0]
    assert loud - soft == pytest.approx(20, abs=0.3)


@pytest.mark.parametrize("other", ["-0.1*sin(2000*t)", "0", "0.1*sin(2000*t)", "0.1*sin(2100*t)"])
def test_one_channel_of_two_is_never_silence_even_where_a_microphone_was_wired_the_wrong_way(
    tmp_path: Path, other: str
) -> None:
    source = made(tmp_path / "source.wav", "-f", "lavfi", "-i", f"aevalsrc=0.1*sin(2000*t)|{other}:d=2")
    folder = remade(tmp_path, source)
    assert loudness(folder / "audio-48k.mp4")[0] > -31
    assert max(json.loads((folder / "waveform.json").read_text())["data"]) > 5


@pytest.mark.parametrize("seconds", [0.001, 0.02, 0.3])
def test_a_sound_too_short_to_have_a_loudness_is_left_as_it_is(tmp_path: Path, seconds: float) -> None:
    source = made(tmp_path / "source.wav", "-f", "lavfi", "-i", f"sine=f=1000:d={seconds}:r=48000")
    folder = remade(tmp_path, source)
    assert (folder / "waveform.json").exists()
    if seconds == 0.3:
        assert loudness(folder / "audio.m4a")[1] == pytest.approx(loudness(source)[1], abs=1.5)


def level(path: Path, begin: float, end: float, channels: int = 1) -> list[float]:
    """Of each channel, in dB of the full scale."""
    line = ["ffmpeg", "-v", "error", "-ss", str(begin), "-to", str(end), "-i", str(path), "-f", "f32le", "-"]
    samples = array("f", subprocess.run(line, check=True, capture_output=True).stdout)
    return [
        10 * math.log10(sum(value * value for value in samples[n::channels]) / (len(samples) / channels) + 1e-12)
        for n in range(channels)
    ]


def heard(tmp_path: Path, sounding: int) -> list[float]:
    """Left and right, of a recording in 5.1 with a tone in one of its channels."""
    parts = "|".join("0.1*sin(2000*t)" if n == sounding else "0" for n in range(6))
    source = made(tmp_path / "source.flac", "-f", "lavfi", "-i", f"aevalsrc={parts}:d=2:c=5.1")
    return level(remade(tmp_path, source) / "audio.m4a", 0.5, 1.5, channels=2)


def test_the_centre_of_many_channels_is_heard_from_both_sides_and_those_of_one_side_from_that(tmp_path: Path) -> None:
    centre, side = tmp_path / "centre", tmp_path / "side"
    centre.mkdir()
    side.mkdir()
    left, right = heard(centre, 2)
    assert left == pytest.approx(right, abs=0.1)
    assert left > -60
    left, right = heard(side, 4)
    assert left > -60
    assert right < left - 40
