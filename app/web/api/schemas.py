"""What the API says and hears, for its specification. Whether a text is right is asked of ``metadata.validation``."""

from typing import Any, get_args

from apiflask import Schema
from apiflask.fields import Dict, Integer, List, Nested, Raw, String
from apiflask.validators import Length, OneOf, Range
from marshmallow.fields import Field

from app.search import facets
from app.search.query import Sort
from metadata.profile import KINDS
from metadata.statements import TYPES

SORTS: tuple[Sort, ...] = get_args(Sort)
MOST_PER_PAGE = 100

_TEXTS = Dict(keys=String(), values=List(String()), metadata={"description": "Texts by language tag."})
_LABEL = Dict(keys=String(), values=String(), metadata={"description": "One text by language tag."})


class Problem(Schema):
    code = String(required=True)
    field = String(required=True)
    value = String(required=True)
    expected = String(required=True)
    message = String(required=True, metadata={"description": "A sentence in the reader's language."})


class ProblemDetails(Schema):
    """RFC 9457, with every problem that was found."""

    type = String(required=True)
    title = String(required=True)
    status = Integer(required=True)
    problems = List(Nested(Problem), required=True)


class Value(Schema):
    type = String(required=True, validate=OneOf(TYPES))
    value = String(required=True)
    lang = String(metadata={"description": "BCP 47 tag of a text."})
    vocabulary = String()
    target = String()
    parts = Dict(
        keys=String(), values=List(Raw()), metadata={"description": "Statements of a group, in the same form."}
    )


class LabelledValue(Value):
    label = _LABEL
    uri = String()


class Progress(Schema):
    done = Integer(required=True)
    total = Integer(required=True)


class Media(Schema):
    id = String(required=True)
    type = String(required=True)
    state = String(required=True, validate=OneOf(["received", "queued", "working", "ready", "failed"]))
    label = _LABEL
    width = Integer()
    height = Integer()
    duration = Raw(metadata={"description": "Seconds.", "type": "number"})
    pages = Integer()
    metadata = Dict(keys=String(), values=List(Nested(LabelledValue)))
    progress = Nested(Progress, metadata={"description": "Steps done so far, while it is worked on."})
    problem = String(metadata={"description": "For staff: why it failed."})
    filename = String(metadata={"description": "For staff: the name it came with."})
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


class Unit(Schema):
    code = String(required=True)
    name = _LABEL


class Record(Schema):
    identifier = String(required=True)
    kind = String(required=True, validate=OneOf(KINDS))
    status = String(required=True, validate=OneOf(["published", "draft", "in_review", "withdrawn"]))
    version = Integer(required=True)
    head_version = Integer(metadata={"description": "For staff: the newest version."})
    published_version = Integer(allow_none=True, metadata={"description": "For staff: what the public reads."})
    access = String(metadata={"description": "For staff: who may see it."})
    unit = Nested(Unit)
    metadata = Dict(keys=String(), values=List(Nested(LabelledValue)), required=True)
    media = List(Nested(Media), required=True)
    announced_media = Integer(metadata={"description": "Files that you are told of and may ask for."})
    created = String()
    published = String(allow_none=True)
    changed = String()
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


class Hit(Schema):
    identifier = String(required=True)
    kind = String(required=True)
    title = _TEXTS
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


class Count(Schema):
    value = String(required=True)
    label = _LABEL
    count = Integer(required=True)


class Hits(Schema):
    total = Integer(required=True)
    items = List(Nested(Hit), required=True)
    facets = Dict(keys=String(), values=List(Nested(Count)), required=True)
    relaxed = String(metadata={"description": "Empty, or how the question was widened: few, typed, spelling, some."})
    meant = String(metadata={"description": "Empty, or the question in the spelling of what was found."})
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


class CollectionCard(Schema):
    identifier = String(required=True)
    title = _LABEL
    records = Integer(metadata={"description": "Records in it that you may see."})
    collections = Integer(metadata={"description": "Collections in it that you may see."})
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


class Collections(Schema):
    total = Integer(required=True)
    items = List(Nested(CollectionCard), required=True)
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


class Collection(Schema):
    identifier = String(required=True)
    title = _LABEL
    description = Dict(keys=String(), values=String(), metadata={"description": "The story, in paragraphs."})
    status = String(required=True, validate=OneOf(["published", "draft", "withdrawn"]))
    unit = Nested(Unit)
    within = List(Nested(CollectionCard), metadata={"description": "The collections that it stands in."})
    collections = List(Nested(CollectionCard), required=True)
    total = Integer(required=True, metadata={"description": "Its records that you may see."})
    items = List(Nested(Hit), required=True)
    created = String()
    published = String(allow_none=True)
    changed = String()
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


class Said(Schema):
    text = String(required=True)
    lang = String(required=True)
    author = String(required=True)


class CommunityLine(Schema):
    slug = String(required=True)
    name = _LABEL
    peoples = List(String(), metadata={"description": "Keys of the vocabulary of peoples."})
    contact = String()
    records = Integer(required=True, metadata={"description": "How many that you may see name it."})
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


class Communities(Schema):
    items = List(Nested(CommunityLine), required=True)


class Community(CommunityLine):
    words = List(Nested(Said), metadata={"description": "What it says of itself."})
    items = List(Nested(Hit), metadata={"description": "The records, newest first."})


class Agent(Schema):
    identifier = String(required=True)
    name = String(required=True)
    roles = List(String(), metadata={"description": "Keys of the vocabulary of roles."})
    honour = String()
    community = String(metadata={"description": "Slug of their community."})
    records = Integer(required=True, metadata={"description": "In how many that you may see they take part."})
    items = List(Nested(Hit))
    links = Raw(metadata={"description": "Addresses by name.", "type": "object"})


SEARCH: dict[str, Field[Any] | type] = {
    "q": String(metadata={"description": "Words, phrases in quotes, facet:value, -without."}),
    "sort": String(validate=OneOf(SORTS)),
    "page": Integer(validate=Range(min=1), metadata={"description": "Up to 10,000 hits; then follow links.next."}),
    "per_page": Integer(validate=Range(min=1, max=MOST_PER_PAGE)),
    "cursor": String(metadata={"description": "As links.next gives it; takes the place of page."}),
    **{
        name: List(String(), metadata={"description": "A facet: its values are alternatives."})
        for name in facets.names()
    },
}


class NewRecord(Schema):
    kind = String(required=True, validate=OneOf(KINDS))
    unit = String(metadata={"description": "Code of the unit that keeps it."})
    access = String(metadata={"description": "Who may see it; default: everyone."})
    metadata = Dict(keys=String(), values=List(Nested(Value)), required=True)
    why = String(validate=Length(max=1000))


class Text(Schema):
    metadata = Dict(keys=String(), values=List(Nested(Value)), required=True)
    media = List(String(), metadata={"description": "Ids in their order; left out: as they are."})
    why = String(validate=Length(max=1000))


class Reason(Schema):
    why = String(required=True, validate=Length(min=1, max=1000))


class Session(Schema):
    name = String(allow_none=True)
    csrf = String(required=True, metadata={"description": "Send it as X-CSRFToken with every write."})
