"""Whether a row of a record can go in, and what it would do: every problem of it at once. Nothing is written here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from app.errors import ArchiveError, Invalid
from app.services import conditions, identifiers, texts
from app.services.communities import naming
from app.services.communities.tightness import as_tight
from app.services.drafting import DRAFT
from app.services.imports.drafts import Draft
from app.services.imports.files import FileBook, Incoming, same_file
from app.services.imports.folder import file_name
from app.services.imports.plans import STATES, Plan, Verdict
from app.services.imports.report import FILES, RowProblem
from app.services.imports.standing import Known, Standing
from app.services.media.lacking import lack
from app.services.tabular.columns import Header
from app.services.tabular.rows import Description, Metadata, describe, linking, merge, naming_files, same
from app.services.viewer import Viewer
from metadata.problem import Problem
from metadata.profile import KINDS, profile
from metadata.vocabulary import vocabulary


class Judge:
    """``unit_id`` is where new records go. Keeps in mind which identifiers the sheet has named."""

    def __init__(self, actor: Viewer, unit_id: int, header: Header, book: FileBook, *, publish: bool) -> None:
        self._actor, self.unit_id, self._header, self._book = actor, unit_id, header, book
        self._publish = publish
        self._rows: dict[str, int] = {}

    def verdict(self, draft: Draft, known: Known) -> Verdict:
        made = Verdict(draft)
        self._claim(draft, identifiers.normal(draft.identifier) or "")
        if draft.problem:
            made.problems.append(draft.problem)
            return made
        standing = self._standing(made, known)
        if made.problems:
            return made
        kind = self._kind(made, standing)
        if kind is None:
            return made
        description = self._description(made, kind, standing)
        self._allowed(made, standing)
        self._links(made, kind, description.metadata, standing, known)
        made.problems += naming.unknown(description.metadata, set(known.communities), set(known.agents))
        files = self._files(made, standing)
        pointing = self._pointing(made, description.metadata, files, standing)
        access = self._access(made, standing)
        self._rules(made, standing, access, known)
        state = self._state(made, standing)
        if not made.problems:
            plan = Plan.of(draft, kind, description.metadata, files, pointing, state, access, standing)
            made.plan = self._with_publication(made, plan, known)
        return made

    def row_problems(self, draft: Draft, problems: Iterable[Problem]) -> list[RowProblem]:
        return [
            RowProblem(draft.row, self._column(draft, problem), problem, draft.sheet)
            for problem in dict.fromkeys(problems)
        ]

    def has_seen(self, identifier: str) -> bool:
        return identifier in self._rows

    def skip(self, draft: Draft) -> None:
        """Takes note of a row that is not to be judged: of its record, and of the files that it names."""
        owner = identifiers.normal(draft.identifier) or ""
        if owner:
            self._rows[owner] = draft.row
        self._claim(draft, owner)

    def _claim(self, draft: Draft, owner: str) -> None:
        for name in (*(draft.media or ()), *(given.file for given in self._book.given_to(owner))):
            self._book.claim(owner, name)

    def _column(self, draft: Draft, problem: Problem) -> str:
        if draft.sheet == FILES:
            return {"identifier": "record", "media": "file"}.get(problem.path, problem.path)
        return self._header.name_of(problem.path)

    def _standing(self, made: Verdict, known: Known) -> Standing | None:
        """The record that the row is about. The same one twice in a sheet is a slip: the later would undo the first."""
        cell = made.draft.identifier
        if not cell:
            return None
        identifier = identifiers.normal(cell) or ""
        standing = known.records.get(identifier)
        if standing is None:
            made.problems.append(Problem("import.record_unknown", "identifier", cell[:80]))
        elif identifier in self._rows:
            made.problems.append(Problem("import.record_twice", "identifier", cell, str(self._rows[identifier])))
        else:
            self._rows[identifier] = made.draft.row
        return standing

    def _kind(self, made: Verdict, standing: Standing | None) -> str | None:
        cell = made.draft.kind
        found = _kind_named(cell)
        if standing is not None and (not cell or found == standing.kind):
            return standing.kind
        if standing is not None:
            made.problems.append(Problem("import.kind_changed", "kind", cell, standing.kind))
        elif found is None:
            code = "import.kind" if cell else "import.kind_missing"
            made.problems.append(Problem(code, "kind", cell, ", ".join(KINDS)))
        else:
            return found
        return None

    def _description(self, made: Verdict, kind: str, standing: Standing | None) -> Description:
        cells = made.draft.cells or {}
        head = standing.body["metadata"] if standing else {}
        description = merge(kind, head, cells) if standing else describe(kind, cells)
        made.problems += description.problems
        made.notes += description.notes
        told = {self._header.name_of(problem.path) for problem in description.problems}
        if not standing or not same(description.metadata, head):
            found = map(description.as_in_row, _broken_rules(kind, description.metadata, publishing=False))
            made.problems += [problem for problem in found if self._header.name_of(problem.path) not in told]
        return description

    def _allowed(self, made: Verdict, standing: Standing | None) -> None:
        if not self._actor.can("edit", standing.unit_id if standing else self.unit_id):
            made.problems.append(Problem("account.role_needed", "", self._actor.name, "edit"))

    def _links(self, made: Verdict, kind: str, metadata: Metadata, standing: Standing | None, known: Known) -> None:
        """Links to records must lead somewhere, unless they stood there before."""
        before = {link for _, link in linking(standing.body["metadata"])} if standing else set()
        for path, link in linking(metadata):
            if link in before:
                continue
            row, found = profile(kind).row(path), known.kinds.get(link)
            if found is None:
                made.problems.append(Problem("import.link_unknown", path, link))
            elif row and row.kind and found != row.kind:
                made.problems.append(Problem("import.link_kind", path, link, row.kind))

    def _files(self, made: Verdict, standing: Standing | None) -> dict[str, str | Incoming]:
        """What the row's list of files stands for, by the names that it uses."""
        listed = list(standing.body["media"]) if standing else []
        names = listed if made.draft.media is None else list(made.draft.media)
        owner = standing.identifier if standing else ""
        names += [given.file for given in self._book.given_to(owner) if given.file not in names]
        found: dict[str, str | Incoming] = {}
        for name in names:
            try:
                found[name] = self._file(name, standing)
            except ArchiveError as error:
                made.problems += [
                    Problem(problem.code, "media", problem.value or name, problem.expected)
                    for problem in error.problems
                ]
        return found

    def _file(self, name: str, standing: Standing | None) -> str | Incoming:
        """The id of a file that the record has (by its id, or the same bytes), or one to take in."""
        files = standing.files if standing else {}
        if (identifiers.normal(name) or "") in files:
            return identifiers.normal(name) or ""
        incoming = self._book.incoming(standing.identifier if standing else "", name)
        return (same_file(incoming.path, files.values()) if files else None) or incoming

    def _pointing(
        self, made: Verdict, metadata: Metadata, files: Mapping[str, str | Incoming], standing: Standing | None
    ) -> dict[str, str | Incoming]:
        """Steps and accounts may name the file of this row that shows them: what stands for each such name."""
        before = {value for _, value in naming_files(standing.body["metadata"])} if standing else set()
        found = {}
        for path, value in naming_files(metadata):
            file = files.get(file_name(value))
            if file is not None:
                found[value] = file
            elif value not in before and identifiers.normal(value) is None:
                made.problems.append(Problem("import.file_not_listed", path, value))
        return found

    def _access(self, made: Verdict, standing: Standing | None) -> str | None:
        """An emptied cell opens nothing: it leaves the access of a record that is there."""
        if not made.draft.access:
            return None
        try:
            access = _canonical(made.draft.access)
        except Invalid as error:
            made.problems.append(error.problem)
            return None
        if standing and access == standing.access:
            return None
        if standing and not self._actor.can("restrict", standing.unit_id):
            made.problems.append(Problem("account.role_needed", "access", self._actor.name, "restrict"))
        return access

    def _rules(self, made: Verdict, standing: Standing | None, access: str | None, known: Known) -> None:
        """A community's rule may be tightened, never loosened. A new record gets it when it is published."""
        if standing is None or access is None:
            return
        for slug in sorted(_communities(standing.body["metadata"], standing.access, access) & known.communities.keys()):
            rule = known.communities[slug].protocol
            if not as_tight(conditions.parse(access), conditions.parse(rule)):
                made.problems.append(Problem("community.loosened", "access", slug, rule))

    def _state(self, made: Verdict, standing: Standing | None) -> str:
        """Drafts and texts in review may be told from each other; another status says nothing to an import."""
        cell = made.draft.status
        if cell in STATES:
            return cell
        if cell and cell != (standing.status if standing else ""):
            made.notes.append(Problem("import.status", "status", cell[:80], ", ".join(STATES)))
        return standing.state if standing and standing.state in STATES else DRAFT

    def _with_publication(self, made: Verdict, plan: Plan, known: Known) -> Plan | None:
        """The plan, to be published or not; None when it does nothing at all. A row that calls itself a draft, or in
        review, is not published with the others."""
        unready = made.draft.status in STATES
        due = self._publish and not unready and (plan.says_more or plan.standing is None or not plan.standing.settled)
        made.held = list(self._hindrances(plan)) if due else []
        lacking = self._lacking(plan) if due else []
        (made.held if known.demanding else made.notes).extend(lacking)
        publish = due and not made.held
        if publish:  # which then asks the stewards, and publishes nothing
            made.held += _waits(plan, known)
        return replace(plan, publish=publish) if plan.says_more or plan.access or publish else None

    def _hindrances(self, plan: Plan) -> Iterator[Problem]:
        """Why a record is not to be published, though the import as a whole is."""
        standing = plan.standing
        if standing and standing.withdrawn_at and standing.published is None:
            yield Problem("import.withdrawn")
        if not self._actor.can("publish", standing.unit_id if standing else self.unit_id):
            yield Problem("account.role_needed", "", self._actor.name, "publish")
        yield from _broken_rules(plan.kind, plan.metadata, publishing=True)

    def _lacking(self, plan: Plan) -> list[Problem]:
        """What the files of a record that is to be published lack for visitors who can't see or hear them."""
        there = plan.standing.files if plan.standing else {}
        files = (self._book.words(there[one]) if isinstance(one, str) else one.words for one in plan.media)
        found = (lack(file, "media") for file in files)
        return [problem for problem in found if problem]


def _waits(plan: Plan, known: Known) -> list[Problem]:
    standing = plan.standing
    before = _communities(standing.body["metadata"], standing.access) if standing else frozenset()
    approved = standing.approved if standing and not plan.says_more else frozenset()
    named = before | _communities(plan.metadata, plan.access or "")
    stewarded = {slug for slug, rule in known.communities.items() if rule.stewarded}
    waits = sorted((named - approved) & stewarded)
    return [Problem("community.waits", "community", ", ".join(waits))] if waits else []


def _communities(metadata: Metadata, *access: str) -> frozenset[str]:
    return naming.communities(naming.named(metadata)).union(*map(naming.of_condition, access))


def _broken_rules(kind: str, metadata: Metadata, *, publishing: bool) -> tuple[Problem, ...]:
    try:
        texts.check(kind, texts.body(metadata), publishing=publishing)
    except Invalid as error:
        return error.problems
    return ()


@lru_cache(maxsize=1_000)
def _kind_named(cell: str) -> str | None:
    """A kind by its key or by its name in any language."""
    found = vocabulary("kinds").find(cell) if cell else ()
    return found[0].key if len(found) == 1 else None


@lru_cache(maxsize=1_000)
def _canonical(access: str) -> str:
    return str(conditions.parse(access))
