"""The page that says what comes over from last year before it does, and does it once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance.models import (
    ActionInCycle,
    ActionLink,
    Assessment,
    Assignment,
    EvidenceUse,
    ImprovementAction,
    ReviewCycle,
)
from assurance.workflow.actions import add_action
from assurance.workflow.answering import add_evidence
from assurance.workflow.carrying import start_from_last_year
from governance.models import Council, Membership
from governance.roles import Role
from tests.builders import NOW, give_rows, make_council, make_cycle, make_member, make_post

MOST_QUERIES = 25


class CarryingPageTests(TestCase):
    council: Council
    coordinator: Membership
    officer: Membership
    last: ReviewCycle
    cycle: ReviewCycle
    first: Assessment
    action: ImprovementAction

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.coordinator = make_member(cls.council, Role.COORDINATOR, name="Owen Castell")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.last = make_cycle(cls.council, 2023)
        cls.first, _ = give_rows(cls.last, cls.officer, "A1.1", "A1.2")
        add_evidence(row=cls.first, title="Code of conduct", by=cls.officer, at=NOW)
        post = make_post(cls.council, "Head of strategy", holder=cls.officer)
        cls.action = add_action(
            row=cls.first,
            text="Train the members",
            owner_post=post,
            due_on=date(2024, 3, 31),
            by=cls.officer,
            at=NOW,
        )
        cls.cycle = make_cycle(cls.council, 2024, opened=False)

    def setUp(self) -> None:
        self.client.force_login(self.coordinator.user)

    def url(self, name: str = "start-from-last-year") -> str:
        return reverse(f"assurance:{name}", args=[self.council.slug, 2024])

    def read(self, name: str = "start-from-last-year") -> str:
        return " ".join(self.client.get(self.url(name)).text.split())

    def post(self, **fields: Any) -> HttpResponse:
        return self.client.post(self.url(), fields)  # type: ignore[return-value]

    def as_shown(self, **fields: Any) -> dict[str, Any]:
        """The form as the page has it, all ticked."""
        key = self.action.pk
        ticked = {"assignees": "on", "evidence": "on", "shown": [key], f"action-{key}": "on"}
        return ticked | {f"reason-{key}": ""} | fields

    def test_it_states_both_columns_before_anything_happens(self) -> None:
        page = self.read()
        assert '<b class="ga-num">2</b> rows keep their lead' in page
        assert '<b class="ga-num">1</b> link from rows to <b class="ga-num">1</b> item in use' in page
        assert '<b class="ga-num">1</b> open action with its date, listed below' in page
        assert "Nothing. Every row is not started until somebody answers it" in page
        assert "Train the members" in page
        assert "Head of strategy (Priya Anand)" in page
        assert "due 31 March 2024" in page
        assert "The 2023/24 review is not finished yet." in page
        assert not Assignment.objects.filter(assessment__cycle=self.cycle).exists()

    def test_it_happens_as_it_was_shown_and_is_said_where_the_review_is_set_up(self) -> None:
        response = self.post(**self.as_shown())
        assert response["Location"] == self.url("cycle-set-up")
        page = self.read("cycle-set-up")
        assert "2 leads, 1 evidence link and 1 action came over from 2023/24." in page
        assert "Started from 2023/24 by Owen Castell on" in page
        assert "2 of 91" in page
        assert "Done by Owen Castell on" in self.read()
        assert "Everything that can come over has come over." in self.read()

    def test_pressed_again_it_says_that_everything_is_here(self) -> None:
        self.post(**self.as_shown())
        response = self.post(**self.as_shown())
        assert response["Location"] == self.url()
        assert "Everything of 2023/24 has come over already." in self.read()
        assert ActionInCycle.objects.filter(cycle=self.cycle).count() == 1

    def test_an_action_left_behind_without_a_reason_is_an_error_at_the_field(self) -> None:
        fields = self.as_shown()
        del fields[f"action-{self.action.pk}"], fields["evidence"]
        response = self.post(**fields)
        assert response.status_code == 422
        page = response.content.decode()
        assert f'href="#id_reason-{self.action.pk}">Say why “Train the members” does not go on' in page
        assert f'id="id_reason-{self.action.pk}-error"' in page
        assert "<title>Error:" in " ".join(page.split())
        assert not Assignment.objects.filter(assessment__cycle=self.cycle).exists()
        fields[f"reason-{self.action.pk}"] = "Part of induction now"
        assert self.post(**fields).status_code == 302
        assert "1 action stayed behind, with the reason." in self.read("cycle-set-up")
        assert not EvidenceUse.objects.filter(assessment__cycle=self.cycle).exists()
        page = self.read()
        assert "Part of induction now" in page
        assert '<b class="ga-num">1</b> left behind with the reason' in page
        assert "No open action that is not here already" in page

    def test_a_reason_that_is_too_long_says_by_how_much(self) -> None:
        key = self.action.pk
        fields = self.as_shown(**{f"reason-{key}": "x" * 501})
        del fields[f"action-{key}"]
        response = self.post(**fields)
        assert response.status_code == 422
        assert "Shorten the text by 1 character" in response.content.decode()
        assert "x" * 501 in response.content.decode()

    def test_an_action_that_the_page_did_not_show_is_not_decided_on(self) -> None:
        later = add_action(row=self.first, text="Promised since", by=self.officer, at=NOW)
        assert self.post(**self.as_shown()).status_code == 302
        taken = ImprovementAction.objects.in_cycle(self.cycle)
        assert list(taken) == [self.action]
        assert later.text in self.read()

    def test_nothing_ticked_is_an_error(self) -> None:
        response = self.post()
        assert response.status_code == 422
        assert "Tick what is to come over" in response.content.decode()
        self.cycle.refresh_from_db()
        assert self.cycle.carried_forward_at is None

    def test_an_action_that_was_carried_before_is_flagged(self) -> None:
        ActionInCycle.objects.filter(action=self.action).update(origin="carried")
        assert "Carried twice: taken on once before, and still open" in self.read()

    def test_a_review_with_the_reviewers_says_that_it_is_too_late(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage="in_review")
        assert "nothing comes over by itself any more" in self.read()
        response = self.post(**self.as_shown())
        assert response.status_code == 422
        assert "has gone on" in response.content.decode()
        assert "Nothing came over from 2023/24" in self.read("cycle-set-up")

    def test_a_finished_review_has_nothing_to_start(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage="signed_off")
        assert self.client.get(self.url()).status_code == 302

    def test_without_a_last_year_it_says_so(self) -> None:
        make_cycle(self.council, 2019, opened=False)
        url = reverse("assurance:start-from-last-year", args=[self.council.slug, 2019])
        assert "There is no 2018/19 review here" in self.client.get(url).text
        assert "There is no 2018/19 review here" in self.client.post(url).text

    def test_starting_a_review_leads_here_when_last_year_is_there(self) -> None:
        response = self.client.post(
            reverse("assurance:cycle-start", args=[self.council.slug]), {"year": 2025}
        )
        assert response["Location"].endswith("/cycles/2025-26/start-from-last-year/")

    def fill_last_year(self) -> None:
        """A crowd: every row led, shown and promised on."""
        refs = Assessment.objects.filter(cycle=self.last).values_list("requirement__ref", flat=True)
        people = [make_member(self.council, Role.SERVICE_OFFICER) for _ in range(6)]
        for number, ref in enumerate(refs):
            [each] = give_rows(self.last, people[number % 6], ref)
            add_evidence(row=each, title=f"Policy {number % 40}", by=self.officer, at=NOW)
            if number % 2:
                add_action(row=each, text=f"Improve {ref}", by=self.officer, at=NOW)

    def test_the_page_takes_as_many_queries_for_any_number_of_rows(self) -> None:
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.url())
        self.fill_last_year()
        with self.assertNumQueries(len(few)):
            self.client.get(self.url())
        assert len(few) <= MOST_QUERIES

    def test_the_verb_takes_as_many_queries_for_any_number_of_rows(self) -> None:
        with self.assertNumQueries(33):
            start_from_last_year(cycle=self.cycle, by=self.coordinator, at=NOW)
        self.fill_last_year()
        ActionLink.objects.filter(assessment__cycle=self.cycle).delete()
        for model in (ActionInCycle, Assignment, EvidenceUse):
            of_cycle = {"cycle": self.cycle} if model is ActionInCycle else {"assessment__cycle": self.cycle}
            model.objects.filter(**of_cycle).delete()
        with CaptureQueriesContext(connection) as many:
            came = start_from_last_year(cycle=self.cycle, by=self.coordinator, at=NOW)
        assert len(many) <= 33  # SQLite writes in batches
        assert came.words == ["91 leads", "92 evidence links", "46 actions"]
