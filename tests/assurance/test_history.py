"""The history of a row: who saved what when, decisions with their reasons, and who may read which of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance.models import Assessment, EvidenceUse, ReviewCycle
from assurance.workflow.actions import add_action
from assurance.workflow.answering import add_evidence, confirm_last_year, remove_evidence, save_answer
from assurance.workflow.assignments import assign
from assurance.workflow.comments import add_comment
from assurance.workflow.reviewing import agree, reopen_row, send_back
from assurance.workflow.submitting import submit, take_back
from governance.models import Council, Membership
from governance.roles import Role
from tests.builders import NOW, contribute, fill, give_rows, make_council, make_cycle, make_member, row

MORNING = NOW.replace(hour=9, minute=0)


class HistoryTestCase(TestCase):
    """A1.1 is Priya's; every record is given the time that a test names."""

    council: Council
    cycle: ReviewCycle
    officer: Membership
    reviewer: Membership
    reader: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.reviewer = make_member(cls.council, Role.MONITORING_OFFICER, name="Helen Marsh")
        cls.reader = make_member(cls.council, Role.SECTION_151, name="Ravi Doyle")
        cls.cycle = make_cycle(cls.council)
        give_rows(cls.cycle, cls.officer, "A1.1")
        Assessment.history.filter(cycle=cls.cycle).update(history_date=MORNING - timedelta(days=30))

    def row(self) -> Assessment:
        return row(self.cycle, "A1.1")

    def save(self, *, by: Membership | None = None, at: datetime = MORNING, **values: object) -> Assessment:
        current = self.row()
        save_answer(row=current, version=current.version, values=values, by=by or self.officer, at=at)
        return self.dated(at)

    def dated(self, at: datetime) -> Assessment:
        """Give the newest record the time of the story."""
        newest = self.row().history.latest("history_id")
        Assessment.history.filter(history_id=newest.history_id).update(history_date=at)
        return self.row()

    def submit(self) -> Assessment:
        submit(rows=[self.row()], by=self.officer, at=NOW)
        return self.row()

    def read(self, member: Membership | None = None, *, status: int = 200, **asked: str | int) -> str:
        self.client.force_login((member or self.officer).user)
        url = reverse("assurance:assessment-history", args=[self.council.slug, 2024, "A1.1"])
        response = self.client.get(url, asked)
        self.assertEqual(response.status_code, status)
        return " ".join(response.content.decode().split())


