"""Objects for good: an OCFL 1.1 storage root in the data folder.

A version is made by building the whole object anew beside the root, with hard links to what it held before, and
exchanging the two folders: at every instant the root holds either the version before or the one after, complete.
Checking what is kept is in ``app.adapters.ocfl_check``.
"""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from app.adapters import ocfl_check
from app.adapters.ocfl_inventory import (
    INVENTORY,
    LAYOUT,
    LAYOUT_CONFIG,
    OBJECT_MARK,
    OBJECT_MARK_BODY,
    ROOT_MARK,
    ROOT_MARK_BODY,
    SIDECAR,
    Inventory,
    id_of,
    location,
    parse,
    sidecar,
)
from app.disk import exchange, locked, sync, sync_tree, write_synced
from app.errors import Busy, Damaged
from app.models import now
from app.ports import Content, Fault, Held
from app.services.jobs import dead, process_name
from metadata.problem import Problem

CHUNK = 1 << 20
WAIT = 60


class OcflRoot:
    """``staging`` lies on the same file system, outside the root: nothing half-made ever stands in it."""

    def __init__(self, root: Path, staging: Path) -> None:
        self._root, self._staging = root, staging

    def held(self, object_id: str) -> Held | None:
        inventory, weight = self._inventory(object_id)
        if inventory is None:
            return None
        return Held(inventory.head, inventory.created, inventory.files(), weight)

    def weight(self, object_id: str) -> int:
        folder = self._root / location(object_id)
        return sum((Path(place) / name).stat().st_size for place, _, names in os.walk(folder) for name in names)

    def places(self, object_id: str) -> Mapping[str, Path]:
        inventory, _ = self._inventory(object_id)
        folder = self._root / location(object_id)
        files = inventory.files() if inventory else {}
        return {path: folder / inventory.manifest[digest][0] for path, digest in files.items() if inventory}

    def write(self, object_id: str, contents: Sequence[Content], why: str, *, forget: bool = False) -> Held:
        with self._writing(), self._workplace() as work:
            self._ensure_root(work)
            standing = self._root / location(object_id)
            before, _ = self._inventory(object_id)
            if before is not None and not forget:
                _link_tree(standing, work / "object")
            inventory = _build(work / "object", Inventory(object_id) if forget or not before else before, contents, why)
            sync_tree(work / "object")
            if before is None:
                self._enter(work, standing)
            else:
                self._exchange(work / "object", standing, before)
        return Held(inventory.head, inventory.created, inventory.files(), len(inventory.body()))

    def remove(self, object_id: str) -> None:
        """With the folders above it that held nothing else: OCFL knows no empty folders."""
        with self._writing(), self._workplace() as work, locked(self._staging / "tree.lock"):
            standing = self._root / location(object_id)
            if not standing.exists():
                return
            while len(list(standing.parent.iterdir())) == 1 and standing.parent != self._root:
                standing = standing.parent
            standing.rename(work / "removed")
            sync(standing.parent)

    def objects(self) -> Iterator[str]:
        for folder in ocfl_check.object_folders(self._root):
            yield id_of(folder.name)

    def faults(self, object_id: str) -> Iterator[Fault]:
        return ocfl_check.faults(self._root, self._root / location(object_id))

    def strays(self) -> Iterator[Fault]:
        return ocfl_check.strays(self._root)

    @contextmanager
    def still(self) -> Iterator[None]:
        with locked(self._staging / "still.lock"):
            yield

    def sweep(self) -> None:
        """While nobody writes, on whatever machine, nothing in ``staging`` is anybody's."""
        works = list(self._staging.glob("work@*")) if self._staging.exists() else []
        try:
            with locked(self._staging / "still.lock", wait=False) if works else nullcontext():
                self._clear(works)
        except BlockingIOError:
            self._clear([work for work in works if dead(work.name.split("@")[1])])

    def _clear(self, works: Iterable[Path]) -> None:
        for work in works:
            self._bring_back(work)
            shutil.rmtree(work, ignore_errors=True)

    def _bring_back(self, work: Path) -> None:
        """An object that was away for a moment (see ``exchange``) when its writer was killed."""
        old = work / "old"
        if old.exists():
            standing = self._root / location(parse((old / INVENTORY).read_bytes()).object_id)
            if not standing.exists():
                old.rename(standing)

    def _inventory(self, object_id: str) -> tuple[Inventory | None, int]:
        try:
            body = (self._root / location(object_id) / INVENTORY).read_bytes()
        except FileNotFoundError:
            return None, 0
        return parse(body), len(body)

    def _exchange(self, fresh: Path, standing: Path, before: Inventory) -> None:
        """Unless somebody else was quicker: a writer that was taken for dead may still be alive."""
        with locked(self._staging / "tree.lock"):
            if self._inventory(before.object_id)[0] != before:
                raise Busy("preserve.overtaken", 1)
            exchange(fresh, standing)
            sync(standing.parent)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with locked(self._staging / "still.lock", shared=True, wait=False):
                yield
        except BlockingIOError as error:
            raise Busy("preserve.still", WAIT) from error

    @contextmanager
    def _workplace(self) -> Iterator[Path]:
        work = self._staging / f"work@{process_name()}@{secrets.token_hex(4)}"
        work.mkdir(parents=True)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _ensure_root(self, work: Path) -> None:
        if self._root.exists():
            return
        made = work / "root"
        write_synced(made / ROOT_MARK, ROOT_MARK_BODY)
        described = {"extension": LAYOUT, "description": "Sum of the id in three folders, then the id itself"}
        write_synced(made / "ocfl_layout.json", json.dumps(described, indent=2).encode())
        write_synced(made / "extensions" / LAYOUT / "config.json", json.dumps(LAYOUT_CONFIG, indent=2).encode())
        sync_tree(made)
        with locked(self._staging / "tree.lock"):
            if not self._root.exists():
                made.rename(self._root)
                sync(self._root.parent)

    def _enter(self, work: Path, standing: Path) -> None:
        """Puts a first version into the root by one rename, together with the folders above it that were missing."""
        with locked(self._staging / "tree.lock"):
            missing = standing
            while not missing.parent.exists():
                missing = missing.parent
            branch = work / "branch"
            made = branch / standing.relative_to(missing.parent)
            made.parent.mkdir(parents=True)
            (work / "object").rename(made)
            sync_tree(branch)
            (branch / missing.name).rename(missing)
            sync(missing.parent)


