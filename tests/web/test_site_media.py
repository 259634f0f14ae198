"""The files of a record on its page: who is shown which, how they are played, leafed through and waited for."""

import re
from html import unescape

from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.models import Media
from app.services.viewer import SYSTEM, Viewer
from tests.web.shelf import shelve
from tests.web.test_site_home import HTML, page
from tests.web.test_site_record import Open, group, plain, rewrite, written


def test_a_closed_film_in_an_open_record_leaves_no_trace_for_visitors(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open
) -> None:
    shelf = shelve(archive, "image", "video")
    film = shelf.media["video"]
    steps = [group(title="Dựng cây nêu"), group(title="Khấn thần lúa", officiant="già làng")]
    steps[1]["parts"] |= {"film": plain(film), "start": plain("00:07")}
    rewrite(archive, shelf.record, ritualStep=steps)
    assert "data-seek" in page(client, f"/vi/records/{shelf.record}"), "as long as the film is open"
    archive.media.restrict(officer, film, "registered")
    html = page(client, f"/vi/records/{shelf.record}")
    assert film not in html
    assert "data-seek" not in html
    assert "Khấn thần lúa" in html
    assert film in page(browser_of(officer), f"/vi/records/{shelf.record}")


def test_an_announced_film_is_told_of_but_not_named(client: FlaskClient, archive: Archive, officer: Viewer) -> None:
    shelf = shelve(archive, "image", "video")
    archive.media.restrict(officer, shelf.media["video"], "registered else announced")
    html = page(client, f"/vi/records/{shelf.record}")
    assert shelf.media["video"] not in html
    assert "Còn 1 tệp không mở cho mọi người" in html


def test_what_is_kept_back_leads_to_signing_in_and_shows_a_small_picture_only_where_that_is_allowed(
    client: FlaskClient, archive: Archive, officer: Viewer, browser_of: Open
) -> None:
    shelf = shelve(archive, "image", "video")
    archive.media.restrict(officer, shelf.media["image"], "registered else preview")
    archive.media.restrict(officer, shelf.media["video"], "registered else announced")
    html = page(client, f"/vi/records/{shelf.record}")
    assert f'src="/media/{shelf.media["image"]}/thumbnail.webp"' in html
    assert shelf.media["video"] not in html
    assert f"/vi/sign-in?next=/vi/records/{shelf.record}" in html
    assert client.get(f"/media/{shelf.media['image']}/thumbnail.webp").status_code == 200
    assert "/vi/sign-in?next" not in page(browser_of(officer), f"/vi/records/{shelf.record}")


