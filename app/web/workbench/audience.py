"""Who may see a thing, as a choice among plain ones; a condition that is none of them is typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.services.conditions import OUTSIDERS
from app.services.desk import Audience
from app.web.language import say
from app.web.workbench.options import Option

OTHER = "other"
_, _ANNOUNCED, _PREVIEW = OUTSIDERS


@dataclass(frozen=True, slots=True)
class Choice:
    """``announced``: others are told that the thing exists; ``preview``: and get a small picture. ``typed`` is a
    condition that no option stands for."""

    options: tuple[Option, ...]
    chosen: str
    announced: bool
    typed: str
    preview: bool = False


def choice(condition: str, unit: str, audiences: Iterable[Audience], language: str) -> Choice:
    """The choice that ``condition`` is. ``unit`` is the code of the unit that keeps the thing, if one does."""
    options = (
        Option("everyone", say(language, "Everyone")),
        Option("registered", say(language, "People with an account")),
        *((Option(f"unit:{unit}", say(language, "The staff of this unit only")),) if unit else ()),
        *(Option(one.atom, _told(one, language)) for one in audiences),
    )
    preview = condition.endswith(_PREVIEW)
    who = condition.removesuffix(_ANNOUNCED).removesuffix(_PREVIEW)
    known = who in {option.value for option in options}
    announced = preview or condition.endswith(_ANNOUNCED)
    return Choice(options, who if known else OTHER, announced, "" if known else who, preview)


def told(condition: str, audiences: Iterable[Audience], language: str) -> str:
    """A condition in words; one that no choice stands for, as it is written."""
    made = choice(condition, "", audiences, language)
    who = next((option.label for option in made.options if option.value == made.chosen), made.typed)
    if not made.announced:
        return who
    if made.preview:
        return say(language, "%(who)s; others are told that it exists and see a small picture", who=who)
    return say(language, "%(who)s; others are told that it exists", who=who)


def condition(form: Mapping[str, str]) -> str:
    """The condition that was chosen or typed; whether it is one is for ``app.services.conditions`` to tell.

    Nothing typed is not "everyone": a thing is never opened by leaving something out.
    """
    who = form.get("who", OTHER)
    text = (form.get("access", "").strip() or "?") if who == OTHER else who
    if text in {"", "everyone"} or text.endswith((_ANNOUNCED, _PREVIEW)):
        return text
    if form.get("preview") == "yes":
        return text + _PREVIEW
    return text + _ANNOUNCED if form.get("announced") == "yes" else text


def _told(audience: Audience, language: str) -> str:
    community = _name(audience.community, language)
    if audience.group is None:
        return say(language, "Members of %(community)s", community=community)
    return say(language, "“%(group)s” in %(community)s", group=_name(audience.group, language), community=community)


def _name(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("vi") or next(iter(names.values()), "")
