"""The storage root: valid OCFL 1.1 by another's validator, each version whole or absent, every fault found."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import ocfl.storage_root
import pytest

from app.adapters.ocfl import OcflRoot
from app.adapters.ocfl_inventory import location
from app.errors import Busy, Damaged
from app.ports import Content, Fault

ONE, TWO = "urn:chieng:record:0000000a", "urn:chieng:record:0000000b"


def valid(root: Path) -> bool:
    """By ocfl-py, warnings and sums included; it says on standard output what is wrong."""
    checked = ocfl.storage_root.StorageRoot(root=str(root))
    return bool(checked.validate(log_warnings=True)) and checked.num_objects == checked.good_objects


@pytest.fixture
def vault(tmp_path: Path) -> OcflRoot:
    return OcflRoot(tmp_path / "ocfl", tmp_path / "staging")


def original(folder: Path, name: str, body: bytes) -> Content:
    path = folder / name
    path.write_bytes(body)
    return Content(f"originals/{name}", source=path, sha512=hashlib.sha512(body).hexdigest())


def text(body: str, path: str = "record.json") -> Content:
    return Content(path, body=body.encode())


def kept(vault: OcflRoot, object_id: str) -> list[Content]:
    held = vault.held(object_id)
    assert held
    return [Content(path, sha512=digest) for path, digest in held.files.items()]


def all_faults(vault: OcflRoot) -> list[Fault]:
    return [*vault.strays(), *(fault for one in vault.objects() for fault in vault.faults(one))]


def test_versions_hold_only_what_is_new_and_the_root_is_valid(vault: OcflRoot, tmp_path: Path) -> None:
    photograph = original(tmp_path, "a.jpg", b"\xff" * 5_000)
    vault.write(ONE, [photograph, text("một")], "first")
    vault.write(ONE, [*(c for c in kept(vault, ONE) if c.path != "record.json"), text("hai")], "second")
    vault.write(TWO, [text("khác")], "first")

    root = tmp_path / "ocfl"
    assert valid(root)
    held = vault.held(ONE)
    assert held
    assert held.version == 2
    assert set(held.files) == {"originals/a.jpg", "record.json"}
    assert vault.places(ONE)["record.json"].read_text() == "hai"
    assert sorted(path.name for path in (root / location(ONE) / "v2" / "content").rglob("*")) == ["record.json"]
    assert sorted(vault.objects()) == [ONE, TWO]
    assert all_faults(vault) == []


def test_an_original_is_on_the_disk_once(vault: OcflRoot, tmp_path: Path) -> None:
    photograph = original(tmp_path, "a.jpg", b"\xff" * 5_000)
    vault.write(ONE, [photograph], "first")
    assert photograph.source
    assert photograph.source.samefile(vault.places(ONE)["originals/a.jpg"])


def test_bytes_that_are_not_what_was_taken_in_are_refused_and_leave_nothing(vault: OcflRoot, tmp_path: Path) -> None:
    photograph = original(tmp_path, "a.jpg", b"\xff" * 5_000)
    (tmp_path / "a.jpg").write_bytes(b"\xfe" * 5_000)
    with pytest.raises(Damaged):
        vault.write(ONE, [photograph], "first")
    assert vault.held(ONE) is None
    assert list((tmp_path / "staging").glob("work@*")) == []


def test_forgetting_leaves_no_earlier_version(vault: OcflRoot, tmp_path: Path) -> None:
    vault.write(ONE, [original(tmp_path, "a.jpg", b"a"), original(tmp_path, "b.jpg", b"b")], "first")
    vault.write(ONE, [*kept(vault, ONE), text("một")], "second")
    (tmp_path / "a.jpg").unlink()
    remaining = Content(
        "originals/b.jpg", source=vault.places(ONE)["originals/b.jpg"], sha512=hashlib.sha512(b"b").hexdigest()
    )
    held = vault.write(ONE, [remaining], "erased", forget=True)
    assert held.version == 1
    assert valid(tmp_path / "ocfl")
    bytes_there = [path.read_bytes() for path in (tmp_path / "ocfl").rglob("*") if path.is_file()]
    assert b"b" in bytes_there
    assert b"a" not in bytes_there


def test_a_removed_object_leaves_no_empty_folder(vault: OcflRoot, tmp_path: Path) -> None:
    vault.write(ONE, [text("một")], "first")
    vault.write(TWO, [text("hai")], "first")
    vault.remove(ONE)
    assert list(vault.objects()) == [TWO]
    assert valid(tmp_path / "ocfl")


def test_one_changed_byte_is_found_and_told_where(vault: OcflRoot, tmp_path: Path) -> None:
    vault.write(ONE, [original(tmp_path, "a.jpg", bytes(9_000))], "first")
    vault.write(ONE, [*kept(vault, ONE), text("một")], "second")
    root = tmp_path / "ocfl"
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        if path.name in {"ocfl_layout.json", "config.json"}:
            continue  # they describe the root, and no sum of them is kept
        before = path.read_bytes()
        path.write_bytes(bytes([before[0] ^ 1]) + before[1:])
        assert all_faults(vault) == [Fault("changed", str(path.relative_to(root)))]
        path.write_bytes(before)
    assert all_faults(vault) == []


def test_a_file_that_is_missing_or_does_not_belong_is_told(vault: OcflRoot, tmp_path: Path) -> None:
    vault.write(ONE, [original(tmp_path, "a.jpg", bytes(9_000)), text("một")], "first")
    place = location(ONE)
    root = tmp_path / "ocfl"
    (root / place / "v1" / "content" / "record.json").unlink()
    (root / place / "v1" / "content" / "Thumbs.db").write_bytes(b"x")
    (root / "lost.txt").write_bytes(b"x")
    assert set(all_faults(vault)) == {
        Fault("missing", f"{place}/v1/content/record.json"),
        Fault("extra", f"{place}/v1/content/Thumbs.db"),
        Fault("extra", "lost.txt"),
    }


def test_nothing_is_written_while_the_vault_is_still(vault: OcflRoot) -> None:
    with vault.still(), pytest.raises(Busy):
        vault.write(ONE, [text("một")], "first")
    assert vault.write(ONE, [text("một")], "first").version == 1


def test_a_full_disk_leaves_the_last_version(vault: OcflRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.write(ONE, [text("một")], "first")

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    contents = [*kept(vault, ONE), text("hai", "two.json")]
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            vault.write(ONE, contents, "second")
    held = vault.held(ONE)
    assert held
    assert held.version == 1
    assert valid(tmp_path / "ocfl")
    assert list((tmp_path / "staging").glob("work@*")) == []


def test_where_folders_cannot_be_exchanged_a_version_is_written_all_the_same(
    vault: OcflRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.disk._RENAME_EXCHANGE", 1 << 20)  # a flag that no kernel knows
    vault.write(ONE, [text("một")], "first")
    vault.write(ONE, [*kept(vault, ONE), text("hai", "two.json")], "second")
    assert valid(tmp_path / "ocfl")


DYING = """
import os, sys
from pathlib import Path
from app.adapters.ocfl import OcflRoot
from app.ports import Content

