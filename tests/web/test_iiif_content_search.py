"""IIIF Content Search over HTTP: what is found where, in which form, and who finds nothing."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.iiif.found import Term
from app.media import notes
from app.media.alto import Line, Page, Word, plain_text, write
from app.media.notes import Note
from app.models import Media, MediaText
from app.services.fair_places import FairPlaces
from app.services.viewer import SYSTEM, Viewer
from app.services.words import completing, service
from tests.unit.iiif.search2 import faults, terms_faults
from tests.web.shelf import Shelf, shelve
from tests.web.test_iiif_manifest import queries

SAID = """WEBVTT

00:01.000 --> 00:04.000
<v Già làng>Bà con nghe tiếng cồng

00:04.000 --> 00:08.500
chiêng mở hội lúa mới

00:10.000 --> 00:14.000
Đây <00:11.000>rượu <00:12.000>cần <00:13.000>ngon
"""


def put(archive: Archive, media: str, kind: str, part: str, body: str) -> None:
    with archive.db.unit_of_work() as work:
        work.merge(MediaText(media=media, kind=kind, part=part, body=body))


def lined(*lines: str, width: int = 600, height: int = 800) -> Page:
    """Each word 50 pixels wide and 20 high, ten apart, a line each 40."""
    return Page(
        width,
        height,
        tuple(
            Line(tuple(Word(word, 60 * at, 40 * number, 50, 20, 0.9) for at, word in enumerate(line.split())))
            for number, line in enumerate(lines)
        ),
    )


def scanned(archive: Archive, media: str, number: int, *lines: str) -> None:
    page = lined(*lines)
    put(archive, media, "alto", str(number), write(page, number))
    put(archive, media, "page", str(number), plain_text(page))


def ask(client: FlaskClient, record: str, q: str, **more: str) -> dict[str, Any]:
    answer = client.get(f"/iiif/search/2/records/{record}", query_string={"q": q, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = json.loads(answer.text)
    assert faults(told) == []
    return told


def targets(told: dict[str, Any]) -> list[str]:
    """Of each place what follows the identifier of its canvas."""
    return [item["target"].rpartition("/canvas/")[2] for item in told["items"]]


def quotes(told: dict[str, Any]) -> list[list[tuple[str, str, str]]]:
    found = []
    for match in told["annotations"][0]["items"] if "annotations" in told else ():
        several = match["target"] if isinstance(match["target"], list) else [match["target"]]
        selectors = [one["selector"][0] for one in several]
        found.append([(s.get("prefix", ""), s["exact"], s.get("suffix", "")) for s in selectors])
    return found


@pytest.fixture
def shelf(archive: Archive) -> Shelf:
    """A film in which somebody speaks, a document of two pages, a picture with a note on it."""
    made = shelve(archive, "video", "document", "image")
    put(archive, made.media["video"], "captions", "vi", SAID)
    put(
        archive, made.media["video"], "chapters", "en", "WEBVTT\n\n00:00.000 --> 00:09.000\nThe gongs are brought out\n"
    )
    scanned(archive, made.media["document"], 1, "Sách lễ hội cồng", "chiêng của bà con")
    put(archive, made.media["document"], "page", "2", "Trang không có chỗ của chữ: cồng chiêng.")
    note = Note("n1", {"vi": "Hoa văn cồng chiêng dệt tay"}, box=(10, 20, 300, 200))
    put(archive, made.media["image"], "annotations", "all", notes.write([note]))
    return made


def test_words_are_found_in_the_order_of_the_canvases_each_in_its_place(client: FlaskClient, shelf: Shelf) -> None:
    film, book, cloth = (shelf.media[type] for type in ("video", "document", "image"))
    told = ask(client, shelf.record, "cong chieng")
    assert targets(told) == [
        f"{film}#t=1,4",
        f"{film}#t=4,8.5",
        f"{book}~1#xywh=90,0,25,10",
        f"{book}~1#xywh=0,20,25,10",
        f"{book}~2",
        f"{cloth}#xywh=10,20,300,200",
    ]
    assert told["items"][5]["id"].endswith(f"/canvas/{cloth}/notes/n1#vi")
    assert [item["motivation"] for item in told["items"]] == ["supplementing"] * 5 + ["commenting"]
    assert told["items"][0]["body"] == {
        "type": "TextualBody",
        "value": "Bà con nghe tiếng cồng",
        "format": "text/plain",
        "language": "vi",
    }


def test_what_goes_over_the_end_of_a_line_is_one_match_in_two_places(client: FlaskClient, shelf: Shelf) -> None:
    told = ask(client, shelf.record, "cồng chiêng")
    first, second, *_ = told["annotations"][0]["items"]
    assert quotes(told)[:2] == [
        [("Bà con nghe tiếng ", "cồng", ""), ("", "chiêng", " mở hội lúa mới")],
        [("Sách lễ hội ", "cồng", " chiêng của bà con"), ("Sách lễ hội cồng ", "chiêng", " của bà con")],
    ]
    assert (first["motivation"], second["motivation"]) == ("highlighting", "contextualizing")
    assert [one["source"] for one in second["target"]] == [item["id"] for item in told["items"][2:4]]


def test_a_note_on_a_moment_is_told_by_its_second(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "video")
    moment = Note("n1", {"vi": "Chủ lễ khấn"}, stretch=(7.5, 7.5))
    put(archive, shelf.media["video"], "annotations", "all", notes.write([moment]))
    assert targets(ask(client, shelf.record, "khấn")) == [f"{shelf.media['video']}#t=7.5"]


def test_words_of_one_line_share_a_box_and_words_with_times_a_stretch(client: FlaskClient, shelf: Shelf) -> None:
    book, film = shelf.media["document"], shelf.media["video"]
    told = ask(client, shelf.record, "le hoi")
    assert targets(told) == [f"{book}~1#xywh=30,0,55,10"]
    assert told["items"][0]["body"]["value"] == "lễ hội"
    told = ask(client, shelf.record, '"ruou can"')
    assert targets(told) == [f"{film}#t=11,13"]
    assert quotes(told) == [[("Đây ", "rượu cần", " ngon")]]


def test_tones_typed_are_meant_where_the_record_has_them(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "audio")
    said = "WEBVTT\n\n00:00.000 --> 00:02.000\nhội lớn\n\n00:03.000 --> 00:04.000\nhỏi già làng\n"
    put(archive, shelf.media["audio"], "transcript", "vi", said)
    assert len(ask(client, shelf.record, "hoi")["items"]) == 2
    assert [item["body"]["value"] for item in ask(client, shelf.record, "hỏi")["items"]] == ["hỏi già làng"]
    assert len(ask(client, shelf.record, "hôi")["items"]) == 2


def test_a_word_begun_is_found_and_any_form_of_an_english_one(client: FlaskClient, shelf: Shelf) -> None:
    film = shelf.media["video"]
    assert targets(ask(client, shelf.record, "brou*")) == [f"{film}#t=0,9"]
    assert targets(ask(client, shelf.record, "brou")) == [f"{film}#t=0,9"]
    told = ask(client, shelf.record, "gong")
    assert quotes(told) == [[("The ", "gongs", " are brought out")]]
    assert told["items"][0]["motivation"] == "describing"


def test_words_stand_near_one_another_or_not_at_all(client: FlaskClient, shelf: Shelf) -> None:
    told = ask(client, shelf.record, "hội tiếng")
    assert quotes(told) == [[("Bà con nghe ", "tiếng", " cồng"), ("chiêng mở ", "hội", " lúa mới")]]
    assert ask(client, shelf.record, '"hội tiếng"')["items"] == []
    assert "annotations" not in ask(client, shelf.record, "trâu")
    assert ask(client, shelf.record, "?!")["items"] == []


def test_what_captions_and_a_transcript_both_say_is_told_once(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "audio")
    put(archive, shelf.media["audio"], "captions", "vi", SAID)
    put(archive, shelf.media["audio"], "transcript", "vi", SAID)
    assert len(ask(client, shelf.record, "lúa")["items"]) == 1


def test_it_can_be_narrowed_by_motivation_and_says_what_it_does_not_heed(client: FlaskClient, shelf: Shelf) -> None:
    told = ask(client, shelf.record, "cồng chiêng", motivation="commenting describing")
    assert targets(told) == [f"{shelf.media['image']}#xywh=10,20,300,200"]
    assert "ignored" not in told
    assert len(ask(client, shelf.record, "cồng chiêng", motivation="contextualizing")["items"]) == 3
    told = ask(client, shelf.record, "cồng", user="http://x.test/1", date="", page="1")
    assert told["ignored"] == ["user"]


def test_a_motivation_alone_lists_all_of_it_and_who_asks_for_nothing_gets_all(
    client: FlaskClient, shelf: Shelf
) -> None:
    told = ask(client, shelf.record, "", motivation="supplementing")
    assert len(told["items"]) == 5
    assert "annotations" not in told
    everything = ask(client, shelf.record, "")
    assert {one["motivation"] for one in everything["items"]} > {"supplementing"}
    for query in ("", "?q=", "?q=%20"):
        answer = client.get(f"/iiif/search/2/records/{shelf.record}{query}")
        assert (answer.status_code, answer.get_json(force=True)["items"]) == (200, everything["items"])
    earlier = client.get(f"/iiif/search/1/records/{shelf.record}").get_json(force=True)
    assert len(earlier["resources"]) == len(everything["items"])
    assert client.get(f"/iiif/search/2/records/{shelf.record}/autocomplete").status_code == 400


def test_many_answers_come_in_pages_that_together_hold_each_once(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "video")
    cues = (f"00:{at // 60:02}:{at % 60:02}.000 --> 00:{at // 60:02}:{at % 60:02}.900\nlúa và lúa" for at in range(250))
    put(archive, shelf.media["video"], "captions", "vi", "WEBVTT\n\n" + "\n\n".join(cues) + "\n")
    pages = [ask(client, shelf.record, "lúa", page=str(number)) for number in (1, 2, 3)]
    assert [page["startIndex"] for page in pages] == [0, 100, 200]
    assert [len(page["items"]) for page in pages] == [100, 100, 50]
    assert [page["partOf"]["total"] for page in pages] == [250] * 3
    assert {page["annotations"][0]["partOf"]["total"] for page in pages} == {500}
    assert ("next" in pages[2], "prev" in pages[0]) == (False, False)
    assert client.get(pages[0]["next"]["id"].removeprefix("http://archive.test")).json == pages[1]
    assert len({item["id"] for page in pages for item in page["items"]}) == 250
    for beyond in ("4", "0", "-1", "x"):
        assert ask(client, shelf.record, "lúa", page=beyond)["items"] == []
    assert ask(client, shelf.record, "lúa", page="9")["prev"] == pages[1]["next"]


def test_words_go_on_as_they_are_spelled_with_how_often(client: FlaskClient, shelf: Shelf) -> None:
    answer = client.get(f"/iiif/search/2/records/{shelf.record}/autocomplete?q=con&user=x")
    told = json.loads(answer.text)
    assert terms_faults(told) == []
    counted = {term["value"]: term["total"] for term in told["items"]}
    assert counted["cồng"] == counted["cồng chiêng"] == 4
    assert counted["con"] == 2
    assert told["ignored"] == ["user"]
    for term in counted:
        assert ask(client, shelf.record, term)["items"]
    two = json.loads(client.get(f"/iiif/search/2/records/{shelf.record}/autocomplete?q=cồng%20chi&min=4").text)
    assert [term["value"] for term in two["items"]] == ["cồng chiêng"]


def test_what_stands_apart_is_not_looked_for_when_words_are_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large book that would take a core for ten seconds, for answers that are then thrown away."""
    monkeypatch.setattr(completing, "_READ", 3)
    apart = "trâu đi rồi mừng lúa, trâu mừng về " * 50
    assert completing.completions([apart], "trâu m") == (Term("trâu mừng", 3), Term("trâu mừng về", 3))
    assert completing.completions([apart, "trâu mẹ"], 'trâu "mừng') == (Term("trâu mừng", 3), Term("trâu mừng về", 3))
    assert completing.completions([apart], "lúa mừng") == ()


