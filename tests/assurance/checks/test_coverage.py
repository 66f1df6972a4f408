"""Check 1: answered, with something behind it, agreed by somebody else."""

from assurance.models import Evidence, EvidenceUse
from governance.roles import Role
from tests.assurance.checks.clean_review import change, found
from tests.builders import contribute, make_member, row


def test_nothing_is_found_in_a_review_that_is_whole(cycle):
    assert found(cycle) == {}


def test_a_row_without_an_answer_is_named_with_who_has_it(cycle, officer):
    unanswered = {"status": "in_progress", "own_score": None, "agreed_score": None, "agreed_by": None}
    change(cycle, "A1.1", **unanswered)
    change(cycle, "A1.2", **unanswered, not_applicable=True)
    contribute(cycle, officer, "A1.1")
    assert found(cycle) == {
        "answered": [
            ("A1.1", "In progress, no score, Priya Shah"),
            ("A1.2", "In progress, not applicable, without a reason, nobody assigned"),
        ]
    }


def test_not_applicable_with_a_reason_is_an_answer(cycle):
    values = {"not_applicable": True, "not_applicable_reason": "None here.", "own_score": None}
    change(cycle, "A1.2", **values, agreed_score=None, narrative="")
    assert found(cycle) == {}


def test_an_answer_that_nobody_agreed_is_named(cycle):
    change(cycle, "A1.1", status="submitted", agreed_score=None, agreed_by=None)
    change(cycle, "B1.1", status="sent_back", agreed_score=None, agreed_by=None)
    assert found(cycle) == {
        "agreed": [
            ("A1.1", "Submitted 19 May 2025, waits for a reviewer"),
            ("B1.1", "Sent back, not submitted"),
        ]
    }


def test_an_agreement_that_nobody_is_on_record_for_is_named_and_cannot_be_passed(cycle):
    change(cycle, "A1.1", agreed_by=None)
    said = "Agreed, and nobody is on record as having agreed it"
    assert found(cycle) == {"agreed": [("A1.1", said)]}


def test_a_row_scored_by_a_reviewer_waits_for_another(cycle, reviewer):
    change(cycle, "A1.1", status="submitted", agreed_score=None, agreed_by=None, scored_by=reviewer)
    assert found(cycle) == {"second-pair-of-eyes": [("A1.1", "Scored by Helen Marsh, who may not agree it")]}


def test_a_row_confirmed_by_a_reviewer_waits_for_another(cycle, reviewer):
    waiting = {"status": "submitted", "agreed_score": None, "agreed_by": None}
    change(cycle, "A1.1", **waiting, confirmed_by=reviewer)
    assert found(cycle) == {"second-pair-of-eyes": [("A1.1", "Scored by Helen Marsh, who may not agree it")]}


def test_a_score_needs_words_or_an_item_of_evidence(cycle, officer):
    change(cycle, "A1.1", narrative=" ", agreed_score=8)
    assert found(cycle) == {"evidence": [("A1.1", "8, without words and without evidence")]}
    item = Evidence.objects.create(council=cycle.council, title="Code of conduct")
    EvidenceUse.objects.create(council=cycle.council, assessment=row(cycle, "A1.1"), evidence=item)
    assert found(cycle) == {}


def test_a_reviewer_elsewhere_is_nobody_here(cycle):
    make_member(cycle.council, Role.REVIEWER)
    assert found(cycle) == {}
