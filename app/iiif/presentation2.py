"""Manifests and collections of the IIIF Presentation API 2.1, for viewers that know no later one, from the same works.

It has no canvas with a length: of a film stands its poster, of a sound its outline, with the file behind a link
(``rendering``) and a word that says so. Chapters, captions on the film and notes are for version 3 alone.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from app.iiif import content_search_v1
from app.iiif.canvas import canvases, image_id, page_label, thumbnail
from app.iiif.presentation import face, forms
from app.iiif.resources import ORIGIN, Json, address, filled, rights
from app.iiif.work import Item, LanguageMap, Listed, Pair, Shelf, Size, Work

CONTEXT: Final = "http://iiif.io/api/presentation/2/context.json"
IMAGE: Final = "http://iiif.io/api/image/2/context.json"
LEVEL_2: Final = "http://iiif.io/api/image/2/level2.json"

_SMALL = 1200  # a canvas is twice as large as an image with a shorter side (5.3)
_ELSEWHERE: dict[str, LanguageMap] = {
    "video": {
        "vi": ["Ở đây chỉ có ảnh đại diện; xem phim bằng liên kết tải về."],
        "en": ["Here is only a still; the film is behind the link to the file."],
    },
    "audio": {
        "vi": ["Ở đây chỉ có hình sóng âm; nghe bằng liên kết tải về."],
        "en": ["Here is only a picture of the sound; it is heard by the link to the file."],
    },
}


def manifest(work: Work) -> str:
    """Of what is announced nothing is told: older viewers know no way to ask for it."""
    work = replace(work, items=tuple(item for item in work.items if not item.announced))
    base = address(f"records/{work.identifier}", 2)
    hint = [one for one in work.behavior if one in ("paged", "individuals")]
    return _written(
        {
            "@id": f"{base}/manifest",
            "@type": "sc:Manifest",
            "navDate": f"{work.day}T00:00:00Z" if work.day else None,
            "label": _said(work.label),
            "metadata": _pairs(work.pairs),
            "description": _said(work.summary),
            "attribution": _said(work.credit),
            "license": rights(work.rights),
            "viewingDirection": "right-to-left" if work.right_to_left else None,
            "viewingHint": hint[0] if hint else None,
            "thumbnail": _image(thumbnail(face(work))),
            "related": [_linked(_page(work.label, f"/{tag}/records/{work.identifier}")) for tag in work.languages],
            "seeAlso": [_linked(form) for form in forms(work)],
            "within": [address(path, 2) for path, _label in work.within],
            "service": _search(work),
            "sequences": [_sequence(base, work)],
            "structures": list(_ranges(base, work)),
        }
    )


def collection(shelf: Shelf) -> str:
    kinds = {"Collection": "collections", "Manifest": "manifests"}
    return _written(
        {
            "@id": address(shelf.path, 2),
            "@type": "sc:Collection",
            "label": _said(shelf.label),
            "description": _said(shelf.summary or {}),
            "metadata": _pairs(shelf.pairs),
            "thumbnail": _small(shelf.picture),
            "attribution": _said(shelf.keeper.name) if shelf.keeper else None,
            "related": [
                _linked({"id": ORIGIN + path, "label": shelf.label, "format": "text/html"}) for _, path in shelf.pages
            ],
            "within": address(shelf.whole[0], 2) if shelf.whole else None,
            **{name: [_listed(one) for one in shelf.items if one.type == kind] for kind, name in kinds.items()},
        }
    )


def _written(resource: Json) -> str:
    return json.dumps({"@context": CONTEXT, **filled(resource)}, ensure_ascii=False, separators=(",", ":"))


def _listed(one: Listed) -> Json:
    told = {"@id": address(one.path, 2), "@type": f"sc:{one.type}", "label": _said(one.label)}
    return filled({**told, "thumbnail": _small(one.picture)})


def _small(picture: str) -> Json | None:
    media = f"{ORIGIN}/media/{picture}/thumbnail.webp"
    return {"@id": media, "@type": "dctypes:Image", "format": "image/webp"} if picture else None


def _search(work: Work) -> Json | None:
    if not any(item.worded for item in work.shown):
        return None
    told = content_search_v1.service(ORIGIN, work.identifier)
    within = [{"@context": told["@context"], **inner} for inner in told["service"]]
    return {**told, "service": within[0]}


def _sequence(base: str, work: Work) -> Json:
    first = face(work)
    page = next((number for number, _size in first.images), None)
    return {
        "@id": f"{base}/sequence/normal",
        "@type": "sc:Sequence",
        "startCanvas": f"{base}/canvas/{image_id(first.media, page)}",
        "canvases": [canvas for item in work.shown for canvas in _canvases(base, item)],
    }


def _canvases(base: str, item: Item) -> Iterator[Json]:
    """What stands beside each is told as in version 3."""
    told = list(canvases(base, item))
    if item.type not in _ELSEWHERE:
        for canvas, (page, size) in zip(told, item.images, strict=True):
            label = item.label if page is None else page_label(page)
            yield _canvas(canvas, label, size, _picture(image_id(item.media, page), size), item.summary)
        return
    body = told[0]["placeholderCanvas" if item.type == "video" else "accompanyingCanvas"]["items"][0]["items"][0][
        "body"
    ]
    size = body["width"], body["height"]
    note = _joined(item.summary, _ELSEWHERE[item.type])
    yield _canvas(told[0], item.label, size, _image(body) | _sides(size), note) | _words(item)


def _canvas(told: Json, label: LanguageMap, size: Size, image: Json, summary: LanguageMap) -> Json:
    factor = 2 if min(size) < _SMALL else 1
    painting = {
        "@id": f"{told['id']}/painting",
        "@type": "oa:Annotation",
        "motivation": "sc:painting",
        "resource": image,
        "on": told["id"],
    }
    return filled(
        {
            "@id": told["id"],
            "@type": "sc:Canvas",
            "label": _said(label),
            "description": _said(summary),
            **_sides((size[0] * factor, size[1] * factor)),
            "metadata": [{"label": _said(p["label"]), "value": _said(p["value"])} for p in told.get("metadata", ())],
            "license": told.get("rights"),
            "thumbnail": _image(told["thumbnail"][0]),
            "rendering": [_linked(one) for one in told.get("rendering", ())],
            "seeAlso": [_linked(one) for one in told.get("seeAlso", ())],
            "images": [painting],
        }
    )


def _words(item: Item) -> Json:
    """Captions, which no canvas of this version can show in time, as files."""
    waves = f"{ORIGIN}/media/{item.media}/waveform.json"
    files = [_linked({"id": waves, "format": "application/json"})] if item.type == "audio" else []
    for words in item.captions:
        location = f"{ORIGIN}/media/{item.media}/captions/{words.language}.vtt"
        files.append(_linked({"id": location, "label": words.name, "format": "text/vtt"}))
    return {"seeAlso": files} if files else {}


def _ranges(base: str, work: Work) -> Iterator[Json]:
    for item in work.shown if len(work.shown) > 1 else ():
        if item.type == "document":
            yield {
                "@id": f"{base}/range/{item.media}",
                "@type": "sc:Range",
                "label": _said(item.label),
                "canvases": [f"{base}/canvas/{image_id(item.media, page)}" for page, _size in item.images],
            }


def _picture(image: str, size: Size) -> Json:
    service = _service(image)
    location = f"{service['@id']}/full/max/0/default.jpg"
    return {"@id": location, "@type": "dctypes:Image", "format": "image/jpeg", **_sides(size), "service": service}


def _service(image: str) -> Json:
    return {"@context": IMAGE, "@id": f"{ORIGIN}/iiif/image/2/{image}", "profile": LEVEL_2}


def _image(told: Json) -> Json:
    """An image of version 3, with the earlier service."""
    made: Json = {
        "@id": told["id"].replace("/image/3/", "/image/2/"),
        "@type": "dctypes:Image",
        "format": told["format"],
    }
    if "width" in told:
        made |= _sides((told["width"], told["height"]))
    if told.get("service"):
        made["service"] = _service(told["service"][0]["id"].rpartition("/")[2])
    return made


def _sides(size: Sequence[int]) -> Json:
    return {"width": size[0], "height": size[1]}


def _page(label: LanguageMap, path: str) -> Json:
    return {"id": ORIGIN + path, "label": label, "format": "text/html"}


def _linked(told: Json) -> Json:
    label = _said(told.get("label", {}))
    return filled({"@id": told["id"], "label": label, "format": told["format"], "profile": told.get("profile")})


def _pairs(told: Sequence[Pair]) -> list[Json]:
    return [{"label": _said(pair.label), "value": _said(pair.value)} for pair in told]


def _said(words: LanguageMap) -> Any:
    """Values with their languages (4.3); one alone is no list."""
    found: list[Any] = [
        text if tag == "none" else {"@value": text, "@language": tag} for tag, texts in words.items() for text in texts
    ]
    return found[0] if len(found) == 1 else found


def _joined(first: LanguageMap, second: LanguageMap) -> LanguageMap:
    return {tag: [*first.get(tag, ()), *second.get(tag, ())] for tag in dict.fromkeys([*first, *second])}
