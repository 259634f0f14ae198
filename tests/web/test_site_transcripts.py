"""What is said in films and songs, beside them: lines with times, languages, chapters, and who may read them."""

import gzip
import json
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services.viewer import SYSTEM, Viewer
from app.web.site import spoken, waveforms
from tests.web.auth.flow import framed
from tests.web.shelf import Shelf, caption, shelve
from tests.web.test_site_home import HTML, page
from tests.web.test_site_record import Open, group, plain, rewrite

SONG = "WEBVTT\n\n00:01.000 --> 00:05.000\n<v Già làng>Tiếng <00:02.000>chiêng <00:03.000>mở hội &amp; vui\n"


def test_two_voices_in_one_cue_are_two_lines_and_words_keep_their_own_times() -> None:
    body = SONG + "\n00:06.000 --> 00:08.000\n<v.loud Bà Thị>Dạ</v> <i>vâng</i>\n<v Già làng>Ừ &lt;thế&gt;\n"
    first, second, third = spoken.lines(body)
    assert (first.who, first.start, first.end) == ("Già làng", 1.0, 5.0)
    assert [(piece.text, piece.at) for piece in first.pieces] == [
        ("Tiếng ", None),
        ("chiêng ", 2.0),
        ("mở hội & vui", 3.0),
    ]
    assert (second.who, "".join(piece.text for piece in second.pieces).strip()) == ("Bà Thị", "Dạ vâng")
    assert (third.who, third.pieces[0].text, third.start) == ("Già làng", "Ừ <thế>", 6.0)


def test_a_time_outside_its_cue_is_none_and_paragraphs_have_none() -> None:
    (line,) = spoken.lines("WEBVTT\n\n00:01.000 --> 00:02.000\nmột <01:00:00.000>hai\n")
    assert [piece.at for piece in line.pieces] == [None]
    assert [(line.start, line.pieces[0].text) for line in spoken.lines("Một\n\nHai\nba\n")] == [
        (None, "Một"),
        (None, "Hai\nba"),
    ]


def test_a_page_takes_at_least_one_line_however_long() -> None:
    lines = spoken.lines("\n\n".join("x" * 5_000 for _ in range(9)))
    assert spoken.cut(lines, 40, 4_000) == 1
    assert spoken.cut(lines, 3, 10**6) == 3
    assert spoken.cut(lines[:2], 40, 10**6) == 2


@pytest.mark.parametrize(
    ("data", "outline"),
    [
        ([-10, 20, -127, 3, 0, 0], "6z0"),
        ([0, 0, 0, 0], "00"),
        ([], ""),
        ([1, 2, 3], ""),
    ],
)
def test_the_outline_of_a_sound_is_a_letter_for_each_stretch(tmp_path: Path, data: list[int], outline: str) -> None:
    path = tmp_path / "waveform.json"
    path.write_text(json.dumps({"version": 2, "bits": 8, "data": data}))
    assert waveforms.outline(path) == outline


def test_a_long_recording_has_no_more_than_two_hundred_stretches_and_a_missing_one_none(tmp_path: Path) -> None:
    path = tmp_path / "waveform.json"
    path.write_text(json.dumps({"version": 2, "bits": 8, "data": [-5, 5] * 20_000}))
    assert waveforms.outline(path) == "z" * waveforms.BARS
    assert waveforms.outline(tmp_path / "nothing.json") == ""


