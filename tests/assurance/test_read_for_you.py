"""A review read for whoever answers for it: figures first, then what a councillor could ask."""

from copy import deepcopy

import pytest
from django.urls import reverse

from assurance.checks import registered_checks
from assurance.models import ImportRun, ReviewCycle
from assurance.read_for_you import ReadForYou
from governance.roles import Role
from tests.assurance.checks.clean_review import change, clean_review
from tests.assurance.checks.test_scores import promise
from tests.assurance.test_view_readiness import give_issues, give_sources, text_of
from tests.builders import NOW, TODAY, make_council, make_cycle, make_member

# As the page of what is left to do, without the statement, sources, returns, names and reasons.
QUERIES = 17


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


def address(cycle, name="read-for-you"):
    return reverse(f"assurance:{name}", args=[cycle.council.slug, cycle.year])


def questions(cycle) -> dict[str, list[str]]:
    read = ReadForYou(ReviewCycle.objects.select_related("council", "framework").get(pk=cycle.pk), TODAY)
    return {each.rule.key: [finding.question for finding in each.findings] for each in read.asked}


def test_nothing_is_asked_about_a_review_that_is_whole(client, cycle, monitoring_officer):
    page = text_of(client.get(address(cycle)))
    assert "Nothing in this review makes a reader ask." in page
    assert "91 of 91 requirements are scored" in page
    assert "No action is open." in page


def test_figures_come_first_and_then_what_a_councillor_could_ask(client, cycle, monitoring_officer):
    change(cycle, "A1.3", agreed_score=9, narrative="We train all members.")
    change(cycle, "B2.3", agreed_score=6)
    promise(cycle, "B1.1", owner_post=None, due_on=None, expected_outcome="")
    page = text_of(client.get(address(cycle)))
    assert "3 things that a councillor could ask about this review." in page
    assert "Partnerships built on trust: <b>6</b>" in page
    for said in ("1 open action", "1 without an owner post", "1 without a due date"):
        assert said in page
    assert page.index("In figures") < page.index("What a councillor could ask")
    assert "What stands behind the 9 for A1.3? A narrative of 21 characters." in page
    assert questions(cycle) == {
        "low-score": ["What is being done about B2.3? It scores 6, no open action."],
        "actions-complete": ["“Train everybody for B1.1”"],
        "high-score": ["What stands behind the 9 for A1.3? A narrative of 21 characters."],
    }


def test_a_year_signed_off_elsewhere_is_read_too(client, cycle, monitoring_officer):
    change(cycle, "B2.3", agreed_score=6)
    ReviewCycle.objects.filter(pk=cycle.pk).update(is_past_record=True, stage=ReviewCycle.Stage.CLOSED)
    assert "What is being done about B2.3?" in text_of(client.get(address(cycle)))
    for name in ("readiness", "cycle"):
        assert f'href="{address(cycle)}"' in text_of(client.get(address(cycle, name)))


def test_a_review_without_scores_says_what_to_do(client, monitoring_officer, cycle):
    change_all = {"agreed_score": None, "own_score": None, "agreed_by": None, "status": "not_started"}
    cycle.assessments.update(**change_all)
    assert "What a councillor could ask" in text_of(client.get(address(cycle)))


def test_it_is_offered_after_a_file_was_brought_in(client, cycle):
    coordinator = make_member(cycle.council, Role.COORDINATOR)
    run = ImportRun.objects.create(
        council=cycle.council,
        cycle=cycle,
        year=cycle.year,
        file_name="last-year.xlsx",
        state=ImportRun.State.CONFIRMED,
        confirmed_at=NOW,
        by=coordinator,
    )
    client.force_login(coordinator.user)
    done = reverse("assurance:import-preview", args=[cycle.council.slug, cycle.year, run.pk])
    assert f'href="{address(cycle)}"' in text_of(client.get(done))


def test_every_question_stands_under_a_rule_that_asks(cycle):
    """A rule with a heading words each finding as a question; one without asks nothing."""
    last = make_cycle(cycle.council, 2023)
    give_sources(cycle, last, "A1.1", "A1.2")
    change(cycle, "B1.1", agreed_score=2, narrative="Speak to Group Leaders.")
    change(cycle, "A1.2", agreed_score=9, narrative="")
    asked = questions(cycle)
    assert {"low-score", "actions-complete", "followed-up", "out-of-date", "drafting-notes"} <= set(asked)
    assert all(question for found in asked.values() for question in found)
    assert all(rule.asks == "" or rule.asks.endswith("?") for rule, _ in registered_checks())


def test_the_page_takes_the_same_queries_whatever_is_found(
    client, cycle, monitoring_officer, django_assert_num_queries
):
    last = make_cycle(cycle.council, 2023)
    give_sources(cycle, last, "A1.1")
    give_issues(cycle, last)
    with django_assert_num_queries(QUERIES):
        client.get(address(cycle))
    give_sources(cycle, last, "A1.2", "A1.3", "B1.1", "B1.2")
    give_issues(cycle, last)
    cycle.assessments.update(agreed_score=2, narrative="Reviewed in 2019.")
    for _ in range(3):
        make_cycle(make_council())
    with django_assert_num_queries(QUERIES):
        client.get(address(cycle))
