"""PDF documents: their pages, text and images; those that cannot be read are refused with the reason."""

from pathlib import Path

import pytest
from PIL import Image, ImageStat

import app.sample
from app.errors import MediaRefused
from app.media import document
from tests.unit.media.pdf_samples import page, pdf

PRINTED = sorted((Path(app.sample.__file__).parent / "media").glob("*.pdf"))


def refusal(path: Path) -> str:
    with pytest.raises(MediaRefused) as caught:
        document.inspect(path)
    return caught.value.problem.code


def test_pages_and_their_sizes_are_known_as_they_are_shown(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", page("one"), page("two", box="0 0 300 400"), page("three", more="/Rotate 90"))
    info = document.inspect(path)
    assert info.pages == 3
    assert info.sizes == ((200, 100), (300, 400), (100, 200))
    assert not info.encrypted


@pytest.mark.skipif(not PRINTED, reason="the sample collection has no PDF")
def test_vietnamese_text_of_a_document_printed_by_a_browser_is_read(tmp_path: Path) -> None:
    info = document.inspect(PRINTED[0])
    text = "\n".join(document.page_text(PRINTED[0], n) for n in range(1, info.pages + 1))
    assert "chiêng" in text.lower()
    assert "\r" not in text
    assert "\0" not in text
    width, height = document.render_page(PRINTED[0], 1, 100, tmp_path / "1.png")
    assert width / height == pytest.approx(info.sizes[0][0] / info.sizes[0][1], abs=0.01)
    with Image.open(tmp_path / "1.png") as picture:
        assert ImageStat.Stat(picture.convert("L")).stddev[0] > 5, "an empty page was drawn"


def test_the_text_of_each_page_is_its_own(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", page("Le hoi"), page("cong chieng"), page())
    assert [document.page_text(path, n) for n in (1, 2, 3)] == ["Le hoi", "cong chieng", ""]
    with pytest.raises(IndexError):
        document.page_text(path, 0)
    with pytest.raises(IndexError):
        document.page_text(path, 4)


@pytest.mark.parametrize("name", ["1.png", "1.jpg", "1.webp"])
def test_a_page_is_drawn_at_the_resolution_asked_for_on_white(tmp_path: Path, name: str) -> None:
    path = pdf(tmp_path / "a.pdf", page("Hello"))
    assert document.render_page(path, 1, 144, tmp_path / name) == (400, 200)
    with Image.open(tmp_path / name) as picture:
        assert picture.size == (400, 200)
        grey = picture.convert("L")
        assert grey.getpixel((395, 5)) == 255
        assert grey.getextrema()[0] < 100
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(["a.pdf", name])


def test_a_poster_of_twenty_metres_is_drawn_smaller_instead_of_filling_the_memory(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", page("x", box="0 0 14400 14400"), page("x", box="0 0 14400 10"))
    width, height = document.render_page(path, 1, 300, tmp_path / "1.jpg")
    assert width * height <= document.MOST_PIXELS * 1.01
    assert width == height
    width, height = document.render_page(path, 2, 300, tmp_path / "2.jpg")
    assert width <= document.LONGEST + 1
    assert height > 5


def test_a_document_with_a_password_is_refused_as_such(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", page("bi mat"), password="chiêng")
    assert refusal(path) == "media.encrypted"
    with pytest.raises(MediaRefused):
        document.page_text(path, 1)


def test_a_document_whose_owner_only_restricts_it_opens(tmp_path: Path) -> None:
    info = document.inspect(pdf(tmp_path / "a.pdf", page(), password=""))
    assert info.encrypted
    assert info.pages == 1


def test_broken_documents_are_damaged(tmp_path: Path) -> None:
    whole = pdf(tmp_path / "a.pdf", page("x")).read_bytes()
    for name, data in {"empty": b"", "text": b"Xin chao", "head": whole[:60], "zeroes": whole[:9] + bytes(400)}.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        assert refusal(path) == "media.damaged", name


def test_a_document_without_pages_or_with_too_many_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(pdf(tmp_path / "none.pdf")) == "media.damaged"
    monkeypatch.setattr(document, "MOST_PAGES", 2)
    assert refusal(pdf(tmp_path / "three.pdf", page(), page(), page())) == "media.too_many_pages"
