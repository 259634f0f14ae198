"""IIIF Content Search 1.0, for viewers that speak no later version: the same answers as annotation lists with hits."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from app.iiif.found import Found, Match, Place, Quote, Term
from app.iiif.resources import filled
from app.iiif.search_addresses import Asked, place_id, target
from app.iiif.search_addresses import service as address_of

Json: TypeAlias = dict[str, Any]

CONTEXT: Final = "http://iiif.io/api/search/1/context.json"
_PRESENTATION: Final = "http://iiif.io/api/presentation/2/context.json"
_SEARCH: Final = "http://iiif.io/api/search/1/search"
_COMPLETE: Final = "http://iiif.io/api/search/1/autocomplete"
_MOTIVATIONS: Final = {"supplementing": "sc:painting", "describing": "oa:describing", "commenting": "oa:commenting"}
_ASKED: Final = {"painting": ("supplementing",), "non-painting": ("describing", "commenting")}


def motivations(asked: Iterable[str]) -> Iterator[str]:
    """Those of today for what a question names (3.2.1): what is in the thing itself is painted on it here."""
    for name in asked:
        bare = name.removeprefix("sc:").removeprefix("oa:")
        yield from _ASKED.get(bare, (bare,))


def service(origin: str, record: str) -> Json:
    address = address_of(origin, record, "1")
    complete = {"@id": f"{address}/autocomplete", "@type": "AutoCompleteService1", "profile": _COMPLETE}
    told = {"@id": address, "@type": "SearchService1", "profile": _SEARCH, "service": [complete]}
    return {"@context": CONTEXT, **told}  # 3.1: a service has it wherever it stands


def annotation_list(found: Found, asked: Asked) -> Json:
    """An annotation list (3.2) within a layer, with its hits (3.4)."""
    several = found.pages > 1
    layer = {
        "@type": "sc:Layer",
        "total": found.total,
        "first": asked.address(1) if several else None,
        "last": asked.address(found.pages) if several and found.total is not None else None,
        "ignored": list(asked.ignored),
    }
    return filled(
        {
            "@context": [_PRESENTATION, CONTEXT],
            "@id": asked.address(found.page if several else None),
            "@type": "sc:AnnotationList",
            "within": {name: value for name, value in layer.items() if value not in (None, [])},
            "next": asked.address(found.page + 1) if found.page < found.pages else None,
            "prev": asked.address(min(found.page - 1, found.pages)) if several and found.page > 1 else None,
        }
    ) | {
        "startIndex": found.first,
        "resources": [_annotation(place, found, asked) for place in found.places],
        "hits": [_hit(match, found, asked) for match in found.matches],
    }


def term_list(told: Sequence[Term], asked: Asked) -> Json:
    page = {"@context": CONTEXT, "@id": asked.address(under="/autocomplete"), "@type": "search:TermList"}
    ignored = {"ignored": list(asked.ignored)} if asked.ignored else {}
    return page | ignored | {"terms": [_term(term, asked) for term in told]}


def _term(term: Term, asked: Asked) -> Json:
    question = Asked(asked.origin, asked.record, {"q": term.text}, version="1")
    return {"match": term.text, "url": question.address(), "count": term.count}


def _annotation(place: Place, found: Found, asked: Asked) -> Json:
    body = {"@type": "cnt:ContentAsText", "format": "text/plain", "chars": place.text}
    return {
        "@id": place_id(asked.origin, found.record, place),
        "@type": "oa:Annotation",
        "motivation": _MOTIVATIONS[place.motivation],
        "resource": body | ({"language": place.language} if place.language else {}),
        "on": _on(target(asked.origin, found.record, place)),
    }


def _on(place: str) -> str | Json:
    """A stretch of time is told by a selector: Mirador 4 knows a canvas by its address, and cuts no ``#t=`` off it."""
    canvas, _, fragment = place.partition("#")
    if not fragment.startswith("t="):
        return place
    selector = {"@type": "oa:FragmentSelector", "value": fragment}
    return {"@type": "oa:SpecificResource", "full": canvas, "selector": selector}


def _hit(match: Match, found: Found, asked: Asked) -> Json:
    first, last = match.quotes[0], match.quotes[-1]
    names = [place_id(asked.origin, found.record, found.places[quote.at]) for quote in match.quotes]
    told = {
        "match": " ".join(quote.exact for quote in match.quotes),
        "before": first.prefix or None,
        "after": last.suffix or None,
        "selectors": [] if all(found.places[quote.at].precise for quote in match.quotes) else _marked(match),
    }
    return filled({"@type": "search:Hit", "annotations": list(dict.fromkeys(names)), **told})


def _marked(match: Match) -> list[Json]:
    """Where in the text of an annotation the words are (3.4.3)."""
    return [_selector(quote) for quote in match.quotes]


def _selector(quote: Quote) -> Json:
    told = {"exact": quote.exact, "prefix": quote.prefix or None, "suffix": quote.suffix or None}
    return filled({"@type": "oa:TextQuoteSelector", **told})
