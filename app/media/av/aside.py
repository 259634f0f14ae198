"""Folders that appear whole or not at all: written beside their place, synced, renamed. Sweeping is the caller's."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.disk import sync

SUFFIX = ".partial"


def temporary_siblings(target: Path) -> tuple[Path, ...]:
    """What a killed run left beside ``target``: folders named ``.NAME.TOKEN.partial``, safe to remove when no job
    that makes ``target`` is at work."""
    return tuple(sorted(target.parent.glob(f".{target.name}.*{SUFFIX}")))


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """A new folder beside ``target`` that takes its place when the block ends well, and vanishes when it does not."""
    folder = _sibling(target)
    folder.mkdir(parents=True)
    try:
        yield folder
        _sync(folder)
        _put(folder, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sibling(target: Path) -> Path:
    return target.with_name(f".{target.name}.{secrets.token_hex(6)}{SUFFIX}")


def _put(folder: Path, target: Path) -> None:
    # A folder with files in it cannot be renamed over, so the earlier one steps aside under a name that is swept too.
    before = _sibling(target)
    if target.exists():
        target.rename(before)
    folder.rename(target)
    shutil.rmtree(before, ignore_errors=True)
    sync(target.parent)


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        sync(path)
    sync(folder)
