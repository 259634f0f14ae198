"""Figures: what an engine reaches for every question, beside those that are written down in the repository."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from app.ports import SearchIndex
from app.search.parsing import parse
from app.search.query import SearchQuery
from app.services.access import EVERYONE_ID
from tests.relevance import measures
from tests.relevance.content import FOLDER
from tests.relevance.judgements import Question, grades

RECORDED = FOLDER / "recorded.csv"
# What rounding may do: figures are written with four decimals
ROUNDING = 0.0001


@dataclass(frozen=True, slots=True)
class Reached:
    """What one question got. ``relaxed`` is as in ``SearchResult``."""

    question: Question
    hits: tuple[str, ...]
    grades: Mapping[str, int]
    relaxed: str
    ndcg: float
    recall: float


def ask(index: SearchIndex, question: Question) -> Reached:
    found = index.search(SearchQuery(parse(question.text), frozenset({EVERYONE_ID}), per_page=measures.FAR))
    worth = grades(question)
    reached = (measure(found.hits, worth) for measure in (measures.ndcg, measures.recall))
    return Reached(question, found.hits, worth, found.relaxed, *reached)


def overall(reached: Iterable[Reached]) -> tuple[float, float]:
    """nDCG@10 and recall@50, each question counting the same."""
    figures = [(each.ndcg, each.recall) for each in reached]
    return mean(ndcg for ndcg, _ in figures), mean(recall for _, recall in figures)


def recorded() -> dict[str, dict[str, float]]:
    """nDCG@10 by engine and question."""
    if not RECORDED.exists():
        return {}
    with RECORDED.open(newline="") as file:
        rows = list(csv.DictReader(file))
    engines = [name for name in (rows[0] if rows else ()) if name != "question"]
    return {name: {row["question"]: float(row[name]) for row in rows if row[name]} for name in engines}


def record(engine: str, reached: Sequence[Reached]) -> None:
    """Writes down what an engine reaches now, and leaves the other's figures."""
    figures = recorded() | {engine: {each.question.id: each.ndcg for each in reached}}
    engines = sorted(figures)
    with RECORDED.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["question", *engines])
        for each in reached:
            told = (figures[name].get(each.question.id) for name in engines)
            writer.writerow([each.question.id, *("" if figure is None else f"{figure:.4f}" for figure in told)])


def fallen(engine: str, reached: Iterable[Reached]) -> list[tuple[Reached, float]]:
    """Questions that get less than is written down, with what that is; the deepest fall first."""
    before = recorded().get(engine, {})
    lower = [(each, before.get(each.question.id, 0.0)) for each in reached]
    lower = [(each, figure) for each, figure in lower if each.ndcg < figure - ROUNDING]
    return sorted(lower, key=lambda pair: pair[0].ndcg - pair[1])
