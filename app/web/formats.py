"""What every template can say: sentences, numbers, dates, sizes and labels in the reader's language."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Flask, request, url_for
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from app.web import language as speech
from app.web.archive import archive, language, viewer


def register(app: Flask) -> None:
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: speech.say(language(), text),
        lambda one, many, n: speech.translations(language()).ungettext(one, many, n),
        newstyle=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "number": lambda value: speech.number(value, language()),
        "date": lambda value, width="medium": speech.day(value, language(), width),
        "instant": lambda value: speech.instant(value, language()),
        "size": lambda value: speech.size(value, language()),
        "duration": speech.duration,
        "iso": _iso,
        "json_inside": json_inside,
    }
    env.filters.update(filters)
    app.context_processor(_always)


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def json_inside(value: Any) -> Markup:
    """JSON as a script element may hold it: nothing in it ends the element or begins a comment."""
    return htmlsafe_json_dumps(value, json.dumps, ensure_ascii=False, separators=(",", ":"))


def _always() -> dict[str, Any]:
    settings = archive().settings
    return {
        "language": language(),
        "languages": settings.languages,
        "language_name": speech.name_of,
        "in_language": in_language,
        "viewer": viewer(),
        "base_url": settings.base_url,
    }


def in_language(tag: str) -> str:
    """This page's address in another language of the interface."""
    view = dict(request.view_args or {})
    if request.endpoint and "lang" in view:
        query = request.query_string.decode()
        return url_for(request.endpoint, **{**view, "lang": tag}) + (f"?{query}" if query else "")
    return f"/{tag}/"
