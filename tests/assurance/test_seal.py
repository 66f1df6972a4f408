"""Is a signed review untouched? What breaks the seal, what leaves it, and what the command says of both."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TestCase

from assurance.checks import Gate
from assurance.difference_words import in_words
from assurance.models import (
    AcceptedWarning,
    ActionLink,
    ActionUpdate,
    Assessment,
    AssuranceSource,
    Comment,
    DirectorReturn,
    Evidence,
    EvidenceFile,
    EvidenceUse,
    FileVersion,
    GovernanceIssue,
    ImprovementAction,
    IssueCriterion,
    IssueInCycle,
    IssueUpdate,
    NoIssuesStatement,
    OfficerReply,
    ReturnAnswer,
    ReviewCycle,
    SignedContent,
)
from assurance.readiness import Readiness
from assurance.seal import seal_of, standing_content
from assurance.signed_content import as_json, build, check_code, digest_of
from assurance.signed_differences import differences
from assurance.workflow.actions import edit_action
from assurance.workflow.evidence import change_evidence, last_change
from assurance.workflow.warnings import accept_findings
from governance.append_only import create_triggers, drop_triggers
from governance.models import AuditEntry, CouncilSetting
from tests.assurance.signed_reviews import LATER, make_chamber
from tests.builders import NOW, make_cycle, make_post, row

AFTER = LATER + timedelta(days=3)
MONTH = date(2025, 6, 30)


def change(model, **fields):
    """A direct edit of every row of the model: none goes through the app."""

    def edit(test):
        model.objects.update(**fields)

    return edit


def change_row(**fields):
    def edit(test):
        Assessment.objects.filter(pk=test.row.pk).update(**fields)

    return edit


def bare_save(test):
    """A save that writes history, but nobody's."""
    item = Evidence.objects.get(pk=test.item.pk)
    item.title = "Other"
    item.save()


def add_action(test):
    action = ImprovementAction.objects.create(council=test.council, text="Another")
    ActionLink.objects.create(council=test.council, action=action, assessment=test.row)


def add_use(test):
    item = Evidence.objects.create(council=test.council, title="Another")
    EvidenceUse.objects.create(council=test.council, assessment=test.row, evidence=item)


