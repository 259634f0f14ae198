"""What every search engine finds, and in which order. Order is asserted, scores never."""

import unicodedata
from datetime import date

import pytest

from app.ports import SearchIndex
from app.search.query import FacetCount
from tests.contracts.search_documents import GONGS, Hits, Put, ask, concept, identifier, place, record

# Words


@pytest.mark.parametrize(
    "typed",
    [
        "le hoi cong chieng",
        "LỄ HỘI CỒNG CHIÊNG",
        "cồng chiêng lễ hội",
        unicodedata.normalize("NFD", "Lễ hội cồng chiêng"),
        "chiêng, (đêm)!",
        "xtieng",
    ],
)
def test_a_record_is_found_however_its_words_are_typed(put: Put, hits: Hits, typed: str) -> None:
    put(GONGS, record("x", "Váy thổ cẩm"))
    assert hits(typed)[0] == "g"


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Lễ cầu hòa", "hoà"),
        ("Lễ cầu hoà", "hòa"),
        ("Đền thờ Lý Thái Tổ", "lí thái tổ"),
        ("Đắk Nông", "dak nong"),
        ("Ðắk Nông", "đắk nông"),
        ("Già làng K’Liêu", "k'lieu"),
        ("Già làng K'Liêu", "K’Liêu"),
        ("Già làng KʼLiêu", "klieu"),
        ("Nghệ nhân Y Blơm", "y blom"),
        ("Áo A", "a"),
        ("Anăk Ea Đê̆", "anak ea de"),
        ("Ơ̆ng ư̆", "ong u"),
        (unicodedata.normalize("NFD", "Lễ mừng lúa mới"), "lễ mừng lúa"),
        ("Năm ២០២៤", "2024"),
        ("The Xtiêng’s gongs", "xtieng gongs"),
    ],
)
def test_spellings_of_one_word_find_one_another(put: Put, hits: Hits, title: str, typed: str) -> None:
    put(record("a", title, kind="document"), record("b", "Khác hẳn"))
    assert hits(typed) == ["a"]


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("ភាសាខ្មែរ", "ខ្មែរ"),
        ("ពិធីបុណ្យអុំទូក", "អុំទូក"),
        ("ภาษาลาว ພາສາລາວ", "ລາວ"),
        ("ꪼꪕ ꪒꪾ", "ꪼꪕ"),
        ("ꨀꨇꩉ ꨌꩌ", "ꨌꩌ"),
        ("ꨀꨇꩉꨌꩌ", "ꨌꩌ"),
        ("京族哈節", "哈節"),
    ],
)
def test_a_word_is_found_inside_a_line_without_spaces(put: Put, hits: Hits, title: str, typed: str) -> None:
    put(record("a", title), record("b", "Lễ hội"))
    assert hits(typed) == ["a"]


def test_every_word_is_wanted(put: Put, hits: Hits) -> None:
    put(record("a", "Rượu cần"), record("b", "Rượu cần và cồng chiêng"), record("c", "Chiêng"))
    assert hits("rượu chiêng") == ["b"]


def test_words_may_stand_in_different_parts_of_a_record(put: Put, hits: Hits) -> None:
    put(record("a", "Lễ mừng lúa mới", "Có rượu cần.", spoken="tiếng khèn gọi bạn"))
    assert hits("lúa rượu khèn") == ["a"]


@pytest.mark.parametrize("typed", ["festival", "Lễ hội", "cotton", "sợi bông", "Dong Nai", "Bình Phước", "Bù Đăng"])
def test_labels_of_lists_answer_in_every_language(put: Put, hits: Hits, typed: str) -> None:
    put(
        record("a", "Tên riêng", material=[concept("materials", "cotton")], spatial=[place("Bù Đăng", "binh-phuoc")]),
        record("b", "Khác hẳn", kind="costume"),
    )
    assert hits(typed) == ["a"]


def test_labels_of_rights_answer_nothing(put: Put, hits: Hits) -> None:
    put(record("a", "Tên riêng", rights=[concept("rights", "InC")]))
    assert hits("copyright") == []


