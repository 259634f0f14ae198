"""A film's poster shows what the film is about, and not what stands before it, behind it or between."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from app.media import av
from app.media.av import scenes
from tests.media_samples import photograph
from tests.unit.media.av_samples import made

EVEN = "scale=192:108,setsar=1,fps=25,format=yuv420p"
BEFORE = {
    "colour bars of a tape": "smptehdbars=s=192x108:r=25:d=9",
    "colour bars of an older tape": "smptebars=s=192x108:r=25:d=9",
    "black": "color=black:s=192x108:r=25:d=9",
    "a white leader": "color=white:s=192x108:r=25:d=9",
    "the blue of a recorder without a tape": "color=blue:s=192x108:r=25:d=9",
    "a title on black": "color=black:s=192x108:r=25:d=9,drawbox=x=30:y=40:w=130:h=10:color=white:t=fill,"
    "drawbox=x=60:y=60:w=70:h=6:color=white:t=fill",
}


def temple(mode: str = "RGB") -> Image.Image:
    picture: Image.Image
    with Image.open(photograph()) as picture:
        return picture.convert(mode).resize((192, 108))


def difference(poster: Path) -> float:
    """Mean difference from the temple, of 255: another picture is some 70 away."""
    with Image.open(poster) as found:
        return float(ImageStat.Stat(ImageChops.difference(found.convert("L").resize((192, 108)), temple("L"))).mean[0])


@pytest.mark.parametrize("before", BEFORE)
def test_what_stands_before_the_film_is_not_its_poster_even_where_it_lasts_longer(tmp_path: Path, before: str) -> None:
    inputs = ("-f", "lavfi", "-i", BEFORE[before], "-loop", "1", "-t", "3", "-i", str(photograph()))
    joined = f"[0:v]setsar=1,format=yuv420p[a];[1:v]{EVEN}[b];[a][b]concat=n=2"
    film = made(tmp_path / "film.mp4", *inputs, "-filter_complex", joined, "-preset", "ultrafast")
    av.poster(film, tmp_path / "poster.webp", 12)
    assert difference(tmp_path / "poster.webp") < 20


def test_a_short_film_that_fades_in_and_out_is_shown_at_its_full_light(tmp_path: Path) -> None:
    fading = f"{EVEN},fade=in:0:12,fade=out:18:12"
    film = made(tmp_path / "film.mp4", "-loop", "1", "-t", "1.2", "-i", str(photograph()), "-vf", fading)
    av.poster(film, tmp_path / "poster.webp", 1.2)
    assert difference(tmp_path / "poster.webp") < 15


def test_a_film_of_nothing_but_black_has_a_poster_all_the_same(tmp_path: Path) -> None:
    film = made(tmp_path / "film.mp4", "-f", "lavfi", "-i", "color=black:s=64x36:r=25:d=1")
    av.poster(film, tmp_path / "poster.webp", 1)
    with Image.open(tmp_path / "poster.webp") as found:
        assert found.size == (64, 36)


def test_among_frames_that_will_do_the_most_usual_one_stands_for_the_film() -> None:
    usual = temple().resize((scenes.WIDTH, scenes.HEIGHT))
    odd = Image.merge("RGB", tuple(reversed(usual.transpose(Image.Transpose.FLIP_TOP_BOTTOM).split())))
    frames = [odd.tobytes(), usual.tobytes(), usual.point(lambda value: value // 4).tobytes(), usual.tobytes()]
    assert scenes.best(frames) in (1, 3)
    assert scenes.best([]) == -1
