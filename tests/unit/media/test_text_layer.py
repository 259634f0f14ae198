"""The words of a PDF with their places: Unicode, fonts of the years before it, noise, stamps on scans."""

from pathlib import Path

import pytest

import app.sample
from app.media import alto, document, text_layer
from metadata.legacy_text import TCVN3
from tests.unit.media.page_samples import drawn, scan
from tests.unit.media.pdf_samples import old_page, page, pdf, pictured

PRINTED = sorted((Path(app.sample.__file__).parent / "media").glob("*.pdf"))
OLD_STORY = b"L\xd4 h\xe9i \xae\xa9m tr\xa9u c\xf1a ng\xad\xeai S\xb8u H\xb6i"
STORY = "Lễ hội đâm trâu của người Sáu Hải"


def text(path: Path, number: int = 1) -> str | None:
    found = text_layer.read(path, number, (400, 200))
    return alto.plain_text(found) if found else None


@pytest.mark.skipif(not PRINTED, reason="the sample collection has no PDF")
def test_words_of_a_printed_document_lie_where_they_are_seen(tmp_path: Path) -> None:
    size = document.render_page(PRINTED[0], 1, 100, tmp_path / "1.png")
    found = text_layer.read(PRINTED[0], 1, size)
    assert found is not None
    assert found.software == text_layer.SOFTWARE
    words = alto.plain_text(found).split()
    assert words == document.page_text(PRINTED[0], 1).split()
    from PIL import Image

    with Image.open(tmp_path / "1.png") as picture:
        grey = picture.convert("L")
        inked = [
            grey.crop((word.x, word.y, word.x + word.width, word.y + word.height)).getextrema()[0] < 160
            for word in found.words
        ]
    assert all(inked)
    assert len({line.block for line in found.lines}) > 3


@pytest.mark.parametrize(
    ("more", "corner"),
    [("", "low left"), ("/Rotate 90", "high left"), ("/Rotate 180", "high right"), ("/Rotate 270", "low right")],
)
def test_boxes_follow_a_page_that_is_turned(tmp_path: Path, more: str, corner: str) -> None:
    path = pdf(tmp_path / "a.pdf", page("Xtieng", box="0 0 400 400", more=more))
    found = text_layer.read(path, 1, (400, 400))
    assert found is not None
    x, y, width, height = found.lines[0].box
    assert ("left" if x < 100 else "right") in corner
    assert ("high" if y < 100 else "low") in corner or "/Rotate" not in more
    assert (width > height) == (more in ("", "/Rotate 180"))


def test_a_cropped_page_has_its_words_on_what_is_shown(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", page("Xtieng", box="0 0 400 400", more="/CropBox [0 40 200 140]"))
    found = text_layer.read(path, 1, (200, 100))
    assert found is not None
    x, y, _, height = found.lines[0].box
    assert abs(x - 10) <= 3
    assert abs(y + height - 90) <= 5


@pytest.mark.parametrize(
    ("font", "codes", "meant"),
    [
        (".VnTime", OLD_STORY, STORY),
        ("ABCDEF+.VnTimeH", b"l\xd4 h\xe9i", "LỄ HỘI"),
        ("VNI-Times", b"Le\xe3 ho\xe4i", "Lễ hội"),
        ("TT1A2t00", OLD_STORY, STORY),
    ],
)
def test_fonts_of_the_years_before_unicode_are_understood(tmp_path: Path, font: str, codes: bytes, meant: str) -> None:
    path = pdf(tmp_path / "a.pdf", old_page(codes), font=font)
    assert text(path) == meant
    assert document.page_text(path, 1) != meant


def test_how_a_text_without_a_telling_font_was_decoded_is_said(tmp_path: Path) -> None:
    found = text_layer.read(pdf(tmp_path / "a.pdf", old_page(OLD_STORY), font="T1"), 1, (400, 200))
    assert found is not None
    assert found.settings == TCVN3
    assert not text_layer.is_sound(OLD_STORY.decode("cp1252"))


def test_right_text_in_other_languages_stays_as_it_is(tmp_path: Path) -> None:
    french = "L'été à la forêt, où l'élève naïf apprend".encode("cp1252")
    path = pdf(tmp_path / "a.pdf", old_page(french))
    assert text(path) == "L'été à la forêt, où l'élève naïf apprend"


def test_a_scan_has_no_text_of_its_own(tmp_path: Path) -> None:
    assert text(scan(tmp_path / "scan.pdf", drawn())) is None
    assert text(pdf(tmp_path / "empty.pdf", page())) is None


def test_the_stamp_of_a_scanners_app_is_no_text_of_the_page(tmp_path: Path) -> None:
    stamp = page("Scanned by an app")
    assert text(pdf(tmp_path / "a.pdf", pictured(stamp))) is None
    assert text(pdf(tmp_path / "b.pdf", stamp)) == "Scanned by an app"
    long = page(") Tj 0 -11 Td (".join(["words words words"] * 5))
    assert text(pdf(tmp_path / "c.pdf", pictured(long))) is not None


@pytest.mark.parametrize(
    "noise", ["", "  ", "123 456", "\ufffd\ufffd\ufffda", "\ue001\ue002\ue003\ue004a", "\x01\x03\x04b"]
)
def test_noise_is_no_text(noise: str) -> None:
    assert not text_layer.is_sound(noise)


@pytest.mark.parametrize("words", ["Lễ hội", "Plain words", "ê̆ ŏ ƀ", "ត្រី", "é"])
def test_words_of_any_language_are_text(words: str) -> None:
    assert text_layer.is_sound(words)


def test_a_font_whose_letters_have_their_unicode_stands_for_no_encoding() -> None:
    """As Word writes a .VnTime that it has converted: the name is left, ô is ô."""
    place = (0.0, 0.0, 1.0, 1.0)
    old = [text_layer._Sign(letter, place, ".VnTime") for letter in "hôm"]
    assert text_layer._text(list(text_layer._decided(old))) == "hụm"
    new = [text_layer._Sign(letter, place, ".VnTime") for letter in "hôm lễ"]
    assert text_layer._text(list(text_layer._decided(new))) == "hôm lễ"
