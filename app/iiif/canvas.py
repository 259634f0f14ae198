"""Canvases of a manifest: a picture, a film, a sound, the pages of a document."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from app.iiif.work import Item, LanguageMap, Pair, Size

ORIGIN = "https://origin.invalid"
"""Stands in stored manifests where the archive's own address goes when they are sent."""

Json: TypeAlias = dict[str, Any]

_HLS = "application/vnd.apple.mpegurl"
_WAVEFORM = {"vi": ["Dạng sóng âm"], "en": ["Waveform"]}
_WHOLE = {"vi": ["Tệp đầy đủ"], "en": ["Whole file"]}
_ADAPTIVE = {"vi": ["Phát theo tốc độ mạng"], "en": ["Adapts to the connection"]}


def image_id(media: str, page: int | None = None) -> str:
    """The identifier in the Image API: the file's, or of a page of a document ``FILE~PAGE``, counted from 1."""
    return media if page is None else f"{media}~{page}"


def canvases(base: str, item: Item) -> Iterator[Json]:
    if item.type == "document":
        for number, size in enumerate(item.pages, 1):
            yield _page(base, item, number, size)
        return
    canvas = f"{base}/canvas/{item.media}"
    yield filled(
        {
            "id": canvas,
            "type": "Canvas",
            "label": item.label,
            **_measures(item),
            "metadata": pairs(item.pairs),
            "summary": item.summary,
            "rights": rights(item.rights),
            "seeAlso": [data(_media(item, "waveform.json"), _WAVEFORM)] if item.type == "audio" else None,
            "placeholderCanvas": _poster(canvas, item) if item.type == "video" else None,
            "thumbnail": [thumbnail(item)] if item.type != "audio" else None,
            "items": [_painting(canvas, _body(item))],
            "annotations": [_captions(canvas, item)] if item.captions else None,
        }
    )


def _measures(item: Item) -> Json:
    sized = {"width": item.size[0], "height": item.size[1]} if all(item.size) and item.type != "audio" else {}
    return sized | ({"duration": item.seconds} if item.seconds and item.type != "image" else {})


def _page(base: str, item: Item, number: int, size: Size) -> Json:
    canvas = f"{base}/canvas/{image_id(item.media, number)}"
    told = (
        {"metadata": pairs(item.pairs), "summary": item.summary, "rights": rights(item.rights)} if number == 1 else {}
    )
    return filled(
        {
            "id": canvas,
            "type": "Canvas",
            "label": {"vi": [f"Trang {number}"], "en": [f"Page {number}"]},
            "width": size[0],
            "height": size[1],
            **told,
            "items": [_painting(canvas, _picture(image_id(item.media, number), size))],
        }
    )


def _painting(canvas: str, body: Json) -> Json:
    annotation = {
        "id": f"{canvas}/painting/1",
        "type": "Annotation",
        "motivation": "painting",
        "body": body,
        "target": canvas,
    }
    return {"id": f"{canvas}/painting", "type": "AnnotationPage", "items": [annotation]}


def _body(item: Item) -> Json:
    if item.type == "image":
        return _picture(item.media, item.size)
    kind, file, format = (
        ("Video", "progressive.mp4", "video/mp4") if item.type == "video" else ("Sound", "audio.m4a", "audio/mp4")
    )
    # The first of a choice is what viewers play that know nothing of adaptive streaming.
    sources = ((file, format, _WHOLE), ("master.m3u8", _HLS, _ADAPTIVE))
    return {
        "type": "Choice",
        "items": [
            {"id": _media(item, name), "type": kind, "label": label, "format": mime, **_measures(item)}
            for name, mime, label in sources
        ],
    }


def _picture(image: str, size: Size) -> Json:
    service = f"{ORIGIN}/iiif/image/3/{image}"
    return {
        "id": f"{service}/full/max/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "width": size[0],
        "height": size[1],
        "service": [{"id": service, "type": "ImageService3", "profile": "level2"}],
    }


def _poster(canvas: str, item: Item) -> Json:
    placeholder = f"{canvas}/placeholder"
    body = {"id": _media(item, "poster.webp"), "type": "Image", "format": "image/webp"}
    sized = {"width": item.size[0] or 16, "height": item.size[1] or 9}
    return {"id": placeholder, "type": "Canvas", **sized, "items": [_painting(placeholder, body | sized)]}


def _captions(canvas: str, item: Item) -> Json:
    annotations = [
        {
            "id": f"{canvas}/captions/{language}",
            "type": "Annotation",
            "motivation": "supplementing",
            "body": {
                "id": _media(item, f"captions/{language}.vtt"),
                "type": "Text",
                "label": label,
                "format": "text/vtt",
                "language": language,
            },
            "target": canvas,
        }
        for language, label in item.captions
    ]
    return {"id": f"{canvas}/captions", "type": "AnnotationPage", "items": annotations}


def data(address: str, label: LanguageMap) -> Json:
    return {"id": address, "type": "Dataset", "label": label, "format": "application/json"}


def thumbnail(item: Item) -> Json:
    return {"id": _media(item, "thumbnail.webp"), "type": "Image", "format": "image/webp"}


def _media(item: Item, name: str) -> str:
    return f"{ORIGIN}/media/{item.media}/{name}"


def pairs(told: Sequence[Pair]) -> list[Json]:
    return [pair(one) for one in told]


def pair(told: Pair) -> Json:
    return {"label": told.label, "value": told.value}


def rights(uri: str | None) -> str | None:
    """Both houses name their statements with ``http``, and the specification wants the name, not the address."""
    name = (uri or "").replace("https://", "http://", 1)
    return name if name.startswith(("http://creativecommons.org/", "http://rightsstatements.org/vocab/")) else None


def filled(resource: Json) -> Json:
    return {key: value for key, value in resource.items() if value not in (None, [], {})}
