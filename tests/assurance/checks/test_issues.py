"""Check 8: issues are defined, decided on and whole; or it is said that there is none."""

import pytest

from assurance.models import GovernanceIssue, IssueCriterion, IssueInCycle
from governance.models import CouncilSetting
from tests.assurance.checks.clean_review import found
from tests.builders import NOW, TODAY, make_post


def make_issue(cycle, title="Payroll errors", *, criterion=True, **values) -> GovernanceIssue:
    """A whole, confirmed issue of the review, unless told otherwise."""
    whole = {
        "description": "Pay was wrong in three months.",
        "status": "confirmed",
        "decision_reason": "Public money was lost.",
        "owner_post": make_post(cycle.council),
        "due_on": TODAY,
        "committee": "Audit and Governance Committee",
        "raised_at": NOW,
    }
    issue = GovernanceIssue.objects.create(council=cycle.council, title=title, **whole | values)
    IssueInCycle.objects.create(council=cycle.council, issue=issue, cycle=cycle)
    if criterion:
        IssueCriterion.objects.create(council=cycle.council, issue=issue, text="Public money was lost")
    return issue


def nobody_says_none(cycle) -> None:
    cycle.no_issues_statements.update(taken_back_at=NOW)


def about_issues(cycle) -> dict[str, list[str]]:
    """What the rules of this check find, without what the statement says of it."""
    return {
        rule: [what for _, what in findings]
        for rule, findings in found(cycle).items()
        if rule.startswith("issue")
    }


def test_the_council_says_what_is_significant(cycle):
    CouncilSetting.objects.create(council=cycle.council, key="issue_definition", value=" ")
    assert list(about_issues(cycle)) == ["issue-definition"]


def test_a_possible_issue_is_decided_on(cycle):
    nobody_says_none(cycle)
    issue = make_issue(cycle, status="candidate", raised_from="low_score", criterion=False)
    assert about_issues(cycle) == {"issues-decided": ["Possible since it was raised: a low score"]}
    GovernanceIssue.objects.filter(pk=issue.pk).update(status="rejected")
    assert list(about_issues(cycle)) == ["issues-said"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, ""),
        ({"status": "monitored"}, ""),
        ({"criterion": False}, "no criterion"),
        ({"description": " "}, "no description"),
        ({"owner_post": None, "due_on": None}, "no owner post, no due date"),
        ({"committee": ""}, "no committee that watches it"),
        ({"committee": "", "status": "rejected"}, None),
    ],
)
def test_an_open_issue_is_whole(cycle, values, said):
    nobody_says_none(cycle)
    make_issue(cycle, **values)
    nothing_open = {"issues-said": ["No issue of this year, and nobody said that there is none"]}
    expected = nothing_open if said is None else {"issues-whole": [said]} if said else {}
    assert about_issues(cycle) == expected


def test_a_criterion_that_was_taken_back_counts_for_nothing(cycle):
    nobody_says_none(cycle)
    issue = make_issue(cycle)
    issue.criteria.update(ended_at=NOW)
    assert about_issues(cycle) == {"issues-whole": ["no criterion"]}


def test_no_issue_is_said_in_words(cycle):
    assert about_issues(cycle) == {}
    nobody_says_none(cycle)
    assert list(about_issues(cycle)) == ["issues-said"]


def test_an_issue_closed_in_the_year_says_it_too(cycle):
    nobody_says_none(cycle)
    make_issue(
        cycle, status="closed", closed_on=TODAY, closed_committee="Audit Committee", closed_minute="12"
    )
    assert about_issues(cycle) == {}


def test_none_beside_an_open_issue_contradicts_it(cycle):
    make_issue(cycle)
    assert about_issues(cycle) == {
        "issues-said": ["It is said that there are none, and “Payroll errors” is open"]
    }


def test_issues_of_another_year_are_not_its_matter(cycle):
    nobody_says_none(cycle)
    issue = make_issue(cycle, committee="")
    issue.in_cycles.all().delete()
    assert list(about_issues(cycle)) == ["issues-said"]