def test_viewers_of_the_earlier_version_get_lists_with_hits(client: FlaskClient, shelf: Shelf) -> None:
    told = json.loads(client.get(f"/iiif/search/1/records/{shelf.record}?q=cồng chiêng").text)
    assert told["@type"] == "sc:AnnotationList"
    assert told["within"] == {"@type": "sc:Layer", "total": 6}
    assert told["resources"][0]["on"]["selector"]["value"] == "t=1,4"
    assert told["resources"][2]["on"].endswith("~1#xywh=90,0,25,10")
    first = told["hits"][0]
    assert first["annotations"] == [one["@id"] for one in told["resources"][:2]]
    assert (first["before"], first["match"], first["after"]) == ("Bà con nghe tiếng ", "cồng chiêng", " mở hội lúa mới")
    marked = [(one.get("prefix"), one["exact"]) for one in first["selectors"]]
    assert marked == [("Bà con nghe tiếng ", "cồng"), (None, "chiêng")], "two captions, in which it is to be marked"
    assert "selectors" not in told["hits"][2], "of a page just the words are told"
    terms = json.loads(client.get(f"/iiif/search/1/records/{shelf.record}/autocomplete?q=chi").text)["terms"]
    assert terms[0]["match"] == "chiêng"
    assert client.get(terms[0]["url"].removeprefix("http://archive.test")).status_code == 200


