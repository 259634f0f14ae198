"""From the storage root alone the public pages come back as they were, byte for byte."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from app.bootstrap import Archive, open_archive
from app.config import Settings, read_settings
from app.errors import Gone, NotFound
from app.factory import create_app
from app.models import Community, Event, Record
from app.services import sampling
from app.services.founding import found
from app.services.jobs import process_name
from app.services.preservation.names import object_of
from app.services.viewer import SYSTEM, VISITOR
from tests.made import festival, jpeg, published, text
from tests.services.test_preserve import republish
from tests.web.conftest import Browser
from workers.jobs import Runner

LINK = re.compile(r"""(?:href|src|data-[a-z]+|poster)="([^"#\s]+)"|"(?:id|service|@id|manifest)":\s?"([^"]+)""")
STARTS = (
    "/vi/",
    "/en/",
    "/vi/search",
    "/en/search",
    "/vi/search?sort=title",
    "/vi/search?q=chieng",
    "/vi/search?q=le+hoi",
    "/api/v1/records",
    "/api/v1/records?per_page=100",
    "/api/v1/records?q=le+hoi&per_page=100",
    "/api/v1/collections",
    "/api/v1/communities",
    "/api/v1/peoples",
    "/api/v1/units",
    "/oai?verb=ListSets",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
    "/sitemap.xml",
    "/sitemap/pages.xml",
    "/sitemap/units.xml",
    "/robots.txt",
    "/healthz",
    "/readyz",
)
DERIVED = re.compile(r"^/(media/.*\.(m3u8|mp4|m4a|webp|jpg|vtt|json)|iiif/image/.*\.(jpg|png|webp)|media/.*/download)")
ALLOWED = {"Content-Length", "ETag", "Last-Modified"}
OF_THE_MOMENT = re.compile(
    rb'name="csrf_token" value="[^"]+"|<responseDate>[^<]+</responseDate>|<resumptionToken[^>]*>[^<]*</resumptionToken>'
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def do_jobs(archive: Archive) -> None:
    Runner(archive, process_name()).run_until_idle()


def nothing(_done: int, _total: int) -> None: ...


def rebuilt(settings: Settings, folder: Path, environ: dict[str, str] | None = None) -> Archive:
    """An archive in a new data folder that held a copy of the storage root and nothing else."""
    shutil.copytree(settings.ocfl, folder / "ocfl")
    archive = open_archive(read_settings({"CHIENG_BASE_URL": "http://archive.test", **(environ or {})}, data=folder))
    found(archive.db)
    archive.rebuild.run(nothing)
    archive.erasure.again()
    do_jobs(archive)
    return archive


def answer(client: FlaskClient, address: str) -> Answer:
    told = client.get(address)
    derived = DERIVED.match(address) and not address.endswith("captions.vtt")
    told_now = {"Date"}  # when the answer was sent, which no archive can repeat
    headers = [
        (name, value) for name, value in told.headers if name not in (told_now | (ALLOWED if derived else set()))
    ]
    body = b"" if derived else OF_THE_MOMENT.sub(b"", told.data)
    return Answer(told.status_code, tuple(sorted(headers)), body)


SEARCH = "/search"
MOMENT = re.compile(r"(?:^|&)(?:t|xywh|iiif-content)=")


def links(address: str, body: bytes) -> Iterator[str]:
    for match in LINK.finditer(body.decode(errors="replace")):
        target = urljoin(f"http://archive.test{address}", (match[1] or match[2]).replace("&amp;", "&"))
        parts = urlsplit(target)
        public = not parts.path.startswith("/static/")
        public = public and not parts.path.endswith(("/sign-in", "/auth/2/access"))  # a token for each visit
        # from one search to the next there is no end, and a page at another second is the page
        public = public and not (SEARCH in parts.path and SEARCH in address) and not MOMENT.search(parts.query)
        if parts.netloc in {"archive.test", "localhost"} and public:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def crawl(archive: Archive, extra: list[str]) -> dict[str, Answer]:
    app = create_app(archive)
    app.test_client_class = Browser
    client = app.test_client()
    waiting, seen = [*STARTS, *extra], {}
    while waiting and len(seen) < 8_000:
        address = waiting.pop(0)
        if address not in seen:
            seen[address] = answer(client, address)
            waiting += [link for link in links(address, seen[address].body) if link not in seen]
    assert not waiting, "the crawl did not end"
    return seen


def addresses(archive: Archive) -> list[str]:
    """Addresses of every record and file, whether or not a page leads there."""
    made = []
    with archive.db.read() as session:
        records = session.query(Record.identifier).order_by(Record.identifier).all()
    for (identifier,) in records:
        made += [f"/vi/records/{identifier}", f"/records/{identifier}", f"/api/v1/records/{identifier}"]
        made += [f"/iiif/presentation/3/records/{identifier}/manifest", f"/embed/records/{identifier}"]
    return made


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("sampled")
    archive = open_archive(read_settings({"CHIENG_BASE_URL": "http://archive.test"}, data=folder))
    found(archive.db)
    sampling.collection(archive.db, archive.imports, nothing)
    sampling.collections(archive.db, archive.collection_taking)
    do_jobs(archive)
    yield archive
    archive.db.dispose()


def test_every_public_address_answers_the_same_after_rebuilding(sampled: Archive, tmp_path: Path) -> None:
    hidden = published(sampled, SYSTEM, "Lễ của riêng chúng tôi", access="registered else announced")
    gone = published(sampled, SYSTEM, "Lễ đã rút")
    sampled.records.withdraw(SYSTEM, gone, why="nhầm")
    changed = published(sampled, SYSTEM, "Lễ sửa nhiều lần")
    media = sampled.media.accept(SYSTEM, changed, jpeg(), "a.jpg", description={"label": [text("Đám rước")]})
    republish(sampled, changed)
    sampled.media.set_text(SYSTEM, media.id, "captions", "vi", "WEBVTT\n\n00:01.000 --> 00:02.000\nChiêng\n")
    sampled.media.set_text(SYSTEM, media.id, "transcript", "sti", "Lời của già làng")
    do_jobs(sampled)

    told = f"/media/{media.id}/transcripts/sti.txt"
    before = crawl(sampled, [*addresses(sampled), told])
    again = rebuilt(sampled.settings, tmp_path / "new")
    after = crawl(again, [*addresses(again), told])

    assert len(before) > 60
    assert before[told].status == 200
    assert before[f"/vi/records/{hidden}"].status == 401
    assert before[f"/vi/records/{gone}"].status == 410
    assert before.keys() == after.keys()
    different = [address for address in before if before[address] != after[address]]
    assert different == [], [(before[address], after[address]) for address in different[:1]]
    again.db.dispose()


def test_originals_events_and_numbers_come_back(archive: Archive, tmp_path: Path) -> None:
    record = published(archive, SYSTEM)
    body = jpeg().read()
    media = archive.media.accept(SYSTEM, record, BytesIO(body), "a.jpg")
    republish(archive, record)
    do_jobs(archive)
    again = rebuilt(archive.settings, tmp_path / "new")
    assert again.store.original(media.id).read_bytes() == body
    assert again.reading.media(VISITOR, media.id).state == "ready"
    with archive.db.read() as old, again.db.read() as new:
        kinds = [(event.id, event.kind, event.at) for event in old.query(Event).filter(Event.subject == record)]
        assert set(new.query(Event.id, Event.kind, Event.at).filter(Event.subject == record)) <= set(kinds)
        assert new.query(Event).filter(Event.kind == "published").count() == 2
    saved = again.records.save(SYSTEM, record, {"metadata": festival("Mới"), "media": [media.id]}, base=2)
    assert saved.version == 3
    again.records.publish(SYSTEM, record, base=3)
    do_jobs(again)
    held = again.vault.held(object_of(record))
    assert held
    assert any(path.startswith("premis/") for path in held.files)
    again.db.dispose()


def test_rebuilding_twice_changes_nothing(archive: Archive, tmp_path: Path) -> None:
    published(archive, SYSTEM)
    do_jobs(archive)
    again = rebuilt(archive.settings, tmp_path / "new")
    assert again.rebuild.run(nothing).records == 0
    again.db.dispose()


def test_a_damaged_object_is_told_and_the_others_come_back(archive: Archive, tmp_path: Path) -> None:
    whole, damaged, cut = (published(archive, SYSTEM, title) for title in ("Lành", "Bị sửa", "Bị mất"))
    do_jobs(archive)
    told = archive.vault.places(object_of(damaged))["record.json"]
    told.write_bytes(told.read_bytes()[:-9])
    archive.vault.places(object_of(cut))["record.json"].unlink()
    again = rebuilt(archive.settings, tmp_path / "new")
    assert again.reading.record(VISITOR, whole).identifier == whole
    for lost in (damaged, cut):
        with pytest.raises(NotFound):
            again.reading.record(VISITOR, lost)
    assert set(again.rebuild.run(nothing).damaged) == {damaged, cut}
    again.db.dispose()


def test_a_community_that_nobody_knows_any_more_opens_nothing(archive: Archive, tmp_path: Path) -> None:
    with archive.db.unit_of_work() as work:
        work.add(Community(slug="bu-dang", name={"vi": "Bù Đăng"}, peoples=["xtieng"]))
    kept = published(archive, SYSTEM, "Của cộng đồng", access="community:bu-dang")
    lost = published(archive, SYSTEM, "Của ai không rõ", access="any(registered, community:khong-con)")
    do_jobs(archive)
    again = rebuilt(archive.settings, tmp_path / "new")
    assert again.reading.record(SYSTEM, kept).access == "community:bu-dang"
    assert again.reading.record(SYSTEM, lost).access == "unit:archive"
    with pytest.raises(NotFound):
        again.reading.record(VISITOR, lost)
    again.db.dispose()


def test_a_withdrawn_record_stays_withdrawn(archive: Archive, tmp_path: Path) -> None:
    shown, never = published(archive, SYSTEM), published(archive, SYSTEM, access="registered")
    for record in (shown, never):
        archive.records.withdraw(SYSTEM, record, why="nhầm")
    do_jobs(archive)
    again = rebuilt(archive.settings, tmp_path / "new")
    with pytest.raises(Gone):
        again.reading.record(VISITOR, shown)
    with pytest.raises(NotFound):
        again.reading.record(VISITOR, never)
    assert again.reading.record(SYSTEM, shown).metadata == festival()
    again.db.dispose()


def test_what_was_erased_elsewhere_is_erased_in_rebuilding(archive: Archive, tmp_path: Path) -> None:
    record = published(archive, SYSTEM)
    media = archive.media.accept(SYSTEM, record, jpeg(), "a.jpg")
    republish(archive, record)
    do_jobs(archive)
    told = {"at": "2999-01-01T00:00:00+00:00", "record": record, "whole": False, "media": [media.id]}
    journal = tmp_path / "erasures.jsonl"
    journal.write_text(json.dumps(told | {"asked_by": 1, "confirmed_by": 2}) + "\n")
    again = rebuilt(archive.settings, tmp_path / "new", {"CHIENG_ERASURES": str(journal)})
    with pytest.raises(NotFound):
        again.reading.media(SYSTEM, media.id)
    held = again.vault.held(object_of(record))
    assert held
    assert not any(path.startswith("originals/") for path in held.files)
    again.db.dispose()
