"""An installed Chiêng finds all that it reads from beside its code."""

import tomllib
from pathlib import Path

from app import sample
from app.services import schema
from app.web import language

ROOT = Path(__file__).resolve().parents[2]
TOLD = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
READ = (language.TRANSLATIONS, schema.MIGRATIONS, sample.PATH, ROOT / "app" / "web" / "templates", ROOT / "static")


def packed() -> set[Path]:
    data = TOLD["package-data"]
    return {path for folder, patterns in data.items() for one in patterns for path in (ROOT / folder).glob(one)}


def test_every_file_beside_the_code_goes_into_the_wheel() -> None:
    found = packed()
    folders = {pattern.rstrip("*") for pattern in TOLD["packages"]["find"]["include"]}
    for place in (ROOT / folder for folder in folders):
        files = {path for path in place.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
        assert files <= found, sorted(files - found)[:5]


def test_what_the_code_reads_lies_in_folders_that_go_into_the_wheel() -> None:
    for place in READ:
        assert place.relative_to(ROOT).parts[0] in TOLD["package-data"], place
        assert any(path.is_file() for path in place.rglob("*"))
