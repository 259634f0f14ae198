"""What every search engine does beyond finding: who gets what, counts beside filters, pages, keeping, marks."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from app.errors import BadRequest
from app.ports import SearchIndex
from app.search.document import IndexDocument
from app.search.highlight import fragment
from app.search.query import FacetCount
from tests.contracts.search_documents import GONGS, MEMBERS, Hits, Put, ask, identifier, place, record, spoken, text

# Access


def test_what_a_viewer_may_not_see_is_in_no_hit_count_or_facet(put: Put, index: SearchIndex) -> None:
    put(GONGS, record("h", "Lễ hội cồng chiêng kín", access=MEMBERS, peoples=["ma"], kind="custom"))
    found = index.search(ask("cồng chiêng", facets=("people", "kind")))
    assert (found.total, found.hits) == (1, (identifier("g"),))
    assert found.facets == {"people": (FacetCount("xtieng", 1),), "kind": (FacetCount("festival", 1),)}
    assert index.search(ask("", facets=("people",))).total == 1
    assert index.search(ask("cồng chiêng", 1, MEMBERS)).total == 2
    assert index.search(ask("cồng chiêng", MEMBERS)).hits == (identifier("h"),)


def test_nobody_sees_anything_without_a_class(put: Put, index: SearchIndex) -> None:
    put(GONGS, spoken("m", "g", "cồng chiêng"))
    nobody = ask("cồng chiêng", facets=("people",))
    found = index.search(type(nobody)(nobody.parsed, frozenset(), facets=("people",)))
    assert (found.total, found.hits, found.facets) == (0, (), {"people": ()})


def test_a_restricted_recording_finds_its_record_only_for_those_who_may_hear_it(put: Put, hits: Hits) -> None:
    put(record("a", "Hát ru"), spoken("m", "a", "bài khấn trong rừng"), record("b", "Khác hẳn"))
    assert hits("bài khấn") == []
    assert hits("bài khấn", 1, MEMBERS) == ["a"]
    assert hits('"trong rừng"', 1, MEMBERS) == ["a"]


def test_a_public_recording_does_not_show_its_restricted_record(put: Put, hits: Hits) -> None:
    put(record("a", "Hát ru", access=MEMBERS), spoken("m", "a", "bài hát chung", access=1))
    assert hits("bài hát chung") == []
    assert hits("bài hát chung", 1, MEMBERS) == ["a"]


def test_only_records_are_counted(put: Put, index: SearchIndex) -> None:
    put(record("a", "Hát ru", "bài khấn"), spoken("m", "a", "bài khấn"), spoken("n", "a", "bài khấn"))
    found = index.search(ask("bài khấn", 1, MEMBERS, facets=("kind",)))
    assert (found.total, found.hits) == (1, (identifier("a"),))
    assert found.facets["kind"] == (FacetCount("festival", 1),)
    assert index.count() == 1
    assert index.search(ask("", 1, MEMBERS)).total == 1


def test_an_unwanted_word_counts_in_what_the_viewer_may_hear(put: Put, hits: Hits) -> None:
    put(record("a", "Hát ru"), spoken("m", "a", "bài khấn"), record("b", "Hát ru"))
    assert sorted(hits("hát ru -khấn")) == ["a", "b"]
    assert hits("hát ru -khấn", 1, MEMBERS) == ["b"]


# Facets


@pytest.fixture
def many(put: Put) -> None:
    put(
        record("1", "Lễ một", peoples=["tay", "nung"], occurs=date(2026, 1, 5)),
        record("2", "Lễ hai", peoples=["tay"], kind="custom", occurs=date(2026, 1, 20)),
        record("3", "Lễ ba", peoples=["e-de"], occurs=date(2026, 3, 1)),
        record("4", "Lễ bốn", peoples=["e-de"], kind="custom"),
        record("5", "Lễ năm", peoples=["nung"], kind="place", spatial=[place("Bù Đăng", "binh-phuoc")]),
    )


def counts(index: SearchIndex, facet: str, **chosen: tuple[str, ...]) -> list[tuple[str, int]]:
    found = index.search(ask("lễ", chosen=chosen, facets=(facet, "kind")))
    return [(each.value, each.count) for each in found.facets[facet]]


@pytest.mark.usefixtures("many")
def test_values_of_a_facet_are_alternatives_and_facets_narrow_each_other(hits: Hits) -> None:
    assert sorted(hits("lễ", chosen={"people": ("tay", "e-de")})) == ["1", "2", "3", "4"]
    assert sorted(hits("lễ", chosen={"people": ("tay", "e-de"), "kind": ("custom",)})) == ["2", "4"]
    assert hits("lễ", chosen={"people": ("nobody",)}) == []


@pytest.mark.usefixtures("many")
def test_counts_are_ordered_by_number_then_by_value(index: SearchIndex) -> None:
    assert counts(index, "people") == [("e-de", 2), ("nung", 2), ("tay", 2)]
    assert counts(index, "month") == [("01", 2), ("03", 1)]
    assert counts(index, "kind") == [("custom", 2), ("festival", 2), ("place", 1)]
    assert counts(index, "material") == []


@pytest.mark.usefixtures("many")
def test_a_choice_narrows_the_other_facets_and_not_its_own(index: SearchIndex) -> None:
    assert counts(index, "people", people=("tay",)) == [("e-de", 2), ("nung", 2), ("tay", 2)]
    assert counts(index, "kind", people=("tay",)) == [("custom", 1), ("festival", 1)]
    assert counts(index, "people", people=("tay",), kind=("custom",)) == [("e-de", 1), ("tay", 1)]


@pytest.mark.usefixtures("many")
def test_a_province_of_before_the_mergers_counts_for_todays_too(index: SearchIndex) -> None:
    assert counts(index, "place") == [("binh-phuoc", 1), ("dong-nai", 1)]


# Sorting and pages


def test_records_are_sorted_as_asked(put: Put, hits: Hits) -> None:
    put(
        record("a", "Ơn", published=date(2025, 5, 1), created=[{"type": "date", "value": "1985~"}]),
        record("b", "Ấn", published=date(2025, 6, 1), occurs=date(2026, 8, 1)),
        record("c", "Ăn", published=date(2024, 1, 1), occurs=date(2026, 2, 1)),
        record("d", "Đàn đá", published=date(2025, 5, 2), created=[{"type": "date", "value": "-0500"}]),
        record("e", "Dân ca", published=date(2025, 5, 3), created=[{"type": "date", "value": "19XX"}]),
    )
    assert hits("", sort="newest") == hits("") == ["b", "e", "d", "a", "c"]
    assert hits("", sort="next")[:2] == ["c", "b"]
    assert hits("", sort="title") == ["c", "b", "e", "d", "a"]
    assert hits("", sort="date")[:3] == ["d", "e", "a"]


@pytest.mark.parametrize("sort", ["relevance", "newest", "next", "title", "date"])
@pytest.mark.parametrize("typed", ["", "lễ hội"])
def test_pages_and_cursors_reach_every_record_once(put: Put, index: SearchIndex, sort: str, typed: str) -> None:
    put(*(record(f"{n:02}", f"Lễ hội thứ {n}", published=date(2025, 1, 1 + n % 3)) for n in range(1, 24)))
    everything = index.search(ask(typed, sort=sort, per_page=50))
    assert (everything.total, len(set(everything.hits)), everything.cursor) == (23, 23, None)
    pages = [index.search(ask(typed, sort=sort, per_page=5, page=page)).hits for page in range(1, 7)]
    assert tuple(hit for page in pages for hit in page) == everything.hits
    walked: list[str] = []
    found = index.search(ask(typed, sort=sort, per_page=5))
    while True:
        assert found.total == 23
        walked += found.hits
        if found.cursor is None:
            break
        found = index.search(ask(typed, sort=sort, per_page=5, cursor=found.cursor))
    assert tuple(walked) == everything.hits


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "title:1", "newest:", "newest:abc", "newest:" + "9" * 30, f"newest:{1 << 63}", f"newest:{-(1 << 63)}"],
)
def test_a_cursor_that_no_result_gave_is_refused(put: Put, index: SearchIndex, cursor: str) -> None:
    put(GONGS)
    with pytest.raises(BadRequest):
        index.search(ask("", sort="newest", cursor=cursor))


@pytest.mark.parametrize("typed", ["voi", "voi rừng", '"voi rừng"'])
@pytest.mark.parametrize("per_page", [1, 7, 50])
def test_equals_come_in_the_order_of_their_identifiers_however_they_were_put(
    put: Put, hits: Hits, typed: str, per_page: int
) -> None:
    names = [f"k{letter}" for letter in "0123456789abcdefghjkmnpqrstvwxyz"]
    for name in (*names[::-3], *names[::2], *names[::-2]):
        put(record(name, "Voi rừng"), record(f"z{name}", "Ngựa"))
    put(record("k", "Voi rừng, voi rừng", "Voi"), *(record(name, "Voi rừng") for name in names[5:9]))
    found = [hits(typed, page=page, per_page=per_page) for page in range(1, 34 // per_page + 2)]
    assert [name for page in found for name in page] == ["k", *names]


@pytest.mark.parametrize("sort", ["relevance", "newest", "title"])
def test_a_page_far_beyond_all_others_is_empty(put: Put, index: SearchIndex, sort: str) -> None:
    put(GONGS)
    found = index.search(ask("chiêng", sort=sort, page=10**30))
    assert (found.total, found.hits) == (1, ())


def test_what_is_worth_a_little_more_comes_first_however_little(put: Put, hits: Hits) -> None:
    put(*(record(name, "Lễ", "voi " * times + "ngựa " * (200 - times)) for name, times in (("a", 90), ("b", 91))))
    assert hits("voi") == ["b", "a"]


def test_a_new_index_takes_the_place_of_the_old_with_what_was_written_meanwhile(
    put: Put, hits: Hits, index: SearchIndex
) -> None:
    put(record("a", "Trâu"), record("b", "Bò"), spoken("m", "b", "bài khấn"), record("c", "Voi"))
    documents = {"b": record("b", "Bò tót"), "d": record("d", "Ngựa")}

    def meanwhile() -> Iterator[list[IndexDocument]]:
        yield [record("a", "Trâu"), record("b", "Bò"), spoken("m", "b", "bài khấn")]
        assert hits("voi") == ["c"]
        put(documents["b"])
        put(documents["d"])
        index.remove([identifier("a")])
        assert (hits("ngựa"), hits("trâu")) == (["d"], [])

    asked: list[str] = []

    def again(records: Sequence[str]) -> list[IndexDocument]:
        asked.extend(records)
        return [documents[record[-1]] for record in records if record[-1] in documents]

    index.anew(meanwhile(), again)
    assert asked == [identifier("b"), identifier("d"), identifier("a")]
    assert (hits(""), hits("tót"), hits("bài khấn", 1, MEMBERS)) == (["d", "b"], ["b"], [])


# Keeping


def test_a_document_is_replaced_removed_and_everything_is_cleared(put: Put, hits: Hits, index: SearchIndex) -> None:
    put(record("a", "Trâu"), record("b", "Bò"))
    put(record("a", "Ngựa"))
    assert (hits("trâu"), hits("ngựa"), index.count()) == ([], ["a"], 2)
    index.remove([identifier("a"), identifier("zz"), "no such id"])
    assert (hits("ngựa"), index.count()) == ([], 1)
    index.clear()
    assert (hits(""), index.count()) == ([], 0)
    put(record("c", "Voi"))
    assert hits("voi") == ["c"]


def test_texts_of_media_go_with_their_record(put: Put, hits: Hits, index: SearchIndex) -> None:
    put(record("a", "Hát ru"), spoken("m", "a", "bài khấn"), record("b", "Hát ru"), spoken("n", "b", "bài khấn"))
    index.remove([identifier("a")])
    put(record("a", "Hát ru"))
    assert hits("bài khấn", 1, MEMBERS) == ["b"]
    index.remove([identifier("n")])
    assert hits("bài khấn", 1, MEMBERS) == []
    assert sorted(hits("hát ru", 1, MEMBERS)) == ["a", "b"]


def test_the_last_of_two_documents_with_one_id_stays(put: Put, hits: Hits) -> None:
    put(record("a", "Trâu"), record("a", "Ngựa"))
    assert (hits("trâu"), hits("ngựa")) == ([], ["a"])


def test_an_index_without_documents_answers(index: SearchIndex) -> None:
    found = index.search(ask("cồng chiêng", facets=("people",)))
    assert (found.total, found.hits, found.facets) == (0, (), {"people": ()})
    assert (index.count(), index.suggest("cồ", 5)) == (0, ())


# Highlights and suggestions


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("le hoi cong chieng", ["Lễ hội cồng chiêng", "chiêng"]),
        ("tiếng", ["tiếng"]),
        ("s'tieng", ["Xtiêng"]),
        ("cong chiengg", ["cồng chiêng"]),
        ("congchieng", ["cồng chiêng"]),
        ("cồng chiêng", ["cồng chiêng", "chiêng"]),
        ('"hội cồng"', ["hội cồng"]),
    ],
)
def test_what_was_found_is_marked_as_it_is_spelled(put: Put, index: SearchIndex, typed: str, marked: list[str]) -> None:
    put(GONGS)
    found = index.search(ask(typed))
    shown = fragment("Lễ hội cồng chiêng của người Xtiêng: tiếng chiêng, công việc, lẽ phải.", found.marks)
    assert found.hits == (identifier("g"),)
    assert [piece for piece, is_marked in shown.parts() if is_marked] == marked


def test_suggestions_come_from_what_everyone_may_see(put: Put, index: SearchIndex) -> None:
    put(
        GONGS,
        record("h", "Lễ hội kín", access=MEMBERS, peoples=["ma"]),
        record("t", "Trống đồng"),
        spoken("m", "t", "lễ hội riêng", access=1),
    )
    assert [each.text for each in index.suggest("le h", 5)] == ["Lễ hội cồng chiêng của người Xtiêng"]
    assert [(each.kind, each.value) for each in index.suggest("S'ti", 5)] == [("people", "xtieng")]
    assert [each.kind for each in index.suggest("xt", 5)] == ["people", "record"]
    assert index.suggest("mạ", 5) == ()
    assert index.suggest("", 5) == index.suggest("le", 0) == ()


def test_a_suggestion_is_the_title_in_the_language_that_is_typed(put: Put, index: SearchIndex) -> None:
    put(record("a", "Lễ mừng lúa mới", alternative=[text("New rice rite", "en")]))
    assert [each.text for each in index.suggest("new ri", 5)] == ["New rice rite"]
    assert [each.text for each in index.suggest("mung", 5)] == ["Lễ mừng lúa mới"]
