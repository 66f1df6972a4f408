"""What is left to do: the page, reasons given and taken back, the command."""

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from assurance.models import (
    AcceptedWarning,
    ActionLink,
    DirectorReturn,
    Evidence,
    EvidenceUse,
    ImprovementAction,
    ReturnAnswer,
    ReviewCycle,
)
from assurance.workflow.warnings import accept_findings, take_back
from governance.models import AuditEntry
from governance.permissions import Permission
from governance.record_words import describe
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.assurance.checks.clean_review import change, clean_review
from tests.assurance.checks.test_issues import make_issue
from tests.builders import NOW, make_council, make_cycle, make_member, make_post, row

# Session, person, membership with roles and settings, the review, its rows with people, evidence and actions,
# last year's with their parts and updates, dates, reviewers, names of people; issues with their criteria,
# those of last year with their parts, what is said of none; sources, returns with their exceptions; the
# statement with its sections, reasons, what the header counts.
QUERIES = 27
WHY = "The panel meets in June."


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return clean_review()


@pytest.fixture
def review(made, db):
    return deepcopy(made)


@pytest.fixture
def cycle(review):
    return review[0]


@pytest.fixture
def monitoring_officer(review, client):
    client.force_login(review[2].user)
    return review[2]


def address(name, cycle):
    return reverse(f"assurance:{name}", args=[cycle.council.slug, cycle.year])


def give_sources(cycle, last, *refs):
    """On each row an old item of evidence and an action; last year an action that nobody took on."""
    for ref in refs:
        item = Evidence.objects.create(council=cycle.council, title=f"Plan 2012–2014 for {ref}")
        EvidenceUse.objects.create(council=cycle.council, assessment=row(cycle, ref), evidence=item)
        for year in (cycle, last):
            action = ImprovementAction.objects.create(
                council=cycle.council, text=f"Train for {ref} in {year}"
            )
            ActionLink.objects.create(council=cycle.council, action=action, assessment=row(year, ref))


def give_issues(*cycles):
    """An open issue in each of the reviews."""
    for cycle in cycles:
        make_issue(cycle, f"Payroll errors of {cycle}", committee="")


def ask_directors(cycle, by, number):
    """Returns that are in, each with an exception that nobody dealt with."""
    for _ in range(number):
        sent = DirectorReturn.objects.create(
            council=cycle.council,
            cycle=cycle,
            post=make_post(cycle.council),
            asked_by=by,
            asked_at=NOW,
            sent_by=by,
            sent_at=NOW,
        )
        ReturnAnswer.objects.create(
            council=cycle.council,
            director_return=sent,
            number=1,
            statement="Budgets were kept to",
            answer="no",
        )


def text_of(response):
    return " ".join(response.content.decode().split())


def accept(client, cycle, rule, reason=WHY):
    return client.post(address("readiness-accept", cycle), {"rule": rule, "reason": reason}, follow=True)


def low_scores(cycle, *refs):
    for ref in refs:
        change(cycle, ref, agreed_score=7)


def test_a_review_that_is_whole_can_be_finished(client, cycle, monitoring_officer):
    page = text_of(client.get(address("readiness", cycle)))
    assert "Nothing is left." in page
    assert f'href="{address("sign-off", cycle)}">finish the review</a>' in page


def test_three_rows_are_shown_and_the_rest_folded(client, cycle, monitoring_officer):
    low_scores(cycle, "A1.1", "A1.2", "A1.3", "A1.4", "A2.1")
    page = text_of(client.get(address("readiness", cycle)))
    assert "Low score, no action (5)" in page
    assert "5 in 1 group" in page
    assert "2 more" in page
    assert "Pass this with a reason" in page
    assert "2 more" not in text_of(client.get(address("readiness", cycle), {"all": "1"}))


def test_what_must_be_put_right_is_passed_with_a_reason_and_taken_back(client, cycle, monitoring_officer):
    low_scores(cycle, "A1.1", "A1.2")
    page = text_of(accept(client, cycle, "low-score"))
    assert "“Low score, no action” is passed with your reason." in page
    assert "Passed by Helen Marsh" in page
    assert f"“{WHY}”" in page
    assert "Nothing is left." in page
    assert AcceptedWarning.objects.standing().count() == 2
    entry = AuditEntry.objects.latest("pk")
    assert describe(entry, rights=frozenset(Permission)) == (
        f"Passed what must be put right in the 2024/25 review: Low score, no action. Reason: {WHY}"
    )
    client.post(address("readiness-take-back", cycle), {"rule": "low-score"})
    assert not AcceptedWarning.objects.standing().exists()
    assert AcceptedWarning.objects.count() == 2
    assert "Nothing is left." not in text_of(client.get(address("readiness", cycle)))
    accept(client, cycle, "low-score", "Another reason.")
    assert AcceptedWarning.objects.standing().count() == 2


