"""What a recording is said to hold, and which files are refused with which reason."""

from fractions import Fraction
from pathlib import Path

import pytest

from app.errors import MediaRefused
from app.media import av
from tests.media_samples import film
from tests.unit.media.av_samples import album, amr, made, pattern, probed


def refusal(path: Path) -> str:
    with pytest.raises(MediaRefused) as caught:
        av.inspect(path)
    return caught.value.problem.code


def test_a_film_with_sound_is_described_whole() -> None:
    info = av.inspect(film())
    assert info.has_video
    assert info.has_audio
    assert (info.width, info.height, info.fps) == (1280, 720, Fraction(25))
    assert (info.channels, info.sample_rate, info.codecs) == (6, 48_000, ("h264", "aac"))
    assert info.duration == pytest.approx(5.3, abs=0.05)
    assert not info.interlaced
    assert not info.hdr


def test_a_telephone_held_upright_gives_a_standing_film(tmp_path: Path) -> None:
    lying = pattern(tmp_path / "lying.mp4", "320x180")
    turned = made(tmp_path / "turned.mp4", "-i", lying, "-c", "copy", "-metadata:s:v:0", "rotate=90")
    info = av.inspect(turned)
    assert (info.width, info.height) == (180, 320)


def test_pixels_that_are_not_square_count_as_they_are_shown(tmp_path: Path) -> None:
    tape = pattern(tmp_path / "tape.mpg", "720x576", "-vf", "setsar=64/45")
    info = av.inspect(tape)
    assert (info.width, info.height) == (1024, 576)


def test_interlaced_tape_is_recognised_at_its_own_frame_rate(tmp_path: Path) -> None:
    fields = ("-vf", "tinterlace=interleave_top", "-flags", "+ilme+ildct", "-x264-params", "tff=1")
    info = av.inspect(pattern(tmp_path / "fields.mp4", "720x576", *fields, rate=50))
    assert info.interlaced
    assert info.fps == 25


def test_a_telephone_whose_frame_rate_varies_keeps_its_nominal_rate(tmp_path: Path) -> None:
    thinned = ("-vf", "select='not(mod(n,3))+lt(random(0),0.4)'", "-vsync", "vfr")
    assert av.inspect(pattern(tmp_path / "vfr.mp4", "320x240", *thinned, rate=30)).fps == 30


def test_wide_dynamic_range_is_recognised(tmp_path: Path) -> None:
    wide = ("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")
    assert av.inspect(pattern(tmp_path / "hdr.mp4", "320x180", *wide)).hdr


def test_the_cover_of_an_album_is_no_film(tmp_path: Path) -> None:
    info = av.inspect(album(tmp_path / "song.mp3"))
    assert info.has_audio
    assert not info.has_video


def test_a_video_without_a_picture_is_a_sound_recording(tmp_path: Path) -> None:
    info = av.inspect(made(tmp_path / "sound.mp4", "-i", film(), "-map", "0:a", "-c", "copy"))
    assert info.has_audio
    assert not info.has_video


def test_a_telephones_voice_memo_is_read(tmp_path: Path) -> None:
    info = av.inspect(amr(tmp_path / "memo.amr"))
    assert (info.audio_codec, info.channels, info.sample_rate) == ("amr_nb", 1, 8_000)
    assert info.duration == pytest.approx(2, abs=0.2)


def test_a_recording_of_a_browser_is_measured_because_it_does_not_say_how_long_it_is(tmp_path: Path) -> None:
    source = pattern(tmp_path / "whole.webm", "160x120", "-c:v", "libvpx", "-live", "1", "-f", "webm", seconds=3)
    assert "duration" not in probed(source)["format"]
    assert av.inspect(source).duration == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{film}\n#EXT-X-ENDLIST\n"),
        ("list.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{film}\n#EXT-X-ENDLIST\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile {film}\n"),
        ("list.mp3", "ffconcat version 1.0\nfile {film}\n"),
        ("list.mpd", '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period/></MPD>\n'),
    ],
)
def test_a_playlist_is_refused_and_what_it_names_is_not_opened(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text.format(film=film()))
    assert refusal(path) == "media.playlist"


def test_each_kind_of_unusable_file_has_its_own_reason(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("empty.mp4", "cut.mp4", "noise.mp3", "words.srt", "words.mkv")}
    files["empty.mp4"].write_bytes(b"")
    files["cut.mp4"].write_bytes(film().read_bytes()[:200_000])
    files["noise.mp3"].write_bytes(bytes(range(256)) * 4)
    files["words.srt"].write_text("1\n00:00:01,000 --> 00:00:02,000\nXin chào\n\n" * 20)
    made(files["words.mkv"], "-i", files["words.srt"])
    assert {name: refusal(path) for name, path in files.items()} == {
        "empty.mp4": "media.empty",
        "cut.mp4": "media.unfinished",
        "noise.mp3": "media.damaged",
        "words.srt": "media.not_av",
        "words.mkv": "media.no_streams",
    }


def test_a_file_with_hundreds_of_streams_is_refused(tmp_path: Path) -> None:
    maps = ["-map", "0"] * 65
    many = made(tmp_path / "many.mkv", "-f", "lavfi", "-i", "sine=d=0.2", *maps, "-c:a", "pcm_s16le")
    assert refusal(many) == "media.too_many_streams"


def test_a_name_that_ffmpeg_would_take_for_an_instruction_is_a_name(tmp_path: Path) -> None:
    odd = tmp_path / "concat:a|b, [c]=d'e.wav"
    made(tmp_path / "plain.wav", "-f", "lavfi", "-i", "sine=d=1").rename(odd)
    assert av.inspect(odd).duration == pytest.approx(1, abs=0.01)