def test_a_step_of_the_rite_leads_to_its_place_in_the_film(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image", "video")
    film = shelf.media["video"]
    step = group(title="Khấn thần lúa", officiant="già làng")
    step["parts"] |= {"film": plain(film.upper()), "start": plain("01:02")}
    rewrite(archive, shelf.record, ritualStep=[step])
    html = page(client, f"/vi/records/{shelf.record}")
    address = unescape(re.findall(r'class="step__time" href="([^"]+)"', html)[0])
    assert address == f"/vi/records/{shelf.record}?media={film}&t=62#stage"
    assert f'data-show="{film}" data-seek="62"' in html
    there = page(client, address)
    assert f'src="/media/{film}/progressive.mp4#t=62"' in there
    assert re.search(rf'id="media-{film}" data-media="{film}">', there), "the film is the file on the stage"


def test_files_that_are_still_being_made_tell_how_far_they_are(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    with archive.db.unit_of_work() as work:
        row = work.get_one(Media, shelf.media["image"])
        row.state, row.generation, row.detail = "queued", 0, {}
    html = page(client, f"/vi/records/{shelf.record}")
    assert "Đang chuẩn bị bản xem" in html
    assert "<progress" in html
    assert f'data-poll="/api/v1/records/{shelf.record}"' in html


def test_a_file_that_failed_gives_its_reason_in_words(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    problem = {"code": "media.damaged", "path": "media", "value": "anh.jpg", "expected": ""}
    with archive.db.unit_of_work() as work:
        row = work.get_one(Media, shelf.media["image"])
        row.state, row.generation, row.detail, row.problem = "failed", 0, {}, problem
    for tag, heading in (("vi", "Chưa chuẩn bị được"), ("en", "could not be prepared")):
        html = page(client, f"/{tag}/records/{shelf.record}")
        assert heading in html
        assert "media.damaged" not in html
        assert "data-poll" not in html


def test_a_film_plays_without_scripts_and_says_what_it_weighs(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "video")
    film = shelf.media["video"]
    rungs = [{"name": "144p", "width": 256, "height": 144, "size": 8_400_000, "rate": 90_000}]
    rungs += [{"name": "720p", "width": 1280, "height": 720, "size": 96_000_000, "rate": 1_000_000}]
    rungs += [{"name": "audio-48k", "width": 0, "height": 0, "size": 4_000_000, "rate": 48_000}]
    with archive.db.unit_of_work() as work:
        row = work.get_one(Media, film)
        row.detail = {
            "width": 1280,
            "height": 720,
            "duration": 751.2,
            "rungs": rungs,
            "files": {"progressive.mp4": 30_000_000},
        }
    archive.media.set_text(SYSTEM, film, "captions", "vi", "WEBVTT\n\n00:01.000 --> 00:02.000\nChiêng\n")
    html = page(client, f"/vi/records/{shelf.record}")
    assert f'<source src="/media/{film}/progressive.mp4" type="video/mp4">' in html
    assert "controls" in html
    assert 'preload="none"' in html
    assert f'data-url="/media/{film}/144p.m3u8" data-lean' in html
    assert "8,4 MB" in html
    assert f'data-url="/media/{film}/720p.m3u8">' in html, "not for those who save data"
    assert f'data-url="/media/{film}/master.m3u8">' in html
    assert "96 MB" in html
    assert re.search(r'data-play="audio-48k"[^>]*>▶ Chỉ nghe tiếng <span[^>]*>4 MB', html)
    assert f'src="/media/{film}/captions/vi.vtt" srclang="vi"' in html
    assert "12:31" in html
    assert "8.4 MB" in page(client, f"/en/records/{shelf.record}")


def test_pages_of_a_document_can_be_turned_without_scripts(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "document")
    document = shelf.media["document"]
    first = page(client, f"/vi/records/{shelf.record}")
    assert f"/iiif/image/3/{document}~1/full/" in first
    following = unescape(re.findall(r'data-sheet-step="1" href="([^"]+)"', first)[0])
    second = page(client, following)
    assert f'src="/iiif/image/3/{document}~2/full/' in second
    assert "Trang 2 trên 2" in second
    assert re.search(r'data-sheet-step="1" aria-disabled="true"', second)
    assert client.get(f"/vi/records/{shelf.record}?media={document}&sheet=99", headers=HTML).status_code == 200


def test_a_photograph_offers_sizes_up_to_its_own(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    html = page(client, f"/vi/records/{shelf.record}")
    service = f"/iiif/image/3/{shelf.media['image']}"
    widths = re.findall(rf"{service}/full/(\d+),/0/default\.jpg \d+w", html)
    assert widths == ["480", "800", "1280", "1301"]
    assert f'data-zoom="{service}/info.json"' in html
    told = re.findall(r'/download" download>[^<]+</a> \(khoảng ([\d,]+) kB\)', html)
    copy = len(client.get(f"/media/{shelf.media['image']}/download").data) / 1000
    assert 0.5 < float(told[0].replace(",", ".")) / copy < 2, "roughly what it then weighs"
    assert client.get(f"{service}/full/1301,/0/default.jpg").status_code == 200


def test_an_account_stands_beside_the_officers_text_with_who_told_it(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "audio")
    account = group(title="Lời kể về ngày lễ xưa", text="“Hồi nhỏ tôi theo cha lên rẫy…”")
    account["parts"] |= {
        "teller": [{"type": "agent", "value": "Hội đồng già làng"}],
        "voice": plain(shelf.media["audio"]),
    }
    rewrite(archive, shelf.record, account=[account])
    html = page(client, f"/vi/records/{shelf.record}")
    assert re.search(r"<blockquote>“Hồi nhỏ tôi theo cha lên rẫy…”</blockquote>", html)
    assert "Hội đồng già làng" in html
    assert f'data-show="{shelf.media["audio"]}" data-play-now>▶ Nghe' in html


def test_a_manifest_is_offered_where_there_is_one(client: FlaskClient, archive: Archive) -> None:
    shelf, bare = shelve(archive, "image"), written(archive)
    address = f"/iiif/presentation/3/records/{shelf.record}/manifest"
    assert f'href="{address}"' in page(client, f"/vi/records/{shelf.record}")
    assert client.get(address).status_code == 200
    assert "/iiif/presentation/" not in page(client, f"/vi/records/{bare}")
