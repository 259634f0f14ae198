"""Colours come out as they went in, whatever a film says of them or leaves unsaid; what cannot is refused in words."""

import struct
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from app.errors import MediaRefused
from app.media import av
from tests.unit.media.av_hostile import box, rebuilt
from tests.unit.media.av_samples import made, pattern, stream

INDIGO = (32, 64, 192)
# Another matrix than was meant moves one of them by 20 or more.
NEAR = 12
# As wide as high definition begins, and no higher than a test needs.
LARGE, SMALL = "1280x64", "320x64"
AS_709 = "scale=out_color_matrix=bt709,format=yuv420p"
AS_601 = "scale=out_color_matrix=bt601,format=yuv420p"
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none")


def words(matrix: str, primaries: str, curve: str) -> tuple[str, ...]:
    return ("-colorspace", matrix, "-color_primaries", primaries, "-color_trc", curve)


def wide(curve: str, matrix: str = "bt2020nc", primaries: str = "bt2020") -> tuple[str, ...]:
    way = f"zscale=pin=bt709:tin=bt709:min=gbr:p={primaries}:t={curve}:m={matrix}:npl=203,format=yuv420p10le"
    return ("-vf", way, *HEVC, *words(matrix, primaries, curve), "-tag:v", "hvc1")


SOURCES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "unsaid.mkv": (LARGE, ("-vf", AS_709), "bt709"),
    "said-as-television-was.mp4": (LARGE, ("-vf", AS_601, *words("smpte170m", "bt709", "bt709")), "bt709"),
    "photographs.avi": (LARGE, ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", "2"), "bt709"),
    "screen.mkv": (LARGE, ("-c:v", "ffv1", "-pix_fmt", "gbrp"), "bt709"),
    "screen-small.mov": (SMALL, ("-c:v", "qtrle", "-pix_fmt", "rgb24"), "smpte170m"),
    "unsaid-small.mkv": (SMALL, ("-vf", AS_601), "smpte170m"),
    "said-small.mp4": (SMALL, ("-vf", AS_709, *words("bt709", "bt709", "bt709")), "bt709"),
    "wide.mp4": (SMALL, wide("bt2020-10"), "bt709"),
    "telephone.mp4": (SMALL, wide("bt709", "bt709", "smpte432"), "bt709"),
    "early-high-definition.mkv": (
        SMALL,
        ("-vf", "scale=out_color_matrix=smpte240m,format=yuv420p", *words("smpte240m", "bt709", "bt709")),
        "bt709",
    ),
    "bright.mp4": (SMALL, wide("smpte2084"), "bt709"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_every_rung_has_the_colours_of_the_film_and_says_how_they_are_written(tmp_path: Path, name: str) -> None:
    size, arguments, matrix = SOURCES[name]
    painted = f"color=0x{bytes(INDIGO).hex()}:s={size}:r=25:d=0.2,format=gbrp"
    source = made(tmp_path / name, "-f", "lavfi", "-i", painted, *arguments)
    rungs = av.transcode_video(source, tmp_path / "made", av.inspect(source), lambda _: None)
    for rung in rungs:
        file = tmp_path / "made" / f"{rung.name}.mp4"
        assert stream(file, "video")["color_space"] == matrix
        assert shown(file, matrix) == pytest.approx(INDIGO, abs=NEAR), rung.name
    with Image.open(tmp_path / "made" / "poster.webp") as poster:
        assert poster.convert("RGB").getpixel((9, 9)) == pytest.approx(INDIGO, abs=NEAR)


def shown(file: Path, matrix: str) -> tuple[int, ...]:
    """A pixel as a player shows it that believes what the file says."""
    reading = f"scale=64:8:in_color_matrix={'bt709' if matrix == 'bt709' else 'bt601'},format=rgb24"
    line = ["ffmpeg", "-v", "error", "-i", str(file), "-frames:v", "1", "-vf", reading, "-f", "rawvideo", "-"]
    return tuple(subprocess.run(line, check=True, capture_output=True).stdout[:3])


def dolby(path: Path, profile: int, base: int) -> Path:
    """A film that says to be Dolby Vision of this profile, with a base layer that others may take for ``base``."""
    plain = pattern(
        path.with_name("plain.mp4"), "96x72", *HEVC, "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1", seconds=0.2
    )
    told = bytes([1, 0]) + struct.pack(">H", profile << 9 | 1 << 3 | 0b101) + bytes([base << 4]) + bytes(19)

    def change(name: bytes, body: bytes) -> bytes:
        if name != b"stsd":
            return body
        entry = body[8:] + box(b"dvcC", told)
        return body[:8] + struct.pack(">I", len(entry)) + entry[4:]

    path.write_bytes(rebuilt(plain.read_bytes(), change))
    return path


def test_dolby_vision_that_only_its_own_players_understand_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(MediaRefused) as caught:
        av.inspect(dolby(tmp_path / "film.mp4", 5, 0))
    assert caught.value.problem.code == "media.foreign_colours"


@pytest.mark.parametrize(("base", "hdr"), [(1, True), (2, False), (4, True)])
def test_dolby_vision_of_telephones_is_shown_by_its_base_layer(tmp_path: Path, base: int, hdr: bool) -> None:
    info = av.inspect(dolby(tmp_path / "film.mp4", 8, base))
    assert info.hdr is hdr
    av.transcode_video(tmp_path / "film.mp4", tmp_path / "made", info, lambda _: None)
    assert stream(tmp_path / "made" / "progressive.mp4", "video")["color_space"] == ("bt709" if hdr else "smpte170m")
