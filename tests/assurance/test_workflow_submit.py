"""Handing rows to the reviewers and taking one back."""

from datetime import timedelta

import pytest

from assurance.models import ReviewCycle
from assurance.workflow.answering import save_answer
from assurance.workflow.reviewing import mark_opened
from assurance.workflow.submitting import submit, take_back
from governance.models import AuditEntry, Notice
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, row

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def cycle(council):
    return make_cycle(council)


@pytest.fixture
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Shah")


@pytest.fixture
def reviewer(council):
    return make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")


def test_complete_rows_go_and_incomplete_ones_say_what_they_lack(cycle, officer, reviewer):
    rows = give_rows(cycle, officer, "A1.1", "A1.2", "A1.3")
    fill(rows[0], by=officer)
    fill(rows[1], by=officer)
    result = submit(rows=rows, by=officer, at=LATER)
    assert [each.ref for each in result.submitted] == ["A1.1", "A1.2"]
    assert [(each.row.ref, [gap.field for gap in each.gaps]) for each in result.left_out] == [
        ("A1.3", ["score", "narrative"])
    ]
    sent = row(cycle, "A1.1")
    assert (sent.status, sent.submitted_by, sent.submitted_at) == ("submitted", officer, LATER)
    assert sent.version == rows[0].version + 1
    assert sent.history.first().history_user == officer.user
    assert row(cycle, "A1.3").status == "not_started"


def test_the_first_row_sent_puts_the_review_in_review(cycle, officer):
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=officer)
    submit(rows=[mine], by=officer, at=LATER)
    cycle.refresh_from_db()
    assert cycle.stage == ReviewCycle.Stage.IN_REVIEW


def test_reviewers_are_told_and_the_record_keeps_what_was_sent(cycle, officer, reviewer):
    rows = [fill(each, by=officer) for each in give_rows(cycle, officer, "A1.1", "B1.1")]
    submit(rows=rows, by=officer, at=LATER)
    notice = Notice.objects.get(recipient=reviewer)
    assert notice.text == "Priya Shah sent you 2 rows of the 2024/25 review."
    entry = AuditEntry.objects.get(action="assurance.rows.submitted")
    assert [each["ref"] for each in entry.data["rows"]] == ["A1.1", "B1.1"]
    assert entry.actor == officer.user


def test_whoever_submits_a_row_from_a_file_becomes_its_scorer(cycle, officer):
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=officer)
    mine.scored_by = None
    mine.save(update_fields=["scored_by"])
    submit(rows=[mine], by=officer, at=LATER)
    assert row(cycle, "A1.1").scored_by == officer


def test_who_typed_the_score_stays_its_scorer(cycle, council, officer):
    other = make_member(council, Role.SERVICE_OFFICER)
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=other)
    submit(rows=[mine], by=officer, at=LATER)
    assert row(cycle, "A1.1").scored_by == other


def test_a_row_that_does_not_apply_is_sent_with_its_reason(cycle, officer):
    [mine] = give_rows(cycle, officer, "A1.1")
    mine.not_applicable, mine.status = True, "in_progress"
    mine.save()
    with pytest.raises(WorkflowError, match="A1.1: Say why it does not apply"):
        submit(rows=[mine], by=officer, at=LATER)
    mine.not_applicable_reason = "We own no companies."
    mine.save()
    assert submit(rows=[mine], by=officer, at=LATER).submitted == [mine]


def test_rows_of_others_are_not_sent(cycle, council, officer):
    stranger = make_member(council, Role.SERVICE_OFFICER)
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=officer)
    with pytest.raises(WorkflowError, match="None of these rows is yours"):
        submit(rows=[mine], by=stranger, at=LATER)


def test_sending_twice_is_refused_and_changes_nothing(cycle, officer):
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=officer)
    submit(rows=[mine], by=officer, at=LATER)
    version = row(cycle, "A1.1").version
    with pytest.raises(WorkflowError, match="A1.1 is submitted already"):
        submit(rows=[mine], by=officer, at=LATER)
    assert row(cycle, "A1.1").version == version


def test_a_row_comes_back_until_a_reviewer_opens_it(cycle, officer, reviewer):
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=officer, status="submitted")
    back = take_back(row=mine, by=officer, at=LATER)
    assert (back.status, back.submitted_by, back.submitted_at) == ("in_progress", None, None)
    submit(rows=[back], by=officer, at=LATER)
    assert mark_opened(row=row(cycle, "A1.1"), by=reviewer, at=LATER)
    with pytest.raises(WorkflowError, match="a reviewer has opened it"):
        take_back(row=row(cycle, "A1.1"), by=officer, at=LATER)


def test_sending_again_lets_it_be_taken_back_again(cycle, officer, reviewer):
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=officer, status="sent_back")
    mine.review_opened_at = NOW
    mine.save()
    with pytest.raises(WorkflowError, match="Answer what was sent back"):
        submit(rows=[mine], by=officer, at=LATER)
    values = {"private_note": "The sample is now in the evidence."}
    save_answer(row=mine, version=mine.version, values=values, by=officer, at=LATER)
    submit(rows=[mine], by=officer, at=LATER)
    assert row(cycle, "A1.1").review_opened_at is None


def test_nobody_takes_back_the_row_of_another(cycle, council, officer):
    stranger = make_member(council, Role.SERVICE_OFFICER)
    [mine] = give_rows(cycle, officer, "A1.1")
    fill(mine, by=officer, status="submitted")
    with pytest.raises(WorkflowError, match="not yours to take back"):
        take_back(row=mine, by=stranger, at=LATER)
