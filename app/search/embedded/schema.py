"""The fields of the embedded index, and how a document is put into them."""

import json

import tantivy

from app.search.document import IndexDocument
from app.search.fields import (
    ACCESS,
    ALPHABETICAL,
    FACETS,
    MEDIA_ACCESS,
    OF,
    RECORD,
    SCORED,
    SORT_KEYS,
    TITLES,
    UNPLACED,
    UNSCORED,
    fields,
)


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in (RECORD, OF):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_integer_field(ACCESS, indexed=True)
    builder.add_integer_field(MEDIA_ACCESS, indexed=True, fast=True)
    for name in SCORED:
        option = "freq" if name in UNPLACED else "position"
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for name in UNSCORED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_json_field(FACETS, tokenizer_name="raw", index_option="basic", fast=True)
    for name in SORT_KEYS:
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_text_field(ALPHABETICAL, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field(TITLES, tokenizer_name="raw", index_option="basic", stored=True)
    return builder.build()


def as_json(document: IndexDocument) -> str:
    """What the writer is given."""
    return json.dumps(fields(document), ensure_ascii=False)
