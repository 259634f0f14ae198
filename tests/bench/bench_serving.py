"""A record page's time alone and while 60 clients fetch a large file at 32 kB/s; memory at rest with many records."""

import os
import socket
import threading
import time
from io import BytesIO
from urllib.parse import urlsplit
from urllib.request import urlopen

from app.bootstrap import Archive
from app.models import Media
from app.services.jobs import process_name
from app.services.viewer import SYSTEM
from tests.bench.archives import archive, pss, quantiles, served
from tests.bench.corpus import records
from tests.made import published
from tests.media_samples import film
from workers.jobs import Runner

CLIENTS = 60
RATE = 32_000
RECORDS = int(os.environ.get("CHIENG_BENCH_RECORDS", "100000"))


def main() -> None:
    with archive() as opened:
        record, media = _record_with_film(opened)
        with served(opened) as (address, master):
            page = f"{address}/vi/records/{record}"
            _times(page, 20)
            print(f"record page, nobody else: {quantiles(_times(page, 100))}")
            stop = threading.Event()
            large = f"{address}/media/{media}/progressive.mp4"
            clients = [threading.Thread(target=_slowly, args=(large, stop), daemon=True) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            time.sleep(3)
            print(f"record page, {CLIENTS} slow downloads: {quantiles(_times(page, 100))}")
            stop.set()
            for client in clients:
                client.join()
        print(f"filling the archive with {RECORDS} records", flush=True)
        records(opened, RECORDS)
        with served(opened) as (address, master):
            for path in (f"/vi/records/{record}", "/vi/", "/vi/search?q=le+hoi+cong+chieng"):
                _times(address + path, 10)
            time.sleep(20)
            print(f"memory at rest with {RECORDS} records: {pss(master) / 1e6:.0f} MB (PSS of the process tree)")


def _record_with_film(opened: Archive) -> tuple[str, str]:
    record = published(opened, SYSTEM)
    media = opened.media.accept(SYSTEM, record, BytesIO(film().read_bytes()), "film.mp4").id
    opened.records.publish(SYSTEM, record, base=2)
    Runner(opened, process_name()).run_until_idle()
    with opened.db.read() as session:
        generation = session.get_one(Media, media).generation
    # a long film without the hours of encoding it: the same address, forty megabytes
    large = opened.store.derivatives(media, generation) / "progressive.mp4"
    with large.open("ab") as file:
        file.write(bytes(40_000_000))
    return record, media


def _times(address: str, count: int) -> list[float]:
    seconds = []
    for _ in range(count):
        began = time.perf_counter()
        with urlopen(address, timeout=30) as answer:
            answer.read()
        seconds.append(time.perf_counter() - began)
    return seconds


def _slowly(address: str, stop: threading.Event) -> None:
    """Reads at ``RATE`` bytes a second, like a phone at the edge of the network. One that is told to come back later
    does."""
    parts = urlsplit(address)
    while not stop.is_set():
        with socket.create_connection((parts.hostname or "", parts.port or 80)) as link:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
            link.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
            while not stop.is_set() and link.recv(RATE // 4):
                time.sleep(0.25)
        stop.wait(1)


if __name__ == "__main__":
    main()