def test_the_earlier_version_is_asked_for_motivations_by_its_own_names(client: FlaskClient, shelf: Shelf) -> None:
    """1.0, 3.2.1: what it calls painting is supplementing today."""

    def motives(wanted: str) -> set[str]:
        asked = {"q": "cồng chiêng", "motivation": wanted}
        told = json.loads(client.get(f"/iiif/search/1/records/{shelf.record}", query_string=asked).text)
        return {one["motivation"] for one in told["resources"]}

    assert motives("painting") == motives("sc:painting") == {"sc:painting"}
    assert motives("non-painting") == motives("oa:describing commenting") <= {"oa:describing", "oa:commenting"}
    assert motives("non-painting")
    assert motives("tagging") == set()


def test_corrected_words_stand_where_people_put_them(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "document")
    book = shelf.media["document"]
    scanned(archive, book, 1, "le hoi cong")
    page = lined("ngày lễ hội")
    put(archive, book, "corrected", "1", write(page, 1))
    put(archive, book, "page", "1", plain_text(page))
    assert targets(ask(client, shelf.record, "lễ hội")) == [f"{book}~1#xywh=30,0,55,10"]
    assert ask(client, shelf.record, "cong")["items"] == []


def test_a_page_whose_words_were_read_otherwise_keeps_its_boxes(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "document")
    book = shelf.media["document"]
    scanned(archive, book, 1, "Lễ hội lớn", "mùa lúa")
    put(archive, book, "page", "1", "Lễ hội lớn, mùa lúa")
    assert targets(ask(client, shelf.record, "lúa")) == [f"{book}~1#xywh=30,20,25,10"]
    put(archive, book, "alto", "1", "<!DOCTYPE x><alto/>")
    assert targets(ask(client, shelf.record, "lúa")) == [f"{book}~1"]


