"""What one may do with a record: share a place in it, cite it, take copies, drag its manifest into another viewer.

Which copies there may be is decided in ``app.services.media.copying``; how it is cited, in ``app.web.citing``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flask import url_for

from app.iiif.canvas import image_id
from app.services import labels
from app.services.media import texts
from app.services.media.copying import refusal
from app.services.reading import MediaView as File
from app.services.reading import RecordView
from app.web import citing
from app.web.archive import archive
from app.web.language import name_of, noted, number, say
from app.web.problems import sentence
from app.web.site.media_views import MediaView
from app.web.site.players import COPY_EDGE, picture_size
from app.web.site.reuse_views import Citation, Copies, Copy, Reuse, Share
from app.web.site.stage import Stage
from app.web.site.told import Link
from app.web.site.values import Reader, language_label
from metadata.statements import Metadata
from metadata.vocabulary import vocabulary

_EDGES = ((noted("Small"), 800), (noted("Medium"), 1600), (noted("Large"), 4096))
_WHOLE = {
    "video": ("progressive.mp4", noted("Film (MP4)")),
    "audio": ("audio.m4a", noted("Sound (M4A)")),
}
_SOUND = ("audio.m4a", noted("Its sound alone (M4A)"))


def of_record(view: RecordView, media: Sequence[MediaView], stage: Stage, manifest: str, reader: Reader) -> Reuse:
    """``media`` as they stand on the stage, in the order of the record's files."""
    metadata = labels.public(view.metadata)
    files = {file.id: file for file in view.media}
    shown = [(item, files[item.id]) for item in media if item.state == "ready"]
    return Reuse(
        citations=tuple(_citations(view, reader)),
        forms=_forms(view, reader) if view.status == "published" and view.version == view.published_version else (),
        files=tuple(_copies(item, file, view, metadata, stage, reader) for item, file in shown),
        terms=tuple(_terms(metadata, reader)),
        share=share(view.identifier, manifest, reader) if manifest else None,
    )


def share(record: str, manifest: str, reader: Reader) -> Share:
    base = archive().settings.base_url
    page = url_for("site.record", lang=reader.tag, identifier=record)
    return Share(
        manifest=base + manifest,
        page=base + page,
        pattern=f"{base}{page.replace(record, '{record}')}",
        viewer=base + url_for("viewer.anything", lang=reader.tag),
    )


def without_refused(view: RecordView, media: Sequence[MediaView]) -> tuple[MediaView, ...]:
    """The files as they stand on the stage, none with a copy to take that is not to be had."""
    allowed = {file.id for file in view.media if view.kept or refusal(view.metadata, view.access_id, file) is None}
    return tuple(item if item.id in allowed else replace(item, download=None) for item in media)


def _citations(view: RecordView, reader: Reader) -> Iterator[Citation]:
    """In every language of the archive, the reader's first: who writes in English cites in English."""
    for tag in sorted(archive().settings.languages, key=lambda tag: tag != reader.tag):
        yield Citation(tag, name_of(tag), citing.sentence(view, tag))


def _forms(view: RecordView, reader: Reader) -> tuple[Link, ...]:
    path = f"/records/{view.identifier}"
    return tuple(Link(form.name, f"{path}.{form.ending}?lang={reader.tag}") for form in citing.FORMS)


def _terms(metadata: Metadata, reader: Reader) -> Iterator[Link]:
    for term, name in (("license", "licences"), ("rights", "rights"), ("notice", "notices")):
        known = vocabulary(name).concepts
        for value in metadata.get(term, ()):
            if value["value"] in known:
                concept = known[value["value"]]
                yield Link(concept.label(reader.tag), concept.uri or "")


def _copies(item: MediaView, file: File, view: RecordView, metadata: Metadata, stage: Stage, reader: Reader) -> Copies:
    problem = None if view.kept else refusal(metadata, view.access_id, file)
    if problem is not None:
        return Copies(item.label, item.type_label, refused=sentence(problem, reader.tag))
    written = stage.texts.get(file.id, {})
    return Copies(
        item.label,
        item.type_label,
        tuple(_pictures(item, file, reader) if file.type in ("image", "document") else _recordings(item, file, reader)),
        tuple(_words(file, written, reader)),
        tuple(_terms(labels.public(file.description), reader)),
    )


def _pictures(item: MediaView, file: File, reader: Reader) -> Iterator[Copy]:
    """By the canonical addresses of the Image API: what one reader has fetched, a cache has for the next."""
    sheet = item.sheets.number if item.sheets else None
    pages = file.detail.get("pages", ())
    detail = pages[sheet - 1] if sheet else file.detail
    width, height = int(detail["width"]), int(detail["height"])
    service = f"/iiif/image/3/{image_id(file.id, sheet)}"
    whole = picture_size(file) if file.type == "image" else 0
    copied = width * min(1.0, COPY_EDGE / max(width, height))
    for edge_name, edge in _EDGES:
        scale = min(1.0, edge / max(width, height))
        across, down = max(1, round(width * scale)), max(1, round(height * scale))
        size = "max" if scale == 1 else f"{across},{down}"
        told = say(reader.tag, edge_name)
        page = say(reader.tag, "Page %(number)s", number=sheet) if sheet and len(pages) > 1 else ""
        name = f"{_named(item)}{f' - {sheet}' if sheet else ''} - {across}x{down}.jpg"
        facts = f"{number(across, reader.tag)} × {number(down, reader.tag)}"
        weight = round(whole * (across / copied) ** 2)
        label = f"{page}: {told}" if page else told
        yield Copy(f"{service}/full/{size}/0/default.jpg", label, facts, weight, name, about=True)
        if scale == 1:
            return


def _recordings(item: MediaView, file: File, reader: Reader) -> Iterator[Copy]:
    sizes: Mapping[str, int] = file.detail.get("files", {})
    name, label = _WHOLE[file.type]
    yield Copy(f"/media/{file.id}/download", say(reader.tag, label), size=int(sizes.get(name, 0)))
    sound, heard = _SOUND
    if file.type == "video" and sound in sizes:
        ending = f"{_named(item)}.m4a"
        yield Copy(f"/media/{file.id}/{sound}", say(reader.tag, heard), size=int(sizes[sound]), name=ending)


def _words(file: File, written: Mapping[str, Sequence[str]], reader: Reader) -> Iterator[Copy]:
    """What is said and written in it."""
    address = f"/media/{file.id}"
    for tag in written.get(texts.TRANSCRIPT, ()):
        said = say(reader.tag, "Transcript: %(name)s", name=language_label(tag, reader))
        yield Copy(f"{address}/transcripts/{tag}.txt", said, name=f"{file.id}.{tag}.txt")
    for tag in written.get(texts.CAPTIONS, ()):
        said = say(reader.tag, "Captions: %(name)s (WebVTT)", name=language_label(tag, reader))
        yield Copy(f"{address}/captions/{tag}.vtt", said, name=f"{file.id}.{tag}.vtt")
    if written.get(texts.PAGE):
        yield Copy(f"{address}/words.txt", say(reader.tag, "The words of all pages"), name=f"{file.id}.txt")


def _named(item: MediaView) -> str:
    """As what is taken is called; no stroke in it, which would be a folder's."""
    return item.label.value.replace("/", "-").replace("\\", "-")[:80] or item.id
