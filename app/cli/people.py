"""Accounts and units from the command line."""

import sys
from pathlib import Path

import click

from app.cli.base import opened, problems_told, tell, with_data
from app.services.units import load
from app.services.viewer import ROLES, SYSTEM


@click.group()
def user() -> None:
    """Accounts of officers."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="None for people of communities, who are no officers.")
@click.option("--unit", help="Code of the unit where the role holds; the whole archive if none is given.")
@click.option("--display-name", default="", help="The name that others see.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
@with_data
@problems_told
def add(name: str, role: str | None, unit: str | None, display_name: str, password_stdin: bool) -> None:
    """Make an account for NAME."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    opened().accounts.add(name, password, role=role, unit=unit, display_name=display_name)
    if role is None:
        tell("Account %(name)s made, without a role.", name=name)
    else:
        tell("Account %(name)s made (%(role)s).", name=name, role=role)


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--unit", help="Code of the unit where the role holds; the whole archive if none is given.")
@with_data
@problems_told
def grant(name: str, role: str, unit: str | None) -> None:
    """Give the account NAME one role more."""
    opened().accounts.grant(name, role=role, unit=unit)
    tell("Account %(name)s has the role %(role)s.", name=name, role=role)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_data
@problems_told
def units(file: Path) -> None:
    """Take in the units of FILE, a CSV; what is there already stays as it is."""
    made, there = load(opened().units, SYSTEM, file)
    tell("%(made)s units made, %(there)s were there already.", made=made, there=there)
