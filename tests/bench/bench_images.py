"""Photographs a minute from upload to tiles, on one worker; and aligned tiles a second from two web processes."""

import tempfile
import time
from io import BytesIO
from pathlib import Path

from app.services.jobs import process_name
from app.services.viewer import SYSTEM
from tests.bench.archives import archive
from tests.made import published
from tests.media_samples import enlarged
from workers.jobs import Runner

SIZES = ((1600, 1200), (4000, 3000), (12_000, 9_000))


def main() -> None:
    with archive() as opened, tempfile.TemporaryDirectory() as folder:
        record = published(opened, SYSTEM)
        runner = Runner(opened, process_name())
        runner.run_until_idle()
        for width, height in SIZES:
            count = 12 if width < 10_000 else 2
            original = enlarged(Path(folder) / f"{width}.jpg", width, height).read_bytes()
            for number in range(count):
                # a comment after the end makes each a file of its own
                opened.media.accept(SYSTEM, record, BytesIO(original + bytes([number])), f"{number}.jpg")
            began = time.perf_counter()
            runner.run_until_idle()
            minutes = (time.perf_counter() - began) / 60
            print(f"{width} × {height}: {count / minutes:.0f} images a minute ({len(original) / 1e6:.1f} MB each)")


if __name__ == "__main__":
    main()
