"""Canvases of a manifest: a picture, a film, a sound, the pages of a document, each with all that stands beside it."""

from collections.abc import Iterator, Sequence

from app.iiif import auth, lines, notes
from app.iiif.resources import ORIGIN, Json, filled, linked, pairs, rights
from app.iiif.work import Item, LanguageMap, Size, Words

ALTO = "http://www.loc.gov/standards/alto/ns-v4#"
WAVEFORM = (1200, 240)
"""The size of the picture of a sound, in pixels."""

_PEAKS = "https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md"
_HLS = "application/vnd.apple.mpegurl"
_WAVES: LanguageMap = {"vi": ["Dạng sóng âm"], "en": ["Waveform"]}
_WHOLE: LanguageMap = {"vi": ["Tệp đầy đủ"], "en": ["Whole file"]}
_ADAPTIVE: LanguageMap = {"vi": ["Phát theo tốc độ mạng"], "en": ["Adapts to the connection"]}
_HEARD: LanguageMap = {"vi": ["Chỉ nghe tiếng"], "en": ["Sound alone"]}
_POSTER: LanguageMap = {"vi": ["Hình đại diện"], "en": ["Poster"]}
_COPY: LanguageMap = {"vi": ["Tải về"], "en": ["Download"]}
_READ: LanguageMap = {"vi": ["Chữ trên trang"], "en": ["Text of the page"]}
_PLACED: LanguageMap = {"vi": ["Chữ và vị trí trên trang (ALTO)"], "en": ["Words and their places (ALTO)"]}
_CAPTIONS: LanguageMap = {"vi": ["Phụ đề"], "en": ["Captions"]}
_TRANSCRIPT: LanguageMap = {"vi": ["Bản chép lời"], "en": ["Transcript"]}

_THUMBNAIL = 480  # pixels wide, and at most twice as high (``app.services.media.making``)
_PREVIEW = 400


_ANNOUNCED = frozenset({"id", "type", "label", "width", "height", "duration", "summary", "items"})


def image_id(media: str, page: int | None = None) -> str:
    """The identifier in the Image API: the file's, or of a page of a document ``FILE~PAGE``, counted from 1."""
    return media if page is None else f"{media}~{page}"


def canvas_id(base: str, media: str, page: int | None = None) -> str:
    return f"{base}/canvas/{image_id(media, page)}"


def canvases(base: str, item: Item) -> Iterator[Json]:
    for canvas in _whole(base, item):
        yield _outside(canvas, item) if item.announced else canvas


def _outside(canvas: Json, item: Item) -> Json:
    """What is announced: that it is there, how large or long it is, and whom to ask."""
    told = {name: value for name, value in canvas.items() if name in _ANNOUNCED}
    return told | ({"thumbnail": [small(item)]} if item.preview else {})


def _whole(base: str, item: Item) -> Iterator[Json]:
    if item.type == "document":
        for number, size in enumerate(item.pages, 1):
            yield _page(base, item, number, size)
        return
    canvas = canvas_id(base, item.media)
    yield filled(
        {
            "id": canvas,
            "type": "Canvas",
            "label": item.label,
            **_measures(item),
            **_told(item),
            "thumbnail": [thumbnail(item)],
            "seeAlso": [*_data(item), *_words_placed(item, 1)],
            "rendering": [*_copies(item), *_texts(item), *_words_read(item, 1)],
            "placeholderCanvas": _beside(canvas, "placeholder", _POSTER, _poster(item)) if item.type == "video" else {},
            "accompanyingCanvas": _beside(canvas, "accompanying", _WAVES, waves(item)) if item.type == "audio" else {},
            "items": [_painting(canvas, _body(item))],
            "annotations": [*_supplements(canvas, item), *_lines(canvas, item, 1), *_notes(canvas, item, 1)],
        }
    )


def _measures(item: Item) -> Json:
    sized = {"width": item.size[0], "height": item.size[1]} if all(item.size) and item.type != "audio" else {}
    return sized | ({"duration": item.seconds} if item.seconds and item.type != "image" else {})


def _told(item: Item) -> Json:
    day = f"{item.day}T00:00:00Z" if item.day else None
    return {"metadata": pairs(item.pairs), "summary": item.summary, "rights": rights(item.rights), "navDate": day}


