"""The search engine that lives in the data folder (tantivy): no server, several processes, one writer at a time."""

from app.search.embedded.engine import EmbeddedIndex

__all__ = ["EmbeddedIndex"]
