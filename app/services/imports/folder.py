"""Finding the files that a sheet names: below the folder given for them, or beside the sheet, and nowhere else."""

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from app.errors import MediaRefused
from metadata.problem import Problem


def file_name(cell: str) -> str:
    """A name as sheets of any system write it, in the form in which names are compared."""
    return unicodedata.normalize("NFC", cell.strip().replace("\\", "/")).removeprefix("./")


@dataclass(frozen=True, slots=True)
class Folder:
    roots: tuple[Path, ...]

    @classmethod
    def of(cls, sheet: Path, media: Path | None) -> "Folder":
        return cls(tuple(path.resolve() for path in (media, sheet.parent) if path is not None))

    def find(self, name: str) -> Path:
        """Raises ``MediaRefused`` where there is no such file, or it lies outside."""
        for root in self.roots:
            # Archives made on a Mac unpack with names in NFD.
            for form in ("NFC", "NFD"):
                path = (root / unicodedata.normalize(form, name)).resolve()
                if not path.is_relative_to(root):
                    raise MediaRefused(Problem("import.file_outside", value=name))
                if _is_file(path):
                    return path
        near = self._near(name)
        raise MediaRefused(Problem("import.file_near" if near else "import.file_missing", value=name, expected=near))

    def _near(self, name: str) -> str:
        folder, _, base = name.rpartition("/")
        for root in self.roots:
            place = (root / folder).resolve()
            if place.is_relative_to(root) and place.is_dir():
                names = {entry.name.casefold(): entry.name for entry in place.iterdir() if entry.is_file()}
                for near in get_close_matches(base.casefold(), names, n=1, cutoff=0.7):
                    return f"{folder}/{names[near]}" if folder else names[near]
        return ""


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the file system has
        return False
