"""What search engines are told of the archive, as schema.org: only what everyone may see, whoever looks.

How statements become schema.org is in ``metadata.crosswalks.schema_org``.
"""

from dataclasses import replace
from typing import Any

from app.iiif.canvas import image_id
from app.services import labels
from app.services.access import EVERYONE_ID
from app.services.collections import CollectionCard, CollectionView
from app.services.reading import MediaView, RecordView
from app.services.viewer import VISITOR
from app.web.archive import archive
from app.web.language import say
from metadata.crosswalks import schema_org
from metadata.crosswalks.schema_org import Gathering, Home, Keeper, Medium, Work
from metadata.statements import Metadata, every_value

LARGEST = 1920
_COPIES = {"video": ("progressive.mp4", "video/mp4"), "audio": ("audio.m4a", "audio/mp4")}

Json = dict[str, Any]


def home() -> Home:
    settings = archive().settings
    return Home(settings.base_url, settings.languages)


def site(language: str) -> Json:
    names = {tag: say(tag, "Chiêng: an archive of living heritage") for tag in archive().settings.languages}
    return schema_org.site(home(), names, language)


def open_view(view: RecordView) -> RecordView | None:
    """A record as everyone sees it at any time, the season of the year notwithstanding; ``None`` where they do not."""
    if view.access_id != EVERYONE_ID or view.published_version is None:
        return None
    if view.kept or view.version != view.published_version:
        view = archive().reading.record(VISITOR, view.identifier)
    return replace(view, media=tuple(file for file in view.media if file.access_id == EVERYONE_ID and file.generation))


def record(view: RecordView) -> Json:
    """Of an ``open_view``."""
    metadata = labels.public(view.metadata)
    return schema_org.record(
        Work(
            home=home(),
            identifier=view.identifier,
            kind=view.kind,
            metadata=metadata,
            keeper=Keeper(view.unit_code, view.unit),
            published=view.published_at.date().isoformat() if view.published_at else "",
            changed=view.changed_at.date().isoformat(),
            media=tuple(map(_medium, view.media)),
            related=related(metadata),
        )
    )


def collection(view: CollectionView) -> Json:
    """Of a collection that is published for everyone: what of it everyone may see, a page at a time."""
    base, tags = archive().settings.base_url, archive().settings.languages
    return schema_org.collection(
        Gathering(
            home=home(),
            address=f"{base}/{tags[0]}/collections/{view.identifier}",
            names={tag: [text] for tag, text in view.title.items()},
            stories={tag: [text] for tag, text in view.description.items()},
            keeper=Keeper(view.unit_code, view.unit),
            pages=[f"{base}/{tag}/collections/{view.identifier}" for tag in tags],
            items=(
                *(f"{base}/records/{one.identifier}" for one in view.records if one.access_id == EVERYONE_ID),
                *(f"{base}/{tags[0]}/collections/{one.identifier}" for one in view.collections if _open(one)),
            ),
        )
    )


def open_collection(view: CollectionView) -> CollectionView | None:
    """A collection as everyone sees it; ``None`` where they do not."""
    if view.access_id != EVERYONE_ID or view.status != "published":
        return None
    return archive().collections.collection(VISITOR, view.identifier, page=view.page)


def _open(card: CollectionCard) -> bool:
    return card.access_id == EVERYONE_ID


def related(metadata: Metadata) -> dict[str, str]:
    """Addresses of the records that a description names and everyone may see, by identifier."""
    named = sorted({value["value"] for _path, value in every_value(metadata) if value["type"] == "record"})
    found = archive().reading.cards(VISITOR, named) if named else ()
    base = archive().settings.base_url
    return {other.identifier: f"{base}/records/{other.identifier}" for other in found if other.access_id == EVERYONE_ID}


def _medium(file: MediaView) -> Medium:
    address = f"{archive().settings.base_url}/media/{file.id}"
    content, mime = picture(file) if file.type == "image" else _COPIES.get(file.type, ("", ""))
    width, height = int(file.detail.get("width") or 0), int(file.detail.get("height") or 0)
    scale = min(1.0, LARGEST / width) if file.type == "image" and width else 1.0
    return Medium(
        identifier=file.id,
        type=file.type,
        metadata=labels.public(file.description),
        thumbnail=f"{address}/thumbnail.webp" if file.type != "audio" else "",
        content=content if content.startswith("http") else f"{address}/{content}" if content else "",
        mime=mime,
        width=round(width * scale),
        height=round(height * scale),
        seconds=float(file.detail.get("duration") or 0),
        added=file.created_at.date().isoformat(),
    )


def picture(file: MediaView, page: int | None = None, width: int = LARGEST) -> tuple[str, str]:
    """Where an image, or a page of a document, is to be had as a JPEG at most so wide."""
    own = file.detail["pages"][page - 1]["width"] if page else file.detail["width"]
    service = f"{archive().settings.base_url}/iiif/image/3/{image_id(file.id, page)}"
    return f"{service}/full/{min(int(own), width)},/0/default.jpg", "image/jpeg"
