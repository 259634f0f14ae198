"""How good a ranking is, by the grades of what it has."""

from collections.abc import Mapping, Sequence
from math import log2

DEPTH, FAR = 10, 50


def ndcg(hits: Sequence[str], grades: Mapping[str, int]) -> float:
    """nDCG@10: a grade is worth 2^g − 1, a place 1 / log2(1 + place); against the best order of all that is judged."""
    best = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    return _gain([grades.get(hit, 0) for hit in hits[:DEPTH]]) / best


def recall(hits: Sequence[str], grades: Mapping[str, int]) -> float:
    """Recall@50: how much of what has any grade is among the first fifty; where that is more than fifty, of fifty."""
    return len(grades.keys() & set(hits[:FAR])) / min(FAR, len(grades))


def _gain(grades: Sequence[int]) -> float:
    return sum((pow(2.0, grade) - 1) / log2(1 + place) for place, grade in enumerate(grades, 1))
