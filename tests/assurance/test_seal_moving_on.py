"""Work that goes on after a review was signed: named beside the seal, and never breaking it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from assurance.difference_words import in_words
from assurance.exchange.joining import join_actions
from assurance.models import (
    ActionLink,
    ActionUpdate,
    AssuranceSource,
    Comment,
    DirectorReturn,
    Evidence,
    EvidenceFile,
    FileVersion,
    GovernanceIssue,
    ImprovementAction,
    IssueInCycle,
    IssueUpdate,
)
from assurance.workflow.actions import edit_action
from assurance.workflow.evidence import change_evidence, last_change
from assurance.workflow.merging import merge_evidence
from governance.models import CouncilSetting
from tests.assurance.sealed_review import AFTER, MONTH, Sealed, change, change_row, newer_file
from tests.builders import row


def by_the_app(test):
    """A title in the register changed by a person, on record."""
    change_evidence(
        item=test.item,
        values={"title": "Code of conduct 2026", "link": "https://x.example/"},
        seen=last_change(test.item),
        by=test.chamber.officer,
        at=AFTER,
    )


def reworded_action(test):
    action = test.action
    values = {"text": "Test the plan twice.", "due_on": MONTH}
    outcome = edit_action(action=action, version=action.version, values=values, by=test.chamber.officer)
    assert set(outcome.written) == set(values)


def joined_action(test):
    """With one in the same words on rows of an open review, which is the one that goes on."""
    kept = ImprovementAction.objects.create(council=test.council, text=test.action.text)
    for action, ref in ((kept, "A1.1"), (test.action, "A1.2")):
        ActionLink.objects.create(council=test.council, action=action, assessment=row(test.other, ref))
    ids = [kept.pk, test.action.pk]
    join_actions(cycle=test.other, ids=ids, by=test.chamber.officer, at=AFTER)
    assert ActionLink.objects.filter(action=kept, ended_at=None).count() == 2
    assert ActionLink.objects.get(action=test.action, ended_at=None).assessment == test.row


def merged_evidence(test):
    """The files go to the item that stays; their signed bytes stay on record."""
    keep = Evidence.objects.create(council=test.council, title="Code of conduct for members")
    merge_evidence(keep=keep, others=[test.item], by=test.chamber.officer, at=AFTER)


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
    "an action joined with another": (joined_action, "action “Test the plan.”: status: signed “Proposed”"),
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
    "evidence joined with another item": (merged_evidence, "file “Code.pdf”: was signed"),
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


class TestMovingOn(Sealed):
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
