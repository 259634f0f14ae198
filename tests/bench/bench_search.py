"""The search at 100,000 records: our port end to end beside the bare engine, asked the same questions in turn.

End to end is all that a page of hits asks of the search: taking the typed text apart, hits, eight facets, and the
marked title and excerpt of twenty hits. Bare is tantivy with the same question ready made: hits with their count, and
one aggregation.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import quantiles

import psutil
import tantivy

from app.search.embedded import EmbeddedIndex, question
from app.search.embedded.searching import Snapshot
from app.search.facets import names
from app.search.highlight import fragment
from app.search.query import Relaxed, SearchQuery, parse
from tests.bench.catalogue import Catalogue

RECORDS = int(os.environ.get("CHIENG_BENCH_RECORDS", "100000"))
BATCH = 500
PROCESSES = 5
ROUNDS = 8
VISIBLE = frozenset({1, 2, 3})
FACETS = names()[:8]

QUESTIONS = {
    "without tones": [
        "le hoi cong chieng",
        "ruou can",
        "tho cam",
        "nha rong",
        "det vai hoa van",
        "su thi",
        "mua lua moi",
    ],
    "with tones": ["lễ hội cồng chiêng", "rượu cần", "thổ cẩm", "nghề dệt", "trống đồng", "lễ cúng thần lúa", "dân ca"],
    "one word": ["chiêng", "hoi", "múa", "khèn", "a", "lúa", "1985"],
    "peoples": ["xtieng", "S'tiêng", "người Tày", "ê đê", "lễ hội của người Mông", "raglai", "tay"],
    "phrases": ['"lễ hội"', '"cong chieng"', '"nhà rông" -rượu', 'múa -"lễ hội"', '"bài hát" dân ca'],
    "long": ["lễ hội mùa gặt của người làng trên núi", "già làng kể chuyện xưa bên đống lửa trong nhà rông đêm hội"],
    "narrowed": [
        "chiêng people:xtieng",
        "lễ hội kind:festival month:1",
        "dệt place:lam-dong",
        "people:tay kind:costume",
    ],
    "errors": ["cong chiengg", "le hio cogn chieng", "nghe nhann", "congchieng"],
    "nothing typed": [""],
}


Shown = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Bare:
    """A question ready made for tantivy: what it costs without us. ``counted`` are the questions that facets are
    counted for: the whole one, and for each facet with a choice the one without it."""

    searcher: tantivy.Searcher
    scored: tantivy.Query
    counted: dict[str, tantivy.Query]

    def ask(self) -> None:
        found = self.searcher.search(self.scored, 20)
        self.searcher.fast_field_values("record", [address for _, address in found.hits])
        for left_out, query in self.counted.items():
            wanted = [left_out] if left_out else [name for name in FACETS if name not in self.counted]
            self.searcher.aggregate(query, {name: {"terms": {"field": f"f.{name}", "size": 1_000}} for name in wanted})


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="chieng-bench-") as folder:
        path = Path(folder) / "index"
        index = EmbeddedIndex(path)
        shown = build(index, path)
        compare(index, path, shown)
        one_record_at_a_time(index)
        memory(path)


def build(index: EmbeddedIndex, path: Path) -> Shown:
    """Indexes the records in batches; titles and texts by identifier."""
    shown: Shown = {}
    put, start = 0.0, time.perf_counter()
    made = Catalogue().records(RECORDS)
    while batch := list(islice(made, BATCH)):
        before = time.perf_counter()
        index.put([document for each in batch for document in each.documents])
        put += time.perf_counter() - before
        shown |= {each.documents[0].id: (each.title, each.about) for each in batch}
    analysed = time.perf_counter() - start - put
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    print(f"{RECORDS:,} records, {BATCH} a batch: {RECORDS / put:,.0f} a second put and committed", end=", ")
    print(f"{RECORDS / analysed:,.0f} a second made up and analysed; {size / 1e6:.0f} MB on disk")
    return shown


def compare(index: EmbeddedIndex, path: Path, shown: Shown) -> None:
    """Both are asked in turn, so that what else the machine does meets both alike."""
    engine = tantivy.Index.open(str(path / "tantivy"))
    times: dict[str, tuple[list[float], list[float]]] = {}
    asked = [(group, typed) for group, questions in QUESTIONS.items() for typed in questions] * ROUNDS
    random.Random(1).shuffle(asked)
    for _, typed in asked[: len(asked) // ROUNDS]:
        page(index, typed, shown)
    for group, typed in asked:
        ours, bare = times.setdefault(group, ([], []))
        query = _query(typed)
        ready = _bare(engine, query, index.search(query).relaxed)
        bare.append(_seconds(ready.ask))
        ours.append(_seconds(partial(page, index, typed, shown)))
    print(f"{'milliseconds':16}{'end to end':>14}{'':10}{'bare engine':>14}")
    print(f"{'':16}{'p50':>8}{'p95':>8}{'':8}{'p50':>8}{'p95':>8}{'ratio':>8}")
    for group, (ours, bare) in times.items():
        _print_row(group, ours, bare)
    _print_row("all", [t for ours, _ in times.values() for t in ours], [t for _, bare in times.values() for t in bare])


def page(index: EmbeddedIndex, typed: str, shown: Shown) -> None:
    """What a page of hits asks of the search."""
    found = index.search(_query(typed))
    for hit in found.hits:
        title, about = shown[hit]
        fragment(title, found.marks, len(title))
        fragment(about, found.marks)


def _query(typed: str) -> SearchQuery:
    return SearchQuery(parse(typed), VISIBLE, facets=FACETS)


def _bare(engine: tantivy.Index, query: SearchQuery, relaxed: Relaxed) -> Bare:
    searcher, schema = engine.searcher(), engine.schema
    asked = Snapshot.of(searcher, schema).asked(query, relaxed)
    chosen = query.filters()
    counted = {
        name: question.together([*asked.counted, *question.filters(schema, chosen, name)]) for name in ("", *chosen)
    }
    return Bare(searcher, question.together([*asked.scored, *question.filters(schema, chosen)]), counted)


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def _print_row(group: str, ours: list[float], bare: list[float]) -> None:
    figures = [1e3 * at(times) for times in (ours, bare) for at in (_median, _p95)]
    print(f"{group:16}{figures[0]:8.1f}{figures[1]:8.1f}{'':8}{figures[2]:8.1f}{figures[3]:8.1f}", end="")
    print(f"{sum(ours) / sum(bare):8.2f}")


def _median(times: list[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[49]


def _p95(times: list[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[94]


def one_record_at_a_time(index: EmbeddedIndex) -> None:
    """As publishing does: one commit each, found when it returns."""
    documents = [each.documents for each in Catalogue(seed=2).records(100)]
    times = [_seconds(partial(index.put, put)) for put in documents]
    after = [_seconds(lambda: index.search(_query("le hoi cong chieng"))) for _ in range(20)]
    print(f"one record put: p50 {_median(times) * 1e3:.0f} ms, p95 {_p95(times) * 1e3:.0f} ms", end="; ")
    print(f"a question after a hundred of them: {_median(after) * 1e3:.1f} ms")


READER = """
import sys
from pathlib import Path
from app.search.embedded import EmbeddedIndex
from tests.bench.bench_search import QUESTIONS, _query
print("imported", flush=True); sys.stdin.readline()
index = EmbeddedIndex(Path(sys.argv[1]))
for questions in QUESTIONS.values():
    for typed in questions:
        index.search(_query(typed))
print("asked", flush=True); sys.stdin.readline()
"""


def memory(path: Path) -> None:
    """Proportional memory of as many processes as the embedded mode has, before and after every question."""
    command = [sys.executable, "-c", READER, str(path)]
    readers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    figures = []
    for _ in ("imported", "asked"):
        for reader in readers:
            assert reader.stdout is not None
            reader.stdout.readline()
        figures.append(sum(psutil.Process(reader.pid).memory_full_info().pss for reader in readers) / 1e6)
        for reader in readers:
            assert reader.stdin is not None
            reader.stdin.write("\n")
            reader.stdin.flush()
    for reader in readers:
        reader.communicate()
    print(f"{PROCESSES} processes: {figures[0]:.0f} MB PSS before the index is opened,", end=" ")
    print(f"{figures[1]:.0f} MB after every question")


if __name__ == "__main__":
    main()
