"""Completions of what is being typed. They come from what everyone may see, so one answer serves all and may be kept.

The answer speaks every language of the interface at once: readers of all of them share it.
"""

from typing import Any

from apiflask import Schema
from apiflask.fields import Dict, Integer, List, Nested, Raw, String
from apiflask.validators import OneOf, Range
from flask import Response, jsonify, request
from marshmallow.fields import Field

from app.services import labels
from app.services.discovery import Suggested
from app.services.reading import RecordView
from app.web import delivery
from app.web.api.base import blueprint, failures, number_asked
from app.web.archive import archive
from app.web.language import say
from metadata.vocabulary import vocabulary

LETTERS = 200
MOST, USUAL = 12, 8
SECONDS = 60

Json = dict[str, Any]

_QUERY: dict[str, Field[Any] | type] = {
    "q": String(metadata={"description": "What is typed so far; tones may be left out."}),
    "limit": Integer(validate=Range(min=1, max=MOST), metadata={"description": "How many at most."}),
}
_NOTE = {"description": "What it is, by language of the interface."}


class Suggestion(Schema):
    type = String(required=True, validate=OneOf(["people", "record"]))
    value = String(required=True, metadata={"description": "A people's key, a record's identifier."})
    text = String(required=True, metadata={"description": "As it is spelled."})
    label = Dict(keys=String(), values=String(), metadata={"description": "Of a people: its name by language."})
    note = Dict(keys=String(), values=String(), metadata=_NOTE)
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


class Suggestions(Schema):
    items = List(Nested(Suggestion), required=True)


@blueprint.get("/api/v1/suggestions")
@blueprint.input(_QUERY, location="query", validation=False)
@blueprint.output(Suggestions)
@blueprint.doc(responses=failures(400, 503))
def suggestions(query_data: object) -> Response:
    """Complete what is being typed

    Peoples and records that everyone may see at any time.
    """
    limit = number_asked("limit", USUAL, MOST)
    typed = request.args.get("q", "")[:LETTERS].strip()
    made = archive().discovery.suggest(typed, limit) if typed else ()
    return delivery.keep(jsonify(items=[_item(each) for each in made]), everyone=True, seconds=SECONDS)


def _item(made: Suggested) -> Json:
    each = made.suggestion
    tags = archive().settings.languages
    path = f"{'records' if made.record else 'peoples'}/{each.value}"
    base = archive().settings.base_url
    return {
        "type": each.kind,
        "value": each.value,
        "text": each.text,
        "label": {} if made.record else dict(vocabulary("peoples").concepts[each.value].labels),
        "note": {tag: _note(made.record, tag) for tag in tags},
        "links": {
            "self": f"{base}/api/v1/{path}",
            "pages": {tag: f"{base}/{tag}/{path}" for tag in tags},
        },
    }


def _note(record: RecordView | None, tag: str) -> str:
    """``Lễ hội · Xtiêng``, as over the title of a hit."""
    if record is None:
        return say(tag, "People")
    kind = vocabulary("kinds").concepts[record.kind].label(tag)
    known = vocabulary("peoples").concepts
    named = [value["value"] for value in labels.public(record.metadata).get("people", ())]
    peoples = ", ".join(known[key].label(tag) for key in named if key in known)
    return f"{kind} · {peoples}" if peoples else kind
