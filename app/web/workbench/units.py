"""Pages on which administrators keep the tree of units. Who may change which one, ``app.services.units`` says."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import ArchiveError, Invalid, NotAllowed
from app.services.units import reading
from app.services.units.changing import LEVELS, Place
from app.services.units.finding import ROOT
from app.web.archive import archive, language, viewer
from app.web.errors import STATUS
from app.web.language import noted, say
from app.web.problems import sentence
from app.web.workbench.blueprint import blueprint
from app.web.workbench.options import Option
from metadata.problem import Problem
from metadata.vocabulary import vocabulary

Form = Mapping[str, str]
TOLD = {
    "rename": noted("Changed. The page of the unit shows it at once."),
    "move": noted("Moved. Who has a role in the unit above reaches it now."),
    "placed": noted("It is written down where the unit was before."),
    "describe": noted("Changed. The page of the unit shows it at once."),
    "close": noted("Closed. Its records and roles have stayed with it."),
    "reopen": noted("Open again."),
    "remove": noted("Removed: nothing referred to it."),
}


@blueprint.get("/<lang>/desk/units")
def units() -> str:
    _administrators_only()
    open_ones = archive().units.administered(viewer())
    codes = {choice.code for choice in open_ones}
    today = reading.today()
    closed = [unit for unit in archive().units.all() if not unit.stood(today) and unit.parent]
    mine = [unit for unit in closed if unit.parent and unit.parent.code in codes]
    return render_template("workbench/units.html", units=open_ones, closed=mine, words=words)


@blueprint.get("/<lang>/desk/units/new")
def new_unit() -> str:
    _administrators_only()
    return _new(request.args, [])


@blueprint.post("/<lang>/desk/units/new")
def make_unit() -> Any:
    _administrators_only()
    form = request.form
    try:
        archive().units.add(
            viewer(),
            form.get("code", "").strip(),
            _texts(form, "name"),
            level=form.get("level", ""),
            parent=form.get("parent", ROOT),
            since=_day(form, "since"),
        )
    except ArchiveError as error:
        return _new(form, _sentences(error)), STATUS.get(type(error), 500)
    flash(say(language(), "The unit has been made."))
    return redirect(url_for("workbench.unit", code=form["code"].strip()))


@blueprint.get("/<lang>/desk/units/<code>")
def unit(code: str) -> str:
    _mine(code)
    return _unit(code, {}, [])


@blueprint.post("/<lang>/desk/units/<code>")
def change_unit(code: str) -> Any:
    _mine(code)
    form, asked = request.form, request.form.get("do", "")
    if asked not in _DEEDS:
        return redirect(url_for("workbench.unit", code=code))
    try:
        _DEEDS[asked](code, form)
    except ArchiveError as error:
        return _unit(code, form, _sentences(error)), STATUS.get(type(error), 500)
    flash(say(language(), TOLD[asked]))
    if asked == "remove":
        return redirect(url_for("workbench.units"))
    return redirect(url_for("workbench.unit", code=code))


def words(name: Mapping[str, str]) -> str:
    """In the officer's language, else in whichever there is."""
    return name.get(language()) or name.get("vi") or next(iter(name.values()), "")


def _rename(code: str, form: Form) -> None:
    archive().units.rename(viewer(), code, _texts(form, "name"), level=form.get("level", ""), since=_day(form, "since"))


def _move(code: str, form: Form) -> None:
    archive().units.move(viewer(), code, form.get("parent", ""), since=_day(form, "since"))


def _placed(code: str, form: Form) -> None:
    until = _needed(form, "until")
    place = Place(until, form.get("parent") or None, form.get("commune", ""), form.get("district", ""))
    archive().units.placed(viewer(), code, place)


def _describe(code: str, form: Form) -> None:
    archive().units.describe(viewer(), code, _texts(form, "note"), form.get("source", ""))


def _close(code: str, form: Form) -> None:
    archive().units.close(viewer(), code, last=_needed(form, "last"), replaced_by=form.get("replaced_by", ""))


def _reopen(code: str, _form: Form) -> None:
    archive().units.reopen(viewer(), code)


def _remove(code: str, _form: Form) -> None:
    archive().units.remove(viewer(), code)


_DEEDS: Mapping[str, Callable[[str, Form], None]] = {
    "rename": _rename,
    "move": _move,
    "placed": _placed,
    "describe": _describe,
    "close": _close,
    "reopen": _reopen,
    "remove": _remove,
}


def _new(given: Form, problems: list[str]) -> str:
    return render_template(
        "workbench/unit_new.html",
        given=given,
        problems=problems,
        levels=_levels(),
        parents=archive().units.administered(viewer()),
        words=words,
    )


def _unit(code: str, given: Form, problems: list[str]) -> str:
    """``given`` is what was typed into the form that was refused; the others show what is kept."""
    found, mine = archive().units.one(code), archive().units.administered(viewer())
    return render_template(
        "workbench/unit.html",
        unit=found,
        today=reading.today().isoformat(),  # what is changed here holds at once: no day to come
        given=given,
        problems=problems,
        levels=_levels(found.level),
        parents=[choice for choice in mine if choice.code != code],
        may_add=any(choice.code == code for choice in mine),
        former_parents=[each for each in archive().units.all() if each.code != code and each.valid_to],
        topmost=code == ROOT,
        words=words,
    )


def _levels(now: str = "") -> list[Option]:
    known = (level for level in vocabulary(LEVELS) if level.key != ROOT or now == ROOT)
    return [Option(level.key, level.label(language())) for level in known]


def _texts(form: Form, name: str) -> dict[str, str]:
    return {tag: form.get(f"{name}_{tag}", "") for tag in archive().settings.languages}


def _day(form: Form, name: str) -> date | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(Problem("unit.day", name, text[:40].replace("\0", "␀"), "2025-06-30")) from error


def _needed(form: Form, name: str) -> date:
    day = _day(form, name)
    if day is None:
        raise Invalid(Problem("unit.day_needed", name))
    return day


def _sentences(error: ArchiveError) -> list[str]:
    return list(dict.fromkeys(sentence(problem, language()) for problem in error.problems))


def _administrators_only() -> None:
    if "administrator" not in viewer().roles.values():
        raise NotAllowed(Problem("account.role_needed", value=viewer().name, expected="administer"))


def _mine(code: str) -> None:
    """Raises ``NotFound`` before anything is told of roles."""
    archive().units.one(code)
    if not archive().units.may_change(viewer(), code):
        raise NotAllowed(Problem("account.role_needed", value=viewer().name, expected="administer"))
