"""What rows are to do, as data; what they say of other records. Judging them is in ``judging``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from app.services import identifiers
from app.services.drafting import DRAFT, IN_REVIEW
from app.services.imports.drafts import Draft
from app.services.imports.files import Incoming
from app.services.imports.standing import Standing
from app.services.tabular.columns import fields
from app.services.tabular.rows import Metadata, same, with_ids
from app.services.tabular.values import split
from metadata.problem import Problem
from metadata.profile import KINDS

STATES = (DRAFT, IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row does. ``standing`` is None for a new record; ``access`` None leaves it as it is.

    ``media`` lists files in their order, by id where they are there. ``says_more`` is False where only access or
    publication changes. ``pointing`` are values of the description that name a file of ``media``.
    """

    draft: Draft
    kind: str
    metadata: Metadata
    media: tuple[str | Incoming, ...]
    pointing: Mapping[str, Incoming]
    state: str
    access: str | None
    standing: Standing | None
    says_more: bool
    publish: bool = False

    @classmethod
    def of(
        cls,
        draft: Draft,
        kind: str,
        metadata: Metadata,
        files: Mapping[str, str | Incoming],
        pointing: Mapping[str, str | Incoming],
        state: str,
        access: str | None,
        standing: Standing | None,
    ) -> "Plan":
        """``files`` and ``pointing`` tell what stands for the names that the row uses; two may stand for one file."""
        known = {name: file for name, file in pointing.items() if isinstance(file, str)}
        named = {name: file for name, file in pointing.items() if isinstance(file, Incoming)}
        said = with_ids(metadata, known)
        media = tuple({_sameness(file): file for file in files.values()}.values())
        says_more = standing is None or _says_more(standing, said, media, state)
        return cls(draft, kind, said, media, named, state, access, standing, says_more)

    @property
    def incoming(self) -> list[Incoming]:
        return [file for file in self.media if isinstance(file, Incoming)]


@dataclass(slots=True)
class Verdict:
    """A refused row has problems; one that changes nothing has neither these nor a plan.

    ``held`` tells why the record is not to be published yet.
    """

    draft: Draft
    plan: Plan | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    held: list[Problem] = field(default_factory=list)


def links(draft: Draft) -> set[str]:
    """Identifiers of other records that a row names."""
    return {
        identifier
        for column, cell in (draft.cells or {}).items()
        if cell and column.field in _link_columns()
        for identifier in map(identifiers.normal, split(cell))
        if identifier
    }


@cache
def _link_columns() -> frozenset[str]:
    return frozenset(
        name for kind in KINDS for name, field in fields(kind).items() if field.row and field.row.type == "record"
    )


def _says_more(standing: Standing, metadata: Metadata, media: tuple[str | Incoming, ...], state: str) -> bool:
    moved = standing.state in STATES and state != standing.state
    return moved or list(media) != standing.body["media"] or not same(metadata, standing.body["metadata"])


def _sameness(file: str | Incoming) -> str:
    return file if isinstance(file, str) else str(file.path)
