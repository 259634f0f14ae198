"""The page of a record: what is told of it, to whom, and in which language."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.services import texts
from app.services.viewer import SYSTEM, Viewer
from metadata.vocabulary import vocabulary
from tests.made import festival, published, text
from tests.web.test_site_home import HTML, page

Open = Callable[[Viewer], FlaskClient]


def group(**parts: str) -> dict[str, Any]:
    return {"type": "group", "value": "", "parts": {name: [text(value)] for name, value in parts.items()}}


def plain(value: str) -> list[dict[str, str]]:
    return [{"type": "text", "value": value}]


def written(archive: Archive, **more: Any) -> str:
    """A published festival with more in its description."""
    saved = archive.records.create(SYSTEM, "festival", texts.body(festival(**more)))
    archive.records.publish(SYSTEM, saved.identifier, base=saved.version)
    return saved.identifier


def rewrite(archive: Archive, identifier: str, **more: Any) -> None:
    """The next text of a record, published, with the files that it has."""
    view = archive.reading.record(SYSTEM, identifier, head=True)
    media = [item.id for item in view.media]
    saved = archive.records.save(
        SYSTEM, identifier, texts.body({**view.metadata, **more}, media), base=view.head_version
    )
    archive.records.publish(SYSTEM, identifier, base=saved.version)


def test_each_language_has_its_page_and_names_the_other(client: FlaskClient, archive: Archive) -> None:
    identifier = written(archive)
    vi, en = (page(client, f"/{tag}/records/{identifier}") for tag in ("vi", "en"))
    assert "<h1>Lễ hội cồng chiêng</h1>" in vi
    assert "<h1>Gong festival</h1>" in en
    assert "Gongs open the feast of new rice." in en
    assert f'<link rel="canonical" href="http://archive.test/vi/records/{identifier}">' in vi
    for html in (vi, en):
        assert f'hreflang="en" href="http://archive.test/en/records/{identifier}"' in html
        assert f'hreflang="vi" href="http://archive.test/vi/records/{identifier}"' in html
    assert '<meta name="description" content="Tiếng chiêng mở đầu lễ mừng lúa mới.">' in vi


def test_an_identifier_as_somebody_wrote_it_down_leads_to_the_record(client: FlaskClient, archive: Archive) -> None:
    identifier = written(archive)
    response = client.get(f"/vi/records/{identifier.upper()}", headers=HTML)
    assert response.status_code == (301 if identifier.upper() != identifier else 200)
    assert client.get("/vi/records/not-one", headers=HTML).status_code == 404


def test_a_draft_is_nothing_to_visitors_and_says_what_it_is_to_its_officers(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open
) -> None:
    draft = archive.records.create(officer, "festival", texts.body(festival("Bản đang viết"))).identifier
    response = client.get(f"/vi/records/{draft}", headers=HTML)
    assert response.status_code == 404
    assert "Bản đang viết" not in response.text
    html = page(browser_of(officer), f"/vi/records/{draft}")
    assert "Bản nháp, chưa công bố" in html
    assert f"/vi/desk/{draft}" in html
    assert '<meta name="robots" content="noindex">' in html


def test_while_a_newer_text_waits_the_public_reads_the_old_one(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open
) -> None:
    identifier = published(archive, officer, "Tên cũ")
    archive.records.save(officer, identifier, texts.body(festival("Tên mới")), base=1)
    assert "<h1>Tên cũ</h1>" in page(client, f"/vi/records/{identifier}?head")
    seen = page(browser_of(officer), f"/vi/records/{identifier}")
    assert "<h1>Tên cũ</h1>" in seen
    assert "Có bản sửa mới hơn đã lưu nhưng chưa công bố." in seen
    assert "<h1>Tên mới</h1>" in page(browser_of(officer), f"/vi/records/{identifier}?head")


def test_where_everyone_could_see_it_a_withdrawn_record_is_gone(
    client: FlaskClient, archive: Archive, officer: Viewer
) -> None:
    open_one, closed_one = published(archive, officer), published(archive, officer, access="registered")
    for identifier in (open_one, closed_one):
        archive.records.withdraw(officer, identifier, why="Cộng đồng yêu cầu")
    gone = client.get(f"/vi/records/{open_one}", headers=HTML)
    assert gone.status_code == 410
    assert "Trang này không còn mở cho công chúng" in gone.text
    assert "Lễ hội cồng chiêng" not in gone.text
    assert client.get(f"/vi/records/{closed_one}", headers=HTML).status_code == 404


def test_whoever_may_see_a_closed_record_is_told_that_it_is_closed(
    archive: Archive, officer: Viewer, make_officer: Callable[..., Viewer], browser_of: Open
) -> None:
    identifier = published(archive, officer, access="registered")
    html = page(browser_of(make_officer("contributor")), f"/vi/records/{identifier}")
    assert "Không mở cho mọi người" in html


def test_a_record_that_the_reader_may_not_see_is_not_named_by_another(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open
) -> None:
    secret = published(archive, officer, "Hồ sơ kín", access="registered")
    open_one = published(archive, officer, "Hồ sơ mở")
    named = [{"type": "record", "value": identifier} for identifier in (secret, open_one)]
    identifier = written(archive, relation=named)
    html = page(client, f"/vi/records/{identifier}")
    assert "Hồ sơ kín" not in html
    assert secret not in html
    assert f'<a href="/vi/records/{open_one}">Hồ sơ mở</a>' in html
    assert "Hồ sơ kín" in page(browser_of(officer), f"/vi/records/{identifier}")


def test_nobody_is_named_against_their_will(client: FlaskClient, archive: Archive) -> None:
    def agent(name: str, consent: str) -> dict[str, Any]:
        agreed = {"type": "concept", "value": consent, "vocabulary": "consents"}
        return {"type": "agent", "value": name, "parts": {"consent": [agreed]}}

    bearers = [agent("Thị Một", "written"), agent("Điểu Hai", "refused"), agent("Điểu Ba", "anonymous")]
    html = page(client, f"/vi/records/{written(archive, bearer=bearers)}")
    assert "Thị Một" in html
    assert "Điểu Hai" not in html
    assert "Điểu Ba" not in html
    assert "Người không nêu tên" in html
    assert "Đồng ý bằng văn bản" not in html


def test_words_in_another_language_say_in_which(client: FlaskClient, archive: Archive) -> None:
    identifier = written(archive, title=[text("Katê"), text("ꨆꨓꨯꨱ", "cjm-Cham")], taboo=[text("Ơ yang", "sti")])
    html = page(client, f"/vi/records/{identifier}")
    assert '<p class="record__other" lang="cjm-Cham">ꨆꨓꨯꨱ</p>' in html
    assert re.search(r'<span lang="sti">Ơ yang</span> <span class="soft">\(.+\)</span>', html)
    assert "<h1>Katê</h1>" in html


def test_what_is_only_in_vietnamese_says_so_to_readers_of_english(client: FlaskClient, archive: Archive) -> None:
    identifier = written(archive, description=[text("Chỉ có tiếng Việt.")])
    html = page(client, f"/en/records/{identifier}")
    assert "Not yet in your language. Shown in: Vietnamese" in html
    assert '<p lang="vi">Chỉ có tiếng Việt.</p>' in html
    assert "Chưa có bản tiếng Việt" not in page(client, f"/vi/records/{identifier}")


def test_several_decisions_make_a_table_and_one_does_not(client: FlaskClient, archive: Archive) -> None:
    def decision(number: str) -> dict[str, Any]:
        made = group(authority="Bộ Văn hóa, Thể thao và Du lịch")
        known = next(iter(vocabulary("lists").concepts))
        made["parts"] |= {"list": [{"type": "concept", "value": known, "vocabulary": "lists"}], "number": plain(number)}
        return made

    decisions = [decision("246/QĐ-BVHTTDL"), decision("12/QĐ-UBND")]
    several = page(client, f"/vi/records/{written(archive, listing=decisions)}")
    assert '<th scope="col">Số quyết định</th>' in several
    assert "<td><span>12/QĐ-UBND</span></td>" in several
    single = page(client, f"/vi/records/{written(archive, listing=decisions[:1])}")
    assert "<table" not in single
    assert "246/QĐ-BVHTTDL" in single


def test_the_citation_holds_the_address_that_stays(client: FlaskClient, archive: Archive) -> None:
    identifier = written(archive)
    html = unescape(page(client, f"/vi/records/{identifier}"))
    assert f"http://archive.test/records/{identifier}" in html
    assert client.get(f"/records/{identifier}", headers=HTML).status_code == 303


@pytest.mark.parametrize("kind", ["custom", "costume", "expression", "language", "document", "product", "place"])
def test_every_kind_has_a_page(client: FlaskClient, archive: Archive, kind: str) -> None:
    saved = archive.records.create(SYSTEM, kind, texts.body(festival()))
    archive.records.publish(SYSTEM, saved.identifier, base=saved.version)
    for tag in ("vi", "en"):
        assert "<h1>" in page(client, f"/{tag}/records/{saved.identifier}")
