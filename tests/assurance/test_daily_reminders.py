"""What each day asks about a review: who is reminded of what, when, and only once."""

from __future__ import annotations

from django.urls import reverse

from assurance.models import (
    Milestone,
    ReviewCycle,
)
from assurance.reminders import step_of
from governance.models import (
    Membership,
    Notice,
    RoleGrant,
)
from governance.roles import Role
from tests.assurance.reminder_days import DAY, DUE, DayTests
from tests.builders import NOW, fill, give_rows, make_member


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
