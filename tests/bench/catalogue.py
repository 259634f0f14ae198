"""Made-up records in real words, as varied as a country's and saying nothing. A record depends on the seed and its
number alone: any process makes any of them, and what a hit says is made again where it is needed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from app.search.document import (
    ID_BITS,
    IndexDocument,
    MediaText,
    id_number,
    identifier_of,
    media_document,
    record_document,
)
from metadata.profile import KINDS, profile
from metadata.vocabulary import vocabulary
from tests.bench.prose import pick, prose, rare, skewed

Values = list[dict[str, Any]]

_BEGINNINGS = ["Lễ hội", "Lễ cúng", "Bài hát", "Nghề dệt", "Trang phục", "Chuyện kể", "Nhạc cụ", "Sách chép tay"]
_GIVEN = ["Điểu", "Thị", "Y", "H’", "K’", "Giàng", "Vàng", "Lò", "Lý", "Ksor", "Rơ Châm", "Siu", "Nay", "Hồ", "Đinh"]
_MEDIA = ["image", "audio", "video", "document"]
_EPOCH = date(2024, 1, 1)
# Multiplied by an odd number, identifiers lie scattered as random ones do, and tell which record they are of
_SCATTER = 6_544_357_691
_SCATTERED = 1 << ID_BITS


@dataclass(frozen=True, slots=True)
class Made:
    """A record, and what a page of hits shows of it. ``spoken`` is a film's text for those of ``spoken_access``."""

    identifier: str
    kind: str
    metadata: dict[str, Values]
    access: int
    published: date
    held: date | None
    media: tuple[MediaText, ...]
    spoken: str = ""
    spoken_access: int = field(default=0)

    @property
    def title(self) -> str:
        return str(self.metadata["title"][0]["value"])

    @property
    def about(self) -> str:
        return str(self.metadata["description"][0]["value"])

    def documents(self) -> list[IndexDocument]:
        """What an engine gets: the archive's own analysis."""
        occurs = (self.held, self.held) if self.held else None
        made: list[IndexDocument] = [
            record_document(
                self.identifier,
                self.kind,
                self.metadata,
                self.access,
                published=self.published,
                occurs=occurs,
                media=self.media,
            )
        ]
        if self.spoken:
            film = MediaText("video", texts=(self.spoken,))
            made.append(media_document(f"m{self.identifier}", self.identifier, self.spoken_access, film))
        return made


class Catalogue:
    def __init__(self, seed: int = 1) -> None:
        self._seed = seed

    def records(self, stop: int, start: int = 0) -> Iterator[Made]:
        return map(self.record, range(start, stop))

    def again(self, identifier: str) -> Made:
        return self.record(id_number(identifier) * pow(_SCATTER, -1, _SCATTERED) % _SCATTERED)

    def record(self, number: int) -> Made:
        chance = random.Random(self._seed << ID_BITS | number)
        kind = pick(chance, [*KINDS])
        held = _day(chance, 400) if kind in ("festival", "custom") else None
        spoken = prose("vi").text(chance, 60) if chance.random() < 0.02 else ""
        return Made(
            identifier_of(number * _SCATTER % _SCATTERED),
            kind,
            _metadata(chance, kind, held),
            1 if chance.random() < 0.95 else chance.randint(2, 30),
            _day(chance, 900),
            held,
            tuple(MediaText(pick(chance, _MEDIA)) for _ in range(chance.randint(1, 3))),
            spoken,
            chance.randint(2, 30),
        )


def _metadata(chance: random.Random, kind: str, held: date | None) -> dict[str, Values]:
    people = skewed(chance, _keys("peoples"))
    made: dict[str, Values] = {
        "title": [_text(_title(chance, people))],
        "description": [_text(prose("vi").text(chance, chance.randint(50, 190)))],
        "people": [_concept("peoples", people)],
        "spatial": [_place(chance)],
        "language": [_concept("languages", skewed(chance, _keys("languages")))],
        "rights": [_concept("rights", pick(chance, _keys("rights")))],
        "contributor": [{"type": "agent", "value": f"{pick(chance, _GIVEN)} {rare(chance).title()}"}],
        "created": [{"type": "date", "value": str(chance.randint(1900, 2025))}],
    }
    if chance.random() < 0.3:
        made["title"].append(_text(f"{prose('en').text(chance, 1)[:60]} of the {people}", "en"))
        made["description"].append(_text(prose("en").text(chance, chance.randint(20, 60)), "en"))
    if profile(kind).row("material"):
        made["material"] = [_concept("materials", skewed(chance, _keys("materials")))]
    if held:
        made["occurs"] = [{"type": "recurrence", "value": f"--{held:%m-%d}"}]
    return made


def _title(chance: random.Random, people: str) -> str:
    what = skewed(chance, _phrases()) if chance.random() < 0.6 else prose("vi").text(chance, 1)[:40].rstrip(" .,;:")
    return f"{pick(chance, _BEGINNINGS)} {what.lower()} của người {vocabulary('peoples').concepts[people].label('vi')}"


def _place(chance: random.Random) -> dict[str, Any]:
    place = f"{rare(chance)} {rare(chance)}".title()
    return {"type": "place", "value": place, "vocabulary": "provinces", "target": skewed(chance, _keys("provinces"))}


@cache
def _phrases() -> list[str]:
    """What records are about: instruments, materials, ways of working."""
    names = [
        concept.label("vi").split("(")[0].strip()
        for name in ("instruments", "materials", "techniques", "genres", "garments")
        for concept in vocabulary(name)
    ]
    random.Random(1).shuffle(names)
    return names


@cache
def _keys(name: str) -> list[str]:
    return [*vocabulary(name).concepts]


def _day(chance: random.Random, days: int) -> date:
    return _EPOCH + timedelta(days=int(chance.random() * days))


def _text(value: str, lang: str = "vi") -> dict[str, Any]:
    return {"type": "text", "value": value, "lang": lang}


def _concept(name: str, key: str) -> dict[str, Any]:
    return {"type": "concept", "vocabulary": name, "value": key}
