"""The page of a record: its files on the stage, what is told of it, and what one may do with it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import url_for

from app.errors import SignInNeeded
from app.services import labels
from app.services.access import VIETNAM
from app.services.communities import naming
from app.services.discovery import occurrence
from app.services.reading import RecordView
from app.services.viewer import Viewer
from app.web.archive import archive
from app.web.language import say
from app.web.site import cards, description, embedding, peoples, reuse, stage, staging, units
from app.web.site.frame import kind_label
from app.web.site.noted import noted
from app.web.site.reuse_views import Finding
from app.web.site.stage import Stage
from app.web.site.told import Link, Steps, Text
from app.web.site.values import Reader, language_label
from app.web.site.views import Banner, RecordPage
from metadata.profile import profile
from metadata.statements import Metadata, every_value
from metadata.vocabulary import vocabulary

EVERYONE = "everyone"
SUMMARY = 200
_PREVIEWS = 12
_BANNERS = {
    "draft": ("Draft, not published", "Only the staff of its unit see this page."),
    "in_review": ("In review, not published", "Only the staff of its unit see this page."),
    "withdrawn": ("Withdrawn", "Only the staff of its unit see this page; the public is told that it is withdrawn."),
    "changed": ("The published text", "A newer text has been saved and is not published yet."),
    "head": ("The newest text, not published yet", "The public still reads the text that was published before."),
    "review": ("It waits for your word", "Officers have written this, and ask your community before it is public."),
    "restricted": ("Not open to everyone", "You see this record because you have been given access to it."),
}


def record_page(viewer: Viewer, view: RecordView, wanted: Stage, reader: Reader, *, head: bool) -> RecordPage:
    metadata, known = labels.public(view.metadata), profile(view.kind)
    reader = _with_records(viewer, metadata, reader)
    playable = stage.playable(view.media, wanted)
    sequences = description.sequences(known, metadata, reader, playable)
    title = cards.title(metadata, reader)
    stories = description.texts(metadata, "description", reader)
    staged = _with_state(viewer, view, wanted, sequences, reader)
    media = reuse.without_refused(view, stage.views(view.media, staged, reader))
    return RecordPage(
        identifier=view.identifier,
        address=f"{archive().settings.base_url}{wanted.path}",
        kind=Link(kind_label(view.kind, reader.tag), f"{reader.search}?kind={view.kind}"),
        peoples=_peoples(metadata, reader),
        place=cards.place(metadata),
        title=title,
        other_titles=_other_titles(metadata, title, reader),
        summary=_summary(stories, title),
        stories=stories,
        untranslated=_untranslated(stories, reader),
        media=media,
        announced=view.announced_media,
        previews=tuple(_previews(viewer, view)),
        sign_in=_sign_in(viewer, view, wanted, reader),
        noted=noted(view.media, {item.id: item.label for item in media}, wanted.path, reader),
        sequences=sequences,
        accounts=description.accounts(known, metadata, reader, playable),
        sections=description.sections(known, metadata, reader),
        rights=description.rights(known, metadata, reader),
        keeper=_keeper(view, reader),
        manifest=manifest_path(view),
        reuse=reuse.of_record(view, media, staged, manifest_path(view), reader),
        finding=_finding(view, reader),
        season=_season(metadata, reader),
        banner=_banner(view, reader, head=head),
        preview=next((item.thumbnail.src for item in media if item.thumbnail), ""),
        offer=embedding.of_record(view, f"{archive().settings.base_url}{wanted.path}"),
        takedown=_takedown(viewer, view, reader),
        poll=f"/api/v1/records/{view.identifier}" if any(item.state == "working" for item in media) else "",
    )


def _previews(viewer: Viewer, view: RecordView) -> Iterator[str]:
    """Small pictures of files that are kept back, where a condition gives outsiders that much."""
    for _place, file in view.announced[:_PREVIEWS]:
        with suppress(SignInNeeded):
            if archive().reading.previewed(viewer, file.id).type != "audio":
                yield f"/media/{file.id}/thumbnail.webp"


def _sign_in(viewer: Viewer, view: RecordView, wanted: Stage, reader: Reader) -> str:
    """Where somebody who has not signed in may show that they are among those who see what is kept back."""
    if viewer.account_id is not None or not view.announced:
        return ""
    return url_for("workbench.enter", lang=reader.tag, next=wanted.path)


def _takedown(viewer: Viewer, view: RecordView, reader: Reader) -> str:
    """For people of a community that it names."""
    if not viewer.communities or not archive().takedowns.may_ask(viewer, view.identifier):
        return ""
    return url_for("workbench.takedown", lang=reader.tag, identifier=view.identifier)


def _finding(view: RecordView, reader: Reader) -> Finding | None:
    """Where there is something to be found, and a canvas that it is found on."""
    if not archive().words.there(view):
        return None
    complete = url_for("content_search.autocomplete", version="2", identifier=view.identifier)
    return Finding(url_for("words.page", lang=reader.tag, identifier=view.identifier), complete)


def _with_state(viewer: Viewer, view: RecordView, wanted: Stage, sequences: Sequence[Steps], reader: Reader) -> Stage:
    working = [media.id for media in view.media if media.state == "working"]
    wanted = replace(wanted, progress=archive().desk.progress(working))
    return staging.stand(viewer, view, wanted, reader, sequences)


def _with_records(viewer: Viewer, metadata: Metadata, reader: Reader) -> Reader:
    """Titles of the records that the description names, as far as this viewer may see them."""
    named = {value["value"] for _path, value in every_value(metadata) if value["type"] == "record"}
    found = archive().reading.cards(viewer, sorted(named)) if named else []
    records = {other.identifier: _named(other, reader) for other in found}
    people = [key for _path, thing, key in naming.in_text(metadata) if thing == naming.AGENT]
    return Reader(reader.tag, reader.search, reader.interface, records, frozenset(archive().agents.linked(people)))


def _named(view: RecordView, reader: Reader) -> tuple[str, str]:
    return cards.title(labels.public(view.metadata), reader).value, cards.address(view.identifier, reader)


def _peoples(metadata: Metadata, reader: Reader) -> tuple[Link, ...]:
    keys = [value["value"] for value in metadata.get("people", ())]
    known = [key for key in keys if key in vocabulary("peoples")]
    names = cards.people_names(metadata, reader)
    return tuple(Link(name, peoples.address(key, reader)) for name, key in zip(names, known, strict=True))


def _keeper(view: RecordView, reader: Reader) -> Link:
    name = units.words(view.unit, reader)
    return Link(name.value, units.address(view.unit_code, reader), name.lang)


def _other_titles(metadata: Metadata, title: Text, reader: Reader) -> tuple[Text, ...]:
    texts = description.texts(metadata, "title", reader)
    return tuple(text for text in texts if text.value != title.value)


def _untranslated(stories: tuple[Text, ...], reader: Reader) -> str:
    """Tells who reads another language than the text has that this is all there is."""
    if not stories or any(not story.lang for story in stories):
        return ""
    return say(reader.tag, "Not yet in your language. Shown in: %(name)s", name=language_label(stories[0].lang, reader))


def _summary(stories: tuple[Text, ...], title: Text) -> str:
    text = stories[0].value if stories else title.value
    if len(text) <= SUMMARY:
        return text
    return f"{text[:SUMMARY].rpartition(' ')[0]}…"


def _season(metadata: Metadata, reader: Reader) -> Any:
    today = datetime.now(VIETNAM).date()
    held = occurrence(metadata, today)
    return cards.season(metadata, held, today, reader) if held else None


def manifest_path(view: RecordView) -> str:
    """A manifest needs a file that can be shown, and a record that the public may read."""
    if view.status != "published" or not any(stage.shown(media) for media in view.media):
        return ""
    return f"/iiif/presentation/3/records/{view.identifier}/manifest"


def _banner(view: RecordView, reader: Reader, *, head: bool) -> Banner | None:
    state = _state(view, head=head)
    if not state:
        return None
    heading, sentence = _BANNERS[state]
    desk = url_for("workbench.edit", lang=reader.tag, identifier=view.identifier) if view.kept else ""
    if state == "review":
        ours = Link(say(reader.tag, "To the page of your community"), url_for("workbench.communities", lang=reader.tag))
        return Banner(say(reader.tag, heading), say(reader.tag, sentence), ours)
    link = Link(say(reader.tag, "Open it in the workbench"), desk) if desk else None
    return Banner(say(reader.tag, heading), say(reader.tag, sentence), link)


def _state(view: RecordView, *, head: bool) -> str:
    newer = view.published_version is not None and view.head_version > view.published_version
    states: Mapping[str, bool] = {
        "review": not view.kept and view.version != view.published_version,
        view.status: view.status != "published",
        "head": head and newer,
        "changed": view.kept and newer,
        "restricted": view.access != EVERYONE,
    }
    return next((state for state, holds in states.items() if holds), "")
