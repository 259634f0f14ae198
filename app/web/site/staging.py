"""Gathers for a stage what stands beside its films and songs: once for all files, in full for the one seen first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flask import request, url_for

from app.services.media.texts import CAPTIONS, CHAPTERS, PAGE, TRANSCRIPT
from app.services.reading import RecordView
from app.services.viewer import Viewer
from app.web.archive import archive
from app.web.site import beside, page_words, stage
from app.web.site.beside import Place, Texts
from app.web.site.stage import Stage
from app.web.site.told import Steps
from app.web.site.values import Reader


def stand(viewer: Viewer, view: RecordView, wanted: Stage, reader: Reader, sequences: Sequence[Steps]) -> Stage:
    texts: Mapping[str, Texts] = archive().reading.texts_of([file.id for file in view.media])
    stepped = {step.media for sequence in sequences for step in sequence.steps if step.media}
    has_more = (CAPTIONS, CHAPTERS, TRANSCRIPT)
    told = [
        id
        for id in stage.playable(view.media, wanted)
        if id in stepped or any(texts.get(id, {}).get(kind) for kind in has_more)
    ]
    first = stage.first_seen(view.media, wanted)
    place = places(view.identifier, wanted, reader)
    seen = beside.beside(viewer, place(first), texts.get(first, {}), reader, sequences) if first in told else None
    panels = {id: place(id).panel for id in told}
    worded = replace(wanted, texts=texts, beside=seen, panels=panels)
    return _with_pages(view, worded, reader, first)


def _with_pages(view: RecordView, wanted: Stage, reader: Reader, first: str) -> Stage:
    """The words of the page that is seen first, and the addresses of all others that have some."""
    written = [file for file in view.media if stage.shown(file) and PAGE in wanted.texts.get(file.id, {})]
    seen = next((file for file in written if file.id == first), None)
    addresses = {file.id: page_words.address(view.identifier, file.id, reader) for file in written}
    return replace(wanted, page_text=page_words.first(seen, wanted.sheet), page_texts=addresses)


def places(record: str, wanted: Stage, reader: Reader) -> Callable[[str], Place]:
    def place(media: str) -> Place:
        page = url_for("site.transcript", lang=reader.tag, identifier=record, media_id=media)
        page = page.removeprefix(request.script_root)
        panel = url_for("media.beside", media_id=media, lang=reader.tag)
        return Place(record, media, wanted.address(media), page, panel, wanted.words)

    return place