def _page(base: str, item: Item, number: int, size: Size) -> Json:
    canvas = canvas_id(base, item.media, number)
    image = image_id(item.media, number)
    return filled(
        {
            "id": canvas,
            "type": "Canvas",
            "label": page_label(number),
            "width": size[0],
            "height": size[1],
            **(_told(item) if number == 1 else {}),
            "thumbnail": [_preview(image, size)],
            "seeAlso": _words_placed(item, number),
            "rendering": _words_read(item, number),
            "items": [_painting(canvas, picture(image, size, guarded=item.guarded))],
            "annotations": [*_lines(canvas, item, number), *_notes(canvas, item, number)],
        }
    )


def page_label(number: int) -> LanguageMap:
    return {"vi": [f"Trang {number}"], "en": [f"Page {number}"]}


def _painting(canvas: str, body: Json) -> Json:
    return {"id": f"{canvas}/painting", "type": "AnnotationPage", "items": [_annotation(canvas, "painting", "1", body)]}


def _annotation(canvas: str, motivation: str, name: str, body: Json) -> Json:
    return {
        "id": f"{canvas}/{motivation}/{name}",
        "type": "Annotation",
        "motivation": motivation,
        "body": body,
        "target": canvas,
    }


def _body(item: Item) -> Json:
    if item.type == "image":
        return picture(item.media, item.size, guarded=item.guarded)
    kind, file, mime = played(item)
    # The first of a choice is what viewers play that know nothing of adaptive streaming.
    sources = [(kind, file, mime, _WHOLE), (kind, "master.m3u8", _HLS, _ADAPTIVE)]
    if item.alone:
        sources.append(("Sound", item.alone, "audio/mp4", _HEARD))
    return {
        "type": "Choice",
        "items": [
            {"id": media(item, name), "type": kind, "label": label, "format": mime, **_extent(item, kind)}
            | ({} if item.announced else {"thumbnail": [thumbnail(item)]})
            | ({"service": [auth.probe(ORIGIN, ORIGIN, f"{item.media}/{name}")]} if item.guarded else {})
            for kind, name, mime, label in sources
        ],
    }


def _extent(item: Item, kind: str) -> Json:
    return {"duration": item.seconds} if kind == "Sound" else _measures(item)


def played(item: Item) -> tuple[str, str, str]:
    """What a recording is in IIIF's words, its whole file, and the type of that."""
    return ("Video", "progressive.mp4", "video/mp4") if item.type == "video" else ("Sound", "audio.m4a", "audio/mp4")


def service(image: str) -> Json:
    return {"id": f"{ORIGIN}/iiif/image/3/{image}", "type": "ImageService3", "profile": "level2"}


def picture(image: str, size: Size, *, guarded: bool = False) -> Json:
    """What is guarded says so beside the picture, and within its service."""
    told, probes = service(image), [auth.probe(ORIGIN, ORIGIN, image)] if guarded else []
    return {
        "id": f"{told['id']}/full/max/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "width": size[0],
        "height": size[1],
        "service": [filled({**told, "service": probes}), *probes],
    }


def _beside(canvas: str, name: str, label: LanguageMap, body: Json) -> Json:
    sized = {"width": body["width"], "height": body["height"]}
    other = f"{canvas}/{name}"
    return {"id": other, "type": "Canvas", "label": label, **sized, "items": [_painting(other, body)]}


def _poster(item: Item) -> Json:
    width, height = item.size if all(item.size) else (16, 9)
    location = media(item, "poster.webp")
    return {"id": location, "type": "Image", "format": "image/webp", "width": width, "height": height}


def waves(item: Item) -> Json:
    """The picture of a sound."""
    location = media(item, "waveform.svg")
    width, height = WAVEFORM
    return {"id": location, "type": "Image", "format": "image/svg+xml", "width": width, "height": height}


def _supplements(canvas: str, item: Item) -> Iterator[Json]:
    """Captions and transcripts, as cookbook and viewers have it: a file for each language beside the whole canvas."""
    for name, label, words in (("captions", _CAPTIONS, item.captions), ("transcripts", _TRANSCRIPT, item.transcripts)):
        if words:
            items = [
                _annotation(canvas, "supplementing", f"{name}-{one.language}", _text(item, name, one)) for one in words
            ]
            yield {"id": f"{canvas}/{name}", "type": "AnnotationPage", "label": label, "items": items}


