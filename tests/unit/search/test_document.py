"""From a record to its index document."""

from datetime import date
from typing import Any

import pytest

from app.search.document import (
    MediaText,
    RecordDocument,
    id_number,
    identifier_of,
    is_identifier,
    media_document,
    record_document,
    sort_key,
)
from app.search.wording import BOUNDARY


def text(value: str, lang: str = "vi") -> dict[str, Any]:
    return {"type": "text", "value": value, "lang": lang}


def concept(vocabulary: str, value: str) -> dict[str, Any]:
    return {"type": "concept", "vocabulary": vocabulary, "value": value}


def made(media: tuple[MediaText, ...] = (), held: tuple[date, date] | None = None, **metadata: Any) -> RecordDocument:
    body = {"title": [text("Lễ hội")]} | metadata
    return record_document("0123abcd", "festival", body, 3, published=date(2025, 1, 1), occurs=held, media=media)


def test_titles_in_every_language_and_other_names_are_the_title() -> None:
    document = made(title=[text("Lễ Cầu Mưa"), text("Rain rite", "en")], alternative=[text("Yang Koi")])
    assert document.title.startswith("| le cau mua | rain rite | yang koi")
    assert document.titles == ("Lễ Cầu Mưa", "Rain rite", "Yang Koi")


def test_values_are_parted_so_that_no_phrase_runs_across() -> None:
    assert "| cong | chieng" in made(description=[text("cồng"), text("chiêng")]).everything


def test_a_record_without_text_has_every_field() -> None:
    document = media_document("0000000m", "0123abcd", 1, MediaText("image"))
    assert document.spoken == BOUNDARY
    assert made(title=[]).title == BOUNDARY


def test_text_inside_groups_is_searched() -> None:
    step = {"type": "group", "value": "", "parts": {"title": [text("Rước nước")], "officiant": [text("già làng")]}}
    words = made(ritualStep=[step]).everything
    assert "| ruoc nuoc | gia lang" in words
    assert "ruoc" not in made(ritualStep=[step]).title


