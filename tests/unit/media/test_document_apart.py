"""The process in which documents are opened: what brings it down brings down nothing else, and is told in words."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.errors import MediaRefused
from app.media import document, document_apart, text_layer
from app.media.apart import Apart
from tests.unit.media.pdf_samples import old_page, page, pdf

OLD = b"L\xd4 h\xe9i \xae\xa9m tr\xa9u c\xf1a ng\xad\xeai S\xb8u H\xb6i"


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[Apart]:
    """One of the test's own, in the place of everybody's."""
    made = document_apart.process()
    monkeypatch.setattr(document_apart, "_apart", made)
    yield made
    made.end()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return pdf(tmp_path / "a.pdf", page("Le hoi"), page("cong chieng"), old_page(OLD))


def saboteur(apart: Apart, monkeypatch: pytest.MonkeyPatch, folder: Path, deed: str) -> None:
    """The child does one thing when it is asked to draw."""
    (folder / "paper_deed.py").write_text(
        "from app.media import apart\nfrom app.media.document_apart import MEMORY\n"
        f"from app.media.document_child import WORK\ndef deed(**_):\n    import os, time\n    {deed}\n"
        "apart.serve({**WORK, 'draw': deed}, MEMORY)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setattr(apart, "child", "paper_deed")


def refusal(path: Path, number: int = 1) -> tuple[str, str]:
    with pytest.raises(MediaRefused) as refused:
        document_apart.render_page(path, number, 72, path.with_suffix(".png"))
    return refused.value.problem.code, refused.value.problem.value


def test_what_is_found_apart_is_what_is_found_here(apart: Apart, source: Path) -> None:
    assert document_apart.inspect(source) == document.inspect(source)
    for number in (1, 2, 3):
        assert document_apart.page_text(source, number) == document.page_text(source, number)
        assert document_apart.words(source, number, (400, 200)) == text_layer.read(source, number, (400, 200))
    assert document_apart.render_page(source, 1, 144, source.with_suffix(".png")) == (400, 200)
    assert apart.process
    assert apart.process.pid != os.getpid()


def test_threads_ask_one_process_in_turn(apart: Apart, tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", *(page(f"page {n}") for n in range(1, 21)))
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda n: document_apart.page_text(path, n), list(range(1, 21)) * 5))
    assert texts == [f"page {n}" for n in range(1, 21)] * 5
    assert apart.process


@pytest.mark.parametrize("deed", ["os.abort()", "os.kill(os.getpid(), 11)", "os._exit(0)", "bytearray(MEMORY)"])
def test_a_page_that_brings_the_process_down_is_refused_by_its_number(
    apart: Apart, source: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    saboteur(apart, monkeypatch, source.parent, deed)
    assert refusal(source, 2) == ("media.page_too_heavy", "2")
    assert document_apart.page_text(source, 2) == "cong chieng"


def test_a_page_that_never_ends_is_given_up(apart: Apart, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saboteur(apart, monkeypatch, source.parent, "time.sleep(60)")
    monkeypatch.setattr(document_apart, "PAGE_SECONDS", 1)
    began = time.monotonic()
    assert refusal(source) == ("media.page_too_slow", "1")
    assert time.monotonic() - began < 15


def test_a_disk_that_is_full_is_not_the_fault_of_the_document(
    apart: Apart, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saboteur(apart, monkeypatch, source.parent, "raise OSError(28, 'No space left on device')")
    with pytest.raises(OSError, match="No space left"):
        document_apart.render_page(source, 1, 72, source.with_suffix(".png"))


def test_a_file_that_takes_the_place_of_another_is_read_anew(apart: Apart, source: Path) -> None:
    assert document_apart.inspect(source).pages == 3
    source.unlink()
    pdf(source, page("moi"))
    assert document_apart.inspect(source).pages == 1
    assert document_apart.page_text(source, 1) == "moi"