def test_a_transcript_is_text_with_links_to_its_times_and_stands_before_captions(
    client: FlaskClient, archive: Archive
) -> None:
    shelf = shelve(archive, "video")
    film = shelf.media["video"]
    caption(archive, film, "vi", "phụ đề ngắn")
    caption(archive, film, "en", "Gongs open the feast")
    archive.media.set_text(SYSTEM, film, "transcript", "vi", SONG)
    archive.media.set_text(SYSTEM, film, "transcript", "sti", SONG.replace("Già làng", "Điểu"))
    html = page(client, f"/vi/records/{shelf.record}")
    assert '<b class="line__who">Già làng:</b>' in html
    assert 'Tiếng <span data-at="2.0">chiêng </span><span data-at="3.0">mở hội &amp; vui</span>' in html
    assert f'href="/vi/records/{shelf.record}?media={film}&amp;t=1#stage"' in html
    assert "phụ đề ngắn" not in html, "there is a transcript in this language"
    assert 'srclang="vi" label="Tiếng Việt"' in html
    names = re.findall(r'data-words="([a-z]+)" hreflang', html)
    assert names == ["vi", "en", "sti"], "the reader's own first"
    assert re.search(r'data-words="vi"[^>]* aria-current="true"', html)
    in_english = page(client, f"/en/records/{shelf.record}")
    assert "Gongs open the feast" in in_english, "where there is no transcript, captions tell it"
    own = unescape(re.findall(r'href="([^"]+)" data-words="sti"', html)[0])
    assert '<ol class="words__lines" role="list" data-lines lang="sti"' in page(client, own)


def test_paragraphs_without_times_are_text_and_no_links(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "audio")
    archive.media.set_text(SYSTEM, shelf.media["audio"], "transcript", "vi", "Bài chiêng <mở đầu>.\n\nĐoạn hai.")
    html = page(client, f"/vi/records/{shelf.record}")
    assert "Bài chiêng &lt;mở đầu&gt;." in html
    assert "data-from" not in html
    assert "data-timed" not in html


def test_chapters_are_those_of_the_film_else_the_steps_that_name_it(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "video")
    film = shelf.media["video"]
    steps = [group(title="Khấn thần lúa"), group(title="Dựng cây nêu")]
    for step, start in zip(steps, ("01:02", "00:10"), strict=True):
        step["parts"] |= {"film": plain(film), "start": plain(start)}
    rewrite(archive, shelf.record, ritualStep=steps)
    html = page(client, f"/vi/records/{shelf.record}")
    assert re.findall(r'data-second="([\d.]+)"', html) == ["10", "62"], "in the order of the film"
    assert f'href="/vi/records/{shelf.record}?media={film}&amp;t=62#stage" data-second="62"' in html
    archive.media.set_text(SYSTEM, film, "chapters", "vi", "WEBVTT\n\n00:07.500 --> 00:09.000\nMở đầu\n")
    html = page(client, f"/vi/records/{shelf.record}")
    assert re.findall(r'data-second="([\d.]+)"', html) == ["7.5"]
    assert "data-name>Mở đầu<" in html


