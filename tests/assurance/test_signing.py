"""Finishing and reopening the review, and checking what was signed."""

import json
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from assurance.models import ActionLink, Assessment, ImprovementAction, ReviewCycle, SignedContent, SignOff
from assurance.signed_content import as_json, build, check_code, digest_of
from assurance.workflow.reviewing import reopen_row
from assurance.workflow.signing import declaration_for, finish_review, reopen_review
from governance.models import AuditEntry, Notice, Post
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, give_rows, make_council, make_cycle, make_member, make_post, row

LATER = NOW + timedelta(hours=1)


def agreed_cycle(council, officer, reviewer) -> ReviewCycle:
    """Every row agreed at 9, save A1.1 (agreed 7 instead of 9) and A1.2 (not applicable)."""
    cycle = make_cycle(council)
    give_rows(cycle, officer, "A1.1")
    everything = Assessment.objects.filter(cycle=cycle)
    everything.update(
        status="agreed",
        narrative="In place, and tested by internal audit in May 2025.",
        private_note="Not for anybody else.",
        own_score=9,
        agreed_score=9,
        scored_by=officer,
        submitted_by=officer,
        submitted_at=NOW,
        agreed_by=reviewer,
        agreed_at=NOW,
    )
    everything.filter(requirement__ref="A1.1").update(agreed_score=7, agreed_reason="Not tested.")
    everything.filter(requirement__ref="A1.2").update(
        not_applicable=True, not_applicable_reason="None here.", own_score=None, agreed_score=None
    )
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage=ReviewCycle.Stage.IN_REVIEW)
    cycle.refresh_from_db()
    return cycle


@pytest.fixture
def council(db):
    return make_council("merrowdale")


@pytest.fixture
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Shah")


@pytest.fixture
def monitoring_officer(council):
    return make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")


@pytest.fixture
def cycle(council, officer, monitoring_officer):
    return agreed_cycle(council, officer, monitoring_officer)


def finish(cycle, by, at=LATER):
    return finish_review(cycle=cycle, by=by, declaration=declaration_for(cycle), at=at)


def test_finishing_keeps_the_content_and_locks_the_rows(cycle, officer, monitoring_officer):
    sign_off = finish(cycle, monitoring_officer)
    content = sign_off.signed_content
    assert digest_of(content.content) == content.digest
    assert (sign_off.office, sign_off.office_title) == ("monitoring_officer", "Monitoring officer")
    assert (sign_off.holder_name, sign_off.at) == ("Helen Marsh", LATER)
    cycle.refresh_from_db()
    assert cycle.is_locked
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
    assert (first["ref"], first["officer_score"], first["agreed_score"]) == ("A1.1", 9, 7)
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
    with django_assert_num_queries(6):
        build(fresh)


def test_it_waits_until_every_row_is_agreed(cycle, monitoring_officer):
    Assessment.objects.filter(cycle=cycle, requirement__ref__in=["A1.3", "G3.5"]).update(status="submitted")
    with pytest.raises(WorkflowError, match=r"2 rows are not agreed yet: A1\.3, G3\.5\."):
        finish(cycle, monitoring_officer)
    assert not SignedContent.objects.exists()


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


class TestVerifying:
    def verify(self, capsys):
        call_command("verify_signoff", council="merrowdale", year="2024/25")
        return capsys.readouterr().out

    def test_an_untouched_review_stands(self, cycle, monitoring_officer, capsys):
        content = finish(cycle, monitoring_officer).signed_content
        out = self.verify(capsys)
        assert "stands as signed by Monitoring officer Helen Marsh" in out
        assert check_code(content.digest) in out

    def test_a_row_changed_behind_the_app_is_named(self, cycle, monitoring_officer, capsys):
        finish(cycle, monitoring_officer)
        Assessment.objects.filter(cycle=cycle, requirement__ref="B1.1").update(agreed_score=3)
        with pytest.raises(CommandError, match="1 row of the 2024/25 review differ"):
            self.verify(capsys)
        assert "DIFFERS: B1.1 agreed_score: signed 9, now 3" in capsys.readouterr().out

    def test_a_new_name_of_a_person_changes_nothing(self, cycle, officer, monitoring_officer, capsys):
        finish(cycle, monitoring_officer)
        officer.user.name = "Priya Shah-Webb"
        officer.user.save()
        assert "stands as signed" in self.verify(capsys)

    def test_an_action_that_moved_on_leaves_the_signature(self, cycle, officer, monitoring_officer, capsys):
        action = ImprovementAction.objects.create(council=cycle.council, text="Test the plan.")
        ActionLink.objects.create(council=cycle.council, action=action, assessment=row(cycle, "A1.1"))
        finish(cycle, monitoring_officer)
        ImprovementAction.objects.update(status="complete")
        out = self.verify(capsys)
        assert "moved on: A1.1 actions" in out
        assert "stands as signed" in out

    def test_altered_content_is_found(self, cycle, monitoring_officer, capsys):
        SignedContent.objects.create(
            council=cycle.council, cycle=cycle, content="{}", digest="0" * 64, created_at=NOW
        )
        with pytest.raises(CommandError, match="was altered"):
            self.verify(capsys)

    @pytest.mark.parametrize(
        ("slug", "year", "words"),
        [
            ("nowhere", "2024/25", "no council"),
            ("merrowdale", "2024", "not a financial year"),
            ("merrowdale", "2019/20", "has no 2019/20 review"),
            ("merrowdale", "2024/25", "not finished"),
        ],
    )
    def test_a_bad_value_is_refused_in_one_line(self, cycle, slug, year, words):
        with pytest.raises(CommandError, match=words):
            call_command("verify_signoff", council=slug, year=year)


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="row locks of several connections need PostgreSQL"
)
@pytest.mark.django_db(transaction=True)
def test_clicks_in_the_same_moment_sign_once():
    council = make_council()
    officer = make_member(council, Role.SERVICE_OFFICER)
    holders = [make_member(council, Role.MONITORING_OFFICER) for _ in range(4)]
    cycle = agreed_cycle(council, officer, holders[0])
    start = threading.Barrier(len(holders))
    refused = []

    def click(holder):
        try:
            start.wait()
            finish(cycle, holder)
        except WorkflowError as error:
            refused.append(error.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[holder]) for holder in holders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert SignOff.objects.count() == 1
    assert refused == [["The 2024/25 review is finished already."]] * 3
