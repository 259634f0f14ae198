"""The journal of erasures: lines of JSON in the data folder, and a copy outside it that outlives the folder."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

FILE = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Erased:
    """``media`` are all files that were erased; with ``whole`` the record's texts too. Accounts are told by number."""

    at: datetime
    record: str
    whole: bool
    media: tuple[str, ...]
    asked_by: int | None
    confirmed_by: int | None


class Journal:
    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)

    def append(self, erased: Erased) -> None:
        """On the disk, in every copy, when this returns. Raises ``OSError`` where a copy can't be written."""
        line = json.dumps(asdict(erased) | {"at": erased.at.isoformat()}) + "\n"
        for path in self._paths:
            _append(path, line)

    def entries(self) -> list[Erased]:
        """What any copy tells, oldest first; every copy has all of it afterwards."""
        told = [path.read_text().splitlines(keepends=True) if path.exists() else [] for path in self._paths]
        lines = sorted({line for lines in told for line in lines if _whole(line)}, key=_at)
        for path, known in zip(self._paths, told, strict=True):
            for line in lines:
                if line not in known:
                    _append(path, line)
        return [_read(line) for line in lines]


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        file.seek(0)
        cut_off = file.read()
        file.write(line if not cut_off or cut_off.endswith("\n") else f"\n{line}")
        file.flush()
        os.fsync(file.fileno())


def _whole(line: str) -> bool:
    """Not cut off by whatever stopped its writer."""
    return line.startswith("{") and line.endswith("}\n")


def _at(line: str) -> str:
    return str(json.loads(line)["at"])


def _read(line: str) -> Erased:
    told = json.loads(line)
    return Erased(**(told | {"at": datetime.fromisoformat(told["at"]), "media": tuple(told["media"])}))
