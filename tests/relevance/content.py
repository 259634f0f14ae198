"""What made records are made of: topics, peoples' homes and names, sentences. Not here: what is made of it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from metadata.vocabulary import vocabulary

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Topic:
    """``called`` and ``tells`` are by language. ``fields`` are concepts that a record of it has beside."""

    key: str
    kind: str
    peoples: tuple[str, ...]
    called: Mapping[str, tuple[str, ...]]
    tells: Mapping[str, tuple[str, ...]]
    months: tuple[int, ...] = ()
    instruments: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Home:
    """Where records of a people are set."""

    provinces: tuple[str, ...]
    village: str
    villages: tuple[str, ...]
    persons: tuple[str, ...]
    called: tuple[str, ...]


@cache
def topics() -> dict[str, Topic]:
    return {key: _topic(key, table) for key, table in _read("topics").items()}


@cache
def homes() -> dict[str, Home]:
    tables = _read("peoples")
    called = tables.pop("called")
    return {
        key: Home(
            tuple(table["homes"]),
            table["village"],
            tuple(table["villages"]),
            tuple(table["persons"]),
            tuple(called.get(key, ())),
        )
        for key, table in tables.items()
    }


@cache
def prose() -> dict[str, Any]:
    return _read("prose")


def official(people: str, language: str = "vi") -> str:
    return vocabulary("peoples").concepts[people].label(language).split(" (")[0]


def province(key: str) -> str:
    return vocabulary("provinces").concepts[key].label("vi")


def today(key: str) -> str:
    """The province that one of before 1 July 2025 is part of, or itself."""
    return vocabulary("provinces").concepts[key].extra.get("replaced_by") or key


def _topic(key: str, table: dict[str, Any]) -> Topic:
    return Topic(
        key=key,
        kind=table["kind"],
        peoples=tuple(table["peoples"].split()),
        called={language: tuple(table[language]) for language in ("vi", "en", "fr")},
        tells={"vi": tuple(table["tells"]), "en": tuple(table["tells_en"]), "fr": ()},
        months=tuple(table.get("months", ())),
        instruments=tuple(table.get("instruments", ())),
        materials=tuple(table.get("materials", ())),
        techniques=tuple(table.get("techniques", ())),
        fields={name: tuple(keys) for name, keys in table.get("fields", {}).items()},
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())
