"""The page of the research viewer: for whom it opens, what it is given, and the policy that it keeps."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from app.bootstrap import Archive
from app.iiif import content_state
from app.iiif.content_state import State
from app.services.viewer import SYSTEM, Viewer
from app.web.site.viewer import words
from tests.made import festival, text
from tests.services.test_collections import made
from tests.web.pages import HTML
from tests.web.shelf import shelve

BUNDLE = Path(__file__).parents[2] / "static" / "vendor" / "mirador" / "4.0.0" / "mirador.min.js"
Open = Callable[[Viewer], FlaskClient]


def settings(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="viewer-settings">(.*?)</script>', html, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def opened(client: FlaskClient, path: str) -> dict[str, Any]:
    response = client.get(path, headers=HTML)
    assert response.status_code == 200
    return settings(response.text)


def test_it_opens_the_manifest_of_the_record(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    told = opened(client, f"/vi/records/{shelf.record}/viewer")
    assert told["manifests"] == [f"/iiif/presentation/3/records/{shelf.record}/manifest"]
    assert client.get(told["manifests"][0]).status_code == 200
    page = client.get(f"/vi/records/{shelf.record}", headers=HTML).text
    assert f'href="/vi/records/{shelf.record}/viewer">Xem và so sánh trong Mirador</a>' in page


def test_where_there_is_nothing_to_view_there_is_no_viewer(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive)
    assert client.get(f"/vi/records/{shelf.record}/viewer", headers=HTML).status_code == 404
    assert "/viewer" not in client.get(f"/vi/records/{shelf.record}", headers=HTML).text
    assert client.get("/xx/records/abcdefgh/viewer", headers=HTML).status_code == 404


def test_other_manifests_are_taken_from_this_archive_alone(client: FlaskClient, archive: Archive) -> None:
    first, second = shelve(archive, "image"), shelve(archive, "image")
    here = f"/iiif/presentation/3/records/{second.record}/manifest"
    path = f"/vi/records/{first.record}/viewer"
    for address in (here, f"http://archive.test{here}", f"http://localhost{here}"):
        assert opened(client, f"{path}?manifest={address}")["manifests"][1:] == [here]
    for foreign in (f"https://elsewhere.test{here}", f"//elsewhere.test{here}", "javascript:alert(1)", f"{here}/../x"):
        response = client.get(path, query_string={"manifest": foreign}, headers=HTML)
        assert len(settings(response.text)["manifests"]) == 1
        assert "địa chỉ từ nơi khác đã được bỏ qua" in response.text


def test_a_record_for_few_opens_for_those_few(
    client: FlaskClient, archive: Archive, make_officer: Callable[..., Viewer], browser_of: Open
) -> None:
    closed = shelve(archive, "image", access="registered", media_access="registered")
    refused = client.get(f"/vi/records/{closed.record}/viewer", headers=HTML)
    assert refused.status_code == client.get(f"/vi/records/{closed.record}", headers=HTML).status_code == 404
    assert "Lễ hội cồng chiêng" not in refused.text
    theirs = browser_of(make_officer("contributor"))
    told = opened(theirs, f"/vi/records/{closed.record}/viewer")
    assert theirs.get(told["manifests"][0]).status_code == 200
    archive.records.withdraw(SYSTEM, closed.record, why="")
    assert client.get(f"/vi/records/{closed.record}/viewer", headers=HTML).status_code == 404


def test_a_collection_opens_too(client: FlaskClient, archive: Archive) -> None:
    shelf, collection = shelve(archive, "image"), made(archive)
    archive.curating.add(SYSTEM, collection, shelf.record)
    manifest = f"/iiif/presentation/3/collections/{collection}"
    assert opened(client, f"/vi/collections/{collection}/viewer")["manifests"] == [manifest]
    assert client.get(manifest).status_code == 200
    assert f'href="/vi/collections/{collection}/viewer"' in client.get(f"/vi/collections/{collection}").text
    beside = f"/vi/records/{shelf.record}/viewer?manifest={manifest}/parts/2"
    assert opened(client, beside)["manifests"][1:] == [f"{manifest}/parts/2"]
    closed = made(archive, access="registered")
    assert client.get(f"/vi/collections/{closed}/viewer", headers=HTML).status_code == 404


def test_its_policy_admits_no_style_with_a_word_in_it(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    policy = client.get(f"/vi/records/{shelf.record}/viewer", headers=HTML).headers["Content-Security-Policy"]
    other = client.get(f"/vi/records/{shelf.record}", headers=HTML).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.replace(" 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='", "") == other


def test_a_title_cannot_leave_the_settings(client: FlaskClient, archive: Archive) -> None:
    hostile = "</script><script>alert(1)</script>"
    shelf = shelve(archive, "image", metadata=festival(title=[text(hostile)]))
    response = client.get(f"/vi/records/{shelf.record}/viewer", headers=HTML)
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert(1)" in response.text


def test_everything_that_mirador_says_is_said_in_vietnamese() -> None:
    bundle = BUNDLE.read_text()
    start = bundle.index('{aboutMirador:"About Project Mirador"')
    end = bundle.index("}", bundle.index('zoomReset:"', start))
    english = dict(re.findall(r'[{,]"?([\w/]+)"?:(["\'`])(?:(?!\2).)*\2', bundle[start : end + 1]))
    keys = {key for key in english if not key.endswith("_one")}  # Vietnamese has one form for all numbers
    assert len(keys) > 130
    assert keys == words("vi").keys()
    assert all(words("vi").values())
    assert words("en").keys() <= keys


def test_a_content_state_opens_at_its_place(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image", "document")
    base = f"http://archive.test/iiif/presentation/3/records/{shelf.record}"
    canvas = f"{base}/canvas/{shelf.media['document']}~2"
    state = content_state.write(State(f"{base}/manifest", canvas, (10, 20, 30, 40)))
    path = canvas.removeprefix("http://archive.test")
    for address in ("/vi/viewer", f"/vi/records/{shelf.record}/viewer"):
        told = opened(client, f"{address}?iiif-content={state}")
        assert told["manifests"] == [f"/iiif/presentation/3/records/{shelf.record}/manifest"]
        assert told["places"] == [{"canvas": path, "region": [10.0, 20.0, 30.0, 40.0], "second": None}]
    half = content_state.write(State(f"{base}/manifest", canvas, (50, 0, 50, 100), percent=True))
    assert opened(client, f"/vi/viewer?iiif-content={half}")["places"][0]["region"] == [155.0, 0.0, 155.0, 410.0]
    assert opened(client, f"/vi/viewer?iiif-content={base}/manifest")["places"] == [None]
    assert opened(client, f"/vi/viewer?manifest={base}/manifest")["places"] == [None]


def test_a_canvas_by_its_address_alone_opens_in_its_manifest(client: FlaskClient, archive: Archive) -> None:
    """Content State 1.0, 2.2.4; the address answers with the manifest in ``partOf``."""
    shelf = shelve(archive, "document")
    path = f"/iiif/presentation/3/records/{shelf.record}/canvas/{shelf.media['document']}~2"
    told = opened(client, f"/vi/viewer?iiif-content=http://archive.test{path}%23xywh=1,2,3,4")
    assert told["manifests"] == [f"/iiif/presentation/3/records/{shelf.record}/manifest"]
    assert told["places"] == [{"canvas": path, "region": [1.0, 2.0, 3.0, 4.0], "second": None}]
    assert client.get(path).get_json(force=True)["partOf"][0]["id"].endswith(told["manifests"][0])


def test_a_range_opens_where_it_begins(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "video", "document")
    film, book = shelf.media["video"], shelf.media["document"]
    chapters = "WEBVTT\n\n00:00.000 --> 00:40.000\nMở hội\n\n00:12.500 --> 00:20.000\nKhấn\n"
    archive.media.set_text(SYSTEM, film, "chapters", "vi", chapters)
    base = f"/iiif/presentation/3/records/{shelf.record}"
    manifest = [{"id": f"http://archive.test{base}/manifest", "type": "Manifest"}]
    for range, canvas, second in ((f"{film}/1.1", film, 12.5), (film, film, 0.0), (book, f"{book}~1", None)):
        place = f"http://archive.test{base}/range/{range}"
        target = content_state.encode(json.dumps({"id": place, "type": "Range", "partOf": manifest}))
        for asked in (target, place):
            told = opened(client, f"/vi/viewer?iiif-content={asked}")["places"]
            assert told == [{"canvas": f"{base}/canvas/{canvas}", "region": None, "second": second}]
    gone = f"http://archive.test{base}/range/{film}/9"
    assert opened(client, f"/vi/viewer?iiif-content={gone}")["places"] == [None]


def test_a_range_of_a_closed_record_tells_nothing_of_it(client: FlaskClient, archive: Archive) -> None:
    closed = shelve(archive, "document", access="registered", media_access="registered")
    place = f"http://archive.test/iiif/presentation/3/records/{closed.record}/range/{closed.media['document']}"
    assert client.get(f"/vi/viewer?iiif-content={place}", headers=HTML).status_code == 404


def test_two_places_open_beside_one_another(client: FlaskClient, archive: Archive) -> None:
    first, second = shelve(archive, "image"), shelve(archive, "video")
    base = "http://archive.test/iiif/presentation/3/records"
    targets = [
        content_state.body(
            State(f"{base}/{one.record}/manifest", f"{base}/{one.record}/canvas/{media}", stretch=(7, 7))
        )
        for one in (first, second)
        for media in one.media.values()
    ]
    state = {"type": "Annotation", "motivation": ["contentState"], "target": targets}
    told = opened(client, f"/vi/viewer?iiif-content={content_state.encode(json.dumps(state))}")
    assert len(told["manifests"]) == 2
    assert told["places"][1]["second"] == 7


def test_a_content_state_of_elsewhere_or_of_nothing_opens_nothing(client: FlaskClient, archive: Archive) -> None:
    shelf = shelve(archive, "image")
    here = f"/iiif/presentation/3/records/{shelf.record}"
    foreign = content_state.write(State(f"https://elsewhere.test{here}/manifest"))
    other = content_state.write(State(f"http://archive.test{here}/manifest", "https://elsewhere.test/canvas/1"))
    for hostile in (foreign, "%00", "x" * 9_000, content_state.encode("[" * 900), "javascript:alert(1)", "{}"):
        answer = client.get("/vi/viewer", query_string={"iiif-content": hostile}, headers=HTML)
        assert answer.status_code == 400
        assert "chỉ mở hồ sơ" in answer.text
        beside = client.get(f"/vi/records/{shelf.record}/viewer", query_string={"iiif-content": hostile}, headers=HTML)
        assert settings(beside.text)["manifests"] == [f"{here}/manifest"]
        assert "đã được bỏ qua" in beside.text
    assert opened(client, f"/vi/viewer?iiif-content={other}")["places"] == [None]
    assert client.get("/vi/viewer", headers=HTML).status_code == 400


def test_a_content_state_opens_no_closed_record(client: FlaskClient, archive: Archive) -> None:
    closed = shelve(archive, "image", access="registered", media_access="registered")
    state = f"http://archive.test/iiif/presentation/3/records/{closed.record}/manifest"
    answer = client.get(f"/vi/viewer?iiif-content={state}", headers=HTML)
    assert answer.status_code == 404
    assert "cồng chiêng" not in answer.text
