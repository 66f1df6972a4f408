"""Is a signed review untouched? What is edited behind the app breaks its seal, and is named."""

from __future__ import annotations

import json

from django.db import transaction

from assurance.difference_words import in_words
from assurance.models import (
    AcceptedWarning,
    ActionLink,
    Assessment,
    AssuranceSource,
    DirectorReturn,
    Evidence,
    EvidenceUse,
    FileVersion,
    GovernanceIssue,
    ImprovementAction,
    IssueCriterion,
    IssueInCycle,
    OfficerReply,
    ReturnAnswer,
    ReviewCycle,
)
from assurance.signed_content import as_json, build
from assurance.signed_differences import differences
from tests.assurance.sealed_review import AFTER, MONTH, Sealed, change, change_row


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
