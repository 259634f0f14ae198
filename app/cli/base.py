"""What the commands share: where the data are, the language of the terminal, exit codes, progress."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click
from sqlalchemy.exc import OperationalError

from app import __version__
from app.bootstrap import Archive, open_archive
from app.config import SettingError, read_settings
from app.db import disk_full
from app.errors import ArchiveError
from app.logs import configure
from app.services.founding import found
from app.services.jobs import Report
from app.web.language import number, say
from app.web.problems import sentence
from metadata.problem import Problem

DONE, PARTLY, NOT_DONE = 0, 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="chieng")
def main() -> None:
    """Chiêng, an archive of living heritage."""
    configure()


def with_data(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--data DIR``; what the command starts in turn sees the same folder."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        help="The data folder (else CHIENG_DATA, else ./data).",
        expose_value=False,
        is_eager=True,
        callback=_set_data,
    )(command)


def _set_data(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        os.environ["CHIENG_DATA"] = str(value.absolute())


def problems_told(command: Callable[..., Any]) -> Callable[..., Any]:
    """An ``ArchiveError``, a full disk, or a database that is away becomes sentences on standard error, and exit 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except SettingError as error:
            stop(sentence(error.problem, language()))
        except ArchiveError as error:
            stop(*(sentence(problem, language()) for problem in error.problems))
        except (OSError, OperationalError) as error:
            if disk_full(error):
                stop(sentence(Problem("disk.full"), language()))
            if isinstance(error, OperationalError) and error.statement is None:  # it was not even connected to
                stop(sentence(Problem("database.away", value=str(error.orig).strip().partition("\n")[0]), language()))
            raise

    return run


def opened() -> Archive:
    """The archive, founded if it was not yet, its tables brought up to date."""
    settings = read_settings()
    os.umask(settings.umask)
    archive = open_archive(settings)
    if (context := click.get_current_context(silent=True)) is not None:
        context.call_on_close(archive.db.dispose)
    found(archive.db)
    archive.indexing.tend(closely=True)
    return archive


def language() -> str:
    """Vietnamese on a Vietnamese terminal, English elsewhere."""
    # not by `locale`: it knows only languages that are installed, and none before somebody has set it
    said = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "vi" if said.startswith("vi") else "en"


def tell(text: str, **values: Any) -> None:
    click.echo(say(language(), text, **values))


def stop(*sentences: str) -> NoReturn:
    for text in sentences:
        click.echo(text, err=True)
    sys.exit(NOT_DONE)


@contextmanager
def progress(label: str) -> Iterator[Report]:
    """A bar on a terminal; elsewhere a plain line every tenth."""
    if sys.stderr.isatty():
        with click.progressbar(length=1, label=say(language(), label), file=sys.stderr) as bar:

            def move(done: int, total: int) -> None:
                bar.length = max(total, 1)
                bar.update(done - bar.pos)

            yield move
    else:
        told = -1

        def line(done: int, total: int) -> None:
            nonlocal told
            tenth = 10 * done // max(total, 1)
            if tenth != told:
                told = tenth
                text = f"{say(language(), label)}: {number(done, language())}/{number(total, language())}"
                click.echo(text, err=True)

        yield line
