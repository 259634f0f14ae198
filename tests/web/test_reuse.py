"""What a record's page offers to do with it: citing, sharing, copies that the rights allow, the manifest to drag."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.iiif import content_state
from app.models import Media
from app.services import texts
from app.services.viewer import SYSTEM
from app.web import citing
from tests.made import festival, published
from tests.web.pages import HTML, get
from tests.web.shelf import add, caption, shelve
from tests.web.test_iiif_content_search import put


def concept(vocabulary: str, key: str) -> list[dict[str, Any]]:
    return [{"type": "concept", "vocabulary": vocabulary, "value": key}]


def cloth(archive: Archive, *creators: dict[str, Any]) -> str:
    metadata = festival("Váy thổ cẩm", creator=list(creators))
    saved = archive.records.create(SYSTEM, "costume", texts.body(metadata))
    archive.records.publish(SYSTEM, saved.identifier, base=saved.version)
    return saved.identifier


def person(name: str, **parts: Any) -> dict[str, Any]:
    return {"type": "agent", "value": name, "parts": parts}


def test_a_record_is_cited_as_vietnamese_and_as_english_practice_has_it(
    client: FlaskClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    weaver = person("Điểu Thị Xia", honour=concept("honours", "meritorious-artisan"))
    record = cloth(archive, weaver)
    view = archive.reading.record(SYSTEM, record)
    assert view.published_at
    day, year = view.published_at.date(), view.published_at.year
    page = get(client, f"/vi/records/{record}").text
    today = f"{citing.now().astimezone(citing.VIETNAM):%-d/%-m/%Y}"
    assert f"Nghệ nhân Ưu tú Điểu Thị Xia ({year}), “Váy thổ cẩm”, trang phục, " in page
    assert f"Chiêng, mã hồ sơ {record}, http://archive.test/records/{record}, truy cập ngày {today}." in page
    english = get(client, f"/en/records/{record}").text
    assert "Điểu Thị Xia (Meritorious Artisan). “Gong festival.” Costume, published " in english
    assert str(day.year) in english


def test_who_does_not_agree_to_be_named_is_not_cited(client: FlaskClient, archive: Archive) -> None:
    hidden = person("Thị Ngơ", consent=concept("consents", "anonymous"))
    record = cloth(archive, hidden, person("Thị Mơ"))
    answers = [client.get(f"/records/{record}.{ending}").text for ending in ("ris", "bib", "csl.json")]
    for told in (*answers, get(client, f"/vi/records/{record}").text):
        assert "Thị Mơ" in told
        assert "Thị Ngơ" not in told


@pytest.mark.parametrize(
    ("ending", "mime"),
    [
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("csl.json", "application/vnd.citationstyles.csl+json; charset=utf-8"),
    ],
)
def test_a_reference_is_a_file_that_programs_open(
    client: FlaskClient, archive: Archive, ending: str, mime: str
) -> None:
    record = published(archive, SYSTEM, "Lễ mừng lúa mới")
    answer = client.get(f"/records/{record}.{ending}?lang=vi")
    assert (answer.status_code, answer.content_type) == (200, mime)
    assert f'filename="chieng-{record}.{ending}"' in answer.headers["Content-Disposition"]
    assert "Lễ mừng lúa mới" in answer.text
    assert "Gong festival" in client.get(f"/records/{record}.{ending}?lang=en").text
    assert f'href="/records/{record}.{ending}?lang=vi"' in client.get(f"/vi/records/{record}", headers=HTML).text


def test_nobody_cites_a_draft_or_what_is_closed(client: FlaskClient, archive: Archive) -> None:
    draft = archive.records.create(SYSTEM, "festival", texts.body(festival("Bản nháp"))).identifier
    closed = published(archive, SYSTEM, access="registered")
    announced = published(archive, SYSTEM, access="registered else announced")
    for record, status in ((draft, 404), (closed, 404), (announced, 401), ("abcdefgh", 404)):
        answer = client.get(f"/records/{record}.ris")
        assert answer.status_code == status
        assert "TY  -" not in answer.text


def test_a_place_is_shared_by_two_links(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    page = client.get(f"/vi/records/{shelf.record}", headers=HTML).text
    manifest = f"http://archive.test/iiif/presentation/3/records/{shelf.record}/manifest"
    assert f">http://archive.test/vi/records/{shelf.record}</p>" in page
    assert content_state.read(manifest) == (content_state.State(manifest),)
    assert f">http://archive.test/vi/viewer?iiif-content={manifest}</p>" in page
    assert f'data-manifest="{manifest}"' in page
    viewer = client.get(f"/vi/records/{shelf.record}/viewer", headers=HTML).text
    assert 'data-share="http://archive.test/vi/records/{record}"' in viewer


def test_the_logo_carries_the_manifest_as_iiif_drags_it(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    page = client.get(f"/vi/records/{shelf.record}", headers=HTML).text
    logo = re.search(r'<a class="iiif__logo" href="([^"]+)" draggable="true"', page)
    assert logo
    manifest = f"http://archive.test/iiif/presentation/3/records/{shelf.record}/manifest"
    assert logo[1] == f"http://archive.test/vi/viewer?manifest={manifest}"
    assert client.get(logo[1].removeprefix("http://archive.test"), headers=HTML).status_code == 200
    assert client.get("/static/image/iiif.svg").status_code == 200
    bare = client.get(f"/vi/records/{published(archive, SYSTEM)}", headers=HTML).text
    assert "iiif__logo" not in bare
    assert "data-share" not in bare


def test_copies_are_offered_in_sizes_each_with_its_pixels_or_bytes(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image", "video", "document")
    caption(archive, shelf.media["video"])
    put(archive, shelf.media["document"], "page", "1", "Trang một")
    put(archive, shelf.media["document"], "page", "2", "Trang hai")
    page = client.get(f"/vi/records/{shelf.record}", headers=HTML).text
    section = page[page.index("Khi tải về vẫn phải theo") :]
    links = re.findall(r'href="([^"]+)" download', section)
    photograph, film, book = (shelf.media[type] for type in ("image", "video", "document"))
    assert f"/iiif/image/3/{photograph}/full/800,554/0/default.jpg" in links
    assert f"/iiif/image/3/{photograph}/full/max/0/default.jpg" in links
    assert "800 × 554 · khoảng " in section
    assert {f"/media/{film}/download", f"/media/{film}/captions/vi.vtt", f"/media/{book}/words.txt"} <= set(links)
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        if "/iiif/image/" in link:
            assert f"{link}>" in " ".join(
                answer.headers.getlist("Link")
            )  # the canonical address is the one that was offered
    assert client.get(f"/media/{book}/words.txt").text == "Trang một\n\f\nTrang hai"
    assert client.get(f"/media/{photograph}/words.txt").status_code == 404
    assert "CC0 1.0" in section


@pytest.mark.parametrize(
    ("rights", "reason"),
    [
        ({"rights": concept("rights", "InC"), "license": []}, "còn bản quyền"),
        ({"rights": concept("rights", "NoC-CR"), "license": []}, "bởi hợp đồng"),
        ({"notice": concept("notices", "tk")}, "Cộng đồng có quyền và trách nhiệm"),
    ],
)
def test_what_the_rights_forbid_is_not_offered_and_the_page_says_why(
    client: FlaskClient, archive: Archive, rights: dict[str, Any], reason: str
) -> None:
    metadata = {term: values for term, values in (festival() | rights).items() if values}
    shelf = shelve(archive, "image", "video", metadata=metadata)
    page = client.get(f"/vi/records/{shelf.record}", headers=HTML).text
    assert reason in page
    assert "/download" not in page
    assert not re.search(r'href="/iiif/image/[^"]+" download', page)
    for media in shelf.media.values():
        refused = client.get(f"/media/{media}/download")
        assert refused.status_code == 403
        assert reason in refused.get_json()["title"]
    assert client.get(f"/iiif/image/3/{shelf.media['image']}/full/max/0/default.jpg").status_code == 200
    for told in (f"/iiif/presentation/3/records/{shelf.record}/manifest", f"/api/v1/records/{shelf.record}"):
        assert "/download" not in client.get(told).text


@pytest.mark.parametrize("rights", ["InC-EDU", "InC-NC", "NoC-NC", "CNE", "UND", "NKC"])
def test_a_condition_is_said_and_forbids_nothing(client: FlaskClient, archive: Archive, rights: str) -> None:
    metadata = {**festival(), "rights": concept("rights", rights)}
    metadata.pop("license")
    shelf = shelve(archive, "audio", metadata=metadata)
    assert f"/media/{shelf.media['audio']}/download" in client.get(f"/vi/records/{shelf.record}", headers=HTML).text
    assert client.get(f"/media/{shelf.media['audio']}/download").status_code == 200


def test_the_rights_of_a_file_go_before_those_of_its_record(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image", "audio")
    closed = shelf.media["image"]
    with archive.db.unit_of_work() as work:
        row = work.get_one(Media, closed)
        row.description = {**row.description, "rights": concept("rights", "InC")}
        song = work.get_one(Media, shelf.media["audio"])
        song.description = {**song.description, "license": concept("licences", "CC-BY-SA-4.0")}
    page = client.get(f"/vi/records/{shelf.record}", headers=HTML).text
    assert "còn bản quyền" in page
    assert f"/media/{shelf.media['audio']}/download" in page
    assert "CC BY-SA 4.0" in page[page.index("Khi tải về vẫn phải theo") :]


def test_words_are_found_from_the_page_without_scripts(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "video", "document")
    film, book = shelf.media["video"], shelf.media["document"]
    caption(archive, film, words="Bà con nghe tiếng cồng chiêng")
    put(archive, book, "page", "2", "Sách nói về cồng chiêng")
    form = get(client, f"/vi/records/{shelf.record}").form("q")
    assert form.action == f"/vi/records/{shelf.record}/words"
    page = client.get(f"{form.action}?q=cong chieng", headers=HTML).text
    assert "“cong chieng”: 2 chỗ" in page
    assert f'href="/vi/records/{shelf.record}?media={film}&amp;t=0#stage"' in page
    assert f'href="/vi/records/{shelf.record}?media={book}&amp;sheet=2#stage"' in page
    assert "Bà con nghe tiếng <mark>cồng chiêng</mark>" in page
    assert "không có lời, chữ nào là “trâu”" in get(client, f"{form.action}?q=trâu").text
    assert "<script>x" not in client.get(f"{form.action}?q=<script>x", headers=HTML).text
    for odd in ("", "?q=", "?q=cồng&page=9", "?q=cồng&page=x"):
        assert client.get(f"{form.action}{odd}", headers=HTML).status_code == 200


def test_a_record_without_words_offers_no_search_of_them(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    assert "/words" not in client.get(f"/vi/records/{shelf.record}", headers=HTML).text
    closed = shelve(archive, "video", access="registered")
    caption(archive, closed.media["video"])
    answer = client.get(f"/vi/records/{closed.record}/words?q=tiếng", headers=HTML)
    assert answer.status_code == 404
    assert "mở hội" not in answer.text


def test_a_page_of_the_record_stays_small(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, *["image"] * 1, "video", "audio", "document")
    for _ in range(40):
        add(archive, shelf.record, "image")
    head = archive.reading.record(SYSTEM, shelf.record, head=True).version
    archive.records.publish(SYSTEM, shelf.record, base=head)
    answer = client.get(f"/vi/records/{shelf.record}", headers=HTML | {"Accept-Encoding": "gzip"})
    assert len(answer.data) < 30_000


def test_csl_is_json_of_one_reference(client: FlaskClient, archive: Archive) -> None:
    record = published(archive, SYSTEM)
    told = json.loads(client.get(f"/records/{record}.csl.json").text)
    assert [one["id"] for one in told] == [f"chieng-{record}"]


def test_a_reference_names_the_title_in_the_other_languages_too(client: FlaskClient, archive: Archive) -> None:
    record = published(archive, SYSTEM)
    in_vietnamese = client.get(f"/records/{record}.ris?lang=vi").text.splitlines()
    assert "TI  - Lễ hội cồng chiêng" in in_vietnamese
    assert [line for line in in_vietnamese if line.startswith("TT")] == ["TT  - Gong festival"]
    in_english = client.get(f"/records/{record}.ris?lang=en").text.splitlines()
    assert [line for line in in_english if line.startswith("TT")] == ["TT  - Lễ hội cồng chiêng"]