def test_names_of_people_and_places_are_names() -> None:
    agent = {"type": "agent", "value": "Điểu Hơn", "parts": {"honour": [concept("honours", "artisan")]}}
    place = {"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "binh-phuoc"}
    names = made(bearer=[agent], spatial=[place]).names
    assert "| dieu hon" in names
    assert "| bu dang | binh phuoc | dong nai" in names


def test_exact_words_are_kept_once_with_their_tones() -> None:
    exact = made(description=[text("chiêng, chiếng, chiêng")]).exact.split()
    assert exact.count("chiêng") == 1
    assert len([word for word in exact if word.startswith("chi")]) == 2


def test_a_people_stands_in_the_text_whatever_it_is_called() -> None:
    for words in ("người S'tiêng", "người Xa Điêng", "dân tộc Xtiêng"):
        assert "peoples/xtieng" in made(description=[text(words)]).everything.split()
    assert (
        "peoples/"
        not in made(description=[text("bàn tay, hoa, con mèo, kháng chiến, lo lo là, đảo Hải Nam")]).everything
    )
    assert "peoples/tay" in made(description=[text("người Tày")]).everything
    assert "peoples/tay" not in made(description=[text("người Tày")]).names


def test_a_name_of_one_syllable_is_no_word_of_a_peoples_records() -> None:
    document = made(people=[concept("peoples", "tay")])
    assert document.names.split()[-1] == "peoples/tay"
    assert "tay" not in document.names.split()
    assert "xtieng" in made(people=[concept("peoples", "xtieng")]).names.split()


def test_names_felt_as_insults_are_in_no_document_of_their_people() -> None:
    assert "meo" not in made(people=[concept("peoples", "mong")]).everything.split()


def test_when_something_recurs_is_told_in_words() -> None:
    occurs = [{"type": "recurrence", "value": "lunar:01-15;words=sau khi gặt"}]
    words = made(occurs=occurs).everything
    assert "sau khi gat" in words
    assert "thang gieng" in words
    assert "lunar" in words


def test_facets_are_what_was_chosen_from_lists() -> None:
    document = made(
        media=(MediaText("video"), MediaText("audio"), MediaText("video")),
        held=(date(2025, 12, 30), date(2026, 1, 2)),
        people=[concept("peoples", "tay"), concept("peoples", "nung"), concept("peoples", "tay")],
        spatial=[{"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "binh-phuoc"}],
        language=[concept("languages", "vi")],
        license=[concept("licences", "CC-BY-4.0")],
        instrument=[concept("instruments", "gongs")],
    )
    assert document.facets == {
        "kind": ("festival",),
        "media": ("audio", "video"),
        "people": ("tay", "nung"),
        "place": ("binh-phuoc", "dong-nai"),
        "language": ("vi",),
        "month": ("12", "01"),
        "rights": ("CC-BY-4.0",),
    }


def test_a_place_without_a_province_is_in_no_facet() -> None:
    assert "place" not in made(spatial=[{"type": "place", "value": "Bù Đăng"}]).facets


@pytest.mark.parametrize("identifier", ["00000000", "zzzzzzzz", "0123abcd", "k7w9xqtv"])
def test_an_identifier_is_forty_bits(identifier: str) -> None:
    assert identifier_of(id_number(identifier)) == identifier
    assert 0 <= id_number(identifier) < 1 << 40


@pytest.mark.parametrize("other", ["", "0123abc", "0123abcde", "0123abcl", "0123ABCD", "người ta"])
def test_other_text_is_no_identifier(other: str) -> None:
    assert not is_identifier(other)


def test_sort_keys_are_signed_and_follow_the_days() -> None:
    keys = [sort_key(day, bits) for day in (-800_000, -1, 0, 1) for bits in (0, 5, (1 << 40) - 1)]
    assert keys == sorted(keys)
    assert all(-(1 << 63) <= key < 1 << 63 for key in [*keys, sort_key(10**12, 1), sort_key(-(10**12), 1)])


def test_what_has_no_date_comes_last() -> None:
    dated = made(created=[{"type": "date", "value": "1985"}])
    assert made().date > dated.date
    assert made().next > made(held=(date(2030, 1, 1), date(2030, 1, 1))).next


def test_english_words_have_their_forms_beside_them_and_vietnamese_words_none() -> None:
    document = made(title=[text("Weaving", "en"), text("Dệt vải")], description=[text("Gongs ring", "en")])
    assert {"en/weav"} == {word for word in document.title.split() if word.startswith(("en/", "fr/"))}
    assert {"en/weav", "en/gong", "en/ring"} <= set(document.exact.split())
    assert "en/gong" not in document.everything.split()
    assert not any(word.startswith("en/") and "vai" in word for word in document.exact.split())


def test_captions_that_nobody_gave_a_language_have_forms_where_they_are_english() -> None:
    said = "The elders strike the gongs and all of the village dances by the fire in the night with the guests."
    assert "en/danc" in media_document("0000000m", "0123abcd", 1, MediaText("video", texts=(said,))).exact.split()
    tones = "Già làng đánh chiêng, cả làng múa quanh đống lửa trong đêm hội."
    assert "en/" not in media_document("0000000m", "0123abcd", 1, MediaText("video", texts=(tones,))).exact


def test_what_was_chosen_from_lists_stands_in_a_document_by_its_token() -> None:
    document = made(
        instrument=[concept("instruments", "gongs")],
        spatial=[{"type": "place", "value": "Bù Đăng", "vocabulary": "provinces", "target": "binh-phuoc"}],
    )
    tokens = {word for word in document.names.split() if "/" in word}
    assert tokens == {
        "instruments/gongs",
        "kinds/festival",
        "product_types/instrument",
        "provinces/binh-phuoc",
        "provinces/dong-nai",
        "regions/south",
        "regions/south-east",
    }
    assert tokens <= set(document.everything.split())
    assert tokens <= set(document.exact.split())


def test_the_label_of_a_province_of_today_tells_no_region_of_its_own() -> None:
    place = {"type": "place", "value": "An Nhơn", "vocabulary": "provinces", "target": "binh-dinh"}
    assert "regions/central-highlands" not in made(spatial=[place]).everything


def test_what_a_text_only_mentions_makes_no_instrument_of_a_record() -> None:
    assert "product_types/instrument" not in made(description=[text("Có tiếng cồng chiêng")]).everything
    assert "product_types/instrument" in made(title=[text("Cồng chiêng")]).names