def test_a_record_is_found_by_its_identifier(put: Put, hits: Hits) -> None:
    put(record("k7w", "Một"), record("k8w", "Hai"))
    assert hits(identifier("k7w")) == ["k7w"]


# Peoples


@pytest.mark.parametrize("typed", ["Xtiêng", "xtieng", "S'tiêng", "S’TIÊNG", "stieng", "s tieng", "xa dieng", "Bù Lơ"])
def test_a_people_is_found_by_any_of_its_names(put: Put, hits: Hits, typed: str) -> None:
    put(record("a", "Nhà dài", peoples=["xtieng"]), record("b", "Nhà dài", peoples=["e-de"]))
    assert hits(typed) == ["a"]


@pytest.mark.parametrize("typed", ["Ê-đê", "ê đê", "ede", "Êđê", "Rađê", "ra de"])
def test_a_people_named_in_the_text_alone_is_found_by_its_other_names(put: Put, hits: Hits, typed: str) -> None:
    put(record("a", "Nhà dài", "Của người Ê-đê ở Đắk Lắk."), record("b", "Nhà dài", "Của người Mnông."))
    assert hits(typed) == ["a"]


def test_a_name_of_one_syllable_in_other_words_names_no_people(put: Put, hits: Hits) -> None:
    put(record("a", "Váy áo ngày cưới", peoples=["tay"]), record("b", "Váy áo cầm tay", peoples=["e-de"]))
    assert hits("vay ao tay")[0] == "b"
    put(record("c", "Múa", peoples=["hoa"]), record("d", "Múa hoa sen"), record("e", "Múa", peoples=["cong"]))
    assert hits("mua hoa") == ["d"]
    assert "e" not in hits("mua cong")


@pytest.mark.parametrize("typed", ["cống", "người cong", "dan toc Cống", "cong"])
def test_a_name_of_one_syllable_counts_where_a_people_is_meant(put: Put, hits: Hits, typed: str) -> None:
    put(record("a", "Người già kể chuyện dân tộc", "Xắm khống", peoples=["cong"]), record("b", "Mùa lúa"))
    assert hits(typed) == ["a"]


@pytest.mark.parametrize("typed", ["người Xtiêng", "dân tộc S'tiêng", "nguoi dan toc xtieng", "Stieng people"])
def test_words_that_announce_a_people_need_not_stand_in_the_text(put: Put, hits: Hits, typed: str) -> None:
    put(record("a", "Nhà dài", peoples=["xtieng"]), record("b", "Tiếng Xtiêng"), record("c", "Người Mạ, một dân tộc"))
    assert sorted(hits(typed)) == ["a", "b"]


def test_a_people_that_is_announced_is_not_found_by_the_same_word_elsewhere(put: Put, hits: Hits) -> None:
    put(record("a", "Nhà sàn", peoples=["tay"]), record("b", "Người nắm tay nhau"), record("c", "Chuyện người Tày"))
    assert sorted(hits("người Tày")) == ["a", "c"]
    assert sorted(hits("nguoi tay")) == ["a", "c"]


@pytest.mark.parametrize("typed", ["mèo", "người Mèo"])
def test_a_name_felt_as_an_insult_finds_and_is_not_offered(
    put: Put, hits: Hits, index: SearchIndex, typed: str
) -> None:
    put(record("a", "Người thổi khèn", peoples=["mong"]))
    assert hits(typed) == ["a"]
    assert index.suggest("mèo", 5) == ()


# Phrases, exclusions, filters


def test_quotes_ask_for_words_side_by_side_in_their_order(put: Put, hits: Hits) -> None:
    put(record("a", "Múa xoè hoa"), record("b", "Hoa xoè múa"), record("c", "Múa và hoa xoè"))
    assert hits('"mua xoe"') == ["a"]
    assert hits("“múa xoè hoa”") == ["a"]


