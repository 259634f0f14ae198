"""Writing beside the target and renaming, so that a derivative is there whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.disk import sync


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """A path to write to, of the target's folder and ending; it becomes ``target`` if the block ends well.

    The name is always the same, so that a job that was killed and runs again writes over what it left.
    """
    part = target.with_name(f".part-{target.name}")
    try:
        yield part
        sync(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
