"""The words of a page below its picture: whose reading it is, for those who may see the file."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.media import alto
from app.media.alto import Line, Page, Word
from app.models import MediaText
from app.services.media.texts import ALTO, PAGE
from app.services.reading import MediaView
from app.services.viewer import SYSTEM, Viewer
from app.web.site.page_words import flowing
from tests.made import jpeg, published

READ = Page(640, 480, (Line((Word("Lễ", 10, 10, 40, 20, 0.4), Word("<hội>", 60, 10, 40, 20, 0.9)), 1),), "tesseract 5")
MACHINE, PARTLY, CHECKED = (
    "Chữ do máy đọc, chưa có người kiểm tra",
    "đã có người sửa một phần",
    "Chữ đã có người kiểm tra",
)


@pytest.fixture
def shown(archive: Archive, run_jobs: Callable[[], int]) -> tuple[str, str]:
    """A record and its picture, which was read."""
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "thư.jpg").id
    archive.records.publish(SYSTEM, record, base=2)
    run_jobs()
    with archive.db.unit_of_work() as work:
        work.add(MediaText(media=media, kind=ALTO, part="1", body=alto.write(READ)))
        work.add(MediaText(media=media, kind=PAGE, part="1", body=alto.plain_text(READ)))
    return record, media


def test_the_record_shows_the_words_and_that_a_machine_has_read_them(
    client: FlaskClient, shown: tuple[str, str]
) -> None:
    page = client.get(f"/vi/records/{shown[0]}").text
    assert "Lễ &lt;hội&gt;" in page
    assert MACHINE in page
    assert f"/media/{shown[1]}/pages/1.alto.xml" in page
    assert client.get(f"/media/{shown[1]}/pages/1.txt").text == "Lễ <hội>"


def test_what_people_have_made_of_it_is_said(archive: Archive, client: FlaskClient, shown: tuple[str, str]) -> None:
    address = f"/vi/records/{shown[0]}/pages/{shown[1]}/1"
    for checked, told in (((), PARTLY), ((0,), CHECKED)):
        there = archive.correcting.page(SYSTEM, shown[1], 1)
        archive.correcting.save(SYSTEM, shown[1], 1, ["Lễ hội"], checked=checked, base=there.stamp)
        answer = client.get(address)
        assert told in answer.text
        assert "Lễ hội" in answer.text
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_long_text_is_cut_with_the_way_to_all_of_it(
    archive: Archive, client: FlaskClient, shown: tuple[str, str]
) -> None:
    there = archive.correcting.page(SYSTEM, shown[1], 1)
    archive.correcting.save(SYSTEM, shown[1], 1, [""], more="trâu " * 5_000, base=there.stamp)
    page = client.get(f"/vi/records/{shown[0]}").text
    assert "Chữ còn tiếp:" in page
    assert len(page.encode()) < 100_000


def test_lines_of_prose_run_on_and_verses_stand() -> None:
    prose = ["Ngày xưa, khi mùa rẫy đã xong, người trong bon cùng nhau dựng cây nêu", "trước sân nhà dài."]
    verses = ["Công cha như núi Thái Sơn", "Nghĩa mẹ như nước trong nguồn chảy ra"]
    assert flowing(prose) == (" ".join(prose),)
    assert flowing(verses) == tuple(verses)
    assert flowing(["LỄ HỘI", *prose, *prose]) == ("LỄ HỘI", " ".join(prose), " ".join(prose))


def test_a_page_without_words_says_so(client: FlaskClient, shown: tuple[str, str]) -> None:
    assert "Trang này chưa đọc được chữ nào" in client.get(f"/vi/records/{shown[0]}/pages/{shown[1]}/7").text


def test_nobody_reads_the_words_of_a_picture_that_they_may_not_see(
    archive: Archive, client: FlaskClient, shown: tuple[str, str]
) -> None:
    record, media = shown
    addresses = [
        f"/vi/records/{record}/pages/{media}/1",
        f"/media/{media}/pages/1.txt",
        f"/media/{media}/pages/1.alto.xml",
    ]
    for access, status in (("registered", 404), ("registered else announced", 401)):
        archive.media.restrict(SYSTEM, media, access)
        assert "hội&gt;" not in client.get(f"/vi/records/{record}").text
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == status, (access, address)
            assert "hội" not in answer.text.replace("Lễ hội cồng chiêng", "")


def test_who_may_see_the_file_is_asked_once_for_each_form_of_a_page(
    archive: Archive, client: FlaskClient, shown: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = archive.reading.media

    def counted(viewer: Viewer, media: str, at: datetime | None = None) -> MediaView:
        asked.append(media)
        return real(viewer, media, at)

    monkeypatch.setattr(archive.reading, "media", counted)
    record, media = shown
    for address in (f"/vi/records/{record}/pages/{media}/1", f"/media/{media}/pages/1.alto.xml"):
        asked.clear()
        assert client.get(address).status_code == 200
        assert asked == [media]


def test_the_words_of_another_records_file_are_not_there(
    archive: Archive, client: FlaskClient, shown: tuple[str, str]
) -> None:
    other = published(archive, SYSTEM, "Lễ khác")
    assert client.get(f"/vi/records/{other}/pages/{shown[1]}/1").status_code == 404
