"""The interface's languages: sentences from PO files, numbers and dates in the reader's manner.

A language is added by a folder ``translations/LANG`` with PO files, and its tag in ``CHIENG_LANGUAGES``.
"""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from app.services.access import VIETNAM

TRANSLATIONS = Path(__file__).parent / "translations"
_SIZES = ("B", "kB", "MB", "GB", "TB")


@cache
def translations(language: str) -> Translations:
    """All PO files of a language in one; English needs none, its sentences are the keys."""
    merged = Catalog(locale=language)
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    merged[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


def say(language: str, sentence: str, **values: object) -> str:
    text = translations(language).ugettext(sentence)
    return text % values if values else text


def noted(sentence: str) -> str:
    """The sentence itself: marks one that is put into the reader's language elsewhere, for those who translate."""
    return sentence


def say_many(language: str, one: str, many: str, n: int, **values: object) -> str:
    return translations(language).ungettext(one, many, n) % {"n": number(n, language), **values}


# A page of results has some two hundred counts, which cost a sixth of it
@lru_cache(maxsize=4096)
def number(value: float, language: str) -> str:
    return format_decimal(value, locale=language)


def day(value: date | datetime, language: str, width: str = "medium") -> str:
    """A date; an instant is told as the day that it was in Vietnam."""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    return format_date(value, "dd/MM/yyyy" if language == "vi" and width == "medium" else width, locale=language)


def instant(value: datetime, language: str) -> str:
    pattern = "dd/MM/yyyy HH:mm" if language == "vi" else "d MMM y, HH:mm"
    return format_datetime(value.astimezone(VIETNAM), pattern, locale=language)


def ago(delta: timedelta, language: str) -> str:
    return format_timedelta(delta, locale=language)


def size(octets: int, language: str) -> str:
    """Decimal units, as disks and networks are sold: ``8,4 MB``."""
    value, unit = float(octets), 0
    while value >= 1000 and unit < len(_SIZES) - 1:
        value, unit = value / 1000, unit + 1
    return f"{format_decimal(round(value, 1 if value < 100 and unit else 0), locale=language)} {_SIZES[unit]}"


def duration(seconds: float) -> str:
    """``12:31`` or ``1:02:07``."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def name_of(language: str, *, within: str | None = None) -> str:
    """A language's own name: ``Tiếng Việt``, ``English``."""
    locale = Locale.parse(within or language)
    name = locale.languages.get(language) or language
    return name[:1].upper() + name[1:]
