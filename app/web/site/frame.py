"""What stands round every page, those of errors and of officers too: kinds, languages, and how the reader reads."""

from typing import Any

from flask import request, url_for

from app.web.archive import archive, language, viewer
from app.web.formats import in_language
from app.web.language import name_of, say
from app.web.site.told import Link
from app.web.site.views import Frame
from metadata.vocabulary import vocabulary

TEXT_SIZES = {str(size): size for size in range(-1, 4)}
# Where the plural in the vocabulary is too long for a bar of eight
_SHORT = {"expression": "Arts and crafts"}


def frame() -> Frame:
    tag = language()
    search = url_for("site.search", lang=tag)
    return Frame(
        home=url_for("site.home", lang=tag),
        search=search,
        kinds=tuple(_kind(key, search, tag) for key in vocabulary("kinds").concepts),
        collections=_collections(tag),
        languages=tuple(
            Link(name_of(other), in_language(other), other, current=other == tag)
            for other in archive().settings.languages
        ),
        account=_account(tag),
        notes=_notes(tag),
        text_size=TEXT_SIZES.get(request.cookies.get("text", ""), 0),
        save_data=request.headers.get("Save-Data", "").lower() == "on",
    )


def kind_label(kind: str, tag: str, *, plural: bool = False) -> str:
    concept = vocabulary("kinds").concepts[kind]
    if not plural:
        return concept.label(tag)
    return say(tag, _SHORT[kind]) if kind in _SHORT else concept.extra.get(f"plural_{tag}") or concept.label(tag)


def context() -> dict[str, Any]:
    return {"frame": frame()}


def _notes(tag: str) -> tuple[Link, ...]:
    """What stands in the footer beside the account."""
    return (
        Link(say(tag, "The 54 peoples of Vietnam"), url_for("site.peoples", lang=tag)),
        Link(say(tag, "Units"), url_for("site.units", lang=tag)),
        *(
            (Link(say(tag, "Communities"), url_for("site.communities", lang=tag)),)
            if archive().communities.any()
            else ()
        ),
    )


def _account(tag: str) -> Link:
    if viewer().staff:
        return Link(say(tag, "Your desk"), url_for("workbench.desk", lang=tag))
    if viewer().communities:
        return Link(say(tag, "My community"), url_for("workbench.communities", lang=tag))
    return Link(say(tag, "For officers"), url_for("workbench.enter", lang=tag))


def _collections(tag: str) -> Link:
    current = request.endpoint in {"site.collections", "site.collection"}
    return Link(say(tag, "Collections"), url_for("site.collections", lang=tag), current=current)


def _kind(key: str, search: str, tag: str) -> Link:
    chosen = request.endpoint == "site.search" and request.args.getlist("kind") == [key]
    return Link(kind_label(key, tag, plural=True), f"{search}?kind={key}", current=chosen)
