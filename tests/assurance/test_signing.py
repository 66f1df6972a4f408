"""Finishing and reopening the review by the monitoring officer alone. The chain: test_finishing_chain.py."""

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from assurance.checks import Gate
from assurance.models import ActionLink, Assessment, ImprovementAction, ReviewCycle, SignedContent, SignOff
from assurance.readiness import Readiness
from assurance.signed_content import as_json, build, check_code, digest_of
from assurance.workflow.reviewing import reopen_row
from assurance.workflow.signing import NotReady, declaration_for, finish_review, reopen_review
from assurance.workflow.warnings import accept_findings, take_back
from governance.models import AuditEntry, Notice, Post
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, agree_all, give_rows, make_council, make_cycle, make_member, make_post, row

LATER = NOW + timedelta(hours=1)


def agreed_cycle(council, officer, reviewer) -> ReviewCycle:
    """Nothing is left: every row agreed at 9, save A1.1 (8 instead of 9) and A1.2 (not applicable)."""
    cycle = make_cycle(council)
    give_rows(cycle, officer, "A1.1")
    agree_all(cycle, scored_by=officer, agreed_by=reviewer)
    everything = Assessment.objects.filter(cycle=cycle)
    everything.update(private_note="Not for anybody else.")
    everything.filter(requirement__ref="A1.1").update(agreed_score=8, agreed_reason="Not tested.")
    everything.filter(requirement__ref="A1.2").update(
        not_applicable=True, not_applicable_reason="None here.", own_score=None, agreed_score=None
    )
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage=ReviewCycle.Stage.IN_REVIEW)
    cycle.refresh_from_db()
    return cycle


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    council = make_council("merrowdale")
    officer = make_member(council, Role.SERVICE_OFFICER, name="Priya Shah")
    monitoring_officer = make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")
    return agreed_cycle(council, officer, monitoring_officer), officer, monitoring_officer


@pytest.fixture
def review(made, db):
    return deepcopy(made)


@pytest.fixture
def cycle(review):
    return review[0]


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def officer(review):
    return review[1]


@pytest.fixture
def monitoring_officer(review):
    return review[2]


def finish(cycle, by, at=LATER):
    return finish_review(cycle=cycle, by=by, declaration=declaration_for(cycle), at=at)


def test_finishing_keeps_the_content_and_locks_the_rows(cycle, officer, monitoring_officer):
    sign_off = finish(cycle, monitoring_officer)
    content = sign_off.signed_content
    assert digest_of(content.content) == content.digest
    assert (sign_off.office, sign_off.office_title) == ("monitoring_officer", "Monitoring officer")
    assert (sign_off.holder_name, sign_off.at) == ("Helen Marsh", LATER)
    cycle.refresh_from_db()
    assert (cycle.is_locked, cycle.is_finished, cycle.locked_at) == (True, True, LATER)
    assert not row(cycle, "A1.1").is_editable
    with pytest.raises(WorkflowError, match="not open"):
        reopen_row(row=row(cycle, "A1.1"), reason="x", by=monitoring_officer, at=LATER)
    entry = AuditEntry.objects.get(action="assurance.cycle.finished")
    assert entry.data["digest"] == content.digest
    assert Notice.objects.filter(recipient=cycle.started_by, action="assurance.cycle.finished").exists()


def test_the_content_holds_both_scores_and_no_private_note(cycle, monitoring_officer):
    text = finish(cycle, monitoring_officer).signed_content.content
    content = json.loads(text)
    assert len(content["rows"]) == 91
    first, second = content["rows"][:2]
    assert (first["ref"], first["officer_score"], first["agreed_score"]) == ("A1.1", 9, 8)
    assert first["agreed_reason"] == "Not tested."
    assert first["scored_by"]["name"] == "Priya Shah"
    assert first["agreed_by"]["name"] == "Helen Marsh"
    assert second["not_applicable"]
    assert (content["edition"], content["revision"]) == ("2016", 1)
    assert [band["word"] for band in content["bands"]][0] == "Strong"
    assert "Not for anybody else" not in text


