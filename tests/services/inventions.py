"""Descriptions that nobody wrote: every field of a profile filled, with values that are hard on a spreadsheet."""

import random
import re
from typing import Any

from metadata.profile import Row, profile
from metadata.vocabulary import vocabulary

HARD = (
    "Lễ hội Cồng chiêng",
    "một | hai",
    "| đầu",
    "cuối |",
    r"gạch \| chéo \\| ngược",
    "--04-14",
    "=1+1",
    "'=1",
    "-",
    "@xã",
    'dấu "nháy", dấu phẩy; dấu chấm phẩy\tvà tab',
    "hai\ndòng\n\nvà một dòng nữa",
    "'Bahnar",
    "Ê̆, Ơ̆, Ư̆",
    "ꨆꨓꨮ ꨀꨇꩉ",
    "[Bom Bo]",
    "Đồng Nai",
    "0123",
    "1e5",
)
LANGUAGES = ("vi", "en", "sti", "cjm-Cham")
DATES = ("2024-02-24", "196X", "1954/1975", "1985~", "2024-02", "../2000")
RECURRENCES = (
    "--04-14",
    "lunar:01-15/01-17",
    "season:11/12;words=sau khi gặt lúa; hay | trước đó",
    "words=khi nào vui",
)
PLACES = ("thôn 6, xã Bù Đăng, tỉnh Đồng Nai", "Đồng Nai", "sóc Bom Bo", "Bù Đăng [dong-nai]", "Huế []", "-, An Giang")
FORMS = ("12:30", "11.75,107.2")
DATATYPES = {"xsd:decimal": "-92.5", "xsd:nonNegativeInteger": "120", "xsd:anyURI": "https://archive.test/a|b"}


def invented(kind: str, seed: int, links: dict[str, str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """``links`` are identifiers of records by kind; without them fields that link stay empty."""
    chance = random.Random(f"{kind}{seed}")
    body = _fields(chance, profile(kind).rows, links or {})
    if kind != "media":
        body["title"] = [{"type": "text", "value": f"Hồ sơ {seed}", "lang": "vi"}, *body.get("title", [])[1:]]
    return body


def _fields(chance: random.Random, rows: tuple[Row, ...], links: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    body = {}
    for row in rows:
        if row.mandatory or chance.random() < 0.7:
            found = [_value(chance, row, links) for _ in range(chance.randint(1, 3) if row.repeatable else 1)]
            values = [value for value in found if value]
            if values:
                body[row.name] = values
    return body


def _value(chance: random.Random, row: Row, links: dict[str, str]) -> dict[str, Any] | None:
    return _MAKERS[row.type](chance, row, links)


def _text(chance: random.Random, row: Row, _links: dict[str, str]) -> dict[str, Any]:
    if row.has_language:
        return {"type": "text", "value": chance.choice(HARD), "lang": chance.choice(LANGUAGES)}
    if row.pattern:
        return {"type": "text", "value": next(form for form in FORMS if re.fullmatch(row.pattern, form))}
    if row.name in ("film", "voice"):
        return {"type": "text", "value": "m7q2k4xa"}
    return {"type": "text", "value": DATATYPES.get(row.datatype) or chance.choice(HARD)}


def _concept(chance: random.Random, row: Row, _links: dict[str, str]) -> dict[str, Any]:
    assert row.vocabulary
    key = chance.choice(sorted(vocabulary(row.vocabulary).concepts))
    return {"type": "concept", "value": key, "vocabulary": row.vocabulary}


def _place(chance: random.Random, row: Row, _links: dict[str, str]) -> dict[str, Any]:
    value = {"type": "place", "value": chance.choice(PLACES)}
    if chance.random() < 0.5:
        value["lang"] = chance.choice(LANGUAGES)
    if chance.random() < 0.5 and row.vocabulary:
        value |= {"vocabulary": row.vocabulary, "target": chance.choice(["dong-nai", "binh-phuoc", "hue"])}
    return value


def _record(_chance: random.Random, row: Row, links: dict[str, str]) -> dict[str, Any] | None:
    target = links.get(row.kind or "festival")
    return {"type": "record", "value": target} if target else None


def _agent(chance: random.Random, row: Row, links: dict[str, str]) -> dict[str, Any]:
    parts = _fields(chance, row.shape, links) if row.shape else {}
    value = {"type": "agent", "value": chance.choice(["Điểu K'Rang", "Thị Mai | vợ", "-", "=Già làng"])}
    return value | ({"parts": parts} if parts else {})


def _group(chance: random.Random, row: Row, links: dict[str, str]) -> dict[str, Any] | None:
    parts = _fields(chance, row.shape or (), links)
    return {"type": "group", "value": "", "parts": parts} if parts else None


_MAKERS = {
    "text": _text,
    "concept": _concept,
    "date": lambda chance, _row, _links: {"type": "date", "value": chance.choice(DATES)},
    "recurrence": lambda chance, _row, _links: {"type": "recurrence", "value": chance.choice(RECURRENCES)},
    "place": _place,
    "record": _record,
    "agent": _agent,
    "group": _group,
}
