"""What texts and questions name."""

import pytest

from app.search import lexicon, names, stems
from app.search.folding import analyse, stored
from app.search.parsing import parse
from app.search.query import named_in
from metadata import tables
from metadata.vocabulary import vocabularies, vocabulary


def told(text: str, language: str = "vi") -> set[str]:
    tokens = analyse(text)
    if language not in stems.LANGUAGES:
        return names.told(stored(text), tokens)
    words = [stems.told(stored(text)[each.start : each.end], each.folded, language) for each in tokens]
    return names.told(stored(text), tokens, words)


def asked(typed: str) -> list[tuple[str, ...]]:
    return [mention.concepts for mention in names.asked(stored(typed), analyse(typed))]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Tiếng cồng chiêng vang", {"instruments/gongs"}),
        ("Trống đồng và khèn bè", {"instruments/bronze-drum", "instruments/khen-be", "instruments/mouth-organ"}),
        ("Người Tày múa, bàn tay dẻo", {"peoples/tay", "genres/dance"}),
        ("Người K’Ho chơi t’rưng", {"peoples/co-ho", "instruments/trung"}),
        ("Trưng bày một kho lúa", {"topics/rice"}),
        ("Ở Huế, hoa huệ nở", {"provinces/hue", "regions/north-central"}),
        ("Mong hòa bình, thái bình", set()),
        ("Lo lo là, con mèo, kháng chiến, lá then, đảo Hải Nam", set()),
        ("Tháng 3 âm lịch", {"lunar_months/03"}),
        ("Tháng 3", {"months/03"}),
        ("Chủ tịch Hồ Chí Minh, đường Hồ Chí Minh", set()),
        ("", set()),
    ],
)
def test_a_text_names_what_it_calls_beyond_doubt(text: str, concepts: set[str]) -> None:
    assert told(text) == concepts


@pytest.mark.parametrize(
    ("text", "language", "concepts"),
    [
        ("Women weave brocades", "en", {"topics/women", "topics/weaving", "topics/brocade"}),
        ("It may march", "en", set()),
        ("In May", "en", {"months/05"}),
        ("Les tambours de bronze", "fr", {"instruments/drum"}),
        ("Then they sing of the gold leaf", "en", {"topics/singing"}),
        ("Women weave brocades", "vi", set()),
    ],
)
def test_names_of_a_language_are_told_in_texts_of_it(text: str, language: str, concepts: set[str]) -> None:
    assert told(text, language) == concepts


def test_a_province_of_before_tells_todays_and_its_region() -> None:
    assert told("ở Bình Phước") == {"provinces/binh-phuoc", "provinces/dong-nai", "regions/south-east", "regions/south"}
    assert "provinces/binh-phuoc" not in told("ở Đồng Nai")
    assert lexicon.wider("provinces/binh-phuoc") == ("provinces/dong-nai",)
    assert lexicon.wider("provinces/dong-nai") == lexicon.wider("peoples/tay") == ()


@pytest.mark.parametrize(
    ("typed", "concepts"),
    [
        ("cong chieng", [("instruments/gongs",)]),
        ("chiêng", [("instruments/gongs",)]),
        ("tieng chieng", []),
        ("hoa văn", [("topics/pattern",)]),
        ("con dao", []),
        ("Dao costumes", [("peoples/dao",), ("kinds/costume",)]),
        ("dao costumes", [("kinds/costume",)]),
        ("phụ nữ Dao thêu áo", [("topics/women",), ("peoples/dao",), ("techniques/embroidery",)]),
        ("Hoa nở rộ", []),
        ("The Tho of Nghe An", [("peoples/tho",), ("provinces/nghe-an",)]),
        ("Buôn Ma Thuột elephants", [("topics/elephant",)]),
        ("Tay Nguyen festivals", [("regions/central-highlands",), ("kinds/festival",)]),
        ("Lào Cai", [("provinces/lao-cai",)]),
        ("Thái Nguyên", [("provinces/thai-nguyen",)]),
        ("tỉnh dong nai", [("provinces/dong-nai",)]),
        ("che co thu lao cai", [("provinces/lao-cai",)]),
        ("người Thù Lao", [("peoples/tay",)]),
        ("thổ cẩm K'Ho", [("topics/brocade",), ("peoples/co-ho",)]),
        ("kho lua", []),
        ("mõ", []),
        ("tiêu", []),
        ("may", []),
        ("May", [("months/05",)]),
        ("Mèo", [("peoples/mong",)]),
    ],
)
def test_a_question_names_what_its_writer_shows_to_mean(typed: str, concepts: list[tuple[str, ...]]) -> None:
    assert asked(typed) == concepts


def test_names_felt_as_insults_are_never_shown() -> None:
    shown = {name.text for name in lexicon.names_of("peoples/mong") if name.shown}
    assert "Mèo" in {name.text for name in lexicon.names_of("peoples/mong")} - shown


def test_what_is_named_is_known_to_a_vocabulary_or_stands_by_itself() -> None:
    for row in tables.read("named.csv"):
        of, _, key = row["concept"].partition("/")
        assert of in ("topics", "regions") or key in vocabulary(of), row["concept"]
        assert of in vocabularies() or of in ("topics", "regions")


def test_every_label_that_is_left_out_is_there() -> None:
    for row in (row for row in tables.read("named.csv") if row["not"]):
        concept = vocabulary(row["concept"].split("/")[0]).concepts[row["concept"].split("/")[1]]
        assert set(tables.listed(row["not"])) <= {*concept.labels.values(), *concept.alt}, row["concept"]


def test_every_region_has_a_name_and_known_provinces() -> None:
    for row in tables.read("regions.csv"):
        assert lexicon.names_of(row["region"]), row
        assert set(tables.listed(row["provinces"])) <= set(vocabulary("provinces").concepts), row


def test_no_name_of_one_word_is_a_small_word_of_its_language() -> None:
    for name in (name for name in lexicon.names() if name.stemmed and len(name.tokens) == 1):
        small = {stems.form(word, name.stemmed) for word in stems.small_words(name.stemmed)}
        assert not small & set(lexicon.forms(name)), name.text


def test_instruments_and_crafts_are_also_what_they_are() -> None:
    assert lexicon.classes({"instruments/gongs", "techniques/carving", "peoples/tay"}) == {
        "product_types/instrument",
        "topics/craft",
    }
    assert all(lexicon.known(each) for each in lexicon.classes({"instruments/gongs", "techniques/carving"}))


@pytest.mark.parametrize(("typed", "people"), [("dân ca Cao Lan", "san-chay"), ("lễ ăn trâu Ka Tu", "co-tu")])
def test_capitals_tell_a_groups_name_from_its_syllables(typed: str, people: str) -> None:
    assert f"peoples/{people}" in named_in(parse(typed).clauses)
    assert f"peoples/{people}" not in named_in(parse(typed.lower()).clauses)
