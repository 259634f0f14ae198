"""Addresses of static files. They carry a version, because browsers may keep a file for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import current_app, url_for


def asset(name: str) -> str:
    """``name`` is relative to ``static/``. A script passes the version on to the modules that it fetches."""
    folder = current_app.static_folder
    assert folder is not None
    return url_for("static", filename=name, v=version(Path(folder)))


@cache
def version(folder: Path) -> str:
    """One for all files: what a style sheet or script asks for changes together with it."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
