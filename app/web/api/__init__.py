"""The API under ``/api/v1``, and the address of each thing itself. Its specification is made from these modules."""

from app.web.api import collections, named, peoples, records, search, suggestions, things, units
from app.web.api.base import blueprint

__all__ = ["blueprint", "collections", "named", "peoples", "records", "search", "suggestions", "things", "units"]
