"""What goes out can come back in without a change, whatever people wrote."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assurance.exchange.columns import Column
from assurance.exchange.export import ReviewTable, export_review
from assurance.exchange.preview import compare
from assurance.exchange.standing import Standing
from assurance.models import ActionLink, Assessment, CouncilExample, ImprovementAction
from governance.models import AuditEntry
from governance.roles import Role
from tests.assurance.exchange.files import ROWS, bring_in, make_run, workbook
from tests.assurance.exchange.test_parts import hostile
from tests.builders import NOW, fill, make_council, make_cycle, make_member, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(db):
    return make_cycle(make_council())


def taken_out(cycle, suffix, **options) -> bytes:
    return export_review(cycle=cycle, suffix=suffix, sees_all=True, by=None, at=NOW, **options)


def changes_of(cycle, content, suffix):
    run = make_run(cycle.council, content, name=f"back.{suffix}", use_wording=True)
    plan = compare(run, Standing(run.council, run.year))
    assert plan.problems == []
    return plan.changes


def add_action(assessment: Assessment, text: str) -> None:
    action = ImprovementAction.objects.create(council=assessment.council, text=text)
    ActionLink.objects.create(council=assessment.council, action=action, assessment=assessment)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_review_comes_back_without_a_change(cycle, suffix):
    bring_in(cycle.council, workbook(ROWS))
    Assessment.objects.filter(cycle=cycle, requirement__ref="C1.1").update(
        not_applicable=True, not_applicable_reason="=None here"
    )
    assert changes_of(cycle, taken_out(cycle, suffix), suffix) == []


storable = hostile.map(lambda text: text.replace("\0", ""))


@settings(
    max_examples=3,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate],
)
@given(texts=st.lists(st.tuples(storable, storable, storable), min_size=10, max_size=10))
def test_hostile_texts_come_back_without_a_change(cycle, texts):
    """Narrative, action and council's own example of ten rows at once."""
    ActionLink.objects.all().delete()
    CouncilExample.objects.all().delete()
    rows = Assessment.objects.filter(cycle=cycle).select_related("requirement", "council").in_order()
    for assessment, (narrative, action, example) in zip(rows[:10], texts, strict=True):
        Assessment.objects.filter(pk=assessment.pk).update(narrative=narrative, own_score=3)
        add_action(assessment, action)
        CouncilExample.objects.create(
            council=cycle.council, requirement=assessment.requirement, text=" ".join(example.split())
        )
    for suffix in ("xlsx", "csv"):
        assert changes_of(cycle, taken_out(cycle, suffix), suffix) == []


def test_the_columns_are_those_of_the_councils_file(cycle):
    fill(row(cycle, "A1.1"), by=make_member(cycle.council, Role.SERVICE_OFFICER), score=7)
    add_action(row(cycle, "A1.1"), "Print it")
    rows = list(csv.reader(io.StringIO(taken_out(cycle, "csv").decode("utf-8-sig"), newline="")))
    assert rows[0] == [
        "Principle",
        "Supporting principle",
        "Ref",
        "The local code should reflect the requirement of local authorities to",
        "Examples of evidence",
        "Assessment score (1-10)",
        "Progress in year and plans for improvement",
    ]
    assert len(rows) == 92
    assert rows[1][0].startswith("A. Behaving with integrity")
    assert rows[1][1].startswith("1. ")
    assert rows[1][4].startswith("• Codes of conduct\n• ")
    assert rows[1][5:] == [
        "7",
        "Evidence – We do A1.1 well, and internal audit tested it in May 2025.\nAction – Print it",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_cells_that_would_run_are_guarded(cycle, start):
    text = f"{start}HYPERLINK(1)"
    assessment = row(cycle, "A1.1")
    Assessment.objects.filter(pk=assessment.pk).update(not_applicable=True, not_applicable_reason=text)
    content = taken_out(cycle, "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert f"'{text}" in [cell.value for cell in cells]
    assert not [cell for cell in cells if str(cell.value)[0] in "=+-@"]
    assert changes_of(cycle, content, "xlsx") == []


def test_more_actions_than_a_cell_holds_get_a_column(cycle):
    assessment = row(cycle, "A1.1")
    Assessment.objects.filter(pk=assessment.pk).update(narrative="n" * 20_000)
    for number in range(9):
        add_action(assessment, f"{number} " + "a" * 1_990)
    table = ReviewTable(cycle, sees_all=True)
    assert Column.ACTIONS in table.columns()
    assert changes_of(cycle, taken_out(cycle, "xlsx"), "xlsx") == []


def test_officers_scores_only_for_those_who_may_see_them(cycle):
    officer = make_member(cycle.council, Role.SERVICE_OFFICER)
    agreed = fill(row(cycle, "A1.1"), by=officer, score=9, status="agreed")
    agreed.agreed_score = 6
    agreed.save()
    seen = ReviewTable(cycle, sees_all=True).dataset()
    assert (seen[0][5], seen[0][-1], seen.headers[-1]) == (9, 6, "Agreed score")
    counted = ReviewTable(cycle, sees_all=False).dataset()
    assert (counted[0][5], len(counted.headers)) == (6, 7)


def test_what_is_not_agreed_yet_only_for_those_who_may_see_it(cycle):
    officer = make_member(cycle.council, Role.SERVICE_OFFICER)
    fill(row(cycle, "A1.1"), by=officer, score=3, status="submitted")
    Assessment.objects.filter(cycle=cycle, requirement__ref="A1.2").update(
        not_applicable=True, not_applicable_reason="No fleet"
    )
    counted = ReviewTable(cycle, sees_all=False).dataset()
    assert ([line[5] for line in counted[:2]], len(counted.headers)) == (["", ""], 7)
    seen = ReviewTable(cycle, sees_all=True).dataset()
    assert [line[5] for line in seen[:2]] == [3, "Not applicable"]


def test_a_review_that_does_not_fit_a_spreadsheet_is_refused_in_words(cycle, client):
    add_action(row(cycle, "A1.1"), "x" * 40_000)
    client.force_login(make_member(cycle.council, Role.COORDINATOR).user)
    page = client.get(reverse("assurance:export", args=[cycle.council.slug, cycle.year, "csv"]), follow=True)
    assert "A1.1 has more actions than a spreadsheet cell can hold." in page.text


def test_it_is_recorded_and_costs_the_same_queries_for_any_number_of_rows(
    cycle, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        taken_out(cycle, "csv")
    assert AuditEntry.objects.get(action="assurance.review.exported").data == {"format": "csv"}
