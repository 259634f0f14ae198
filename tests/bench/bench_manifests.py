"""A manifest of 1,000 canvases: its making, and how soon it is answered once it is stored, plain, packed and known."""

import resource
import time
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert

from app.bootstrap import Archive
from app.factory import create_app
from app.models import Media, MediaText
from app.services import identifiers, texts
from app.services.viewer import SYSTEM
from tests.bench.archives import archive, quantiles
from tests.made import festival

CANVASES = 1_000


def main() -> None:
    with archive() as opened:
        for name, record in (
            (f"a book of {CANVASES} pages, read", _book(opened)),
            (f"{CANVASES} photographs", _photographs(opened)),
        ):
            _measure(opened, name, record)


def _measure(opened: Archive, name: str, record: str) -> None:
    client = create_app(opened).test_client()
    opened.manifests.make(record)  # which brings the library in
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = _times(lambda: opened.manifests.make(record), 5)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    address = f"/iiif/presentation/3/records/{record}/manifest"
    plain, packed = _get(client, address), _get(client, address, {"Accept-Encoding": "gzip"})
    known = {"If-None-Match": plain.headers["ETag"]}
    print(f"{name}: {len(plain.data) / 1e6:.2f} MB, packed {len(packed.data) / 1e3:.0f} kB")
    print(f"  made: {quantiles(made)}; memory grew by {grown:.0f} MB")
    for told, headers in (("plain", {}), ("packed", {"Accept-Encoding": "gzip"}), ("known", known)):
        print(f"  {told}: {quantiles(_times(lambda headers=headers: _get(client, address, headers), 60))}")
    second = address.replace("/3/", "/2/")
    _get(client, second)
    print(f"  version 2.1, packed: {quantiles(_times(lambda: _get(client, second, {'Accept-Encoding': 'gzip'}), 60))}")


def _get(client: FlaskClient, address: str, headers: dict[str, str] | None = None) -> Any:
    answer = client.get(address, headers=headers or {}, buffered=True)
    assert answer.status_code in (200, 304), answer.status_code
    return answer


def _times(act: Callable[[], object], number: int) -> list[float]:
    found = []
    for _ in range(number):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return found


def _book(opened: Archive) -> str:
    pages = [{"width": 1654, "height": 2339}] * CANVASES
    record, (media,) = _record(opened, "document", 1, {"width": 1654, "height": 2339, "pages": pages})
    with opened.db.unit_of_work() as work:
        rows = [
            {"media": media, "kind": kind, "part": str(number), "body": f"Trang {number}"}
            for number in range(1, CANVASES + 1)
            for kind in ("page", "alto")
        ]
        work.execute(insert(MediaText), rows)
    return record


def _photographs(opened: Archive) -> str:
    return _record(opened, "image", CANVASES, {"width": 4000, "height": 3000})[0]


def _record(opened: Archive, type: str, number: int, detail: dict[str, Any]) -> tuple[str, list[str]]:
    record = opened.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    with opened.db.unit_of_work() as work:
        ids = [identifiers.new(work) for _ in range(number)]
        for media in ids:
            row = Media(id=media, record=record, access_id=1, type=type, state="ready", generation=1, detail=detail)
            row.filename, row.mime, row.size, row.sha256, row.sha512 = "a.jpg", "image/jpeg", 1, "0" * 64, "0" * 128
            row.description = {"label": [{"type": "text", "value": "Già làng mở đầu bài chiêng", "lang": "vi"}]}
            work.add(row)
        work.flush()
        opened.records.attach_in(work, SYSTEM, record, ids)
    opened.records.publish(SYSTEM, record, base=2)
    return record, ids
