"""The search on both engines, as the archive grows: our port end to end beside the bare engine, asked in turn.

``make bench-search`` asks the embedded engine at 10,000 and 100,000 records and Elasticsearch up to 1,000,000;
``make bench-search ARGS="--engine elastic --records 100000 --clients 8"`` a part of it. End to end is what a page of
hits asks of the search: taking apart what was typed, hits, eight facets, and marking title and text of twenty hits.
"""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from tests.bench import search_tables
from tests.bench.clients import ask
from tests.bench.loading import load, without_analysis
from tests.bench.search_pages import pages, reindexing
from tests.bench.search_places import archive_on, memory, weight
from tests.bench.search_tables import Measured

SIZES = {"embedded": (10_000, 100_000), "elastic": (10_000, 100_000, 1_000_000)}
# Up to so many the records themselves are put into a database too: pages show them, and a reindex reads them
ARCHIVED = 100_000
# What is told for each record is measured with so many at most
FEW = 10_000
# What `make bench` asks beside everything else
USUAL = ("--engine", "embedded", "--records", "100000")


def main(argv: Sequence[str] = USUAL) -> None:
    options = _options(argv)
    for engine in options.engines:
        measured = [each for records in options.records or SIZES[engine] for each in _measure(engine, records, options)]
        print(f"\n{engine}: how it grows\n{search_tables.growth(measured)}", flush=True)


def _options(argv: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="make bench-search")
    parser.add_argument("--engine", choices=[*SIZES], action="append", dest="engines")
    parser.add_argument("--records", type=_numbers, help="10000,100000")
    parser.add_argument("--clients", type=_numbers, default=(1, 8), help="1,8")
    parser.add_argument("--rounds", type=int, default=8, help="one client asks every question so often")
    options = parser.parse_args(argv)
    options.engines = options.engines or [*SIZES]
    return options


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part.replace("_", "")) for part in text.split(","))


def _measure(engine: str, records: int, options: Namespace) -> list[Measured]:
    began = time.perf_counter()
    with archive_on(engine) as (place, archive):
        print(f"\n== {engine}, {records:,} records", flush=True)
        if records <= FEW:
            print(f"the engine takes {without_analysis(archive.index, records):,.0f} documents a second", flush=True)
        print(f"indexing: {load(archive.index, records)}", flush=True)
        measured = []
        for clients in options.clients:
            rounds = max(1, options.rounds * 2 // (clients + 1))
            measured.append(Measured(records, clients, ask(place, clients, rounds)))
            print(f"{clients} at a time\n{search_tables.table(measured[-1].timed)}", flush=True)
        print(f"{weight(place)}; {memory(place)}", flush=True)
        if records <= ARCHIVED:
            pages(archive, records, options.clients)
        if records <= FEW:
            reindexing(archive)
        print(f"measured in {time.perf_counter() - began:,.0f} s", flush=True)
    return measured


if __name__ == "__main__":
    main(sys.argv[1:])
