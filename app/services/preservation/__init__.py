"""Keeping for good: what goes into the objects of the storage root, and when."""

from app.services.preservation.service import Preservation
from app.services.preservation.wishes import AFTER_ACCESSION, AFTER_CHANGE, wish

__all__ = ["AFTER_ACCESSION", "AFTER_CHANGE", "Preservation", "wish"]