# What is edited behind the app, and the words by which it is named.
BREAKS = {
    "status": (change_row(status="submitted"), "A1.1 status: signed “Agreed”, now “Submitted”"),
    "officer's score": (change_row(own_score=5), "A1.1 officer’s score: signed 9, now 5"),
    "scored by": (change_row(scored_by=None), "A1.1 scored by: signed “Priya Shah”, now nothing"),
    "reason for the change": (change_row(change_reason="x"), "A1.1 reason for the change"),
    "agreed score": (change_row(agreed_score=3), "A1.1 agreed score: signed 9, now 3"),
    "agreed reason": (change_row(agreed_reason="x"), "A1.1 reason for the agreed score"),
    "agreed at": (
        change_row(agreed_at=AFTER),
        "A1.1 when it was agreed: signed 19 May 2025, now 22 May 2025",
    ),
    "agreed by": (change_row(agreed_by=None), "A1.1 agreed by: signed “Helen Marsh”, now nothing"),
    "not applicable": (change_row(not_applicable=True), "A1.1 not applicable: signed no, now yes"),
    "its reason": (change_row(not_applicable_reason="x"), "A1.1 why it does not apply"),
    "narrative": (change_row(narrative="Other words."), "A1.1 narrative: signed “We do A1.1 well"),
    "submitted by": (change_row(submitted_by=None), "A1.1 submitted by"),
    "submitted at": (change_row(submitted_at=AFTER), "A1.1 when it was submitted"),
    "confirmed by": (
        lambda test: Assessment.objects.filter(pk=test.row.pk).update(confirmed_by=test.chamber.officer),
        "A1.1 confirmed unchanged by",
    ),
    "the reply": (change(OfficerReply, text="x"), "A1.1 the officer’s reply"),
    "evidence title": (change(Evidence, title="Other"), "A1.1 evidence “Code of conduct”: title"),
    "evidence title by a bare save": (
        bare_save,
        "A1.1 evidence “Code of conduct”: title",
    ),
    "evidence link": (change(Evidence, link="https://x.example/"), "A1.1 evidence “Code of conduct”: link"),
    "evidence note": (change(EvidenceUse, note="x"), "A1.1 evidence “Code of conduct”: note"),
    "evidence taken off": (
        change(EvidenceUse, removed_at=AFTER),
        "A1.1 evidence “Code of conduct”: was signed, and is not there now",
    ),
    "evidence added": (add_use, "A1.1 evidence “Another”: came later"),
    "a file's bytes": (
        change(FileVersion, sha256="b" * 64),
        "A1.1 file “Code.pdf”: document check code: signed",
    ),
    "a file's name": (change(FileVersion, name="x.pdf"), "A1.1 file “Code.pdf”: name"),
    "action text": (change(ImprovementAction, text="Other"), "A1.1 action “Test the plan.”: text"),
    "expected outcome": (
        change(ImprovementAction, expected_outcome="x"),
        "A1.1 action “Test the plan.”: expected outcome",
    ),
    "action taken off": (change(ActionLink, ended_at=AFTER), "A1.1 action “Test the plan.”: was signed"),
    "action added": (add_action, "A1.1 action “Another”: came later"),
    "issue title": (change(GovernanceIssue, title="x"), "issue “Data we cannot trust”: title"),
    "issue description": (
        change(GovernanceIssue, description="x"),
        "issue “Data we cannot trust”: description",
    ),
    "issue decision": (
        change(GovernanceIssue, decision_reason="x"),
        "issue “Data we cannot trust”: decision",
    ),
    "issue criterion": (change(IssueCriterion, text="x"), "issue “Data we cannot trust”: criteria"),
    "issue gone": (
        lambda test: IssueInCycle.objects.all().delete(),
        "issue “Data we cannot trust”: was signed, and is not there now",
    ),
    "source kind": (change(AssuranceSource, kind="other"), "source of assurance “The Ombudsman”: kind"),
    "source line": (change(AssuranceSource, line=1), "source of assurance “The Ombudsman”: line"),
    "source provider": (
        change(AssuranceSource, provider="x"),
        "source of assurance “The Ombudsman”: provider",
    ),
    "source period": (
        change(AssuranceSource, period_from=MONTH),
        "source of assurance “The Ombudsman”: period",
    ),
    "source date": (change(AssuranceSource, dated_on=MONTH), "source of assurance “The Ombudsman”: date"),
    "source opinion": (change(AssuranceSource, opinion="x"), "source of assurance “The Ombudsman”: opinion"),
    "source summary": (change(AssuranceSource, summary="x"), "source of assurance “The Ombudsman”: summary"),
    "source serious": (change(AssuranceSource, is_serious=True), "serious: signed no, now yes"),
    "source withdrawn": (
        change(AssuranceSource, withdrawn_at=AFTER),
        "source of assurance “The Ombudsman”: was signed",
    ),
    "return sent by": (
        change(DirectorReturn, sent_by=None),
        "director’s assurance return “Head of Homes”: sent",
    ),
    "return sent at": (change(DirectorReturn, sent_at=AFTER), "“Head of Homes”: when it was sent"),
    "return answer": (change(ReturnAnswer, answer="no"), "“Head of Homes”: answers"),
    "return answer's text": (change(ReturnAnswer, text="x"), "“Head of Homes”: answers"),
    "reason for a finding": (change(AcceptedWarning, reason="x"), "reason given for"),
    "a row more or less": (
        lambda test: Assessment.objects.filter(requirement__ref="G3.5").update(cycle=test.other),
        "G3.5 row: was signed, and is not there now",
    ),
    "governance model": (change(ReviewCycle, governance_model="committee"), "governance model"),
}


def by_the_app(test):
    """A title in the register changed by a person, on record."""
    change_evidence(
        item=test.item,
        values={"title": "Code of conduct 2026", "link": "https://x.example/"},
        seen=last_change(test.item),
        by=test.chamber.officer,
        at=AFTER,
    )


def newer_file(test):
    FileVersion.objects.create(
        council=test.council,
        file=test.file,
        number=2,
        name="Code 2026.pdf",
        size=1,
        sha256="c" * 64,
        added_by=test.chamber.officer,
        added_at=AFTER,
    )


def reworded_action(test):
    action = test.action
    values = {"text": "Test the plan twice.", "due_on": MONTH}
    outcome = edit_action(action=action, version=action.version, values=values, by=test.chamber.officer)
    assert set(outcome.written) == set(values)


