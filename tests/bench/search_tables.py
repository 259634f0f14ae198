"""Figures of the search in columns: p50, p95 and p99 in milliseconds, ours and the bare engine's, and their ratio."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.bench.clients import Timed
from tests.bench.questions import WORDS

PAGES = "all pages of hits"
# Together they are what visitors mostly ask
_PAGES = frozenset({*WORDS, "phrase", "nothing typed"})
_HEAD = f"{'':18}{'ours':>8}{'':16}  {'bare':>8}{'':16}  {'ratio':>6}  {'marks':>6}{'again':>8}{'server':>8}"
_SHARES = f"{'p50':>8}{'p95':>8}{'p99':>8}"
_COLUMNS = f"{'milliseconds':18}{_SHARES}  {_SHARES}  {'':6}  {'p50':>6}{'p50':>8}{'p50':>8}"


@dataclass(frozen=True, slots=True)
class Measured:
    records: int
    clients: int
    timed: Sequence[Timed]


def table(timed: Sequence[Timed]) -> str:
    """``marks`` are part of ours; ``again`` is the same question asked at once once more, without marks; ``server`` is
    the time of the bare question by the server's own clock."""
    return "\n".join((_HEAD, _COLUMNS, *(_row(name, some) for name, some in groups(timed))))


def growth(measured: Sequence[Measured]) -> str:
    names = [name for name, _ in groups(measured[0].timed)]
    head = "".join(f"{each.records:>14,} × {each.clients}" for each in measured)
    under = "".join(f"{'p50':>6}{'p95':>6}{'ratio':>6}" for _ in measured)
    rows = (f"{name:18}{''.join(_cell(name, each) for each in measured)}" for name in names)
    return "\n".join((f"{'records × clients':18}{head}", f"{'':18}{under}", *rows))


def groups(timed: Iterable[Timed]) -> Iterator[tuple[str, list[Timed]]]:
    some = list(timed)
    for name in dict.fromkeys((*WORDS, "nothing typed", "phrase", *sorted(each.group for each in some))):
        yield name, [each for each in some if each.group == name]
    yield PAGES, [each for each in some if each.group in _PAGES]


def at(seconds: Iterable[float], share: float) -> float:
    """Milliseconds within which so many of a hundred were answered."""
    ordered = sorted(seconds)
    return 1e3 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def ratio(timed: Sequence[Timed]) -> float:
    return sum(each.ours for each in timed) / sum(each.bare for each in timed)


def _row(name: str, timed: Sequence[Timed]) -> str:
    ours, bare = [each.ours for each in timed], [each.bare for each in timed]
    again = [each.again for each in timed if each.again is not None]
    figures = "  ".join("".join(f"{at(some, share):8.1f}" for share in (0.5, 0.95, 0.99)) for some in (ours, bare))
    marks, took = at((each.marks for each in timed), 0.5), at((each.took / 1e3 for each in timed), 0.5)
    return f"{name:18}{figures}  {ratio(timed):6.2f}  {marks:6.1f}{at(again, 0.5):8.1f}{took:8.1f}"


def _cell(name: str, measured: Measured) -> str:
    timed = dict(groups(measured.timed))[name]
    ours = [each.ours for each in timed]
    return f"{at(ours, 0.5):6.0f}{at(ours, 0.95):6.0f}{ratio(timed):6.2f}"
