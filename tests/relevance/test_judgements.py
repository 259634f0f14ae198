"""The judged questions and the records that were written for them hold together."""

from collections import Counter
from unicodedata import normalize

import pytest

from metadata.validation import problems
from tests.relevance import judgements, writer
from tests.relevance.content import homes, prose, topics
from tests.relevance.facts import made
from tests.relevance.judgements import GRADES, KEYS, Question, questions
from tests.relevance.shelf import shown

QUESTIONS = questions()
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)


def test_there_are_enough_questions_of_every_group_and_enough_records() -> None:
    assert len(QUESTIONS) >= 150
    assert min(Counter(question.group for question in QUESTIONS).values()) >= 7
    assert len(made()) + len(shown()) >= 2000


def test_no_two_questions_are_the_same() -> None:
    assert [id for id, n in Counter(question.id for question in QUESTIONS).items() if n > 1] == []
    assert [text for text, n in Counter(question.text for question in QUESTIONS).items() if n > 1] == []


@each_question
def test_every_grade_has_a_reason_and_holds_for_some_record(question: Question) -> None:
    assert question.asked in ("", "vi", "en", "fr")
    for criterion in question.judged:
        assert criterion.grade in GRADES
        assert criterion.why.endswith(".")
        assert (criterion.where.keys() | criterion.unless.keys()) <= KEYS
        assert list(judgements.matched(criterion)), criterion


@each_question
def test_every_record_of_the_sample_that_is_judged_is_there_once(question: Question) -> None:
    for begin in (begin for criterion in question.judged for begin in criterion.sample):
        assert len([one for one in shown() if one.title.startswith(begin)]) == 1, begin


def test_a_written_record_could_be_published_and_says_that_it_is_made() -> None:
    for facts in made():
        metadata = writer.metadata(facts)
        found = [problem for problem in problems(facts.kind, metadata, publishing=True) if problem.path != "rights"]
        assert found == [], facts
        assert normalize("NFC", metadata["source"][0]["value"]) in prose()["made"].values()


def test_the_same_records_are_written_every_time() -> None:
    assert [writer.metadata(facts) for facts in made()[:50]] == [writer.metadata(facts) for facts in made()[:50]]


def test_topics_are_of_peoples_that_have_a_home() -> None:
    assert {people for topic in topics().values() for people in topic.peoples} == homes().keys()
