"""Reading every byte of a storage root: what is missing, changed, or does not belong there."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from app.adapters.ocfl_inventory import (
    INVENTORY,
    LAYOUT,
    OBJECT_MARK,
    OBJECT_MARK_BODY,
    ROOT_MARK,
    ROOT_MARK_BODY,
    SIDECAR,
    Inventory,
    parse,
    sidecar,
)
from app.ports import Fault

_OWN = {ROOT_MARK, "ocfl_layout.json", f"extensions/{LAYOUT}/config.json"}


def object_folders(root: Path) -> Iterator[Path]:
    """Folders of objects, in the order of their paths."""
    for entry in sorted(root.iterdir()) if root.is_dir() else ():
        if not entry.is_dir() or entry.is_symlink():
            continue
        if _holds_object(entry):
            yield entry
        else:
            yield from object_folders(entry)


def faults(root: Path, folder: Path) -> Iterator[Fault]:
    """What is wrong with one object."""
    if not folder.is_dir():
        yield Fault("missing", str(folder.relative_to(root)))
        return
    for fault in _object_faults(folder):
        yield Fault(fault.kind, str((folder / fault.path).relative_to(root)))


def strays(root: Path) -> Iterator[Fault]:
    """The root's own files, and whatever lies between the objects."""
    if not root.is_dir():
        return
    for name in sorted(_OWN):
        if not (root / name).is_file():
            yield Fault("missing", name)
    if (root / ROOT_MARK).is_file() and (root / ROOT_MARK).read_bytes() != ROOT_MARK_BODY:
        yield Fault("changed", ROOT_MARK)
    for path in _between(root):
        name = str(path.relative_to(root))
        if name not in _OWN:
            yield Fault("extra", name)


def _between(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if not entry.is_dir() or entry.is_symlink():
            yield entry
        elif not _holds_object(entry):
            yield from _between(entry)


def _holds_object(folder: Path) -> bool:
    """By its mark, or where that was lost by its inventory."""
    return (folder / OBJECT_MARK).is_file() or (folder / INVENTORY).is_file()


def _object_faults(folder: Path) -> Iterator[Fault]:
    present = {str((Path(place) / name).relative_to(folder)) for place, _, names in os.walk(folder) for name in names}
    yield from _mark_faults(folder, present)
    newest = _newest(folder)
    expected = {OBJECT_MARK, INVENTORY, SIDECAR}
    yield from _inventory_faults(folder, "", present, newest.body() if newest else b"")
    if newest is None:
        return
    for number in range(1, newest.head + 1):
        expected |= {f"v{number}/{INVENTORY}", f"v{number}/{SIDECAR}"}
        yield from _inventory_faults(folder, f"v{number}/", present, newest.at(number).body())
    if _differ(folder, newest):
        yield Fault("changed", INVENTORY)
    for digest, paths in newest.manifest.items():
        expected |= set(paths)
        for path in paths:
            if path not in present:
                yield Fault("missing", path)
            elif _digest(folder / path) != digest:
                yield Fault("changed", path)
    for path in sorted(present - expected):
        yield Fault("extra", path)


def _mark_faults(folder: Path, present: set[str]) -> Iterator[Fault]:
    if OBJECT_MARK not in present:
        yield Fault("missing", OBJECT_MARK)
    elif (folder / OBJECT_MARK).read_bytes() != OBJECT_MARK_BODY:
        yield Fault("changed", OBJECT_MARK)


def _inventory_faults(folder: Path, place: str, present: set[str], right: bytes) -> Iterator[Fault]:
    """Inventory and sum vouch for each other. Where they disagree, the inventory is compared with what it has to be."""
    there = [name for name in (INVENTORY, SIDECAR) if f"{place}{name}" in present]
    for name in sorted({INVENTORY, SIDECAR} - set(there)):
        yield Fault("missing", f"{place}{name}")
    if len(there) == 2 and not _vouched(folder / place):
        blamed = SIDECAR if (folder / place / INVENTORY).read_bytes() == right else INVENTORY
        yield Fault("changed", f"{place}{blamed}")


def _newest(folder: Path) -> Inventory | None:
    """The inventory that can be trusted; the copy in the newest version stands in for a damaged one."""
    for place in (folder, *sorted(_version_folders(folder), key=_number, reverse=True)):
        if _vouched(place):
            return parse((place / INVENTORY).read_bytes())
    return None


def _vouched(place: Path) -> bool:
    try:
        body = (place / INVENTORY).read_bytes()
        return (place / SIDECAR).read_bytes().split() == sidecar(body).split()
    except OSError:
        return False


def _differ(folder: Path, newest: Inventory) -> bool:
    """Both were changed so that each still vouches for itself."""
    place = folder / f"v{newest.head}"
    return (
        _vouched(folder) and _vouched(place) and (folder / INVENTORY).read_bytes() != (place / INVENTORY).read_bytes()
    )


def _version_folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir() and path.name[:1] == "v" and path.name[1:].isdigit()]


def _number(folder: Path) -> int:
    return int(folder.name[1:])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha512").hexdigest()
