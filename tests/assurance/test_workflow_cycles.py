"""Starting, dating and opening a review."""

from datetime import date, timedelta

import pytest
from django.db.models import F

from assurance.models import Assessment, Milestone, ReviewCycle
from assurance.workflow.cycles import open_cycle, record_past_year, set_milestones, start_cycle
from governance.models import AuditEntry
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, make_council, make_cycle, make_member, row


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def coordinator(council):
    return make_member(council, Role.COORDINATOR)


def last_entry(council):
    return AuditEntry.objects.filter(council=council).latest("sequence")


def record(council, year, by):
    return record_past_year(
        council=council,
        year=year,
        body="Audit Committee",
        approved_on=date(year + 1, 9, 24),
        minute="12",
        by=by,
        at=NOW,
    )


def test_a_started_review_has_its_91_rows_and_the_usual_dates(council, coordinator):
    cycle = start_cycle(council=council, year=2024, by=coordinator, at=NOW)
    assert (cycle.label, cycle.stage, cycle.governance_model) == (
        "2024/25",
        "setup",
        council.governance_model,
    )
    rows = Assessment.objects.filter(cycle=cycle)
    assert rows.count() == 91
    assert set(rows.values_list("status", "council", "previous")) == {("not_started", council.pk, None)}
    dates = dict(cycle.milestones.values_list("kind", "due_on"))
    assert dates[Milestone.Kind.SCORING] == date(2025, 5, 23)
    assert dates[Milestone.Kind.DRAFT] == date(2025, 6, 30)
    assert len(dates) == len(Milestone.Kind)
    assert last_entry(council).action == "assurance.cycle.started"
    assert row(cycle, "A1.1").history.first().history_user == coordinator.user


def test_last_years_rows_stand_beside_by_reference(council, coordinator):
    before = make_cycle(council, year=2023)
    cycle = start_cycle(council=council, year=2024, by=coordinator, at=NOW)
    linked = Assessment.objects.filter(cycle=cycle, previous__cycle=before)
    assert linked.filter(previous__requirement__ref=F("requirement__ref")).count() == 91


def test_another_councils_year_never_stands_beside(council, coordinator):
    make_cycle(make_council(), year=2023)
    cycle = start_cycle(council=council, year=2024, by=coordinator, at=NOW)
    assert not Assessment.objects.filter(cycle=cycle).exclude(previous=None).exists()


def test_a_year_has_one_review(council, coordinator):
    start_cycle(council=council, year=2024, by=coordinator, at=NOW)
    with pytest.raises(WorkflowError, match="There is a 2024/25 review already"):
        start_cycle(council=council, year=2024, by=coordinator, at=NOW)
    assert ReviewCycle.objects.for_council(council).count() == 1
    assert Assessment.objects.filter(council=council).count() == 91


def test_a_past_year_brought_in_later_stands_beside_the_review_already_started(council, coordinator):
    cycle = make_cycle(council, year=2024)
    past = record(council, 2023, coordinator)
    assert past.is_locked
    assert not past.milestones.exists()
    beside = row(cycle, "B2.3").previous
    assert beside is not None
    assert (beside.cycle_id, beside.ref) == (past.pk, "B2.3")


def test_a_finished_review_keeps_what_stood_beside_its_rows(council, coordinator):
    cycle = make_cycle(council, year=2024)
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage="signed_off")
    record(council, 2023, coordinator)
    assert row(cycle, "B2.3").previous is None


def test_dates_can_be_changed_and_taken_away(council, coordinator):
    cycle = make_cycle(council)
    set_milestones(
        cycle=cycle,
        dates={Milestone.Kind.SCORING: date(2025, 5, 30), Milestone.Kind.PUBLICATION: None},
        by=coordinator,
        at=NOW,
    )
    dates = dict(cycle.milestones.values_list("kind", "due_on"))
    assert dates[Milestone.Kind.SCORING] == date(2025, 5, 30)
    assert dates[Milestone.Kind.PUBLICATION] is None
    entry = last_entry(council)
    assert (entry.action, entry.data["dates"]) == (
        "assurance.cycle.dated",
        {"scoring": "2025-05-30", "publication": None},
    )


def test_saving_the_same_dates_records_nothing(council, coordinator):
    cycle = make_cycle(council)
    entries = AuditEntry.objects.count()
    dates = dict(cycle.milestones.values_list("kind", "due_on"))
    set_milestones(cycle=cycle, dates=dates, by=coordinator, at=NOW)
    assert AuditEntry.objects.count() == entries


def test_the_dates_of_a_finished_review_stand(council, coordinator):
    cycle = make_cycle(council)
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage="signed_off")
    with pytest.raises(WorkflowError, match="its dates stand"):
        set_milestones(cycle=cycle, dates={Milestone.Kind.SCORING: None}, by=coordinator, at=NOW)


def test_opening_is_done_once(council, coordinator):
    cycle = make_cycle(council, opened=False)
    later = NOW + timedelta(hours=1)
    opened = open_cycle(cycle=cycle, by=coordinator, at=later)
    assert (opened.stage, opened.opened_at) == ("open", later)
    assert last_entry(council).action == "assurance.cycle.opened"
    with pytest.raises(WorkflowError, match="is open already"):
        open_cycle(cycle=cycle, by=coordinator, at=later)


def test_two_reviews_can_be_open_together(council, coordinator):
    first, second = make_cycle(council, year=2023), make_cycle(council, year=2024)
    for cycle in (first, second):
        cycle.refresh_from_db()
        assert cycle.is_being_scored


def test_a_record_of_a_past_year_cannot_be_opened(council, coordinator):
    with pytest.raises(WorkflowError, match="cannot be opened"):
        open_cycle(cycle=record(council, 2023, coordinator), by=coordinator, at=NOW)
