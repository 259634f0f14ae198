"""A song or a tale becomes two qualities of HLS, one progressive file and the outline of its sound."""

import json
from array import array
from pathlib import Path
from typing import Any

import pytest

from app.media import av, waveform
from app.media.av.playlists import segments
from tests.unit.media.av_samples import album, amr, loudness, made, probed, spoken, stream


def remade(tmp_path: Path, source: Path, *, speech: bool = False) -> tuple[Path, tuple[av.Rung, ...]]:
    folder = tmp_path / "made"
    return folder, av.transcode_audio(source, folder, av.inspect(source), speech, lambda _: None)


def outline(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "waveform.json").read_text())
    return found


def test_vietnamese_speech_becomes_lean_and_better_rungs_of_one_channel(tmp_path: Path) -> None:
    source = spoken(tmp_path / "speech.wav", "Lễ hội cồng chiêng của người Xtiêng diễn ra vào mùa khô. " * 4)
    folder, rungs = remade(tmp_path, source, speech=True)
    assert [rung.name for rung in rungs] == ["audio-32k", "audio-64k"]
    for rung in rungs:
        path = folder / f"{rung.name}.mp4"
        pieces = segments((folder / f"{rung.name}.m3u8").read_text())
        assert len(pieces) > 1
        assert pieces[-1].offset + pieces[-1].length == path.stat().st_size
        assert stream(path, "audio")["channels"] == 1
    assert rungs[0].average_bandwidth < 48_000
    assert loudness(folder / "audio.m4a")[0] == pytest.approx(-23, abs=0.5)


def test_stereo_is_kept_in_the_better_rung_and_in_the_progressive_file(tmp_path: Path) -> None:
    tones = ("-f", "lavfi", "-i", "sine=220:d=5", "-f", "lavfi", "-i", "sine=330:d=5")
    source = made(tmp_path / "two.flac", *tones, "-filter_complex", "amerge=inputs=2")
    folder, rungs = remade(tmp_path, source)
    assert [rung.name for rung in rungs] == ["audio-48k", "audio-128k"]
    channels = [stream(folder / name, "audio")["channels"] for name in ("audio-48k.mp4", "audio-128k.mp4", "audio.m4a")]
    assert channels == [1, 2, 2]
    assert float(probed(folder / "audio.m4a")["format"]["duration"]) == pytest.approx(5, abs=0.05)


def test_a_quiet_recording_with_one_stroke_of_a_gong_is_not_raised_past_its_peak(tmp_path: Path) -> None:
    stroke = "aevalsrc='if(between(t,3,3.003),0.9,0.004)*sin(2500*t)':d=6"
    source = made(tmp_path / "gong.wav", "-f", "lavfi", "-i", stroke)
    before, after = loudness(source), loudness(remade(tmp_path, source)[0] / "audio.m4a")
    assert after[1] <= -1
    assert after[1] - before[1] == pytest.approx(after[0] - before[0], abs=1), "the whole gets one gain"
    assert after[0] < -23.5


def test_silence_stays_silence(tmp_path: Path) -> None:
    source = made(tmp_path / "silence.wav", "-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo:d=2")
    folder, rungs = remade(tmp_path, source)
    assert loudness(folder / "audio.m4a")[0] <= -70
    assert set(outline(folder)["data"]) == {0}
    assert rungs[0].seconds == pytest.approx(2, abs=0.05)


def test_a_telephones_voice_memo_plays(tmp_path: Path) -> None:
    folder, rungs = remade(tmp_path, amr(tmp_path / "memo.amr"), speech=True)
    assert rungs[0].seconds == pytest.approx(2, abs=0.1)
    assert stream(folder / "audio.m4a", "audio")["sample_rate"] == "48000"


def test_tags_and_the_cover_do_not_come_along(tmp_path: Path) -> None:
    source = album(tmp_path / "song.mp3", "-metadata", "artist=Nokia", "-metadata", "title=bí mật")
    folder, _ = remade(tmp_path, source)
    for path in folder.iterdir():
        assert b"Nokia" not in path.read_bytes()
        if path.suffix in (".mp4", ".m4a"):
            assert [one["codec_type"] for one in probed(path)["streams"]] == ["audio"]


def test_the_outline_shows_where_the_sound_is_as_loud_as_it_is_played(tmp_path: Path) -> None:
    loud_middle = "sine=400:d=6,volume='if(between(t,2,4),0.5,0)':eval=frame"
    folder, _ = remade(tmp_path, made(tmp_path / "middle.wav", "-f", "lavfi", "-i", loud_middle))
    found = outline(folder)
    assert (found["version"], found["bits"], found["channels"]) == (2, 8, 1)
    assert len(found["data"]) == 2 * found["length"]
    seconds = found["samples_per_pixel"] / found["sample_rate"]
    assert found["length"] * seconds == pytest.approx(6, abs=0.1)
    high = found["data"][1::2]
    sounding = [n * seconds for n, value in enumerate(high) if value > 4]
    assert sounding[0] == pytest.approx(2, abs=0.1)
    assert sounding[-1] == pytest.approx(4, abs=0.1)
    peak = loudness(folder / "audio.m4a")[1]
    assert max(high) / 128 == pytest.approx(10 ** (peak / 20), rel=0.15)


def test_peaks_are_the_same_however_the_samples_arrive() -> None:
    samples = array("h", [((n * 7919) % 60_000) - 30_000 for n in range(10_000)]).tobytes()
    whole, pieces = waveform.Peaks(16_000), waveform.Peaks(16_000)
    whole.feed(samples)
    for at in range(0, len(samples), 333):
        pieces.feed(samples[at : at + 333])
    assert whole.json() == pieces.json()
    assert json.loads(whole.json())["length"] == 13


def test_an_endless_recording_does_not_grow_the_outline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waveform, "POINTS_MOST", 100)
    peaks = waveform.Peaks(16_000, samples_a_point=10)
    for n in range(1_000):
        peaks.feed(array("h", [n] * 10).tobytes())
    found = json.loads(peaks.json())
    assert found["length"] <= 100
    assert found["length"] * found["samples_per_pixel"] == pytest.approx(10_000, rel=0.03)
    assert found["data"] == sorted(found["data"]), "each point covers the stretch after the one before"
