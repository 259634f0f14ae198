"""For whom a page is made: the language in its address."""

from flask import url_for

from app.errors import NotFound
from app.web.archive import archive
from app.web.site.values import Reader
from metadata.problem import Problem


def reader_of(lang: str) -> Reader:
    """Raises ``NotFound`` for a language that this archive does not speak."""
    languages = archive().settings.languages
    if lang not in languages:
        raise NotFound(Problem("http.not_found"))
    return Reader(lang, url_for("site.search", lang=lang), frozenset(languages))
