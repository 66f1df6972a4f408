"""What the documents say: figures, wording, actions, and that freezing is repeatable."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date

import pytest

from assurance.models import ActionInCycle, Assessment, CouncilExample, CouncilWording
from assurance.workflow.cycles import record_past_year
from framework.models import Requirement
from reports.content import ags, assurance_review, local_code
from reports.content.control import Release
from reports.documents import draft_page, freeze
from reports.models import DocumentKind, GovernanceStatement
from tests.builders import NOW, TODAY, make_council, make_post, row
from tests.reports.reviews import evidence_on, owned_promise, promise, scored_review

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return scored_review()


@pytest.fixture
def cycle(made):
    return deepcopy(made)


def review_row(cycle, ref):
    built = assurance_review.build(cycle, on=TODAY)
    return next(
        one
        for principle in built.principles
        for part in principle.parts
        for table in part.tables
        for one in table.rows
        if one.ref == ref
    )


@pytest.mark.parametrize("module", [assurance_review, local_code, ags])
def test_every_document_carries_the_same_figures(cycle, module):
    found = module.build(cycle, on=TODAY).figures

    assert (found.scored, found.points, found.mean) == (91, 91 * 9 + 1 - 2, "8.99")
    assert [(one.letter, one.total) for one in found.principles] == [
        ("A", 13), ("B", 13), ("C", 9), ("D", 14), ("E", 12), ("F", 18), ("G", 12),
    ]  # fmt: skip
    assert [(low.ref, low.score, low.word) for low in found.low] == [("B2.3", 7, "Good")]


def test_the_agreed_score_counts_and_last_years_stands_beside_it(cycle):
    Assessment.objects.filter(cycle=cycle, requirement__ref="A1.1").update(agreed_score=8, status="agreed")
    last_year = scored_review(cycle.council, 2023)
    Assessment.objects.filter(cycle=cycle, requirement__ref="A1.1").update(previous=row(last_year, "A1.1"))

    found = review_row(cycle, "A1.1")

    assert (found.score, found.word, found.last, found.to_agree) == (8, "Good", 10, False)
    assert review_row(cycle, "A1.2").to_agree


def test_the_words_for_bands_are_the_councils(cycle):
    words = {key: [key.upper(), "when"] for key in ("strong", "good", "partial", "weak", "failing")}
    cycle.council.settings.create(key="band_words", value=words)

    assert review_row(cycle, "A1.1").word == "STRONG"


def test_a_row_that_does_not_apply_counts_in_no_mean(cycle):
    Assessment.objects.filter(cycle=cycle, requirement__ref="A1.1").update(
        own_score=None, not_applicable=True, not_applicable_reason="No such duty"
    )

    built = assurance_review.build(cycle, on=TODAY)

    assert (built.figures.scored, built.figures.not_applicable) == (90, 1)
    assert review_row(cycle, "A1.1").not_applicable == "No such duty"


def test_the_councils_own_wording_and_examples_are_shown(cycle):
    requirement = Requirement.objects.get(ref="A1.1")
    CouncilWording.objects.create(council=cycle.council, requirement=requirement, text="Our published words")
    CouncilExample.objects.create(council=cycle.council, requirement=requirement, text="Civility pledge")

    found = review_row(cycle, "A1.1")

    assert found.statement == "Our published words"
    assert found.own_examples == ("Civility pledge",)
    assert "Civility pledge" not in [example.text for example in found.examples]


def test_a_row_longer_than_a_page_may_break_and_ends_its_table(cycle):
    Assessment.objects.filter(cycle=cycle, requirement__ref="A1.2").update(narrative="Words. " * 700)

    built = assurance_review.build(cycle, on=TODAY)

    tables = built.principles[0].parts[0].tables
    assert [[one.ref for one in table.rows] for table in tables][0] == ["A1.1", "A1.2"]
    assert len({table.caption for table in tables}) == len(tables)


def test_an_action_without_owner_and_date_says_so(cycle):
    promise(cycle, "A1.1", "Train depot staff")

    page = draft_page(freeze(DocumentKind.ASSURANCE_REVIEW, cycle, on=TODAY), cycle)

    assert "Train depot staff" in page
    assert "No owner yet, no date yet." in page


def test_the_action_plan_lists_open_actions_once_and_leaves_the_others_their_numbers(cycle):
    owned_promise(cycle, "C1.1", "Set measures", date(2026, 1, 31), expected_outcome="A baseline")
    shared = promise(cycle, "A1.1", "Train staff")
    shared.links.create(council=cycle.council, assessment=row(cycle, "A1.2"))
    promise(cycle, "A1.3", "Already done", status="complete")

    plan = ags.build(cycle, on=TODAY).plan

    assert [(one.number, one.text, len(one.requirements)) for one in plan.actions] == [
        ("24/25-1", "Train staff", 2),
        ("24/25-3", "Set measures", 1),
    ]
    assert plan.year == "2025/26"


@pytest.mark.parametrize(
    ("fields", "due", "result"),
    [
        ({"status": "complete", "completed_on": date(2025, 1, 1)}, date(2025, 2, 1), "Kept"),
        ({"status": "complete", "completed_on": date(2025, 3, 1)}, date(2025, 2, 1), "Kept, late"),
        ({}, date(2025, 2, 1), "Not kept"),
        ({}, date(2025, 12, 1), "Not due yet"),
    ],
)
def test_last_years_actions_say_what_became_of_them(fields, due, result):
    council = make_council()
    last_year = scored_review(council, 2023)
    owned_promise(last_year, "A1.1", "Test recovery", due, **fields)

    kept = ags.build(scored_review(council, 2024), on=TODAY).promises

    assert (kept.year, [one.result for one in kept.actions]) == ("2023/24", [result])


def test_a_carried_action_gives_its_reason():
    council = make_council()
    action = owned_promise(scored_review(council, 2023), "A1.1", "Test recovery", date(2025, 2, 1))
    cycle = scored_review(council, 2024)
    ActionInCycle.objects.create(
        council=council, action=action, cycle=cycle, origin="carried", reason="Supplier failed"
    )

    (kept,) = ags.build(cycle, on=TODAY).promises.actions

    assert (kept.result, kept.explanation) == ("Not kept, carried on", "Supplier failed")


def test_the_code_names_public_evidence_and_never_an_internal_item(cycle):
    evidence_on(cycle, "A1.1", "Code of conduct", is_public=True, link="https://council.example/code")
    evidence_on(cycle, "A1.1", "Investigation file 12", is_public=False)

    content = freeze(DocumentKind.LOCAL_CODE, cycle, on=TODAY).content

    assert "Code of conduct" in content
    assert "Investigation file 12" not in content


def test_the_code_names_the_statutory_posts(cycle):
    make_post(cycle.council, "Director of Law", statutory_office="monitoring_officer")

    roles = [role.name for role in local_code.build(cycle, on=TODAY).roles]

    assert "Director of Law (Monitoring officer)" in roles
    assert "Section 151 officer" in roles


def test_a_principle_takes_the_highest_word_that_half_its_requirements_reach(cycle):
    refs = ["C1.1", "C1.2", "C1.3", "C1.4", "C1.5"]
    Assessment.objects.filter(cycle=cycle, requirement__ref__in=refs).update(own_score=6)

    found = {one.letter: one.word for one in ags.build(cycle, on=TODAY).figures.principles}

    assert (found["C"], found["D"]) == ("Partial", "Strong")


def test_movement_is_told_by_band(cycle):
    last_year = scored_review(cycle.council, 2023)
    Assessment.objects.filter(cycle=last_year).update(own_score=7)
    for found in Assessment.objects.filter(cycle=cycle).select_related("requirement"):
        found.previous = row(last_year, found.requirement.ref)
        found.save(update_fields=["previous"])

    principle = ags.build(cycle, on=TODAY).figures.principles[0]

    assert (principle.moved, principle.last_word) == ("better", "Good")


def test_a_document_made_before_all_rows_are_agreed_says_so(cycle):
    Assessment.objects.filter(cycle=cycle).update(status="agreed", agreed_score=9)
    Assessment.objects.filter(cycle=cycle, requirement__ref="A1.1").update(status="submitted")

    notice = ags.build(cycle, on=TODAY).control.notice

    assert "1 of 91 scores are still to be agreed" in notice


def test_a_finished_review_is_released_without_a_watermark(cycle):
    Assessment.objects.filter(cycle=cycle).update(status="agreed", agreed_score=9)
    cycle.stage = cycle.Stage.SIGNED_OFF
    cycle.save()

    unreleased = assurance_review.build(cycle, on=TODAY).control
    released = assurance_review.build(cycle, on=TODAY, release=Release(1)).control
    statement = ags.build(cycle, on=TODAY, release=Release(1)).control

    assert (unreleased.draft, released.draft, statement.draft) == (True, False, True)
    assert statement.status == "Draft 1 for members – not approved"


@pytest.mark.parametrize("kind", DocumentKind)
def test_freezing_is_repeatable_and_pages_need_the_content_only(cycle, kind, django_assert_num_queries):
    first = freeze(kind, cycle, on=TODAY)
    second = freeze(kind, cycle, on=TODAY)

    assert first == second
    assert json.dumps(
        json.loads(first.content), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ) == (first.content)
    with django_assert_num_queries(0):
        draft_page(first, cycle)


@pytest.mark.parametrize("kind", DocumentKind)
def test_building_takes_a_fixed_number_of_queries(cycle, kind, django_assert_max_num_queries):
    for ref in ("A1.1", "B1.1", "C1.1"):
        owned_promise(cycle, ref, f"Action {ref}", date(2026, 1, 1))
        evidence_on(cycle, ref, f"Policy {ref}", is_public=True)
    GovernanceStatement.objects.create(council=cycle.council, cycle=cycle)

    as_pages_fetch_it = type(cycle).objects.select_related("council", "framework").get(pk=cycle.pk)
    with django_assert_max_num_queries(18):
        freeze(kind, as_pages_fetch_it, on=TODAY)


def test_a_past_year_signed_off_elsewhere_says_who_approved_it_and_is_no_draft(db):
    past = record_past_year(
        council=make_council(),
        year=2023,
        body="Audit Committee",
        approved_on=date(2024, 9, 18),
        minute="42/24",
        by=None,
        at=NOW,
    )

    control = assurance_review.build(past, on=TODAY).control

    assert not control.draft
    assert control.status == (
        "Record of a past year, approved by Audit Committee on 18 September 2024, minute 42/24"
    )
    assert ags.build(past, on=TODAY).control.draft
