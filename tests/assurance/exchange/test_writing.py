"""Bringing a file in: what is written, what stays, what stops it. All of it or nothing."""

import json
from copy import deepcopy

import pytest

from assurance.exchange.preview import compare
from assurance.exchange.standing import Standing
from assurance.exchange.writing import write_import
from assurance.models import (
    ActionInCycle,
    Assessment,
    CouncilExample,
    CouncilWording,
    ImportRun,
    ImprovementAction,
    ReviewCycle,
)
from assurance.progress import figures
from governance.models import AuditEntry
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.assurance.exchange.files import REAL, ROWS, bring_in, make_run, needs_real_file, workbook
from tests.builders import NOW, fill, make_council, make_cycle, make_member, make_post, row

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return make_cycle(make_council())


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


def plan_of(run):
    return compare(run, Standing(run.council, run.year))


def problems_of(council, rows, **fields) -> list[str]:
    return [str(problem) for problem in plan_of(make_run(council, workbook(rows), **fields)).problems]


class TestThisYear:
    def test_rows_become_in_progress_and_nobody_has_scored_them(self, council, cycle):
        by = make_member(council, Role.COORDINATOR)
        written = bring_in(council, workbook(ROWS), by=by)
        assert not written.started
        brought = row(cycle, "A1.1")
        assert brought.status == Assessment.Status.IN_PROGRESS
        assert (brought.own_score, brought.agreed_score) == (9, None)
        assert (brought.scored_by, brought.submitted_by) == (None, None)
        assert brought.narrative == "New members sign the code.\nSecond paragraph."
        assert (brought.saved_by, brought.version) == (by, 2)
        history = brought.history.first()
        assert (history.version, history.history_user) == (2, by.user)
        assert row(cycle, "A1.3").status == Assessment.Status.NOT_STARTED

    def test_actions_come_with_their_rows_owner_and_date_empty(self, council, cycle):
        bring_in(council, workbook(ROWS))
        actions = list(ImprovementAction.objects.in_cycle(cycle))
        assert [action.text for action in actions] == [
            "Print the values.",
            "Ask staff.",
            "print the  VALUES.",
        ]
        assert {(action.owner_post, action.due_on, action.expected_outcome) for action in actions} == {
            (None, None, "")
        }
        assert ActionInCycle.objects.filter(cycle=cycle, origin="new").count() == 3
        assert actions[0].history.count() == 1

    def test_examples_the_framework_lacks_become_the_councils_own(self, council, cycle):
        bring_in(council, workbook(ROWS))
        assert [example.text for example in CouncilExample.objects.all()] == ["Fen skating club"]

    def test_the_review_is_made_when_there_is_none(self, council):
        written = bring_in(council, workbook(ROWS), year=2026)
        assert written.started
        assert written.cycle.label == "2026/27"
        assert written.cycle.assessments.count() == 91
        assert figures(written.cycle.assessments.all()).points == 24

    def test_the_same_file_again_changes_nothing(self, council, cycle):
        bring_in(council, workbook(ROWS))
        before = [Assessment.history.count(), ImprovementAction.history.count(), AuditEntry.objects.count()]
        run = make_run(council, workbook(ROWS))
        assert plan_of(run).changes == []
        with pytest.raises(WorkflowError, match="nothing to change"):
            write_import(run=run, by=None, at=NOW)
        assert before == [
            Assessment.history.count(),
            ImprovementAction.history.count(),
            AuditEntry.objects.count(),
        ]
        assert set(cycle.assessments.values_list("version", flat=True)) == {1, 2}

    def test_an_absent_column_and_an_empty_cell_leave_their_fields_alone(self, council, cycle):
        bring_in(council, workbook(ROWS))
        rows = [("A1.1", 7), ("A1.2", None)]
        written = bring_in(council, workbook(rows, ("Reference", "Score")))
        assert written.plan.rows_changed == 1
        assert "The score is empty for A1.2" in written.plan.notices[-1]
        changed = row(cycle, "A1.1")
        assert (changed.own_score, changed.narrative[:11]) == (7, "New members")
        assert row(cycle, "A1.2").own_score == 8

    def test_owner_and_date_survive_and_actions_not_in_the_file_are_kept(self, council, cycle):
        bring_in(council, workbook(ROWS))
        action = ImprovementAction.objects.get(text="Print the values.")
        action.owner_post = make_post(council, "Head of Legal")
        action.save()
        bring_in(council, workbook([("A1.2", "", 8, "Evidence – Other.\nAction –  PRINT the values.")]))
        kept = list(ImprovementAction.objects.filter(links__assessment__requirement__ref="A1.2"))
        assert [one.text for one in kept] == ["Print the values.", "Ask staff."]
        assert kept[0].owner_post is not None

    def test_the_files_wording_is_used_only_when_asked(self, council, cycle):
        headings = ("Ref", "Requirement", "Score")
        content = workbook([("A1.1", "1. Words of the council's own copy", 9)], headings)
        bring_in(council, content)
        assert not CouncilWording.objects.exists()
        bring_in(council, content, use_wording=True)
        bring_in(council, workbook([("A1.1", "Newer words", 9)], headings), use_wording=True)
        old, new = CouncilWording.objects.order_by("pk")
        assert (old.text, old.replaced_at) == ("Words of the council's own copy", NOW)
        assert (new.text, new.replaced_at) == ("Newer words", None)

    def test_not_applicable_is_an_answer(self, council, cycle):
        headings = ("Ref", "Score", "Why it does not apply")
        bring_in(council, workbook([("A1.1", "Not applicable", "No partnerships")], headings))
        brought = row(cycle, "A1.1")
        assert (brought.not_applicable, brought.not_applicable_reason, brought.score) == (
            True,
            "No partnerships",
            None,
        )

    def test_words_become_scores_and_it_says_so(self, council, cycle):
        written = bring_in(
            council, workbook([("A1.1", "Full"), ("A1.2", "Moderate assurance")], ("Ref", "Assurance"))
        )
        assert figures(cycle.assessments.all()).points == 16
        assert "Scores in words were turned into numbers: Full 10, Moderate 6." in written.plan.notices

    def test_it_is_recorded(self, council, cycle):
        by = make_member(council, Role.COORDINATOR)
        bring_in(council, workbook(ROWS), by=by)
        entry = AuditEntry.objects.get(action="assurance.review.imported")
        assert (entry.actor, entry.data["rows"], entry.data["actions"]) == (by.user, 3, 3)
        run = ImportRun.objects.get()
        assert (run.state, run.by, run.cycle) == (ImportRun.State.CONFIRMED, by, cycle)
        assert run.old_values["A1.1"]["own_score"] is None


