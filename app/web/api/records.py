"""Records over HTTP: reading one, writing, publishing, withdrawing. Every right is checked by the services."""

import json
import re

from flask import Response, jsonify, request
from flask_wtf.csrf import generate_csrf

from app.errors import BadRequest, Stale
from app.services import texts, units
from app.web import delivery
from app.web.api import schemas, shapes
from app.web.api.base import blueprint, failures, officer, sent, tagged, text_of
from app.web.archive import archive, viewer
from app.web.errors import answer, archive_error
from metadata.problem import Problem

_RECORD = "/api/v1/records/<identifier>"
_VERSION = re.compile(r'(?:W/)?"(\d{1,9})"')


@blueprint.get(_RECORD)
@blueprint.output(schemas.Record)
@blueprint.doc(responses=failures(401, 404, 410))
def read(identifier: str) -> Response:
    """One record

    What the public reads; for staff of its unit with `?head=1` the newest text.
    """
    return one(identifier, head=request.args.get("head") == "1")


@blueprint.post("/api/v1/records")
@blueprint.input(schemas.NewRecord, validation=False)
@blueprint.output(schemas.Record, status_code=201)
@blueprint.doc(responses=failures(400, 401, 403, 422))
def create(json_data: object) -> Response:
    """Make a record

    A draft needs a title in any language, no more.
    """
    actor, body = officer(), sent()
    saved = archive().records.create(
        actor,
        text_of(body, "kind"),
        texts.body(body.get("metadata", {})),
        unit=text_of(body, "unit", units.ROOT),
        access=text_of(body, "access", "everyone"),
        why=text_of(body, "why"),
    )
    response = one(saved.identifier, head=True)
    response.status_code = 201
    response.headers["Location"] = f"{archive().settings.base_url}/api/v1/records/{saved.identifier}"
    return response


@blueprint.put(_RECORD)
@blueprint.input(schemas.Text, validation=False)
@blueprint.output(schemas.Record)
@blueprint.doc(responses=failures(400, 401, 403, 404, 412, 422, 428))
def save(identifier: str, json_data: object) -> Response:
    """Save a new version

    `If-Match` holds the version that was read. If somebody changed the description since, nothing is saved and both
    texts come back; files that were added since are joined.
    """
    actor, body, base = officer(), sent(), _base()
    if base is None:
        return _unconditional()
    media = body.get("media")
    if media is None:
        media = [view.id for view in archive().reading.record(actor, identifier, head=True).media]
    if not isinstance(media, list) or not all(isinstance(id, str) for id in media):
        raise BadRequest(Problem("api.media", "media", str(media)[:80]))
    mine = texts.body(body.get("metadata", {}), media)
    try:
        archive().records.save(actor, identifier, mine, base=base, why=text_of(body, "why"))
    except Stale as error:
        return _both(error, identifier, mine)
    return one(identifier, head=True)


@blueprint.post(f"{_RECORD}/publish")
@blueprint.output(schemas.Record)
@blueprint.doc(responses=failures(401, 403, 404, 412, 422, 428))
def publish(identifier: str) -> Response:
    """Publish the newest version

    `If-Match` holds the version that was read, and that becomes what the public reads. Where it names communities
    whose stewards have not approved it yet, they are asked, nothing is published, and 202 tells so. 422 names all that
    is missing; where the archive demands words for those who can't see or hear, also each file that lacks them.
    """
    actor, base = officer(), _base()
    if base is None:
        return _unconditional()
    try:
        waits = archive().records.publish(actor, identifier, base=base)
    except Stale as error:
        return _both(error, identifier, None)
    response = one(identifier, head=True)
    if waits:
        response.status_code = 202
    return response


@blueprint.post(f"{_RECORD}/withdraw")
@blueprint.input(schemas.Reason, validation=False)
@blueprint.output(schemas.Record)
@blueprint.doc(responses=failures(400, 401, 403, 404))
def withdraw(identifier: str, json_data: object) -> Response:
    """Withdraw from the public

    The record is kept; where it was public a tombstone answers.
    """
    actor, why = officer(), text_of(sent(), "why").strip()
    if not why:
        raise BadRequest(Problem("api.reason", "why"))
    archive().records.withdraw(actor, identifier, why=why)
    return one(identifier, head=True)


@blueprint.get("/api/v1/session")
@blueprint.output(schemas.Session)
def session() -> Response:
    """Who you are, and the token that writes need"""
    response = jsonify(name=viewer().name or None, csrf=generate_csrf())
    response.headers["Cache-Control"] = "private, no-store"
    return response


def one(identifier: str, *, head: bool = False) -> Response:
    """A record's JSON. Staff see the work on its files go on, so only others are told that nothing has changed."""
    view = archive().reading.record(viewer(), identifier, head=head)
    body = json.dumps(shapes.record(view), ensure_ascii=False)
    response = Response(body, mimetype="application/json")
    if view.kept:
        response.headers["Cache-Control"] = "private, no-store"
        return tagged(response, view.version)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(delivery.digest(body), weak=True)
    response.make_conditional(request)
    return response


def _base() -> int | None:
    """The version in ``If-Match``; None without one. A proxy that compresses may have made the tag weak."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        return None
    found = _VERSION.fullmatch(given)
    if found is None:
        raise BadRequest(Problem("api.if_match", "If-Match", given[:80]))
    return int(found[1])


def _unconditional() -> Response:
    return answer(428, Problem("api.if_match_needed", "If-Match"))


def _both(error: Stale, identifier: str, mine: texts.Body | None) -> Response:
    """What was sent beside what is there now: nothing is lost."""
    response = archive_error(error)
    now_there = shapes.record(archive().reading.record(viewer(), identifier, head=True))
    details = response.get_json() | {"current": now_there, **({"yours": mine} if mine else {})}
    response.data = json.dumps(details, ensure_ascii=False)
    return response
