"""IIIF Content Search 2.0: answers as annotation pages, words as term pages, and the services that manifests name.

What is found comes from ``app.services.words``; the form of version 1.0 is in ``content_search_v1``.
"""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from app.iiif import content_search_v1
from app.iiif.found import Found, Match, Place, Quote, Term
from app.iiif.resources import filled
from app.iiif.search_addresses import Asked, place_id, service, target

Json: TypeAlias = dict[str, Any]

CONTEXT: Final = "http://iiif.io/api/search/2/context.json"
IGNORED: Final = ("date", "user")
"""Parameters of the specification (4.1.1) that are not heeded: no text here tells when, or by which account, it was
written."""


def services(origin: str, record: str) -> list[Json]:
    """What the manifest of a record names: the service of today, and the earlier one for viewers that know no other,
    as Mirador 4 does."""
    address = service(origin, record)
    complete = {"id": f"{address}/autocomplete", "type": "AutoCompleteService2"}
    return [
        {"id": address, "type": "SearchService2", "service": [complete]},
        content_search_v1.service(origin, record),
    ]


def page(found: Found, asked: Asked) -> Json:
    """An annotation page (4.2), in a collection where there are several (4.2.2)."""
    several = found.pages > 1
    address = asked.address(found.page if several else None)
    return (
        filled(
            {
                "@context": CONTEXT,
                "id": address,
                "type": "AnnotationPage",
                "ignored": list(asked.ignored),
                "partOf": _collection(found, asked) if several else None,
                "next": _page(asked, found.page + 1) if found.page < found.pages else None,
                "prev": _page(asked, min(found.page - 1, found.pages)) if several and found.page > 1 else None,
            }
        )
        | ({"startIndex": found.first} if several else {})
        | {"items": [_annotation(place, found, asked) for place in found.places]}
        | ({"annotations": [_matches(found, asked, address)]} if found.matches else {})
    )


def terms(told: Sequence[Term], asked: Asked) -> Json:
    """A term page (5.2)."""
    page = {"@context": CONTEXT, "id": asked.address(under="/autocomplete"), "type": "TermPage"}
    ignored = {"ignored": list(asked.ignored)} if asked.ignored else {}
    return page | ignored | {"items": [{"value": term.text, "total": term.count} for term in told]}


def _collection(found: Found, asked: Asked) -> Json:
    last = {"last": _page(asked, found.pages)} if found.total is not None else {}
    total = {"total": found.total} if found.total is not None else {}
    return {"id": asked.address(), "type": "AnnotationCollection", **total, "first": _page(asked, 1), **last}


def _page(asked: Asked, number: int) -> Json:
    return {"id": asked.address(number), "type": "AnnotationPage"}


def _annotation(place: Place, found: Found, asked: Asked) -> Json:
    body = {"type": "TextualBody", "value": place.text, "format": "text/plain"}
    return {
        "id": place_id(asked.origin, found.record, place),
        "type": "Annotation",
        "motivation": place.motivation,
        "body": body | ({"language": place.language} if place.language else {}),
        "target": target(asked.origin, found.record, place),
    }


def _matches(found: Found, asked: Asked, address: str) -> Json:
    """What is told of the matches (4.3), in a page and a collection of their own (4.3.3)."""
    collection: Json = {"id": f"{asked.address()}#matches", "type": "AnnotationCollection"}
    if found.matches_total is not None:
        collection["total"] = found.matches_total
    return {
        "id": f"{address}#matches",
        "type": "AnnotationPage",
        "partOf": collection,
        "items": [_match(match, found, asked, f"{address}#match-{at}") for at, match in enumerate(found.matches, 1)],
    }


def _match(match: Match, found: Found, asked: Asked, address: str) -> Json:
    """With the context (4.3.1) where just the words are told, else to be marked in the text (4.3.2); of several places
    where the answer goes over the end of one (4.3.4)."""
    precise = all(found.places[quote.at].precise for quote in match.quotes)
    targets = [_quoted(quote, place_id(asked.origin, found.record, found.places[quote.at])) for quote in match.quotes]
    return {
        "id": address,
        "type": "Annotation",
        "motivation": "contextualizing" if precise else "highlighting",
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _quoted(quote: Quote, source: str) -> Json:
    told = {"prefix": quote.prefix, "exact": quote.exact, "suffix": quote.suffix}
    selector = {"type": "TextQuoteSelector", **{name: text for name, text in told.items() if text}}
    return {"type": "SpecificResource", "source": source, "selector": [selector]}
