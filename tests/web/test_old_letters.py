"""Converting text of the years before Unicode: seen on both sides before it is taken, and kept nowhere."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.services.viewer import Viewer
from app.web.workbench import old_letters

ADDRESS = "/vi/desk/letters"
STORY = "LÔ héi ®©m tr©u cña ng\xad\xeai Xtiªng ë x· Bï §¨ng"
MEANT = "Lễ hội đâm trâu của người Xtiêng ở xã Bù Đăng"


@pytest.fixture
def desk(browser_of: Callable[[Viewer], FlaskClient], officer: Viewer) -> FlaskClient:
    return browser_of(officer)


def sent(desk: FlaskClient, **fields: Any) -> TestResponse:
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(ADDRESS).text)
    assert token
    return desk.post(ADDRESS, data={"csrf_token": token[1], **fields}, headers={"Accept": "text/html"})


def result(answer: TestResponse) -> str:
    found = re.search(r'<textarea id="after"[^>]*>\n(.*?)</textarea>', answer.text, re.S)
    assert found
    return unescape(found[1])


def test_what_is_pasted_is_seen_before_and_after(desk: FlaskClient) -> None:
    answer = sent(desk, text=STORY)
    assert "Có vẻ là: TCVN3 (ABC)" in answer.text
    assert f'<td lang="zxx">{STORY}</td><td lang="vi">{MEANT}</td>' in answer.text
    assert result(answer) == MEANT


def test_a_file_is_read_by_its_bytes_and_taken_with_a_name_of_its_own(desk: FlaskClient) -> None:
    answer = sent(desk, file=(BytesIO(STORY.encode("cp1252")), "bản kê.csv"))
    assert result(answer) == MEANT
    assert 'name="name" value="bản kê.csv"' in answer.text
    taken = sent(desk, do="take", after=f"{MEANT}\r\n2", name="bản kê.csv")
    assert taken.data == f"\ufeff{MEANT}\n2".encode()
    assert taken.headers["Content-Type"] == "text/csv; charset=utf-8"
    told = taken.headers["Content-Disposition"]
    assert told.startswith('attachment; filename="ban ke-unicode.csv"')
    assert told.isascii()  # a server sends no other header: it answered with 500
    assert "b%E1%BA%A3n%20k%C3%AA-unicode.csv" in told


def test_a_name_of_several_lines_makes_no_header(desk: FlaskClient) -> None:
    taken = sent(desk, do="take", after=MEANT, name="a\r\nSet-Cookie: b=c.txt")
    assert taken.status_code == 200
    assert "b" not in {cookie.partition("=")[0] for cookie in taken.headers.getlist("Set-Cookie")}


def test_who_knows_better_chooses_the_encoding(desk: FlaskClient) -> None:
    answer = sent(desk, text="hoäi", encoding="vni")
    assert result(answer) == "hội"
    assert "Bạn đã chọn" not in sent(desk, text="Leã hoäi coàng chieâng ñaâm traâu", encoding="vni").text
    assert "Bạn đã chọn: VNI" in sent(desk, text="Lễ hội", encoding="vni").text


def test_what_is_right_stays_as_it_is(desk: FlaskClient) -> None:
    answer = sent(desk, text=MEANT)
    assert "đã đúng" in answer.text
    assert result(answer) == MEANT
    assert 'class="letters__changed"' not in answer.text


def test_what_is_typed_is_never_markup(desk: FlaskClient) -> None:
    answer = sent(desk, text="</textarea><script>alert(1)</script> héi", name='"><b>')
    assert "<script>alert" not in answer.text
    assert '"><b>' not in answer.text


def test_a_file_that_is_too_long_or_empty_is_told(desk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_letters, "MOST_BYTES", 20_000)
    assert sent(desk, file=(BytesIO(b"x" * 20_001), "a.txt")).status_code == 413
    assert sent(desk, text=" ").status_code == 200
    assert sent(desk, file=(BytesIO(bytes(range(256)) * 50), "a.bin")).status_code == 200


def test_it_is_for_those_who_work_here(client: FlaskClient) -> None:
    assert client.get(ADDRESS, headers={"Accept": "text/html"}).status_code in (302, 401)
