"""What narrows the review queue, what stands out in it, and what reviewing changed."""

from __future__ import annotations

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from assurance.models import ActionLink, Evidence, EvidenceUse, ImprovementAction, ReviewCycle
from assurance.workflow.reviewing import agree
from governance.models import Council, Membership
from governance.roles import Role
from tests.assurance.review_rows import address, sent, text_of
from tests.builders import NOW, contribute, make_council, make_cycle, make_member, make_post

LATER = NOW + timedelta(hours=1)


class QueueTestCase(TestCase):
    council: Council
    cycle: ReviewCycle
    officer: Membership
    reviewer: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        make_cycle(cls.council, year=2023)
        cls.cycle = make_cycle(cls.council)
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Shah")
        cls.reviewer = make_member(cls.council, Role.MONITORING_OFFICER, name="Helen Marsh")

    def setUp(self) -> None:
        self.client.force_login(self.reviewer.user)
        self.queue = address("review-queue", self.cycle)

    def refs(self, **query: str) -> list[str]:
        return [desk.ref for desk in self.client.get(self.queue, query).context["queue"].mine]


class NarrowingTests(QueueTestCase):
    def test_by_state_and_principle(self) -> None:
        sent(self.cycle, self.officer, "A1.1")
        sent(self.cycle, self.officer, "B1.1", last=6, score=9)
        self.assertEqual(self.refs(principle="A"), ["A1.1"])
        self.assertEqual(len(self.client.get(self.queue, {"state": "all"}).context["listed"]), 91)
        self.assertEqual(self.client.get(self.queue, {"state": "agreed"}).context["listed"], [])
        unknown = {"state": "nonsense", "principle": "Z", "directorate": "Z", "moved": "Z"}
        self.assertEqual(len(self.refs(**unknown)), 2)

    def test_by_change_against_last_year(self) -> None:
        sent(self.cycle, self.officer, "A1.1")
        sent(self.cycle, self.officer, "A1.2", last=5, score=9)
        sent(self.cycle, self.officer, "A1.3", last=9, score=8)
        sent(self.cycle, self.officer, "A1.4", last=9, score=6)
        sent(self.cycle, self.officer, "A2.1", last=None)
        sent(self.cycle, self.officer, "A2.2", score=None, not_applicable=True)
        expected = {
            "": {"A1.1", "A1.2", "A1.3", "A1.4", "A2.1", "A2.2"},
            "up": {"A1.2"},
            "down": {"A1.3", "A1.4"},
            "moved-a-lot": {"A1.2", "A1.4"},
            "same": {"A1.1"},
            "new": {"A2.1"},
        }
        self.assertEqual({moved: set(self.refs(moved=moved)) for moved in expected}, expected)

    def test_by_the_directorate_of_whoever_leads_and_all_at_once(self) -> None:
        other = make_member(self.council, Role.SERVICE_OFFICER)
        nowhere = make_member(self.council, Role.SERVICE_OFFICER)
        make_post(self.council, holder=self.officer, directorate="Legal & democratic")
        make_post(self.council, holder=other, directorate="Finance")
        make_post(self.council, holder=nowhere)
        rows = ((self.officer, "A1.1"), (self.officer, "B1.1"), (other, "A1.2"), (nowhere, "A1.3"))
        for member, ref in rows:
            sent(self.cycle, member, ref)
        contribute(self.cycle, other, "A1.1")
        legal = "Legal & democratic"
        self.assertEqual(self.refs(directorate=legal), ["A1.1", "B1.1"])
        self.assertEqual(self.refs(directorate="Finance"), ["A1.2"])
        self.assertEqual(self.refs(directorate="none"), ["A1.3"])
        self.assertEqual(self.refs(directorate=legal, principle="B", moved="same"), ["B1.1"])
        page = text_of(self.client.get(self.queue, {"directorate": legal, "principle": "A"}))
        self.assertIn("1 of 4 rows</b> is shown", page)
        self.assertIn("Legal &amp; democratic</option>", page)
        self.assertIn("No directorate</option>", page)

    def test_what_narrows_the_queue_goes_along(self) -> None:
        first, _, third = (sent(self.cycle, self.officer, ref) for ref in ("A1.1", "B1.1", "A1.2"))
        query = "?principle=A"
        page = text_of(self.client.get(self.queue + query))
        self.assertIn(f'href="{address("review-row", self.cycle, "A1.1")}{query}"', page)
        self.assertIn(f'href="{self.queue}?state=agreed&amp;principle=A"', page)
        self.assertIn('aria-current="true">To agree 3<', page)
        deciding = address("review-decide", self.cycle, "A1.1") + query
        decided = self.client.post(deciding, {"version": first.version, "decision": "agree"})
        following = address("review-row", self.cycle, "A1.2") + query
        self.assertRedirects(decided, following)
        self.assertContains(self.client.get(following), f'href="{self.queue}{query}">Review queue</a>')
        ticked = {"row": [f"A1.2:{third.version}"]}
        agreed = self.client.post(address("review-agree", self.cycle) + query, ticked)
        self.assertRedirects(agreed, self.queue + query)
        nothing = self.client.get(self.queue, {"state": "agreed", "principle": "C"})
        self.assertContains(nothing, "No row fits")

    def test_the_first_rows_are_shown_and_the_others_behind_a_link(self) -> None:
        refs = ["A1.1", "A1.2", "A1.3", "A1.4", "A2.1", "A2.2", "A2.3", "B1.1"]
        for ref in refs:
            sent(self.cycle, self.officer, ref, last=6, score=6)
        page = text_of(self.client.get(self.queue, {"principle": "A"}))
        self.assertIn('?principle=A&amp;all=1">Show the other 1 row</a>', page)
        self.assertEqual(len(self.client.get(self.queue, {"all": "1"}).context["entries"]), len(refs))

    def test_a_decision_can_stand_there_to_begin_with(self) -> None:
        sent(self.cycle, self.officer, "A1.1")
        page = address("review-row", self.cycle, "A1.1")
        for asked, chosen in (("back", "back"), ("nonsense", None)):
            form = self.client.get(page, {"decision": asked}).context["decision"]
            self.assertEqual(form["decision"].value(), chosen)

    def test_keys_are_named_and_turned_off(self) -> None:
        sent(self.cycle, self.officer, "A1.1")
        self.assertContains(self.client.get(self.queue), "data-keys")
        self.client.post(reverse("governance:my-keys"), {"use": "no", "next": self.queue})
        page = self.client.get(self.queue)
        self.assertNotContains(page, "data-keys")
        self.assertContains(page, "Turn keys on")