def test_the_same_review_gives_the_same_content(cycle):
    assert as_json(build(cycle)) == as_json(build(ReviewCycle.objects.get(pk=cycle.pk)))


def test_building_takes_the_same_queries_for_any_review(
    cycle, officer, monitoring_officer, django_assert_num_queries
):
    fresh = ReviewCycle.objects.select_related("council", "framework").get(pk=cycle.pk)
    with django_assert_num_queries(11):
        build(fresh)


def test_it_waits_until_every_row_is_agreed(cycle, monitoring_officer):
    Assessment.objects.filter(cycle=cycle, requirement__ref__in=["A1.3", "G3.5"]).update(status="submitted")
    with pytest.raises(NotReady) as refused:
        finish(cycle, monitoring_officer)
    assert refused.value.messages == ["Not yet agreed: 2 (A1.3, G3.5)"]
    assert refused.value.keys == ["agreed"]
    assert not SignedContent.objects.exists()


class TestWhatStopsIt:
    def stop(self, cycle):
        """A low score without an action, and an action without anything; evidence worth a look."""
        Assessment.objects.filter(cycle=cycle, requirement__ref="B1.1").update(own_score=4, agreed_score=4)
        action = ImprovementAction.objects.create(council=cycle.council, text="Test the plan.")
        ActionLink.objects.create(council=cycle.council, action=action, assessment=row(cycle, "C1.1"))

    def test_each_rule_is_named_with_its_rows(self, cycle, monitoring_officer):
        self.stop(cycle)
        with pytest.raises(NotReady) as refused:
            finish(cycle, monitoring_officer)
        assert len(refused.value.messages) == 2
        assert "(B1.1)" in refused.value.messages[0]
        assert "1 (C1.1)" in refused.value.messages[1]

    def test_what_was_passed_is_part_of_what_is_signed(self, cycle, monitoring_officer):
        self.stop(cycle)
        for rule, reason in (("low-score", "The plan is in C1.1."), ("actions-complete", "Agreed in June.")):
            accept_findings(cycle=cycle, rule=rule, reason=reason, by=monitoring_officer, at=NOW)
        content = json.loads(finish(cycle, monitoring_officer).signed_content.content)
        said = {each["rule"]: each for each in content["reasons"]}
        assert said["low-score"]["refs"] == ["B1.1"]
        assert said["low-score"]["reason"] == "The plan is in C1.1."
        assert said["actions-complete"]["by"]["name"] == "Helen Marsh"
        with pytest.raises(WorkflowError, match="part of what was signed"):
            take_back(cycle=cycle, rule="actions-complete", by=monitoring_officer, at=LATER)

    def test_a_reason_that_lapsed_passes_nothing(self, cycle, monitoring_officer):
        self.stop(cycle)
        for rule in ("low-score", "actions-complete"):
            accept_findings(cycle=cycle, rule=rule, reason="Known.", by=monitoring_officer, at=NOW)
        Assessment.objects.filter(cycle=cycle, requirement__ref="B1.1").update(agreed_score=2)
        with pytest.raises(NotReady):
            finish(cycle, monitoring_officer)

    def test_segregation_cannot_be_passed(self, cycle, monitoring_officer):
        """A row that waits for the only one who could agree it, who scored it."""
        Assessment.objects.filter(cycle=cycle, requirement__ref="B1.1").update(
            status="submitted", agreed_by=None, scored_by=monitoring_officer, submitted_by=monitoring_officer
        )
        with pytest.raises(NotReady) as refused:
            finish(cycle, monitoring_officer)
        [key] = refused.value.keys
        with pytest.raises(WorkflowError, match="cannot be passed"):
            accept_findings(cycle=cycle, rule=key, reason="We are few.", by=monitoring_officer, at=NOW)

    def test_every_row_was_agreed_by_somebody(self, cycle, monitoring_officer):
        Assessment.objects.filter(cycle=cycle, requirement__ref="B1.1").update(agreed_by=None)
        with pytest.raises(WorkflowError, match=r"Not yet agreed: 1 \(B1\.1\)"):
            finish(cycle, monitoring_officer)

    def test_what_is_worth_a_look_stops_nothing(self, cycle, monitoring_officer):
        assert Readiness(cycle, LATER.date(), Gate.REVIEW).look  # all scores in one band
        assert finish(cycle, monitoring_officer)


