"""A film becomes rungs that players can change between, a progressive file, a poster and sprites."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from app.errors import MediaRefused
from app.media import av
from app.media.av.playlists import segments
from tests.media_samples import film
from tests.unit.media.av_samples import combed, frame_times, grey, loudness, made, pattern, probed, stream

OWN_TAGS = {"major_brand", "minor_version", "compatible_brands", "encoder", "handler_name", "vendor_id", "language"}


class Made:
    """Big Buck Bunny, tagged as a telephone tags, after everything was made of it."""

    def __init__(self, folder: Path) -> None:
        place = ("-metadata", "location=+11.5000+106.9000/", "-metadata", "title=bí mật", "-metadata", "make=Nokia")
        self.source = made(folder / "tagged.mp4", "-i", film(), "-c", "copy", "-movflags", "use_metadata_tags", *place)
        self.info = av.inspect(self.source)
        self.folder = folder / "made"
        self.told: list[float] = []
        self.rungs = av.transcode_video(self.source, self.folder, self.info, self.told.append)

    @property
    def pictures(self) -> list[Path]:
        return [self.folder / f"{rung.name}.mp4" for rung in self.rungs if rung.width]


@pytest.fixture(scope="module")
def bunny(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("bunny"))


def test_every_rung_has_the_size_that_it_promises(bunny: Made) -> None:
    assert [rung.name for rung in bunny.rungs] == ["144p", "240p", "360p", "480p", "720p", "audio-48k"]
    for rung, path in zip(bunny.rungs, bunny.pictures, strict=False):
        video = stream(path, "video")
        assert (video["width"], video["height"]) == (rung.width, rung.height)
        assert (video["pix_fmt"], video["sample_aspect_ratio"]) == ("yuv420p", "1:1")
        assert stream(path, "audio")["codec_name"] == "aac"
    assert bunny.rungs[-2].height == bunny.info.height
    assert [one["codec_type"] for one in probed(bunny.folder / "audio-48k.mp4")["streams"]] == ["audio"]


def test_all_rungs_last_as_long_as_the_film_to_a_frame(bunny: Made) -> None:
    assert bunny.info.video_duration
    for rung in bunny.rungs[:-1]:
        assert rung.seconds == pytest.approx(bunny.info.video_duration, abs=float(1 / rung.fps))


def test_key_frames_of_all_rungs_are_at_the_same_instants(bunny: Made) -> None:
    instants = [frame_times(path, "video", keys=True) for path in bunny.pictures]
    assert instants[0] == [1.0, 5.0]
    assert all(one == instants[0] for one in instants)
    lean = frame_times(bunny.pictures[0], "video")
    assert set(lean) <= set(frame_times(bunny.pictures[-1], "video"))


def test_every_byte_range_lies_in_its_file_and_they_follow_each_other_to_its_end(bunny: Made) -> None:
    for rung in bunny.rungs:
        text = (bunny.folder / f"{rung.name}.m3u8").read_text()
        size = (bunny.folder / f"{rung.name}.mp4").stat().st_size
        begins = re.search(rf'#EXT-X-MAP:URI="{rung.name}\.mp4",BYTERANGE="(\d+)@0"', text)
        assert begins
        pieces = segments(text)
        assert len(pieces) == 2
        assert pieces[0].offset == int(begins[1])
        assert all(one.offset + one.length == other.offset for one, other in pairwise(pieces))
        assert pieces[-1].offset + pieces[-1].length == size == rung.size


def test_each_segment_alone_can_be_decoded_after_the_head(bunny: Made) -> None:
    playlist, data = (bunny.folder / "360p.m3u8").read_text(), (bunny.folder / "360p.mp4").read_bytes()
    first, second = segments(playlist)
    alone = bunny.folder.parent / "second.mp4"
    alone.write_bytes(data[: first.offset] + data[second.offset : second.offset + second.length])
    assert frame_times(alone, "video")[0] == 5.0


def test_the_sound_is_cut_at_the_same_instant_on_all_rungs_so_that_changing_leaves_no_hole(bunny: Made) -> None:
    ends = set()
    for path in bunny.pictures:
        first = segments(path.with_suffix(".m3u8").read_text())[0]
        alone = bunny.folder.parent / "first.mp4"
        alone.write_bytes(path.read_bytes()[: first.offset + first.length])
        ends.add(frame_times(alone, "audio")[-1])
    assert len(ends) == 1, ends


def test_a_last_piece_of_one_frame_joins_the_one_before_it(tmp_path: Path) -> None:
    folder, rungs = remade(tmp_path, pattern(tmp_path / "film.mp4", "64x64", seconds=8.04))
    first, second = segments((folder / "144p.m3u8").read_text())
    assert first.seconds == 4
    assert second.seconds == pytest.approx(4.04)
    assert first.length + second.length + first.offset == rungs[0].size


def test_the_master_playlist_names_every_rung_with_its_true_rate(bunny: Made) -> None:
    text = (bunny.folder / "master.m3u8").read_text()
    variants = re.findall(
        r"#EXT-X-STREAM-INF:BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+),CODECS=\"([^\"]+)\".*\n(.+)", text
    )
    assert [name for *_, name in variants] == [f"{rung.name}.m3u8" for rung in bunny.rungs]
    for peak, mean, codecs, name in variants:
        path = bunny.folder / name.replace(".m3u8", ".mp4")
        duration = 5.28
        assert int(mean) == pytest.approx(path.stat().st_size * 8 / duration, rel=0.05)
        assert int(peak) >= int(mean)
        assert codecs.endswith("mp4a.40.2")
    level = stream(bunny.folder / "720p.mp4", "video")["level"]
    assert f'avc1.6400{level:02x},mp4a.40.2"' in text
    assert probed(bunny.folder / "master.m3u8")["format"]["nb_streams"] == 2 * 5 + 1


def test_the_leanest_rung_keeps_to_its_rate(bunny: Made) -> None:
    assert bunny.rungs[0].average_bandwidth < 115_000
    assert bunny.rungs[1].average_bandwidth < 256_000


def test_the_progressive_film_is_360p_and_begins_with_its_index(bunny: Made) -> None:
    path = bunny.folder / "progressive.mp4"
    video, audio = stream(path, "video"), stream(path, "audio")
    assert (video["height"], audio["channels"]) == (360, 2)
    assert (float(video["start_time"]), float(audio["start_time"])) == (0, 0)
    head = path.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    assert b"moof" not in head


def test_sound_has_the_loudness_of_broadcasting_and_its_peaks_are_kept(bunny: Made) -> None:
    loud, peak = loudness(bunny.folder / "progressive.mp4")
    source_loud, source_peak = loudness(made(bunny.folder.parent / "s.wav", "-i", bunny.source, "-ac", "2"))
    assert loud == pytest.approx(-23, abs=0.5)
    assert peak <= -1
    assert peak - loud == pytest.approx(source_peak - source_loud, abs=1), "a compressor would bring them nearer"


def test_nothing_of_the_sources_tags_is_left(bunny: Made) -> None:
    assert "Nokia" in str(probed(bunny.source)), "the source lost its tags before the test began"
    for path in sorted(bunny.folder.iterdir()):
        assert b"Nokia" not in path.read_bytes()
        assert b"+11.5000" not in path.read_bytes()
        if path.suffix == ".mp4":
            found = probed(path)
            tags = [found["format"].get("tags", {}), *(one.get("tags", {}) for one in found["streams"])]
            assert {name for each in tags for name in each} <= OWN_TAGS


def test_names_of_chapters_tracks_and_attached_files_are_left_out_too(tmp_path: Path) -> None:
    told = tmp_path / "told.txt"
    told.write_text(";FFMETADATA1\ntitle=LỘ\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=400\ntitle=LỘ\n")
    secret = tmp_path / "LỘ.txt"
    secret.write_text("LỘ")
    inputs = ("-f", "lavfi", "-i", "testsrc2=s=64x64:d=0.4", "-f", "lavfi", "-i", "sine=d=0.4", "-i", told)
    names = ("-map_metadata", "2", "-metadata:s:v", "title=LỘ", "-metadata:s:a", "handler_name=LỘ")
    attached = ("-attach", secret, "-metadata:s:t", "mimetype=text/plain")
    source = made(tmp_path / "film.mkv", *inputs, "-map", "0", "-map", "1", *names, *attached)
    assert source.read_bytes().count("LỘ".encode()) > 3
    for path in remade(tmp_path, source)[0].iterdir():
        assert "LỘ".encode() not in path.read_bytes(), path.name
        if path.suffix in (".mp4", ".m4a"):
            assert not probed(path, "-show_chapters")["chapters"]


def test_progress_is_told_in_seconds_of_the_film(bunny: Made) -> None:
    assert bunny.told == sorted(bunny.told)
    assert bunny.told[-1] == pytest.approx(bunny.info.duration, abs=0.1)


def test_the_poster_is_a_frame_of_the_film_at_its_full_width(bunny: Made) -> None:
    with Image.open(bunny.folder / "poster.webp") as poster:
        assert (poster.format, poster.size) == ("WEBP", (1280, 720))
        assert not poster.getexif()


def test_sprites_say_when_each_is_shown_and_where_it_lies_on_the_sheet(bunny: Made) -> None:
    cues = re.findall(r"(\S+) --> (\S+)\nsprites\.webp#xywh=(\d+),(\d+),(\d+),(\d+)", sprites_of(bunny.folder))
    assert [(start, end) for start, end, *_ in cues] == [
        ("00:00:00.000", "00:00:04.000"),
        ("00:00:04.000", "00:00:05.280"),
    ]
    with Image.open(bunny.folder / "sprites.webp") as sheet:
        for *_, x, y, width, height in cues:
            assert int(x) + int(width) <= sheet.width
            assert int(y) + int(height) <= sheet.height


def sprites_of(folder: Path) -> str:
    return (folder / "sprites.vtt").read_text("utf-8")


def remade(tmp_path: Path, source: Path) -> tuple[Path, tuple[av.Rung, ...]]:
    folder = tmp_path / "made"
    return folder, av.transcode_video(source, folder, av.inspect(source), lambda _: None)


def test_a_film_without_sound_has_rungs_of_pictures_only(tmp_path: Path) -> None:
    folder, rungs = remade(tmp_path, pattern(tmp_path / "silent.mkv", "641x363", "-pix_fmt", "yuv444p", seconds=1))
    assert [(rung.width, rung.height) for rung in rungs] == [(254, 144), (424, 240), (636, 360)]
    assert all("mp4a" not in rung.codecs for rung in rungs)
    assert [one["codec_type"] for one in probed(folder / "progressive.mp4")["streams"]] == ["video"]


def test_a_standing_film_stands_and_a_player_need_not_turn_it(tmp_path: Path) -> None:
    halves = "color=white:s=320x180:r=25:d=1,drawbox=w=160:color=black:t=fill"
    lying = made(tmp_path / "lying.mp4", "-f", "lavfi", "-i", halves, "-pix_fmt", "yuv420p")
    turned = made(tmp_path / "turned.mp4", "-i", lying, "-c", "copy", "-metadata:s:v:0", "rotate=90")
    folder, rungs = remade(tmp_path, turned)
    assert (rungs[-1].width, rungs[-1].height) == (180, 320)
    assert "side_data_list" not in stream(folder / "progressive.mp4", "video")
    pixels = grey(folder / "progressive.mp4")
    # The matrix that FFmpeg writes for this turns a quarter to the left: what was at the left is at the bottom.
    assert min(pixels[:16]) > 200
    assert max(pixels[-16:]) < 60


def test_interlaced_tape_with_wide_pixels_becomes_a_film_of_square_whole_frames(tmp_path: Path) -> None:
    fields = (
        "-vf",
        "tinterlace=interleave_top,setsar=64/45,setfield=tff",
        "-flags",
        "+ilme+ildct",
        "-c:v",
        "mpeg2video",
    )
    source = pattern(tmp_path / "tape.mpg", "352x288", *fields, rate=50, seconds=1)
    folder, rungs = remade(tmp_path, source)
    assert (rungs[-1].width, rungs[-1].height, float(rungs[-1].fps)) == (512, 288, 25.0)
    assert combed(source) > 20, "the tape was not interlaced before the test began"
    assert combed(folder / f"{rungs[-1].name}.mp4") < 10


def test_a_picture_that_ends_before_its_sound_stands_still_until_the_end(tmp_path: Path) -> None:
    inputs = ("-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=1", "-f", "lavfi", "-i", "sine=d=9")
    folder, rungs = remade(tmp_path, made(tmp_path / "short.mp4", *inputs))
    assert rungs[0].seconds == pytest.approx(9, abs=0.1)
    assert len(segments((folder / "144p.m3u8").read_text())) == 3


@pytest.mark.parametrize("curve", ["smpte2084", "arib-std-b67"])
def test_wide_dynamic_range_is_brought_to_what_every_screen_shows_without_darkening_it(
    tmp_path: Path, curve: str
) -> None:
    """A ramp from black to white, made wide with white at 203 cd/m², comes back as it was, but for its lights."""
    ramp = "nullsrc=s=256x144:d=0.2:r=25,format=gray,geq=lum=X,format=yuv444p10"
    plain = made(tmp_path / "plain.mkv", "-f", "lavfi", "-i", ramp, "-c:v", "ffv1")
    wider = f"zscale=tin=bt709:pin=bt709:min=bt709:rin=tv:t={curve}:p=bt2020:m=bt2020nc:npl=203,format=yuv420p10le"
    marks = ("-color_primaries", "bt2020", "-color_trc", curve, "-colorspace", "bt2020nc")
    source = made(tmp_path / "wide.mp4", "-i", plain, "-vf", wider, *marks)
    folder, _ = remade(tmp_path, source)
    video = stream(folder / "144p.mp4", "video")
    assert (video["pix_fmt"], video.get("color_transfer")) == ("yuv420p", "bt709")
    before, after = grey(plain)[24:32], grey(folder / "progressive.mp4")[24:32]
    assert list(after[:5]) == pytest.approx(list(before[:5]), abs=12)
    assert list(after) == sorted(after)
    assert after[-1] > 190


def test_a_film_that_breaks_off_keeps_what_is_there(tmp_path: Path) -> None:
    whole = pattern(tmp_path / "whole.mp4", "160x120", "-g", "10", "-movflags", "+faststart", seconds=6)
    half = tmp_path / "half.mp4"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    _, rungs = remade(tmp_path, half)
    assert 1 < rungs[0].seconds < 5


def test_a_film_of_which_no_frame_can_be_read_is_damaged_and_leaves_nothing(tmp_path: Path) -> None:
    whole = pattern(tmp_path / "whole.mp4", "160x120", "-movflags", "+faststart", seconds=1).read_bytes()
    hollow = tmp_path / "hollow.mp4"
    at = whole.index(b"mdat") + 4
    hollow.write_bytes(whole[:at] + bytes(len(whole) - at))
    with pytest.raises(MediaRefused) as caught:
        remade(tmp_path, hollow)
    assert caught.value.problem.code == "media.damaged"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hollow.mp4", "whole.mp4"]


def test_sound_alone_is_refused_as_a_film_and_a_silent_film_as_sound(tmp_path: Path) -> None:
    sound = av.inspect(made(tmp_path / "s.wav", "-f", "lavfi", "-i", "sine=d=1"))
    picture = av.inspect(pattern(tmp_path / "p.mp4", "64x64", seconds=1))
    with pytest.raises(MediaRefused) as of_video:
        av.transcode_video(tmp_path / "s.wav", tmp_path / "x", sound, lambda _: None)
    with pytest.raises(MediaRefused) as of_audio:
        av.transcode_audio(tmp_path / "p.mp4", tmp_path / "x", picture, False, lambda _: None)
    assert (of_video.value.problem.code, of_audio.value.problem.code) == ("media.no_picture", "media.no_sound")