def test_only_files_that_the_reader_may_see_answer(
    client: FlaskClient,
    archive: Archive,
    shelf: Shelf,
    make_officer: Callable[..., Viewer],
    browser_of: Callable[[Viewer], FlaskClient],
) -> None:
    before = ask(client, shelf.record, "cồng")
    archive.media.restrict(SYSTEM, shelf.media["document"], "registered")
    archive.media.restrict(SYSTEM, shelf.media["image"], "registered else announced")
    told = ask(client, shelf.record, "cồng")
    assert len(told["items"]) == 1
    assert shelf.media["document"] not in json.dumps(told)
    assert len(ask(browser_of(make_officer("contributor")), shelf.record, "cồng")["items"]) == len(before["items"])
    terms = client.get(f"/iiif/search/2/records/{shelf.record}/autocomplete?q=sach").json
    assert terms is not None
    assert terms["items"] == []


@pytest.mark.parametrize(("access", "status"), [("registered", 404), ("registered else announced", 401)])
def test_a_closed_record_answers_as_if_it_had_no_words(
    client: FlaskClient, archive: Archive, access: str, status: int
) -> None:
    closed = shelve(archive, "video", access=access)
    put(archive, closed.media["video"], "captions", "vi", SAID)
    for path in ("", "/autocomplete"):
        answer = client.get(f"/iiif/search/2/records/{closed.record}{path}?q=cồng")
        assert answer.status_code == status
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "tiếng" not in answer.text
    assert client.get("/iiif/search/2/records/abcdefgh?q=x").status_code == 404


