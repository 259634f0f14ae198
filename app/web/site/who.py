"""Addresses of the pages that tell who keeps the records, and whose heritage they are: units and peoples."""

from datetime import date

from flask import render_template, request

from app.web.archive import viewer
from app.web.site.asked import reader_of
from app.web.site.peoples import people_page, peoples_page
from app.web.site.routes import blueprint
from app.web.site.units import unit_page, units_page


@blueprint.get("/<lang>/units")
def units(lang: str) -> str:
    return render_template("site/units.html", units=units_page(_day(request.args.get("at", "")), reader_of(lang)))


@blueprint.get("/<lang>/units/<code>")
def unit(lang: str, code: str) -> str:
    return render_template("site/unit.html", unit=unit_page(viewer(), code, reader_of(lang)))


@blueprint.get("/<lang>/peoples")
def peoples(lang: str) -> str:
    return render_template("site/peoples.html", peoples=peoples_page(viewer(), reader_of(lang)))


@blueprint.get("/<lang>/peoples/<slug>")
def people(lang: str, slug: str) -> str:
    return render_template("site/people.html", people=people_page(viewer(), slug, reader_of(lang)))


def _day(text: str) -> date | None:
    """What makes no sense is as if it had not been asked."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
