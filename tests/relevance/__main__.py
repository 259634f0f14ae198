"""``make relevance``: what each engine reaches by group and in all, and every question that fell.

``ARGS="--show tones-01"`` shows one question whole, ``--worst 20`` the worst, ``--record`` writes the figures down.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from functools import cache
from itertools import groupby

from tests.relevance import engines, figures
from tests.relevance.content import topics
from tests.relevance.facts import made
from tests.relevance.figures import Reached
from tests.relevance.judgements import questions
from tests.relevance.measures import DEPTH
from tests.relevance.shelf import shown


def main() -> None:
    asked = _arguments()
    for name, opened in engines.known().items():
        if asked.engine not in ("", name):
            continue
        with opened() as index:
            reached = [figures.ask(index, question) for question in questions()]
        print(f"\n{name}: {len(questions())} questions, {len(engines.documents())} records")
        _print_groups(reached)
        for each, before in figures.fallen(name, reached):
            print(f"\nfell from {before:.4f}")
            _print_question(each)
        for each in sorted(reached, key=lambda each: each.ndcg)[: asked.worst]:
            _print_question(each)
        for each in reached:
            if each.question.id in asked.show or each.question.group in asked.show:
                _print_question(each, missed=True)
        if asked.record:
            figures.record(name, reached)


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="make relevance")
    parser.add_argument("--engine", default="", help="only this one: embedded, elastic")
    parser.add_argument("--show", action="append", default=[], help="a question or a group, whole")
    parser.add_argument("--worst", type=int, default=0, help="how many of the worst to show")
    parser.add_argument("--record", action="store_true", help="write the figures down")
    return parser.parse_args()


def _print_groups(reached: Sequence[Reached]) -> None:
    print(f"{'group':<12}{'questions':>10}{'nDCG@10':>10}{'recall@50':>11}")
    for group, some in groupby(reached, key=lambda each: each.question.group):
        _print_line(group, list(some))
    _print_line("all", reached)


def _print_line(name: str, reached: Sequence[Reached]) -> None:
    ndcg, recall = figures.overall(reached)
    print(f"{name:<12}{len(reached):>10}{ndcg:>10.4f}{recall:>11.4f}")


def _print_question(each: Reached, *, missed: bool = False) -> None:
    relaxed = f", relaxed: {each.relaxed}" if each.relaxed else ""
    print(f"\n{each.question.id} {each.question.text}  nDCG@10 {each.ndcg:.4f}, recall@50 {each.recall:.4f}{relaxed}")
    for place, hit in enumerate(each.hits[:DEPTH], 1):
        print(f"  {place:>2}. [{each.grades.get(hit, 0)}] {_told()[hit]}")
    for id in sorted(each.grades.keys() - set(each.hits[:DEPTH]), key=lambda id: -each.grades[id]) if missed else ():
        found = each.hits.index(id) + 1 if id in each.hits else "–"
        print(f"   {found:>3} [{each.grades[id]}] {_told()[id]}")


@cache
def _told() -> dict[str, str]:
    """A line for each record."""
    titles = {each.id: " / ".join(each.titles) for each in engines.documents()}
    about = {facts.id: f"{facts.people}, {topics()[facts.topic].key}, {facts.place}, {facts.prose}" for facts in made()}
    about |= {one.id: "sample" for one in shown()}
    return {id: f"{id} {title} ({about[id]})" for id, title in titles.items()}


if __name__ == "__main__":
    main()
