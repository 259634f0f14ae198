"""Text of the years before Unicode, seen as it is and as it becomes, side by side, before anybody takes it.

Nothing is kept here: the text is pasted or read from a file, and leaves again as a file or by copying.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from flask import Response, render_template, request
from werkzeug.datastructures import FileStorage

from app.web import delivery
from app.web.language import noted
from app.web.workbench.blueprint import blueprint
from metadata import legacy_text

MOST_BYTES = 1_000_000
SHOWN = 400
"""So many lines are put side by side; the others follow in the result."""
NAMES = {
    **legacy_text.NAMES,
    legacy_text.DECOMPOSED: noted("Unicode with tones apart (composed again)"),
    legacy_text.UNICODE: noted("Unicode: it is right already"),
}
_ENDINGS = {".csv": "text/csv", ".srt": "application/x-subrip", ".vtt": "text/vtt"}


@dataclass(frozen=True, slots=True)
class Sides:
    """A text before and after. ``guess`` is what it seems to be, ``chosen`` what it was converted from."""

    before: str
    after: str
    guess: legacy_text.Guess
    chosen: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        pairs = zip(self.before.splitlines(), self.after.splitlines(), strict=False)
        return [pair for _, pair in zip(range(SHOWN), pairs, strict=False)]


@blueprint.get("/<lang>/desk/letters")
def letters() -> str:
    return _page(None)


@blueprint.post("/<lang>/desk/letters")
def converted() -> Any:
    form = request.form
    if form.get("do") == "take":
        return _file(form.get("after", ""), form.get("name", ""))
    source, name = _source(form, request.files.get("file"))
    if len(source) > MOST_BYTES:
        return _page(None, name=name, too_long=True), 413
    if not source.strip():
        return _page(None)
    guess = legacy_text.detect(source)
    asked = form.get("encoding", "")
    chosen = asked if asked in legacy_text.ENCODINGS else guess.encoding
    before = legacy_text.seen(source)
    after = legacy_text.convert(source, chosen) if chosen in legacy_text.ENCODINGS else before
    return _page(Sides(before, after, guess, chosen), name=name, asked=asked)


def _source(form: Mapping[str, str], file: FileStorage | None) -> tuple[bytes | str, str]:
    """A file's bytes; else what was pasted, or what the page before has shown of a file."""
    if file is not None and file.filename:
        with closing(file):
            return file.stream.read(MOST_BYTES + 1), PurePath(file.filename).name[:120]
    return form.get("text", "").replace("\r\n", "\n"), form.get("name", "")[:120]


def _page(sides: Sides | None, *, name: str = "", asked: str = "", too_long: bool = False) -> str:
    return render_template(
        "workbench/letters.html",
        sides=sides,
        name=name,
        names=NAMES,
        asked=asked,
        too_long=too_long,
        most=MOST_BYTES,
        shown=SHOWN,
    )


def _file(text: str, name: str) -> Response:
    """UTF-8; a table with the mark by which spreadsheet programs know it."""
    path = PurePath(name or "unicode.txt")
    kind = _ENDINGS.get(path.suffix.lower(), "text/plain")
    body = text.replace("\r\n", "\n").encode("utf-8-sig" if kind == "text/csv" else "utf-8")
    response = Response(body, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = delivery.attachment(f"{path.stem}-unicode{path.suffix or '.txt'}")
    return response
