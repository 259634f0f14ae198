"""What people type in place of what a machine read, put where it stands on the page."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from app.media.alto import Line, Page, Word

Box = tuple[int, int, int, int]


def corrected(page: Page, typed: Sequence[str], checked: Collection[int] = (), more: str = "") -> Page:
    """``typed`` has a text for each line, an empty one for what is no line; ``checked`` are the indices of lines that
    a person has compared with the picture; ``more`` are lines that the machine has not seen: their place is the page.
    """
    lines = []
    for index, (line, text) in enumerate(zip(page.lines, typed, strict=True)):
        words = aligned(line, _split(text))
        if words:
            lines.append(replace(line, words=words, checked=index in checked))
    block = page.lines[-1].block + 1 if page.lines else 1
    whole = (0, 0, page.width, page.height)
    added = [tuple(Word(word, *whole) for word in _split(text)) for text in more.splitlines()]
    lines += [Line(words, block, checked=True) for words in added if words]
    return replace(page, lines=tuple(lines))


def aligned(line: Line, texts: Sequence[str]) -> tuple[Word, ...]:
    """The words that were typed, each in the box of the word that it corrects; where their number differs, they share
    the room of those in whose place they stand."""
    before = [word.text for word in line.words]
    found: list[Word] = []
    for deed, start, end, first, last in SequenceMatcher(None, before, texts, autojunk=False).get_opcodes():
        if deed == "equal":
            found += line.words[start:end]
        elif end - start == last - first:
            pairs = zip(line.words[start:end], texts[first:last], strict=True)
            found += (replace(word, text=text, confidence=None) for word, text in pairs)
        elif first < last:
            found += _shared(_room(line, start, end), texts[first:last], _direction(line))
    return tuple(found)


def direction(page: Page) -> int:
    """By how many degrees, clockwise, the picture has to be turned for most of its lines to run from left to right."""
    turns = [_direction(line) for line in page.lines if len(line.words) > 1]
    return max(set(turns), key=turns.count) if turns else 0


def _split(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def _direction(line: Line) -> int:
    """0: to the right, 90: upwards, 180: to the left, 270: downwards."""
    first, last = line.words[0], line.words[-1]
    across = last.x - first.x + (last.width - first.width) / 2
    down = last.y - first.y + (last.height - first.height) / 2
    if abs(across) >= abs(down):
        return 0 if across >= 0 else 180
    return 270 if down > 0 else 90


def _room(line: Line, start: int, end: int) -> Box:
    """Of the words from ``start`` to ``end``; where there are none, the gap between their neighbours."""
    if start < end:
        return Line(line.words[start:end]).box
    neighbours = line.words[max(0, start - 1) : start + 1]
    if len(neighbours) < 2:
        return neighbours[0].x, neighbours[0].y, neighbours[0].width, neighbours[0].height
    before, after = neighbours
    left, right = sorted((before, after), key=lambda word: word.x)
    upper, lower = sorted((before, after), key=lambda word: word.y)
    if _direction(line) in (0, 180):
        x = min(left.x + left.width, right.x)
        return x, upper.y, max(1, right.x - x), max(upper.height, lower.height)
    y = min(upper.y + upper.height, lower.y)
    return left.x, y, max(left.width, right.width), max(1, lower.y - y)


def _shared(room: Box, texts: Sequence[str], turned: int) -> Iterator[Word]:
    """A word for each text, with room by its length, from where the line begins."""
    x, y, width, height = room
    letters = sum(map(len, texts)) or 1
    done = 0
    for text in texts:
        start, end = done / letters, (done + len(text)) / letters
        done += len(text)
        if turned in (90, 180):  # they run against the direction in which pixels are counted
            start, end = 1 - end, 1 - start
        if turned in (0, 180):
            left, right = round(x + width * start), round(x + width * end)
            yield Word(text, left, y, max(1, right - left), height)
        else:
            top, bottom = round(y + height * start), round(y + height * end)
            yield Word(text, x, top, width, max(1, bottom - top))
