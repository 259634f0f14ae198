"""Finds what texts and questions name: peoples, places, instruments and more, by any of their names.

A name of one syllable is mostly another word: ``tay`` is hand, ``hoa`` flower, ``co`` to shrink. It counts only where
its writer shows what is meant. Not here: which names there are (``lexicon``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product

from app.search import lexicon, stems
from app.search.folding import APOSTROPHES, Token, is_syllable
from app.search.lexicon import PEOPLES, PROVINCES, REGIONS, Name, forms, implied

# What announces that a people, or a place, is meant, and need not stand in what is found
_BEFORE = {
    PEOPLES: (("nguoi",), ("dan", "toc"), ("dong", "bao"), ("toc", "nguoi")),
    PROVINCES: (("tinh",), ("thanh", "pho"), ("tp",)),
    REGIONS: (("vung",), ("khu", "vuc"), ("mien",)),
}
_LAST_BEFORE = {words[-1] for some in _BEFORE.values() for words in some}
_AFTER = {PEOPLES: {"people", "peoples", "ethnic", "minority"}, PROVINCES: {"province", "city"}}


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``start`` to ``end`` name one of ``concepts``; those before ``name`` and after ``name_end`` only say what
    it is: ``người``, ``tỉnh``. ``common``: without them it could be other words. ``whole``: its words mean it only side
    by side."""

    start: int
    name: int
    name_end: int
    end: int
    concepts: tuple[str, ...]
    common: bool
    whole: bool


def asked(text: str, tokens: Sequence[Token]) -> tuple[Mention, ...]:
    """What a question names. ``tokens`` are those of ``text``."""
    mentions: list[Mention] = []
    at = 0
    while at < len(tokens):
        mention = _mention([*_asked_at(text, tokens, at)], tokens, at)
        if mention and mentions and mention.start < mentions[-1].end:
            mention = replace(mention, start=mentions[-1].end)
        if mention:
            mentions.append(mention)
        at = mention.end if mention else at + 1
    return tuple(mentions)


def told(text: str, tokens: Sequence[Token], words: Sequence[str] = ()) -> set[str]:
    """What a text names beyond doubt; ``words`` are the stems of its tokens, if it is in a language that has them."""
    found: set[str] = set()
    for tree, parts in ((_spelled(), [token.text for token in tokens]), (_stemmed(), words)):
        for at in [at for at, part in enumerate(parts) if part in tree]:
            _gather(tree, parts, at, text, tokens, found)
    return found


def _gather(
    tree: Mapping[str, "_Node"], parts: Sequence[str], at: int, text: str, tokens: Sequence[Token], found: set[str]
) -> None:
    """Adds what the names mean that stand at one word: one people or place, but a bronze drum is a drum too."""
    node, end = tree.get(parts[at]), at + 1
    doubtful: tuple[Name, ...] = ()
    while node:
        found |= node.sure
        doubtful = node.names or doubtful
        node, end = node.next.get(parts[end]) if end < len(parts) else None, end + 1
    if doubtful:
        sure = [name for name in doubtful if _unmistakable(name, text, tokens, at)]
        if mention := _mention(sure, tokens, at):
            found.update(each for concept in mention.concepts for each in implied(concept))


def _asked_at(text: str, tokens: Sequence[Token], at: int) -> Iterator[Name]:
    for name in _by_folded_word().get(tokens[at].folded, ()):
        stands = _stands(name.tokens, tokens, at, _as_typed)
        if stands and (_meant(name, tokens, at) or _shown(name, text, tokens, at)):
            yield name
    for word in stems.asked(tokens[at].text, tokens[at].folded) or (tokens[at].folded,):
        for name, parts in _by_stem().get(word, ()):
            may_be_other = name.proper and name.syllable and not _proper(name, text, tokens, at)
            if _stands(parts, tokens, at, _has_form) and not may_be_other:
                yield name


