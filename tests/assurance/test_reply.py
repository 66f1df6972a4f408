"""The officer's one reply to a score that was agreed otherwise."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance.models import Assessment, Assignment, OfficerReply, ReviewCycle
from assurance.workflow.replying import LONGEST_REPLY, reply_to_agreement
from assurance.workflow.reviewing import agree, reopen_row
from governance.models import AuditEntry, Council, Membership, Notice
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, contribute, fill, give_rows, make_council, make_cycle, make_member, row
from tests.threads import Verb, at_once, refused

LATER = NOW + timedelta(hours=1)
TEXT = "Internal audit tested it on 2 May; the report came after I had sent the row."


class ReplyTestCase(TestCase):
    council: Council
    cycle: ReviewCycle
    lead: Membership
    colleague: Membership
    reviewer: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.lead = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.colleague = make_member(cls.council, Role.SERVICE_OFFICER, name="Aled Hopwood")
        cls.reviewer = make_member(cls.council, Role.MONITORING_OFFICER, name="Helen Marsh")
        cls.cycle = make_cycle(cls.council)
        give_rows(cls.cycle, cls.lead, "A1.1", "A1.2")
        for ref, score in (("A1.1", 6), ("A1.2", None)):
            each = fill(row(cls.cycle, ref), by=cls.lead, status="submitted")
            cls.agree(each, score)
        Notice.objects.all().delete()

    @classmethod
    def agree(cls, each: Assessment, score: int | None, *, at=NOW) -> Assessment:
        reason = "Nobody outside has tested it." if score else ""
        return agree(row=each, score=score, reason=reason, by=cls.reviewer, at=at, version=each.version)

    def reply(
        self, *, ref: str = "A1.1", text: str = TEXT, by: Membership | None = None, at=LATER
    ) -> OfficerReply:
        each = row(self.cycle, ref)
        return reply_to_agreement(row=each, text=text, by=by or self.lead, at=at, version=each.version)

    def address(self, name: str, ref: str = "A1.1") -> str:
        return reverse(f"assurance:{name}", args=[self.council.slug, self.cycle.year, ref])


class VerbTests(ReplyTestCase):
    def test_it_is_kept_recorded_and_told_to_whoever_agreed(self) -> None:
        kept = self.reply(text=f"  {TEXT} ")
        self.assertEqual((kept.text, kept.by, kept.at, kept.agreed_at), (TEXT, self.lead, LATER, NOW))
        told = Notice.objects.get()
        self.assertEqual(told.recipient, self.reviewer)
        self.assertIn("Priya Anand replied to the agreed score of A1.1", told.text)
        self.assertIn(TEXT, told.text)
        self.assertEqual(told.url, self.address("review-row"))
        self.assertEqual(AuditEntry.objects.filter(action="assurance.assessment.replied").count(), 1)

    def test_there_is_one_for_each_agreement(self) -> None:
        self.reply()
        with self.assertRaisesMessage(WorkflowError, "A1.1 has its reply, from Priya Anand. It is kept"):
            self.reply(text="And another thing.")
        reopen_row(row=row(self.cycle, "A1.1"), reason="A new report.", by=self.reviewer, at=LATER)
        fill(row(self.cycle, "A1.1"), by=self.lead, status="submitted")
        self.agree(row(self.cycle, "A1.1"), 7, at=LATER)
        self.reply(text="Thank you.", at=LATER + timedelta(hours=1))
        self.assertEqual([reply.text for reply in OfficerReply.objects.all()], [TEXT, "Thank you."])

    def test_the_same_score_leaves_nothing_to_reply_to(self) -> None:
        with self.assertRaisesMessage(WorkflowError, "agreed as its officer scored it"):
            self.reply(ref="A1.2")

    def test_whoever_speaks_for_the_row_replies(self) -> None:
        with self.assertRaisesMessage(WorkflowError, "not yours to reply for"):
            self.reply(by=self.colleague)
        contribute(self.cycle, self.colleague, "A1.1")
        with self.assertRaisesMessage(WorkflowError, "not yours to reply for"):
            self.reply(by=self.colleague)
        Assignment.objects.filter(member=self.lead).update(ended_at=NOW)
        self.reply(by=self.colleague)

    def test_only_while_rows_are_being_scored(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(locked_at=NOW)
        with self.assertRaisesMessage(WorkflowError, "only while rows are being scored"):
            self.reply()

    def test_it_says_something_and_not_too_much(self) -> None:
        with self.assertRaisesMessage(WorkflowError, "write your reply"):
            self.reply(text="  ")
        with self.assertRaisesMessage(WorkflowError, "1000 characters or fewer"):
            self.reply(text="x" * (LONGEST_REPLY + 1))

    def test_an_agreement_that_was_undone_meanwhile(self) -> None:
        read = row(self.cycle, "A1.1")
        reopen_row(row=read, reason="A new report.", by=self.reviewer, at=LATER)
        with self.assertRaisesMessage(WorkflowError, "A1.1 changed since you opened it"):
            reply_to_agreement(row=read, text=TEXT, by=self.lead, at=LATER, version=read.version)


class PageTests(ReplyTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.lead.user)

    def post(self, text: str = TEXT, **more: object):
        data = {"text": text, "version": row(self.cycle, "A1.1").version, **more}
        return self.client.post(self.address("assessment-reply"), data)

    def test_the_officer_reads_both_scores_and_why_and_replies_once(self) -> None:
        mine = reverse("assurance:my-rows", args=[self.council.slug, self.cycle.year])
        self.assertContains(self.client.get(mine), self.address("assessment-reply"))
        page = self.client.get(self.address("assessment"))
        self.assertContains(page, "Reply once to Helen Marsh")
        self.assertContains(page, "Nobody outside has tested it.")
        self.assertContains(page, "It is kept as you send it and cannot be changed.")
        self.assertContains(self.client.get(self.address("assessment-reply")), "Reply once to Helen Marsh")
        self.assertRedirects(self.post(), self.address("assessment"), fetch_redirect_response=False)
        page = self.client.get(self.address("assessment"))
        self.assertContains(page, "Your reply on A1.1 is kept. Helen Marsh has been told.")
        self.assertContains(page, TEXT)
        self.assertNotContains(page, "Reply once to")
        self.assertRedirects(self.client.get(self.address("assessment-reply")), self.address("assessment"))

    def test_the_same_queries_for_any_number_of_changed_scores(self) -> None:
        mine = reverse("assurance:my-rows", args=[self.council.slug, self.cycle.year])
        self.client.get(mine)
        with CaptureQueriesContext(connection) as one:
            self.client.get(mine)
        give_rows(self.cycle, self.lead, "A1.3", "A1.4")
        for ref in ("A1.3", "A1.4"):
            self.agree(fill(row(self.cycle, ref), by=self.lead, status="submitted"), 5)
            self.reply(ref=ref)
        with self.assertNumQueries(len(one)):
            self.client.get(mine)

    def test_what_is_wrong_is_said_at_the_field_and_the_words_stay(self) -> None:
        for text, words in (("", "Write your reply"), ("x" * 1001, "Shorten the text by 1 character")):
            page = self.post(text)
            self.assertContains(page, words, status_code=422)
            self.assertContains(page, 'href="#id_text"', status_code=422)
        page = self.post(version=1)
        self.assertContains(page, "changed since you opened it", status_code=422)
        self.assertContains(page, TEXT, status_code=422)
        self.assertEqual(OfficerReply.objects.count(), 0)

    def test_a_second_one_is_refused_with_its_words_kept(self) -> None:
        self.reply()
        page = self.post("And another thing.")
        self.assertContains(page, "It is kept and cannot be changed", status_code=422)
        self.assertContains(page, "And another thing.", status_code=422)

    def test_the_reviewer_reads_it_at_the_desk_and_in_the_history(self) -> None:
        self.reply()
        self.client.force_login(self.reviewer.user)
        self.assertContains(self.client.get(self.address("review-row")), TEXT)
        history = self.client.get(self.address("assessment-history"))
        self.assertContains(history, f"Replied to the agreed score: “{TEXT}”")
        queue = reverse("assurance:review-queue", args=[self.council.slug, self.cycle.year])
        self.assertContains(self.client.get(queue), TEXT)
        self.assertContains(self.client.get(queue, {"state": "agreed"}), "Priya Anand replied")

    def test_who_may_not_see_officers_scores_never_reads_it(self) -> None:
        self.reply()
        self.client.force_login(self.colleague.user)
        for name in ("assessment", "assessment-history"):
            page = self.client.get(self.address(name))
            self.assertNotContains(page, TEXT)
            self.assertNotContains(page, "Nobody outside has tested it.")
        self.assertRedirects(self.client.get(self.address("assessment-reply")), self.address("assessment"))
        page = self.post("Mine")
        self.assertContains(page, "not yours to reply for", status_code=422)
        self.assertNotContains(page, TEXT, status_code=422)
        self.assertNotContains(page, "Nobody outside has tested it.", status_code=422)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one transaction write after another"
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_two_replies_and_a_reopening_at_once() -> None:
    council = make_council()
    lead = make_member(council, Role.SERVICE_OFFICER)
    reviewer = make_member(council, Role.MONITORING_OFFICER)
    cycle = make_cycle(council)
    refs = ["A1.1", "A1.2", "A1.3", "A2.1"]
    give_rows(cycle, lead, *refs)
    for number, ref in enumerate(refs):
        sent = fill(row(cycle, ref), by=lead, status="submitted")
        agree(row=sent, score=6, reason="Not tested.", by=reviewer, at=NOW, version=sent.version)
        read = [row(cycle, ref) for _ in range(3)]
        say = partial(reply_to_agreement, by=lead, at=LATER, version=read[0].version)
        verbs: list[Verb] = [partial(say, row=read[0], text="One"), partial(say, row=read[1], text="Two")]
        if number % 2:
            verbs.append(partial(reopen_row, row=read[2], reason="New.", by=reviewer, at=LATER))
        results = at_once(*verbs)
        kept = OfficerReply.objects.filter(assessment__requirement__ref=ref, assessment__cycle=cycle).count()
        assert kept == 1 or (number % 2 and kept == 0)
        assert len(refused(results)) == 2 - kept
