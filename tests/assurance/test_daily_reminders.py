"""What each day asks of people: who is reminded of what, when, and only once."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assurance.models import (
    ActionInCycle,
    ActionUpdate,
    DirectorReturn,
    Evidence,
    GovernanceIssue,
    ImprovementAction,
    Milestone,
    ReviewCycle,
)
from assurance.reminders import KINDS, step_of
from assurance.workflow.daily_reminders import remind_council
from governance.models import (
    Council,
    MailChoice,
    MailedNotice,
    Membership,
    Notice,
    OutgoingMail,
    Post,
    RoleGrant,
)
from governance.roles import Role
from tests.builders import NOW, TODAY, fill, give_rows, make_council, make_cycle, make_member, make_post
from tests.threads import at_once

DAY = timedelta(days=1)
DUE = TODAY + 10 * DAY  # Thursday 29 May 2025


class DayTests(TestCase):
    council: Council
    cycle: ReviewCycle
    officer: Membership
    monitor: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.cycle = make_cycle(cls.council)
        Milestone.objects.filter(cycle=cls.cycle).update(due_on=None)
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.monitor = make_member(cls.council, Role.MONITORING_OFFICER, name="Helen Marsh")
        Notice.objects.all().delete()

    def due(self, kind: Milestone.Kind, on: date = DUE) -> None:
        Milestone.objects.update_or_create(
            cycle=self.cycle, kind=kind, defaults={"council": self.council, "due_on": on}
        )

    def told(self, at: date) -> list[tuple[str, str]]:
        """Who is told what on the day and was not told before."""
        return [(one.recipient.name, one.text) for one in remind_council(self.council, at=at)]

    def days_told(self, days: range) -> list[int]:
        """On which days before (or, negative, after) the date somebody is told, run every day."""
        return [left for left in days if self.told(DUE - left * DAY)]

    def post(self, **fields) -> Post:
        return make_post(self.council, "Director of Finance", **fields)


class StepTests(DayTests):
    def test_a_date_is_told_of_before_it_on_it_and_each_week_after(self) -> None:
        steps = [step_of(DUE, DUE - left * DAY) for left in range(9, -17, -1)]
        firsts = [9 - place for place, step in enumerate(steps) if step and step not in steps[:place]]
        self.assertEqual(firsts, [7, 1, 0, -1, -8, -15])


class RowTests(DayTests):
    def setUp(self) -> None:
        self.due(Milestone.Kind.SCORING)
        self.rows = give_rows(self.cycle, self.officer, "A1.1", "A1.2", "A1.3")

    def test_leads_are_told_of_rows_to_send_before_the_date_and_weekly_after(self) -> None:
        fill(self.rows[0], by=self.officer, status="submitted")
        self.assertEqual(self.days_told(range(9, -10, -1)), [7, 1, 0, -1, -8])
        texts = list(Notice.objects.order_by("pk").values_list("text", flat=True))
        self.assertEqual(
            texts[:4],
            [
                f"2 of your 3 rows of the 2024/25 review are still with you, {when}."
                for when in (
                    "due in 7 days, on Thursday 29 May",
                    "due tomorrow, Thursday 29 May",
                    "due today",
                    "1 day late (the date was Thursday 29 May)",
                )
            ],
        )
        self.assertEqual(
            set(Notice.objects.values_list("url", flat=True)),
            {reverse("assurance:my-rows", args=["merrow", 2024])},
        )

    def test_a_day_that_was_missed_is_caught_up_on(self) -> None:
        self.assertEqual(len(self.told(DUE - 5 * DAY)), 1)
        self.assertEqual(self.told(DUE - 4 * DAY), [])

    def test_twice_on_a_day_tells_once(self) -> None:
        self.assertEqual(len(self.told(DUE)), 1)
        self.assertEqual(self.told(DUE), [])

    def test_a_date_that_is_moved_is_told_of_again(self) -> None:
        self.told(DUE)
        self.due(Milestone.Kind.SCORING, DUE + 20 * DAY)
        self.assertEqual(len(self.told(DUE + 14 * DAY)), 1)

    def test_who_has_sent_all_is_left_alone(self) -> None:
        for row in self.rows:
            fill(row, by=self.officer, status="submitted")
        self.assertEqual(self.told(DUE), [])

    def test_nobody_is_told_who_left_lost_the_role_or_has_a_closed_account(self) -> None:
        Membership.objects.filter(pk=self.officer.pk).update(ended_at=NOW)
        self.assertEqual(self.told(DUE), [])
        Membership.objects.filter(pk=self.officer.pk).update(ended_at=None)
        RoleGrant.objects.filter(membership=self.officer).update(revoked_at=NOW)
        self.assertEqual(self.told(DUE), [])
        RoleGrant.objects.filter(membership=self.officer).update(revoked_at=None)
        self.officer.user.is_active = False
        self.officer.user.save()
        self.assertEqual(self.told(DUE), [])

    def test_nobody_is_told_of_a_review_that_is_finished_or_being_set_up(self) -> None:
        for fields in ({"stage": "setup"}, {"stage": "closed"}, {"stage": "in_review", "locked_at": NOW}):
            ReviewCycle.objects.filter(pk=self.cycle.pk).update(
                **{"stage": "open", "locked_at": None} | fields
            )
            self.assertEqual(self.told(DUE), [])


class AgreeingTests(DayTests):
    def setUp(self) -> None:
        self.due(Milestone.Kind.AGREEING)

    def test_those_who_agree_are_told_how_many_wait_for_them(self) -> None:
        deputy = make_member(
            self.council, Role.DEPUTY_MONITORING_OFFICER, Role.SERVICE_OFFICER, name="Bo Fir"
        )
        for row in give_rows(self.cycle, self.officer, "A1.1", "A1.2"):
            fill(row, by=self.officer, status="submitted")
        fill(give_rows(self.cycle, deputy, "A1.3")[0], by=deputy, status="submitted")
        due = "due in 7 days, on Thursday 29 May."
        self.assertCountEqual(
            self.told(DUE - 7 * DAY),
            [
                ("Helen Marsh", f"91 rows of the 2024/25 review are not agreed; 3 wait for you, {due}"),
                ("Bo Fir", f"91 rows of the 2024/25 review are not agreed; 2 wait for you, {due}"),
            ],
        )
        self.assertEqual(
            Notice.objects.earliest("pk").url, reverse("assurance:review-queue", args=["merrow", 2024])
        )

    def test_nobody_when_all_are_agreed(self) -> None:
        self.cycle.assessments.update(
            status="agreed", own_score=9, agreed_score=9, scored_by=self.officer, agreed_by=self.monitor
        )
        self.assertEqual(self.told(DUE), [])


class StatementTests(DayTests):
    def test_coordinators_and_monitoring_officers_are_told_up_to_the_day(self) -> None:
        make_member(self.council, Role.COORDINATOR, Role.MONITORING_OFFICER, name="Ann Yew")
        starter = self.cycle.started_by
        assert starter is not None
        self.due(Milestone.Kind.APPROVAL)
        told = self.told(DUE - 7 * DAY)
        body = "Audit and Governance Committee"
        text = f"In 7 days, on Thursday 29 May, {body} is to approve the statement (2024/25 review)."
        self.assertCountEqual(told, [(starter.name, text), ("Helen Marsh", text), ("Ann Yew", text)])
        self.assertEqual(self.days_told(range(6, -20, -1)), [1, 0])

    def test_a_finished_review_still_has_its_statement_to_come(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage="signed_off", locked_at=NOW)
        self.due(Milestone.Kind.PUBLICATION)
        self.assertIn("Today, the final statement is to be published", self.told(DUE)[0][1])


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


def run(*words: str) -> str:
    out = StringIO()
    call_command("send_reminders", *words, stdout=out)
    return out.getvalue()


class CommandTests(DayTests):
    def setUp(self) -> None:
        self.due(Milestone.Kind.SCORING)
        give_rows(self.cycle, self.officer, "A1.1", "A1.2")

    def test_it_prints_a_line_for_each_kind_and_sends_once(self) -> None:
        said = run("--date", "2025-05-29")
        self.assertEqual(said.splitlines()[0], "Reminders of 2025-05-29")
        counts = dict(line.split() for line in said.replace("daily e-mails", "e-mails").splitlines()[1:])
        self.assertEqual(counts, dict.fromkeys(KINDS, "0") | {"rows": "1", "e-mails": "1"})
        [mail] = OutgoingMail.objects.all()
        self.assertEqual(mail.recipient, self.officer.user)
        self.assertEqual(mail.subject, "All your 2 rows of the 2024/25 review are still with you, due today.")
        again = run("--date", "2025-05-29")
        self.assertRegex(again, r"rows +0\n")
        self.assertRegex(again, r"daily e-mails +0\n")
        self.assertEqual((Notice.objects.count(), OutgoingMail.objects.count()), (1, 1))

    def test_a_dry_run_names_who_would_be_told_and_writes_nothing(self) -> None:
        said = run("--date", "2025-05-29", "--dry-run")
        self.assertIn("nothing is written", said)
        self.assertRegex(said, r"rows +1\n")
        self.assertIn("Notice to Priya Anand: All your 2 rows", said)
        self.assertIn(f"E-mail to Priya Anand <{self.officer.user.email}>: All your 2 rows", said)
        self.assertFalse(Notice.objects.exists())
        self.assertFalse(OutgoingMail.objects.exists())
        self.assertRegex(run("--date", "2025-05-29"), r"rows +1\n")

    def test_a_bad_date_is_one_line(self) -> None:
        for bad in ("tomorrow", "2025-02-30", "29/05/2025"):
            with self.assertRaisesMessage(CommandError, f"--date: “{bad}” is not a date such as 2025-05-20."):
                run("--date", bad)

    def test_who_wants_e_mails_at_once_gets_them_and_who_wants_none_has_the_notice(self) -> None:
        also = make_member(self.council, Role.SERVICE_OFFICER)
        give_rows(self.cycle, also, "B1.1")
        self.officer.user.mail_choice = MailChoice.AT_ONCE
        self.officer.user.save()
        also.user.mail_choice = MailChoice.NEVER
        also.user.save()
        self.assertRegex(run("--date", "2025-05-29"), r"daily e-mails +0\n")
        self.assertEqual([mail.recipient for mail in OutgoingMail.objects.all()], [self.officer.user])
        self.assertEqual(Notice.objects.count(), 2)

    def test_the_number_of_queries_depends_on_the_councils_alone(self) -> None:
        councils = [self.council, make_council(), make_council()]
        cycles = [self.cycle, *(make_cycle(council) for council in councils[1:])]
        refs = ["A2.1", "A2.2", "A2.3", "B1.1", "B1.2", "C1.1", "C1.2", "D1.1"]
        for kind in Milestone.Kind:
            Milestone.objects.filter(kind=kind).delete()
            for cycle in cycles:
                Milestone.objects.create(council=cycle.council, cycle=cycle, kind=kind, due_on=DUE)
        counts = []
        for people in (1, 6):
            for cycle in cycles:
                for ref in [refs.pop(0) for _ in range(people)] if cycle is self.cycle else ["A1.1"]:
                    member = make_member(cycle.council, Role.SERVICE_OFFICER, Role.REVIEWER)
                    give_rows(cycle, member, ref)
                    post = make_post(cycle.council, holder=member, deputy=member)
                    ImprovementAction.objects.create(
                        council=cycle.council, text="Train", owner_post=post, due_on=DUE - 20 * DAY
                    )
                    Evidence.objects.create(
                        council=cycle.council, title=f"Code {member.pk}", owner_post=post, next_review=DUE
                    )
                    DirectorReturn.objects.create(
                        council=cycle.council,
                        cycle=cycle,
                        post=post,
                        asked_by=member,
                        asked_at=NOW,
                        due_on=DUE,
                    )
            for told in (MailedNotice, OutgoingMail, Notice):
                told.objects.all().delete()
            with CaptureQueriesContext(connection) as queries:
                run("--date", str(DUE))
            counts.append(len(queries))
        self.assertEqual(counts, [QUERIES_AROUND + 3 * QUERIES_OF_A_COUNCIL] * 2)


QUERIES_OF_A_COUNCIL = 25
QUERIES_AROUND = 21


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write after another")
@pytest.mark.django_db(transaction=True)
def test_two_processes_on_a_day_tell_each_person_once():
    council = make_council()
    cycle = make_cycle(council)
    Milestone.objects.filter(cycle=cycle).delete()
    Milestone.objects.create(council=council, cycle=cycle, kind="scoring", due_on=DUE)
    for ref in ("A1.1", "A1.2", "A1.3"):
        give_rows(cycle, make_member(council, Role.SERVICE_OFFICER), ref)
    Notice.objects.all().delete()

    results = at_once(*[partial(run, "--date", str(DUE))] * 3)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert Notice.objects.count() == 3
    assert OutgoingMail.objects.count() == 3