def _unmistakable(name: Name, text: str, tokens: Sequence[Token], at: int) -> bool:
    if name.headed and _headed(text, tokens[at]):
        return True
    if name.people:
        return not name.syllable or _announced(PEOPLES, tokens, at)
    return not name.headed and (not name.proper or _proper(name, text, tokens, at))


def _headed(text: str, token: Token) -> bool:
    return not set(text[token.start : token.end]).isdisjoint(APOSTROPHES)


def _proper(name: Name, text: str, tokens: Sequence[Token], at: int) -> bool:
    return all(text[token.start].isupper() or not text[token.start].isalpha() for token in _words(name, tokens, at))


def _words(name: Name, tokens: Sequence[Token], at: int) -> Sequence[Token]:
    return tokens[at : at + len(name.tokens)]


def _stands(
    parts: Sequence[Token] | Sequence[str], tokens: Sequence[Token], at: int, same: Callable[..., bool]
) -> bool:
    end = at + len(parts)
    return end <= len(tokens) and all(map(same, tokens[at:end], parts))


def _as_typed(written: Token, name: Token) -> bool:
    """Questions are typed with tones or without."""
    return written.text == name.text or (written.text == written.folded == name.folded)


def _has_form(written: Token, form: str) -> bool:
    return form == written.folded or form in stems.asked(written.text, written.folded)


def _meant(name: Name, tokens: Sequence[Token], at: int) -> bool:
    """Whether a question that has ``name`` at ``at`` means what it names."""
    if not name.syllable:
        return name.official or not _ordinary(_words(name, tokens, at)) or _stands_out(name, tokens, at)
    toned = tokens[at].text != tokens[at].folded
    if not name.people:
        announced = _announced(name.concept.partition("/")[0], tokens, at)
        return not name.headed and (toned or len(tokens) == 1 or announced)
    if _announced(PEOPLES, tokens, at):
        # "nguoi dan …" is mostly "người dân", the citizens, and not people who are also called Đản
        return name.official or tokens[at].text == name.tokens[0].text or at + 1 == len(tokens)
    whole = len(tokens) == 1 and not name.local
    return whole or (name.official and toned)


def _ordinary(words: Sequence[Token]) -> bool:
    """``thu lao``, typed without tones, is mostly not a name by which a few know the Tày."""
    return _syllables(words) and all(token.text == token.folded for token in words)


def _syllables(words: Sequence[Token]) -> bool:
    return all(is_syllable(token.folded) for token in words)


def _stands_out(name: Name, tokens: Sequence[Token], at: int) -> bool:
    start, end = _announced_from(PEOPLES, tokens, at), _announced_to(PEOPLES, tokens, at + len(name.tokens))
    return start < at or end > at + len(name.tokens) or len(tokens) == len(name.tokens)


