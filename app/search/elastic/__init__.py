"""The search engine on servers of its own (Elasticsearch 9), with nothing but what its smallest distribution has."""

from app.search.elastic.engine import ElasticIndex

__all__ = ["ElasticIndex"]
