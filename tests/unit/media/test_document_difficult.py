"""The corpus of difficult documents, each with what must become of it, in the process in which they are opened."""

import time
from pathlib import Path

import pytest
from PIL import Image

from app.errors import MediaRefused
from app.media import document_apart
from app.media.alto import plain_text
from app.media.probe import probe
from tests.difficult_documents import DIFFICULT, HOSTILE, SLOW, Difficult, Refused, Shown

SECONDS = 60
MEGABYTES = 500


@pytest.mark.parametrize("difficult", [*DIFFICULT, *HOSTILE], ids=lambda difficult: difficult.name)
def test_a_difficult_document_is_shown_as_it_is_or_refused_in_words(
    tmp_path: Path, difficult: Difficult, monkeypatch: pytest.MonkeyPatch
) -> None:
    if difficult.outcome == SLOW:
        monkeypatch.setattr(document_apart, "PAGE_SECONDS", 1.5)
    source = difficult.made(tmp_path)
    assert probe(source, source.name).kind == "document"
    began = time.monotonic()
    if isinstance(difficult.outcome, Refused):
        with pytest.raises(MediaRefused) as refused:
            shown(source)
        assert refused.value.problem.code == difficult.outcome.code
        assert {path.name for path in tmp_path.iterdir()} == {source.name}
    else:
        assert shown(source) == difficult.outcome
        assert document_apart.most_memory() < MEGABYTES << 20
    assert time.monotonic() - began < SECONDS


def shown(source: Path) -> Shown:
    info = document_apart.inspect(source)
    target = source.with_name("1.png")
    size = document_apart.render_page(source, 1, 50, target)
    words = document_apart.words(source, 1, size)
    with Image.open(target) as picture:
        dark = picture.convert("L").getextrema()[0]
    assert isinstance(dark, int)
    width, height = info.sizes[0]
    return Shown(
        " ".join(plain_text(words).split()) if words else "", info.pages, (round(width), round(height)), dark < 200
    )
