"""A question as tantivy has it."""

from tantivy import FieldType, Occur, Query, Schema

from app.search.fields import UNPLACED, UNSCORED
from app.search.nodes import Alike, All, Any, Boost, Constant, Node, OneOf, Phrase, Prefix, Term

# Up to here, asking for each value is quicker than making a set of all that have one
_FEW = 8


def translated(schema: Schema, node: Node) -> Query:
    match node:
        case Term(field, token):
            return Query.term_query(schema, field, token, _option(field))
        case Phrase(field, tokens):
            return Query.phrase_query(schema, field, list(tokens))
        case Prefix(field, beginning):
            return Query.fuzzy_term_query(schema, field, beginning, 0, True, True)
        case Alike(field, word, distance):
            return Query.fuzzy_term_query(schema, field, word, distance, True, False)
        case OneOf():
            return Query.const_score_query(_one_of(schema, node), 0.0)
        case Constant(query, worth):
            return Query.const_score_query(translated(schema, query), worth)
        case Boost(query, worth):
            return Query.boost_query(translated(schema, query), worth)
        case Any(queries, least):
            some = [(Occur.Should, translated(schema, query)) for query in queries]
            return Query.boolean_query(some, least if least > 1 else None)
        case All(wanted, adding, refused):
            parts = ((Occur.Must, wanted), (Occur.Should, adding), (Occur.MustNot, refused))
            return Query.boolean_query([(how, translated(schema, each)) for how, some in parts for each in some])


def beyond(schema: Schema, field: str, key: int, *, upwards: bool) -> Query:
    """What comes after ``key`` in the order of a sort key."""
    low, high = (key + 1, None) if upwards else (None, key - 1)
    return Query.const_score_query(Query.range_query(schema, field, FieldType.Integer, low, high), 0.0)


def _one_of(schema: Schema, node: OneOf) -> Query:
    values = list(node.values)
    if not 0 < len(values) <= _FEW:
        return Query.term_set_query(schema, node.field, values)
    queries = [Query.term_query(schema, node.field, value) for value in values]
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _option(field: str) -> str:
    """How the field was indexed: tantivy wants to be told."""
    return "basic" if field in UNSCORED else "freq" if field in UNPLACED else "position"
