"""Every sentence of the interface stands in the catalog of every language, with the same places for values."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.web.language import TRANSLATIONS

APP = TRANSLATIONS.parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "noted": None,
    "say": (2,),
    "say_many": (2, 3),
    "tell": None,
}
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def extracted() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Every sentence in code and templates, with where it stands."""
    options = {"**/templates/**.html": {"trimmed": "true"}}
    for file, line, sentence, _comments, _context in extract_from_dir(APP, METHODS, options, KEYWORDS):
        yield f"{file}:{line}", sentence


def catalog(language: str) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    for path in (TRANSLATIONS / language).glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    key = message.id[0] if isinstance(message.id, tuple) else message.id
                    found[str(key)] = message.string
    return found


def first(sentence: str | tuple[str, ...]) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def places(sentence: str) -> set[str]:
    return {one or other for one, other in PLACES.findall(sentence)}


def test_sentences_are_found_in_code_and_templates() -> None:
    found = {first(sentence) for _place, sentence in extracted()}
    assert {"Sign in", "Publish", "Saved as a draft.", "%(field)s is still needed."} <= found


def test_every_sentence_has_a_vietnamese_one() -> None:
    known = catalog("vi")
    assert [place for place, sentence in extracted() if first(sentence) not in known] == []


def test_translations_keep_the_places_for_values() -> None:
    known = catalog("vi")
    wrong = [
        (sentence, told)
        for _place, sentence in extracted()
        if (told := known.get(first(sentence))) and not first(sentence).startswith("problem.")
        for form in ([told] if isinstance(told, str) else told)
        if not places(form) <= places(" ".join([sentence] if isinstance(sentence, str) else sentence))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sorted((TRANSLATIONS / "vi").glob("*.po")), ids=lambda path: path.stem)
def test_no_sentence_waits_without_words(path: Path) -> None:
    with path.open("rb") as file:
        assert [message.id for message in read_po(file, locale="vi") if message.id and not message.string] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_whatever_can_go_wrong_has_a_sentence(language: str) -> None:
    code = "\n".join(path.read_text() for path in APP.rglob("*.py"))
    told = set(re.findall(r'(?:Problem|Error|Found|Gone|Invalid|Busy|Overloaded|Unavailable)\(\s*"(\w+\.\w+)"', code))
    assert {"search.failed", "record.unknown"} <= told
    known = catalog(language)
    assert sorted(one for one in told if f"problem.{one}" not in known) == []
