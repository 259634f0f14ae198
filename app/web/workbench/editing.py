"""The pages on which a record and its files are described, and the deeds that their buttons ask for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template

from app.errors import Invalid
from app.media import captions
from app.services import texts
from app.services.reading import MediaView, RecordView
from app.web.archive import archive, language, viewer
from app.web.problems import sentence
from app.web.workbench.forms import ROOT, Metadata, Speaker, blocks
from metadata.problem import Problem
from metadata.profile import profile
from metadata.statements import title

DEEDS = {
    "save": "Saved.",
    "submit": "Saved, and handed to the editor.",
    "send_back": "Sent back to its author.",
    "publish": "Saved and published. Visitors see it now.",
    "withdraw": "Withdrawn. Visitors no longer see it; nothing has been deleted.",
    "restrict": "Who may see it has been changed. It holds at once.",
}

DEEDS_BY_ROLE = ("review", "publish", "withdraw", "restrict")


def page(
    record: RecordView,
    metadata: Metadata,
    *,
    base: int,
    problems: Sequence[Problem] = (),
    blank: str = "",
    restored: datetime | None = None,
    unsaved: bool = False,
) -> str:
    speaker = _speaker(record.kind, blank)
    names = {row.name for row in profile(record.kind).rows}
    elsewhere = [
        sentence(problem, language(), record.kind)
        for problem in problems
        if problem.path.partition(".")[0].partition("@")[0] not in names
    ]
    return render_template(
        "workbench/edit.html",
        record=record,
        heading=title({"title": metadata.get("title", [])}, language()) or record.identifier,
        blocks=blocks(record.kind, metadata, speaker, problems, archive().settings.languages),
        base=base,
        elsewhere=elsewhere,
        problems=problems,
        restored=restored,
        unsaved=unsaved,
        progress=archive().desk.progress([media.id for media in record.media if media.state == "working"]),
        may={deed: archive().desk.may(viewer(), deed, record.identifier) for deed in DEEDS_BY_ROLE},
        failures={media.id: sentence(media.problem, language()) for media in record.media if media.problem},
    )


def conflict(identifier: str, kind: str, mine: Metadata, base: int, head: int) -> str:
    """Both texts side by side, field by field where they differ; neither is lost."""
    record = archive().reading.record(viewer(), identifier, head=True)
    rows = [row for row in profile(kind).rows if mine.get(row.name) != record.metadata.get(row.name)]
    return render_template(
        "workbench/conflict.html",
        record=record,
        mine=mine,
        theirs=record.metadata,
        rows=rows,
        blocks=blocks(kind, mine, _speaker(kind, ""), (), archive().settings.languages),
        base=base,
        head=head,
    )


def media_page(media: MediaView, description: Metadata, *, problems: Sequence[Problem] = (), blank: str = "") -> str:
    speaker = _speaker("media", blank)
    return render_template(
        "workbench/media.html",
        media=media,
        blocks=blocks("media", description, speaker, problems, archive().settings.languages),
        elsewhere=[sentence(problem, language(), "media") for problem in problems if problem.path in {"", "captions"}],
        captions=archive().desk.captions(media.id),
        failure=sentence(media.problem, language()) if media.problem else "",
        may_restrict=archive().desk.may(viewer(), "restrict", media.record),
        access=archive().desk.condition(media.access_id),
        problems=problems,
    )


def carry_out(action: str, identifier: str, metadata: Metadata, base: int, form: Mapping[str, str]) -> str:
    """Does what the button asked; what is told afterwards. Raises ``Stale`` or ``Invalid``."""
    records = archive().records
    if action == "withdraw":
        records.withdraw(viewer(), identifier, why=form.get("why", ""))
    elif action == "restrict":
        records.restrict(viewer(), identifier, form.get("access", "everyone"))
    elif action == "send_back":
        records.send_back(viewer(), identifier, base=base, why=form.get("why", ""))
    else:
        version = _save(identifier, metadata, base)
        if action == "submit":
            records.submit(viewer(), identifier, base=version)
        elif action == "publish":
            records.publish(viewer(), identifier, base=version)
    return DEEDS.get(action, DEEDS["save"])


def _save(identifier: str, metadata: Metadata, base: int) -> int:
    """The head's number after saving. An unchanged text makes no new version."""
    head = archive().reading.record(viewer(), identifier, head=True)
    listed = [media.id for media in head.media]
    if base == head.head_version and metadata == head.metadata:
        return base
    return archive().records.save(viewer(), identifier, texts.body(metadata, listed), base=base).version


def carry_out_media(
    action: str, media: MediaView, description: Metadata, form: Mapping[str, str], files: Mapping[str, Any]
) -> str:
    if action == "retry":
        archive().media.retry(viewer(), media.id)
        return "It will be tried again."
    if action == "uncaption":
        archive().media.set_captions(viewer(), media.id, form.get("captions_drop", ""), None)
        return "The captions have been taken away."
    archive().media.describe(viewer(), media.id, description)
    file = files.get("captions")
    if file is not None and file.filename:
        archive().media.set_captions(viewer(), media.id, form.get("captions_lang", "vi"), _webvtt(file.read()))
    if form.get("access") and archive().desk.may(viewer(), "restrict", media.record):
        archive().media.restrict(viewer(), media.id, form["access"])
    return "Saved."


def _webvtt(octets: bytes) -> str:
    """Captions as WebVTT; SubRip is converted. Raises ``Invalid`` with the lines that are wrong."""
    track = captions.read(octets)
    if track.problems:
        raise Invalid.of(track.problems)
    return captions.webvtt(track.cues)


def dropped(metadata: Metadata, action: str, where: str) -> Metadata:
    """The description without the value that a button named; ``add`` leaves it, the form shows one line more."""
    steps = where.split(".")
    if action != "drop" or steps[0] != ROOT or len(steps) not in {3, 5}:
        return metadata
    holder: Any = metadata
    if len(steps) == 5:
        holder = metadata[steps[1]][int(steps[2])].get("parts", {})
        steps = [ROOT, *steps[3:]]
    values = holder.get(steps[1], [])
    if steps[2].isdigit() and int(steps[2]) < len(values):
        del values[int(steps[2])]
    return metadata


def _speaker(kind: str, blank: str) -> Speaker:
    blanks = frozenset({blank} if blank else ())
    return Speaker(language(), lambda problem: sentence(problem, language(), kind), blanks)
