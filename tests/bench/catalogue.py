"""Made-up records in real words, the same ones for the same seed: as varied as a province's, and saying nothing."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, product
from typing import Any

from app.search.document import IndexDocument, MediaText, identifier_of, media_document, record_document
from metadata.profile import KINDS, profile
from metadata.vocabulary import vocabulary

_PROSE = """
của và là có được trong cho người với các một những không này khi ở để từ đến về ra vào làm cũng như đã lên theo năm
nhà sau trên làng thì còn rồi bên nước ông bà con cả mỗi lại đi mới việc hay qua lúc nhiều đó bằng hai ba lễ hội
tiếng cồng chiêng múa hát rượu cần lúa nương rẫy rừng suối thần trời đất mưa nắng mùa gặt cúng khấn già trẻ trai gái
cưới áo váy khăn thổ cẩm dệt sợi khung hoa văn màu đen trắng đỏ chàm vàng bạc đồng tre nứa gỗ đá trống khèn sáo đàn
kể chuyện xưa sử thi dân ca truyền dạy nghề nghệ nhân bản buôn thôn xã huyện tỉnh đêm ngày lửa trâu gà lợn cơm nếp
bánh lá cây cột nêu dựng rước thờ tổ tiên ma nhà rông mồ tết xuống đồng chợ phiên núi sông biển thuyền lưới cá muối
chuối ché
"""
_COMMON = _PROSE.split()
_ONSETS = ["b", "ch", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "s", "t", "th", "tr", "v", "x"]
_RHYMES = ["a", "à", "ạ", "ang", "ảng", "ăm", "ắc", "âu", "ây", "ẻ", "ên", "i", "ình", "iêu", "iệp", "o", "ói", "ong"]
_RHYMES += ["ôm", "ốt", "ơi", "ợp", "u", "úc", "uôn", "uyệt", "ư", "ửng", "ương", "ược", "oan", "oẵng", "oét", "uây"]
_GIVEN = ["Điểu", "Thị", "Y", "H’", "K’", "Giàng", "Vàng", "Lò", "Lý", "Ksor", "Rơ Châm", "Siu", "Nay", "Hồ", "Đinh"]
_EPOCH = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A record with what a page of hits shows of it."""

    documents: tuple[IndexDocument, ...]
    title: str
    about: str


class Catalogue:
    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)
        rare = ["".join(pair) for pair in product(_ONSETS, _RHYMES)]
        self._random.shuffle(rare)
        self._words = [*_COMMON, *rare]
        self._weights = list(accumulate(1 / (rank + 8) for rank in range(len(self._words))))
        self._names = {
            name: [concept.label("vi").split("(")[0].strip() for concept in vocabulary(name)]
            for name in ("peoples", "provinces", "instruments", "materials", "techniques", "genres", "garments")
        }

    def records(self, number: int) -> Iterator[Made]:
        for place in range(number):
            # multiplied by an odd number, so that identifiers lie scattered as random ones do
            yield self._record(identifier_of(place * 654_435_769_1 & (1 << 40) - 1))

    def _record(self, identifier: str) -> Made:
        kind = self._random.choice(KINDS)
        people = self._random.choice([*vocabulary("peoples").concepts][: self._random.choice((8, 54))])
        title = self._title(vocabulary("peoples").concepts[people].label("vi"))
        about = self._text(self._random.randint(40, 220))
        access = 1 if self._random.random() < 0.95 else self._random.randint(2, 30)
        held = self._day(400) if kind in ("festival", "custom") else None
        record = record_document(
            identifier,
            kind,
            self._metadata(kind, people, title, about),
            access,
            published=self._day(900),
            occurs=(held, held) if held else None,
            media=[MediaText(self._random.choice(("image", "audio", "video", "document")))],
        )
        documents: list[IndexDocument] = [record]
        if self._random.random() < 0.02:
            spoken = MediaText("video", texts=(self._text(60),))
            documents.append(media_document(f"m{identifier}", identifier, self._random.randint(2, 30), spoken))
        return Made(tuple(documents), title, about)

    def _metadata(self, kind: str, people: str, title: str, about: str) -> dict[str, list[dict[str, Any]]]:
        province = self._random.choice([*vocabulary("provinces").concepts])
        metadata = {
            "title": [_text(title)] + ([_text(f"Record of the {people}", "en")] if self._random.random() < 0.3 else []),
            "description": [_text(about)],
            "people": [_concept("peoples", people)],
            "spatial": [{"type": "place", "value": self._name(), "vocabulary": "provinces", "target": province}],
            "language": [self._choice("languages")],
            "rights": [self._choice("rights")],
            "contributor": [{"type": "agent", "value": f"{self._random.choice(_GIVEN)} {self._name()}"}],
            "created": [{"type": "date", "value": str(self._random.randint(1900, 2025))}],
        }
        if profile(kind).row("material"):
            metadata["material"] = [self._choice("materials")]
        return metadata

    def _title(self, people: str) -> str:
        begin = self._random.choice(("Lễ hội", "Lễ cúng", "Bài hát", "Nghề dệt", "Trang phục", "Chuyện kể", "Nhạc cụ"))
        what = self._phrase() if self._random.random() < 0.6 else " ".join(self._syllables(3))
        return f"{begin} {what.lower()} của người {people}"

    def _text(self, words: int) -> str:
        said: list[str] = []
        while len(said) < words:
            sentence = [*self._syllables(self._random.randint(4, 12)), *self._phrase().split()]
            sentence[0] = sentence[0].capitalize()
            said += [*sentence[:-1], f"{sentence[-1]}."]
        return " ".join(said)

    def _phrase(self) -> str:
        return self._random.choice(self._names[self._random.choice([*self._names])])

    def _syllables(self, number: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=number)

    def _name(self) -> str:
        return " ".join(self._syllables(2)).title()

    def _day(self, days: int) -> date:
        return _EPOCH + timedelta(days=self._random.randrange(days))

    def _choice(self, name: str) -> dict[str, Any]:
        return _concept(name, self._random.choice([*vocabulary(name).concepts]))


def _text(value: str, lang: str = "vi") -> dict[str, Any]:
    return {"type": "text", "value": value, "lang": lang}


def _concept(name: str, key: str) -> dict[str, Any]:
    return {"type": "concept", "vocabulary": name, "value": key}