def test_a_draft_answers_its_officers_alone(
    client: FlaskClient,
    archive: Archive,
    make_officer: Callable[..., Viewer],
    browser_of: Callable[[Viewer], FlaskClient],
) -> None:
    draft = shelve(archive, "video", publish=False)
    put(archive, draft.media["video"], "captions", "vi", SAID)
    assert client.get(f"/iiif/search/2/records/{draft.record}?q=cồng").status_code == 404
    theirs = browser_of(make_officer("editor")).get(f"/iiif/search/2/records/{draft.record}?q=cồng")
    assert theirs.status_code == 200
    assert theirs.headers["Cache-Control"] == "private, no-store"


def test_other_sites_and_caches_may_have_what_everyone_may(client: FlaskClient, archive: Archive, shelf: Shelf) -> None:
    answer = client.get(f"/iiif/search/2/records/{shelf.record}?q=cồng")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.content_type == 'application/ld+json;profile="http://iiif.io/api/search/2/context.json"'
    assert answer.headers["Cache-Control"] == "public, max-age=300, s-maxage=60"
    etag = answer.headers["ETag"]
    again = client.get(f"/iiif/search/2/records/{shelf.record}?q=cồng", headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_hostile_questions_are_words_and_nothing_else(client: FlaskClient, shelf: Shelf) -> None:
    for q in (
        '"',
        "*",
        '""',
        "a" * 5000,
        "\x00",
        "\ud800".encode("utf-8", "replace").decode(),
        "' OR 1=1 --",
        "(" * 900,
    ):
        ask(client, shelf.record, q)


def test_a_book_is_read_in_as_many_questions_to_the_record_store_as_a_leaflet(
    client: FlaskClient, archive: Archive
) -> None:
    counts = []
    for pages in (3, 60):
        shelf = shelve(archive, "document")
        book = shelf.media["document"]
        with archive.db.unit_of_work() as work:
            row = work.get_one(Media, book)
            row.detail = {**row.detail, "pages": [{"width": 300, "height": 400}] * pages}
        for number in range(1, pages + 1):
            scanned(archive, book, number, "lúa trâu" if number == 2 else "lúa")
        with queries(archive) as said:
            assert targets(ask(client, shelf.record, "trâu")) == [f"{book}~2#xywh=30,0,25,10"]
        counts.append(len(said))
    assert counts[0] == counts[1]


def test_the_manifest_names_the_services_of_both_versions(client: FlaskClient, archive: Archive) -> None:
    worded, silent = shelve(archive, "video"), shelve(archive, "image")
    put(archive, worded.media["video"], "captions", "vi", SAID)
    path = f"/iiif/presentation/3/records/{worded.record}/manifest"
    services = json.loads(client.get(path).text)["service"]
    assert [one.get("type") or one["@type"] for one in services] == ["SearchService2", "SearchService1"]
    for one in services:
        inner = one["service"][0]
        for address in (one.get("id") or one["@id"], inner.get("id") or inner["@id"]):
            assert client.get(f"{address.removeprefix('http://archive.test')}?q=cồng").status_code == 200
    assert "service" not in json.loads(client.get(path.replace(worded.record, silent.record)).text)


def test_who_asks_too_much_at_once_is_told_when_to_come_again(
    client: FlaskClient, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = FairPlaces(1, each=1, waiting=0, patience=0, retry_after=3)
    monkeypatch.setattr(service, "_reading", places)
    for who, status in (("127.0.0.1", 429), ("somebody else", 503)):
        with places.one(who):
            answer = client.get(f"/iiif/search/2/records/{shelf.record}?q=cồng")
        assert (answer.status_code, answer.headers["Retry-After"]) == (status, "3")
    assert ask(client, shelf.record, "cồng")["items"]
