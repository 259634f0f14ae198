"""What ``media.csv`` says of media files, new and known ones; which of its rows belongs to which record."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import Invalid, MediaRefused
from app.media.probe import Probe
from app.services import conditions, identifiers
from app.services.imports.drafts import FileDraft, FileSheet
from app.services.imports.folder import Folder
from app.services.imports.report import FILES, RowProblem
from app.services.imports.standing import StandingFile
from app.services.imports.texts_beside import Text, TextFiles
from app.services.media import lacking, wording
from app.services.tabular.rows import Description, Metadata, describe, merge, same
from app.services.viewer import Viewer
from metadata.problem import Problem
from metadata.validation import problems as profile_problems

Look = Callable[[Path, str], Probe]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that is to be taken in, with what is said of it."""

    name: str
    path: Path
    description: Metadata = field(default_factory=dict)
    access: str | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    type: str = ""

    @property
    def words(self) -> lacking.File:
        """What tells whether visitors who can't see or hear it can follow it."""
        return lacking.File(self.name, self.type, self.path.name, self.description, _kinds(self.texts))


@dataclass(frozen=True, slots=True)
class FileChange:
    """What is to be said of a file that is there. None: as it is; texts of None are taken away."""

    file: StandingFile
    row: int
    description: Metadata | None
    access: str | None
    texts: Mapping[str, Text]

    @property
    def nothing(self) -> bool:
        return self.description is None and self.access is None and not self.texts


@dataclass(frozen=True, slots=True)
class _Said:
    """What is remembered of a row about a file that is there: the description, where it changes, and the kinds of
    text in sheets that the file will have."""

    description: Metadata | None
    kinds: frozenset[str]


