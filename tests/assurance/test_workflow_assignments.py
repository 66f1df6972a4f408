"""Who answers which rows."""

from datetime import timedelta

import pytest

from assurance.models import Assessment, Assignment, ReviewCycle
from assurance.workflow.assignments import add_contributor, assign, hand_over, remove
from assurance.workflow.submitting import submit, take_back
from governance.models import AuditEntry, Notice
from governance.record_words import describe
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, contribute, fill, give_rows, make_council, make_cycle, make_member, row

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
    assert (ended.ended_at, ended.ended_by) == (LATER, coordinator)


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


@pytest.fixture
def running(council):
    return make_cycle(council, year=2025)


@pytest.fixture
def tom(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Tom Weatherall")


def people_of(cycle, ref):
    live = Assignment.objects.filter(assessment=row(cycle, ref), ended_at=None)
    return {each.member.name: each.kind for each in live.select_related("member__user")}


def said():
    return describe(AuditEntry.objects.latest("pk"), rights=frozenset())


def test_contributors_stand_beside_the_lead_once(running, coordinator, officer, tom):
    give_rows(running, officer, "A1.1")
    rows = [row(running, "A1.1"), row(running, "A1.2")]
    assert add_contributor(rows=rows, member=tom, by=coordinator, at=LATER) == 2
    assert people_of(running, "A1.1") == {"Priya Anand": "lead", "Tom Weatherall": "contributor"}
    assert said() == "Added Tom Weatherall as contributor to rows of the 2025/26 review: A1.1, A1.2"
    assert add_contributor(rows=rows, member=tom, by=coordinator, at=LATER) == 0
    assert add_contributor(rows=rows[:1], member=officer, by=coordinator, at=LATER) == 0
    assert people_of(running, "A1.1") == {"Priya Anand": "lead", "Tom Weatherall": "contributor"}


def test_those_who_are_given_rows_are_told_once_the_review_is_open(cycle, running, coordinator, officer, tom):
    assign(rows=[row(cycle, "A1.1")], lead=officer, by=coordinator, at=LATER)
    assert not Notice.objects.exists()
    assign(rows=sub_principle(running, "A1"), lead=officer, by=coordinator, at=LATER)
    add_contributor(rows=[row(running, "A1.1")], member=tom, by=coordinator, at=LATER)
    told = dict(Notice.objects.values_list("recipient__user__name", "text"))
    assert "made you the lead of 4 rows of the 2025/26 review." in told["Priya Anand"]
    assert f"asked you to contribute to {row(running, 'A1.1').requirement} of" in told["Tom Weatherall"]


def test_only_those_who_score_can_contribute(running, coordinator):
    member = make_member(running.council, Role.COMMITTEE_MEMBER, name="Joan Pethick")
    with pytest.raises(WorkflowError, match="Joan Pethick is not a service officer"):
        add_contributor(rows=[row(running, "A1.1")], member=member, by=coordinator, at=LATER)


def test_a_person_is_removed_and_the_others_stay(running, coordinator, officer, tom):
    give_rows(running, officer, "A1.1", "A1.2")
    contribute(running, tom, "A1.1")
    rows = sub_principle(running, "A1")
    assert remove(rows=rows, member=officer, by=coordinator, at=LATER) == 2
    assert people_of(running, "A1.1") == {"Tom Weatherall": "contributor"}
    assert said() == "Took rows of the 2025/26 review away from Priya Anand: A1.1, A1.2"
    ended = Assignment.objects.filter(member=officer)
    assert {(each.ended_at, each.ended_by_id) for each in ended} == {(LATER, coordinator.pk)}
    assert remove(rows=rows, member=officer, by=coordinator, at=LATER) == 0


def give(cycle, giver, taker, *refs, by, reason="New post"):
    rows = [row(cycle, ref) for ref in refs]
    return hand_over(rows=rows, giver=giver, taker=taker, reason=reason, by=by, at=LATER)


def test_a_hand_over_moves_leads_and_contributions_and_keeps_the_history(running, coordinator, officer, tom):
    give_rows(running, officer, "A1.1", "A1.2")
    contribute(running, officer, "B1.1")
    done = give(running, officer, tom, "A1.1", "A1.2", "B1.1", "C1.1", by=coordinator)
    assert ([each.ref for each in done.led], [each.ref for each in done.contributed]) == (
        ["A1.1", "A1.2"],
        ["B1.1"],
    )
    assert people_of(running, "A1.2") == {"Tom Weatherall": "lead"}
    assert people_of(running, "B1.1") == {"Tom Weatherall": "contributor"}
    ended = Assignment.objects.filter(member=officer)
    assert {(each.ended_at, each.ended_by_id) for each in ended} == {(LATER, coordinator.pk)}
    assert said() == (
        "Handed rows of the 2025/26 review over from Priya Anand to Tom Weatherall: A1.1, A1.2, B1.1."
        " Reason: New post"
    )


def test_a_hand_over_changes_nothing_in_the_rows_whatever_their_state(running, coordinator, officer, tom):
    for ref, status in [("A1.1", "in_progress"), ("A1.2", "submitted"), ("A1.3", "agreed")]:
        [given] = give_rows(running, officer, ref)
        fill(given, by=officer, status=status)
    before = list(Assessment.objects.filter(cycle=running).order_by("pk").values())
    give(running, officer, tom, "A1.1", "A1.2", "A1.3", by=coordinator)
    assert list(Assessment.objects.filter(cycle=running).order_by("pk").values()) == before
    assert row(running, "A1.3").scored_by == officer


def test_both_are_told_and_whoever_left_is_not(running, coordinator, officer, tom):
    give_rows(running, officer, "A1.1", "A1.2")
    give(running, officer, tom, "A1.1", by=coordinator)
    told = dict(Notice.objects.values_list("recipient__user__name", "text"))
    assert "over to you from Priya Anand: New post" in told["Tom Weatherall"]
    assert "over from you to Tom Weatherall: New post" in told["Priya Anand"]
    Notice.objects.all().delete()
    officer.ended_at = NOW
    officer.save()
    give(running, officer, tom, "A1.2", by=coordinator)
    assert [notice.recipient for notice in Notice.objects.all()] == [tom]


def test_whoever_stands_on_a_row_already_stands_on_it_once(running, coordinator, officer, tom):
    give_rows(running, officer, "A1.1")
    give_rows(running, tom, "A1.2", "A1.3")
    contribute(running, tom, "A1.1")
    contribute(running, officer, "A1.2")
    give(running, officer, tom, "A1.1", "A1.2", "A1.3", by=coordinator)
    assert people_of(running, "A1.1") == {"Tom Weatherall": "lead"}
    assert people_of(running, "A1.2") == {"Tom Weatherall": "lead"}


def test_what_cannot_be_handed_over(running, coordinator, officer, tom):
    give_rows(running, officer, "A1.1")
    gone = make_member(running.council, Role.SERVICE_OFFICER, name="Gwen Tolliver")
    gone.ended_at = NOW
    gone.save()
    for taker, refs, reason, why in [
        (gone, ["A1.1"], "New post", "is not a member of"),
        (officer, ["A1.1"], "New post", "are Priya Anand's already"),
        (tom, ["A1.1"], " ", "Say why"),
        (tom, ["B1.1"], "New post", "None of these rows is Priya Anand's any more"),
        (tom, [], "New post", "at least one row"),
    ]:
        with pytest.raises(WorkflowError, match=why):
            give(running, officer, taker, *refs, by=coordinator, reason=reason)
    ReviewCycle.objects.filter(pk=running.pk).update(stage="signed_off")
    with pytest.raises(WorkflowError, match="is finished"):
        give(running, officer, tom, "A1.1", by=coordinator)
    assert people_of(running, "A1.1") == {"Priya Anand": "lead"}


def test_the_lead_sends_a_row_that_a_contributor_wrote(running, officer, tom):
    [mine] = give_rows(running, officer, "A1.1")
    contribute(running, tom, "A1.1")
    fill(mine, by=tom)
    with pytest.raises(WorkflowError, match="the lead of a row sends it"):
        submit(rows=[row(running, "A1.1")], by=tom, at=LATER)
    submit(rows=[row(running, "A1.1")], by=officer, at=LATER)
    assert row(running, "A1.1").scored_by == tom
    with pytest.raises(WorkflowError, match="ask its lead"):
        take_back(row=row(running, "A1.1"), by=tom, at=LATER)
    take_back(row=row(running, "A1.1"), by=officer, at=LATER)


def test_where_nobody_leads_a_contributor_sends_the_row(running, tom):
    [helped] = contribute(running, tom, "A1.1")
    fill(helped, by=tom)
    submit(rows=[row(running, "A1.1")], by=tom, at=LATER)
    assert row(running, "A1.1").submitted_by == tom


def test_whoever_takes_a_sent_row_over_may_take_it_back(running, coordinator, officer, tom):
    [given] = give_rows(running, officer, "A1.1")
    fill(given, by=officer, status="submitted")
    give(running, officer, tom, "A1.1", by=coordinator)
    take_back(row=row(running, "A1.1"), by=tom, at=LATER)
    assert row(running, "A1.1").scored_by == officer