def test_a_phrase_does_not_run_from_one_value_into_the_next(put: Put, hits: Hits) -> None:
    put(record("a", "Lễ cúng", ["Tiếng cồng", "chiêng vang"]))
    assert hits('"cồng chiêng"') == []
    assert hits("cồng chiêng") == ["a"]


def test_one_word_in_quotes_is_a_word(put: Put, hits: Hits) -> None:
    put(GONGS)
    assert hits('"chiêng"') == ["g"]


def test_a_word_after_a_minus_is_not_wanted(put: Put, hits: Hits) -> None:
    put(record("a", "Lễ hội rượu cần"), record("b", "Lễ hội trâu"), record("c", "Lễ hội rươu"))
    assert sorted(hits("lễ hội -rượu")) == ["b", "c"]
    assert hits("lễ hội -ruou -trau") == []
    assert sorted(hits('lễ hội -"rượu cần"')) == ["b", "c"]
    assert sorted(hits("-trâu")) == ["a", "c"]


def test_a_hyphen_inside_a_name_is_no_minus(put: Put, hits: Hits) -> None:
    put(record("a", "Nhà của người Bru-Vân Kiều"))
    assert hits("Bru-Vân Kiều") == ["a"]
    assert hits("bru - van kieu") == ["a"]


def test_filters_can_be_typed(put: Put, hits: Hits) -> None:
    put(
        record("a", "Lễ hội", peoples=["xtieng"], occurs=date(2026, 1, 3)),
        record("b", "Lễ hội", peoples=["tay"], occurs=date(2026, 3, 3)),
    )
    assert hits("people:xtieng") == ["a"]
    assert hits('lễ hội people:"S\'tiêng"') == ["a"]
    assert hits("month:1") == ["a"]
    assert hits("lễ month:3 people:xtieng") == []


# Forgiving


def test_the_last_word_counts_as_a_beginning_only_while_it_is_typed(put: Put, hits: Hits) -> None:
    put(GONGS, record("x", "Cồng chi"))
    assert sorted(hits("cong chi", typing=True)) == ["g", "x"]
    assert hits("cong chi") == ["x"]


@pytest.mark.parametrize(
    "typed", ["cong chiengg", "cogn chieng", "cồng chienng", "congchieng", "le hoi chieg", "cong chie"]
)
def test_typing_errors_are_forgiven_where_nothing_answers_as_typed(put: Put, index: SearchIndex, typed: str) -> None:
    put(GONGS, record("x", "Váy áo"))
    found = index.search(ask(typed))
    assert found.hits == (identifier("g"),)
    assert found.relaxed == "spelling"


def test_nothing_is_forgiven_where_something_answers(put: Put, index: SearchIndex) -> None:
    put(record("a", "Chiến khu"), record("b", "Chiêng đồng"))
    found = index.search(ask("chien"))
    assert (found.hits, found.relaxed) == ((identifier("a"),), "")


def test_a_year_is_not_corrected(put: Put, hits: Hits) -> None:
    put(record("a", "Năm 1975"))
    assert hits("1979") == []


def test_most_of_many_words_are_enough_where_not_all_are_found(put: Put, index: SearchIndex) -> None:
    put(GONGS, record("x", "Lễ cưới"))
    found = index.search(ask("lễ hội cồng chiêng thác"))
    assert (found.hits, found.relaxed) == ((identifier("g"),), "some")


def test_few_answers_are_followed_by_those_that_have_most_of_the_question(put: Put, index: SearchIndex) -> None:
    put(record("a", "Lễ cưới"), record("b", "Hát ru"), record("c", "Lễ cưới người Tày", peoples=["tay"]))
    put(record("d", "Hát ru", peoples=["tay"]))
    found = index.search(ask("lễ cưới của người Tày", facets=("people",)))
    assert (found.hits, found.relaxed) == ((identifier("c"), identifier("d")), "few")
    assert (found.total, found.facets["people"]) == (2, (FacetCount("tay", 2),))
    newest = index.search(ask("lễ cưới của người Tày", sort="newest"))
    assert (newest.hits, newest.relaxed) == ((identifier("c"),), "")
    put(*(record(f"{n:02}", "Lễ cưới", peoples=["tay"]) for n in range(10, 20)))
    enough = index.search(ask("lễ cưới của người Tày"))
    assert (enough.total, enough.relaxed) == (11, "")