line = int(sys.argv[2])
data, count = Path(sys.argv[1]), 0
vault = OcflRoot(data / "ocfl", data / "staging")

def trace(frame, event, _argument):
    global count
    if not ("/adapters/" in frame.f_code.co_filename or frame.f_code.co_filename.endswith("/app/disk.py")):
        return None
    if event == "line":
        count += 1
        if count == line:
            os.kill(os.getpid(), 9)
    return trace

held = vault.held("urn:chieng:record:0000000a")
contents = [Content(path, sha512=digest) for path, digest in held.files.items()] if held else []
sys.settrace(trace)
vault.write("urn:chieng:record:0000000a", [*contents, Content(f"{line}.txt", body=b"x%d" % line)], "again")
if len(sys.argv) > 3:
    vault.remove("urn:chieng:record:0000000a")
sys.settrace(None)
print(count)
"""


def run_until(data: Path, line: int, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", DYING, str(data), str(line), *more], capture_output=True, text=True)


def test_a_writer_killed_at_any_line_leaves_a_valid_object_with_the_last_version(tmp_path: Path) -> None:
    vault = OcflRoot(tmp_path / "ocfl", tmp_path / "staging")
    lines = int(run_until(tmp_path / "whole", 10_000_000).stdout)
    assert lines > 50
    versions = 0
    for line in [*range(1, lines, lines // 12), lines]:
        assert run_until(tmp_path, line).returncode == -signal.SIGKILL
        held = vault.held(ONE)
        version = held.version if held else 0
        assert version in {versions, versions + 1}
        versions = version
        assert not (tmp_path / "ocfl").exists() or (valid(tmp_path / "ocfl") and all_faults(vault) == [])
        vault.sweep()
        assert list((tmp_path / "staging").glob("work@*")) == []
    assert run_until(tmp_path, 10_000_000).returncode == 0
    assert valid(tmp_path / "ocfl")


def test_writers_killed_at_random_moments_leave_one_version_or_the_other(tmp_path: Path) -> None:
    loop = DYING.replace("sys.settrace(trace)\n", "").replace("vault.write(", "while True: vault.write(")
    vault = OcflRoot(tmp_path / "ocfl", tmp_path / "staging")
    for number in range(5):
        writer = subprocess.Popen([sys.executable, "-c", loop, str(tmp_path), str(number)])
        begun = vault.held(ONE)
        while vault.held(ONE) == begun:
            time.sleep(0.01)
        time.sleep(number * 0.0137)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        assert valid(tmp_path / "ocfl")
        assert all_faults(vault) == []
        vault.sweep()
        assert list((tmp_path / "staging").glob("work@*")) == []
