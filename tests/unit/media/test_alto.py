"""ALTO: what is written is read again, what is dangerous is refused, what other programs write is understood."""

import pytest

from app.errors import MediaRefused
from app.media import alto
from app.media.alto import Line, Page, Word

RITE = Page(
    1000,
    1400,
    (
        Line((Word("Lễ", 10, 20, 40, 30, 0.91), Word("hội", 60, 22, 60, 30, 0.4)), block=1),
        Line((Word("“cồng & <chiêng>”", 10, 60, 300, 30),), block=1, checked=True),
        Line((Word("ê̆", 10, 200, 20, 30, 1.0),), block=2),
    ),
    software="tesseract 5.3.0",
    settings="vie",
)


def test_what_is_written_is_read_again() -> None:
    assert alto.parse(alto.write(RITE, 7)) == RITE


def test_plain_text_keeps_lines_and_parts_paragraphs() -> None:
    assert alto.plain_text(RITE) == "Lễ hội\n“cồng & <chiêng>”\n\nê̆"
    assert alto.plain_text(Page(10, 10)) == ""


def test_the_words_stand_in_reading_order_with_their_boxes() -> None:
    first, *_ = alto.words(alto.write(RITE))
    assert first == Word("Lễ", 10, 20, 40, 30, 0.91)
    assert RITE.lines[0].box == (10, 20, 110, 32)


def test_the_confidence_of_a_page_weighs_letters_and_leaves_out_what_nobody_guessed() -> None:
    assert RITE.confidence == pytest.approx((0.91 * 2 + 0.4 * 3 + 1.0 * len("ê̆")) / (5 + len("ê̆")))
    assert Page(1, 1, (Line((Word("a", 0, 0, 1, 1),)),)).confidence is None


def test_a_page_is_checked_when_all_of_its_lines_are() -> None:
    assert not RITE.checked
    assert not Page(1, 1).checked
    assert Page(1, 1, (RITE.lines[1],)).checked


def test_what_is_asked_of_hundreds_of_pages_stands_before_the_first_word() -> None:
    long = Page(RITE.width, RITE.height, RITE.lines * 200, RITE.software, RITE.settings)
    head = alto.head(alto.write(long)[: alto.HEAD])
    assert (head.width, head.height, head.software, head.settings) == (1000, 1400, "tesseract 5.3.0", "vie")
    assert not head.checked
    assert alto.head(alto.write(Page(5, 5, (RITE.lines[1],)))).checked
    with pytest.raises(MediaRefused):
        alto.head("<!DOCTYPE a []><alto/>")


def test_boxes_follow_the_size_of_the_picture() -> None:
    half = alto.scaled(RITE, 500, 700)
    assert (half.width, half.height) == (500, 700)
    assert next(half.words) == Word("Lễ", 5, 10, 20, 15, 0.91)
    assert alto.plain_text(half) == alto.plain_text(RITE)


def test_letters_that_xml_cannot_hold_are_left_out_and_tones_composed() -> None:
    page = Page(9, 9, (Line((Word("Lê\0\x1f\ufffe\ud800̃", 0, 0, 1, 1),)),))
    assert [word.text for word in alto.words(alto.write(page))] == ["Lễ"]


def test_the_alto_3_of_tesseract_is_understood() -> None:
    written = """<?xml version="1.0" encoding="UTF-8"?>
    <alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description><MeasurementUnit>pixel</MeasurementUnit>
    <OCRProcessing ID="OCR_0"><ocrProcessingStep><processingSoftware><softwareName>tesseract 5.3.0</softwareName>
    </processingSoftware></ocrProcessingStep></OCRProcessing></Description>
    <Layout><Page WIDTH="600" HEIGHT="200" PHYSICAL_IMG_NR="0" ID="page_0"><PrintSpace><ComposedBlock ID="c">
    <TextBlock ID="b0"><TextLine ID="l0"><String ID="s" HPOS="1.4" VPOS="2" WIDTH="3" HEIGHT="4" WC="0.96"
    CONTENT="núi"/><SP WIDTH="9" VPOS="1" HPOS="1"/><String HPOS="8" VPOS="2" WIDTH="3" HEIGHT="4" CONTENT="  "/>
    </TextLine><TextLine ID="empty"/></TextBlock></ComposedBlock></PrintSpace></Page></Layout></alto>"""
    page = alto.parse(written)
    assert page == Page(600, 200, (Line((Word("núi", 1, 2, 3, 4, 0.96),), block=1),), software="tesseract 5.3.0")


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE a [<!ENTITY x "boom">]><alto><Layout><Page WIDTH="1" HEIGHT="1">&x;</Page></Layout></alto>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><alto><Page WIDTH="1" HEIGHT="1"/></alto>',
        "<alto>",
        "",
        "no XML at all",
        "<alto><Layout/></alto>",
        '<alto><Page WIDTH="nan" HEIGHT="1"/></alto>',
        '<alto><Page WIDTH="1e999" HEIGHT="1"/></alto>',
        '<alto><Page WIDTH="many" HEIGHT="1"/></alto>',
        "<a>" * 100 + "</a>" * 100,
    ],
)
def test_what_is_broken_or_dangerous_is_refused(hostile: str) -> None:
    with pytest.raises(MediaRefused) as caught:
        alto.parse(hostile)
    assert caught.value.problem.code == "alto.damaged"


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    written = alto.write(RITE)
    monkeypatch.setattr(alto, "MOST_WORDS", 2)
    with pytest.raises(MediaRefused):
        alto.parse(written)
    monkeypatch.setattr(alto, "MOST_CHARACTERS", 50)
    with pytest.raises(MediaRefused) as caught:
        alto.parse(written)
    assert caught.value.problem.code == "alto.too_large"