class TestWhatStopsIt:
    @pytest.mark.parametrize("score", [0, 11, 8.5, "nine", True])
    def test_a_wrong_score_is_named_by_row_and_column(self, council, cycle, score):
        rows = [*ROWS, ("C1.1", "", score, "Evidence – x")]
        run = make_run(council, workbook(rows))
        (problem,) = plan_of(run).problems
        assert (problem.row, problem.column) == (5, "score")
        assert "Write a whole number from 1 to 10" in problem.message
        with pytest.raises(WorkflowError, match="Row 5, score"):
            write_import(run=run, by=None, at=NOW)
        assert not cycle.assessments.exclude(own_score=None).exists()
        assert not ImprovementAction.objects.exists()

    def test_texts_over_the_limit_are_named(self, council, cycle):
        rows = [("A1.1", "", 9, "x" * 20_001), ("A1.2", "y" * 301, 9, "Action – " + "z" * 2_001)]
        assert [text.split(":")[0] for text in problems_of(council, rows)] == [
            "Row 2, progress and plans",
            "Row 3, progress and plans",
            "Row 3, examples of evidence",
        ]

    @pytest.mark.parametrize(
        ("status", "says"), [("submitted", "with the reviewer"), ("agreed", "is agreed")]
    )
    def test_a_settled_row_that_would_change_is_named(self, council, cycle, status, says):
        fill(row(cycle, "A1.2"), by=make_member(council, Role.SERVICE_OFFICER), score=8, status=status)
        (problem,) = problems_of(council, ROWS)
        assert "A1.2 Agreed values everyone knows" in problem
        assert says in problem
        with pytest.raises(WorkflowError, match=r"A1\.2"):
            bring_in(council, workbook(ROWS))
        assert row(cycle, "A1.1").own_score is None

    def test_a_settled_row_that_would_not_change_is_no_problem(self, council, cycle):
        settled = fill(row(cycle, "A1.2"), by=make_member(council, Role.SERVICE_OFFICER), status="submitted")
        rows = [("A1.1", "", 5, ""), ("A1.2", "", 9, f"Evidence – {settled.narrative}")]
        bring_in(council, workbook(rows))
        assert row(cycle, "A1.1").own_score == 5
        assert row(cycle, "A1.2").version == settled.version

    def test_a_finished_review_does_not_change(self, council, cycle):
        ReviewCycle.objects.filter(pk=cycle.pk).update(stage=ReviewCycle.Stage.SIGNED_OFF)
        problems = problems_of(council, ROWS)
        assert len(problems) == 3
        assert "is part of a finished review" in problems[0]

    def test_a_row_edited_since_the_comparison_stops_it_and_is_named(self, council, cycle):
        run = make_run(council, workbook(ROWS))
        fill(row(cycle, "B2.3"), by=make_member(council, Role.SERVICE_OFFICER), score=3)
        with pytest.raises(WorkflowError, match=r"B2\.3 .* was changed since"):
            write_import(run=run, by=None, at=NOW)
        assert row(cycle, "A1.1").own_score is None
        assert row(cycle, "B2.3").own_score == 3

    def test_a_file_is_confirmed_once(self, council, cycle):
        run = make_run(council, workbook(ROWS))
        write_import(run=run, by=None, at=NOW)
        with pytest.raises(WorkflowError, match="already"):
            write_import(run=run, by=None, at=NOW)

    def test_another_councils_review_is_untouched(self, council, cycle):
        other = make_cycle(make_council())
        bring_in(council, workbook(ROWS))
        assert not other.assessments.exclude(version=1).exists()


