"""Records a second of a whole harvest, to a client that only reads; memory of the server before and after it."""

import gzip
import os
import re
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

import psutil
from sqlalchemy import and_, insert, select

from app.bootstrap import Archive
from app.models import Record, RecordVersion, now
from app.services import identifiers, sampling
from app.services.jobs import process_name
from tests.bench.archives import archive, pss, served
from tests.bench.corpus import records
from workers.jobs import Runner

RECORDS = int(os.environ.get("CHIENG_BENCH_RECORDS", "10000"))
_TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)<")


def main() -> None:
    with archive() as opened:
        records(opened, RECORDS)
        _print(opened, "a title, a paragraph, a people, a licence")
    with archive() as opened:
        sampling.collection(opened.db, opened.imports, lambda _done, _total: None)
        _multiplied(opened, RECORDS)
        Runner(opened, process_name()).run_until_idle()
        _print(opened, "the sample's descriptions, over and over")


def _print(opened: Archive, what: str) -> None:
    with served(opened) as (address, master):
        _harvest(address, "gzip")
        print(f"{what}:")
        memory = [pss(master)]
        for coding in ("identity", "gzip", "identity"):
            began = _processor(master)
            count, seconds, size = _harvest(address, coding)
            busy = _processor(master) - began
            memory.append(pss(master))
            rates = f"{count / seconds:.0f} a second, {count / busy:.0f} a second of the processor's"
            print(f"  {coding}: {count} records of {size / count:.0f} bytes, {rates}")
        print(f"  memory of the process tree after each: {', '.join(f'{size / 1e6:.0f} MB' for size in memory)}")


def _processor(master: psutil.Process) -> float:
    """Seconds that the server's processes have been busy: what other work on the machine does not alter."""
    times = [process.cpu_times() for process in (master, *master.children(recursive=True))]
    return sum(time.user + time.system for time in times)


def _harvest(address: str, coding: str) -> tuple[int, float, int]:
    """Records, seconds and bytes. What is read is searched for the token, and thrown away."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    asked, count, size = "metadataPrefix=oai_dc", 0, 0
    began = time.perf_counter()
    while asked:
        connection.request("GET", f"/oai?verb=ListRecords&{asked}", headers={"Accept-Encoding": coding})
        body = connection.getresponse().read()
        size += len(body)
        text = gzip.decompress(body) if coding == "gzip" else body
        count += text.count(b"<record>")
        token = _TOKEN.search(text, len(text) - 1000)
        asked = f"resumptionToken={quote(token[1])}" if token else ""
    connection.close()
    return count, time.perf_counter() - began, size


def _multiplied(opened: Archive, count: int) -> None:
    """The sample's published texts under identifiers of their own, until there are so many."""
    with opened.db.read() as session:
        rows = session.execute(select(Record, RecordVersion).join(RecordVersion, _PUBLISHED)).all()
    for start in range(0, count, 1000):
        some = [rows[number % len(rows)] for number in range(start, min(start + 1000, count))]
        with opened.db.unit_of_work() as work:
            named = identifiers.several(work, len(some))
            copies = zip(named, some, strict=True)
            for copied, (record, version) in copies:
                work.execute(insert(Record), _columns(record) | {"identifier": copied, "changed_at": now()})
                work.execute(insert(RecordVersion), _columns(version) | {"record": copied})


_PUBLISHED = and_(RecordVersion.record == Record.identifier, RecordVersion.number == Record.published_version)


def _columns(row: Record | RecordVersion) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs}
