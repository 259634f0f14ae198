"""What was sent from a small form after the session had ended, shown once more to who has signed in: they read it again
and send it themselves, so that no word is lost and none is sent unseen. Descriptions are kept by ``entrance``."""

from collections.abc import Iterable, Sequence

from flask import Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException

Pairs = Sequence[tuple[str, str]]

FORMS = frozenset(
    f"workbench.{name}"
    for name in (
        "make_community",
        "change_community",
        "approve",
        "ask_takedown",
        "settle",
        "make_agent",
        "change_agent",
        "lines",
        "noted",
        "page_saved",
        "converted",
        "make_unit",
        "change_unit",
        "manage_collection",
        "manage",
    )
)
PREFIX = "again."
_SUBJECT = "again:"
_LEFT_OUT = frozenset({"csrf_token", "password"})


def subject() -> str:
    """What tells, beside what is carried, where it was to go."""
    return f"{_SUBJECT}{request.full_path.rstrip('?')}"


def carried(form: Iterable[tuple[str, str]]) -> Pairs:
    """Under names of their own: a form's ``name`` is not the one that somebody signs in with."""
    return [(f"{PREFIX}{name}", text) for name, text in form if text and name not in _LEFT_OUT]


def page(subject: str, carried: Pairs) -> Response | None:
    """None where nothing was carried, or the address takes no such form."""
    path = subject.removeprefix(_SUBJECT)
    if path == subject or not carried or not _taken(path.partition("?")[0]):
        return None
    fields = [(name.removeprefix(PREFIX), text) for name, text in carried if name.startswith(PREFIX)]
    words = [text for name, text in fields if " " in text.strip()]
    status = 400 if request.endpoint in FORMS else 200  # refused just now, or carried through signing in
    return make_response(render_template("workbench/again.html", action=path, fields=fields, words=words), status)


def _taken(path: str) -> bool:
    try:
        endpoint, _values = current_app.url_map.bind(request.host).match(path, method="POST")
    except HTTPException:
        return False
    return endpoint in FORMS
