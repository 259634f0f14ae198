"""The calendar of the feasts: lunar dates as Vietnam's law has them, and the days on which something recurs.

How a recurrence is written is in ``metadata.recurrence``.
"""

from app.services.calendar.lunar import (
    LunarDate,
    LunarMonth,
    lunar_months,
    lunar_new_year,
    lunar_to_solar,
    solar_to_lunar,
    zodiac_day,
)
from app.services.calendar.occurrences import Occurrence, next_occurrence, occurrences

__all__ = [
    "LunarDate",
    "LunarMonth",
    "Occurrence",
    "lunar_months",
    "lunar_new_year",
    "lunar_to_solar",
    "next_occurrence",
    "occurrences",
    "solar_to_lunar",
    "zodiac_day",
]
