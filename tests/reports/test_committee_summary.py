"""The committee's summary: opinion, figures, promises and questions, on two pages, of agreed scores only."""

from __future__ import annotations

from datetime import date

import pytest

from assurance.models import Assessment
from reports.content.actions import KeptPromise, Promises
from reports.content.committee_summary import MOST_PROMISES, MOST_QUESTIONS, build, promises_kept
from reports.documents import draft_page, freeze
from reports.models import DocumentKind, GovernanceStatement
from reports.paper import for_paper
from reports.pdf import engine
from tests.builders import TODAY
from tests.reports.reviews import scored_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return scored_review()


def kept(mark, result):
    return KeptPromise("23/24-1", "Text", "Post", "2025-01-01", mark, result, "")


def test_it_says_what_the_statement_says(cycle):
    GovernanceStatement.objects.create(
        council=cycle.council, cycle=cycle, opinion="reasonable", opinion_sentence="Good on the whole."
    )

    found = build(cycle, on=TODAY)

    assert (found.opinion, found.opinion_sentence) == ("Reasonable assurance", "Good on the whole.")
    assert [one.letter for one in found.tiles] == list("ABCDEFG")
    assert {one.word for one in found.tiles} == {"Strong"}


def test_questions_are_asked_of_agreed_scores_only_and_at_most_two_of_a_principle(cycle):
    Assessment.objects.filter(cycle=cycle).update(own_score=3)
    assert build(cycle, on=TODAY).questions == ()
    Assessment.objects.filter(cycle=cycle).update(status="agreed", agreed_score=3)

    found = build(cycle, on=TODAY).questions

    assert [one.letter for one in found] == list("ABCDEFG")
    assert {len(one.questions) for one in found} == {MOST_QUESTIONS}
    assert found[0].questions[0].text.startswith("What is being done about A1.1?")


def test_promises_are_counted_and_those_not_kept_come_first():
    actions = (
        kept("done", "Kept"),
        kept("late", "Kept, late"),
        kept("open", "Carried on"),
        *[kept("open", "Not kept")] * MOST_PROMISES,
    )

    found = promises_kept(Promises("2023/24", actions))

    assert (found.kept, found.late, found.not_done) == (1, 1, MOST_PROMISES + 1)
    assert {one.result for one in found.listed} == {"Not kept"}
    assert found.more == 2


def test_it_is_two_pages_though_every_principle_raises_questions(cycle):
    Assessment.objects.filter(cycle=cycle).update(own_score=3, status="agreed", agreed_score=3)
    GovernanceStatement.objects.create(
        council=cycle.council, cycle=cycle, opinion="limited", opinion_sentence="We fell short. " * 20
    )
    html = draft_page(freeze(DocumentKind.COMMITTEE_SUMMARY, cycle, on=date(2025, 5, 19)), cycle)

    assert engine.render(for_paper(html)).pages == 2
