"""Manifests and collections before judges that others wrote, those of the whole sample and made ones with everything.

What the judges are: ``tests.iiif_tools``. That they do judge is tried here too.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.bootstrap import Archive
from app.iiif import presentation, presentation2
from app.iiif.resources import ORIGIN
from app.models import Media, Record
from app.services import sampling, texts
from app.services.access import EVERYONE_ID
from app.services.viewer import SYSTEM
from tests.iiif_tools import complaints, complaints_v2
from tests.made import festival
from tests.unit.iiif.presentation3 import faults
from tests.unit.iiif.test_presentation import BOOK, FILM, IMAGE, SONG, WORK
from tests.web.shelf import DETAIL, add, caption

Json = dict[str, Any]

pytestmark = pytest.mark.embedded("what is told is told alike in both modes, and judged once")

WORKS = [
    WORK,
    replace(WORK, items=(SONG, replace(SONG, media="aaaaaaa9")), behavior=("auto-advance",), places=(), sequences=()),
    replace(WORK, items=(BOOK,), behavior=("paged",), right_to_left=True, rights=None, day=None, within=()),
    replace(WORK, items=(replace(FILM, size=(0, 0), captions=()),), open=False, credit={}, summary={}),
    replace(WORK, items=(IMAGE,), label={"none": ["x7q2k4xa"]}, pairs=(), sequences=()),
    replace(WORK, items=(replace(IMAGE, guarded=True), replace(FILM, guarded=True))),
    replace(
        WORK, items=(replace(FILM, guarded=True, announced=True), replace(IMAGE, guarded=True, announced=True), BOOK)
    ),
]


GUARDED = [
    replace(work, items=tuple(replace(item, guarded=True, announced=told, preview=told) for item in work.items))
    for work in WORKS
    for told in (False, True)
]


def sent(body: str) -> Json:
    told: Json = json.loads(body.replace(ORIGIN, "https://archive.example"))
    return told


def test_manifests_with_everything_satisfy_the_judges_of_version_3() -> None:
    assert complaints([sent(presentation.manifest(work)) for work in WORKS + GUARDED]) == []


def test_manifests_with_everything_satisfy_the_judge_of_version_2() -> None:
    assert complaints_v2([sent(presentation2.manifest(work)) for work in WORKS]) == []


def _first(manifest: Json) -> Json:
    canvas: Json = manifest["items"][0]
    return canvas


def _body(manifest: Json) -> Json:
    body: Json = _first(manifest)["items"][0]["items"][0]["body"]
    return body


BROKEN: dict[str, Callable[[Json], object]] = {
    "a bare label": lambda m: m.update(label="Lễ hội"),
    "a label of bare strings": lambda m: m.update(label={"vi": "Lễ hội"}),
    "a canvas with a bare label": lambda m: _first(m).update(label="Ảnh"),
    "no label": lambda m: m.pop("label"),
    "no id": lambda m: m.pop("id"),
    "a body without an id": lambda m: _body(m).pop("id"),
    "a body without a type": lambda m: _body(m).pop("type"),
    "a service without a type": lambda m: _body(m)["service"][0].pop("type"),
    "a width in letters": lambda m: _first(m).update(width="4000"),
    "one thumbnail that is no list": lambda m: m.update(thumbnail=m["thumbnail"][0]),
    "behavior that is no list": lambda m: m.update(behavior="paged"),
    "a direction that is none": lambda m: m.update(viewingDirection="rtl"),
    "a value that is no language map": lambda m: m["metadata"][0].update(value="Xtiêng"),
    "a required statement without a value": lambda m: m["requiredStatement"].pop("value"),
    "a provider without a label": lambda m: m["provider"][0].pop("label"),
    "data without an id": lambda m: m["seeAlso"][0].pop("id"),
    "a range without items": lambda m: m["structures"][0].pop("items"),
    "a collection without a type": lambda m: m["partOf"][0].pop("type"),
    "a start without an id": lambda m: m["start"].pop("id"),
    "a manifest of version 2": lambda m: m.update(type="sc:Manifest"),
}


def test_the_judges_do_judge() -> None:
    whole = sent(presentation.manifest(WORK))
    made = []
    for name, spoil in BROKEN.items():
        manifest = deepcopy(whole)
        spoil(manifest)
        made.append(manifest | {"id": f"https://archive.example/{name}"} if "id" in manifest else manifest)
    told = complaints(made)
    assert {name for name in BROKEN if not any(name in one for one in told)} <= {"no id"}
    assert any("missing-field id" in one or "'id' is missing" in one or "undefined" in one for one in told)


def test_the_judge_of_version_2_does_judge() -> None:
    whole = sent(presentation2.manifest(WORK))
    without_size = deepcopy(whole)
    without_size["sequences"][0]["canvases"][0].pop("width")
    assert all(complaints_v2([wrong]) for wrong in (without_size, whole | {"sequences": []}, whole | {"label": None}))


def with_files(archive: Archive) -> set[str]:
    open_to_all = (Record.access_id == EVERYONE_ID, Media.access_id == EVERYONE_ID)
    with archive.db.read() as session:
        asked = select(Record.identifier).join(Media, Media.record == Record.identifier)
        return set(session.scalars(asked.where(*open_to_all, Record.published_version.is_not(None))))


@pytest.fixture
def sample(archive: Archive) -> Archive:
    """The whole sample, each file as if it had been made ready."""
    sampling.collection(archive.db, archive.imports, lambda _done, _total: None)
    sampling.collections(archive.db, archive.collection_taking)
    with archive.db.unit_of_work() as work:
        for type, detail in DETAIL.items():
            work.execute(update(Media).where(Media.type == type).values(generation=1, state="ready", detail=detail))
    archive.indexing.reindex(lambda _done, _total: None)
    return archive


def test_every_manifest_of_the_sample_satisfies_all_judges_in_both_versions(
    sample: Archive, client: FlaskClient
) -> None:
    records = sorted(with_files(sample))
    told = {version: [_get(client, f"{version}/records/{one}/manifest") for one in records] for version in (2, 3)}
    assert len(records) >= 10
    assert [fault for manifest in told[3] for fault in faults(manifest)] == []
    assert complaints(told[3]) == []
    assert complaints_v2(told[2]) == []


def test_all_that_is_public_is_reached_from_the_top_in_both_versions(sample: Archive, client: FlaskClient) -> None:
    public = with_files(sample)
    for version, judge in ((3, complaints), (2, complaints_v2)):
        documents = list(_tree(client, f"{version}/collections/top", version))
        named = {one for document in documents for one in _named(document, version) if "/records/" in one}
        assert {one.split("/")[-2] for one in named} == public
        assert max(len(_named(document, version)) for document in documents) <= 200
        assert len([one for document in documents for one in _named(document, version) if "/peoples/" in one]) > 5
        assert judge(documents) == []


def _get(client: FlaskClient, path: str) -> Json:
    answer = client.get(f"/iiif/presentation/{path}")
    assert answer.status_code == 200, (path, answer.text)
    told: Json = json.loads(answer.text)
    return told


def _tree(client: FlaskClient, path: str, version: int) -> Iterator[Json]:
    waiting, seen = [path], set()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            document = _get(client, one)
            yield document
            waiting += [name.partition("/iiif/presentation/")[2] for name in _named(document, version, "Collection")]


def _named(document: Json, version: int, kind: str = "") -> list[str]:
    if version == 3:
        return [item["id"] for item in document["items"] if not kind or item["type"] == kind]
    lists = {"Collection": ("collections",)}.get(kind, ("collections", "manifests"))
    return [item["@id"] for name in lists for item in document.get(name, ())]


def test_notes_captions_and_chapters_of_a_record_satisfy_the_judges(archive: Archive, client: FlaskClient) -> None:
    record = archive.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    film = add(archive, record, "video")
    caption(archive, film)
    caption(archive, film, "sti", "Pư Brah Va")
    chapters = "WEBVTT\n\n00:00.000 --> 01:00.000\nMở đầu\n\n00:05.000 --> 00:20.000\nChào thần\n"
    archive.media.set_text(SYSTEM, film, "chapters", "vi", chapters)
    archive.media.set_text(SYSTEM, film, "transcript", "vi", "Già làng mở đầu bài chiêng.")
    archive.records.publish(SYSTEM, record, base=2)
    manifest = _get(client, f"3/records/{record}/manifest")
    assert (complaints([manifest]), faults(manifest)) == ([], [])
    inner = manifest["structures"][0]["items"][0]["items"][1]
    assert (inner["label"], inner["items"][0]["id"].partition("#")[2]) == ({"vi": ["Chào thần"]}, "t=5,20")
    words = [one["body"]["id"] for page in manifest["items"][0]["annotations"] for one in page["items"]]
    assert {client.get(address.removeprefix("http://archive.test")).status_code for address in words} == {200}
