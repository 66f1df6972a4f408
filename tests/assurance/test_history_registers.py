"""The histories of an item of evidence and of an action, through the years."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance.models import ActionUpdate, Evidence, FileVersion, ImprovementAction, ReviewCycle
from assurance.models.actions import Progress
from assurance.models.files import EvidenceFile
from assurance.workflow.actions import add_action, change_action
from assurance.workflow.answering import add_evidence, remove_evidence
from assurance.workflow.evidence import change_evidence, last_change, stop_using_evidence
from governance.models import Council, Membership, Post
from governance.roles import Role
from tests.builders import NOW, TODAY, give_rows, make_council, make_cycle, make_member, make_post, row


class RegisterHistoryTestCase(TestCase):
    council: Council
    cycle: ReviewCycle
    officer: Membership
    post: Post

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.post = make_post(cls.council, "Procurement manager")
        cls.cycle = make_cycle(cls.council)
        give_rows(cls.cycle, cls.officer, "A1.1", "A1.2")

    def read(self, name: str, pk: int, **asked: str | int) -> str:
        self.client.force_login(self.officer.user)
        response = self.client.get(reverse(f"assurance:{name}-history", args=[self.council.slug, pk]), asked)
        self.assertEqual(response.status_code, 200)
        return " ".join(response.content.decode().split())

    def queries(self, name: str, pk: int) -> int:
        self.read(name, pk)
        with CaptureQueriesContext(connection) as asked:
            self.client.get(reverse(f"assurance:{name}-history", args=[self.council.slug, pk]))
        return len(asked)


class EvidenceHistoryTests(RegisterHistoryTestCase):
    def change(self, item: Evidence, **values: object) -> None:
        change_evidence(item=item, values=values, seen=last_change(item), by=self.officer, at=NOW)

    def test_facts_and_rows_are_told(self) -> None:
        use = add_evidence(row=row(self.cycle, "A1.1"), title="Code", note="Page 4", by=self.officer, at=NOW)
        self.change(
            use.evidence, title="Code of conduct", owner_post=self.post, next_review=date(2026, 3, 31)
        )
        remove_evidence(row=row(self.cycle, "A1.1"), use_id=use.pk, by=self.officer, at=NOW)
        stop_using_evidence(item=use.evidence, by=self.officer, at=NOW)
        page = self.read("evidence", use.evidence.pk, open=use.evidence.history.earliest().history_id)
        for words in (
            "Put into the register",
            "from Code to Code of conduct",
            "<dt>Post that owns it</dt> <dd>Procurement manager</dd>",
            "<dt>Next review</dt> <dd>31 March 2026</dd>",
            "from in use to no longer used",
            f"Shown on {use.assessment.requirement} (2024/25)",
            f"No longer shown on {use.assessment.requirement} (2024/25)",
        ):
            self.assertIn(words, page)

    def test_files_are_told_with_the_reason_of_erasing(self) -> None:
        item = Evidence.objects.create(council=self.council, title="Code")
        file = EvidenceFile.objects.create(
            council=self.council, evidence=item, added_by=self.officer, added_at=NOW
        )
        for number, name in ((1, "code.pdf"), (2, "code-2025.pdf")):
            FileVersion.objects.create(
                council=self.council,
                file=file,
                number=number,
                name=name,
                size=3,
                media_type="application/pdf",
                sha256="0" * 64,
                added_by=self.officer,
                added_at=NOW,
                stored_as="" if number == 1 else "x",
                erased_at=NOW if number == 1 else None,
                erased_by=self.officer if number == 1 else None,
                erased_reason="It named a person." if number == 1 else "",
            )
        page = self.read("evidence", item.pk)
        self.assertIn("File put in: code.pdf", page)
        self.assertIn("New version of a file: code-2025.pdf", page)
        self.assertIn("File erased: code.pdf. Why: It named a person.", page)

    def test_an_item_that_was_joined_with_another_keeps_its_history(self) -> None:
        kept = Evidence.objects.create(council=self.council, title="Code of conduct")
        item = Evidence.objects.create(council=self.council, title="Code")
        item.merged_into = kept
        item.save()
        page = self.read("evidence", item.pk)
        self.assertIn("<dt>Joined with</dt> <dd>Code of conduct</dd>", page)
        self.assertIn(reverse("assurance:evidence-item", args=[self.council.slug, kept.pk]), page)

    def test_the_same_queries_for_any_number_of_changes(self) -> None:
        use = add_evidence(row=row(self.cycle, "A1.1"), title="Code", by=self.officer, at=NOW)
        self.change(use.evidence, link="https://merrow.example/0")
        few = self.queries("evidence", use.evidence.pk)
        self.assertLessEqual(few, 13)
        for number in range(20):
            self.change(use.evidence, link=f"https://merrow.example/{number}", owner_post=self.post)
        add_evidence(row=row(self.cycle, "A1.2"), title="Code", by=self.officer, at=NOW)
        self.assertEqual(self.queries("evidence", use.evidence.pk), few)


class ActionHistoryTests(RegisterHistoryTestCase):
    def change(self, action: ImprovementAction, **values: object) -> None:
        action.refresh_from_db()
        change_action(
            row=row(self.cycle, "A1.1"),
            action=action,
            version=action.version,
            values=values,
            by=self.officer,
            at=NOW,
        )

    def test_the_promise_and_what_became_of_it(self) -> None:
        action = add_action(row=row(self.cycle, "A1.1"), text="Train members", by=self.officer, at=NOW)
        self.change(action, text="Train all members", owner_post_id=self.post.pk, due_on=date(2026, 3, 31))
        self.change(action, due_on=date(2026, 6, 30))
        ActionUpdate.objects.create(
            council=self.council,
            action=action,
            said_on=TODAY,
            by=self.officer,
            progress=Progress.AT_RISK,
            text="Two courses fell through.",
        )
        page = self.read("action", action.pk, open=action.history.all()[1].history_id)
        for words in (
            "Added",
            f"Promised on {row(self.cycle, 'A1.1').requirement} (2024/25)",
            "added: </span> all</ins>",
            "<dt>Owner post</dt> <dd>Procurement manager</dd>",
            "from 31 March 2026 to 30 June 2026",
            "At risk. Two courses fell through.",
        ):
            self.assertIn(words, page)

    def test_the_same_queries_for_any_number_of_changes(self) -> None:
        action = add_action(row=row(self.cycle, "A1.1"), text="Train members", by=self.officer, at=NOW)
        self.change(action, owner_post_id=self.post.pk)
        few = self.queries("action", action.pk)
        self.assertLessEqual(few, 13)
        for number in range(20):
            self.change(action, text=f"Train {number} members")
        self.assertEqual(self.queries("action", action.pk), few)
