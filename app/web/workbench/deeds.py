"""What the buttons of a record's page ask for, done by the services; who may do what is theirs to tell."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.services import texts
from app.services.reading import RecordView
from app.web.archive import archive, viewer
from app.web.language import noted
from app.web.workbench.audience import condition
from app.web.workbench.forms import Metadata, Values
from metadata.profile import Row, profile

SAVING = ("save", "submit", "publish")
BY_ROLE = ("review", "publish", "withdraw", "restrict")

TOLD = {
    "save": noted("Saved as a draft."),
    "submit": noted("Saved, and sent for approval."),
    "publish": noted("Saved and published. Visitors see it now."),
    "waits": noted(
        "Saved, and put before the community that it names. Once its steward has agreed, press Publish again."
    ),
    "send_back": noted("Sent back to its author."),
    "restrict": noted("Who may see it has been changed. It holds at once."),
    "withdraw": noted("Withdrawn. Visitors no longer see it; nothing has been deleted."),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two texts differ. ``changed_by`` is mine, theirs or both, since the text they began with;
    ``apart``: both have changed it, each in languages of their own, so that nothing has to be chosen."""

    row: Row
    changed_by: str
    apart: bool = False

    @property
    def proposed(self) -> str:
        return "both" if self.apart else "mine" if self.changed_by == "both" else self.changed_by

    @property
    def open(self) -> bool:
        """Whether somebody has to choose."""
        return self.changed_by == "both" and not self.apart


def permitted(identifier: str) -> dict[str, bool]:
    return {deed: archive().desk.may(viewer(), deed, identifier) for deed in BY_ROLE}


def save(record: RecordView, metadata: Metadata, base: int) -> int:
    """The head's number after saving; what says no more than the head makes no version. Raises ``Stale`` or
    ``Invalid``."""
    identifier = record.identifier
    if metadata == record.metadata:
        archive().records.discard(viewer(), identifier)
        return record.head_version
    body = texts.body(metadata, [media.id for media in record.media])
    return archive().records.save(viewer(), identifier, body, base=base).version


def carry_out(deed: str, identifier: str, version: int) -> str:
    """What is done after saving, and which sentence tells of it. Raises ``Stale`` or ``Invalid``."""
    if deed == "submit":
        archive().records.submit(viewer(), identifier, base=version)
    elif deed == "publish" and archive().records.publish(viewer(), identifier, base=version):
        return TOLD["waits"]
    return TOLD[deed]


def manage(deed: str, identifier: str, form: Mapping[str, str], base: int) -> None:
    """What does not touch the text. Raises ``Stale`` or ``Invalid``."""
    records = archive().records
    if deed == "withdraw":
        records.withdraw(viewer(), identifier, why=form.get("why", "").strip())
    elif deed == "restrict":
        records.restrict(viewer(), identifier, condition(form))
    elif deed == "send_back":
        records.send_back(viewer(), identifier, base=base, why=form.get("why", "").strip())


def keep(record: RecordView, metadata: Metadata, base: int) -> None:
    """Keeps what is being typed. What says no more than the newest text leaves nothing behind."""
    if metadata == record.metadata:
        archive().records.discard(viewer(), record.identifier)
    else:
        body = texts.body(metadata, [media.id for media in record.media])
        archive().records.autosave(viewer(), record.identifier, body, base=base)


def overtaken(record: RecordView, base: int) -> bool:
    """Whether somebody has changed the text since version ``base``, and not only its list of files."""
    if base == record.head_version:
        return False
    first = archive().desk.text(record.identifier, base)
    return first is None or first.metadata != record.metadata


def differences(kind: str, mine: Metadata, theirs: Metadata, first: Metadata) -> list[Difference]:
    """Where two texts that grew out of ``first`` differ."""
    return [
        _difference(row, *(text.get(row.name, []) for text in (mine, theirs, first)))
        for row in profile(kind).rows
        if mine.get(row.name) != theirs.get(row.name)
    ]


def merged(kind: str, mine: Metadata, theirs: Metadata, first: Metadata, choices: Mapping[str, str]) -> Metadata:
    """Field by field what was chosen: ``mine``, ``both`` (what each has added, without what each has taken out), else
    theirs."""
    found: Metadata = {}
    for row in profile(kind).rows:
        ours, other, base = (text.get(row.name, []) for text in (mine, theirs, first))
        values = {"mine": ours, "both": _joined(ours, other, base)}.get(choices.get(row.name, ""), other)
        if values:
            found[row.name] = values
    return found


def _difference(row: Row, ours: Values, other: Values, base: Values) -> Difference:
    if ours == base:
        return Difference(row, "theirs")
    if other == base:
        return Difference(row, "mine")
    return Difference(row, "both", apart=row.has_language and not _touched(ours, base) & _touched(other, base))


def _touched(values: Values, base: Values) -> set[str]:
    """The languages in which something has changed."""
    changed = [*(value for value in values if value not in base), *(value for value in base if value not in values)]
    return {str(value.get("lang")) for value in changed}


def _joined(ours: Values, other: Values, base: Values) -> Values:
    kept = [value for value in ours if value in other or value not in base]
    return kept + [value for value in other if value not in ours and value not in base]
