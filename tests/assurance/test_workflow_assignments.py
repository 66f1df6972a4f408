"""Who answers which rows."""

from datetime import timedelta

import pytest

from assurance.models import Assessment, Assignment, ReviewCycle
from assurance.workflow.assignments import assign
from governance.models import AuditEntry
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, give_rows, make_council, make_cycle, make_member, row

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def cycle(council):
    return make_cycle(council, opened=False)


@pytest.fixture
def coordinator(council):
    return make_member(council, Role.COORDINATOR)


@pytest.fixture
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")


def sub_principle(cycle, ref):
    return list(
        Assessment.objects.with_reference().filter(cycle=cycle, requirement__ref__startswith=f"{ref}.")
    )


def leads(cycle):
    current = Assignment.objects.filter(assessment__cycle=cycle, ended_at=None)
    return dict(current.values_list("assessment__requirement__ref", "member__user__name"))


def test_rows_get_a_lead(cycle, coordinator, officer):
    assert assign(rows=sub_principle(cycle, "A1"), lead=officer, by=coordinator, at=LATER) == 4
    assert leads(cycle) == dict.fromkeys(["A1.1", "A1.2", "A1.3", "A1.4"], "Priya Anand")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.data["lead"], entry.data["rows"]) == (
        "assurance.rows.assigned",
        "Priya Anand",
        ["A1.1", "A1.2", "A1.3", "A1.4"],
    )


def test_a_new_lead_ends_the_one_before_and_keeps_the_history(cycle, coordinator, officer):
    second = make_member(cycle.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
    give_rows(cycle, officer, "A1.1", "A1.2")
    changed = assign(rows=[row(cycle, "A1.1")], lead=second, by=coordinator, at=LATER)
    assert changed == 1
    assert leads(cycle) == {"A1.1": "Tom Weatherall", "A1.2": "Priya Anand"}
    ended = Assignment.objects.get(member=officer, assessment=row(cycle, "A1.1"))
    assert ended.ended_at == LATER


def test_giving_rows_to_their_own_lead_changes_nothing(cycle, coordinator, officer):
    give_rows(cycle, officer, "A1.1")
    entries = AuditEntry.objects.count()
    assert assign(rows=[row(cycle, "A1.1")], lead=officer, by=coordinator, at=LATER) == 0
    assert AuditEntry.objects.count() == entries


def test_rows_can_be_given_to_nobody(cycle, coordinator, officer):
    give_rows(cycle, officer, "A1.1", "A1.2")
    assert assign(rows=sub_principle(cycle, "A1"), lead=None, by=coordinator, at=LATER) == 2
    assert leads(cycle) == {}


def test_a_contributor_who_becomes_lead_stands_once(cycle, coordinator, officer):
    contributed = row(cycle, "A1.1")
    Assignment.objects.create(
        council=cycle.council, assessment=contributed, member=officer, kind=Assignment.Kind.CONTRIBUTOR
    )
    assign(rows=[contributed], lead=officer, by=coordinator, at=LATER)
    current = Assignment.objects.filter(assessment=contributed, ended_at=None)
    assert [each.kind for each in current] == [Assignment.Kind.LEAD]


def test_only_those_who_score_can_have_rows(cycle, coordinator):
    member = make_member(cycle.council, Role.COMMITTEE_MEMBER, name="Joan Pethick")
    with pytest.raises(WorkflowError, match="Joan Pethick is not a service officer"):
        assign(rows=[row(cycle, "A1.1")], lead=member, by=coordinator, at=LATER)
    assert leads(cycle) == {}


def test_nobody_of_another_council_and_nobody_who_left_can_have_rows(cycle, coordinator, officer):
    stranger = make_member(make_council(), Role.SERVICE_OFFICER)
    officer.ended_at = NOW
    officer.save()
    for member in (stranger, officer):
        with pytest.raises(WorkflowError, match="is not a member of"):
            assign(rows=[row(cycle, "A1.1")], lead=member, by=coordinator, at=LATER)


def test_no_rows_is_an_error(cycle, coordinator, officer):
    with pytest.raises(WorkflowError, match="at least one row"):
        assign(rows=[], lead=officer, by=coordinator, at=LATER)


def test_the_rows_of_a_finished_review_stay_as_they_are(cycle, coordinator, officer):
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage="signed_off")
    with pytest.raises(WorkflowError, match="is finished"):
        assign(rows=[row(cycle, "A1.1")], lead=officer, by=coordinator, at=LATER)
