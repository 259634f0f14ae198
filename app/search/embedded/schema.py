"""The fields of the embedded index, and how a document is put into them."""

import json

import tantivy

from app.search import facets
from app.search.document import BOUNDARY, IndexDocument, MediaDocument, RecordDocument, id_number

# Grows with every change of fields or of what the analysis makes of text; an index of another version is made anew
VERSION = 2

TITLE, NAMES, EVERYTHING, PAIRS, EXACT = "title", "names", "everything", "pairs", "exact"
SPOKEN, SPOKEN_EXACT = "spoken", "spoken_exact"
SCORED = (TITLE, NAMES, EVERYTHING, PAIRS, SPOKEN)
SORT_KEYS = ("newest", "next", "date")


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    # A media text has `of` and `media_access` instead: asking for `access` is asking for records
    for name in ("record", "of"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_integer_field("access", indexed=True)
    builder.add_integer_field("media_access", indexed=True, fast=True)
    for name in SCORED:
        # positions where phrases are asked of a field
        option = "freq" if name in (NAMES, PAIRS) else "position"
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    # Whether a word stands there with these tones is all that is asked of these: no frequencies, no positions
    for name in (EXACT, SPOKEN_EXACT):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_json_field("f", tokenizer_name="raw", index_option="basic", fast=True)
    for name in SORT_KEYS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_text_field("alphabetical", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("titles", tokenizer_name="raw", index_option="basic", stored=True)
    return builder.build()


def as_json(document: IndexDocument) -> str:
    """What the writer is given."""
    values = _record(document) if isinstance(document, RecordDocument) else _media(document)
    return json.dumps(dict.fromkeys(SCORED, BOUNDARY) | values, ensure_ascii=False)


def _record(document: RecordDocument) -> dict[str, object]:
    return {
        "id": document.id,
        "record": id_number(document.id),
        "access": document.access_id,
        TITLE: document.title,
        NAMES: document.names,
        EVERYTHING: document.everything,
        PAIRS: document.pairs,
        EXACT: document.exact,
        "f": {name: list(document.facets[name]) for name in facets.names() if name in document.facets},
        "newest": document.newest,
        "next": document.next,
        "date": document.date,
        "alphabetical": document.alphabetical,
        "titles": list(document.titles),
    }


def _media(document: MediaDocument) -> dict[str, object]:
    return {
        "id": document.id,
        "of": id_number(document.record),
        "media_access": document.access_id,
        SPOKEN: document.spoken,
        SPOKEN_EXACT: document.exact,
    }
