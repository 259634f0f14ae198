"""Files made to do harm are refused in words, soon, and nothing else is opened, kept or shown because of them."""

import time
from pathlib import Path

import pytest

from app.errors import MediaRefused
from app.media import av, child
from app.media.av.ladder import MOST_FPS
from app.media.probe import probe
from app.services.media.making import MAKERS
from tests.unit.media.av_hostile import HOSTILE, PIXELS, borrower, box, cluster, matroska, picture
from tests.unit.media.av_samples import grey, pattern

SOON = 30


def become(path: Path) -> Path:
    folder = path.parent / "made"
    folder.mkdir()
    MAKERS[probe(path, path.name).kind](path, folder, {}, lambda _done, _total: None)
    return folder


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_words_and_soon(tmp_path: Path, name: str) -> None:
    make, code = HOSTILE[name]
    make(tmp_path / name)
    began = time.monotonic()
    with pytest.raises(MediaRefused) as caught:
        become(tmp_path / name)
    assert caught.value.problem.code == code
    assert time.monotonic() - began < SOON


def test_a_film_whose_pictures_lie_in_another_file_does_not_get_them(tmp_path: Path) -> None:
    path = borrower(tmp_path / "film.mov", tmp_path / "victim.mov")
    with pytest.raises(MediaRefused) as caught:
        become(path)
    assert caught.value.problem.code in ("media.damaged", "media.no_streams")


def test_a_page_hidden_in_a_film_is_in_nothing_that_the_public_gets(tmp_path: Path) -> None:
    page = b"<html><script>alert(document.cookie)</script></html>"
    path = pattern(tmp_path / "film.mp4", "64x64", seconds=0.4)
    path.write_bytes(path.read_bytes() + box(b"free", page))
    for file in become(path).iterdir():
        assert b"<script" not in file.read_bytes(), file.name


def test_a_picture_of_one_pixel_by_thousands_does_not_grow(tmp_path: Path) -> None:
    path = pattern(tmp_path / "line.mkv", "64x64", "-vf", "scale=1:8000,setsar=1", "-c:v", "ffv1", seconds=0.2)
    info = av.inspect(path)
    assert (info.width, info.height) == (1, 8_000)
    assert sum(file.stat().st_size for file in become(path).iterdir()) < 200_000


def test_a_film_that_stands_still_for_an_hour_between_two_frames_is_no_heavier_than_an_hour(tmp_path: Path) -> None:
    path = tmp_path / "still.mkv"
    path.write_bytes(matroska(picture(64, 64), cluster(PIXELS) + cluster(PIXELS, at=60_000), 60_000))
    info = av.inspect(path)
    rungs = av.transcode_video(path, tmp_path / "made", info, lambda _: None)
    assert rungs[0].seconds == pytest.approx(60, abs=1)
    assert rungs[0].fps <= MOST_FPS
    assert max(grey(tmp_path / "made" / "144p.mp4", 30)) < 30


def test_memory_is_bounded_and_running_out_of_it_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pattern(tmp_path / "film.mp4", "1280x720", "-preset", "ultrafast", seconds=1)
    info = av.inspect(path)
    monkeypatch.setattr(child, "MEMORY_KB", 200_000)
    child.prefix.cache_clear()
    try:
        with pytest.raises(MediaRefused) as caught:
            av.transcode_video(path, tmp_path / "made", info, lambda _: None)
    finally:
        child.prefix.cache_clear()
    assert caught.value.problem.code == "media.too_heavy"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["film.mp4"]


def test_a_child_that_the_kernel_kills_for_its_memory_is_too_heavy() -> None:
    with pytest.raises(MediaRefused) as caught:
        child.run(["sh", "-c", "kill -9 $$"], seconds=10)
    assert caught.value.problem.code == "media.too_heavy"
