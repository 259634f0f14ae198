"""The mapping, as data. Text comes analysed, as tokens joined by spaces: the cluster needs no plugin and no language.

https://www.elastic.co/docs/reference/elasticsearch/mapping-reference
"""

from collections.abc import Mapping
from typing import Any

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
)
from app.search.paging import PAGED

CHANGED = "changed"
"""Names a record that was written while an index was made anew; only in notes, which are no documents."""

_WORDS = {"type": "text", "analyzer": "whitespace"}
_NUMBER = {"type": "long"}
# Numbers that are only asked for as one of some: as keywords these are found quicker than as points
_KEY = {"type": "keyword"}

PROPERTIES: Mapping[str, Mapping[str, Any]] = {
    "id": {"type": "keyword", "index": False, "doc_values": False},
    RECORD: _NUMBER,
    OF: _NUMBER,
    ACCESS: _KEY | {"doc_values": False},
    MEDIA_ACCESS: _KEY,
    **{name: _WORDS | {"index_options": "freqs" if name in UNPLACED else "positions"} for name in SCORED},
    **{name: _WORDS | {"index_options": "docs", "norms": False} for name in UNSCORED},
    FACETS: {"type": "object", "dynamic": True},
    **dict.fromkeys(SORT_KEYS, _NUMBER),
    ALPHABETICAL: _KEY | {"index": False},
    TITLES: {"type": "keyword", "index": False, "doc_values": False},
    CHANGED: _KEY,
}

# Longer than this, with letters of three bytes, a value is more than the engine takes
_LONGEST = 8_000

MAPPING: Mapping[str, Any] = {
    "dynamic": "strict",
    # what is shown comes from the record store; only suggestions are made from what the index keeps
    "_source": {"includes": [TITLES, CHANGED]},
    "dynamic_templates": [
        {
            "facets": {
                "path_match": f"{FACETS}.*",
                "mapping": {"type": "keyword", "ignore_above": _LONGEST, "eager_global_ordinals": True},
            }
        }
    ],
    "properties": PROPERTIES,
}


def settings(shards: int) -> dict[str, Any]:
    """Of an index while it answers; a second node gets a copy of its own accord."""
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "1s",
        # a page asks for one hit more than it shows
        "max_result_window": PAGED + 1,
    }


IN_MAKING: Mapping[str, Any] = {"refresh_interval": "-1"}
IN_USE: Mapping[str, Any] = {"refresh_interval": "1s"}
