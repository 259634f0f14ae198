"""Descriptions and files for tests, true to life and short."""

from io import BytesIO
from typing import Any

from PIL import Image

from app.bootstrap import Archive
from app.services import texts
from app.services.viewer import Viewer


def text(value: str, lang: str = "vi") -> dict[str, Any]:
    return {"type": "text", "value": value, "lang": lang}


def festival(name: str = "Lễ hội cồng chiêng", **more: Any) -> dict[str, Any]:
    """A description that may be published."""
    return {
        "title": [text(name), text("Gong festival", "en")],
        "description": [text("Tiếng chiêng mở đầu lễ mừng lúa mới."), text("Gongs open the feast of new rice.", "en")],
        "people": [{"type": "concept", "value": "xtieng", "vocabulary": "peoples"}],
        "license": [{"type": "concept", "value": "CC0-1.0", "vocabulary": "licences"}],
        **more,
    }


def jpeg(width: int = 640, height: int = 480, colour: str = "#9e2a2b") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "JPEG")
    file.seek(0)
    return file


def published(archive: Archive, officer: Viewer, name: str = "Lễ hội cồng chiêng", *, access: str = "everyone") -> str:
    """The identifier of a festival that is published."""
    saved = archive.records.create(officer, "festival", texts.body(festival(name)), access=access)
    archive.records.publish(officer, saved.identifier, base=saved.version)
    return saved.identifier