def test_a_reason_lapses_for_what_changed_and_stands_for_the_rest(client, cycle, monitoring_officer):
    low_scores(cycle, "A1.1", "A1.2")
    accept(client, cycle, "low-score")
    change(cycle, "A1.1", agreed_score=5)
    page = text_of(client.get(address("readiness", cycle)))
    assert "1 in 1 group" in page
    assert "Since then something here has changed: 1 without a reason." in page
    change(cycle, "A1.1", agreed_score=9)
    assert "Nothing is left." in text_of(client.get(address("readiness", cycle)))


def test_a_reason_is_asked_for_at_its_field(client, cycle, monitoring_officer):
    low_scores(cycle, "A1.1")
    response = accept(client, cycle, "low-score", " ")
    assert response.status_code == 422
    assert 'href="#low-score-reason"' in text_of(response)
    assert 'id="low-score-reason"' in text_of(response)


@pytest.mark.parametrize("rule", ["second-pair-of-eyes", "agreed", "answered"])
def test_agreement_by_somebody_else_cannot_be_passed(client, cycle, monitoring_officer, rule):
    nobody = {"status": "submitted", "agreed_score": None, "agreed_by": None}
    change(cycle, "A1.1", **nobody, scored_by=monitoring_officer)
    change(cycle, "A1.2", **nobody)
    change(cycle, "A1.3", **nobody | {"status": "in_progress", "own_score": None})
    assert "Pass this with a reason" not in text_of(client.get(address("readiness", cycle)))
    response = accept(client, cycle, rule)
    assert response.status_code == 422
    assert "cannot be passed" in text_of(response)
    assert not AcceptedWarning.objects.exists()


def test_an_unknown_rule_is_not_found(client, cycle, monitoring_officer):
    assert accept(client, cycle, "nonsense").status_code == 404
    assert accept(client, cycle, "low-score").status_code == 422  # nothing is left there


def test_others_read_the_reasons_and_give_none(client, cycle, review):
    low_scores(cycle, "A1.1")
    accept_findings(cycle=cycle, rule="low-score", reason=WHY, by=review[2], at=NOW)
    auditor = make_member(cycle.council, Role.HEAD_OF_INTERNAL_AUDIT)
    client.force_login(auditor.user)
    page = text_of(client.get(address("readiness", cycle)))
    assert WHY in page
    assert "Take back" not in page
    assert "The review can be finished." in page
    for verb in (
        lambda: accept_findings(cycle=cycle, rule="low-score", reason=WHY, by=auditor, at=NOW),
        lambda: take_back(cycle=cycle, rule="low-score", by=auditor, at=NOW),
    ):
        with pytest.raises(WorkflowError, match="Only the monitoring officer"):
            verb()


def test_a_link_leads_only_where_its_reader_may_go(client, cycle, monitoring_officer):
    change(cycle, "A1.1", status="in_progress", own_score=None, agreed_score=None, agreed_by=None)
    assert "Assign<" not in text_of(client.get(address("readiness", cycle)))
    coordinator = make_member(cycle.council, Role.COORDINATOR)
    client.force_login(coordinator.user)
    assert f'href="{address("assign", cycle)}">Assign<' in text_of(client.get(address("readiness", cycle)))


def test_a_finished_review_is_asked_about_its_statement_and_a_closed_one_about_nothing(
    client, cycle, monitoring_officer
):
    low_scores(cycle, "A1.1")
    change(cycle, "D2.4", narrative="Speak to Group Leaders.")
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage=ReviewCycle.Stage.SIGNED_OFF)
    page = text_of(client.get(address("readiness", cycle)))
    assert "Low score, no action" not in page
    assert "Notes to oneself in a public text (1)" in page
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage=ReviewCycle.Stage.CLOSED)
    assert "Nothing is left." in text_of(client.get(address("readiness", cycle)))
    assert accept(client, cycle, "drafting-notes").status_code == 422
    assert not AcceptedWarning.objects.exists()


def test_a_year_signed_off_elsewhere_is_not_checked(client, cycle, monitoring_officer):
    ReviewCycle.objects.filter(pk=cycle.pk).update(is_past_record=True)
    assert "Nothing about it is checked." in text_of(client.get(address("readiness", cycle)))


