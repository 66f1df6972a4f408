"""What becomes of an action: updates, completion, verification, being taken up again or replaced."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from assurance.models import ActionInCycle, ActionUpdate, ImprovementAction, SignedContent, SignOff
from assurance.workflow import actions as workflow
from assurance.workflow.signing import declaration_for, finish_review
from assurance.workflow.warnings import accept_findings
from governance.models import AuditEntry, Notice
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import (
    NOW,
    agree_all,
    give_rows,
    make_council,
    make_cycle,
    make_member,
    make_post,
    row,
)

TODAY = NOW.date()


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")


@pytest.fixture
def coordinator(council):
    return make_member(council, Role.COORDINATOR, name="Owen Castell")


@pytest.fixture
def action(council):
    return ImprovementAction.objects.create(council=council, text="Train members", due_on=TODAY)


def again(action):
    return ImprovementAction.objects.get(pk=action.pk)


def update(action, by, progress="on_track", said_on=TODAY, text="Half of them came."):
    return workflow.add_update(action=action, progress=progress, said_on=said_on, text=text, by=by, at=NOW)


def complete(action, by, what="All came.", done_on=TODAY):
    return workflow.complete_action(action=action, done_on=done_on, what=what, by=by, at=NOW)


@pytest.mark.parametrize("status", ["proposed", "agreed"])
def test_the_first_update_puts_an_action_in_progress(action, officer, status):
    ImprovementAction.objects.update(status=status)
    update(action, officer)
    assert again(action).status == "in_progress"
    version = again(action).version
    update(action, officer, text="Three quarters came.")
    assert again(action).version == version


def test_an_update_is_not_older_than_the_newest_and_sent_twice_stands_once(action, officer):
    update(action, officer)
    update(action, officer)
    with pytest.raises(WorkflowError, match="The newest update is of 19 May 2025"):
        update(action, officer, said_on=TODAY - timedelta(days=1))
    assert ActionUpdate.objects.count() == 1


def test_completing_says_what_was_done_in_the_update_and_in_the_years_part(council, action, officer):
    cycle = make_cycle(council)
    part = ActionInCycle.objects.create(council=council, action=action, cycle=cycle)
    complete(action, officer)
    done = again(action)
    assert (done.status, done.completed_on) == ("complete", TODAY)
    assert [(each.text, each.by, each.progress) for each in done.updates.all()] == [
        ("All came.", officer, "on_track")
    ]
    part.refresh_from_db()
    assert part.outcome == "All came."
    assert workflow.completed_by(done) == officer.user
    assert AuditEntry.objects.latest("pk").action == "assurance.action.completed"


def test_completing_after_the_due_date_was_late(action, officer):
    complete(action, officer, done_on=TODAY + timedelta(days=1))
    assert again(action).updates.get().progress == "late"


def test_completing_needs_what_was_done(action, officer):
    with pytest.raises(WorkflowError, match="Say what was done"):
        complete(action, officer, what="  ")
    assert again(action).status == "proposed"


def test_a_closed_action_stays_as_it_was_promised(action, officer, coordinator):
    complete(action, officer)
    for verb in (
        lambda: update(action, officer),
        lambda: complete(action, officer),
        lambda: workflow.edit_action(
            action=again(action), version=again(action).version, values={"text": "Other"}, by=coordinator
        ),
    ):
        with pytest.raises(WorkflowError, match="is complete and stays as it was promised"):
            verb()


def test_nobody_verifies_what_they_completed(action, officer, coordinator):
    complete(action, coordinator)
    with pytest.raises(WorkflowError, match="somebody else verifies it"):
        workflow.verify_action(action=action, by=coordinator, at=NOW)
    workflow.verify_action(action=action, by=officer, at=NOW)
    assert again(action).status == "verified"
    assert workflow.completed_by(again(action)) == coordinator.user


def test_only_a_complete_action_is_verified(action, officer):
    with pytest.raises(WorkflowError, match="is proposed: only a complete action"):
        workflow.verify_action(action=action, by=officer, at=NOW)


def test_the_last_completion_counts_after_it_was_taken_up_again(action, officer, coordinator):
    complete(action, officer)
    workflow.take_up_again(action=action, reason="Two have not come.", by=coordinator, at=NOW)
    current = again(action)
    assert (current.status, current.completed_on) == ("in_progress", None)
    complete(action, coordinator)
    workflow.verify_action(action=action, by=officer, at=NOW)
    assert again(action).status == "verified"


def test_taking_up_again_leaves_what_earlier_years_were_told(council, action, officer):
    parts = [
        ActionInCycle.objects.create(
            council=council, action=action, cycle=make_cycle(council, year), outcome="Half had come."
        )
        for year in (2023, 2024)
    ]
    complete(action, officer)
    workflow.take_up_again(action=action, reason="Two have not come.", by=officer, at=NOW)
    for part in parts:
        part.refresh_from_db()
    assert [part.outcome for part in parts] == ["Half had come.", ""]


def test_taking_up_again_needs_a_reason_and_a_complete_action(action, officer):
    with pytest.raises(WorkflowError, match="need not be taken up again"):
        workflow.take_up_again(action=action, reason="Why not", by=officer, at=NOW)
    complete(action, officer)
    with pytest.raises(WorkflowError, match="Say why"):
        workflow.take_up_again(action=action, reason=" ", by=officer, at=NOW)


def test_replacing_names_the_other_action_and_why(council, action, coordinator):
    other = ImprovementAction.objects.create(council=council, text="Train everybody")
    workflow.replace_action(action=action, other=other, reason="One course for all", by=coordinator, at=NOW)
    replaced = again(action)
    assert (replaced.status, replaced.joined_into) == ("superseded", other)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.data["reason"], entry.data["other"]) == ("One course for all", "Train everybody")


def test_an_action_is_not_replaced_by_itself_a_closed_one_or_anothers(council, action, coordinator):
    closed = ImprovementAction.objects.create(council=council, text="Closed", status="complete")
    theirs = ImprovementAction.objects.create(council=make_council(), text="Theirs")
    for other in (action, closed, theirs):
        with pytest.raises(WorkflowError, match="Choose another action that is still open"):
            workflow.replace_action(action=action, other=other, reason="Because", by=coordinator, at=NOW)


def test_a_new_owner_is_told_and_whoever_did_it_is_not(council, action, coordinator, officer):
    held, own = make_post(council, "Clerk", holder=officer), make_post(council, holder=coordinator)
    workflow.edit_action(action=action, version=1, values={"owner_post_id": held.pk}, by=coordinator)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.action) == (officer, "assurance.action.given")
    assert notice.text == "Owen Castell gave Clerk an action, due 19 May 2025: “Train members”"
    workflow.edit_action(action=again(action), version=2, values={"owner_post_id": own.pk}, by=coordinator)
    assert Notice.objects.count() == 1


def test_a_review_that_is_not_finished_promises_the_date_as_it_stands(council, action, coordinator):
    finished, running = make_cycle(council, 2023), make_cycle(council, 2024)
    type(finished).objects.filter(pk=finished.pk).update(stage="signed_off")
    for cycle in (finished, running):
        ActionInCycle.objects.create(council=council, action=action, cycle=cycle, promised_for=TODAY)
    later = date(2025, 12, 31)
    workflow.edit_action(action=action, version=1, values={"due_on": later}, by=coordinator)
    promised = dict(ActionInCycle.objects.values_list("cycle__starts_on__year", "promised_for"))
    assert promised == {2023: TODAY, 2024: later}


def test_actions_change_hands_with_a_reason_and_what_changed_meanwhile_is_left(council, coordinator, officer):
    old, new = make_post(council, "Clerk"), make_post(council, "Head of law", holder=officer)
    theirs = [ImprovementAction.objects.create(council=council, text=t, owner_post=old) for t in "ab"]
    moved = ImprovementAction.objects.create(council=council, text="c", owner_post=make_post(council))
    closed = ImprovementAction.objects.create(council=council, text="d", owner_post=old, status="complete")
    given, left = workflow.hand_over(
        actions=[*theirs, moved, closed],
        is_theirs=lambda action: action.owner_post_id == old.pk,
        to=new,
        reason="The clerk has left",
        by=coordinator,
        at=NOW,
    )
    assert [action.text for action in given] == ["a", "b"]
    assert [action.text for action in left] == ["c", "d"]
    assert {again(action).owner_post for action in theirs} == {new}
    assert [record.owner_post_id for record in again(theirs[0]).history.order_by("pk")] == [old.pk, new.pk]
    entries = AuditEntry.objects.filter(action="assurance.action.handed_over")
    assert {entry.data["reason"] for entry in entries} == {"The clerk has left"}
    assert [(each.recipient, each.text) for each in Notice.objects.all()] == [
        (officer, "Owen Castell gave Head of law 2 actions: The clerk has left")
    ]


def test_handing_over_needs_a_reason_and_a_tick(council, action, coordinator):
    post = make_post(council)
    for actions, reason, message in (([action], " ", "Say why"), ([], "Left", "Tick at least one")):
        with pytest.raises(WorkflowError, match=message):
            workflow.hand_over(
                actions=actions, is_theirs=lambda one: True, to=post, reason=reason, by=coordinator, at=NOW
            )


def test_progress_goes_on_after_the_review_is_finished_and_leaves_the_signature(
    council, officer, coordinator, capsys
):
    cycle = make_cycle(council)
    monitoring = make_member(council, Role.MONITORING_OFFICER)
    make_post(council, "Monitoring officer", statutory_office="monitoring_officer", holder=monitoring)
    refs = cycle.assessments.values_list("requirement__ref", flat=True)
    rows = give_rows(cycle, officer, *refs)
    action = workflow.add_action(row=rows[0], text="Train members", by=officer, at=NOW)
    agree_all(cycle, scored_by=officer, agreed_by=monitoring)
    rule = "actions-complete"
    accept_findings(cycle=cycle, rule=rule, reason="It is agreed in June.", by=monitoring, at=NOW)
    finish_review(cycle=cycle, by=monitoring, declaration=declaration_for(cycle), at=NOW)
    signed = SignedContent.objects.get()
    update(action, officer)
    workflow.edit_action(
        action=action, version=again(action).version, values={"due_on": TODAY}, by=coordinator
    )
    complete(action, officer)
    workflow.verify_action(action=action, by=coordinator, at=NOW)
    assert again(action).status == "verified"
    assert row(cycle, rows[0].ref).status == "agreed"
    now = SignedContent.objects.get()
    assert (now.content, now.digest) == (signed.content, signed.digest)
    assert SignOff.objects.count() == 1
    call_command("verify_signoff", council=council.slug, year=cycle.label)
    assert "stands as signed by" in capsys.readouterr().out
