"""What each made record is about, decided before a word of it is written: judgements ask these facts, never the words.

Not here: how a record is told (``writer``).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tests.relevance.content import Home, Topic, homes, prose, topics

SEED = 20261122
# How many records there are of a topic and a people
_NUMBERS = (2, 3, 4, 5, 6, 7, 8)
_PROSE = ("vi",) * 78 + ("both",) * 11 + ("en",) * 7 + ("fr",) * 4
_LENGTHS = ("line",) * 18 + ("usual",) * 77 + ("pages",) * 5


@dataclass(frozen=True, slots=True)
class Facts:
    """``people`` and ``topic`` are what the record is about; ``details`` come with it and are told in a sentence;
    ``passing`` are only named: ``people:…``, ``topic:…``, ``place:…``, ``both:PEOPLE/TOPIC``.

    ``called`` is the name that the record uses for its people. ``place`` is the province as it is written, of before
    or after 1 July 2025; ``month`` a lunar month. ``prose`` is vi, en, fr, or both vi and en.
    """

    id: str
    topic: str
    kind: str
    people: str
    called: str
    place: str
    village: str
    month: int | None
    person: str
    details: tuple[str, ...]
    passing: tuple[str, ...]
    prose: str
    script: str
    length: str


@cache
def made() -> tuple[Facts, ...]:
    chance = random.Random(SEED)
    subjects = [
        (topic, people)
        for topic in topics().values()
        for people in topic.peoples
        for _ in range(chance.choice(_NUMBERS))
    ]
    # Identifiers decide between equal hits: their order must say nothing
    chance.shuffle(subjects)
    return tuple(_facts(f"made{n:04}", topic, people, chance) for n, (topic, people) in enumerate(subjects))


def _facts(id: str, topic: Topic, people: str, chance: random.Random) -> Facts:
    home = homes()[people]
    spoken = chance.choice(_PROSE)
    length = chance.choice(_LENGTHS)
    return Facts(
        id=id,
        topic=topic.key,
        kind=topic.kind,
        people=people,
        called=chance.choice(home.called) if home.called and chance.random() < 0.22 else "",
        place=chance.choice(home.provinces),
        village=chance.choice(home.villages),
        month=chance.choice(topic.months) if topic.months and chance.random() < 0.8 else None,
        person=chance.choice(home.persons) if length != "line" and spoken == "vi" and chance.random() < 0.4 else "",
        details=_details(topic, chance) if length != "line" else (),
        passing=_passing(topic, people, home, chance) if length != "line" and spoken in ("vi", "both") else (),
        prose=spoken,
        script=people if topic.key in ("script", "palm-leaf") and people in prose()["scripts"] else "",
        length=length,
    )


def _details(topic: Topic, chance: random.Random) -> tuple[str, ...]:
    """Festivals and customs have most about them; what is the subject itself is no detail of it."""
    if topic.kind not in ("festival", "custom"):
        return ()
    own = {"gong-music": "gongs", "jar-wine": "jar-wine", "buffalo-feast": "buffalo", "soul-calling": "wrist"}
    known = [name for name in prose()["details"] if name != own.get(topic.key)]
    return tuple(sorted(chance.sample(known, chance.choice((0, 0, 1, 1, 2)))))


def _passing(topic: Topic, people: str, home: Home, chance: random.Random) -> tuple[str, ...]:
    named: list[str] = []
    if chance.random() < 0.14:
        named.append(f"people:{_other(list(homes()), people, chance)}")
    if chance.random() < 0.12:
        named.append(f"topic:{_other(list(topics()), topic.key, chance)}")
    if chance.random() < 0.08:
        others = [place for other in homes().values() for place in other.provinces if place not in home.provinces]
        named.append(f"place:{chance.choice(others)}")
    if chance.random() < 0.06:
        other = _other(topic.peoples, people, chance)
        named.append(f"both:{other}/{topic.key}")
    return tuple(named)


def _other(known: Sequence[str], own: str, chance: random.Random) -> str:
    return chance.choice([one for one in known if one != own])
