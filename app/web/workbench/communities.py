"""Pages of communities: for their stewards, for those who belong to them, and for administrators who make them.

Every deed is checked again by the service that does it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.errors import Invalid, NotFound
from app.services.communities import Standing, Words, naming
from app.web.archive import archive, language, viewer
from app.web.language import noted, say
from app.web.problems import sentence
from app.web.workbench import audience, options
from app.web.workbench.blueprint import blueprint
from metadata.names import fold
from metadata.problem import Problem
from metadata.vocabulary import vocabulary

RECENT = 8
MOST_WORDS = 12
"""Lines for own words that a form may bring: one a language, and some to spare."""

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class May:
    """What somebody is to a community."""

    steward: bool
    administers: bool

    @property
    def arranges(self) -> bool:
        return self.steward or self.administers


@blueprint.get("/<lang>/desk/communities")
def communities() -> str:
    return _list([], {})


@blueprint.post("/<lang>/desk/communities")
def make_community() -> Any:
    given = request.form
    slug = given.get("slug", "").strip()
    try:
        peoples = given.getlist("people")
        archive().communities.make(viewer(), slug, _named(given), peoples, given.get("contact", ""))
    except Invalid as error:
        return _list([sentence(problem, language()) for problem in error.problems], given), 422
    flash(say(language(), "The community has been made. Now write down whom it has chosen as its steward, if anybody."))
    return redirect(url_for("workbench.community", slug=slug))


@blueprint.get("/<lang>/desk/communities/<slug>")
def community(slug: str) -> str:
    return _page(slug, [], {})


@blueprint.post("/<lang>/desk/communities/<slug>")
def change_community(slug: str) -> Any:
    deed, _, what = request.form.get("do", "").partition(":")
    if deed not in _DEEDS:
        raise NotFound(Problem("http.not_found"))
    try:
        told = _DEEDS[deed](slug, what, request.form)
    except Invalid as error:
        return _page(slug, [sentence(problem, language()) for problem in error.problems], request.form), 422
    flash(say(language(), told))
    if slug not in viewer().communities and not viewer().can("administer", None):
        return redirect(url_for("workbench.communities"))  # they have just left it
    return redirect(url_for("workbench.community", slug=slug))


def _list(problems: list[str], given: Form) -> str:
    me = viewer()
    administers = me.can("administer", None)
    if not (administers or me.communities):
        raise NotFound(Problem("http.not_found"))
    known = archive().communities.all() if administers else archive().communities.mine(me)
    return render_template(
        "workbench/communities.html",
        known=known,
        waiting={one.slug: len(archive().approvals.waiting(me, one.slug)) for one in known if one.slug in me.stewards},
        administers=administers,
        peoples=_peoples(),
        people_label=_people_label,
        problems=problems,
        given=given,
    )


def _page(slug: str, problems: list[str], given: Form) -> str:
    me = viewer()
    may = May(slug in me.stewards, me.can("administer", None))
    if not may.arranges and slug not in me.communities:
        raise NotFound(Problem("community.not_found", value=slug[:80]))
    known = archive().communities.one(slug)
    records, total = archive().named.page(me, naming.COMMUNITY, slug, page=1, per_page=RECENT)
    return render_template(
        "workbench/community.html",
        community=known,
        may=may,
        problems=problems,
        given=given,
        waiting=archive().approvals.waiting(me, slug) if may.steward else [],
        records=records,
        total=total,
        people=archive().communities.people(me, slug) if may.arranges else [],
        groups=archive().communities.groups(me, slug) if may.arranges else [],
        requests=archive().takedowns.of_community(me, slug) if slug in me.communities else [],
        audience=rule(known),
        words=[*known.words, *([Words("", language(), "")] if may.steward else [])],
        tongues=options.all_languages(archive().settings.languages, language()),
        peoples=_peoples(),
        people_label=_people_label,
        account_of=me.name,
    )


def rule(known: Standing) -> audience.Choice:
    """Who may see what names a community, as its steward chooses it: themselves and their own groups are offered."""
    atoms = (f"community:{known.slug}", f"group:{known.slug}/")
    own = [one for one in archive().desk.audiences() if one.atom == atoms[0] or one.atom.startswith(atoms[1])]
    return audience.choice(known.protocol, "", own, language())


def _peoples() -> tuple[options.Option, ...]:
    return options.named(((people.key, people.labels) for people in vocabulary("peoples")), language())


def _people_label(key: str) -> str:
    concept = vocabulary("peoples").concepts.get(key)
    return concept.label(language()) if concept else key


def _named(form: Form, prefix: str = "name") -> dict[str, str]:
    """Names by language: those of the interface have a box each, one more may be in any other."""
    found = {tag: form.get(f"{prefix}.{tag}", "") for tag in archive().settings.languages}
    other = form.get(f"{prefix}_lang", "")
    return found | (
        {other: form.get(f"{prefix}.other", "")} if other and form.get(f"{prefix}.other", "").strip() else {}
    )


def _describe(slug: str, _what: str, form: Form) -> str:
    peoples = request.form.getlist("people")
    kept = {tag: text for tag, text in archive().communities.one(slug).name.items() if f"name.{tag}" not in form}
    archive().communities.describe(viewer(), slug, kept | _named(form), peoples, form.get("contact", ""))
    return noted("Saved.")


def _say(slug: str, _what: str, form: Form) -> str:
    words = [
        Words(form.get(f"words.{n}.text", ""), form.get(f"words.{n}.lang", ""), form.get(f"words.{n}.author", ""))
        for n in range(MOST_WORDS)
    ]
    archive().communities.say(viewer(), slug, words)
    return noted("Your words have been saved. Everybody reads them on the community’s page.")


def _rule(slug: str, _what: str, form: Form) -> str:
    archive().communities.set_protocol(viewer(), slug, audience.condition(form))
    return noted("The rule holds from now on. What was public and more open has been closed to others.")


def _add(slug: str, _what: str, form: Form) -> str:
    archive().communities.add_person(viewer(), slug, form.get("account", ""))
    return noted("Added.")


def _remove(slug: str, what: str, _form: Form) -> str:
    archive().communities.remove_person(viewer(), slug, what)
    return noted("No longer a member. It holds at once.")


def _choose(slug: str, what: str, form: Form) -> str:
    archive().communities.set_steward(viewer(), slug, what or form.get("account", ""), steward=True)
    return noted("Written down. From now on, publication of what names this community waits for its steward.")


def _unchoose(slug: str, what: str, _form: Form) -> str:
    archive().communities.set_steward(viewer(), slug, what, steward=False)
    return noted("No longer a steward.")


def _release(slug: str, _what: str, _form: Form) -> str:
    archive().communities.release(viewer(), slug)
    return noted("Publication waits for nobody any more.")


def _group(slug: str, _what: str, form: Form) -> str:
    named = _named(form, "group_name")
    code = form.get("group", "").strip() or _code(next((name for name in named.values() if name.strip()), ""))
    archive().communities.make_group(viewer(), slug, code, named)
    return noted("The group has been made.")


def _code(name: str) -> str:
    """Of a name: a steward need not know what a code is."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40].rstrip("-")


def _join(slug: str, what: str, form: Form) -> str:
    archive().communities.set_in_group(viewer(), slug, what, form.get("account", ""), inside=True)
    return noted("Added.")


def _part(slug: str, what: str, _form: Form) -> str:
    group, _, account = what.partition("/")
    archive().communities.set_in_group(viewer(), slug, group, account, inside=False)
    return noted("No longer in the group. It holds at once.")


_DEEDS: Mapping[str, Callable[[str, str, Form], str]] = {
    "describe": _describe,
    "say": _say,
    "rule": _rule,
    "add": _add,
    "remove": _remove,
    "choose": _choose,
    "unchoose": _unchoose,
    "release": _release,
    "group": _group,
    "join": _join,
    "part": _part,
}
