"""``python -m workers``: one worker; with ``--until-idle`` it does what is due and ends."""

import argparse
import ctypes
import os
import signal
from pathlib import Path

from app.bootstrap import open_archive
from app.config import read_settings
from app.logs import configure
from app.services.jobs import process_name
from workers.jobs import Runner, housekeeping

_PR_SET_PDEATHSIG = 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m workers")
    parser.add_argument("--until-idle", action="store_true")
    parser.add_argument("--beat", type=Path, help="a file that is touched every two seconds, for health checks")
    parser.add_argument("--parent", type=int, default=0, help="end when this process does")
    arguments = parser.parse_args()
    if arguments.parent:
        _die_with(arguments.parent)
    settings = read_settings()
    os.umask(settings.umask)
    configure(settings.log_level)
    archive = open_archive(settings)
    if arguments.until_idle:
        housekeeping(archive)
        Runner(archive, process_name()).run_until_idle()
        return 0
    from workers.celery_app import work  # Celery is heavy, and --until-idle needs none of it

    work(archive, arguments.beat)
    return 0


def _die_with(parent: int) -> None:
    """Asks the kernel for a SIGTERM when the parent ends, even by a ``kill -9`` (prctl(2))."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    raise SystemExit(main())
