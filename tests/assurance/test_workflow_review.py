"""Deciding on submitted rows: every verb against every state, segregation, and what people are told."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assurance.models import Assessment, ReviewCycle, SentBack
from assurance.row_changes import what_changed
from assurance.saving import keep_in_history
from assurance.workflow.answering import add_evidence
from assurance.workflow.reviewing import agree, agree_many, mark_opened, reopen_row, send_back
from assurance.workflow.submitting import submit, take_back
from governance.models import AuditEntry, Notice
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, row

LATER = NOW + timedelta(hours=1)
S = Assessment.Status


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return make_cycle(make_council())


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Shah")


@pytest.fixture
def reviewer(council):
    return make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")


def in_state(cycle, officer, reviewer, status, ref="A1.1"):
    """A complete row as the app would have left it in this state."""
    [mine] = give_rows(cycle, officer, ref)
    if status == S.NOT_STARTED:
        return mine
    fill(mine, by=officer, status=status)
    if status == S.AGREED:
        mine.agreed_score, mine.agreed_by, mine.agreed_at = mine.own_score, reviewer, NOW
        mine.save()
    return row(cycle, ref)


VERBS = {
    "submit": lambda each, officer, reviewer: submit(rows=[each], by=officer, at=LATER),
    "take_back": lambda each, officer, reviewer: take_back(row=each, by=officer, at=LATER),
    "agree": lambda each, officer, reviewer: agree(
        row=each, score=None, reason="", by=reviewer, at=LATER, version=each.version
    ),
    "agree_many": lambda each, officer, reviewer: agree_many(
        rows=[(each, each.version)], by=reviewer, at=LATER
    ),
    "send_back": lambda each, officer, reviewer: send_back(
        row=each, reason="More, please.", by=reviewer, at=LATER, version=each.version
    ),
    "reopen_row": lambda each, officer, reviewer: reopen_row(
        row=each, reason="New report.", by=reviewer, at=LATER
    ),
}
LEADS_TO = {
    ("submit", S.IN_PROGRESS): S.SUBMITTED,
    ("take_back", S.SUBMITTED): S.IN_PROGRESS,
    ("agree", S.SUBMITTED): S.AGREED,
    ("agree_many", S.SUBMITTED): S.AGREED,
    ("send_back", S.SUBMITTED): S.SENT_BACK,
    ("reopen_row", S.AGREED): S.SENT_BACK,
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_works_in_its_states_only(cycle, officer, reviewer, verb, status):
    each = in_state(cycle, officer, reviewer, status)
    if (verb, status) in LEADS_TO:
        VERBS[verb](each, officer, reviewer)
        assert row(cycle, "A1.1").status == LEADS_TO[verb, status]
        assert row(cycle, "A1.1").version == each.version + 1
        assert row(cycle, "A1.1").history.first().version == each.version + 1
    else:
        with pytest.raises(WorkflowError):
            VERBS[verb](each, officer, reviewer)
        assert row(cycle, "A1.1").status == status
        assert not AuditEntry.objects.filter(at=LATER).exists()


@pytest.mark.parametrize("stage", ["setup", "signed_off", "closed"])
@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_works_while_the_review_is_not_open(cycle, officer, reviewer, verb, stage):
    before = next(state for (name, state) in LEADS_TO if name == verb)
    each = in_state(cycle, officer, reviewer, before)
    ReviewCycle.objects.update(stage=stage)
    with pytest.raises(WorkflowError, match="not open"):
        VERBS[verb](row(cycle, "A1.1"), officer, reviewer)
    assert row(cycle, "A1.1").version == each.version


def test_agreeing_keeps_the_officers_score(cycle, officer, reviewer):
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    agree(row=each, score=None, reason="", by=reviewer, at=LATER, version=each.version)
    agreed = row(cycle, "A1.1")
    assert (agreed.own_score, agreed.agreed_score, agreed.agreed_by) == (9, 9, reviewer)
    assert agreed.agreed_at == LATER
    assert not Notice.objects.filter(recipient=officer).exists()


def test_another_score_stands_beside_the_officers_with_its_reason(cycle, officer, reviewer):
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    agree(row=each, score=6, reason=" Not tested. ", by=reviewer, at=LATER, version=each.version)
    agreed = row(cycle, "A1.1")
    assert (agreed.own_score, agreed.agreed_score, agreed.agreed_reason) == (9, 6, "Not tested.")
    told = Notice.objects.get(recipient=officer)
    assert "Helen Marsh agreed another score for A1.1" in told.text
    assert "Not tested." in told.text


@pytest.mark.parametrize(
    ("score", "reason", "words"),
    [(6, " ", "say why"), (0, "x", "from 1 to 10"), (11, "x", "from 1 to 10"), (6, "x" * 501, "500")],
)
def test_another_score_needs_a_reason_and_the_scale(cycle, officer, reviewer, score, reason, words):
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    with pytest.raises(WorkflowError, match=words):
        agree(row=each, score=score, reason=reason, by=reviewer, at=LATER, version=each.version)


def test_a_row_that_does_not_apply_is_agreed_without_a_score(cycle, officer, reviewer):
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    each.not_applicable, each.own_score, each.not_applicable_reason = True, None, "We have none."
    each.save()
    with pytest.raises(WorkflowError, match="no score"):
        agree(row=each, score=5, reason="x", by=reviewer, at=LATER, version=each.version)
    agree(row=each, score=None, reason="", by=reviewer, at=LATER, version=each.version)
    agreed = row(cycle, "A1.1")
    assert (agreed.status, agreed.agreed_score, agreed.agreed_by) == ("agreed", None, reviewer)


@pytest.mark.parametrize("part", ["scored_by", "submitted_by", "confirmed_by"])
def test_nobody_agrees_what_they_typed_confirmed_or_submitted(cycle, officer, reviewer, part):
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    setattr(each, part, reviewer)
    each.save()
    with pytest.raises(WorkflowError, match="someone else must agree"):
        agree(row=each, score=None, reason="", by=reviewer, at=LATER, version=each.version)


@pytest.mark.parametrize("part", ["scored_by", "submitted_by", "confirmed_by"])
def test_the_database_refuses_it_too(cycle, officer, reviewer, part):
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=each.pk).update(**{part: reviewer, "agreed_by": reviewer})


def test_an_officer_agrees_nothing(cycle, council, officer, reviewer):
    other = make_member(council, Role.SERVICE_OFFICER)
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    with pytest.raises(WorkflowError, match="not a reviewer"):
        agree(row=each, score=None, reason="", by=other, at=LATER, version=each.version)


def test_a_row_that_changed_meanwhile_says_what_changed(cycle, officer, reviewer):
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    read = each.version
    each.own_score, each.narrative, each.version = 7, "Another text.", read + 1
    each.save()
    with pytest.raises(WorkflowError) as refused:
        agree(row=each, score=None, reason="", by=reviewer, at=LATER, version=read)
    assert refused.value.messages == [
        "A1.1 changed since you opened it: the score went from 9 to 7; the text was changed."
        " Read it again, then decide."
    ]
    with pytest.raises(WorkflowError, match="changed since"):
        send_back(row=each, reason="x", by=reviewer, at=LATER, version=read)


def test_a_row_agreed_meanwhile_says_by_whom(cycle, council, officer, reviewer):
    other = make_member(council, Role.REVIEWER, name="Ruth Adeyemi")
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    agree(row=each, score=None, reason="", by=other, at=LATER, version=each.version)
    with pytest.raises(WorkflowError, match="it is now agreed by Ruth Adeyemi"):
        agree(row=each, score=None, reason="", by=reviewer, at=LATER, version=each.version)


def test_several_are_agreed_together(cycle, officer, reviewer):
    rows = [in_state(cycle, officer, reviewer, S.SUBMITTED, ref) for ref in ("A1.1", "A1.2")]
    agree_many(rows=[(each, each.version) for each in rows], by=reviewer, at=LATER)
    assert [row(cycle, ref).status for ref in ("A1.1", "A1.2")] == ["agreed", "agreed"]
    assert AuditEntry.objects.get(action="assurance.rows.agreed").data["rows"][1]["ref"] == "A1.2"


def test_several_are_agreed_all_or_none(cycle, officer, reviewer):
    rows = [in_state(cycle, officer, reviewer, S.SUBMITTED, ref) for ref in ("A1.1", "A1.2")]
    with pytest.raises(WorkflowError, match="A1.2 changed since"):
        agree_many(rows=[(rows[0], rows[0].version), (rows[1], 1)], by=reviewer, at=LATER)
    assert row(cycle, "A1.1").status == "submitted"
    with pytest.raises(WorkflowError, match="Tick at least one"):
        agree_many(rows=[], by=reviewer, at=LATER)


def test_sending_back_keeps_its_reason_and_tells_the_officer(cycle, officer, reviewer):
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    with pytest.raises(WorkflowError, match="say why"):
        send_back(row=each, reason="  ", by=reviewer, at=LATER, version=each.version)
    send_back(row=each, reason="Which audit?", by=reviewer, at=LATER, version=each.version)
    kept = SentBack.objects.get(assessment=each)
    assert (kept.reason, kept.by, kept.at) == ("Which audit?", reviewer, LATER)
    assert "sent back A1.1" in Notice.objects.get(recipient=officer).text


def test_reopening_undoes_the_agreement_and_keeps_its_reason(cycle, officer, reviewer):
    each = in_state(cycle, officer, reviewer, S.AGREED)
    reopen_row(row=each, reason="The auditor found more.", by=reviewer, at=LATER)
    reopened = row(cycle, "A1.1")
    assert (reopened.agreed_score, reopened.agreed_by, reopened.agreed_at) == (None, None, None)
    assert reopened.is_editable
    assert SentBack.objects.get(assessment=each).reason == "The auditor found more."


def test_a_named_reviewer_cannot_reopen(cycle, council, officer, reviewer):
    named = make_member(council, Role.REVIEWER)
    each = in_state(cycle, officer, reviewer, S.AGREED)
    with pytest.raises(WorkflowError, match="Only those who finish"):
        reopen_row(row=each, reason="x", by=named, at=LATER)


def test_opening_is_noted_once_and_makes_no_version(cycle, officer, reviewer):
    each = in_state(cycle, officer, reviewer, S.SUBMITTED)
    assert mark_opened(row=each, by=reviewer, at=LATER)
    assert not mark_opened(row=each, by=reviewer, at=LATER + timedelta(hours=1))
    assert not mark_opened(row=each, by=officer, at=LATER)
    opened = row(cycle, "A1.1")
    assert (opened.review_opened_at, opened.version) == (LATER, each.version)


def test_a_text_that_its_writer_gave_up_is_no_change_of_the_row(cycle, officer):
    [mine] = give_rows(cycle, officer, "A1.1")
    mine = fill(mine, by=officer)
    keep_in_history(row(cycle, "A1.1"), {"narrative": "Given up for a colleague's"}, by=officer.user)
    now = fill(row(cycle, "A1.1"), by=officer, score=8)
    assert what_changed(now, since=mine.version) == ["the score went from 9 to 8"]


def test_adding_evidence_to_a_row_sent_back_notes_who_took_it_up_again(cycle, officer):
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=officer, status="sent_back")
    add_evidence(row=row(cycle, "A1.1"), title="Code of conduct", by=officer, at=LATER)
    now = row(cycle, "A1.1")
    newest = now.history.latest()
    assert (now.status, newest.status, newest.history_user) == ("in_progress", "in_progress", officer.user)
    add_evidence(row=now, title="Register of interests", by=officer, at=LATER)
    assert now.history.latest() == newest
