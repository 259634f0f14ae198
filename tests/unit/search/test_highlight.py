"""Marking what was found, in its own spelling."""

import pytest

from app.search.highlight import READ, Mark, Marks, Span, fragment, highlight, within
from app.search.parsing import parse
from app.search.query import SearchQuery, marks


def asked(typed: str, relaxed: bool = False) -> Marks:
    return marks(SearchQuery(parse(typed), frozenset()), "spelling" if relaxed else "")


def marked(text: str, typed: str, relaxed: bool = False) -> list[str]:
    return [piece for piece, is_marked in fragment(text, asked(typed, relaxed)).parts() if is_marked]


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("Lễ hội cồng chiêng", "le hoi cong chieng", ["Lễ hội cồng chiêng"]),
        ("Lễ hội cồng chiêng", "LỄ HỘI", ["Lễ hội"]),
        ("người Ê-đê", "ê đê", ["Ê-đê"]),
        ("ông K’Liêu", "k'lieu", ["K’Liêu"]),
        ("người S’tiêng, người Xtiêng, người Xa Điêng", "xtieng", ["S’tiêng", "Xtiêng", "Xa Điêng"]),
        ("cồng, chiêng", "cồng chiêng", ["cồng", "chiêng"]),
        ("ភាសាខ្មែរ", "ខ្មែរ", ["ខ្មែរ"]),
        ("Anăk Ea Đê̆ hát", "de", ["Đê̆"]),
        ("váy", "áo", []),
    ],
)
def test_marks_stand_on_the_true_spelling(text: str, typed: str, found: list[str]) -> None:
    assert marked(text, typed) == found


def test_neighbours_keep_look_alikes_elsewhere_unmarked() -> None:
    assert marked("Lễ hội cồng chiêng được công nhận; hỏi lẽ nào", "le hoi cong chieng") == ["Lễ hội cồng chiêng"]


def test_words_without_a_neighbour_are_marked_alone() -> None:
    assert marked("công việc ở nhà có chiêng", "cong chieng") == ["công", "chiêng"]


def test_a_word_typed_with_tones_leaves_its_look_alikes_unmarked_where_it_stands_itself() -> None:
    assert marked("mạ non, mẹ già, má hồng, mà", "mạ") == ["mạ"]
    assert marked("má hồng", "mạ") == ["má"]


def test_a_people_is_marked_by_its_names_and_not_by_other_words() -> None:
    assert marked("bàn tay người Tày", "người tày") == ["người Tày"]
    assert marked("con Cua; người Co", "người co") == ["Cua", "người Co"]


def test_typing_errors_are_marked_where_they_were_forgiven() -> None:
    assert marked("tiếng chiêng", "chiengg", relaxed=True) == ["chiêng"]
    assert marked("tiếng chiêng", "chiengg") == []


def test_offsets_of_marks_hold_for_text_with_combining_letters() -> None:
    text = "Đê̆ ơ̆ chiêng"
    (span,) = highlight(text, asked("chiêng"))
    assert text[span.start : span.end] == "chiêng"


def test_the_best_piece_of_a_long_text_is_shown() -> None:
    text = "Mở đầu nói về hội làng. " * 40 + "Đêm ấy lễ hội cồng chiêng bắt đầu. " + "Rồi cả làng đi ngủ. " * 40
    shown = fragment(text, asked("lễ hội cồng chiêng"), 200)
    assert "lễ hội cồng chiêng" in [piece for piece, is_marked in shown.parts() if is_marked]
    assert (shown.before, shown.after) == (True, True)
    assert len(shown.text) <= 200
    assert "".join(piece for piece, _ in shown.parts()) == shown.text


def test_a_piece_is_cut_between_words() -> None:
    words = "một hai ba bốn năm sáu bảy tám chín mười " * 20
    shown = fragment(words + "chiêng " + words, asked("chiêng"), 120)
    assert set(shown.text.split()) <= set(words.split()) | {"chiêng"}


def test_a_short_text_is_shown_whole() -> None:
    shown = fragment("Cồng chiêng", asked("múa"))
    assert (shown.text, shown.spans, shown.before, shown.after) == ("Cồng chiêng", (), False, False)


def test_a_long_text_without_marks_begins_at_its_beginning() -> None:
    shown = fragment("chữ " * 500, Marks(), 100)
    assert (shown.before, shown.after, len(shown.text) <= 100) == (False, True, True)


def test_a_text_without_any_space_is_cut_too() -> None:
    shown = fragment("ខ្មែរ" * 400 + "ລາວ" + "ខ្មែរ" * 400, asked("ລາວ"), 100)
    assert [piece for piece, is_marked in shown.parts() if is_marked] == ["ລາວ"]


def test_only_the_beginning_of_a_book_is_looked_at() -> None:
    assert highlight("x " * READ + "chiêng", asked("chiêng")) == ()


def test_a_beginning_is_marked_with_the_whole_word() -> None:
    assert highlight("cồng chiêng", Marks((Mark("chi", "chi", begins=True),))) == (Span(5, 11),)


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("The weavers; they weave; she has woven", "weaving", ["weavers", "weave", "woven"]),
        ("Brooches, a brooch, broom", "brooch", ["Brooches", "brooch"]),
        ("cái hạt, a hat, hats", "hats", ["hat", "hats"]),
        ("Tiếng cồng chiêng, công việc; gongs", "gong", ["cồng chiêng", "gongs"]),
        ("Ceremonies of the brocade", "thổ cẩm", ["brocade"]),
        ("bronze drums, trống đồng, bronze", "trống đồng", ["bronze drums", "trống đồng"]),
        ("Ở Bình Phước, bình thường", "Đồng Nai", ["Bình Phước"]),
        ("ông K Liêu, K’Liêu, Liêu", "KLiêu", ["K Liêu", "K’Liêu"]),
        ("rượu hay cơm", "cơm or rượu", ["rượu", "cơm"]),
        ("của rừng, cửa rừng", "hát của rừng", ["rừng", "rừng"]),
    ],
)
def test_what_answers_is_marked_whatever_it_is_called(text: str, typed: str, found: list[str]) -> None:
    assert marked(text, typed) == found


def test_what_the_keys_were_read_as_is_marked() -> None:
    sought = marks(SearchQuery(parse("leex hooij"), frozenset()), "typed")
    assert [piece for piece, is_marked in fragment("Lễ hội, leex", sought).parts() if is_marked] == ["Lễ hội"]


@pytest.mark.parametrize(
    ("one", "other", "distance", "is_within"),
    [
        ("chieng", "chiengg", 1, True),
        ("chieng", "cheing", 1, True),
        ("chieng", "chien", 1, True),
        ("chieng", "thieng", 1, True),
        ("chieng", "thien", 1, False),
        ("chieng", "thien", 2, True),
        ("a", "abcd", 2, False),
    ],
)
def test_letters_that_are_wrong_are_counted(one: str, other: str, distance: int, is_within: bool) -> None:
    assert within(one, other, distance) is is_within