def _text(item: Item, folder: str, words: Words) -> Json:
    ending, mime = ("vtt", "text/vtt") if words.timed else ("txt", "text/plain")
    location = media(item, f"{folder}/{words.language}.{ending}")
    label = words.name if folder == "captions" else _transcript(words)  # players offer both in one list
    return {"id": location, "type": "Text", "label": label, "format": mime, "language": words.language}


def _transcript(words: Words) -> LanguageMap:
    return {tag: [f"{text}: {_in(words.name, tag)}"] for tag, (text,) in _TRANSCRIPT.items()}


def _notes(canvas: str, item: Item, page: int) -> list[Json]:
    """What people noted may be much: it has an address of its own, asked for when it is wanted. Of a recording it is in
    the manifest, too: Mirador 4 looks for captions in every page of a film and fails on one without ``items``."""
    if page not in item.noted:
        return []
    told = notes.annotations(canvas, item.notes) if item.type in ("video", "audio") else []
    return [filled({**notes.named(canvas), "items": told})]


def _lines(canvas: str, item: Item, page: int) -> list[Json]:
    """Where there are any: of a blank page there is ALTO too, which says that it was read."""
    there = page in item.placed & item.read and item.type in ("image", "document")
    return [lines.named(canvas)] if there else []


def _data(item: Item) -> Iterator[Json]:
    if item.type == "audio":
        yield linked("Dataset", media(item, "waveform.json"), _WAVES, "application/json", _PEAKS)


def _copies(item: Item) -> Iterator[Json]:
    """What anybody may take away who may see it. There is no copy of a document: its originals may carry names."""
    if not item.copied:
        return
    if item.type == "image":
        yield linked("Image", media(item, "download"), _said(_COPY, "JPEG"), "image/jpeg")
        return
    kind, file, mime = played(item)
    yield linked(kind, media(item, file), _said(_COPY, file.rpartition(".")[2].upper()), mime)
    if item.alone:
        yield linked("Sound", media(item, item.alone), _said(_HEARD, "MP4"), "audio/mp4")


def _texts(item: Item) -> Iterator[Json]:
    for words in item.transcripts:
        location = media(item, f"transcripts/{words.language}.txt")
        yield linked("Text", location, _transcript(words), "text/plain") | {"language": [words.language]}


def _in(name: LanguageMap, tag: str) -> str:
    return next((name[known][0] for known in (tag, *name) if known in name), tag)


def _words_read(item: Item, page: int) -> list[Json]:
    text = media(item, f"pages/{page}.txt")
    return [linked("Text", text, _READ, "text/plain")] if page in item.read else []


def _words_placed(item: Item, page: int) -> list[Json]:
    words = media(item, f"pages/{page}.alto.xml")
    return [linked("Dataset", words, _PLACED, "application/xml", ALTO)] if page in item.placed else []


def _said(label: LanguageMap, form: str) -> LanguageMap:
    return {tag: [f"{text} ({form})" for text in texts] for tag, texts in label.items()}


def thumbnail(item: Item) -> Json:
    if item.type == "audio":
        return waves(item)
    if item.type == "video":
        return small(item) | (_sized(_fitted(item.size)) if all(item.size) else {})
    page, size = next(iter(item.images))
    return small(item) | _sized(_fitted(size)) | {"service": [service(image_id(item.media, page))]}


def small(item: Item) -> Json:
    return {"id": media(item, "thumbnail.webp"), "type": "Image", "format": "image/webp"}


def _preview(image: str, size: Size) -> Json:
    """The level of the pyramid that is small enough: it is sent as it lies there."""
    while max(size) > _PREVIEW:
        size = max(1, size[0] // 2), max(1, size[1] // 2)
    told = service(image)
    location = f"{told['id']}/full/{size[0]},{size[1]}/0/default.jpg"
    return {"id": location, "type": "Image", "format": "image/jpeg", **_sized(size), "service": [told]}


def _fitted(full: Size) -> Size:
    scale = min(1.0, _THUMBNAIL / full[0], 2 * _THUMBNAIL / full[1])
    return max(1, round(full[0] * scale)), max(1, round(full[1] * scale))


def _sized(size: Sequence[int]) -> Json:
    return {"width": size[0], "height": size[1]}


def media(item: Item, name: str) -> str:
    return f"{ORIGIN}/media/{item.media}/{name}"
