"""The page on which administrators of the whole archive decide on the rules of the house."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import NotAllowed
from app.services.rules import DEMAND, MEDIA_IN_WORDS, WARN
from app.web.archive import archive, language, viewer
from app.web.language import noted, say
from app.web.workbench.blueprint import blueprint
from metadata.problem import Problem

TOLD = {
    WARN: noted("Changed: files that lack words are pointed out, and keep nothing from being published."),
    DEMAND: noted("Changed: from now on a record is published only when all of its files have their words."),
}


@blueprint.get("/<lang>/desk/rules")
def rules() -> str:
    if not viewer().can("administer", None):
        raise NotAllowed(Problem("account.role_needed", value=viewer().name, expected="administer"))
    return render_template("workbench/rules.html", media_in_words=archive().rules.all()[MEDIA_IN_WORDS])


@blueprint.post("/<lang>/desk/rules")
def change_rules() -> Any:
    value = request.form.get(MEDIA_IN_WORDS, "")
    archive().rules.change(viewer(), MEDIA_IN_WORDS, value)
    flash(say(language(), TOLD[value]))
    return redirect(url_for("workbench.rules"))
