"""Captions: what is read, what is reported with its line, and that nothing hostile comes out again."""

import re
import time
from contextlib import suppress

import pytest

from app.errors import MediaRefused
from app.media import captions
from app.media.captions import Cue, plain_text, read, webvtt

TALE = """WEBVTT - Sử thi Mạ
Kind: captions

STYLE
::cue { background-image: url(https://example.org/x.png) }

NOTE người ghi: cán bộ văn hóa

1
00:01.000 --> 00:04.500 align:start line:10%
<v Già làng>Ngày xưa <i>buôn</i> ta có &lt;bảy&gt; bộ chiêng,

mở đầu
00:00:05.000 --> 01:00:00.000
đánh suốt <00:00:06.000>đêm
– và nghe
"""

SRT = """\ufeff1\r
00:00:01,000 --> 00:00:04,500 X1:10 X2:20\r
<font color="#ff0000">Xin chào</font> {\\an8}<b>bà con</b>\r
\r
2\r
0:00:05,5 --> 0:00:07,000\r
Tiếng chiêng & tiếng cồng\r
\r
"""


def problems(text: str | bytes) -> list[tuple[str, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(problem.code, problem.path) for problem in read(data).problems]


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(MediaRefused) as caught:
        read(data)
    return caught.value.problem.code, caught.value.problem.path


def vtt(*blocks: str) -> str:
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def one(text: str) -> str:
    """The text of a single cue after reading it."""
    (cue,) = read(vtt(f"00:01.000 --> 00:02.000\n{text}").encode()).cues
    return cue.text


def test_cues_keep_times_settings_names_voices_and_tags() -> None:
    first, second = read(TALE.encode()).cues
    assert first == Cue(
        1.0, 4.5, "<v Già làng>Ngày xưa <i>buôn</i> ta có &lt;bảy&gt; bộ chiêng,", "align:start line:10%", "1"
    )
    assert second == Cue(5.0, 3600.0, "đánh suốt <00:00:06.000>đêm\n– và nghe", "", "mở đầu")
    assert problems(TALE) == []


def test_what_is_written_is_read_again_the_same() -> None:
    cues = read(TALE.encode()).cues
    again = read(webvtt(cues).encode())
    assert again.cues == cues
    assert again.problems == ()


def test_subrip_of_a_telephone_becomes_webvtt() -> None:
    found = read(SRT.encode())
    assert found.problems == ()
    assert webvtt(found.cues) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.500\nXin chào <b>bà con</b>\n\n"
        "00:00:05.500 --> 00:00:07.000\nTiếng chiêng &amp; tiếng cồng\n"
    )


def test_subrip_in_the_encodings_of_windows_is_read() -> None:
    assert read(SRT.lstrip("\ufeff").encode("utf-16")).cues == read(SRT.encode()).cues


def test_text_for_the_search_has_no_tags_and_no_repetition() -> None:
    cues = [Cue(0, 1, "<v Bà Hoa>Lễ <c.red>cúng</c>\nbến&nbsp;nước &amp; lúa"), Cue(1, 2, "Lễ cúng bến nước &amp; lúa")]
    assert plain_text(cues) == "Lễ cúng bến nước & lúa"
    assert plain_text([Cue(0, 1, "Le\u0302\u0303 ho\u0323\u0302i")]) == "Lễ hội"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ('<b onclick="alert(1)">a</b>', "<b>a</b>"),
        ('<v "><script>x', '<v ">&lt;script&gt;x'),
        ("(cười) <cười>", "(cười) &lt;cười&gt;"),
        ("a --> b", "a --&gt; b"),
        ("R&D &copy; &#x3c;b&#x3e;", "R&amp;D &amp;copy; &#x3c;b&#x3e;"),
        ("nul\0byte", "nul\ufffdbyte"),
        ("a < b", "a &lt; b"),
        ("<c.a.b>x</c><lang cjm-Cham>ꨌꩌ</lang>", "<c.a.b>x</c><lang cjm-Cham>ꨌꩌ</lang>"),
    ],
)
def test_only_the_tags_of_webvtt_stay_tags(typed: str, kept: str) -> None:
    if "-->" in typed:
        assert one(f"x\n{typed}") == f"x\n{kept}"
    else:
        assert one(typed) == kept


