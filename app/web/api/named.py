"""Communities and people over HTTP: who they are, what names them. Who belongs to a community is not told."""

from typing import Any

from flask import Response, jsonify

from app.services.communities import Standing, naming
from app.web.api import schemas
from app.web.api.base import blueprint, failures, number_asked
from app.web.api.search import hit
from app.web.archive import archive, viewer

_COMMUNITY = "/api/v1/communities/<slug>"
_DEEPEST = 10_000


@blueprint.get("/api/v1/communities")
@blueprint.output(schemas.Communities)
def communities() -> Response:
    """All communities

    `records` counts those that you may see.
    """
    known = archive().communities.all()
    counts = archive().named.counts(viewer(), naming.COMMUNITY, [one.slug for one in known])
    return _fresh(jsonify(items=[_told(one) | {"records": counts.get(one.slug, 0)} for one in known]))


@blueprint.get(_COMMUNITY)
@blueprint.output(schemas.Community)
@blueprint.doc(responses=failures(404))
def community(slug: str) -> Response:
    """One community

    Its own words, and the records that name it, as far as you may see them: `?page=`, `?per_page=`.
    """
    one = archive().communities.one(slug)
    page, per_page = number_asked("page", 1, _DEEPEST), number_asked("per_page", 20, schemas.MOST_PER_PAGE)
    records, total = archive().named.page(viewer(), naming.COMMUNITY, slug, page=page, per_page=per_page)
    words = [{"text": said.text, "lang": said.lang, "author": said.author} for said in one.words]
    return _fresh(
        jsonify(_told(one) | {"words": words, "records": total, "items": [hit(record) for record in records]})
    )


@blueprint.get("/api/v1/agents/<identifier>")
@blueprint.output(schemas.Agent)
@blueprint.doc(responses=failures(404, 410))
def agent(identifier: str) -> Response:
    """One person who has agreed to be told of

    And the records in which they take part, as far as you may see them: `?page=`, `?per_page=`.
    """
    person = archive().agents.public(identifier)
    page, per_page = number_asked("page", 1, _DEEPEST), number_asked("per_page", 20, schemas.MOST_PER_PAGE)
    records, total = archive().named.page(viewer(), naming.AGENT, identifier, page=page, per_page=per_page)
    settings = archive().settings
    told = {
        "identifier": identifier,
        "name": person.name,
        "roles": list(person.roles),
        "honour": person.honour,
        "community": person.community,
        "records": total,
        "items": [hit(record) for record in records],
        "links": {
            "self": f"{settings.base_url}/api/v1/agents/{identifier}",
            "pages": {tag: f"{settings.base_url}/{tag}/agents/{identifier}" for tag in settings.languages},
        },
    }
    return _fresh(jsonify(told))


def _told(one: Standing) -> dict[str, Any]:
    settings = archive().settings
    return {
        "slug": one.slug,
        "name": one.name,
        "peoples": list(one.peoples),
        "contact": one.contact,
        "links": {
            "self": f"{settings.base_url}/api/v1/communities/{one.slug}",
            "pages": {tag: f"{settings.base_url}/{tag}/communities/{one.slug}" for tag in settings.languages},
        },
    }


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    return response
