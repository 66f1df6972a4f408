"""Checks 7, 10 and 12 on the Annual Governance Statement."""

from copy import deepcopy
from datetime import date

import pytest

from reports.models import GovernanceStatement, StatementSection
from tests.assurance.checks.clean_review import clean_review, found


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return clean_review()[0]


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def statement(cycle):
    return GovernanceStatement.objects.get(cycle=cycle)


def test_an_opinion_is_chosen(cycle, statement):
    GovernanceStatement.objects.filter(pk=statement.pk).update(opinion="")
    assert found(cycle) == {"opinion": [("", "No opinion is chosen yet")]}


def test_a_statement_that_nobody_began_lacks_all(cycle, statement):
    statement.sections.all().delete()
    statement.delete()
    assert {rule: len(findings) for rule, findings in found(cycle).items()} == {"opinion": 1, "up-to-date": 2}


@pytest.mark.parametrize(
    ("as_at", "said"),
    [
        (None, "The date of its facts is not given"),
        (date(2025, 7, 1), ""),
        (
            date(2025, 6, 30),
            "Its facts are of 30 June 2025, more than 30 days before approval on 31 July 2025",
        ),
    ],
)
def test_its_facts_are_at_most_thirty_days_old_at_approval(cycle, statement, as_at, said):
    cycle.milestones.filter(kind="approval").update(due_on=date(2025, 7, 31))
    GovernanceStatement.objects.filter(pk=statement.pk).update(as_at=as_at)
    assert found(cycle) == ({"up-to-date": [("", said)]} if said else {})


def test_it_says_what_happened_since_the_year_end_or_none(cycle, statement):
    statement.sections.update(text=" ")
    [(_, said)] = found(cycle)["up-to-date"]
    assert said == "It does not say what happened since the year end, or “None”"


def test_it_holds_no_note_to_oneself(cycle, statement):
    StatementSection.objects.create(
        council=cycle.council, statement=statement, key="summary", text="The opinion of the auditor is TBC."
    )
    said = "Summary and opinion: “The opinion of the auditor is TBC.”"
    assert found(cycle) == {"statement-notes": [("", said)]}


def test_it_names_posts_and_no_people(cycle, statement):
    StatementSection.objects.create(
        council=cycle.council,
        statement=statement,
        key="principle-A",
        text="Helen Marsh keeps the register; write to h.marsh@council.example.",
    )
    said = "Principle A: Helen Marsh, h.marsh@council.example"
    assert found(cycle) == {"statement-people": [("", said)]}
