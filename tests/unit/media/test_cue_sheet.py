"""Lines with times as people type them: read generously, written so that they are read again, hostile ones bounded."""

import time
from contextlib import suppress

import pytest

from app.errors import MediaRefused
from app.media import clocks, cue_sheet
from app.media.captions import MOST_CHARACTERS, Cue, read, webvtt


def problems(text: str, length: float = 0.0) -> list[tuple[str, str]]:
    return [(problem.code, problem.path) for problem in cue_sheet.read(text, length).problems]


def notes(text: str, length: float = 0.0) -> list[tuple[str, str]]:
    return [(note.code, note.path) for note in cue_sheet.read(text, length).notes]


@pytest.mark.parametrize(
    ("typed", "seconds", "told"),
    [
        ("1:02:07.5", 3727.5, "1:02:07.5"),
        ("62:07,5", 3727.5, "1:02:07.5"),
        (" 7.25 ", 7.25, "0:07.25"),
        ("0:00", 0.0, "0:00"),
        ("00:12:30.000", 750.0, "12:30"),
    ],
)
def test_a_time_is_understood_as_people_write_it_and_told_in_one_way(typed: str, seconds: float, told: str) -> None:
    assert clocks.seconds(typed) == seconds
    assert clocks.told(seconds) == told


@pytest.mark.parametrize(
    "typed", ["-3", "nan", "inf", "1e9", "1:75", "1:61:00", "99:99:99", "101:00:00", "", "٣:٠٠", "1:2:3:4"]
)
def test_what_is_no_time_of_a_film_is_none(typed: str) -> None:
    assert clocks.seconds(typed) is None


def test_lines_with_speakers_settings_and_several_rows_are_read() -> None:
    sheet = cue_sheet.read(
        "0:01 – 0:04.5 line:0\n@Già làng: Ngày xưa & nay\n<i>buôn</i> ta <vui>\n\n"
        "0:05 - 0:07 Nối tiếp\n\n\n0:07 --> 0:09\n@A: xin\n@B: chào\n"
    )
    assert sheet.cues == (
        Cue(1, 4.5, "<v Già làng>Ngày xưa &amp; nay\n<i>buôn</i> ta &lt;vui&gt;", "line:0"),
        Cue(5, 7, "Nối tiếp"),
        Cue(7, 9, "<v A>xin</v>\n<v B>chào</v>"),
    )
    assert not sheet.problems


def test_what_is_written_is_read_again_the_same() -> None:
    cues = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Già làng>xin</v>\n\n00:03.000 --> 00:04.000 align:start line:10%\n"
        "&lt;i&gt; x\n00:05 – 00:06\n12\na --&gt; b\n\n01:02:07.500 --> 01:02:08.125\n<v A>một</v>\n<v B>hai</v>\n\n"
        "01:03:00.000 --> 01:04:00.000\n<v A>một\nhai <00:01:03.500>ba &amp;amp; &nbsp;bốn".encode()
    ).cues
    assert len(cues) == 4
    assert cue_sheet.read(cue_sheet.written(cues)).cues == cues


def test_a_list_of_beginnings_becomes_lines_that_follow_each_other() -> None:
    sheet = cue_sheet.read("0:00 Cúng thần rừng\n1:20 - Rước nước\n[2:30] Hội", 300)
    assert [(cue.start, cue.end, cue.text) for cue in sheet.cues] == [
        (0, 80, "Cúng thần rừng"),
        (80, 150, "Rước nước"),
        (150, 300, "Hội"),
    ]
    assert cue_sheet.read("0:00 Cúng\n1:20 Rước").cues[-1].end == 80 + cue_sheet.LAST
    assert problems("1:20 Rước\n0:10 Cúng") == [("captions.order_of_lines", "line.2")]


@pytest.mark.parametrize(
    "pasted",
    [
        "1\n00:00:01,000 --> 00:00:04,500\n<font color=red>Xin chào</font>\n\n2\n00:05,5 --> 00:07\n{\\an8}Tiếng\n",
        "WEBVTT\n\n1\n00:01.000 --> 00:04.500\nXin chào\n\n00:05.500 --> 00:07.000\nTiếng\n",
        "\ufeff0:01 –> 0:04,5\r\nXin chào\r\n\r\n0:05.5 đến 0:07\r\nTiếng\r\n",
    ],
)
def test_what_is_pasted_from_elsewhere_is_read_too(pasted: str) -> None:
    sheet = cue_sheet.read(pasted)
    assert [(cue.start, cue.end, cue.text) for cue in sheet.cues] == [(1, 4.5, "Xin chào"), (5.5, 7, "Tiếng")]
    assert not sheet.problems


