"""What each day asks about actions, evidence, directors' returns and significant issues."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from assurance.models import (
    ActionInCycle,
    ActionUpdate,
    DirectorReturn,
    Evidence,
    GovernanceIssue,
    ImprovementAction,
    ReviewCycle,
)
from governance.models import (
    Notice,
    Post,
    RoleGrant,
)
from governance.roles import Role
from tests.assurance.reminder_days import DAY, DUE, DayTests
from tests.builders import NOW, TODAY, make_member


class ActionTests(DayTests):
    def setUp(self) -> None:
        self.deputy = make_member(self.council, Role.SERVICE_OFFICER, name="Bo Fir")
        self.owner = self.post(holder=self.officer, deputy=self.deputy)

    def promise(self, due_on: date | None, *, added: date = TODAY, **fields) -> ImprovementAction:
        action = ImprovementAction.objects.create(
            council=self.council, text="Train new members", owner_post=self.owner, due_on=due_on, **fields
        )
        ImprovementAction.objects.filter(pk=action.pk).update(
            added_at=timezone.make_aware(timezone.datetime(added.year, added.month, added.day))
        )
        return action

    def test_due_within_a_fortnight_is_told_once_to_holder_and_deputy(self) -> None:
        action = self.promise(DUE)
        self.assertEqual(self.told(DUE - 15 * DAY), [])
        text = "An action of Director of Finance is due in 14 days, on Thursday 29 May, “Train new members”."
        self.assertCountEqual(self.told(DUE - 14 * DAY), [("Bo Fir", text), ("Priya Anand", text)])
        self.assertEqual(
            {notice.url for notice in Notice.objects.all()},
            {reverse("assurance:action", args=["merrow", action.pk])},
        )
        self.assertEqual([self.told(DUE - left * DAY) for left in range(13, -1, -1)], [[]] * 14)

    def test_late_ones_are_told_together_once_a_week(self) -> None:
        Post.objects.filter(pk=self.owner.pk).update(deputy=None)
        self.promise(DUE)
        self.promise(DUE - DAY)
        monday = DUE + 4 * DAY
        self.assertEqual(self.told(monday), [("Priya Anand", "2 actions of your posts are past their date.")])
        self.assertEqual([self.told(monday + days * DAY) for days in range(1, 7)], [[]] * 6)
        self.assertEqual(len(self.told(monday + 7 * DAY)), 1)

    def test_quiet_for_three_months_is_told_once_a_month(self) -> None:
        Post.objects.filter(pk=self.owner.pk).update(deputy=None)
        action = self.promise(None, added=TODAY - 91 * DAY)
        words = "waiting for word of how it goes"
        self.assertEqual(
            self.told(TODAY),
            [("Priya Anand", f"An action of Director of Finance is {words}, “Train new members”.")],
        )
        self.assertEqual(self.told(TODAY + DAY), [])
        ActionUpdate.objects.create(
            council=self.council, action=action, said_on=TODAY, by=self.officer, progress="on_track"
        )
        self.assertEqual(self.told(TODAY + 40 * DAY), [])

    def test_nothing_of_what_is_done_or_was_left_behind_or_of_a_post_that_ended(self) -> None:
        self.promise(TODAY - DAY, status="complete")
        left = self.promise(TODAY - DAY)
        ActionInCycle.objects.create(
            council=self.council, action=left, cycle=self.cycle, outcome="Not carried on"
        )
        self.assertEqual(self.told(TODAY), [])
        self.promise(TODAY - DAY)
        Post.objects.filter(pk=self.owner.pk).update(ends_on=TODAY - DAY)
        self.assertEqual(self.told(TODAY), [])

    def test_whoever_may_not_read_the_review_is_not_told(self) -> None:
        RoleGrant.objects.filter(membership=self.officer).update(role=Role.COMMITTEE_MEMBER)
        self.promise(TODAY - DAY)
        self.assertEqual([name for name, _ in self.told(TODAY)], ["Bo Fir"])


class EvidenceTests(DayTests):
    def show(self, title: str, due_on: date, post: Post) -> None:
        Evidence.objects.create(council=self.council, title=title, owner_post=post, next_review=due_on)

    def test_the_holder_is_told_once_a_month(self) -> None:
        deputy = make_member(self.council, Role.SERVICE_OFFICER)
        post = self.post(holder=self.officer, deputy=deputy)
        self.show("Code of conduct", TODAY + 60 * DAY, post)
        self.assertEqual(
            self.told(TODAY), [("Priya Anand", "“Code of conduct” is due for review by 18 July 2025.")]
        )
        self.assertEqual(self.told(TODAY + DAY), [])
        self.show("Risk register", TODAY - DAY, post)
        self.assertEqual(
            self.told(date(2025, 6, 1)),
            [("Priya Anand", "2 items of evidence of your posts are due for review, first by 18 May 2025.")],
        )

    def test_the_deputy_when_nobody_holds_the_post(self) -> None:
        self.show("Code of conduct", TODAY - DAY, self.post(deputy=self.officer))
        [(name, text)] = self.told(TODAY)
        self.assertEqual(
            (name, text), ("Priya Anand", "“Code of conduct” was due for review on 18 May 2025.")
        )

    def test_nothing_that_is_later_or_no_longer_used(self) -> None:
        post = self.post(holder=self.officer)
        self.show("Code of conduct", TODAY + 61 * DAY, post)
        self.show("Old code", TODAY - DAY, post)
        Evidence.objects.filter(title="Old code").update(retired_at=NOW)
        self.assertEqual(self.told(TODAY), [])


class ReturnTests(DayTests):
    def ask(self, due_on: date | None = DUE, **fields) -> DirectorReturn:
        return DirectorReturn.objects.create(
            council=self.council,
            cycle=self.cycle,
            post=self.post(holder=self.officer),
            asked_by=self.monitor,
            asked_at=NOW,
            due_on=due_on,
            **fields,
        )

    def test_the_director_is_told_before_the_date_and_weekly_after(self) -> None:
        asked = self.ask()
        self.assertEqual(self.days_told(range(9, -10, -1)), [7, 1, 0, -1, -8])
        notice = Notice.objects.earliest("pk")
        self.assertEqual(
            notice.text,
            "The return of the Director of Finance for the 2024/25 review is not sent yet, due in 7 days, on"
            " Thursday 29 May.",
        )
        self.assertEqual(notice.url, reverse("assurance:return", args=["merrow", 2024, asked.pk]))

    def test_without_a_date_once_a_month(self) -> None:
        self.ask(None)
        self.assertEqual([len(self.told(day)) for day in (TODAY, TODAY + DAY, TODAY + 30 * DAY)], [1, 0, 1])

    def test_of_a_review_that_is_set_up_too_and_of_no_signed_one(self) -> None:
        self.ask()
        cycle = ReviewCycle.objects.filter(pk=self.cycle.pk)
        cycle.update(stage=ReviewCycle.Stage.IN_REVIEW, locked_at=NOW)
        self.assertEqual(self.told(DUE), [])
        cycle.update(stage=ReviewCycle.Stage.SETUP, locked_at=None)
        self.assertEqual(len(self.told(DUE)), 1)

    def test_what_is_sent_or_withdrawn_is_left(self) -> None:
        asked = self.ask(sent_at=NOW, sent_by=self.officer)
        self.assertEqual(self.told(DUE), [])
        DirectorReturn.objects.filter(pk=asked.pk).update(sent_at=None, withdrawn_at=NOW)
        self.assertEqual(self.told(DUE), [])


class IssueTests(DayTests):
    def test_whoever_acts_for_the_post_is_told_weekly_of_a_late_one(self) -> None:
        issue = GovernanceIssue.objects.create(
            council=self.council,
            title="Data we cannot trust",
            raised_at=NOW,
            status="confirmed",
            decision_reason="Twice reported",
            owner_post=self.post(holder=self.officer),
            due_on=DUE,
        )
        self.assertEqual(self.days_told(range(9, -10, -1)), [-1, -8])
        notice = Notice.objects.earliest("pk")
        self.assertEqual(
            notice.text,
            "The significant issue “Data we cannot trust” is 1 day late (the date was Thursday 29 May).",
        )
        self.assertEqual(notice.url, reverse("assurance:issue", args=["merrow", issue.pk]))
        GovernanceIssue.objects.filter(pk=issue.pk).update(status="candidate", decision_reason="")
        self.assertEqual(self.told(DUE + 20 * DAY), [])
