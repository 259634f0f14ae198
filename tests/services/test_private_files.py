"""Who else on the machine may read what the archive keeps: nobody, or the group of the web server in front."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")]}


@pytest.mark.parametrize(("accel", "folder_mode", "others"), [("", 0o700, 0o077), ("1", 0o750, 0o027)])
def test_what_an_archive_writes_is_read_by_nobody_else(
    tmp_path: Path, accel: str, folder_mode: int, others: int
) -> None:
    data = tmp_path / "data"
    environ = os.environ | {"CHIENG_DATA": str(data), "CHIENG_ACCEL": accel}
    for command in (["-c", "from app.cli import main; main()", "init"], ["-m", "workers", "--until-idle"]):
        subprocess.run([sys.executable, *command], env=environ, check=True, umask=0o022, capture_output=True)
    found = modes(data)
    assert found["data"] == folder_mode
    assert [name for name, mode in found.items() if mode & others] == []
    assert found["secret_key"] == 0o600
    assert accel == "" or found["chieng.sqlite"] & 0o040