def test_it_needs_the_declaration(cycle, monitoring_officer):
    with pytest.raises(WorkflowError, match="Tick the declaration"):
        finish_review(cycle=cycle, by=monitoring_officer, declaration="", at=LATER)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REVIEWER, Role.SERVICE_OFFICER, Role.SECTION_151])
def test_only_the_monitoring_officer_or_a_deputy_finishes(cycle, council, role):
    with pytest.raises(WorkflowError, match="Only the monitoring officer"):
        finish(cycle, make_member(council, role))


def test_a_second_click_finds_it_finished(cycle, monitoring_officer):
    finish(cycle, monitoring_officer)
    with pytest.raises(WorkflowError, match="finished already"):
        finish(cycle, monitoring_officer)
    assert SignOff.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"holder": True}, "Head of Law and Monitoring Officer"),
        ({"holder": True, "is_acting": True}, "Acting Head of Law and Monitoring Officer"),
        ({"deputy": True}, "Deputy Head of Law and Monitoring Officer"),
    ],
)
def test_the_office_is_that_of_the_persons_post(cycle, council, fields, title):
    deputy = make_member(council, Role.DEPUTY_MONITORING_OFFICER)
    fields = {name: deputy if name != "is_acting" else value for name, value in fields.items()}
    office = Post.StatutoryOffice.MONITORING_OFFICER
    make_post(council, "Head of Law and Monitoring Officer", statutory_office=office, **fields)
    assert finish(cycle, deputy).office_title == title


def test_a_deputy_without_a_post_signs_as_deputy(cycle, council):
    deputy = make_member(council, Role.DEPUTY_MONITORING_OFFICER)
    assert finish(cycle, deputy).office_title == "Deputy monitoring officer"


def test_reopening_needs_a_reason_and_voids_the_signature(cycle, monitoring_officer):
    sign_off = finish(cycle, monitoring_officer)
    with pytest.raises(WorkflowError, match="Say why"):
        reopen_review(cycle=cycle, reason=" ", by=monitoring_officer, at=LATER)
    reopen_review(cycle=cycle, reason="A report came late.", by=monitoring_officer, at=LATER)
    cycle.refresh_from_db()
    assert cycle.stage == ReviewCycle.Stage.IN_REVIEW
    assert not SignOff.objects.standing().exists()
    assert sign_off.signed_content.void.reason == "A report came late."
    with pytest.raises(WorkflowError, match="nothing to reopen"):
        reopen_review(cycle=cycle, reason="Again.", by=monitoring_officer, at=LATER)
    reopen_row(row=row(cycle, "A1.1"), reason="Late report.", by=monitoring_officer, at=LATER)
    assert row(cycle, "A1.1").status == "sent_back"


def test_a_reopened_review_is_finished_anew_beside_the_void_signature(cycle, monitoring_officer):
    finish(cycle, monitoring_officer)
    reopen_review(cycle=cycle, reason="A report came late.", by=monitoring_officer, at=LATER)
    finish(cycle, monitoring_officer, at=LATER + timedelta(days=1))
    assert SignOff.objects.count() == 2
    assert SignOff.objects.standing().count() == 1


@pytest.mark.parametrize("stage", ["setup", "open", "in_review", "closed"])
def test_only_a_finished_review_is_reopened(cycle, monitoring_officer, stage):
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage=stage)
    with pytest.raises(WorkflowError, match="nothing to reopen"):
        reopen_review(cycle=cycle, reason="x", by=monitoring_officer, at=LATER)


def test_signatures_cannot_be_changed(cycle, monitoring_officer):
    finish(cycle, monitoring_officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedContent.objects.update(digest="0" * 64)


def test_the_check_code_is_twelve_characters_in_fours():
    assert check_code("0123456789abcdef") == "0123 4567 89ab"
