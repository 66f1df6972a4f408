"""Reminding those behind: who they are, what they are told, and once a day only."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import TestCase
from django.urls import reverse

from assurance.models import Milestone, ReviewCycle
from assurance.reminding import REMINDED, who_is_behind, words_for
from assurance.workflow.reminders import Outcome, remind
from governance.models import AuditEntry, Council, Membership, Notice
from governance.record_words import describe
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member

TOMORROW = NOW + timedelta(days=1)


class ReminderTests(TestCase):
    council: Council
    cycle: ReviewCycle
    coordinator: Membership
    priya: Membership
    tom: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.cycle = make_cycle(cls.council)
        cls.coordinator = make_member(cls.council, Role.COORDINATOR, name="Owen Castell")
        cls.priya = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.tom = make_member(cls.council, Role.SERVICE_OFFICER, name="Tom Bell")
        rows = give_rows(cls.cycle, cls.priya, "A1.1", "A1.2", "A1.3")
        fill(rows[0], by=cls.priya, status="submitted")
        give_rows(cls.cycle, cls.tom, "B1.1")
        Milestone.objects.update_or_create(
            cycle=cls.cycle,
            kind="scoring",
            defaults={"council": cls.council, "due_on": NOW.date() + timedelta(days=4)},
        )

    def remind(self, *members: Membership, at: datetime = NOW) -> Outcome:
        return remind(cycle=self.cycle, members=members, by=self.coordinator, at=at)

    def told(self, member: Membership) -> list[str]:
        return list(Notice.objects.filter(recipient=member, action=REMINDED).values_list("text", flat=True))

    def test_those_behind_are_leads_with_rows_to_send_most_first(self) -> None:
        done = make_member(self.council, Role.SERVICE_OFFICER)
        fill(give_rows(self.cycle, done, "C1.1")[0], by=done, status="agreed")
        give_rows(self.cycle, self.coordinator, "C1.2")
        behind = who_is_behind(self.cycle, at=NOW, asking=self.coordinator)
        self.assertEqual(
            [(person.member, person.to_do, person.total, person.late) for person in behind.people],
            [(self.priya, 2, 3, 0), (self.tom, 1, 1, 0)],
        )
        late = who_is_behind(self.cycle, at=NOW + timedelta(days=5), asking=self.coordinator)
        self.assertEqual([person.late for person in late.people], [2, 1])

    def test_rows_that_nobody_can_answer_are_counted_apart(self) -> None:
        Membership.objects.filter(pk=self.tom.pk).update(ended_at=NOW)
        behind = who_is_behind(self.cycle, at=NOW, asking=self.coordinator)
        self.assertEqual([person.member for person in behind.people], [self.priya])
        self.assertEqual(behind.without_anybody, 91 - 3)

    def test_each_is_told_what_is_still_with_them(self) -> None:
        self.assertEqual(self.remind(self.priya), Outcome(["Priya Anand"], [], []))
        self.assertEqual(
            self.told(self.priya),
            [
                "Owen Castell reminds you that 2 of your 3 rows of the 2024/25 review are still with you, "
                "due Friday 23 May."
            ],
        )
        self.assertEqual(self.told(self.tom), [])
        notice = Notice.objects.get(recipient=self.priya, action=REMINDED)
        self.assertEqual(notice.url, reverse("assurance:my-rows", args=["merrow", 2024]))

    def test_late_rows_are_called_late(self) -> None:
        at = NOW + timedelta(days=5)
        [_, tom] = who_is_behind(self.cycle, at=at, asking=self.coordinator).people
        self.assertEqual(
            words_for(tom, cycle=self.cycle, by=self.coordinator),
            "Owen Castell reminds you that your row of the 2024/25 review is still with you,"
            " 1 day late. The date was Friday 23 May.",
        )

    def test_twice_on_a_day_tells_once_and_says_so(self) -> None:
        self.remind(self.priya)
        again = self.remind(self.priya, self.tom, at=NOW + timedelta(hours=2))
        self.assertEqual(again, Outcome(["Tom Bell"], ["Priya Anand"], []))
        self.assertEqual(len(self.told(self.priya)), 1)
        self.assertEqual(self.remind(self.priya, at=TOMORROW).told, ["Priya Anand"])
        self.assertEqual(len(self.told(self.priya)), 2)

    def test_another_review_is_another_reminder(self) -> None:
        other = make_cycle(self.council, 2025)
        give_rows(other, self.priya, "A1.1")
        self.remind(self.priya)
        outcome = remind(cycle=other, members=[self.priya], by=self.coordinator, at=NOW)
        self.assertEqual(outcome.told, ["Priya Anand"])

    def test_who_is_not_behind_is_not_told(self) -> None:
        someone = make_member(self.council, Role.SERVICE_OFFICER, name="Ann Yew")
        elsewhere = make_member(make_council(), Role.SERVICE_OFFICER, name="Bo Fir")
        outcome = self.remind(someone, elsewhere)
        self.assertEqual(outcome, Outcome([], [], ["Ann Yew", "Bo Fir"]))
        self.assertFalse(AuditEntry.objects.filter(action=REMINDED).exists())

    def test_it_stands_in_the_record_of_changes(self) -> None:
        self.remind(self.priya, self.tom)
        entry = AuditEntry.objects.get(action=REMINDED)
        self.assertEqual(
            describe(entry, rights=frozenset()),
            "Reminded Priya Anand, Tom Bell of their rows of the 2024/25 review",
        )

    def test_nobody_is_behind_with_a_review_that_is_not_open(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage="signed_off")
        self.cycle.refresh_from_db()
        self.assertEqual(who_is_behind(self.cycle, at=NOW, asking=self.coordinator).people, [])
        with pytest.raises(WorkflowError):
            self.remind(self.priya)

    def test_the_page_lists_them_ticked_and_reminds(self) -> None:
        url = reverse("assurance:remind", args=["merrow", 2024])
        self.client.force_login(self.coordinator.user)
        page = self.client.get(url)
        self.assertContains(page, "2 of 3 rows to send")
        self.assertContains(page, "checked", count=2)
        self.assertContains(page, "Give them to somebody")
        response = self.client.post(url, {"person": [self.priya.pk, self.tom.pk]}, follow=True)
        self.assertContains(response, "You reminded Priya Anand and Tom Bell.")
        self.assertContains(response, "Reminded today at", count=2)
        response = self.client.post(url, {"person": [self.priya.pk]}, follow=True)
        self.assertContains(response, "Priya Anand was reminded today already.")
        self.assertEqual(len(self.told(self.priya)), 1)

    def test_the_page_asks_for_a_tick(self) -> None:
        url = reverse("assurance:remind", args=["merrow", 2024])
        self.client.force_login(self.coordinator.user)
        for posted in ({}, {"person": ["nonsense", "9" * 40, ""]}):
            response = self.client.post(url, posted)
            self.assertContains(response, "Tick at least one person to remind.", status_code=422)

    def test_the_number_of_queries_is_fixed(self) -> None:
        url = reverse("assurance:remind", args=["merrow", 2024])
        self.client.force_login(self.coordinator.user)
        with self.assertNumQueries(QUERIES):
            self.client.get(url)
        for ref in ("D1.1", "D1.2", "D2.1", "D2.2", "E1.1", "E1.2", "F1.1"):
            member = make_member(self.council, Role.SERVICE_OFFICER)
            give_rows(self.cycle, member, ref)
            self.remind(member, at=NOW - timedelta(days=1))
        with self.assertNumQueries(QUERIES):
            self.client.get(url)


QUERIES = 13