def test_no_markup_of_a_hostile_file_survives_writing() -> None:
    hostile = vtt("00:01.000 --> 00:02.000 onload:alert(1)\n<iframe src=//x><script src=//x></script><svg/onload=x>")
    written = webvtt(read(hostile.encode()).cues)
    assert not re.search(r"<[a-z]", written)
    assert "onload:" not in written


def test_cues_made_elsewhere_cannot_break_out_of_their_block() -> None:
    written = webvtt([Cue(0, 1, "một\n\n00:00:09.000 --> 00:00:10.000\nhai", "", "tên\n-->")])
    (cue,) = read(written.encode()).cues
    assert (cue.start, cue.end, cue.identifier) == (0, 1, "tên")


def test_every_problem_is_reported_with_its_line_and_the_other_cues_are_kept() -> None:
    text = vtt(
        "00:01.000 --> 00:02.000\ntốt",
        "0003 --> 00:04.000\nkhông phải giờ",
        "00:09.000 --> 00:08.000\nngược",
        "một đoạn văn không có giờ",
        "00:10.000 --> 00:11.000 align:middle size:50%\nsai vị trí",
        "00:12.000 --> 00:13.000\ndòng một\n<wink>",
        "00:61.000 --> 00:62.000\nquá sáu mươi giây",
    )
    found = read(text.encode())
    assert [cue.start for cue in found.cues] == [1, 10, 12]
    assert found.cues[1].settings == "size:50%"
    assert problems(text) == [
        ("captions.time", "line.6"),
        ("captions.order", "line.9"),
        ("captions.no_time", "line.12"),
        ("captions.time", "line.21"),
    ]
    assert [(note.code, note.path, note.value) for note in found.notes] == [
        ("captions.setting", "line.14", "align:middle"),
        ("captions.tag", "line.19", "<wink>"),
    ]


def test_cues_come_in_the_order_of_time() -> None:
    text = vtt("00:05.000 --> 00:06.000\nsau", "00:01.000 --> 00:02.000\ntrước")
    assert [cue.text for cue in read(text.encode()).cues] == ["trước", "sau"]


def test_a_file_without_cues_says_so() -> None:
    assert problems("WEBVTT\n") == [("captions.empty", "line.1")]


def test_what_is_no_captions_file_is_refused_with_the_reason() -> None:
    assert refusal("Xin chào, đây là một bức thư.".encode()) == ("captions.not_captions", "line.1")
    assert refusal(b"WEBVTTX\n\n00:01.000 --> 00:02.000\nx") == ("captions.not_captions", "line.1")
    assert refusal(b"") == ("captions.not_captions", "line.1")
    assert refusal(b"WEBVTT\n\n00:01.000 --> 00:02.000\nTi\xd5ng") == ("captions.encoding", "line.4")


def test_size_and_number_are_bounded() -> None:
    assert refusal(b"WEBVTT\n\n" + b"x" * 10_000_000)[0] == "captions.too_large"
    many = "".join(f"\n{n // 60:02}:{n % 60:02}.000 --> 59:59.000\nx\n" for n in range(3000)) * 7
    assert refusal(f"WEBVTT\n{many}".encode())[0] == "captions.too_many"
    long = vtt("00:01.000 --> 00:02.000\n" + "x" * 10_000)
    assert problems(long) == [("captions.cue_too_long", "line.4")]
    assert len(read(long.encode()).cues[0].text) == captions.MOST_CHARACTERS
    wrong = vtt(*(f"x{n}" for n in range(1000)))
    assert len(problems(wrong)) == captions.MOST_PROBLEMS


@pytest.mark.parametrize(
    "hostile",
    [
        b" " * 1_900_000,
        b"\n" * 1_900_000,
        b"1" * 1_900_000,
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<" * 1_900_000,
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"<c." * 600_000,
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"&" * 1_900_000,
        b"WEBVTT\n\n" + b"9" * 1_000_000 + b":00:00.000 --> 00:02.000\nx",
        b"WEBVTT\n\n" + b"-->\n\n" * 300_000,
        b"WEBVTT\n\n00:01.000 --> 00:02.000" + b" a:b" * 400_000 + b"\nx",
    ],
)
def test_no_input_under_the_limit_keeps_the_parser_busy(hostile: bytes) -> None:
    began = time.process_time()
    with suppress(MediaRefused):
        webvtt(read(hostile).cues)
    assert time.process_time() - began < 10, "what grows with the square of its input would take an hour"
