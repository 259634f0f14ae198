"""Takes apart what somebody types. Nothing typed is an error: what can't be understood is searched as words.

Not here: what the parts mean for an engine (``question``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from app.search import asides, facets, keyboards, names
from app.search.folding import Token, analyse, apart, is_gram, stored
from app.search.lexicon import PEOPLES, PROVINCES
from app.search.query import LETTERS, WORDS, Choice, Clause, Named, ParsedQuery, Phrase, Word, words_of

QUOTES = '"“”„‟«»'
_PART = re.compile(
    rf"(?P<minus>(?<!\S)-)?(?:(?P<facet>[^\W\d_]+):)?"
    rf"(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]|(?P<plain>[^\s{QUOTES}]+))"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# "hoặc" without its tones is still nothing else; "hay" is also "good", and no "or" here
_OR = frozenset(token.text for token in analyse("or hoặc hoac"))
# Letters that stand alone at the head of a name; the others are words
_HEADS = frozenset("bcdeghjklmnpqrstvxy")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a question in its place. An aside, and a word ``joining`` alternatives, are clauses only where nothing
    else is asked."""

    clause: Clause
    aside: asides.Aside | None = None
    joining: bool = False


def parse(typed: str) -> ParsedQuery:
    """``lễ hội "cồng chiêng" -rượu people:xtieng``, taken apart."""
    text = stored(_SURROGATE.sub(" ", typed[:LETTERS]))[:LETTERS]
    parsed = _parsed(text)
    retyped = keyboards.retyped(text) if parsed.clauses else None
    return replace(parsed, retyped=_parsed(retyped[:LETTERS])) if retyped else parsed


def _parsed(text: str) -> ParsedQuery:
    pieces: list[_Piece] = []
    excluded: list[Clause] = []
    filters: dict[str, tuple[str, ...]] = {}
    pairs: list[tuple[Word, Word]] = []
    for (role, facet), parts in groupby(_parts(text), key=lambda part: part[:2]):
        texts = [part for _, _, part in parts]
        if role == "filter":
            meant = (value for part in texts for value in facets.values(facet, part))
            filters[facet] = tuple(dict.fromkeys((*filters.get(facet, ()), *meant)))
        elif role == "excluded":
            excluded += (clause for part in texts for clause in _whole(part))
        elif role == "quoted":
            pieces += (_Piece(clause) for part in texts for clause in _whole(part))
        else:
            found, beside = _loose(" ".join(texts))
            pieces += found
            pairs += beside
    needed = _needed(pieces)
    left_out = {piece.clause for piece in pieces} - set(needed)
    pairs = [pair for pair in pairs if not left_out.issuperset(pair)]
    kept = _bounded(_gathered(_alternatives(needed)))
    return ParsedQuery(
        kept, _bounded(excluded), filters, tuple(dict.fromkeys(pairs))[:WORDS], _unfinished(text, kept), text
    )


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    """(role, facet, text) of each piece between spaces or quotes."""
    known = facets.names()
    for match in _PART.finditer(text):
        facet, quoted = match["facet"] or "", match["quoted"]
        piece = match["plain"] if quoted is None else quoted
        if facet.lower() in known and not match["minus"]:
            yield "filter", facet.lower(), piece
            continue
        piece = f"{facet} {piece}" if facet else piece
        role = "excluded" if match["minus"] else "loose" if quoted is None else "quoted"
        yield role, "", piece


def _loose(text: str) -> tuple[list[_Piece], list[tuple[Word, Word]]]:
    """Words outside quotes: those that name something together, and which stand side by side."""
    text = apart(text)
    tokens = analyse(text)[:WORDS]
    words = [_word(token) for token in tokens]
    pieces: list[_Piece] = []
    at = 0
    for mention in names.asked(text, tokens):
        pieces += _plain(tokens[at : mention.start], words[at : mention.start])
        whole = tuple(words[mention.start : mention.end])
        needed = whole if mention.common else tuple(words[mention.name : mention.name_end])
        pieces.append(_Piece(Named(whole, needed, mention.concepts, mention.whole)))
        at = mention.end
    pieces += _plain(tokens[at:], words[at:])
    spaced = [None if is_gram(token) else word for token, word in zip(tokens, words, strict=True)]
    return pieces, [(one, other) for one, other in pairwise(spaced) if one and other and one != other]


