"""What somebody meant who typed with errors: the question in the spelling of texts that were found with it.

It is read off texts that the page shows anyway, so it tells nothing that its reader may not see, and no engine takes
part.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from app.search.folding import Token, analyse, pick, stored
from app.search.highlight import READ, Mark, Marks
from app.search.query import WORDS

# Texts that are looked at, and letters of them all, of the hits in their order: the first fit best
TEXTS, LETTERS = 200, 4 * READ
# A word that is there as it was typed is hardly an error
_AS_TYPED = 4
# Two words that stand together as they were typed tell more than either does in many texts
_TOGETHER = 16
# Web addresses spell without tones
_ADDRESS = re.compile(r"\S+/\S+")
_SENTENCE_ENDS = '.!?…:;\n"“(–-'


@dataclass(slots=True)
class _Slot:
    """One typed word. ``ways`` are what may stand for it, itself or the two words that were typed as one; ``heard``
    weighs the spellings that were met, and ``capital`` has those met inside a sentence, as they stood there."""

    token: Token
    ways: tuple[tuple[Mark, ...], ...]
    heard: Counter[str] = field(default_factory=Counter)
    capital: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def length(self, tokens: Mapping[int, Token], position: int) -> int:
        """How many words at a position stand for it; 0 for none."""
        for way in self.ways:
            places = [tokens.get(position + at) for at in range(len(way))]
            if all(token and mark.fits(token.folded) for mark, token in zip(way, places, strict=True)):
                return len(way)
        return 0

    def hear(self, text: str, tokens: Sequence[Token], weight: int, met: Counter[str]) -> None:
        """``met`` are the spellings of one text: one that it repeats weighs no more than once."""
        spelling = text[tokens[0].start : tokens[-1].end]
        if self.token.folded == "".join(token.folded for token in tokens):
            weight *= _AS_TYPED
        met[spelling.lower()] = max(met[spelling.lower()], weight)
        before = text[: tokens[0].start].rstrip()[-1:]
        if before and before not in _SENTENCE_ENDS:
            self.capital[spelling.lower()].add(spelling)

    def best(self, typed: str) -> str:
        if not self.heard:
            return typed[self.token.start : self.token.end]
        spelling = max(self.heard, key=lambda each: (self.heard[each], each))
        names = self.capital[spelling]
        return names.pop() if len(names) == 1 else spelling


def meant(typed: str, marks: Marks, texts: Iterable[str]) -> str:
    """``typed`` as the texts spell it, all else in it as it was; empty where they spell it no other way.

    A spelling weighs more where the words beside it fit too: ``le hoi`` is ``lễ hội``, whatever else ``le`` may be.
    """
    typed = stored(typed)
    slots = list(islice(_slots(typed, marks), WORDS))
    wanted = _wanted(slots)
    for stored_text in islice(map(stored, texts), TEXTS) if slots else ():
        text = _ADDRESS.sub(" ", stored_text)
        _listen(slots, text, {token.position: token for token in pick(text[:READ], wanted)})
    made = _put(typed, slots)
    return "" if made.casefold() == typed.casefold() else made


def _slots(typed: str, marks: Marks) -> Iterator[_Slot]:
    """The typed words that were searched as words: not what was refused, nor a facet's value."""
    # a beginning stands for many words, of which none is meant more than another
    words = {mark.folded: replace(mark, begins=False) for mark in marks.words}
    halves = {"".join(mark.folded for mark in name): name for name in marks.names if len(name) == 2}
    for token in analyse(typed):
        if token.folded in words and _is_word(typed, token):
            split = (halves[token.folded],) if token.folded in halves else ()
            yield _Slot(token, ((words[token.folded],), *split))


def _is_word(typed: str, token: Token) -> bool:
    piece = typed[: token.start].split(" ")[-1]
    return not piece.startswith("-") and ":" not in piece and not typed[token.end :].startswith(":")


def _wanted(slots: Sequence[_Slot]) -> Callable[[str], bool]:
    marks = {mark for slot in slots for way in slot.ways for mark in way}
    return lru_cache(maxsize=4096)(lambda folded: any(mark.fits(folded) for mark in marks))


def _listen(slots: Sequence[_Slot], text: str, tokens: Mapping[int, Token]) -> None:
    """Notes every spelling in one text, the longer the run of typed words it stands in, the weightier."""
    met: list[Counter[str]] = [Counter() for _ in slots]
    for position in tokens:
        for first, begun in enumerate(slots):
            # mostly no word fits, and then what follows it need not be looked at
            run = _run(slots[first:], tokens, position) if begun.length(tokens, position) else ()
            for at, (slot, words) in enumerate(run, first):
                slot.hear(text, words, _TOGETHER ** (len(run) - 1), met[at])
    for slot, spellings in zip(slots, met, strict=True):
        slot.heard.update(spellings)


def _run(slots: Sequence[_Slot], tokens: Mapping[int, Token], position: int) -> list[tuple[_Slot, list[Token]]]:
    run: list[tuple[_Slot, list[Token]]] = []
    for slot in slots:
        length = slot.length(tokens, position)
        if not length:
            break
        run.append((slot, [tokens[position + at] for at in range(length)]))
        position += length
    return run


def _put(typed: str, slots: Sequence[_Slot]) -> str:
    made, end = "", 0
    for slot in slots:
        made += typed[end : slot.token.start] + slot.best(typed)
        end = slot.token.end
    return made + typed[end:]
