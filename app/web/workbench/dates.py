"""Dates as people type them, and as the form shows them: ``24/02/2024``, ``khoảng 1948``, ``thập niên 1960``.

They are kept in EDTF; days first are turned round by ``app.services.tabular``, here are the words round them.
"""

import re
from typing import Final

from app.services.tabular.values import as_edtf
from metadata import edtf

_ABOUT: Final = re.compile(r"(?:vào )?(?:khoảng|chừng|độ|about|around|circa|c\.|ca\.)\s*(?:năm )?(.+)")
_DECADE: Final = re.compile(r"(?:thập niên|thập kỷ|những năm|the)?\s*(\d{3})0s?")
_CENTURY: Final = re.compile(r"thế kỷ (?:thứ )?(\d{1,2}|x{0,2}(?:ix|iv|v?i{0,3}))|(\d{1,2})(?:st|nd|rd|th) century")
_SPAN: Final = re.compile(r"(?:từ |from )?(.+?)(?:\s*[–—]\s*|\s+-\s+|\s+(?:đến|tới|to|until)\s+)(.+)")
_YEARS: Final = re.compile(r"(\d{4})\s*-\s*(\d{4})")
_SPELLED_OUT: Final = re.compile(r"(?:ngày (\d{1,2}) )?tháng (\d{1,2})(?: năm |[/-])(\d{4})")
_YEAR: Final = re.compile(r"năm (\d{4})")
_DAY: Final = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_ROMAN: Final = {"i": 1, "v": 5, "x": 10}
_ABOUT_WORD: Final = {"vi": "khoảng", "en": "about"}
_DECADE_WORD: Final = {"vi": "thập niên {}", "en": "{}s"}
_CENTURY_WORD: Final = {"vi": "thế kỷ {}", "en": "{}th century"}


def typed(text: str) -> str:
    """EDTF where ``text`` says a date in a way that is known here, else ``text`` as it is, for validation to tell."""
    return _edtf(text.strip()) or text.strip()


def shown(text: str, language: str) -> str:
    """How a date stands in its control: so that whoever typed it knows it again, and ``typed`` reads it again."""
    spoken = _spoken(text, language)
    return spoken if typed(spoken) == text else text


def label(text: str, language: str) -> str:
    """The date in words; empty for what is no date."""
    try:
        return edtf.parse(text).label(language)
    except ValueError:
        return ""


def _edtf(text: str) -> str | None:
    if plain := as_edtf(text):
        return plain
    said = " ".join(text.casefold().split())
    return _span(said) or _worded(said)


def _worded(said: str) -> str | None:
    if found := _ABOUT.fullmatch(said):
        ends = (_edtf(found[1]) or "").split("/")
        return as_edtf("/".join(f"{end}~" for end in ends))
    if found := _DECADE.fullmatch(said):
        return f"{found[1]}X"
    if found := _CENTURY.fullmatch(said):
        number = _number(found[1] or found[2])
        return f"{number - 1:02}XX" if 1 <= number <= 21 else None
    if found := _SPELLED_OUT.fullmatch(said):
        return as_edtf("/".join(part for part in found.groups() if part))
    found = _YEAR.fullmatch(said)
    return found[1] if found else None


def _span(said: str) -> str | None:
    found = _YEARS.fullmatch(said) or _SPAN.fullmatch(said)
    ends = [_edtf(end) for end in found.groups()] if found else []
    return as_edtf("/".join(end for end in ends if end)) if ends and all(ends) else None


def _number(text: str) -> int:
    """``19`` or ``XIX``."""
    if text.isdecimal():
        return int(text)
    digits = [_ROMAN[letter] for letter in text]
    return sum(-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True))


def _spoken(text: str, language: str) -> str:
    first, slash, last = text.partition("/")
    if slash:
        return f"{_spoken(first, language)} – {_spoken(last, language)}"
    if text.endswith("~"):
        return f"{_ABOUT_WORD.get(language, 'about')} {_spoken(text[:-1], language)}"
    if found := _DAY.fullmatch(text):
        return "/".join(part for part in reversed(found.groups()) if part)
    if text.endswith("XX") and text[:2].isdecimal():
        return _CENTURY_WORD.get(language, "{}th century").format(int(text[:2]) + 1)
    if text.endswith("X") and text[:3].isdecimal():
        return _DECADE_WORD.get(language, "{}s").format(f"{text[:3]}0")
    return text
