"""The 54 peoples over HTTP: names that may be shown, and how many records the asker may see of each."""

from typing import Any

from flask import Response, jsonify

from app.errors import NotFound, SearchUnavailable
from app.search import facets
from app.search.query import FacetCount
from app.services.discovery import PEOPLES, Found, Question
from app.web.api import who_schemas
from app.web.api.base import blueprint, failures
from app.web.archive import archive, viewer
from metadata.problem import Problem
from metadata.vocabulary import Concept, vocabulary

Json = dict[str, Any]
FACETS = ("kind", "place")
_NAMES = ("other_names", "local_groups", "self_names", "languages")


@blueprint.get("/api/v1/peoples")
@blueprint.output(who_schemas.Peoples)
@blueprint.doc(tags=["peoples"])
def peoples() -> Response:
    """The 54 peoples"""
    counts = _counts()
    items = [_line(people, None if counts is None else counts.get(people.key, 0)) for people in vocabulary("peoples")]
    return jsonify(total=len(items), items=items, links={"self": _address("/api/v1/peoples")})


@blueprint.get("/api/v1/peoples/<slug>")
@blueprint.output(who_schemas.People)
@blueprint.doc(tags=["peoples"], responses=failures(404))
def people(slug: str) -> Response:
    """One people"""
    known = vocabulary("peoples").concepts.get(slug)
    if known is None:
        raise NotFound(Problem("http.not_found"))
    found = _found(slug)
    counted = known.extra.get("population_2019", "")
    return jsonify(
        _line(known, found.total if found else None)
        | {
            "family": known.extra.get("family", ""),
            "population_2019": int(counted) if counted else None,
            "facets": {
                name: [_count(name, each) for each in (found.facets.get(name, ()) if found else ())] for name in FACETS
            },
        }
    )


def _counts() -> dict[str, int] | None:
    """None while the search does not answer: who the peoples are is known without it."""
    try:
        return archive().discovery.peoples(viewer())
    except SearchUnavailable:
        return None


def _found(slug: str) -> Found | None:
    try:
        return archive().discovery.search(viewer(), Question(chosen={PEOPLES: (slug,)}, facets=FACETS, per_page=1))
    except SearchUnavailable:
        return None


def _line(people: Concept, records: int | None) -> Json:
    return {
        "slug": people.key,
        "name": dict(people.labels),
        "code": people.extra.get("code_1979", ""),
        **{name: [each for each in people.extra.get(name, "").split(";") if each] for name in _NAMES},
        "records": records,
        "links": {
            "self": _address(f"/api/v1/peoples/{people.key}"),
            "records": _address(f"/api/v1/records?people={people.key}"),
            "pages": {tag: _address(f"/{tag}/peoples/{people.key}") for tag in archive().settings.languages},
        },
    }


def _count(name: str, each: FacetCount) -> Json:
    concept = facets.concept(name, each.value)
    return {"value": each.value, "label": dict(concept.labels) if concept else {}, "count": each.count}


def _address(path: str) -> str:
    return archive().settings.base_url + path
