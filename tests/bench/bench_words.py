"""Words found inside a record of a thousand pages, each with its ALTO. ``make bench ARGS=words``."""

import random
import time

from app.bootstrap import Archive
from app.media.alto import Line, Page, Word, plain_text, write
from app.models import Media, MediaText
from app.services import texts
from app.services.viewer import SYSTEM, VISITOR
from tests.bench.archives import archive
from tests.made import festival
from tests.web.shelf import add

PAGES, LINES, WORDS = 1_000, 35, 10
WIDTH, HEIGHT = 1_240, 1_754
SAID = (
    "lễ hội cồng chiêng mở đầu mùa lúa mới của bà con trong buôn làng già trẻ gái trai cùng nhau uống rượu cần nhảy "
    "múa quanh cây nêu tiếng trống vang rừng núi đêm ngày"
)
QUESTIONS = ("trâu", "lễ", '"cồng chiêng"', "le hoi", "rượu cần trống", "rừ*")
ROUNDS = 5
_SYLLABLES = SAID.split()


def main() -> None:
    with archive() as opened:
        record = _book(opened)
        print(f"{PAGES:,} pages, {PAGES * LINES * WORDS:,} words")
        for question in QUESTIONS:
            found = opened.words.search(VISITOR, record, question)
            seconds = min(_timed(opened, record, question) for _ in range(ROUNDS))
            count = "many" if found.matches_total is None else found.matches_total
            print(f"  {question:<16} {count:>6} answers  {seconds * 1000:6.0f} ms")
        begun = time.perf_counter()
        opened.words.complete(VISITOR, record, "con")
        print(f"  completing “con”                 {(time.perf_counter() - begun) * 1000:6.0f} ms")


def _book(opened: Archive) -> str:
    """Words by chance: every one of them is on every page, which no book is as bad as."""
    chance = random.Random(1)
    record = opened.records.create(SYSTEM, "festival", texts.body(festival())).identifier
    media = add(opened, record, "document")
    with opened.db.unit_of_work() as work:
        row = work.get_one(Media, media)
        row.detail = {**row.detail, "pages": [{"width": WIDTH, "height": HEIGHT}] * PAGES}
        for number in range(1, PAGES + 1):
            page = Page(WIDTH, HEIGHT, tuple(_line(chance, at) for at in range(LINES)))
            work.add(MediaText(media=media, kind="alto", part=str(number), body=write(page, number)))
            work.add(MediaText(media=media, kind="page", part=str(number), body=plain_text(page)))
    opened.records.publish(SYSTEM, record, base=opened.reading.record(SYSTEM, record, head=True).version)
    return record


def _line(chance: random.Random, at: int) -> Line:
    return Line(tuple(Word(chance.choice(_SYLLABLES), 100 * x, 45 * at, 90, 40, 0.9) for x in range(WORDS)), at // 8)


def _timed(opened: Archive, record: str, question: str) -> float:
    begun = time.perf_counter()
    opened.words.search(VISITOR, record, question)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
