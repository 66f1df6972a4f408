"""The action plan on its own: the statement's table, with what is done beside it."""

from __future__ import annotations

from datetime import date

import pytest

from assurance.models import ActionInCycle, ActionUpdate
from reports.content import action_plan, ags
from reports.content.control import Release
from reports.documents import draft_page, freeze
from reports.models import DocumentKind
from reports.paper import for_paper
from reports.pdf import engine
from tests.builders import TODAY, make_council, make_cycle, make_post
from tests.reports.pdf_reading import TaggedPdf, counts_in_html
from tests.reports.reviews import NEXT_YEAR, owned_promise, promise

pytestmark = pytest.mark.django_db

KIND = DocumentKind.ACTION_PLAN


@pytest.fixture
def cycle():
    return make_cycle(make_council())


def page(cycle):
    return " ".join(draft_page(freeze(KIND, cycle, on=TODAY), cycle).split())


def test_plan_and_statement_have_one_table(cycle):
    owned_promise(cycle, "A1.1", "Train staff", NEXT_YEAR, expected_outcome="All trained", priority="high")
    promise(cycle, "B1.1", "Publish the register")
    promise(cycle, "C1.1", "Finished", status="complete", completed_on=TODAY)

    built = action_plan.build(cycle, on=TODAY)

    assert built.plan == ags.build(cycle, on=TODAY).plan
    assert [(one.number, one.text) for one in built.plan.actions] == [
        ("24/25-1", "Train staff"),
        ("24/25-2", "Publish the register"),
    ]
    assert [one.number for one in built.done] == ["24/25-3"]
    statement = draft_page(freeze(DocumentKind.AGS, cycle, on=TODAY), cycle)
    for html in (page(cycle), " ".join(statement.split())):
        assert "What we will do, and who will do it" in html
        assert "High priority" in html
        assert "All trained" in html


def test_each_action_says_requirement_owner_date_and_how_it_goes(cycle):
    action = promise(
        cycle, "A1.1", "Train staff", owner_post=make_post(cycle.council, "Head of people"),
        due_on=date(2025, 5, 1),
    )  # fmt: skip
    ActionInCycle.objects.create(
        council=cycle.council, action=action, cycle=cycle, promised_for=date(2025, 3, 31)
    )

    html = page(cycle)

    assert f"For {action.links.get().assessment.requirement}" in html
    assert "Head of people" in html
    assert "1 May 2025" in html
    assert "31 March 2025" in html
    assert "<strong>Late</strong></span>, 18 days" in html


def test_how_it_is_watched_is_said(cycle):
    cycle.council.settings.create(key="approving_body", value="Standards Panel")
    promise(cycle, "A1.1", "Train staff")

    assert action_plan.build(cycle, on=TODAY).plan.route == "Monitoring report to the Standards Panel"
    assert "the Standards Panel reads it in the monitoring report" in page(cycle)


def test_the_cover_counts_what_is_open_and_what_is_done(cycle):
    owned_promise(cycle, "A1.1", "Train staff", NEXT_YEAR)
    promise(cycle, "B1.1", "Finished", status="verified", completed_on=TODAY)

    answer = action_plan.build(cycle, on=TODAY).answer

    assert answer == (
        "There is 1 action for 2025/26, each with an owner and a date. 1 action of the year is done."
    )


def test_without_actions_it_says_so(cycle):
    assert "There are no open actions for 2025/26." in page(cycle)


def test_it_is_a_draft_until_it_is_released(cycle):
    assert action_plan.build(cycle, on=TODAY).control.draft
    assert not action_plan.build(cycle, on=TODAY, release=Release(1)).control.draft


def test_a_crowd_of_actions_takes_the_same_queries(cycle, django_assert_num_queries):
    for number in range(40):
        action = owned_promise(cycle, "A1.1", f"Action {number}", NEXT_YEAR)
        ActionUpdate.objects.create(
            council=cycle.council, action=action, said_on=TODAY, progress="on_track", text="Going"
        )

    with django_assert_num_queries(9):
        freeze(KIND, type(cycle).objects.get(pk=cycle.pk), on=TODAY)


def test_the_pdf_is_portrait_and_its_tables_are_read(cycle):
    for number in range(20):
        owned_promise(cycle, "A1.1", f"Action {number}", NEXT_YEAR, expected_outcome="A register in use")
    promise(cycle, "B1.1", "Finished", status="complete", completed_on=TODAY)
    html = for_paper(draft_page(freeze(KIND, cycle, on=TODAY), cycle))

    pdf = TaggedPdf(engine.render(html).content)

    assert pdf.faults() == []
    assert [text for _, text in pdf.headings()] == ["Action plan", "What we will do", "What is done"]
    wanted = counts_in_html(html)
    assert {kind: pdf.counts[kind] for kind in ("Table", "TR", "TH", "TD")} == {
        kind: wanted[kind] for kind in ("Table", "TR", "TH", "TD")
    }
    assert all(float(one.mediabox[2]) < float(one.mediabox[3]) for one in pdf.pdf.pages)
    assert ("Pagination", "Who and by when") in pdf.artifacts(2)