def later_source(test):
    AssuranceSource.objects.create(
        council=test.council,
        cycle=test.cycle,
        kind="peer_challenge",
        provider="Peers",
        recorded_by=test.chamber.officer,
        recorded_at=AFTER,
    )


def later_issue(test):
    issue = GovernanceIssue.objects.create(council=test.council, title="New", raised_at=AFTER)
    IssueInCycle.objects.create(council=test.council, issue=issue, cycle=test.cycle)


def late_return(test):
    DirectorReturn.objects.filter(pk=test.missing.pk).update(sent_at=AFTER, sent_by=test.chamber.officer)


def update_action(test):
    ActionUpdate.objects.create(
        council=test.council, action=test.action, said_on=MONTH, progress="late", by=test.chamber.officer
    )


def update_issue(test):
    IssueUpdate.objects.create(
        council=test.council,
        issue=test.issue,
        said_on=MONTH,
        progress="late",
        by=test.chamber.officer,
        text="Late.",
    )


def comment(test):
    Comment.objects.create(
        council=test.council, assessment=test.row, author=test.chamber.officer, text="Why?", at=AFTER
    )


def rename(test):
    test.chamber.officer.user.name = "Priya Shah-Webb"
    test.chamber.officer.user.save()


def settings(test):
    CouncilSetting.objects.create(council=test.council, key="low_score_threshold", value=8)
    test.cycle.council.__dict__.pop("settings_map", None)


# Work that goes on, and the words by which it is named; no words where nothing signed is touched.
LEAVES = {
    "an action's step": (
        change(ImprovementAction, status="complete"),
        "status: signed “Proposed”, now “Complete”",
    ),
    "an action's date": (
        change(ImprovementAction, due_on=date(2026, 1, 1)),
        "due: signed 31 May 2025, now 1 Jan",
    ),
    "an action reworded in the app": (reworded_action, "action “Test the plan.”: text: signed"),
    "an update of an action": (update_action, ""),
    "evidence reviewed": (
        change(Evidence, last_reviewed=MONTH),
        "last reviewed: signed nothing, now 30 June",
    ),
    "evidence checked by others": (change(Evidence, checked_by="independent"), "checked by"),
    "evidence renamed in the app": (
        by_the_app,
        "title: signed “Code of conduct”, now “Code of conduct 2026”",
    ),
    "a newer file": (newer_file, "file “Code.pdf”: version: signed 1, now 2"),
    "a file taken off": (change(EvidenceFile, removed_at=AFTER), "file “Code.pdf”: was signed"),
    "an issue watched": (
        change(GovernanceIssue, status="monitored"),
        "status: signed “Confirmed”, now “Being",
    ),
    "an update of an issue": (update_issue, ""),
    "a later issue": (later_issue, "issue “New”: came later"),
    "a later source": (later_source, "source of assurance “Peers”: came later"),
    "a late return": (late_return, "“Director of Roads”: when it was sent: signed nothing, now 22 May 2025"),
    "a comment": (comment, ""),
    "a note to the reviewer": (change_row(private_note="x"), ""),
    "a new name of a person": (rename, ""),
    "a setting of the council": (settings, "council settings: low score threshold: signed 7, now 8"),
}