class FileBook:
    """The rows of ``media.csv`` by what they speak of. Problems and notes of its rows gather here."""

    def __init__(self, sheet: FileSheet, folder: Folder, look: Look) -> None:
        self._sheet, self._folder, self._look = sheet, folder, look
        self._texts = TextFiles(folder)
        self._new: dict[tuple[str, str], FileDraft] = {}
        self._owned: dict[str, list[FileDraft]] = {}
        self._ids: dict[str, int] = {}
        self._claimed: set[int] = set()
        self._told: set[int] = set()
        self._said: dict[str, _Said] = {}
        self.problems: list[RowProblem] = []
        self.notes: list[tuple[int, Problem]] = []
        self.known: list[FileDraft] = []
        for draft in sheet.drafts:
            self._enter(draft)

    def given_to(self, record: str) -> list[FileDraft]:
        """Rows of files that ``media.csv`` itself gives to a record that is there."""
        return self._owned.get(record, []) if record else []

    def owners(self) -> list[str]:
        """Records to which ``media.csv`` gives files, in its order."""
        return [record for record in self._owned if record]

    def claim(self, record: str, name: str) -> FileDraft | None:
        """The row about a file of this record; from now on it is known what it is for."""
        draft = self._new.get((record, name)) or self._new.get(("", name))
        if draft is not None:
            self._claimed.add(draft.row)
        return draft

    def incoming(self, record: str, name: str) -> Incoming:
        """Raises ``ArchiveError`` with why the file can't be taken in."""
        draft = self.claim(record, name)
        path = self._folder.find(name)
        kind = self._look(path, path.name).kind
        if kind == "caption":
            raise MediaRefused(Problem("import.captions_here", "media", name, "captions@vi"))
        if draft is None:
            return Incoming(name, path, type=kind)
        return self._described(name, path, draft, kind)

    def change(self, actor: Viewer, draft: FileDraft, file: StandingFile | None) -> FileChange | None:
        """What a row about a known file changes; None when it is refused."""
        problems = [draft.problem] if draft.problem else []
        if file is None or not actor.staff:
            problems.append(Problem("import.media_unknown", "media", draft.media))
        elif not actor.can("edit", file.unit_id):
            problems.append(Problem("account.role_needed", "media", actor.name, "edit"))
        if problems or file is None:
            self._refuse(draft, problems)
            return None
        made = merge("media", file.description, draft.cells)
        problems = [*self._whole(draft, made), *self._misplaced(draft, file)]
        access = _access(draft, problems)
        texts = self._texts.of(draft, file, problems)
        if access is not None and access != file.access and not actor.can("restrict", file.unit_id):
            problems.append(Problem("account.role_needed", "access", actor.name, "restrict"))
        if problems:
            self._refuse(draft, problems)
            return None
        change = FileChange(
            file=file,
            row=draft.row,
            description=None if same(made.metadata, file.description) else made.metadata,
            access=None if access in (None, file.access) else access,
            texts=texts,
        )
        kept = {name for name, text in {**file.texts, **texts}.items() if text is not None}
        self._said[file.id] = _Said(change.description, _kinds(kept))
        return change

    def words(self, file: StandingFile) -> lacking.File:
        """What of a file that is there tells whether visitors who can't see or hear it can follow it, once the rows
        about files are carried out."""
        said = self._said.get(file.id, _Said(None, _kinds(file.texts)))
        kinds = file.kinds | said.kinds
        return lacking.File(file.id, file.type, file.filename, said.description or file.description, kinds, file.detail)

    def refuse_unclaimed(self) -> None:
        """Rows of which nobody knows what they are for."""
        for (_, name), draft in self._new.items():
            if draft.row not in self._claimed and draft.row not in self._told:
                self._refuse(draft, [draft.problem or Problem("import.file_unclaimed", "file", name)])

    def _enter(self, draft: FileDraft) -> None:
        record = identifiers.normal(draft.record) or ""
        key = (record, draft.file)
        if draft.media in self._ids:
            self._refuse(draft, [Problem("import.file_twice", "media", draft.media, str(self._ids[draft.media]))])
        elif draft.media:
            self._ids[draft.media] = draft.row
            self.known.append(draft)
        elif draft.problem is None and not draft.file:
            self._refuse(draft, [Problem("import.file_unnamed", "file")])
        elif draft.record and not record:
            self._refuse(draft, [Problem("import.record_unknown", "record", draft.record)])
        elif key in self._new:
            self._refuse(draft, [Problem("import.file_twice", "file", draft.file, str(self._new[key].row))])
        else:
            self._new[key] = draft
            self._owned.setdefault(record, []).append(draft)

    def _described(self, name: str, path: Path, draft: FileDraft, kind: str) -> Incoming:
        made = describe("media", draft.cells)
        problems = [draft.problem] if draft.problem else self._whole(draft, made)
        access = _access(draft, problems)
        texts = self._texts.of(draft, None, problems)
        if problems:
            if draft.row not in self._told:
                self._refuse(draft, problems)
            raise Invalid(Problem("import.file_row", "media", name, str(draft.row)))
        return Incoming(name, path, made.metadata, access, texts, kind)

    def _whole(self, draft: FileDraft, made: Description) -> list[Problem]:
        self.notes += [(draft.row, note) for note in made.notes]
        return [*made.problems, *map(made.as_in_row, profile_problems("media", made.metadata))]

    def _misplaced(self, draft: FileDraft, file: StandingFile) -> Iterator[Problem]:
        if draft.record and identifiers.normal(draft.record) != file.record:
            yield Problem("import.media_elsewhere", "record", draft.record, file.record)

    def _refuse(self, draft: FileDraft, problems: Iterable[Problem]) -> None:
        self._told.add(draft.row)
        for problem in problems:
            self.problems.append(RowProblem(draft.row, self._sheet.header.name_of(problem.path), problem, FILES))


def _kinds(columns: Iterable[str]) -> frozenset[str]:
    return frozenset(wording.named(column)[0] for column in columns)


def _access(draft: FileDraft, problems: list[Problem]) -> str | None:
    try:
        return str(conditions.parse(draft.access)) if draft.access else None
    except Invalid as error:
        problems.append(error.problem)
        return None


def same_file(path: Path, files: Iterable[StandingFile]) -> str | None:
    """The id of the file among ``files`` that has these very bytes."""
    size = path.stat().st_size
    alike = [file for file in files if file.size == size]
    if not alike:
        return None
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return next((file.id for file in alike if file.sha256 == digest), None)
