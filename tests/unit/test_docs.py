"""What the documents say of settings, commands and fields is what the code has."""

import re
import sys
from pathlib import Path

from app.cli import main
from app.config import read_settings
from metadata.profile import KINDS, Row, profile

ROOT = Path(__file__).resolve().parents[2]
FIELDS = ROOT / "docs" / "fields.md"


def fields_page() -> str:
    """``docs/fields.md``; write it anew with ``python -m tests.unit.test_docs``."""
    lines = [
        "# Fields, by kind of record",
        "",
        "Made from `metadata/profiles`. `docs/import.md` says how columns are named.",
        "",
    ]
    for kind in (*KINDS, "media"):
        described = profile(kind)
        lines += [
            f"## {described.labels['en']} (`{kind}`) — {described.labels['vi']}",
            "",
            "| column | what | type |",
            "|---|---|---|",
        ]
        for row in described.rows:
            lines += _lines(row, "")
        lines.append("")
    return "\n".join(lines)


def _lines(row: Row, before: str) -> list[str]:
    tag = "@vi" if row.has_language else ""
    if row.shape:
        name = f"{before}{row.name}.1{'' if row.type == 'group' else '.name'}"
        head = [f"| `{name}` | {row.label('en')} — {row.label('vi')} | {row.type} |"]
        return head + [line for part in row.shape for line in _lines(part, f"{before}{row.name}.1.")]
    kind = f"{row.type}, list `{row.vocabulary}`" if row.vocabulary else row.type
    more = ", several" if row.repeatable else ""
    return [f"| `{before}{row.name}{tag}` | {row.label('en')} — {row.label('vi')} | {kind}{more} |"]


def test_every_field_is_in_the_list_of_fields() -> None:
    assert FIELDS.read_text() == fields_page()


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    code = (ROOT / "app" / "config.py").read_text()
    read = set(re.findall(r"CHIENG_[A-Z_]+", code))
    told = set(re.findall(r"^\| `(CHIENG_[A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(), re.M))
    assert read == told


def test_every_command_is_documented() -> None:
    documents = (ROOT / "README.md").read_text() + (ROOT / "docs" / "operations.md").read_text()
    missing = [name for name in main.commands if f"chieng {name}" not in documents]
    assert missing == []


def test_what_documents_name_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    named = {
        name for page in pages for name in re.findall(r"[(`]((?:tests|docs|static)/[\w/*.-]+)[)`]", page.read_text())
    }
    assert len(named) > 20
    assert [name for name in sorted(named) if not any(ROOT.glob(name.rstrip("/")))] == []


def test_both_readmes_show_the_same_commands() -> None:
    blocks = [re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text(), re.S) for name in ("README.md", "README.vi.md")]
    english, vietnamese = [re.findall(r"^(?:\.venv/bin/chieng \w+|make \w+)", "".join(block), re.M) for block in blocks]
    assert english == vietnamese


def test_a_setting_that_is_no_number_is_told(tmp_path: Path) -> None:
    import pytest

    from app.config import SettingError

    with pytest.raises(SettingError) as refusal:
        read_settings({"CHIENG_WORKERS": "hai"}, data=tmp_path)
    assert refusal.value.problem.path == "CHIENG_WORKERS"


def test_the_secret_key_is_made_once_and_is_nobody_elses(tmp_path: Path) -> None:
    first, second = read_settings({}, data=tmp_path), read_settings({}, data=tmp_path)
    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


if __name__ == "__main__":
    FIELDS.write_text(fields_page())
    sys.exit()
