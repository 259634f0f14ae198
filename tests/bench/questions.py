"""What is asked of the search in benchmarks: typed as people type it, by what it costs.

No words stand in two groups: the cluster's cache of counts would know them. Later pages of one question are meant to
find its counts there.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from app.ports import SearchIndex
from app.search.facets import names
from app.search.parsing import parse
from app.search.query import SearchQuery, SearchResult, Sort, Suggestion

# Most visitors see what everyone sees; a member of communities also what is theirs, and texts of films apart
EVERYONE, MEMBER = frozenset({1}), frozenset({1, 2, 3})
FACETS = names()[:8]
DEEP = 500
STEPS = 5

WORDS = {
    "without tones": [
        "le hoi cong chieng",
        "ruou can",
        "tho cam",
        "nha rong",
        "det vai hoa van",
        "su thi",
        "mua lua moi",
    ],
    "with tones": ["lễ hội cồng chiêng", "rượu cần", "thổ cẩm", "nghề dệt", "trống đồng", "lễ cúng thần lúa", "dân ca"],
    "one word": ["chiêng", "hoi", "múa", "khèn", "a", "lúa", "1985"],
    "peoples": ["xtieng", "S'tiêng", "người Tày", "ê đê", "lễ hội của người Mông", "raglai", "tay"],
    "long": ["lễ hội mùa gặt của người làng trên núi", "già làng kể chuyện xưa bên đống lửa trong nhà rông đêm hội"],
    "narrowed": [
        "chiêng people:xtieng",
        "lễ hội kind:festival month:1",
        "dệt place:lam-dong",
        "people:tay kind:costume",
    ],
    "errors": ["cong chiengg", "le hio cogn chieng", "nghe nhann", "congchieng"],
}
MEMBERS = ["le hoi dam trau", "nghề rèn sắt", "trống", "lễ hội của người Dao", "cơm lam"]
PHRASES = ['"lễ hội"', '"cong chieng"', '"nhà rông" -rượu', 'múa -"lễ hội"', '"bài hát" dân ca', '"của người"']
TYPING = ["l", "le", "le h", "lễ hộ", "nghe d", "nghề dệ", "xt", "người", "cong ch", "sách chép t", "trang phuc", "k"]
SORTED: tuple[tuple[str, Sort], ...] = (
    ("lễ cúng", "newest"),
    ("tieng cong", "next"),
    ("nghề rèn", "title"),
    ("đàn", "date"),
    ("người già", "title"),
)
T = TypeVar("T")
COMMON = ["lễ", "người", "lang", "nhà"]
COUNTED = ["tết", "rừng", "hat", "nước"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. ``typing`` stands alone: it asks for suggestions. ``mark`` gives the facets another order: so it is
    another question, which no cache of counts knows, and costs the same."""

    group: str
    query: SearchQuery | None = None
    typing: str = ""

    def of(self, index: SearchIndex, mark: int) -> SearchResult | tuple[Suggestion, ...]:
        if self.query is None:
            return index.suggest(self.typing, 8)
        return index.search(replace(self.query, facets=tuple(shuffled([*self.query.facets], mark))))


Ask: TypeAlias = Callable[[SearchQuery], SearchResult]


def questions(ask: Ask) -> list[Asked]:
    """Every question of a round. ``ask`` is asked for the cursors that later pages need."""
    return [
        *(Asked(group, _query(typed)) for group, typed in _words(WORDS)),
        Asked("nothing typed", _query("")),
        *(Asked("as a member", replace(_query(typed), visible=MEMBER)) for typed in MEMBERS),
        *(Asked("phrase", _query(typed)) for typed in PHRASES),
        *(Asked("facets alone", _query(typed, per_page=1)) for typed in COUNTED),
        *(Asked("suggestion", typing=typed) for typed in TYPING),
        *(Asked("sorted", _query(typed, sort=sort)) for typed, sort in SORTED),
        *(Asked(f"page {DEEP}", _query(typed, page=DEEP)) for typed in COMMON),
        *(Asked("by cursor", query) for typed in COMMON for query in _walked(_query(typed, page=DEEP), ask)),
    ]


def _words(groups: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((group, typed) for group, some in groups.items() for typed in some)


def _query(typed: str, *, per_page: int = 20, sort: Sort = "relevance", page: int = 1) -> SearchQuery:
    return SearchQuery(parse(typed), EVERYONE, facets=FACETS, per_page=per_page, sort=sort, page=page)


def _walked(query: SearchQuery, ask: Ask) -> Iterator[SearchQuery]:
    """What follows page after page, past the ten thousandth hit."""
    cursor = ask(query).cursor
    for _ in range(STEPS if cursor else 0):
        following = replace(query, cursor=cursor)
        yield following
        cursor = ask(following).cursor
        if cursor is None:
            return


def shuffled(some: list[T], seed: int) -> list[T]:
    mixed = list(some)
    random.Random(seed).shuffle(mixed)
    return mixed
