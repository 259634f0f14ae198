"""A disk without room is told before hours of work, and never taken for a fault of the film."""

import errno
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import MediaRefused
from app.media import av
from app.media.av import transcode
from tests.unit.media.av_samples import made, pattern

Disk = Callable[[int], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A file system in memory, of so many kilobytes."""
    target = tmp_path / "disk"
    target.mkdir()

    def mount(kilobytes: int) -> Path:
        line = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(target)]
        if subprocess.run(line, capture_output=True).returncode:
            pytest.skip("a file system in memory may not be mounted here")
        return target

    yield mount
    subprocess.run(["umount", "--lazy", str(target)], capture_output=True)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    noise = ("-vf", "noise=alls=60:allf=t", "-preset", "ultrafast")
    return pattern(tmp_path / "film.mp4", "426x240", *noise, seconds=4)


def test_where_there_is_no_room_for_the_ladder_nothing_is_begun(film: Path, disk: Disk) -> None:
    told: list[float] = []
    with pytest.raises(OSError, match="No space") as caught:
        av.transcode_video(film, disk(40) / "made", av.inspect(film), told.append)
    assert caught.value.errno == errno.ENOSPC
    assert not told


@pytest.mark.parametrize("kilobytes", [40, 120])
def test_a_disk_that_fills_up_meanwhile_is_told_as_such_and_nothing_is_left(
    film: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch, kilobytes: int
) -> None:
    monkeypatch.setattr(transcode, "_room", lambda *_: None)
    target = disk(kilobytes)
    with pytest.raises(OSError, match="No space") as caught:
        av.transcode_video(film, target / "made", av.inspect(film), lambda _: None)
    assert caught.value.errno == errno.ENOSPC
    assert not list(target.iterdir())


def test_a_title_that_speaks_of_a_full_disk_is_a_title(tmp_path: Path) -> None:
    words = ("-metadata", "title=No space left on device", "-metadata", "comment=Summary: I: -3 LUFS Peak: 9 dBFS")
    source = made(tmp_path / "song.flac", "-f", "lavfi", "-i", "sine=d=1", *words)
    av.transcode_audio(source, tmp_path / "made", av.inspect(source), False, lambda _: None)
    broken = tmp_path / "broken.flac"
    broken.write_bytes(source.read_bytes()[:9_000] + bytes(20_000))
    with pytest.raises(MediaRefused):
        av.transcode_video(broken, tmp_path / "none", av.inspect(source), lambda _: None)
