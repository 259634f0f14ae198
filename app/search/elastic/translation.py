"""A question as Elasticsearch has it (Query DSL)."""

from typing import Any as Anything

from app.search.nodes import Alike, All, Any, Boost, Constant, Node, OneOf, Phrase, Prefix, Term

Query = dict[str, Anything]


def translated(node: Node, worth: float = 1.0) -> Query:
    """``worth`` is what the scores of the query are multiplied by."""
    match node:
        case Term(field, token):
            return {"term": {field: {"value": token, "boost": worth}}}
        case Phrase(field, tokens):
            # of text that is analysed already, the analyser of the field only takes the tokens apart
            return {"match_phrase": {field: {"query": " ".join(tokens), "boost": worth}}}
        case Prefix(field, beginning):
            return {"prefix": {field: {"value": beginning, "rewrite": "constant_score", "boost": worth}}}
        case Alike(field, word, distance):
            # without this rewriting only the fifty nearest words would count, others on another engine
            fuzzy = {"value": word, "fuzziness": distance, "transpositions": True, "rewrite": "constant_score"}
            return {"fuzzy": {field: fuzzy | {"boost": worth}}}
        case OneOf():
            return {"constant_score": {"filter": _one_of(node), "boost": 0.0}}
        case Constant(query, constant):
            return {"constant_score": {"filter": _filter(query), "boost": constant * worth}}
        case Boost(query, more):
            return translated(query, more * worth)
        case Any(queries, least):
            some = [translated(query) for query in queries]
            return {"bool": {"should": some, "minimum_should_match": least, "boost": worth}}
        case All():
            return {"bool": _all(node) | {"boost": worth}}


def _all(node: All) -> Query:
    parts: Query = {}
    if wanted := [translated(each) for each in node.wanted if not isinstance(each, OneOf)]:
        parts["must"] = wanted
    if narrowing := [_one_of(each) for each in node.wanted if isinstance(each, OneOf)]:
        parts["filter"] = narrowing
    if adding := [translated(each) for each in node.adding]:
        parts["should"] = adding
        parts["minimum_should_match"] = 0
    if refused := [_filter(each) for each in node.refused]:
        parts["must_not"] = refused
    return parts


def _filter(node: Node) -> Query:
    return _one_of(node) if isinstance(node, OneOf) else translated(node)


def _one_of(node: OneOf) -> Query:
    return {"terms": {node.field: list(node.values)}}