def test_the_page_takes_the_same_queries_whatever_is_found(
    client, cycle, monitoring_officer, django_assert_num_queries
):
    last = make_cycle(cycle.council, 2023)
    low_scores(cycle, "A1.1")
    give_sources(cycle, last, "A1.1")
    give_issues(cycle, last)
    ask_directors(cycle, monitoring_officer, 1)
    with django_assert_num_queries(QUERIES):
        client.get(address("readiness", cycle))
    give_sources(cycle, last, "A1.2", "A1.3", "B1.1", "B1.2")
    give_issues(cycle, last)
    ask_directors(cycle, monitoring_officer, 4)
    cycle.assessments.update(agreed_score=2, narrative="Reviewed in 2019.")
    for _ in range(3):
        make_member(cycle.council, Role.REVIEWER)
        make_cycle(make_council())
    with django_assert_num_queries(QUERIES):
        client.get(address("readiness", cycle))


def check_readiness(cycle, capsys, **options):
    """The exit code and what was printed."""
    try:
        call_command("check_readiness", council=cycle.council.slug, year="2024/25", **options)
    except SystemExit as stopped:
        return stopped.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_the_command_fails_while_something_must_be_put_right(cycle, review, capsys):
    code, printed = check_readiness(cycle, capsys)
    assert (code, printed.startswith("Nothing is left in the 2024/25 review of ")) == (0, True)
    low_scores(cycle, "A1.1")
    change(cycle, "A2.1", agreed_score=9, narrative="In place.")
    code, printed = check_readiness(cycle, capsys)
    assert code == 1
    assert "Low score, no action (1, must be put right)\n  A1.1  7, no open action\n" in printed
    accept_findings(cycle=cycle, rule="low-score", reason=WHY, by=review[2], at=NOW + timedelta(days=1))
    code, printed = check_readiness(cycle, capsys, format="json")
    assert code == 0
    told = json.loads(printed)
    assert told["must_be_put_right"] == 0
    rules = {rule["rule"]: rule for rule in told["rules"]}
    assert rules["low-score"]["reasons"] == [WHY]
    assert rules["high-score"]["open"] == 1
    assert rules["high-score"]["findings"][0]["ref"] == "A2.1"


@pytest.mark.parametrize(
    ("council", "year", "said"),
    [
        ("nowhere", "2024/25", "There is no council"),
        ("", "2024/26", "2024/26"),
        ("", "2030/31", "has no 2030/31 review"),
    ],
)
def test_the_command_says_what_it_cannot_find(cycle, council, year, said):
    with pytest.raises(CommandError, match=said):
        call_command("check_readiness", council=council or cycle.council.slug, year=year)


def promise_nothing_whole(cycle, *refs):
    for ref in refs:
        action = ImprovementAction.objects.create(council=cycle.council, text=f"Train for {ref}")
        ActionLink.objects.create(council=cycle.council, action=action, assessment=row(cycle, ref))


def test_several_actions_are_filled_in_on_one_page(client, cycle, monitoring_officer):
    together = address("actions-fill", cycle)
    promise_nothing_whole(cycle, "A1.1")
    assert "on one page" not in text_of(client.get(address("readiness", cycle)))
    promise_nothing_whole(cycle, "A1.2")
    page = text_of(client.get(address("readiness", cycle)))
    assert f'href="{together}">Fill in all 2 on one page</a>' in page
    auditor = make_member(cycle.council, Role.HEAD_OF_INTERNAL_AUDIT)
    client.force_login(auditor.user)
    assert "on one page" not in text_of(client.get(address("readiness", cycle)))


def test_many_rows_of_which_the_same_is_said_are_one_line_that_unfolds(client, cycle, monitoring_officer):
    nobody = {"status": "in_progress", "agreed_score": None, "agreed_by": None}
    for ref in ("A1.1", "A1.2", "A1.3", "B1.1"):
        change(cycle, ref, **nobody)
    # Each of them leads the monitoring officer to its own page, and the coordinator to one for all.
    page = text_of(client.get(address("readiness", cycle)))
    assert page.count("In progress, not submitted") == 4
    coordinator = make_member(cycle.council, Role.COORDINATOR)
    client.force_login(coordinator.user)
    page = text_of(client.get(address("readiness", cycle)))
    assert "Not yet agreed (4)" in page
    assert page.count("In progress, not submitted") == 1
    assert '<span class="govuk-details__summary-text">4 rows</span>' in page
    for ref in ("A1.1", "A1.2", "A1.3", "B1.1"):
        assert f'<span class="ga-ref">{ref}</span>' in page
    assert f'href="{address("assign", cycle)}">Assign<span class="govuk-visually-hidden">: 4 rows' in page