class Sealed(TestCase):
    @classmethod
    def setUpTestData(cls):
        chamber = cls.chamber = make_chamber("merrowdale", ["monitoring_officer"])
        council = cls.council = chamber.council
        cycle, mo, officer = chamber.cycle, chamber.monitoring_officer, chamber.officer
        cls.other = make_cycle(council, 2030)
        Assessment.objects.filter(cycle=cls.other, requirement__ref="G3.5").delete()
        cls.row = row(cycle, "A1.1")
        cls.item = Evidence.objects.create(council=council, title="Code of conduct")
        EvidenceUse.objects.create(council=council, assessment=cls.row, evidence=cls.item, note="Page 4")
        cls.file = EvidenceFile.objects.create(
            council=council, evidence=cls.item, added_by=officer, added_at=NOW
        )
        FileVersion.objects.create(
            council=council,
            file=cls.file,
            number=1,
            name="Code.pdf",
            size=1,
            sha256="a" * 64,
            added_by=officer,
            added_at=NOW,
        )
        post = make_post(council, "Head of Homes")
        cls.action = ImprovementAction.objects.create(
            council=council,
            text="Test the plan.",
            expected_outcome="It works",
            owner_post=post,
            due_on=date(2025, 5, 31),
        )
        ActionLink.objects.create(council=council, action=cls.action, assessment=cls.row)
        OfficerReply.objects.create(
            council=council, assessment=cls.row, agreed_at=NOW, text="It was tested.", by=officer, at=NOW
        )
        NoIssuesStatement.objects.all().delete()
        cls.issue = GovernanceIssue.objects.create(
            council=council,
            title="Data we cannot trust",
            description="Two systems disagree.",
            raised_at=NOW,
            status="confirmed",
            decision_reason="It was reported before.",
            decided_by=mo,
            decided_at=NOW,
            owner_post=post,
            due_on=date(2025, 12, 1),
            committee="Audit Committee",
        )
        IssueInCycle.objects.create(council=council, issue=cls.issue, cycle=cycle)
        IssueCriterion.objects.create(council=council, issue=cls.issue, text="It was reported before")
        cls.source = AssuranceSource.objects.create(
            council=council,
            cycle=cycle,
            kind="ombudsman",
            provider="The Ombudsman",
            opinion="Two complaints upheld",
            recorded_by=mo,
            recorded_at=NOW,
        )
        sent = DirectorReturn.objects.create(
            council=council,
            cycle=cycle,
            post=post,
            asked_by=mo,
            asked_at=NOW,
            sent_by=officer,
            sent_at=NOW,
            sent_as="Head of Homes",
        )
        ReturnAnswer.objects.create(
            council=council, director_return=sent, number=1, statement="Aims are clear", answer="yes"
        )
        cls.missing = DirectorReturn.objects.create(
            council=council,
            cycle=cycle,
            post=make_post(council, "Director of Roads"),
            asked_by=mo,
            asked_at=NOW,
        )
        cls.pass_all(cycle, mo)
        cls.content = chamber.finish().signed_content

    @classmethod
    def pass_all(cls, cycle, by):
        for group in Readiness(cycle, NOW.date(), Gate.REVIEW).groups:
            accept_findings(cycle=cycle, rule=group.rule.key, reason="We know.", by=by, at=NOW)

    def setUp(self):
        self.cycle = ReviewCycle.objects.select_related("council", "framework").get(pk=self.chamber.cycle.pk)

    def seal(self):
        cycle = ReviewCycle.objects.select_related("council", "framework").get(pk=self.cycle.pk)
        content = standing_content(cycle)
        assert content is not None
        return seal_of(content, cycle)

    def verify(self, **options):
        out = io.StringIO()
        failed = ""
        try:
            call_command("verify_signoff", stdout=out, **options)
        except CommandError as error:
            failed = str(error)
        return out.getvalue(), failed


class TestTheSeal(Sealed):
    def test_an_untouched_review_is_whole(self):
        seal = self.seal()
        assert (seal.is_whole, seal.altered, seal.wrong, seal.moved_on) == (True, "", [], [])

    def test_each_edit_behind_the_app_breaks_it_and_is_named(self):
        for name, (edit, words) in BREAKS.items():
            with self.subTest(name), transaction.atomic():
                edit(self)
                said = [in_words(each) for each in self.seal().wrong]
                assert said, name
                assert words in " | ".join(said)
                transaction.set_rollback(True)

    def test_work_that_goes_on_leaves_it(self):
        for name, (edit, words) in LEAVES.items():
            with self.subTest(name), transaction.atomic():
                edit(self)
                seal = self.seal()
                assert [in_words(each) for each in seal.wrong] == []
                said = [in_words(each) for each in seal.moved_on]
                assert words in " | ".join(said) if words else not said
                transaction.set_rollback(True)

    def test_a_signed_file_is_held_to_its_bytes_after_a_newer_one_came(self):
        newer_file(self)
        assert self.seal().is_whole
        FileVersion.objects.filter(number=1).update(sha256="d" * 64)
        assert not self.seal().is_whole

    def test_what_was_signed_before_the_form_grew_is_compared_by_what_it_holds(self):
        now = json.loads(as_json(build(self.cycle)))
        old = {key: value for key, value in now.items() if key in FIRST_FORM} | {"form": 1}
        old["rows"] = [{key: each[key] for key in each if key not in NEW_IN_ROWS} for each in now["rows"]]
        for each in old["rows"]:
            each["evidence"] = [
                {key: item[key] for key in item if key not in {"item", "files"}} for item in each["evidence"]
            ]
        assert differences(old, now) == []
        Evidence.objects.update(title="Other")
        ImprovementAction.objects.update(status="complete")
        change_row(agreed_score=3)(self)
        found = differences(old, json.loads(as_json(build(self.cycle))))
        assert {(each.field, each.moved_on) for each in found} == {
            ("agreed_score", False),
            ("evidence", True),
            ("status", True),
        }

    def test_building_asks_as_often_for_any_review(self):
        with self.assertNumQueries(21):
            build(self.cycle, reasons=[1])