class RowHistoryTests(HistoryTestCase):
    def test_a_save_reads_in_the_words_of_the_screen(self) -> None:
        self.save(own_score=9, narrative="We train all members.")
        page = self.read()
        self.assertIn("Priya Anand, <span", page)
        self.assertIn("Monday 19 May 2025, 10:00", page)
        self.assertIn("<dt>Score this year</dt> <dd>9 Strong</dd>", page)
        self.assertIn("<dt>What we do, and how we know that it works</dt>", page)
        self.assertIn("We train all members.", page)

    def test_long_texts_differ_word_by_word(self) -> None:
        self.save(narrative="We train all members.")
        self.save(narrative="We train most members.", at=NOW)
        page = self.read()
        self.assertIn("removed: </span> all</del>", page)
        self.assertIn("added: </span> most</ins>", page)

    def test_saves_of_one_person_within_half_an_hour_are_one_entry(self) -> None:
        for minute, score in ((0, 5), (10, 6), (30, 7)):
            self.save(own_score=score, at=MORNING + timedelta(minutes=minute))
        page = self.read()
        self.assertIn("<dd>7 Good</dd>", page)
        self.assertNotIn("Partial", page)
        self.assertIn("Each of the 3 saves", page)

    def test_each_save_of_an_entry_can_be_read(self) -> None:
        for minute, score in ((0, 5), (10, 6)):
            self.save(own_score=score, at=MORNING + timedelta(minutes=minute))
        key = self.row().history.get(own_score=5).history_id
        page = self.read(open=key)
        self.assertIn("from 5 Partial to 6 Partial", page)
        self.assertNotIn("Each of the 2 saves", page)

    def test_a_later_save_and_one_of_a_colleague_stand_by_themselves(self) -> None:
        helper = make_member(self.council, Role.SERVICE_OFFICER, name="Priya Anand")
        contribute(self.cycle, helper, "A1.1")
        self.save(own_score=5)
        self.save(own_score=6, by=helper, at=MORNING + timedelta(minutes=5))
        self.save(own_score=7, at=MORNING + timedelta(minutes=31))
        page = self.read()
        self.assertIn("from 5 Partial to 6 Partial", page)
        self.assertIn("from 6 Partial to 7 Good", page)

    def test_decisions_stand_with_their_reasons_in_their_order(self) -> None:
        self.save(own_score=9, narrative="We train all members.", at=NOW)
        take_back(row=self.submit(), by=self.officer, at=NOW)
        sent = self.submit()
        send_back(row=sent, reason="Who checked it?", by=self.reviewer, at=NOW, version=sent.version)
        self.save(narrative="Internal audit checked it.", at=NOW)
        sent = self.submit()
        agree(row=sent, score=8, reason="One gap.", by=self.reviewer, at=NOW, version=sent.version)
        reopen_row(row=self.row(), reason="The auditor wrote.", by=self.reviewer, at=NOW)
        page = self.read()
        told = ["Reopened: “The auditor wrote.”", "Agreed<", "Sent back: “Who checked it?”", "Taken back"]
        self.assertEqual(sorted(told, key=page.index), told)
        self.assertEqual(page.count("Sent to the reviewers"), 3)
        self.assertIn("<dt>Agreed score</dt> <dd>8 Good</dd>", page)
        self.assertIn("<dt>Why the agreed score differs</dt> <dd>One gap.</dd>", page)
        self.assertIn("taken away; it was 8 Good", page)

    def test_evidence_actions_and_people_are_told(self) -> None:
        use = add_evidence(row=self.row(), title="Code of conduct", by=self.officer, at=NOW)
        remove_evidence(row=self.row(), use_id=use.pk, by=self.officer, at=NOW)
        add_action(row=self.row(), text="Train members", by=self.officer, at=NOW)
        heir = make_member(self.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
        assert self.cycle.started_by
        assign(rows=[self.row()], lead=heir, by=self.cycle.started_by, at=NOW)
        page = self.read(self.reviewer)
        for words in (
            "Evidence added: “Code of conduct”",
            "Evidence taken off: “Code of conduct”",
            "Action added: “Train members”",
            "Priya Anand leads the row",
            "Priya Anand no longer leads the row",
            "Tom Weatherall leads the row",
        ):
            self.assertIn(words, page)

    def test_a_text_given_up_for_a_colleagues_is_shown_as_not_kept(self) -> None:
        current = self.save(narrative="Theirs")
        values = {"narrative": "Theirs"}
        save_answer(
            row=current,
            version=current.version,
            values=values,
            by=self.officer,
            at=NOW,
            given_up={"narrative": "Mine, given up"},
        )
        self.save(narrative="Theirs, and more", at=NOW + timedelta(hours=3))
        page = self.read()
        self.assertIn("not kept.</b>", page)
        self.assertIn("Mine, given up", page)
        self.assertNotIn("removed: </span>Mine", page)

    def test_confirming_last_year_says_so(self) -> None:
        last = make_cycle(self.council, 2023)
        old = fill(row(last, "A1.1"), by=self.officer, score=7, status="agreed")
        Assessment.objects.filter(pk=self.row().pk).update(previous=old)
        current = self.row()
        confirm_last_year(row=current, version=current.version, by=self.officer, at=NOW)
        self.assertIn("confirmed unchanged by Priya Anand", self.read())

    def test_comments_are_no_part_of_it(self) -> None:
        add_comment(row=self.row(), text="Between ourselves", by=self.officer, at=NOW)
        self.assertNotIn("Between ourselves", self.read())

    def test_what_was_typed_is_never_code(self) -> None:
        self.save(narrative="<script>alert(1)</script>", private_note="<b>bold</b>")
        page = self.read()
        self.assertNotIn("<script>alert", page)
        self.assertNotIn("<b>bold", page)


class WhoReadsTests(HistoryTestCase):
    def setUp(self) -> None:
        self.save(own_score=4, narrative="First draft", private_note="Between us", change_reason="It fell.")

    def agree(self) -> None:
        self.save(own_score=8, narrative="As agreed", at=NOW)
        sent = self.submit()
        agree(row=sent, score=None, reason="", by=self.reviewer, at=NOW, version=sent.version)

    def test_the_private_note_is_for_those_who_read_it_on_the_row(self) -> None:
        auditor = make_member(self.council, Role.HEAD_OF_INTERNAL_AUDIT)
        for member in (self.officer, self.reviewer):
            self.assertIn("Between us", self.read(member))
        page = self.read(auditor)
        self.assertNotIn("Between us", page)
        self.assertNotIn("Private note", page)
        self.assertIn("4 Weak", page)

    def test_a_save_of_the_note_alone_says_nothing_of_it_to_others(self) -> None:
        self.save(private_note="Between us two", at=NOW)
        auditor = make_member(self.council, Role.EXTERNAL_AUDITOR)
        self.assertIn("Nothing changed that you can read here.", self.read(auditor))

    def test_others_read_nothing_until_it_is_agreed(self) -> None:
        colleague = make_member(self.council, Role.SERVICE_OFFICER)
        for member in (self.reader, colleague):
            self.read(member, status=403)

    def test_then_they_read_what_was_agreed_and_no_more(self) -> None:
        self.agree()
        page = self.read(self.reader)
        self.assertIn("You see what was agreed.", page)
        self.assertIn("<dt>Agreed score</dt> <dd>8 Good</dd>", page)
        self.assertIn("As agreed", page)
        for hidden in (
            "First draft",
            "Weak",
            "It fell.",
            "Between us",
            "Sent to the reviewers",
            "leads the row",
        ):
            self.assertNotIn(hidden, page)

    def test_reopening_closes_it_again(self) -> None:
        self.agree()
        reopen_row(row=self.row(), reason="The auditor wrote.", by=self.reviewer, at=NOW)
        self.read(self.reader, status=403)

    def test_committee_members_never_read_it(self) -> None:
        self.agree()
        self.read(make_member(self.council, Role.COMMITTEE_MEMBER), status=403)

    def test_an_unknown_row_is_not_found(self) -> None:
        self.client.force_login(self.officer.user)
        url = reverse("assurance:assessment-history", args=[self.council.slug, 2023, "A1.1"])
        self.assertEqual(self.client.get(url).status_code, 404)


class PagesTests(HistoryTestCase):
    def queries(self) -> int:
        self.read()
        url = reverse("assurance:assessment-history", args=[self.council.slug, 2024, "A1.1"])
        with CaptureQueriesContext(connection) as asked:
            self.client.get(url)
        return len(asked)

    def test_fifty_entries_a_page_with_the_same_queries_for_any_number(self) -> None:
        self.save(own_score=1)
        self.save(own_score=2, at=MORNING + timedelta(hours=1))
        few = self.queries()
        self.assertLessEqual(few, 17)
        for number in range(60):
            at = MORNING + timedelta(hours=number + 2)
            self.save(narrative=f"Draft {number}", own_score=number % 9 + 1, at=at)
            add_evidence(row=self.row(), title=f"Policy {number}", by=self.officer, at=at)
        EvidenceUse.history.update(history_user=self.officer.user)
        self.assertEqual(self.queries(), few)
        self.assertIn("page 2 of 2", self.read())
        self.assertIn("Draft", self.read(page=2))


class WayToItTests(HistoryTestCase):
    def link_on(self, name: str, member: Membership) -> bool:
        self.client.force_login(member.user)
        page = self.client.get(reverse(f"assurance:{name}", args=[self.council.slug, 2024, "A1.1"]))
        return "History of A1.1" in page.content.decode()

    def test_the_row_leads_to_it_those_who_may_read_it(self) -> None:
        self.assertTrue(self.link_on("assessment", self.officer))
        self.assertFalse(self.link_on("assessment", self.reader))
        self.assertTrue(self.link_on("review-row", self.reviewer))
