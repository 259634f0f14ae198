"""Words that dates are told with, by language, from ``phrases.csv``: a new language is a new column.

Only for labels made of values; the sentences of pages and messages are not here.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from metadata import tables
from metadata.vocabulary import vocabulary

_FALLBACK: Final = ("vi", "en")


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    return {
        row["key"]: {language: cell for language, cell in row.items() if cell} for row in tables.read("phrases.csv")
    }


def phrase(key: str, language: str, **values: object) -> str:
    """The phrase in ``language``, else in Vietnamese, with its places filled."""
    known = _phrases()[key]
    return next(known[wanted] for wanted in (language, *_FALLBACK) if wanted in known).format(**values)


def month_name(month: int, language: str) -> str:
    """A month within a sentence: Vietnamese writes it small."""
    named = vocabulary("months").concepts[f"{month:02}"].label(language)
    return named[0].lower() + named[1:] if named.startswith("Tháng") else named
