"""Finding records over HTTP."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request

from app.errors import BadRequest
from app.search import facets
from app.search.query import Sort
from app.services.discovery import Found, Question
from app.services.reading import RecordView
from app.web.api import schemas, shapes
from app.web.api.base import blueprint, failures, number_asked
from app.web.archive import archive, viewer
from metadata import statements
from metadata.problem import Problem

_DEEPEST = 10_000


@blueprint.get("/api/v1/records")
@blueprint.input(schemas.SEARCH, location="query", validation=False)
@blueprint.output(schemas.Hits)
@blueprint.doc(responses=failures(400, 503))
def search(query_data: object) -> Response:
    """Find records

    Tones may be left out. Values of one facet are alternatives, facets narrow each other.
    """
    question = _question()
    discovery, asker = archive().discovery, viewer()
    found = discovery.search(asker, question)
    return jsonify(
        total=found.total,
        items=[hit(view) for view in found.records],
        facets={
            name: [_count(name, each.value, each.count) for each in counts] for name, counts in found.facets.items()
        },
        relaxed=found.relaxed,
        meant=discovery.meant(asker, question, found),
        links=_links(question, found),
    )


def _question() -> Question:
    page, per_page = number_asked("page", 1, _DEEPEST), number_asked("per_page", 20, schemas.MOST_PER_PAGE)
    if page * per_page > _DEEPEST and "cursor" not in request.args:
        raise BadRequest(Problem("api.too_deep", "page", str(page), str(_DEEPEST)))
    return Question(
        typed=request.args.get("q", ""),
        chosen={name: tuple(values) for name in facets.names() if (values := request.args.getlist(name))},
        facets=facets.names(),
        sort=_sort(),
        page=page,
        per_page=per_page,
        cursor=request.args.get("cursor") or None,
    )


def _sort() -> Sort:
    asked = request.args.get("sort") or ("relevance" if request.args.get("q", "").strip() else "newest")
    for known in schemas.SORTS:
        if asked == known:
            return known
    raise BadRequest(Problem("api.choice", "sort", asked[:80], ", ".join(schemas.SORTS)))


def hit(view: RecordView) -> dict[str, Any]:
    return {
        "identifier": view.identifier,
        "kind": view.kind,
        "title": statements.texts(view.metadata, "title"),
        "links": shapes.record_links(view),
    }


def _count(name: str, value: str, count: int) -> dict[str, Any]:
    concept = facets.concept(name, value)
    return {"value": value, "label": dict(concept.labels) if concept else {}, "count": count}


def _links(question: Question, found: Found) -> dict[str, str]:
    base = archive().settings.base_url + request.path
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in {"page", "cursor"}]
    links = {"self": f"{base}?{request.query_string.decode()}".rstrip("?")}
    if question.cursor is None and question.page > 1:
        links["previous"] = f"{base}?{urlencode([*asked, ('page', str(question.page - 1))])}"
    if found.cursor:
        links["next"] = f"{base}?{urlencode([*asked, ('cursor', found.cursor)])}"
    return links