class TestPastYear:
    PAST = {"filing": ImportRun.Filing.PAST_YEAR, "record_body": "Audit Committee", "record_minute": "12"}

    def test_it_is_filed_as_agreed_and_read_only(self, council):
        written = bring_in(council, workbook(ROWS), year=2022, **self.PAST)
        past = written.cycle
        assert past.is_past_record
        assert (past.record_body, past.record_minute) == ("Audit Committee", "12")
        brought = row(past, "A1.1")
        assert (brought.status, brought.score, brought.agreed_by) == ("agreed", 9, None)
        assert set(past.assessments.values_list("status", flat=True)) == {"agreed"}

    def test_the_next_year_starts_from_it(self, council):
        bring_in(council, workbook(ROWS), year=2022, **self.PAST)
        last_year = row(make_cycle(council, 2023), "A1.1").previous
        assert last_year is not None
        assert last_year.score == 9

    def test_again_it_changes_nothing_and_another_file_is_stopped(self, council):
        bring_in(council, workbook(ROWS), year=2022, **self.PAST)
        assert plan_of(make_run(council, workbook(ROWS), year=2022, **self.PAST)).changes == []
        (problem,) = problems_of(council, [("A1.1", "", 3, "")], year=2022, **self.PAST)
        assert "read-only" in problem

    def test_a_year_is_one_or_the_other(self, council, cycle):
        assert "cannot become a record" in problems_of(council, ROWS, **self.PAST)[0]
        bring_in(council, workbook(ROWS), year=2022, **self.PAST)
        assert "cannot also be this year's work" in problems_of(council, ROWS, year=2022)[0]


@needs_real_file
@pytest.mark.parametrize("name", ["blaby-2025.xlsx", "blaby-2025.csv"])
def test_the_real_file_lands_whole(council, name):
    content = (REAL / name).read_bytes()
    written = bring_in(council, content, name=name, use_wording=True)
    rows = {one.ref: one for one in written.cycle.assessments.select_related("requirement")}
    result = figures(rows.values())
    assert (result.scored, result.points, str(result.mean)) == (91, 825, "9.07")
    counts = result.distribution
    assert (counts[10], counts[9], counts[8], counts[7]) == (21, 57, 11, 2)
    assert {ref for ref, one in rows.items() if one.score == 7} == {"B2.3", "E1.4"}
    assert {one.status for one in rows.values()} == {"in_progress"}
    truth = json.loads((REAL / "blaby-2025.json").read_text())
    actions = 0
    for principle in truth["principles"]:
        for sub_principle in principle["sub_principles"]:
            for requirement in sub_principle["requirements"]:
                brought = rows[requirement["ref"]]
                assert brought.narrative == requirement["evidence_narrative"]
                texts = [link.action.text for link in brought.action_links.select_related("action")]
                assert texts == requirement["actions"]
                actions += len(texts)
    assert actions == 25
    assert not ImprovementAction.objects.exclude(owner_post=None, due_on=None).exists()
    assert CouncilExample.objects.filter(requirement__ref="A1.1", text="Debate not Hate campaign").exists()
    assert CouncilExample.objects.filter(text__contains="Codes of conduct").count() == 0
    assert CouncilWording.objects.in_force(council).count() == 91
    assert not plan_of(make_run(council, content, name=name, use_wording=True)).changes
