"""Writing beside the target and renaming, so that a derivative is there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """A path to write to, of the target's folder and ending; it becomes ``target`` if the block ends well.

    The name is always the same, so that a job that was killed and runs again writes over what it left.
    """
    part = target.with_name(f".part-{target.name}")
    try:
        yield part
        _sync(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
