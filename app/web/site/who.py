"""Addresses of the pages that tell who keeps the records, and whose heritage they are: units and peoples."""

from datetime import date

from flask import render_template, request

from app.web.archive import viewer
from app.web.language import say
from app.web.site import sharing
from app.web.site.asked import reader_of
from app.web.site.peoples import people_page, peoples_page
from app.web.site.routes import blueprint
from app.web.site.units import unit_page, units_page


@blueprint.get("/<lang>/units")
def units(lang: str) -> str:
    reader, asked = reader_of(lang), _day(request.args.get("at", ""))
    shared = None if asked else sharing.page(say(lang, "Units"), type="CollectionPage")
    return render_template("site/units.html", units=units_page(asked, reader), sharing=shared)


@blueprint.get("/<lang>/units/<code>")
def unit(lang: str, code: str) -> str:
    page = unit_page(viewer(), code, reader_of(lang))
    return render_template("site/unit.html", unit=page, sharing=sharing.page(page.name.value, page.note.value))


@blueprint.get("/<lang>/peoples")
def peoples(lang: str) -> str:
    page = peoples_page(viewer(), reader_of(lang))
    shared = sharing.page(say(lang, "The 54 peoples of Vietnam"), type="CollectionPage")
    return render_template("site/peoples.html", peoples=page, sharing=shared)


@blueprint.get("/<lang>/peoples/<slug>")
def people(lang: str, slug: str) -> str:
    page = people_page(viewer(), slug, reader_of(lang))
    return render_template("site/people.html", people=page, sharing=sharing.page(page.name, type="CollectionPage"))


def _day(text: str) -> date | None:
    """What makes no sense is as if it had not been asked."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
