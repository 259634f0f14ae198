"""Corrected words lie where those lay that they correct."""

import pytest

from app.media import alto
from app.media.alto import Line, Page, Word
from app.media.correction import aligned, corrected, direction


def line(*texts: str, block: int = 1) -> Line:
    return Line(tuple(Word(text, 100 * at, 10, 90, 20, 0.5) for at, text in enumerate(texts)), block)


READ = line("Le", "hoi", "dam", "trau")


def boxes(words: tuple[Word, ...]) -> list[tuple[str, int, int]]:
    return [(word.text, word.x, word.width) for word in words]


def test_a_word_that_is_corrected_keeps_its_box_and_is_no_guess_any_more() -> None:
    words = aligned(READ, ["Lễ", "hoi", "dam", "trau"])
    assert words[0] == Word("Lễ", 0, 10, 90, 20)
    assert words[1:] == READ.words[1:]


def test_two_words_that_were_read_as_one_share_its_room() -> None:
    words = aligned(line("Lễ", "hộicồng", "chiêng"), ["Lễ", "hội", "cồng", "chiêng"])
    assert boxes(words) == [("Lễ", 0, 90), ("hội", 100, 39), ("cồng", 139, 51), ("chiêng", 200, 90)]


def test_one_word_that_was_read_as_two_gets_the_room_of_both() -> None:
    words = aligned(line("Lễ", "h", "ội"), ["Lễ", "hội"])
    assert boxes(words) == [("Lễ", 0, 90), ("hội", 100, 190)]


def test_a_word_that_was_not_seen_lies_between_its_neighbours() -> None:
    words = aligned(line("Lễ", "trâu"), ["Lễ", "đâm", "trâu"])
    assert boxes(words)[1] == ("đâm", 90, 10)
    assert boxes(aligned(line("hội"), ["Lễ", "hội"]))[0] == ("Lễ", 0, 90)


@pytest.mark.parametrize(
    ("places", "turned", "first"),
    [
        ([(0, 0), (100, 0)], 0, (0, 0)),
        ([(100, 0), (0, 0)], 180, (140, 0)),
        ([(0, 100), (0, 0)], 90, (0, 140)),
        ([(0, 0), (0, 100)], 270, (0, 0)),
    ],
)
def test_words_share_room_in_the_direction_in_which_they_run(
    places: list[tuple[int, int]], turned: int, first: tuple[int, int]
) -> None:
    turned_line = Line(tuple(Word("abcd", x, y, 80, 80, 0.5) for x, y in places))
    page = Page(200, 200, (turned_line,))
    assert direction(page) == turned
    start, *_ = aligned(turned_line, ["ab", "cd", "abcd"])
    assert (start.x, start.y) == first


def test_a_page_is_corrected_line_by_line() -> None:
    page = Page(500, 500, (READ, line("rac"), line("nui", block=2)), "tesseract 5", "vie")
    made = corrected(page, ["Lễ hội đâm trâu", " ", "núi"], {0}, "Dòng bị bỏ sót\n\n tay viết ")
    assert alto.plain_text(made) == "Lễ hội đâm trâu\n\nnúi\n\nDòng bị bỏ sót\ntay viết"
    assert [one.checked for one in made.lines] == [True, False, True, True]
    assert made.lines[2].box == (0, 0, 500, 500)
    assert (made.software, made.settings) == ("tesseract 5", "vie")


def test_what_is_typed_with_tones_apart_is_composed() -> None:
    made = corrected(Page(9, 9, (line("Le"),)), ["Lê\u0303"])
    assert alto.plain_text(made) == "Lễ"


def test_a_blank_page_takes_what_was_not_seen() -> None:
    assert alto.plain_text(corrected(Page(9, 9), [], more="Chữ viết tay")) == "Chữ viết tay"
    assert direction(Page(9, 9)) == 0


def test_a_number_of_lines_that_does_not_fit_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="shorter"):
        corrected(Page(9, 9, (READ,)), [])