FIRST_FORM = {"council", "year", "governance_model", "framework", "edition", "revision", "bands"}
NEW_IN_ROWS = {"status", "confirmed_by", "reply"}


class TestTheCommand(Sealed):
    ONE = {"council": "merrowdale", "year": "2024/25"}  # noqa: RUF012

    def test_an_untouched_review_stands(self):
        out, failed = self.verify(**self.ONE)
        assert not failed
        assert "stands as signed by Monitoring officer Helen Marsh" in out
        assert check_code(self.content.digest) in out

    def test_what_differs_is_printed_and_ends_with_1(self):
        change_row(agreed_score=3)(self)
        change(ImprovementAction, status="complete")(self)
        out, failed = self.verify(**self.ONE)
        assert failed == "1 thing differs in the 2024/25 review of Merrowdale Council from what was signed."
        assert "DIFFERS: A1.1 agreed score: signed 9, now 3" in out
        assert "moved on: A1.1 action “Test the plan.”: status: signed “Proposed”, now “Complete”" in out

    def test_what_moved_on_ends_with_0(self):
        change(ImprovementAction, status="complete")(self)
        out, failed = self.verify(**self.ONE)
        assert not failed
        assert "moved on: A1.1" in out
        assert "stands as signed" in out

    def test_every_signed_review_is_checked_when_none_is_named(self):
        out, failed = self.verify()
        assert not failed
        assert "1 signed review checked: nothing differs." in out
        change_row(agreed_score=3)(self)
        assert "1 thing differs" in self.verify()[1]

    def test_a_review_that_waits_for_offices_says_so(self):
        other = make_chamber("stonereach")
        other.finish()
        out, failed = self.verify(council="stonereach", year="2024/25")
        assert not failed
        assert "Still to confirm it: Section 151 officer, Head of paid service." in out

    def test_bad_values_are_refused_in_one_line(self):
        for slug, year, words in (
            ("nowhere", "2024/25", "no council"),
            ("merrowdale", "2024", "not a financial year"),
            ("merrowdale", "2019/20", "has no 2019/20 review"),
            ("merrowdale", "2030/31", "not finished"),
            ("merrowdale", None, "Name the council and the year"),
        ):
            failed = self.verify(council=slug, year=year)[1]
            assert words in failed
            assert "\n" not in failed


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("also_its_code", [False, True])
def test_content_altered_by_sql_is_found(also_its_code):
    """Even with a new check code: the record of changes holds the one that was signed."""
    chamber = make_chamber("merrowdale", ["monitoring_officer"])
    content = chamber.finish().signed_content
    text = content.content.replace('"agreed_score":9', '"agreed_score":10', 1)
    fields = {"content": text} | ({"digest": digest_of(text)} if also_its_code else {})
    with connection.schema_editor() as editor:
        drop_triggers(editor, ["assurance_signedcontent"])
    SignedContent.objects.filter(pk=content.pk).update(**fields)
    with connection.schema_editor() as editor:
        create_triggers(editor, ["assurance_signedcontent"])
    words = "The record of changes knows nothing" if also_its_code else "was altered"
    with pytest.raises(CommandError, match=words):
        call_command("verify_signoff", council="merrowdale", year="2024/25")
    assert AuditEntry.objects.filter(data__digest=content.digest).exists()


@pytest.mark.django_db
def test_what_is_signed_says_what_it_was_measured_by():
    content = json.loads(make_chamber("").finish().signed_content.content)
    assert content["form"] == 2
    assert content["offices"] == ["monitoring_officer", "section_151", "head_of_paid_service"]
    assert content["no_issues"]["reason"] == "Internal audit found none."
    assert content["settings"]["low_score_threshold"] == 7
