"""What the API says of units and peoples, for its specification."""

from typing import Any

from apiflask import Schema
from apiflask.fields import Dict, Integer, List, Nested, Raw, String
from marshmallow.fields import Field

from app.web.api.schemas import Count

_NAME = Dict(keys=String(), values=String(), metadata={"description": "One text by language tag."})
_LINKS = Raw(metadata={"description": "Addresses by name.", "type": "object"})
_DAY = String(allow_none=True, metadata={"description": "YYYY-MM-DD; null where it is not known or not yet."})


class Former(Schema):
    until = String(required=True)
    name = _NAME
    parent = String(metadata={"description": "Code of the unit above, then."})
    commune = String()
    district = String()


class UnitLine(Schema):
    code = String(required=True)
    name = _NAME
    level = String(required=True)
    parent = String(allow_none=True, metadata={"description": "Code of the unit above."})
    valid_from = _DAY
    valid_to = _DAY
    replaced_by = String(allow_none=True, metadata={"description": "Code of what came in its place."})
    formerly = List(Nested(Former), metadata={"description": "How it stood until a day."})
    links = _LINKS


class Units(Schema):
    total = Integer(required=True)
    items = List(Nested(UnitLine), required=True)
    links = _LINKS


class Unit(UnitLine):
    note = _NAME
    source = String(metadata={"description": "Where what is told of it was found."})
    above = List(String(), metadata={"description": "Codes, from the top."})
    below = List(String())
    replaces = List(String())
    records = Integer(metadata={"description": "Those of this unit and those below it that you may see."})


class PeopleLine(Schema):
    slug = String(required=True)
    name = _NAME
    code = String(metadata={"description": "In the list of 1979."})
    other_names = List(String())
    local_groups = List(String())
    self_names = List(String())
    languages = List(String())
    records = Integer(allow_none=True, metadata={"description": "Those that you may see; null while search is away."})
    links = _LINKS


class Peoples(Schema):
    total = Integer(required=True)
    items = List(Nested(PeopleLine), required=True)
    links = _LINKS


class People(PeopleLine):
    family = String()
    population_2019 = Integer(allow_none=True)
    facets = Dict(keys=String(), values=List(Nested(Count)))


AT: dict[str, Field[Any] | type] = {
    "at": String(metadata={"description": "A day, YYYY-MM-DD: only units that stood then, under the names of then."})
}