def test_every_problem_is_named_by_its_line_and_the_other_lines_are_read() -> None:
    text = (
        "lời dẫn\n-1:00 --> 0:05\na\n\nNaN --> 5\nb\n\n0:09 – 0:08\nc\n\nmột --> hai\nd\n\n0:75 – 1:00\ne\n\n"
        "0:10 – 0:12\nf"
    )
    assert problems(text) == [
        ("captions.no_time", "line.1"),
        ("captions.time", "line.2"),
        ("captions.time", "line.5"),
        ("captions.order", "line.8"),
        ("captions.time", "line.11"),
        ("captions.time", "line.14"),
    ]
    assert [cue.text for cue in cue_sheet.read(text).cues] == ["f"]


def test_lines_at_the_same_time_or_after_the_end_are_pointed_out_and_kept() -> None:
    text = "0:01 – 0:05\na\n\n0:04 – 0:06\nb\n\n1:30 – 1:31\nc"
    assert notes(text, 60) == [("captions.overlap", "line.4"), ("captions.beyond", "line.7")]
    assert len(cue_sheet.read(text, 60).cues) == 3


def test_words_without_any_time_are_paragraphs_and_can_be_spread_over_the_film() -> None:
    sheet = cue_sheet.read("Lời một\n\n\n\nLời hai, 7:30 sáng\u202e  ")
    assert (sheet.timed, sheet.words) == (False, "Lời một\n\nLời hai, 7:30 sáng")
    cues = cue_sheet.spread(sheet.words, 30)
    assert (cues[0].start, cues[-1].end, len(cues)) == (0, 30, 2)
    assert cues[0].end == cues[1].start < 15
    assert len(cue_sheet.read(cue_sheet.written(cue_sheet.spread("một\n0:01 – 0:02\n@A: b", 0))).cues) == 3


def test_a_line_without_words_waits_and_is_counted() -> None:
    sheet = cue_sheet.read("0:01 – 0:02\n\n0:03 – 0:04\nhai\n")
    assert (len(sheet.cues), sheet.empty) == (1, 1)
    assert problems("0:01 – 0:02\n\n0:03 – 0:04\n") == [("captions.empty", "line.1")]


def test_times_of_another_language_are_joined_where_they_have_no_words_yet() -> None:
    text = cue_sheet.joined([Cue(3, 4, "hai")], [Cue(1, 2, "one"), Cue(3, 4, "two")])
    assert text == "0:01 – 0:02\n\n0:03 – 0:04\nhai\n"


def test_all_lines_are_shifted_and_none_falls_out_of_the_film() -> None:
    moved = cue_sheet.shifted([Cue(1, 2, "a"), Cue(5, 6, "b")], -3)
    assert [(cue.start, cue.end) for cue in moved] == [(0, 0.5), (2, 3)]


def test_who_speaks_is_told_apart_from_the_words() -> None:
    assert cue_sheet.speaker("<v Già làng>Ngày &amp; đêm\nhai") == ("Già làng", "Ngày & đêm\nhai")
    assert cue_sheet.speaker("Ngày xưa: buôn ta") == ("", "Ngày xưa: buôn ta")


def test_nothing_hostile_comes_out() -> None:
    sheet = cue_sheet.read(
        "0:01 – 0:02\n<script>alert(1)</script>\u202e\u2066a&#x202e;\n@<img src=x>: b\n<v X onload=1>c"
    )
    assert webvtt(sheet.cues).split("\n", 3)[3] == (
        "&lt;script&gt;alert(1)&lt;/script&gt;a\n@&lt;img src=x&gt;: b\n<v X onload=1>c\n"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "-->\n\n" * 300_000,
        "1 --> " * 300_000,
        "@a" * 900_000,
        "@" + "a:" * 900_000,
        "0:01 – 0:02\n" + "<v " * 500_000,
        ":" * 1_900_000,
        "1" * 1_900_000,
        " " * 1_900_000,
        "0:00 a\n" * 250_000,
        "0:01 – 0:02\n" * 19_000,
        "0:01 – 0:02\n" + "a\n" * 900_000,
        "0:01 – 0:02\nx\n\n" * 120_000,
        "1:00" + " " * 1_000_000,
    ],
)
def test_no_text_under_the_limit_keeps_the_parser_busy(hostile: str) -> None:
    began = time.process_time()
    with suppress(MediaRefused):
        sheet = cue_sheet.read(hostile)
        cue_sheet.written(sheet.cues)
        assert all(len(cue.text) <= MOST_CHARACTERS * 5 for cue in sheet.cues)
    assert time.process_time() - began < 5


def test_size_and_number_are_bounded() -> None:
    with pytest.raises(MediaRefused) as refused:
        cue_sheet.read("đ" * 1_100_000)
    assert refused.value.problem.code == "captions.too_large"
    with pytest.raises(MediaRefused) as refused:
        cue_sheet.read("0:01 – 0:02\nx\n" * 20_001)
    assert refused.value.problem.code == "captions.too_many"
    assert problems("0:01 – 0:02\n" + "x" * 5_000) == [("captions.cue_too_long", "line.2")]