def test_a_filter_does_not_change_how_widely_a_question_is_put(put: Put, index: SearchIndex) -> None:
    put(*(record(f"{n:02}", "Lễ cưới xưa", peoples=["tay"]) for n in range(10, 20)))
    put(record("a", "Lễ cưới xưa", peoples=["nung"]), record("b", "Lễ cưới", peoples=["nung"]))
    told = index.search(ask("lễ cưới xưa", facets=("people",))).facets["people"]
    assert told == (FacetCount("tay", 10), FacetCount("nung", 1))
    for count in told:
        assert index.search(ask("lễ cưới xưa", chosen={"people": (count.value,)})).total == count.count


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "lễ hội " * 1_500,
        '"' * 10_000,
        "-" * 10_000,
        "ខ្មែរ" * 2_000,
        "people:" * 1_400,
        "((*~^:\\/[]{}+!?",
        "\x00",
    ],
    ids=["letters", "words", "quotes", "minuses", "khmer", "filters", "signs", "nul"],
)
def test_anything_may_be_typed(put: Put, index: SearchIndex, typed: str) -> None:
    put(GONGS)
    assert index.search(ask(typed, facets=("people",), typing=True)).total <= 1


# Order


def test_words_as_typed_come_before_their_look_alikes_even_in_a_title(put: Put, hits: Hits) -> None:
    put(
        record("a", "Má và mà"),
        record("b", "Lễ xuống đồng", "Gieo mạ khi trời mưa, sau đó cả làng cùng ăn bữa cơm đầu mùa."),
        record("c", "Mả mạc", "ma mà má mả mã " * 5),
    )
    assert hits("mạ")[0] == "b"


def test_words_typed_without_tones_put_the_same_word_first_among_equals(put: Put, hits: Hits) -> None:
    put(record("a", "Cầu hòa"), record("b", "Cầu hoa"), record("c", "Cầu hoả"))
    assert hits("cau hoa")[0] == "b"


def test_neighbours_in_order_come_before_scattered_words(put: Put, hits: Hits) -> None:
    put(
        record("a", "Nhạc", "Chiêng treo trong nhà, bên bếp lửa có cồng."),
        record("b", "Nhạc", "Trong nhà, bên bếp lửa có treo cồng chiêng."),
        record("c", "Nhạc", "Cồng treo trong nhà, bên bếp lửa có chiêng."),
    )
    assert hits("cồng chiêng")[0] == "b"
    assert hits("cong chieng")[0] == "b"


def test_a_title_comes_before_a_text(put: Put, hits: Hits) -> None:
    put(
        record("a", "Ngày hội", "Có cồng chiêng trong ngày hội của làng."),
        record("b", "Cồng chiêng", "Nhạc cụ của làng trong ngày hội."),
    )
    assert hits("cồng chiêng") == ["b", "a"]
    assert hits("cong chieng") == ["b", "a"]


def test_one_word_in_a_title_comes_before_the_word_twice_in_a_text(put: Put, hits: Hits) -> None:
    put(record("a", "Nhạc cụ", "Chiêng đồng, chiêng núm treo bên bếp."), record("b", "Chiêng núm", "Treo bên bếp lửa."))
    assert hits("chiêng") == ["b", "a"]


def test_the_people_of_a_record_come_before_one_that_is_mentioned(put: Put, hits: Hits) -> None:
    put(
        record("a", "Lễ mừng lúa", "Khách là người Xtiêng. Người Xtiêng hát đáp.", peoples=["tay"]),
        record("b", "Lễ mừng lúa", "Cả làng cùng uống rượu bên đống lửa đêm.", peoples=["xtieng"]),
    )
    assert hits("lễ mừng lúa xtiêng") == ["b", "a"]