def _plain(tokens: Sequence[Token], words: Sequence[Word]) -> Iterator[_Piece]:
    """Words that name nothing: operators, asides, heads of names, and each other word for itself."""
    at = 0
    while at < len(tokens):
        aside = asides.at(tokens, at)
        if tokens[at].text in _OR:
            yield _Piece(words[at], joining=True)
            at += 1
        elif is_gram(tokens[at]):
            end = _end_of_run(tokens, at)
            yield _Piece(_run(words[at:end]))
            at = end
        elif aside:
            for word in words[at : at + aside.length]:
                yield _Piece(word, aside)
            at += aside.length
        elif _heads(tokens, at):
            yield _Piece(_headed(*words[at : at + 2]))
            at += 2
        else:
            yield _Piece(words[at])
            at += 1


def _end_of_run(tokens: Sequence[Token], at: int) -> int:
    end = at + 1
    while end < len(tokens) and tokens[end].start < tokens[end - 1].end:
        end += 1
    return end


def _run(words: Sequence[Word]) -> Clause:
    """Bigrams of one run are a phrase; the last only repeats. One grapheme begins a word."""
    if len(words) == 1:
        return replace(words[0], begins=True)
    return Phrase(tuple(words[:-1])) if len(words) > 2 else words[0]


def _heads(tokens: Sequence[Token], at: int) -> bool:
    """Whether a letter stands before a word as in ``K Liêu``."""
    return (
        tokens[at].folded in _HEADS
        and at + 1 < len(tokens)
        and len(tokens[at + 1].folded) > 1
        and tokens[at + 1].folded.isalpha()
        and not is_gram(tokens[at + 1])
    )


def _headed(letter: Word, word: Word) -> Choice:
    joined = Word(letter.text + word.text, letter.folded + word.folded, letter.toned or word.toned)
    return Choice(((letter, word), (joined,)))


def _needed(pieces: Sequence[_Piece]) -> list[Clause | None]:
    """Clauses in their order, without asides where other words are asked for; None stands between alternatives."""
    said = [piece.clause for piece in pieces if not piece.aside and not piece.joining]
    if not said:
        return [piece.clause for piece in pieces if piece.aside] or [piece.clause for piece in pieces]
    typed = (word for piece in pieces for word in words_of(piece.clause))
    spoken = asides.Spoken.of(typed, len([word for clause in said for word in words_of(clause)]))
    needed = (piece for piece in pieces if not (piece.aside and spoken.without(piece.aside)))
    return [None if piece.joining else piece.clause for piece in needed]


def _alternatives(clauses: Sequence[Clause | None]) -> list[Clause]:
    """Neighbours of ``or`` become one clause; where it has none on a side it says nothing."""
    made: list[Clause] = []
    joining = False
    for clause in clauses:
        if clause is None:
            joining = bool(made)
        elif joining:
            before = made.pop()
            options = before.options if isinstance(before, Choice) else ((before,),)
            made.append(Choice((*options, (clause,))))
            joining = False
        else:
            made.append(clause)
    return made


def _gathered(clauses: Sequence[Clause]) -> list[Clause]:
    """``của người Tày và Nùng``: hardly a record is of several peoples or places, so one of those named is enough."""
    made: list[Clause] = []
    for kind, some in groupby(clauses, key=_kind):
        several = list(dict.fromkeys(some))
        made += [Choice(tuple((each,) for each in several))] if kind and len(several) > 1 else several
    return made


def _kind(clause: Clause) -> str:
    """Of which kind a people or place is; nothing of any other."""
    of = clause.concepts[0].partition("/")[0] if isinstance(clause, Named) else ""
    return of if of in (PEOPLES, PROVINCES) else ""


def _whole(text: str) -> list[Clause]:
    """What was put in quotes: one phrase. Of bigrams the last, which only repeats, is left off."""
    tokens = analyse(text)[:WORDS]
    words = [replace(_word(token), quoted=True) for token in tokens]
    if len(tokens) > 1 and is_gram(tokens[-1]) and tokens[-2].end == tokens[-1].end:
        words.pop()
    if len(words) > 1:
        return [Phrase(tuple(words))]
    return [*words]


def _word(token: Token) -> Word:
    return Word(token.text, token.folded, token.text != token.folded)


def _bounded(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Each clause once, and no more words than an engine should be asked for."""
    kept: list[Clause] = []
    room = WORDS
    for clause in dict.fromkeys(clauses):
        room -= len(words_of(clause))
        if room < 0:
            break
        kept.append(clause)
    return tuple(kept)


def _unfinished(text: str, clauses: Sequence[Clause]) -> Word | None:
    """The last word, if nothing was typed after it."""
    tokens = analyse(text)
    if not clauses or isinstance(clauses[-1], Phrase) or not tokens or tokens[-1].end < len(text):
        return None
    last = words_of(clauses[-1])[-1]
    return last if last.folded == tokens[-1].folded else None
