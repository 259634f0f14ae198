"""What IIIF Content Search 2.0 demands of answers, clause by clause, read independently of what makes them."""

from collections.abc import Iterator
from typing import Any

CONTEXT = "http://iiif.io/api/search/2/context.json"


def faults(page: dict[str, Any]) -> list[str]:
    return list(_page(page))


def terms_faults(page: dict[str, Any]) -> list[str]:
    return list(_terms(page))


def _page(page: dict[str, Any]) -> Iterator[str]:
    if page.get("@context") != CONTEXT:
        yield "the context of search (4.2.1)"
    if page.get("type") != "AnnotationPage" or not str(page.get("id", "")).startswith("http"):
        yield "the answer is an annotation page (4.2)"
    if not isinstance(page.get("items"), list):
        yield "items are a list (4.2.1)"
    if "ignored" in page and not page["ignored"]:
        yield "ignored is a list of parameters (4.2.4)"
    yield from _paging(page)
    ids = [item.get("id") for item in page["items"]]
    if len(set(ids)) != len(ids):
        yield "each matching annotation once (4.3.3)"
    for item in page["items"]:
        yield from _annotation(item)
    yield from _extended(page, set(ids))


def _paging(page: dict[str, Any]) -> Iterator[str]:
    collection = page.get("partOf")
    if collection is None:
        if page.keys() & {"next", "prev", "startIndex"}:
            yield "pages are part of a collection (4.2.2)"
        return
    if collection.get("type") != "AnnotationCollection" or collection.get("first", {}).get("type") != "AnnotationPage":
        yield "the collection has a first page (4.2.2)"
    for name in ("next", "prev"):
        if name in page and page[name].keys() != {"id", "type"}:
            yield f"{name} is an object with id and type (4.2.2)"
    if "total" in collection and len(page["items"]) > collection["total"]:
        yield "total counts all annotations (4.2.2)"


def _annotation(item: dict[str, Any]) -> Iterator[str]:
    if item.get("type") != "Annotation" or not item.get("id", "").startswith("http"):
        yield "items are annotations, embedded whole (4.2.1)"
    if item.get("body", {}).get("type") != "TextualBody" or not item["body"].get("value"):
        yield "an annotation has its text (4.2.1)"
    if not item.get("motivation") or item["motivation"] in ("highlighting", "contextualizing"):
        yield "matching annotations keep their own motivation (4.3)"
    if not isinstance(item.get("target"), str) or "/canvas/" not in item["target"]:
        yield "the target is a canvas or a part of one"


def _extended(page: dict[str, Any], ids: set[str]) -> Iterator[str]:
    if "annotations" not in page:
        return
    if len(page["annotations"]) != 1:
        yield "annotations has a single page (4.3)"
    inner = page["annotations"][0]
    if inner.get("type") != "AnnotationPage":
        yield "annotations has an annotation page (4.3)"
    if inner.get("partOf", {}).get("id") == page.get("partOf", {}).get("id"):
        yield "the collections differ (4.3.3)"
    values = {item["id"]: item["body"]["value"] for item in page["items"]}
    seen = set()
    for one in inner["items"]:
        if one["motivation"] not in ("highlighting", "contextualizing"):
            yield "the motivation of a match (4.3.1, 4.3.2)"
        for target in one["target"] if isinstance(one["target"], list) else [one["target"]]:
            if target["source"] not in ids:
                yield "every match refers to an annotation of this page (4.3)"
                continue
            seen.add(target["source"])
            yield from _selected(one["motivation"], target, values[target["source"]])
    if seen != ids:
        yield "every annotation is told of"


def _selected(motivation: str, target: dict[str, Any], text: str) -> Iterator[str]:
    selector = target["selector"][0]
    if target["type"] != "SpecificResource" or selector["type"] != "TextQuoteSelector" or not selector.get("exact"):
        yield "a text quote selector with the exact words (4.3.1)"
    quoted = "".join(selector.get(name, "") for name in ("prefix", "exact", "suffix"))
    if motivation == "highlighting" and quoted not in text:
        yield "what is highlighted stands so in the annotation (4.3.2)"
    if motivation == "contextualizing" and " ".join(selector["exact"].split()) not in text:
        yield "what is contextualised is the annotation itself, or stands in it (4.3.1)"


def _terms(page: dict[str, Any]) -> Iterator[str]:
    if page.get("@context") != CONTEXT or page.get("type") != "TermPage" or "id" not in page:
        yield "a term page with its id (5.2)"
    if not isinstance(page.get("items"), list):
        yield "items are a list (5.2)"
    for term in page["items"]:
        if not isinstance(term.get("value"), str) or not isinstance(term.get("total", 0), int):
            yield "a term has a value, and a total is a number (5.3)"
    if "ignored" in page and not all(isinstance(name, str) for name in page["ignored"]):
        yield "ignored is a list of names (5.2)"