def test_a_page_asked_for_a_second_alone_begins_with_the_first_recording(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image", "video")
    for asked in ("62", "62.75"):
        html = page(client, f"/vi/records/{shelf.record}?t={asked}")
        assert 'data-begin="62"' in html
        assert re.search(rf'id="media-{shelf.media["video"]}" data-media="\w+">', html), "it is on the stage"
    for asked in ("0", "-5", "1e999", "nan", "9" * 40):
        assert "data-begin" not in page(client, f"/vi/records/{shelf.record}?t={asked}")


def long(archive: Archive, lines: int) -> Shelf:
    shelf = shelve(archive, "video")
    cues = "\n".join(
        f"{n // 60:02}:{n % 60:02}.000 --> {n // 60:02}:{n % 60:02}.900\nCâu số {n}: tiếng chiêng vang khắp bản làng\n"
        for n in range(lines)
    )
    archive.media.set_text(SYSTEM, shelf.media["video"], "transcript", "vi", f"WEBVTT\n\n{cues}")
    return shelf


def test_of_a_long_transcript_the_page_has_the_first_part_and_the_rest_is_fetched(
    client: FlaskClient, archive: Archive
) -> None:
    shelf = long(archive, 900)
    html = page(client, f"/vi/records/{shelf.record}")
    assert html.count("<li data-from=") == 40
    assert "Đọc tiếp: còn 860 dòng" in html
    rest = client.get(unescape(re.findall(r'data-rest="([^"]+)"', html)[0]))
    assert re.findall(r"Câu số (\d+):", rest.text) == [str(n) for n in range(40, 900)]
    whole = page(client, unescape(re.findall(r'href="([^"]+)" data-rest', html)[0]))
    assert re.findall(r"Câu số (\d+):", whole) == [str(n) for n in range(900)]
    assert f"/vi/records/{shelf.record}?media={shelf.media['video']}&amp;t=899#stage" in whole


def test_a_long_transcript_makes_a_page_only_a_little_heavier(client: FlaskClient, archive: Archive) -> None:
    """A page of 256 kbit/s must not wait for two hours of speech: the rest comes when somebody reads on."""
    short, endless = (page(client, f"/vi/records/{long(archive, lines).record}") for lines in (1, 3_000))
    assert len(gzip.compress(endless.encode())) - len(gzip.compress(short.encode())) < 5_000


def test_what_stands_beside_a_film_is_given_to_those_alone_who_may_see_it(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open
) -> None:
    shelf = shelve(archive, "image", "video")
    film = shelf.media["video"]
    archive.media.set_text(SYSTEM, film, "transcript", "vi", SONG)
    addresses = [
        f"/vi/records/{shelf.record}/transcripts/{film}",
        f"/media/{film}/beside?lang=vi",
        f"/media/{film}/beside?lang=vi&from=0",
    ]
    answers = [client.get(address, headers=HTML) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[1].headers["Cache-Control"].startswith("public")
    assert answers[1].headers["Access-Control-Allow-Origin"] == "*", "for frames on other sites"
    archive.media.restrict(officer, film, "registered")
    assert [client.get(address, headers=HTML).status_code for address in addresses] == [404, 404, 404]
    inside = browser_of(officer).get(addresses[1], headers=HTML)
    assert inside.status_code == 200
    assert inside.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in inside.headers
    archive.media.restrict(officer, film, "registered else announced")
    assert [client.get(address, headers=HTML).status_code for address in addresses] == [401, 401, 401]


def test_a_transcript_is_found_under_its_own_record_only(client: FlaskClient, archive: Archive) -> None:
    shelf, other = shelve(archive, "video"), shelve(archive, "image")
    caption(archive, shelf.media["video"])
    for record, media, status in (
        (shelf.record, shelf.media["video"], 200),
        (other.record, shelf.media["video"], 404),
        (shelf.record, "zzzzzzzz", 404),
        (other.record, other.media["image"], 404),
    ):
        assert client.get(f"/vi/records/{record}/transcripts/{media}", headers=HTML).status_code == status
    for odd in ("words=%00&from=x", "from=", "from=-1", "lang=xx", "from=99999999999999999999"):
        assert client.get(f"/media/{shelf.media['video']}/beside?{odd}").status_code == 200


def test_a_frame_on_another_site_has_chapters_and_words_too(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "video")
    archive.media.set_text(SYSTEM, shelf.media["video"], "transcript", "vi", SONG)
    html = page(client, f"/embed/records/{shelf.record}?lang=vi")
    assert "data-transcript" in html
    assert f'href="/embed/records/{shelf.record}?lang=vi&amp;media={shelf.media["video"]}&amp;t=1#stage"' in html
    assert "data-bar" in html


def test_a_pass_into_a_frame_opens_what_is_said_in_its_files_and_in_no_others(
    archive: Archive, client: FlaskClient, officer: Viewer, browser_of: Open
) -> None:
    shelf = long(archive, 100)
    archive.media.restrict(SYSTEM, shelf.media["video"], "registered else announced")
    other = shelve(archive, "video", media_access="registered else announced")
    root = "/".join(framed(browser_of(officer), record=shelf.record)["location"].split("/")[:3])
    frame = client.get(f"{root}/embed/records/{shelf.record}?lang=vi").text
    rest = unescape(re.findall(r'data-rest="([^"]+)"', frame)[0])
    assert rest.startswith(f"{root}/media/{shelf.media['video']}/beside?")
    assert "Câu số 99:" in client.get(rest).text
    assert client.get(rest.removeprefix(root)).status_code == 401
    panel = client.get(f"{root}/media/{shelf.media['video']}/beside?lang=vi").text
    assert f'href="/vi/records/{shelf.record}/transcripts/' in panel, "the page asks for itself"
    assert client.get(f"{root}/media/{other.media['video']}/beside?lang=vi").status_code == 404
