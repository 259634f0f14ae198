"""What is found is as good as it was, and good enough. Figures by question: ``make relevance``."""

import pytest

from tests.relevance import engines, figures
from tests.relevance.judgements import questions
from tests.relevance.measures import ndcg, recall

FLOOR = 0.90


@pytest.mark.parametrize("name", ["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def test_answers_are_as_good_as_written_down_and_good_enough(name: str) -> None:
    with engines.known()[name]() as index:
        reached = [figures.ask(index, question) for question in questions()]
    now, _ = figures.overall(reached)
    before = figures.recorded()[name]
    assert before.keys() == {question.id for question in questions()}
    fell = [f"{each.question.id}: {each.ndcg:.4f}, was {was:.4f}" for each, was in figures.fallen(name, reached)]
    assert now >= sum(before.values()) / len(before) - figures.ROUNDING, fell
    assert now >= FLOOR


def test_the_best_order_is_worth_one_and_a_worse_one_less() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades) == pytest.approx(1)
    assert 0 < ndcg(["x", "a", "b", "c"], grades) < ndcg(["c", "b", "a"], grades) < ndcg(["a", "c", "b"], grades) < 1
    assert ndcg([], grades) == 0


def test_what_stands_past_the_tenth_place_is_worth_nothing_but_is_recalled() -> None:
    hits = [*(f"x{n}" for n in range(10)), "a"]
    assert (ndcg(hits, {"a": 3}), recall(hits, {"a": 3})) == (0, 1)


def test_of_more_than_fifty_fifty_are_all() -> None:
    grades = {f"a{n}": 1 for n in range(80)}
    assert recall([*grades], grades) == 1


def test_the_whole_corpus_is_searched() -> None:
    with engines.known()["embedded"]() as index:
        assert index.count() == len(engines.documents()) == len({each.id for each in engines.documents()})
