"""Check 6 for significant issues: what became of last year's."""

import pytest

from assurance.models import GovernanceIssue, IssueInCycle
from tests.assurance.checks.test_issues import about_issues, make_issue, nobody_says_none
from tests.builders import TODAY, make_cycle


@pytest.fixture
def last_year(cycle):
    nobody_says_none(cycle)
    make_issue(cycle, "Contracts without a tender")
    return make_cycle(cycle.council, 2023)


def part(issue, cycle, **values) -> None:
    IssueInCycle.objects.update_or_create(council=cycle.council, issue=issue, cycle=cycle, defaults=values)


def test_an_open_issue_of_last_year_is_closed_or_carried_over(cycle, last_year):
    make_issue(last_year)
    assert about_issues(cycle) == {"issues-followed-up": ["neither closed, nor carried over with a reason"]}


def test_one_that_was_left_behind_has_its_outcome_and_how_it_went(cycle, last_year):
    issue = make_issue(last_year)
    part(issue, last_year, outcome="The service ended.")
    assert about_issues(cycle) == {"issues-followed-up": ["nobody said how it went"]}
    part(issue, last_year, outcome="The service ended.", progress_at_close="late")
    assert about_issues(cycle) == {}


def test_one_that_is_carried_over_has_a_reason(cycle, last_year):
    issue = make_issue(last_year)
    part(issue, cycle, origin="carried")
    assert about_issues(cycle) == {"issues-followed-up": ["carried over without a reason"]}
    part(issue, cycle, origin="carried", reason="The supplier is late.")
    assert about_issues(cycle) == {}


@pytest.mark.parametrize("status", ["closed", "rejected"])
def test_one_that_is_closed_or_was_not_significant_is_done_with(cycle, last_year, status):
    closed = {"closed_on": TODAY, "closed_committee": "Audit Committee", "closed_minute": "12"}
    make_issue(last_year, status=status, **closed)
    assert about_issues(cycle) == {}


def test_one_that_was_only_possible_is_decided_on(cycle, last_year):
    issue = make_issue(last_year, status="candidate")
    assert about_issues(cycle) == {"issues-followed-up": ["possible last year, and nobody decided on it"]}
    part(issue, cycle, origin="carried", reason="The panel meets in June.")
    assert list(about_issues(cycle)) == ["issues-decided"]


def test_one_that_is_carried_over_twice_is_worth_a_look(cycle, last_year):
    issue = make_issue(last_year)
    part(issue, last_year, origin="carried", reason="Not ready.")
    part(issue, cycle, origin="carried", reason="Not ready.")
    assert about_issues(cycle) == {"issue-again": ["carried over twice"]}
    GovernanceIssue.objects.filter(pk=issue.pk).update(status="rejected")
    assert about_issues(cycle) == {}
