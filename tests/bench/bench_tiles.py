"""``make bench-images``: the archive as it is served, access asked each time, beside Debian's IIPImage on the same
pyramids: every aligned tile of pictures of odd sizes, edges included; and requests that have to be drawn."""

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from PIL import Image

from app.bootstrap import Archive
from app.media.image_render import QUALITY
from app.media.tiff_tiles import Head, read_head
from app.services.jobs import process_name
from app.services.viewer import SYSTEM
from tests.bench.archives import archive, served
from tests.bench.iipimage import NEEDED, iipimage, installed
from tests.bench.load import Load, drive
from tests.made import published
from tests.media_samples import photograph
from workers.jobs import Runner

SIZES = ((9001, 6751), (4033, 3023), (1301, 977))
CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in both servers: its identifier in the one, the path of its pyramid in the other."""

    identifier: str
    path: Path
    head: Head


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two servers, and what it is asked."""

    address: str
    paths: list[str]
    processes: Sequence[psutil.Process]


@dataclass(frozen=True, slots=True)
class Driven:
    """``cost`` is the processor's time for one answer, in seconds: the figure that other work beside blurs least."""

    load: Load
    cost: float


Asking = Callable[[Head, random.Random], Iterator[str]]


def tiles(head: Head, _chance: random.Random) -> Iterator[str]:
    """Every tile of every level, as the specification's implementation notes reckon them: sizes rounded up."""
    width, height = head.sizes[0]
    for level in range(len(head.levels)):
        span = head.tile << level
        for top in range(0, height, span):
            for left in range(0, width, span):
                across, down = min(span, width - left), min(span, height - top)
                size = f"{-(-across >> level)},{-(-down >> level)}"
                yield f"{left},{top},{across},{down}/{size}/0/default.jpg"


def regions(head: Head, chance: random.Random) -> Iterator[str]:
    """Corners of a picture, from anywhere, for the screen of a phone or of a desk."""
    width, height = head.sizes[0]
    for _ in range(60):
        across, down = chance.randint(200, min(3000, width)), chance.randint(200, min(3000, height))
        left, top = chance.randint(0, width - across), chance.randint(0, height - down)
        wide = min(across, chance.choice((200, 400, 800)))
        yield f"{left},{top},{across},{down}/{wide},{max(1, down * wide // across)}/0/default.jpg"


def wholes(head: Head, chance: random.Random) -> Iterator[str]:
    """The whole picture in the widths that pages and messengers ask for."""
    width, height = head.sizes[0]
    for wide in chance.sample(range(150, min(1201, width)), 30):
        yield f"full/{wide},{max(1, height * wide // width)}/0/default.jpg"


def turned(head: Head, chance: random.Random) -> Iterator[str]:
    """Regions on their side, and in grey."""
    for number, asked in enumerate(regions(head, chance)):
        yield asked.replace("/0/default", "/90/default" if number % 2 else "/0/gray")


GROUPS: tuple[tuple[str, Asking, str], ...] = (
    ("aligned tiles, edges included", tiles, "8"),
    ("random regions", regions, "1.3"),
    ("whole pictures, smaller", wholes, "1.3"),
    ("regions turned or grey", turned, "1.3"),
)


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="make bench-images")
    parser.add_argument("--seconds", type=float, default=5, help="for each group, server and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--group", help="only groups whose name holds this")
    chosen = parser.parse_args(arguments)
    if not installed():
        print(f"left out, it needs: {NEEDED}")
        return
    with archive() as opened, tempfile.TemporaryDirectory(prefix="chieng-iip-") as folder:
        shown = _pictures(opened, Path(folder))
        root = opened.settings.data
        with served(opened) as (ours, master), iipimage(root, Path(folder), quality=QUALITY) as (theirs, iip):
            web = [each for each in master.children() if "gunicorn" in each.cmdline()]
            for name, asking, target in GROUPS:
                if chosen.group and chosen.group not in name:
                    continue
                asked = _asked(shown, asking)
                mine = [f"/iiif/image/3/{each.identifier}/{words}" for each, words in asked]
                other = [f"/?IIIF={each.path.relative_to(root)}/{words}" for each, words in asked]
                _compare(name, target, Side(ours, mine, web), Side(theirs, other, iip), chosen)


def _pictures(opened: Archive, folder: Path) -> list[Shown]:
    record = published(opened, SYSTEM)
    ids = []
    for width, height in SIZES:
        with _photographs(folder / f"{width}.jpg", width, height).open("rb") as file:
            ids.append(opened.media.accept(SYSTEM, record, file, f"{width}.jpg").id)
    opened.records.publish(SYSTEM, record, base=opened.reading.record(SYSTEM, record, head=True).version)
    Runner(opened, process_name()).run_until_idle()
    paths = [opened.store.derivatives(id, opened.reading.media(SYSTEM, id).generation) / "image.tif" for id in ids]
    return [Shown(id, path, read_head(path)) for id, path in zip(ids, paths, strict=True)]


def _photographs(target: Path, width: int, height: int) -> Path:
    """As large as asked for and as rich in detail as a photograph: one beside the other, none enlarged."""
    picture = Image.new("RGB", (width, height))
    with Image.open(photograph()) as one:
        for left in range(0, width, one.width):
            for top in range(0, height, one.height):
                picture.paste(one, (left, top))
    picture.save(target, quality=90)
    return target


def _asked(shown: list[Shown], asking: Asking) -> list[tuple[Shown, str]]:
    chance = random.Random(7)
    found = [(each, words) for each in shown for words in asking(each.head, chance)]
    chance.shuffle(found)
    return found


def _compare(name: str, target: str, ours: Side, theirs: Side, chosen: argparse.Namespace) -> None:
    """In turns, so that what else the machine does falls on both alike."""
    for side in (ours, theirs):
        drive(side.address, side.paths, clients=CLIENTS, seconds=min(2, chosen.seconds))
    rounds = [(_driven(ours, chosen.seconds), _driven(theirs, chosen.seconds)) for _ in range(chosen.rounds)]
    by_clock = sorted(one.load.rate / other.load.rate for one, other in rounds)
    by_processor = median(other.cost / one.cost for one, other in rounds)
    print(
        f"{name} ({len(ours.paths)} requests): {median(by_clock):.2f} × by the clock "
        f"({by_clock[0]:.2f} to {by_clock[-1]:.2f}), {by_processor:.2f} × by processor time (wanted: ≥ {target} ×)"
    )
    print(f"  Chiêng   {_told([one for one, _ in rounds])}")
    print(f"  IIPImage {_told([other for _, other in rounds])}", flush=True)


def _driven(side: Side, seconds: float) -> Driven:
    before = _spent(side.processes)
    load = drive(side.address, side.paths, clients=CLIENTS, seconds=seconds)
    return Driven(load, (_spent(side.processes) - before) / load.answers)


def _spent(processes: Sequence[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _told(driven: list[Driven]) -> str:
    loads = [each.load for each in driven]
    rates = sorted(load.rate for load in loads)
    wrong = sum(load.refused for load in loads)
    megabytes = sum(load.bytes for load in loads) / sum(load.seconds for load in loads) / 1e6
    return (
        f"{median(rates):.0f} a second ({rates[0]:.0f} to {rates[-1]:.0f}), {megabytes:.0f} MB/s, "
        f"{median(each.cost for each in driven) * 1000:.2f} ms of a processor each; {wrong} refused; "
        f"the generator at {max(load.core for load in loads):.0%} of a core"
    )


if __name__ == "__main__":
    import sys

    from app.logs import configure

    configure("warning")
    main(sys.argv[1:])