def _shown(name: Name, text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether its spelling tells a name from another word: ``K'Ho``; the capital in ``Cham pottery``, for English
    writes names without tones, in ``phụ nữ Dao`` and ``dân ca Cao Lan``; but not in ``Buôn Ma Thuột``."""
    if name.headed and _headed(text, tokens[at]):
        return True
    end = at + len(name.tokens)
    beside = [each for each in (*tokens[max(at - 1, 0) : at], *tokens[end : end + 1]) if _capital(text, each)]
    if name.people and not name.syllable and not beside:
        return _proper(name, text, tokens, at)
    if not (name.people and name.official and _capital(text, tokens[at])):
        return False
    if any(is_syllable(each.folded) and each.folded not in stems.small_words("en") for each in beside):
        return False
    others = [token for place, token in enumerate(tokens) if place != at]
    english = any(each.folded.isascii() and each.folded.isalpha() and not is_syllable(each.folded) for each in others)
    return english or (at > 0 and any(each.text != each.folded for each in others))


def _capital(text: str, token: Token) -> bool:
    return text[token.start].isupper()


def _announced(of: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the words before say what is meant, or in English the word after."""
    return _announced_from(of, tokens, at) < at or _announced_to(of, tokens, at + 1) > at + 1


def _announced_from(of: str, tokens: Sequence[Token], at: int) -> int:
    """Where the words begin that announce what is named at ``at``: ``người dân tộc Tày``."""
    if at == 0 or tokens[at - 1].folded not in _LAST_BEFORE:
        return at
    for words in _BEFORE.get(of, ()):
        start = at - len(words)
        if start >= 0 and tuple(token.folded for token in tokens[start:at]) == words:
            return _announced_from(of, tokens, start)
    return at


def _announced_to(of: str, tokens: Sequence[Token], end: int) -> int:
    return end + 1 if end < len(tokens) and tokens[end].folded in _AFTER.get(of, ()) else end


def _mention(names: Sequence[Name], tokens: Sequence[Token], at: int) -> Mention | None:
    """The longest name wins, a people's over other words, and an official one over those by which others are known
    too: ``Thổ``."""
    if not names:
        return None
    end = at + max(len(name.tokens) for name in names)
    longest = [name for name in names if at + len(name.tokens) == end]
    likely = [name for name in longest if name.people] or longest
    best = [name for name in likely if name.official] or likely
    of, named = best[0].concept.partition("/")[0], tuple(sorted({name.concept for name in best}))
    start, to = _announced_from(of, tokens, at), _announced_to(of, tokens, end)
    common = best[0].people and (best[0].syllable or (not best[0].official and _syllables(best[0].tokens)))
    return Mention(start, at, end, to, named, common, best[0].whole)


def _table(names: Iterable[tuple[str, Name]]) -> dict[str, list[Name]]:
    table: dict[str, list[Name]] = {}
    for word, name in names:
        table.setdefault(word, []).append(name)
    return table


@cache
def _by_folded_word() -> dict[str, list[Name]]:
    """By the first word as it may be typed."""
    return _table((name.tokens[0].folded, name) for name in lexicon.names() if not name.stemmed)


@dataclass(slots=True)
class _Node:
    """Where some words of names have led. ``sure`` is what the names mean that end here, whatever stands around them;
    ``names`` are the others that end here, with those that ended on the way."""

    sure: set[str] = field(default_factory=set)
    names: tuple[Name, ...] = ()
    next: dict[str, "_Node"] = field(default_factory=dict)


def _tree(spelled: Iterable[tuple[Sequence[str], Name]]) -> Mapping[str, _Node]:
    root = _Node()
    for parts, name in sorted(spelled, key=lambda pair: len(pair[0])):
        node = root
        before: tuple[Name, ...] = ()
        for part in parts:
            before = node.names or before
            node = node.next.setdefault(part, _Node())
        if name.whole or name.headed:
            node.names = (*(node.names or before), name)
        else:
            node.sure.update(implied(name.concept))
    return root.next


@cache
def _spelled() -> Mapping[str, _Node]:
    """As texts have names. A local group's is left out: in a text it may be a place."""
    told = (name for name in lexicon.names() if not name.stemmed and not name.local)
    return _tree((parts, name) for name in told for parts in product(*map(_written, name.tokens)))


@cache
def _stemmed() -> Mapping[str, _Node]:
    return _tree((forms(name), name) for name in lexicon.names() if name.stemmed)


def _written(token: Token) -> tuple[str, ...]:
    """Texts are written with tones: ``lo lo`` is worry, and not ``Lô Lô``; but ``stieng`` is no other word."""
    return (token.text,) if token.text == token.folded or is_syllable(token.folded) else (token.text, token.folded)


@cache
def _by_stem() -> dict[str, list[tuple[Name, tuple[str, ...]]]]:
    """By the stem of the first word, with the stems of all."""
    table: dict[str, list[tuple[Name, tuple[str, ...]]]] = {}
    for name in lexicon.names():
        if name.stemmed:
            parts = forms(name)
            table.setdefault(parts[0], []).append((name, parts))
    return table
