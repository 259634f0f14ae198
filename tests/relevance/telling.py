"""Tells facts in words as officers do: now in a line, now over pages, by one name of the thing or another.

A text is made from its facts and a number of its own, so that it is the same every time. Not here: which fields of a
record have it (``writer``), what it is about (``facts``).
"""

import random
import re

from metadata.names import fold
from tests.relevance.content import homes, official, prose, province, today, topics
from tests.relevance.facts import SEED, Facts

_MONTHS = ["Giêng", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Một", "Chạp"]
_MONTHS_EN = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_MONTHS_EN += ["eleventh", "twelfth"]
# Tones over the first of the two vowels or the second: both are in use
_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ủy": "uỷ", "úy": "uý"}
_PAGES = 45


class Teller:
    """One officer, who keeps to a name of the people and of the thing, and to a spelling."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.topic = facts, topics()[facts.topic]
        self.chance = random.Random(f"{SEED} {facts.id}")
        self._where = self._place()
        self._when = self._month()
        called = facts.called or official(facts.people)
        self._called = called.replace("'", "’") if self.chance.random() < 0.5 else called
        # Most use the usual name
        names = self.topic.called["vi"]
        self.named = names[0] if self.chance.random() < 0.6 else self.chance.choice(names)
        self._old_tones = self.chance.random() < 0.2

    def title(self, language: str) -> str:
        patterns = prose()["titles" if language == "vi" else f"{language}_titles"]
        dull = prose()["titles_dull"] if language == "vi" and self.chance.random() < 0.1 else ()
        text = _capital(self.filled(self.chance.choice(dull or patterns), language))
        return fold(text).capitalize() if language == "vi" and self.chance.random() < 0.02 else text

    def description(self, language: str, untold: tuple[str, ...]) -> str:
        """``untold`` are fields that were left empty: a reader must be able to know what the facts are."""
        sentences = self._vietnamese() if language == "vi" else self._foreign(language)
        sentences += [prose()["told"][term][language] for term in untold]
        text = " ".join(self.filled(sentence, language) for sentence in sentences)
        return re.sub(r"(?<=[.] )\S", lambda match: match[0].upper(), _capital(text))

    def site(self) -> str:
        return self.spelled(f"{self._village('vi')}, {self._where}")

    def spelled(self, text: str) -> str:
        for new, old in _TONES.items() if self._old_tones else ():
            # only at the end of a syllable: "hoàn" is spelled one way
            text = re.sub(rf"(?<!q){new}\b", old, text)
        return text

    def filled(self, sentence: str, language: str) -> str:
        words = self._names(language) | {
            "E": self.chance.choice(("già làng", "người già trong làng", "trưởng thôn", "các cụ")),
            "W": self._where if language == "vi" else province(self.facts.place),
            "T": self._when,
            "T1": self._when.capitalize(),
            "Q": self.facts.person or "một người cao tuổi",
            "n": str(int(self.facts.id[4:]) % 97),
        }
        return re.sub(r"\{(\w+)\}", lambda match: words[match[1]], sentence)

    def _names(self, language: str) -> dict[str, str]:
        name = self.named if language == "vi" else self.chance.choice(self.topic.called[language])
        people = self._called if language == "vi" else official(self.facts.people, "en")
        return {"P": people, "V": self._village(language), "N": name, "N1": _capital(name)}

    def _vietnamese(self) -> list[str]:
        facts, pool, chance = self.facts, prose(), self.chance
        lively = pool["openings_lively"] if facts.kind == "festival" else []
        opening = chance.choice([*pool["openings"], *lively])
        if facts.length == "line":
            return [opening, *chance.sample(self.topic.tells["vi"], chance.choice((0, 1)))]
        season = [chance.choice(pool["seasons"])] if facts.month else []
        keeper = [chance.choice(pool["keepers"])] if facts.person else []
        closing = chance.sample([*pool["living"], *pool["recording"]], chance.randint(0, 2))
        return [opening, *season, *self._body(), *keeper, *self._script(), *closing]

    def _body(self) -> list[str]:
        facts, pool, chance = self.facts, prose(), self.chance
        tells = self.topic.tells["vi"]
        body = chance.sample(tells, chance.randint(1, len(tells)))
        body += [chance.choice(pool["details"][name]["vi"]) for name in facts.details]
        body += [self._mention(each) for each in facts.passing]
        body += chance.sample(pool["plain"], chance.randint(0, 3))
        body += chance.sample(pool["traps"], chance.choice((0, 0, 1)))
        if facts.length == "pages":
            body += chance.choices([*pool["plain"], *pool["traps"], *pool["living"], *pool["recording"]], k=_PAGES)
        chance.shuffle(body)
        return body

    def _foreign(self, language: str) -> list[str]:
        facts, pool, chance = self.facts, prose(), self.chance
        tells = self.topic.tells[language]
        body = [chance.choice(pool["details"][name][language]) for name in facts.details]
        body += chance.sample(tells, min(1, len(tells)))
        body += chance.sample(pool[f"{language}_plain"], 1 if facts.length == "line" else 3)
        chance.shuffle(body)
        season = []
        if facts.month and language == "en":
            season = [f"It is held in the {_MONTHS_EN[facts.month - 1]} lunar month."]
        return [chance.choice(pool[f"{language}_openings"]), *season, *body, *self._script()]

    def _script(self) -> list[str]:
        words = prose()["scripts"].get(self.facts.script)
        return [f"{' '.join(words)}."] if words else []

    def _mention(self, passing: str) -> str:
        kind, what = passing.split(":")
        people, _, topic = what.partition("/")
        words = {
            "people": lambda: {"P": official(people)},
            "topic": lambda: {"N": _usual(what)},
            "place": lambda: {"W": province(what)},
            "both": lambda: {"P": official(people), "N": _usual(topic)},
        }[kind]()
        sentence = str(self.chance.choice(prose()[f"mention_{kind}"]))
        return re.sub(r"\{([PNW])\}", lambda match: words.get(match[1], match[0]), sentence)

    def _village(self, language: str) -> str:
        noun, name = homes()[self.facts.people].village, self.facts.village
        return name if language != "vi" or name.lower().startswith(noun) else f"{noun} {name}"

    def _place(self) -> str:
        key = self.facts.place
        if today(key) == key:
            return f"tỉnh {province(key)}" if self.chance.random() < 0.5 else province(key)
        form = self.chance.choice(("{0}", "{0} cũ", "tỉnh {0} cũ", "tỉnh {0} (nay thuộc {1})"))
        return form.format(province(key), province(today(key)))

    def _month(self) -> str:
        month = self.facts.month
        if not month:
            return "lúc nông nhàn"
        name = _MONTHS[month - 1]
        return self.chance.choice(
            [f"tháng {name} âm lịch", f"tháng {month} âm lịch", f"rằm tháng {name}", f"tháng {name}"]
        )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _usual(topic: str) -> str:
    return topics()[topic].called["vi"][0]
