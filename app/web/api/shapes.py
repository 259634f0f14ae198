"""Records as JSON: what the API tells of one, and of its media files."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from app.services import labels
from app.services.media.copying import refusal
from app.services.reading import MediaView, RecordView
from app.web.archive import archive, language, viewer
from app.web.problems import sentence
from metadata import statements
from metadata.statements import Value

Json = dict[str, Any]
_MEASURES = ("width", "height", "duration")


def record(view: RecordView) -> Json:
    """Staff of its unit are told of versions and access; nobody else of people not to be named."""
    metadata = view.metadata if view.kept else _public(view)
    progress = archive().desk.progress([media.id for media in view.media])
    captions = archive().reading.caption_languages([media.id for media in view.media])
    told: Json = {
        "identifier": view.identifier,
        "kind": view.kind,
        "status": view.status,
        "version": view.version,
        "unit": {"code": view.unit_code, "name": view.unit},
        "metadata": labelled(metadata),
        "media": [_media(media, view, progress.get(media.id), captions.get(media.id, ())) for media in view.media],
        "announced_media": view.announced_media,
        "created": _instant(view.created_at),
        "published": _instant(view.published_at),
        "changed": _instant(view.changed_at),
        "links": record_links(view),
    }
    if view.kept:
        told |= {"head_version": view.head_version, "published_version": view.published_version, "access": view.access}
    return told


def record_links(view: RecordView) -> Json:
    links: Json = {
        "self": _address(f"/api/v1/records/{view.identifier}"),
        "record": _address(f"/records/{view.identifier}"),
        "pages": {tag: _address(f"/{tag}/records/{view.identifier}") for tag in archive().settings.languages},
    }
    if any(media.generation for media in view.media):
        links["manifest"] = _address(f"/iiif/presentation/3/records/{view.identifier}/manifest")
    return links


def labelled(metadata: Mapping[str, Iterable[Value]]) -> Json:
    """Statements as they are kept, with what concepts and dates are called, and the URIs that they have elsewhere."""
    return {term: [_value(value) for value in values] for term, values in metadata.items()}


def _value(value: Value) -> Json:
    told = dict(value)
    if label := labels.labels(value, archive().settings.languages):
        told["label"] = label
    if uri := _uri(value):
        told["uri"] = uri
    if "parts" in told:
        told["parts"] = labelled(told["parts"])
    return told


def _uri(value: Value) -> str | None:
    return _address(f"/records/{value['value']}") if value["type"] == "record" else labels.uri(value)


def _public(view: RecordView) -> Json:
    """Without people who are not to be named, and without records and files that this reader may not see."""
    public = labels.public(view.metadata)
    related = {value["value"] for _, value in statements.every_value(public) if value["type"] == "record"}
    seen = {card.identifier for card in archive().reading.cards(viewer(), sorted(related))} if related else set()
    return _without(public, related - seen, {media.id for media in view.media})


def _without(metadata: Json, hidden: set[str], files: set[str]) -> Json:
    kept: Json = {}
    for term, values in metadata.items():
        told = [
            {**value, "parts": _without(value["parts"], hidden, files)} if "parts" in value else value
            for value in values
            if (value["type"] != "record" or value["value"] not in hidden)
            and (term not in statements.FILES or value["value"] in files)
        ]
        if told:
            kept[term] = told
    return kept


def _media(media: MediaView, view: RecordView, progress: tuple[int, int] | None, captions: Iterable[str]) -> Json:
    kept = view.kept
    copied = kept or refusal(view.metadata, view.access_id, media) is None
    told: Json = {
        "id": media.id,
        "type": media.type,
        "state": media.state,
        "label": {tag: texts[0] for tag, texts in statements.texts(media.description, "label").items()},
        **{name: media.detail[name] for name in _MEASURES if media.detail.get(name)},
        "metadata": labelled(media.description if kept else labels.public(media.description)),
        "links": _media_links(media, kept, copied, captions),
    }
    if pages := media.detail.get("pages"):
        told["pages"] = len(pages)
    if progress:
        told["progress"] = {"done": progress[0], "total": progress[1]}
    if kept:
        told["filename"] = media.filename
        if media.problem:
            told["problem"] = sentence(media.problem, language())
    return told


def _media_links(media: MediaView, kept: bool, copied: bool, captions: Iterable[str]) -> Json:
    sound = tuple(name for name in ("audio.m4a", "waveform.json") if "audio.m4a" in media.detail.get("files", ()))
    names: dict[str, tuple[str, ...]] = {
        "image": ("thumbnail.webp", "download"),
        "video": ("thumbnail.webp", "poster.webp", "master.m3u8", "progressive.mp4", *sound, "download"),
        "audio": ("master.m3u8", "audio.m4a", "waveform.json", "download"),
        "document": ("thumbnail.webp",),
    }
    base = f"/media/{media.id}"
    links: Json = {}
    if media.generation:
        offered = [name for name in names.get(media.type, ()) if copied or name != "download"]
        links = {name.partition(".")[0]: _address(f"{base}/{name}") for name in offered}
        if media.type == "image":
            links["image"] = _address(f"/iiif/image/3/{media.id}/info.json")
        if media.type == "document":
            links["page"] = _address(f"/iiif/image/3/{media.id}~{{page}}/info.json")
        if tracks := {tag: _address(f"{base}/captions/{tag}.vtt") for tag in captions}:
            links["captions"] = tracks
    return links | ({"original": _address(f"{base}/original")} if kept else {})


def _address(path: str) -> str:
    return archive().settings.base_url + path


def _instant(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z") if value else None
