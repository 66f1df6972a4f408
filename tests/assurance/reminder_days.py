"""A review with its dates, and what each day asks of people."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import TestCase

from assurance.models import (
    Milestone,
    ReviewCycle,
)
from assurance.workflow.daily_reminders import remind_council
from governance.models import (
    Council,
    Membership,
    Notice,
    Post,
)
from governance.roles import Role
from tests.builders import TODAY, make_council, make_cycle, make_member, make_post

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
