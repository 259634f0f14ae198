"""Facts as a record's metadata: some fields filled, some left alone. That a record is made, its source says.

Not here: the words (``telling``).
"""

import unicodedata
from typing import Any

from metadata.profile import profile
from tests.relevance.content import prose
from tests.relevance.facts import Facts
from tests.relevance.telling import Teller


def metadata(facts: Facts) -> dict[str, list[dict[str, Any]]]:
    teller = Teller(facts)
    chance, languages = teller.chance, told(facts)
    # whose or where stands in a field always: without either, a record is not published
    untold = chance.choices([(), ("spatial",), ("people",)], [17, 2, 1])[0]
    made = {
        "title": [_text(facts, teller.spelled(teller.title(each)), each) for each in languages],
        "alternative": [_text(facts, other, "vi") for other in _alternatives(teller)],
        "description": [_text(facts, teller.spelled(teller.description(each, untold)), each) for each in languages],
        "subject": [_text(facts, each, languages[0]) for each in _keywords(teller)],
        "occurs": _occurs(teller),
        # a document and a place have no bearers, but who told of them
        _teller_term(facts): [{"type": "agent", "value": facts.person}] if facts.person else [],
        "source": [_text(facts, prose()["made"][languages[0]], languages[0])],
    }
    if "people" not in untold:
        made["people"] = [_concept("peoples", facts.people)]
    if "spatial" not in untold:
        place = {"type": "place", "value": teller.site(), "vocabulary": "provinces", "target": facts.place}
        made["spatial"] = [place]
    return {term: values for term, values in (made | _concepts(teller)).items() if values}


def told(facts: Facts) -> tuple[str, ...]:
    """The languages that a record is told in."""
    return ("vi", "en") if facts.prose == "both" else (facts.prose,)


def _teller_term(facts: Facts) -> str:
    return "bearer" if profile(facts.kind).row("bearer") else "contributor"


def _alternatives(teller: Teller) -> list[str]:
    """Who uses a rarer name often gives the usual one beside."""
    names = teller.topic.called["vi"]
    if "vi" not in told(teller.facts) or len(names) == 1:
        return []
    given, other = (0.45, names[0]) if teller.named != names[0] else (0.15, teller.chance.choice(names[1:]))
    return [other.capitalize()] if teller.chance.random() < given else []


def _keywords(teller: Teller) -> list[str]:
    if teller.chance.random() > 0.35:
        return []
    return [teller.chance.choice(teller.topic.called[told(teller.facts)[0]])]


def _occurs(teller: Teller) -> list[dict[str, Any]]:
    month, day = teller.facts.month, teller.chance.randint(1, 25)
    if not month or teller.facts.kind != "festival" or teller.chance.random() > 0.7:
        return []
    return [{"type": "recurrence", "value": f"lunar:{month:02}-{day:02}"}]


def _concepts(teller: Teller) -> dict[str, list[dict[str, Any]]]:
    """What is chosen from lists; one in four officers leaves a list alone."""
    topic = teller.topic
    played = (prose()["details"][name].get("instruments", ()) for name in teller.facts.details)
    chosen = {
        "instrument": (*topic.instruments, *(each for some in played for each in some)),
        "material": topic.materials,
        "technique": topic.techniques,
        **topic.fields,
    }
    made = {}
    for term, keys in chosen.items():
        row = profile(topic.kind).row(term)
        if row and row.vocabulary and keys and teller.chance.random() < 0.75:
            made[term] = [_concept(row.vocabulary, key) for key in dict.fromkeys(keys)]
    return made


def _text(facts: Facts, text: str, language: str) -> dict[str, Any]:
    # some keyboards send a letter and its marks apart
    apart = int(facts.id[4:]) % 61 == 0
    return {"type": "text", "value": unicodedata.normalize("NFD", text) if apart else text, "lang": language}


def _concept(name: str, key: str) -> dict[str, Any]:
    return {"type": "concept", "vocabulary": name, "value": key}
