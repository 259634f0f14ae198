"""Which rungs are made of what, without making them."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.media.av import command, ladder, loudness
from app.media.av.colour import Colour
from app.media.av.info import AvInfo


def film(width: int, height: int) -> AvInfo:
    return AvInfo(60.0, "mov", video_index=0, video_codec="h264", width=width, height=height, fps=Fraction(25))


def film_with_sound(width: int, height: int) -> AvInfo:
    return replace(film(width, height), audio_index=1, audio_codec="aac", channels=2, sample_rate=48_000)


def sizes(width: int, height: int) -> list[tuple[int, int]]:
    return [(step.width, step.height) for step in ladder.steps(film(width, height))]


@pytest.mark.parametrize(
    ("source", "rungs"),
    [
        ((1920, 1080), [(256, 144), (426, 240), (640, 360), (854, 480), (1280, 720), (1920, 1080)]),
        ((1080, 1920), [(144, 256), (240, 426), (360, 640), (480, 854), (720, 1280), (1080, 1920)]),
        ((3840, 2160), [(256, 144), (426, 240), (640, 360), (854, 480), (1280, 720), (1920, 1080)]),
        ((640, 480), [(192, 144), (320, 240), (480, 360), (640, 480)]),
        ((176, 144), [(176, 144)]),
        ((101, 61), [(100, 60)]),
        ((641, 363), [(254, 144), (424, 240), (636, 360)]),
    ],
)
def test_rungs_go_from_144p_up_to_the_source(source: tuple[int, int], rungs: list[tuple[int, int]]) -> None:
    assert sizes(*source) == rungs


def test_no_rung_of_any_source_is_larger_than_it_or_has_an_odd_side() -> None:
    for width in range(2, 2200, 37):
        for height in range(2, 2200, 41):
            made = sizes(width, height)
            assert all(w <= width and h <= height and not w % 2 and not h % 2 for w, h in made), (width, height)
            assert made == sorted(made), (width, height)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ((768, 576), ["144p", "240p", "360p", "480p", "576p"]),
        ((64, 64), ["144p"]),
        ((1280, 534), ["144p", "240p", "360p", "480p", "720p"]),
    ],
)
def test_no_rung_but_the_leanest_promises_more_lines_than_the_source_has(
    source: tuple[int, int], named: list[str]
) -> None:
    assert [step.name for step in ladder.steps(film(*source))] == named


def test_no_two_rungs_have_one_name() -> None:
    for width in range(16, 2200, 37):
        for height in range(16, 2200, 41):
            names = [step.name for step in ladder.steps(film(width, height))]
            assert len(set(names)) == len(names), (width, height)


def test_the_first_rung_fits_into_a_hundred_kilobits_with_its_sound() -> None:
    info = film_with_sound(1280, 720)
    step, sound = ladder.steps(info)[0], ladder.sounds(info, speech=False)[0]
    assert step.kbit + sound.kbit <= 100


@pytest.mark.parametrize(
    ("fps", "made"),
    [
        (25, 25),
        (50, 25),
        (60, 30),
        (240, 30),
        (Fraction(30_000, 1001), Fraction(30_000, 1001)),
        (Fraction(60_000, 1001), Fraction(30_000, 1001)),
        (Fraction(2987, 100), Fraction(30_000, 1001)),
        (Fraction(24_000, 1001), Fraction(24_000, 1001)),
        (1, 5),
        (12, 12),
    ],
)
def test_frame_rates_are_constant_and_at_most_thirty(fps: Fraction | int, made: Fraction | int) -> None:
    assert ladder.beat(Fraction(fps)).fps == made


def test_key_frames_fall_on_frames_that_the_rung_with_half_of_them_has_too() -> None:
    for fps in (Fraction(24_000, 1001), Fraction(30_000, 1001), Fraction(25), Fraction(147, 10), Fraction(5)):
        beat = ladder.beat(fps)
        assert beat.frames % 2 == 0
        assert beat.seconds == pytest.approx(4, abs=0.25)


def test_speech_is_leaner_than_music_and_one_channel_is_never_made_two() -> None:
    def rates(channels: int, *, speech: bool) -> list[tuple[int, int]]:
        info = AvInfo(1.0, "wav", audio_index=0, channels=channels)
        return [(sound.channels, sound.kbit) for sound in ladder.sounds(info, speech=speech)]

    assert rates(6, speech=False) == [(1, 48), (2, 128)]
    assert rates(1, speech=False) == [(1, 48), (1, 96)]
    assert rates(1, speech=True) == [(1, 32), (1, 64)]


@pytest.mark.parametrize(
    ("integrated", "peak", "gain"),
    [
        (-34.0, -20.0, 11.0),
        (-34.0, -4.0, 2.5),
        (-10.0, 0.5, -13.0),
        (-70.0, -70.0, 0.0),
        (float("-inf"), float("-inf"), 0.0),
    ],
)
def test_the_gain_reaches_the_target_unless_the_peaks_forbid_it(integrated: float, peak: float, gain: float) -> None:
    assert loudness.Loudness(integrated, peak).gain == pytest.approx(gain)


def test_the_run_encodes_every_picture_and_every_sound_once_and_opens_nothing_but_the_file() -> None:
    info = film_with_sound(1280, 720)
    sounds = ladder.sounds(info, speech=False)
    line = command.film(
        Path("f.mp4"), info, ladder.steps(info), sounds, ladder.beat(info.fps), gain=3.5, threads=2, tonemap=False
    )
    assert line.count("-map") == 5 + 2
    assert line[line.index("-protocol_whitelist") + 1] == "file"
    assert line[line.index("-map_metadata") + 1] == "-1"
    assert line[line.index("-map_chapters") + 1] == "-1"
    pictures, graph = (line[n + 1] for n, word in enumerate(line) if word == "-filter_complex")
    assert "scale" in pictures
    assert graph.count("volume=3.50dB") == 1
    assert "compand" not in graph
    assert "limiter" not in graph
    assert "bwdif" not in pictures


def test_only_interlaced_films_are_deinterlaced_and_only_hdr_is_mapped() -> None:
    info = replace(film(720, 576), interlaced=True, colour=Colour("bt2020nc", "bt2020", "smpte2084"))
    line = command.film(
        Path("f.mpg"), info, ladder.steps(info), (), ladder.beat(info.fps), gain=0, threads=1, tonemap=True
    )
    graph = line[line.index("-filter_complex") + 1]
    assert "bwdif" in graph
    assert "tonemap" in graph
    assert "-c:a" not in line