class FindingTests(QueueTestCase):
    def test_a_note_to_oneself_and_what_is_out_of_date(self) -> None:
        noted = sent(self.cycle, self.officer, "A1.1")
        noted.narrative += " Speak to Group Leaders."
        noted.save()
        shown = sent(self.cycle, self.officer, "A1.2")
        for title in ("Contract risk register 2019-2021", "Supplier list"):
            item = Evidence.objects.create(council=self.council, title=title, checked_by="service")
            EvidenceUse.objects.create(council=self.council, assessment=shown, evidence=item, added_at=NOW)
        page = text_of(self.client.get(self.queue))
        self.assertIn("Note to oneself in the text: “Speak to Group Leaders.”", page)
        self.assertIn("Score 9, and none of its 2 items was checked outside the service", page)
        self.assertIn("“Contract risk register 2019-2021” is out of date", page)

    def test_a_weak_row_leads_to_raising_an_issue(self) -> None:
        weak = sent(self.cycle, self.officer, "A1.3", last=4, score=4)
        action = ImprovementAction.objects.create(council=self.council, text="Test it.")
        ActionLink.objects.create(council=self.council, action=action, assessment=weak)
        page = text_of(self.client.get(self.queue))
        self.assertIn("Score 4: a possible significant issue", page)
        self.assertIn("The action has no due date", page)
        raising = reverse("assurance:issue-raise", args=[self.council.slug, self.cycle.year])
        self.assertIn(f'href="{raising}?row=A1.3"', page)

    def test_a_row_that_nobody_may_agree_names_who_could(self) -> None:
        finance = make_member(self.council, Role.SECTION_151, name="Sana Iqbal")
        make_member(self.council, Role.HEAD_OF_INTERNAL_AUDIT, name="Graham Pell")
        mine = sent(self.cycle, self.officer, "E1.2")
        mine.scored_by = self.reviewer
        mine.save()
        sent(self.cycle, self.officer, "A1.1")
        page = self.client.get(self.queue)
        [stuck] = page.context["stuck"]
        self.assertEqual((stuck.row.ref, stuck.lead, stuck.could[0]), ("E1.2", self.officer, finance))
        self.assertContains(page, "Rows that nobody may agree")
        self.assertNotContains(page, "Graham Pell")
        make_member(self.council, Role.REVIEWER)
        page = self.client.get(self.queue)
        self.assertEqual(page.context["stuck"], [])
        self.assertNotContains(page, "Rows that nobody may agree")

    def test_scores_before_and_after_reviewing(self) -> None:
        rows = [sent(self.cycle, self.officer, ref) for ref in ("A1.1", "A1.2", "A1.3", "A1.4")]
        for each, score, reason in ((0, None, ""), (1, 8, "Not this year."), (2, 5, "Never tested.")):
            row = rows[each]
            agree(row=row, score=score, reason=reason, by=self.reviewer, at=LATER, version=row.version)
        page = self.client.get(self.queue)
        changes = page.context["changes"]
        counts = {line.score: (line.officers, line.agreed) for line in changes.lines}
        self.assertEqual(
            {score: both for score, both in counts.items() if any(both)}, {9: (3, 1), 8: (0, 1), 5: (0, 1)}
        )
        moves = [(each.row.ref, each.officer.number, each.agreed.number) for each in changes.changed]
        self.assertEqual(moves, [("A1.3", 9, 5), ("A1.2", 9, 8)])
        self.assertIn("Of the 3 rows agreed so far (of 91)", text_of(page))
        self.assertContains(page, "Never tested.")
