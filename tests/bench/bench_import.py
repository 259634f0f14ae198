"""Rows imported a second: into drafts, rehearsed, published; unchanged ones; and how fast a batch is undone."""

import csv
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

from app import sample
from app.services.viewer import SYSTEM
from tests.bench.archives import archive

ROWS = int(os.environ.get("CHIENG_BENCH_ROWS", "10000"))
WORDS = "Khi lúa rẫy đã gặt xong và thóc đã vào kho, bà con họp nhau tạ ơn thần lúa, đất trời và tổ tiên. " * 3


def main() -> None:
    with archive() as opened, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        usual = _written(folder / "usual.csv", _usual(ROWS))
        full = _written(folder / "full.csv", _full(ROWS // 5))
        run = opened.imports.run
        _measure("rehearsal, 19 columns", ROWS, lambda: run(SYSTEM, usual, dry_run=True))
        _measure("into drafts, 19 columns", ROWS, lambda: run(SYSTEM, usual))
        _measure("into drafts, rows of the sample collection, 230 columns", ROWS // 5, lambda: run(SYSTEM, full))
        _measure("export", ROWS + ROWS // 5, lambda: opened.exports.write(SYSTEM, folder / "out"))
        out = folder / "out" / "records.csv"
        _measure("import of that export, unchanged", ROWS + ROWS // 5, lambda: run(SYSTEM, out))
        _measure("undo of the drafts", ROWS, lambda: opened.imports.undo(SYSTEM, 1))
        some = _written(folder / "some.csv", _usual(ROWS // 10))
        _measure("published, 19 columns", ROWS // 10, lambda: run(SYSTEM, some, publish=True))


def _measure(what: str, rows: int, do: Callable[[], object]) -> None:
    began = time.perf_counter()
    do()
    seconds = time.perf_counter() - began
    print(f"{what}: {rows / seconds:,.0f} rows a second ({rows:,} in {seconds:.1f} s)", flush=True)


def _written(path: Path, rows: Iterator[dict[str, str]]) -> Path:
    first = next(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, first)
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    return path


def _usual(count: int) -> Iterator[dict[str, str]]:
    """What an officer fills in."""
    for number in range(count):
        yield {
            "identifier": "",
            "kind": "festival",
            "status": "",
            "access": "",
            "title@vi": f"Lễ hội số {number}",
            "title@en": f"Festival {number}",
            "description@vi": WORDS,
            "description@en": "The feast of the new rice.",
            "people": "Xtiêng",
            "community@vi": f"bà con thôn {number % 40}",
            "spatial@vi": f"Thôn {number % 40}, xã Bù Đăng, tỉnh Đồng Nai",
            "language": "sti",
            "subject@vi": "lúa | rượu cần | cồng chiêng",
            "occurs": "lunar:01-15",
            "lastHeld": "2024-02-24",
            "ritualStep.1.title@vi": "Rước lúa",
            "ritualStep.1.objects@vi": "ché | gùi",
            "ritualStep.2.title@vi": "Cúng thần lúa",
            "rights": "InC",
        }


def _full(count: int) -> Iterator[dict[str, str]]:
    """The sample collection over and over, without its files."""
    with sample.RECORDS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in islice(cycle(rows), count):
        yield row | {"media": ""} | {column: "" for column in row if column.endswith(".film")}


if __name__ == "__main__":
    main()
