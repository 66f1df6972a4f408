"""Who took an action off a row stands in both histories."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse

from assurance.exchange.joining import join_actions
from assurance.models import ActionLink
from assurance.workflow.actions import add_action
from governance.roles import Role
from tests.assurance.review_rows import text_of
from tests.builders import NOW, give_rows, make_council, make_cycle, make_member


class EndedLinkTests(TestCase):
    def test_joining_actions_says_by_whom(self) -> None:
        council = make_council()
        officer = make_member(council, Role.SERVICE_OFFICER)
        coordinator = make_member(council, Role.COORDINATOR, name="Owen Castell")
        cycle = make_cycle(council)
        rows = give_rows(cycle, officer, "A1.1", "B2.3")
        kept, other = (add_action(row=each, text="Train members.", by=officer, at=NOW) for each in rows)
        join_actions(cycle=cycle, ids=[kept.pk, other.pk], by=coordinator, at=NOW)
        ended = ActionLink.objects.get(action=other)
        self.assertEqual((ended.ended_at, ended.ended_by), (NOW, coordinator))
        self.client.force_login(coordinator.user)
        of_row = reverse("assurance:assessment-history", args=[council.slug, cycle.year, "B2.3"])
        of_action = reverse("assurance:action-history", args=[council.slug, other.pk])
        for address, words in (
            (of_row, "Action taken off: “Train members.”"),
            (of_action, "No longer on B2.3"),
        ):
            page = text_of(self.client.get(address))
            before = page[: page.index(words)]
            self.assertIn("Owen Castell", before[before.rindex("<h2") :])
