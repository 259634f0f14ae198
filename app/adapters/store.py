"""Originals and derivatives in folders of the data folder, two levels deep by media id."""

import os
import re
import secrets
import shutil
from pathlib import Path

from app.disk import sync
from app.errors import NotFound
from metadata.problem import Problem

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


class FileStore:
    """``originals/ab/abcd1234/original.EXT`` and ``derivatives/ab/abcd1234/GENERATION/…``.

    Once an original has moved into its record's object, a relative symbolic link to it stands in its place. A folder
    whose name begins with ``making-`` is being written; it is renamed when it is whole, or swept.
    """

    def __init__(self, originals: Path, derivatives: Path) -> None:
        self._originals = originals
        self._derivatives = derivatives

    def take(self, media_id: str, source: Path, suffix: str) -> Path:
        folder = self._originals / media_id[:2] / media_id
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"original{suffix if _SUFFIX.fullmatch(suffix) else ''}"
        target.unlink(missing_ok=True)
        os.link(source, target)
        for directory in (folder, folder.parent, self._originals):
            sync(directory)
        return target

    def original(self, media_id: str) -> Path:
        for path in (self._originals / media_id[:2] / media_id).glob("original*"):
            return path
        raise NotFound(Problem("media.not_found", value=media_id))

    def derivatives(self, media_id: str, generation: int) -> Path:
        return self._folder(media_id) / str(generation)

    def scratch(self, media_id: str) -> Path:
        path = self._folder(media_id) / f"making-{secrets.token_hex(4)}"
        path.mkdir(parents=True)
        return path

    def place(self, scratch: Path, media_id: str, generation: int) -> Path:
        target = self.derivatives(media_id, generation)
        if target.exists():  # a killed job had placed it and not yet said so
            shutil.rmtree(target)
        scratch.rename(target)
        return target

    def drop(self, media_id: str, *, keep_generation: int) -> None:
        folder = self._folder(media_id)
        for path in folder.iterdir() if folder.exists() else ():
            if path.name != str(keep_generation):
                shutil.rmtree(path, ignore_errors=True)

    def purge(self, media_id: str) -> None:
        shutil.rmtree(self._originals / media_id[:2] / media_id, ignore_errors=True)
        shutil.rmtree(self._folder(media_id), ignore_errors=True)

    def preserved(self, media_id: str) -> bool:
        return any(path.is_symlink() for path in (self._originals / media_id[:2] / media_id).glob("original*"))

    def moved(self, media_id: str, path: Path) -> None:
        folder = self._originals / media_id[:2] / media_id
        folder.mkdir(parents=True, exist_ok=True)
        link = folder / f"original{path.suffix if _SUFFIX.fullmatch(path.suffix) else ''}"
        fresh = folder / f"moving-{secrets.token_hex(4)}"
        fresh.symlink_to(os.path.relpath(path, folder))
        fresh.replace(link)
        for other in folder.iterdir():  # what a killed process left, or the name that it had before
            if other != link:
                other.unlink()
        sync(folder)

    def _folder(self, media_id: str) -> Path:
        return self._derivatives / media_id[:2] / media_id
