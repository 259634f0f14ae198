"""Units over HTTP: the tree on a day, and one with what came before and after it."""

from datetime import date
from typing import Any

from flask import Response, jsonify, request

from app.errors import BadRequest
from app.services.units import reading
from app.services.units.reading import Former, Named, UnitView
from app.web.api import who_schemas
from app.web.api.base import blueprint, failures
from app.web.archive import archive, viewer
from metadata.problem import Problem

Json = dict[str, Any]


@blueprint.get("/api/v1/units")
@blueprint.input(who_schemas.AT, location="query", validation=False)
@blueprint.output(who_schemas.Units)
@blueprint.doc(tags=["units"], responses=failures(400))
def units(query_data: object) -> Response:
    """The units that keep records

    All there are and were, by name; with `at` those of one day.
    """
    on = _day(request.args.get("at", ""))
    found = [unit for unit in archive().units.all() if on is None or unit.stood(on)]
    items = [_line(unit, on) for unit in found]
    return jsonify(total=len(items), items=items, links={"self": _address(request.full_path.rstrip("?"))})


@blueprint.get("/api/v1/units/<code>")
@blueprint.output(who_schemas.Unit)
@blueprint.doc(tags=["units"], responses=failures(404))
def unit(code: str) -> Response:
    """One unit"""
    page = archive().units.page(viewer(), code, cards=0)
    told = _line(page.unit, None) | {
        "note": dict(page.unit.note),
        "source": page.unit.source,
        "above": [each.code for each in page.above],
        "below": [each.code for each in page.below],
        "replaces": [each.code for each in page.predecessors],
        "records": page.total,
    }
    return jsonify(told)


def _line(unit: UnitView, on: date | None) -> Json:
    return {
        "code": unit.code,
        "name": dict(reading.name_on(unit, on) if on else unit.name),
        "level": unit.level,
        "parent": _code(unit.parent),
        "valid_from": _said(unit.valid_from),
        "valid_to": _said(unit.valid_to),
        "replaced_by": _code(unit.replaced_by),
        "formerly": [_former(each) for each in unit.formers],
        "links": {
            "self": _address(f"/api/v1/units/{unit.code}"),
            "pages": {tag: _address(f"/{tag}/units/{unit.code}") for tag in archive().settings.languages},
        },
    }


def _former(former: Former) -> Json:
    told: Json = {"until": former.until.isoformat()}
    if former.name:
        told["name"] = dict(former.name)
    if former.parent:
        told["parent"] = former.parent.code
    return told | {name: text for name in ("commune", "district") if (text := getattr(former, name))}


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(Problem("unit.day", "at", text[:40].replace("\0", "␀"), "2025-06-30")) from error


def _code(unit: Named | None) -> str | None:
    return unit.code if unit else None


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _address(path: str) -> str:
    return archive().settings.base_url + path
