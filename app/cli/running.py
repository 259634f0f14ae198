"""Founding, serving, working, and looking whether all is well."""

import os
import sys

import click

from app.bootstrap import Archive, open_archive
from app.cli.base import PARTLY, language, opened, problems_told, progress, tell, with_data
from app.config import read_settings
from app.services import checkup, sampling
from app.web.language import say

port_option = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
host_option = click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 to be reached by others.")


@click.command()
@with_data
@problems_told
def init() -> None:
    """Make a new archive, or bring the tables of an old one up to date."""
    archive = opened()
    tell("The archive in %(folder)s is ready.", folder=archive.settings.data)


@click.command()
@port_option
@host_option
@with_data
@problems_told
def serve(port: int, host: str) -> None:
    """Serve the pages, and start the workers beside them."""
    opened().db.dispose()
    _serve(port, host)


@click.command()
@port_option
@host_option
@with_data
@problems_told
def demo(port: int, host: str) -> None:
    """Fill the archive with the sample collection, and serve it."""
    archive = opened()
    accounts = sampling.accounts(archive.db, archive.accounts, archive.settings.data)
    sampling.support_points(archive.units)
    with progress("Sample collection") as report:
        sampling.collection(archive.db, archive.imports, report)
    sampling.collections(archive.db, archive.collection_taking)
    archive.indexing.reindex(lambda _done, _total: None)
    archive.db.dispose()
    _welcome(archive, port, accounts)
    os.environ.setdefault("CHIENG_LOG", "warning")
    _serve(port, host)


def _welcome(archive: Archive, port: int, accounts: list[sampling.SampleAccount]) -> None:
    tell("Chiêng serves at %(address)s (Ctrl+C to stop).", address=f"http://localhost:{port}/")
    tell("Sample accounts, made for this archive alone (kept in %(file)s):", file=archive.settings.data / sampling.FILE)
    for account in accounts:
        click.echo(f"  {account.name:<12} {account.password:<20} {account.role}")
    sys.stdout.flush()


def _serve(port: int, host: str) -> None:
    """Becomes gunicorn, whose master starts the workers (``app.serving``)."""
    os.environ.setdefault("CHIENG_BASE_URL", f"http://localhost:{port}")
    command = [sys.executable, "-m", "gunicorn", "--config", "python:app.serving", "--bind", f"{host}:{port}"]
    os.execv(sys.executable, [*command, "app.factory:web()"])  # noqa: S606 - our own interpreter, our own arguments


@click.command()
@click.option("--until-idle", is_flag=True, help="Do what is due, and end.")
@click.option("--beat", type=click.Path(), help="A file to touch every two seconds, for health checks.")
@with_data
@problems_told
def worker(until_idle: bool, beat: str | None) -> None:
    """Do the work that waits: derivatives, manifests, the index."""
    opened().db.dispose()
    arguments = [*(["--until-idle"] if until_idle else []), *(["--beat", beat] if beat else [])]
    os.execv(sys.executable, [sys.executable, "-m", "workers", *arguments])  # noqa: S606 - as above


@click.command()
@with_data
@problems_told
def doctor() -> None:
    """Look whether everything that the archive needs is there."""
    archive = open_archive(read_settings())
    findings = checkup.findings(archive.settings, archive.db, archive.index, archive.store, archive.bell)
    for finding in findings:
        mark = "✓" if finding.well else "✗"
        click.echo(f"{mark} {say(language(), finding.what)}: {finding.detail}")
    if any(not finding.well for finding in findings):
        sys.exit(PARTLY)
