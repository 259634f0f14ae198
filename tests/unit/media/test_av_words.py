"""Whatever is wrong with a recording, a document or captions can be said in every language of the interface."""

import re
from pathlib import Path

import pytest

import app.media
from app.web.problems import sentence
from metadata.problem import Problem

MEDIA = Path(app.media.__file__).parent
SOURCES = [*(MEDIA / "av").glob("*.py"), MEDIA / "document.py", MEDIA / "captions.py"]


def codes() -> set[str]:
    text = "\n".join(source.read_text("utf-8") for source in SOURCES)
    raised = re.findall(r'"((?:media|captions|setup)\.[a-z_]+)"', text)
    return {*raised, *(f"captions.{word}" for word in re.findall(r'reading\.(?:complain|note)\("(\w+)"', text))}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_has_its_sentence(language: str) -> None:
    unknown = sentence(Problem("no.such.reason"), language).replace("no.such.reason", "{}")
    assert len(codes()) > 20
    for code in sorted(codes()):
        told = sentence(Problem(code, "line.12", "<value>", "<expected>"), language)
        assert told != unknown.format(code), code
        assert "%(" not in told, code
