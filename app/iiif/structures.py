"""Ranges of a manifest: the pages of a document, the chapters of a recording, the steps of a rite through the films."""

from collections.abc import Iterator, Sequence

from app.iiif.canvas import canvas_id
from app.iiif.fragments import fragment
from app.iiif.resources import Json, filled
from app.iiif.work import Chapter, Item, Passage, Work


def structures(base: str, work: Work) -> list[Json]:
    shown = work.shown
    return [*_documents(base, shown), *_chapters(base, shown), *_sequences(base, work, {item.media for item in shown})]


def beginning(told: Json) -> tuple[str, float | None] | None:
    """The canvas that a range begins on, by its address, and the second; None for one that leads nowhere."""
    start = told.get("start", {})
    if start.get("type") == "SpecificResource":
        return start["source"]["id"], start["selector"].get("t")
    for inner in told.get("items", ()):
        if inner["type"] == "Canvas":
            return inner["id"].partition("#")[0], None
        if inner["type"] == "Range" and (found := beginning(inner)):
            return found
    return None


def _documents(base: str, items: Sequence[Item]) -> Iterator[Json]:
    """A document's pages stand together where there is something else beside them."""
    for item in items if len(items) > 1 else ():
        if item.type == "document":
            pages = [{"id": canvas_id(base, item.media, page), "type": "Canvas"} for page, _size in item.images]
            yield {"id": f"{base}/range/{item.media}", "type": "Range", "label": item.label, "items": pages}


def _chapters(base: str, items: Sequence[Item]) -> Iterator[Json]:
    for item in items:
        if item.chapters:
            address = f"{base}/range/{item.media}"
            within = [_chapter(base, item.media, f"{address}/{n}", one) for n, one in enumerate(item.chapters, 1)]
            yield {"id": address, "type": "Range", "label": item.label, "items": within}


def _chapter(base: str, media: str, address: str, chapter: Chapter) -> Json:
    within = [_chapter(base, media, f"{address}.{n}", one) for n, one in enumerate(chapter.within, 1)]
    return _range(base, address, Passage(chapter.label, media, chapter.start, chapter.end), within)


def _sequences(base: str, work: Work, shown: set[str]) -> Iterator[Json]:
    for number, (label, passages) in enumerate(work.sequences, 1):
        address = f"{base}/range/sequence-{number}"
        steps = [
            _range(base, f"{address}/{step}", passage)
            for step, passage in enumerate(passages, 1)
            if passage.media in shown
        ]
        if steps:
            yield {"id": address, "type": "Range", "label": label, "items": steps}


def _range(base: str, address: str, passage: Passage, within: Sequence[Json] = ()) -> Json:
    """A stretch of a recording. Viewers that look for where it begins alone find it in ``start``."""
    canvas = canvas_id(base, passage.media)
    start = {
        "id": f"{address}/start",
        "type": "SpecificResource",
        "source": {"id": canvas, "type": "Canvas"},
        "selector": {"type": "PointSelector", "t": passage.start},
    }
    stretch = {"id": canvas + fragment(stretch=(passage.start, passage.end)), "type": "Canvas"}
    label = passage.label
    return filled({"id": address, "type": "Range", "label": label, "start": start, "items": [stretch, *within]})
