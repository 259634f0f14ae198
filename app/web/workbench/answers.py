"""What a form that was sent says: a description, and rows put in another order or taken out of it.

Nothing is corrected: validation tells. Rows keep the order in which they were sent, which is that of the page; their
numbers only hold together what belongs together.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.web.archive import archive, language
from app.web.workbench import dates
from app.web.workbench.forms import COMMUNITY, ROOT, Metadata
from app.web.workbench.occasions import answered, composed
from app.web.workbench.options import in_words
from metadata.profile import Row, profile
from metadata.statements import normalized
from metadata.vocabulary import vocabulary

_ADDRESS = re.compile(r"/records/([0-9a-z]{8})\b", re.IGNORECASE)
_DEPTHS = frozenset({4, 6})  # a field of the form, and a part of a group: with ROOT, their number and the member

_ROWS = frozenset({2, 4})  # what the name of a row has before its number

Tree = dict[str, Any]


def read(kind: str, form: Iterable[tuple[str, str]], action: str = "", where: str = "") -> Metadata:
    """The description. ``action`` (``drop``, ``up``, ``down``) is done to the row that ``where`` names."""
    tree: Tree = {}
    for name, text in form:
        steps = name.split(".")
        if steps[0] == ROOT and len(steps) in _DEPTHS:
            _plant(tree, steps[1:], text)
    _arrange(tree, action, where)
    return normalized(_metadata(profile(kind).rows, tree))


def pairs(metadata: Metadata, within: str = ROOT) -> Iterator[tuple[str, str]]:
    """Names and texts of hidden controls that say what ``metadata`` says."""
    for name, values in metadata.items():
        for number, value in enumerate(values):
            here = f"{within}.{name}.{number}"
            yield from ((f"{here}.{key}", value[key]) for key in ("value", "lang", "target") if value.get(key))
            yield from pairs(value.get("parts", {}), here)


def _plant(tree: Tree, steps: list[str], text: str) -> None:
    for step in steps[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            return
    tree[steps[-1]] = text.strip()


def _arrange(tree: Tree, action: str, where: str) -> None:
    *way, number = where.split(".")
    if len(way) not in _ROWS:
        return
    holder: Any = tree
    for step in way[1:]:
        holder = holder.get(step) if isinstance(holder, dict) else None
    if not isinstance(holder, dict) or number not in holder:
        return
    if action == "drop":
        del holder[number]
    order = list(holder)
    place = order.index(number) if number in order else -1
    other = {"up": place - 1, "down": place + 1}.get(action, -1)
    if place >= 0 and 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        rows = {key: holder[key] for key in order}
        holder.clear()
        holder.update(rows)


def _metadata(rows: Iterable[Row], tree: Mapping[str, Any]) -> Metadata:
    found: Metadata = {}
    for row in rows:
        numbered = tree.get(row.name)
        if isinstance(numbered, dict):
            values = [value for key, leaf in numbered.items() if key.isdecimal() and (value := _value(row, leaf))]
            if values:
                found[row.name] = values
    return found


def _value(row: Row, leaf: object) -> dict[str, Any] | None:
    if not isinstance(leaf, dict):
        return None
    text = _text(row, leaf) or _province(row, leaf) or _called(row, leaf)
    value: dict[str, Any] = {"type": row.type, "value": text}
    parts = _metadata(row.shape or (), leaf)
    if not (text or parts):
        return None
    if parts:
        value["parts"] = parts
    lang = _member(leaf, "lang")
    if row.has_language:
        value["lang"] = lang or "vi"
    elif row.type == "place" and lang:
        value["lang"] = lang
    if row.type == "concept" and row.vocabulary:
        value["vocabulary"] = row.vocabulary
    return value | _target(row, _member(leaf, "target"))


def _text(row: Row, leaf: Tree) -> str:
    if row.type == "recurrence" and leaf.get("form"):
        return composed(answered(leaf))
    text = _member(leaf, "value")
    if row.type == "date":
        return dates.typed(text)
    if row.type == "record":
        found = _ADDRESS.search(text)
        return (found[1] if found else text).lower()
    return text


def _province(row: Row, leaf: Tree) -> str:
    """A province chosen with no place written beside it is the place."""
    concept = vocabulary("provinces").concepts.get(_member(leaf, "target")) if row.type == "place" else None
    return concept.label("vi") if concept else ""


def _called(row: Row, leaf: Tree) -> str:
    """A community chosen with no name written beside it is called what the archive calls it."""
    target = _member(leaf, "target") if row.name == COMMUNITY else ""
    if not target:
        return ""
    known = {one.slug: one.name for one in archive().communities.all()}
    return in_words(known.get(target, {}), _member(leaf, "lang") or language())


def _target(row: Row, target: str) -> dict[str, str]:
    if row.type == "place" and target:
        return {"vocabulary": row.vocabulary or "provinces", "target": target}
    return {"target": target} if target and (row.type == "agent" or row.name == COMMUNITY) else {}


def _member(leaf: Tree, name: str) -> str:
    """A text; where names were sent that no form has, there may be something else."""
    found = leaf.get(name, "")
    return found if isinstance(found, str) else ""
