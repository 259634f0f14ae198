"""Manifests over HTTP: what they tell, what is stored, what changes them, and who gets nothing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from app.bootstrap import Archive
from app.errors import NotFound
from app.models import Media, StoredManifest, now
from app.services import texts
from app.services.manifests import service as manifests
from app.services.viewer import SYSTEM, VISITOR, Viewer
from tests.made import festival, jpeg, text
from tests.unit.iiif.presentation3 import faults
from tests.web.shelf import add, caption, shelve


def address(record: str) -> str:
    return f"/iiif/presentation/3/records/{record}/manifest"


def read(client: FlaskClient, record: str) -> dict[str, Any]:
    answer = client.get(address(record))
    assert answer.status_code == 200, answer.text
    parsed: dict[str, Any] = json.loads(answer.text)
    return parsed


def canvases(client: FlaskClient, record: str) -> list[str]:
    return [canvas["id"].rpartition("/")[2] for canvas in read(client, record)["items"]]


def stored(archive: Archive, record: str) -> int:
    with archive.db.read() as session:
        return len(session.scalars(select(StoredManifest).where(StoredManifest.record == record)).all())


@contextmanager
def queries(archive: Archive) -> Iterator[list[str]]:
    said: list[str] = []

    def listen(_c: object, _k: object, statement: str, *_more: object) -> None:
        said.append(statement)

    # on PostgreSQL the reader is the writer with other options, and heard with it
    engines = (archive.db._reader, archive.db._writer) if archive.db.sqlite else (archive.db._writer,)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", listen)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", listen)


def test_a_record_with_everything_has_a_manifest_that_breaks_no_rule(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image", "video", "audio", "document")
    caption(archive, shelf.media["video"])
    manifest = read(client, shelf.record)
    assert faults(manifest) == []
    assert len(manifest["items"]) == 5
    assert manifest["id"] == f"http://archive.test{address(shelf.record)}"
    assert manifest["rights"] == "http://creativecommons.org/publicdomain/zero/1.0/"
    assert {page["id"] for page in manifest["homepage"]} == {
        f"http://archive.test/{tag}/records/{shelf.record}" for tag in ("vi", "en")
    }
    assert "origin.invalid" not in json.dumps(manifest)


def test_a_photograph_that_arrives_is_in_the_manifest_once_its_jobs_are_done(
    archive: Archive, client: FlaskClient, officer: Viewer, run_jobs: Callable[[], int]
) -> None:
    record = archive.records.create(officer, "festival", texts.body(festival())).identifier
    photograph = archive.media.accept(officer, record, jpeg(900, 700), "IMG_0001.jpg").id
    archive.records.publish(officer, record, base=2)
    assert client.get(address(record)).status_code == 404
    run_jobs()
    assert stored(archive, record) == 1
    canvas = read(client, record)["items"][0]
    assert (canvas["width"], canvas["height"]) == (900, 700)
    for used in (canvas["thumbnail"][0]["id"], canvas["items"][0]["items"][0]["body"]["id"]):
        assert photograph in used
        assert client.get(used.removeprefix("http://archive.test")).status_code == 200


def test_labels_and_values_are_told_in_both_languages(archive: Archive, client: FlaskClient) -> None:
    metadata = festival(occurs=[{"type": "recurrence", "value": "lunar:01-15"}])
    manifest = read(client, shelve(archive, "image", metadata=metadata).record)
    told = {pair["label"]["en"][0]: pair for pair in manifest["metadata"]}
    assert told["People"]["value"] == {"vi": ["Xtiêng"], "en": ["Stieng"]}
    assert told["People"]["label"]["vi"] == ["Dân tộc"]
    assert told["When it takes place"]["value"] == {
        "vi": ["ngày 15 tháng Giêng âm lịch"],
        "en": ["day 15 of the first lunar month"],
    }
    assert manifest["summary"]["vi"] == ["Tiếng chiêng mở đầu lễ mừng lúa mới."]
    assert manifest["navDate"][:10] >= now().date().isoformat()


def test_steps_of_the_rite_lead_into_the_film(archive: Archive, client: FlaskClient) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    film = add(archive, record, "video")
    cues = [("Cúng thần lúa", "00:00"), ("Hội", "01:10")]
    steps = [
        {
            "type": "group",
            "value": "",
            "parts": {
                "title": [text(title)],
                "film": [{"type": "text", "value": film}],
                "start": [{"type": "text", "value": start}],
            },
        }
        for title, start in cues
    ]
    saved = archive.records.save(SYSTEM, record, texts.body(festival(ritualStep=steps), [film]), base=2)
    archive.records.publish(SYSTEM, record, base=saved.version)
    ranges = read(client, record)["structures"][0]["items"]
    assert [step["label"]["vi"] for step in ranges] == [["Cúng thần lúa"], ["Hội"]]
    assert [step["items"][0]["id"].partition("#")[2] for step in ranges] == ["t=0,70", "t=70,93.5"]


def test_words_that_look_like_markup_stay_words(archive: Archive, client: FlaskClient) -> None:
    told = {"taboo": [text("<b>không được</b>")], "description": [text("<i>Lời kể</i>")]}
    hostile = festival("<script>alert(1)</script>", **told)
    manifest = read(client, shelve(archive, "image", metadata=hostile).record)
    assert manifest["label"]["vi"] == ["<script>alert(1)</script>"], "a label is never HTML (4.5)"
    assert manifest["summary"]["vi"] == ["<span>&lt;i&gt;Lời kể&lt;/i&gt;</span>"], "a summary would be, as it begins"
    assert "<b>" not in json.dumps(manifest)


def test_people_who_are_not_to_be_named_are_not(archive: Archive, client: FlaskClient) -> None:
    def bearer(name: str, consent: str) -> dict[str, Any]:
        agreed = {"type": "concept", "value": consent, "vocabulary": "consents"}
        return {"type": "agent", "value": name, "parts": {"consent": [agreed]}}

    bearers = [bearer("Điểu Một", "written"), bearer("Điểu Hai", "anonymous"), bearer("Điểu Ba", "refused")]
    shelf = shelve(archive, "image", metadata=festival(bearer=bearers))
    told = json.dumps(read(client, shelf.record), ensure_ascii=False)
    assert "Điểu Một" in told
    assert "Điểu Hai" not in told
    assert "Điểu Ba" not in told
    assert "Người không nêu tên" in told


def test_json_ld_is_sent_unless_json_is_asked_for(archive: Archive, client: FlaskClient) -> None:
    record = shelve(archive, "image").record
    answer = client.get(address(record))
    assert answer.headers["Content-Type"] == (
        'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    )
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    plain = client.get(address(record), headers={"Accept": "application/json"})
    assert plain.headers["Content-Type"] == "application/json"
    assert answer.data == plain.data


def test_who_has_it_is_told_so(archive: Archive, client: FlaskClient) -> None:
    record = shelve(archive, "image").record
    first = client.get(address(record))
    again = client.get(address(record), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=300, s-maxage=60"


def test_a_restricted_file_in_a_public_record_is_in_nobody_elses_manifest(
    archive: Archive,
    client: FlaskClient,
    browser_of: Callable[[Viewer], FlaskClient],
    make_officer: Callable[..., Viewer],
) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    image = add(archive, record, "image")
    film = add(archive, record, "video", "registered")
    archive.records.publish(SYSTEM, record, base=3)
    reader = browser_of(make_officer(None, "docgia"))
    assert canvases(client, record) == [image]
    assert canvases(reader, record) == [image, film]
    assert canvases(client, record) == [image]
    assert film not in client.get(address(record)).text
    assert reader.get(address(record)).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("shelf", "status"),
    [
        ({"publish": False}, 404),
        ({"access": "registered"}, 404),
        ({"access": "registered else announced"}, 401),
        ({"media_access": "registered"}, 404),
    ],
)
def test_who_may_not_see_a_record_gets_no_manifest(
    archive: Archive, client: FlaskClient, shelf: dict[str, str], status: int
) -> None:
    record = shelve(archive, "image", **shelf).record  # type: ignore[arg-type]
    archive.manifests.make(record)
    answer = client.get(address(record))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (status, "private, no-store")
    assert stored(archive, record) == 0


def test_the_manifest_of_a_withdrawn_record_is_gone(archive: Archive, client: FlaskClient) -> None:
    record = shelve(archive, "image").record
    assert client.get(address(record)).status_code == 200
    archive.records.withdraw(SYSTEM, record, why="cộng đồng đề nghị")
    assert client.get(address(record)).status_code == 410


def test_staff_see_the_manifest_of_a_draft_and_no_cache_keeps_it(
    archive: Archive, browser_of: Callable[[Viewer], FlaskClient], officer: Viewer
) -> None:
    record = shelve(archive, "image", publish=False).record
    answer = browser_of(officer).get(address(record))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_record_without_files_has_none(archive: Archive, client: FlaskClient) -> None:
    assert client.get(address(shelve(archive).record)).status_code == 404


@pytest.mark.parametrize("identifier", ["nothere1", "..%2f..", "%00", "a" * 400])
def test_hostile_and_unknown_records_find_nothing(client: FlaskClient, identifier: str) -> None:
    assert client.get(address(identifier)).status_code == 404


def test_it_is_made_once_and_read_with_a_handful_of_queries(archive: Archive, client: FlaskClient) -> None:
    few, many = shelve(archive, "audio"), shelve(archive, *["audio"] * 20)
    with archive.db.unit_of_work() as work:
        work.execute(update(Media).values(type="audio"))
    for shelf in (few, many):
        client.get(address(shelf.record))
    counts = []
    for shelf in (few, many):
        with queries(archive) as said:
            client.get(address(shelf.record))
        counts.append(len(said))
    assert counts[0] == counts[1] <= 7


def test_making_one_takes_the_same_number_of_queries_for_any_number_of_files(archive: Archive) -> None:
    counts = []
    for shelf in (shelve(archive, "audio"), shelve(archive, *["audio"] * 20)):
        with queries(archive) as said:
            archive.manifests.make(shelf.record)
        counts.append(len(said))
    assert counts[0] == counts[1]


def test_a_job_makes_everyones_and_drops_the_older(
    archive: Archive,
    client: FlaskClient,
    browser_of: Callable[[Viewer], FlaskClient],
    make_officer: Callable[..., Viewer],
) -> None:
    shelf = shelve(archive, "image", "video")
    archive.media.restrict(SYSTEM, shelf.media["video"], "registered")
    reader = browser_of(make_officer(None, "docgia"))
    read(client, shelf.record), read(reader, shelf.record)
    assert stored(archive, shelf.record) == 2
    archive.manifests.make(shelf.record)
    assert stored(archive, shelf.record) == 1


@pytest.mark.parametrize("change", ["describe", "captions", "restrict", "publish", "derive"])
def test_every_change_that_matters_is_told_at_once_and_the_old_text_dropped(
    archive: Archive, client: FlaskClient, change: str
) -> None:
    shelf = shelve(archive, "image", "video")
    film = shelf.media["video"]
    before = client.get(address(shelf.record)).text
    if change == "describe":
        archive.media.describe(SYSTEM, film, {"label": [text("Một chú thích khác")]})
    elif change == "captions":
        caption(archive, film)
    elif change == "restrict":
        archive.media.restrict(SYSTEM, film, "registered")
    elif change == "publish":
        saved = archive.records.save(SYSTEM, shelf.record, texts.body(festival("Tên khác"), [film]), base=3)
        archive.records.publish(SYSTEM, shelf.record, base=saved.version)
    else:
        with archive.db.unit_of_work() as work:
            row = work.get_one(Media, film)
            row.generation, row.detail = 2, row.detail | {"duration": 60.0}
    after = client.get(address(shelf.record)).text
    assert after != before
    assert stored(archive, shelf.record) == 1


def test_manifests_and_doors_are_the_same_on_each_database(archive: Archive) -> None:
    shelf = shelve(archive, "image", "video")
    film = shelf.media["video"]
    archive.manifests.make(shelf.record)
    whole = archive.manifests.manifest(VISITOR, shelf.record)
    assert (whole.everyone, film in whole.body, stored(archive, shelf.record)) == (True, True, 1)
    assert archive.reading.media(VISITOR, film).everyone
    archive.media.restrict(SYSTEM, film, "registered")
    assert film not in archive.manifests.manifest(VISITOR, shelf.record).body
    assert film in archive.manifests.manifest(SYSTEM, shelf.record).body
    assert stored(archive, shelf.record) == 2
    for identifier in (film, "nothere1", "\0"):
        with pytest.raises(NotFound):
            archive.reading.media(VISITOR, identifier)


def test_a_new_draft_changes_nothing_for_the_public(archive: Archive, client: FlaskClient) -> None:
    shelf = shelve(archive, "image")
    before = client.get(address(shelf.record)).headers["ETag"]
    media = list(shelf.media.values())
    archive.records.save(SYSTEM, shelf.record, texts.body(festival("Bản nháp mới"), media), base=2)
    assert client.get(address(shelf.record)).headers["ETag"] == before


def test_a_day_that_has_passed_is_not_told_for_long(
    archive: Archive, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = festival(occurs=[{"type": "recurrence", "value": "--04-14"}])
    record = shelve(archive, "image", metadata=metadata).record
    first = read(client, record)["navDate"]
    monkeypatch.setattr(manifests, "now", lambda: now() + timedelta(days=400))
    assert read(client, record)["navDate"] > first


def test_the_picture_of_a_sound_is_seen_by_those_who_hear_it(
    archive: Archive,
    client: FlaskClient,
    browser_of: Callable[[Viewer], FlaskClient],
    make_officer: Callable[..., Viewer],
) -> None:
    shelf = shelve(archive, "audio", "image")
    picture = f"/media/{shelf.media['audio']}/waveform.svg"
    answer = client.get(picture)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert client.get(picture, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get(f"/media/{shelf.media['image']}/waveform.svg").status_code == 404
    archive.media.restrict(SYSTEM, shelf.media["audio"], "registered")
    assert client.get(picture).status_code == 404
    assert browser_of(make_officer(None, "docgia")).get(picture).headers["Cache-Control"] == "private, no-store"
