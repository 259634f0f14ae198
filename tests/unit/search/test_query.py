"""Taking a typed question apart."""

import pytest

from app.search.parsing import parse
from app.search.query import (
    LETTERS,
    WORDS,
    Named,
    ParsedQuery,
    Phrase,
    SearchQuery,
    Word,
    halves,
    slack,
    words_of,
)


def folded(parsed: ParsedQuery) -> list[list[str]]:
    return [[word.folded for word in words_of(clause)] for clause in parsed.clauses]


def peoples(typed: str) -> list[tuple[str, ...]]:
    """Keys of the peoples that a question names."""
    named = [clause.concepts for clause in parse(typed).clauses if isinstance(clause, Named)]
    return [keys for some in named if (keys := tuple(each[8:] for each in some if each.startswith("peoples/")))]


def test_every_word_is_a_clause() -> None:
    assert folded(parse("Váy áo, rượu ngon!")) == [["vay"], ["ao"], ["ruou"], ["ngon"]]


def test_words_typed_with_tones_are_told_apart() -> None:
    assert [word.toned for word in parse("đêm dem đa ly").clauses if isinstance(word, Word)] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("quotes", ['""', "“”", "„“", "«»"])
def test_quotes_make_a_phrase(quotes: str) -> None:
    (phrase,) = parse(f"{quotes[0]}cồng chiêng{quotes[1]}").clauses
    assert isinstance(phrase, Phrase)
    assert [word.folded for word in phrase.words] == ["cong", "chieng"]


def test_a_quote_that_is_never_closed_is_left_out() -> None:
    assert folded(parse('lễ "rượu ngon')) == [["le"], ["ruou"], ["ngon"]]


def test_a_minus_excludes_only_before_a_word() -> None:
    parsed = parse('lễ -rượu - trâu Ê-đê -"già làng" bò-dê')
    assert [[word.folded for word in words_of(clause)] for clause in parsed.excluded] == [["ruou"], ["gia", "lang"]]
    assert folded(parsed) == [["le"], ["trau"], ["e", "de"], ["bo"], ["de"]]


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("people:xtieng", {"people": ("xtieng",)}),
        ("People:S'tiêng", {"people": ("xtieng",)}),
        ('people:"Ba Na" people:tay', {"people": ("ba-na", "tay")}),
        ("month:1 month:01", {"month": ("01",)}),
        ('place:"Bình Phước"', {"place": ("binh-phuoc",)}),
        ("rights:CC-BY-4.0", {"rights": ("CC-BY-4.0",)}),
        ("people:nobody", {"people": ("nobody",)}),
        ("12:30 giờ:3", {}),
    ],
)
def test_known_facets_can_be_typed_as_filters(typed: str, filters: dict[str, tuple[str, ...]]) -> None:
    assert parse(typed).filters == filters


def test_an_unknown_facet_is_words() -> None:
    assert folded(parse("giờ:3")) == [["gio"], ["3"]]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("xtieng", [("xtieng",)]),
        ("lễ hội của người S'tiêng", [("xtieng",)]),
        ("gia rai", [("gia-rai",)]),
        ("tay", [("tay",)]),
        ("tày múa", [("tay",)]),
        ("tay múa", []),
        ("người tay múa", [("tay",)]),
        ("dao", [("dao",)]),
        ("con dao", []),
        ("dân tộc dao", [("dao",)]),
        ("Dao people", [("dao",)]),
        ("hoa ma cong co", []),
        ("Bà Nà", []),
        ("ba na", [("ba-na",)]),
        ("Thổ", [("tho",)]),
        ("La Quả", [("la-chi", "pu-peo")]),
        ("con mèo", []),
        ("nguoi dan toc xtieng", [("xtieng",)]),
        ("người Đản hát", [("ngai",)]),
        ("mèo", [("mong",)]),
    ],
)
def test_peoples_are_known_by_their_names(typed: str, found: list[tuple[str, ...]]) -> None:
    assert peoples(typed) == found


def test_words_side_by_side_are_pairs() -> None:
    pairs = [(one.folded, other.folded) for one, other in parse('lễ hội "cồng chiêng" xtiêng múa -rượu vui').pairs]
    assert pairs == [("le", "hoi"), ("xtieng", "mua")]


def test_a_run_without_spaces_is_a_phrase_of_its_bigrams() -> None:
    khmer, single = parse("ភាសាខ្មែរ ລ").clauses
    assert isinstance(khmer, Phrase)
    assert [word.text for word in khmer.words] == ["ភាសា", "សាខ្មែ", "ខ្មែរ"]
    assert isinstance(single, Word)
    assert single.begins


@pytest.mark.parametrize(
    ("typed", "last"), [("cồng chi", "chi"), ("cồng chi ", None), ("cồng chi,", None), ('"cồng chi"', None)]
)
def test_the_last_word_is_unfinished_until_something_follows(typed: str, last: str | None) -> None:
    unfinished = parse(typed).unfinished
    assert (unfinished.folded if unfinished else None) == last


@pytest.mark.parametrize(
    "typed", ["lễ hội " * 5_000, "x" * 10_000, '"a b" ' * 2_000, "-a " * 3_000, " ".join(map(str, range(9_999)))]
)
def test_however_much_is_typed_the_question_is_bounded(typed: str) -> None:
    parsed = parse(typed)
    assert sum(len(words_of(clause)) for clause in parsed.clauses + parsed.excluded) <= WORDS
    assert len(parsed.pairs) <= WORDS
    assert parse(typed[:LETTERS]) == parsed


@pytest.mark.parametrize("typed", ["", "  ", "-", '""', ":", "people:", "\x00", "'’"])
def test_nothing_typed_asks_nothing(typed: str) -> None:
    parsed = parse(typed)
    assert (parsed.excluded, parsed.filters, parsed.pairs) == ((), {}, ())
    assert folded(parsed) in ([], [["people"]])


def test_typed_and_chosen_filters_are_alternatives() -> None:
    query = SearchQuery(parse("people:tay"), frozenset(), chosen={"people": ("nung",), "kind": ()})
    assert query.filters() == {"people": ("nung", "tay")}


@pytest.mark.parametrize(
    ("typed", "letters"), [("le", 0), ("hoi", 0), ("cong", 1), ("khausua", 1), ("nghiengg", 2), ("1975", 0)]
)
def test_short_words_and_numbers_must_be_right(typed: str, letters: int) -> None:
    assert slack(Word(typed, typed)) == letters


def test_two_syllables_typed_as_one_are_known() -> None:
    assert ("cong", "chieng") in halves(Word("congchieng", "congchieng"))
    assert halves(Word("xtrng", "xtrng")) == ()