def _link_tree(source: Path, target: Path) -> None:
    """The object again, on the same bytes, without the inventory that is written anew."""
    for folder, _, names in os.walk(source):
        there = target / Path(folder).relative_to(source)
        there.mkdir(parents=True)
        for name in names:
            if Path(folder) != source or name not in {INVENTORY, SIDECAR}:
                os.link(Path(folder) / name, there / name)


def _build(folder: Path, before: Inventory, contents: Sequence[Content], why: str) -> Inventory:
    """Writes the new version's content and inventories into ``folder``, which holds the earlier versions."""
    version = folder / f"v{before.head + 1}"
    manifest, sha256 = dict(before.manifest), dict(before.sha256)
    files: dict[str, str] = {}
    version.mkdir(parents=True)
    for content in contents:
        digest, other = _sums(content)
        files[content.path] = digest
        if digest not in manifest:
            _put(content, version / "content" / content.path)
            path = f"{version.name}/content/{content.path}"
            manifest[digest] = [path]
            sha256[other] = [path]
    inventory = Inventory(before.object_id, manifest, sha256, before.versions).add(files, now(), why)
    body = inventory.body()
    for place in (version, folder):
        write_synced(place / INVENTORY, body)
        write_synced(place / SIDECAR, sidecar(body))
    if not (folder / OBJECT_MARK).exists():
        write_synced(folder / OBJECT_MARK, OBJECT_MARK_BODY)
    return inventory


def _sums(content: Content) -> tuple[str, str]:
    """SHA-512 and SHA-256 of a content. A file is read again: what is kept for good is what was taken in."""
    if content.body is not None:
        return hashlib.sha512(content.body).hexdigest(), hashlib.sha256(content.body).hexdigest()
    if content.source is None:
        return content.sha512, ""
    sha512, sha256 = hashlib.sha512(), hashlib.sha256()
    with content.source.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha512.update(chunk)
            sha256.update(chunk)
    if sha512.hexdigest() != content.sha512:
        raise Damaged(Problem("preserve.changed", value=content.path))
    return sha512.hexdigest(), sha256.hexdigest()


def _put(content: Content, target: Path) -> None:
    if content.body is not None:
        write_synced(target, content.body)
    elif content.source is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(content.source.resolve(), target)
    else:
        raise Damaged(Problem("preserve.not_held", value=content.path))
