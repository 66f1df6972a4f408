"""Whatever stood in last year: what comes over comes once, no answer is filled in, last year stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, QuerySet
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assurance.models import (
    ActionInCycle,
    ActionLink,
    Assessment,
    Assignment,
    Evidence,
    EvidenceUse,
    ImprovementAction,
    ReviewCycle,
)
from assurance.workflow.carrying import start_from_last_year
from governance.models import AuditEntry, Council, Membership
from governance.roles import Role
from tests.builders import NOW, fill, make_council, make_cycle, make_member, row

REFS = ("A1.1", "A1.2", "B1.1", "C1.1")
PEOPLE, ITEMS = 3, 4
OWN_FIELDS = (
    *("status", "version", "own_score", "scored_by", "change_reason", "not_applicable"),
    *("not_applicable_reason", "narrative", "private_note", "confirmed_by", "confirmed_at", "saved_by"),
    *("saved_at", "submitted_by", "submitted_at", "agreed_score", "agreed_reason", "agreed_by", "agreed_at"),
)
people = st.none() | st.integers(0, PEOPLE - 1)
items = st.sets(st.integers(0, ITEMS - 1), max_size=3)


@dataclass(frozen=True)
class Past:
    """One row of last year and what this year did with it before."""

    status: str
    lead: int | None
    helper: int | None
    shown: set[int]
    lead_now: int | None
    shown_now: set[int]
    is_begun: bool


@dataclass(frozen=True)
class Promised:
    """An action of last year on some of its rows; `in_year`: it stands in this year already."""

    status: str
    rows: set[int]
    was_carried: bool
    in_year: bool
    choice: str


pasts = st.lists(
    st.builds(
        Past,
        status=st.sampled_from(Assessment.Status.values),
        lead=people,
        helper=people,
        shown=items,
        lead_now=people,
        shown_now=items,
        is_begun=st.booleans(),
    ),
    min_size=len(REFS),
    max_size=len(REFS),
)
promised = st.lists(
    st.builds(
        Promised,
        status=st.sampled_from(ImprovementAction.Status.values),
        rows=st.sets(st.integers(0, len(REFS) - 1), min_size=1, max_size=2),
        was_carried=st.booleans(),
        in_year=st.booleans(),
        choice=st.sampled_from(["take on", "leave", "undecided"]),
    ),
    max_size=5,
)


def all_of(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values())


class CarryingPropertyTests(TestCase):
    council: Council
    coordinator: Membership
    members: list[Membership]
    last: ReviewCycle
    cycle: ReviewCycle

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.coordinator = make_member(cls.council, Role.COORDINATOR)
        cls.members = [make_member(cls.council, Role.SERVICE_OFFICER) for _ in range(PEOPLE)]
        cls.last = make_cycle(cls.council, 2023)
        cls.cycle = make_cycle(cls.council, 2024)

    def give(self, assessment: Assessment, member: int | None, kind: str = "lead") -> None:
        if member is not None:
            Assignment.objects.get_or_create(
                assessment=assessment,
                member=self.members[member],
                ended_at=None,
                defaults={"council": self.council, "kind": kind},
            )

    def make(self, rows: list[Past], actions: list[Promised], gone: int, merged: int) -> None:
        evidence = [
            Evidence.objects.create(council=self.council, title=f"Item {number}") for number in range(ITEMS)
        ]
        for ref, past in zip(REFS, rows, strict=True):
            before, now = row(self.last, ref), row(self.cycle, ref)
            if past.status != Assessment.Status.NOT_STARTED:
                fill(before, by=self.members[0], status=past.status)
            self.give(before, past.lead)
            self.give(before, past.helper, "contributor")
            self.give(now, past.lead_now)
            for assessment, shown in ((before, past.shown), (now, past.shown_now)):
                for number in shown:
                    EvidenceUse.objects.create(
                        council=self.council, assessment=assessment, evidence=evidence[number]
                    )
            if past.is_begun:
                fill(now, by=self.members[1])
        for promise in actions:
            self.promise(promise)
        Membership.objects.filter(pk=self.members[gone].pk).update(ended_at=NOW)
        Evidence.objects.filter(pk=evidence[0].pk).update(retired_at=NOW)
        if merged:
            Evidence.objects.filter(pk=evidence[merged].pk).update(merged_into=evidence[merged - 1])

    def promise(self, promise: Promised) -> None:
        action = ImprovementAction.objects.create(
            council=self.council, text="Do it", expected_outcome=promise.choice, status=promise.status
        )
        origin = "carried" if promise.was_carried else "new"
        ActionInCycle.objects.create(
            council=self.council, action=action, cycle=self.last, origin=origin, promised_for=NOW.date()
        )
        for number in promise.rows:
            ActionLink.objects.create(
                council=self.council, action=action, assessment=row(self.last, REFS[number])
            )
        if promise.in_year:
            ActionInCycle.objects.create(council=self.council, action=action, cycle=self.cycle)

    def start(self) -> None:
        chosen = dict(ImprovementAction.objects.values_list("pk", "expected_outcome"))
        start_from_last_year(
            cycle=self.cycle,
            actions=[key for key, choice in chosen.items() if choice == "take on"],
            left_behind={key: "No longer needed" for key, choice in chosen.items() if choice == "leave"},
            by=self.coordinator,
            at=NOW,
        )

    def last_year(self) -> list[list[dict[str, Any]]]:
        """All of it but how an action's part ended: that an action is left behind is told there."""
        parts = ActionInCycle.objects.filter(cycle=self.last).order_by("pk")
        return [
            all_of(Assessment.objects.filter(cycle=self.last)),
            all_of(Assignment.objects.filter(assessment__cycle=self.last)),
            all_of(EvidenceUse.objects.filter(assessment__cycle=self.last)),
            all_of(ActionLink.objects.filter(assessment__cycle=self.last)),
            [dict(part) for part in parts.values("pk", "action_id", "origin", "promised_for", "reason")],
            all_of(ImprovementAction.objects.all()),
            all_of(Evidence.objects.all()),
        ]

    def this_year(self) -> list[list[dict[str, Any]]]:
        models: list[type[Model]] = [Assignment, EvidenceUse, ActionLink]
        of_rows = [model._default_manager.filter(assessment__cycle=self.cycle) for model in models]
        parts = ActionInCycle.objects.filter(cycle__in=[self.cycle, self.last])
        cycles = ReviewCycle.objects.filter(pk=self.cycle.pk)
        return [all_of(rows) for rows in (*of_rows, parts, cycles, AuditEntry.objects.all())]

    @settings(max_examples=30)
    @given(rows=pasts, actions=promised, gone=st.integers(0, PEOPLE - 1), merged=st.integers(0, ITEMS - 1))
    def test_it_comes_once_and_fills_no_answer(
        self, rows: list[Past], actions: list[Promised], gone: int, merged: int
    ) -> None:
        self.make(rows, actions, gone, merged)
        answers = Assessment.objects.filter(cycle=self.cycle).order_by("pk")
        before, answers_before = self.last_year(), list(answers.values(*OWN_FIELDS))
        had = {
            name: set(model._default_manager.values_list("pk", flat=True))
            for name, model in (("lead", Assignment), ("use", EvidenceUse))
        }
        history = Assessment.history.count()

        self.start()

        assert list(answers.values(*OWN_FIELDS)) == answers_before
        assert Assessment.history.count() == history
        assert self.last_year() == before
        given_now = Assignment.objects.filter(assessment__cycle=self.cycle).exclude(pk__in=had["lead"])
        assert not given_now.filter(member=self.members[gone]).exists()
        live = Assignment.objects.filter(assessment__cycle=self.cycle, ended_at=None)
        leads = live.filter(kind="lead").values("assessment").annotate(number=Count("pk"))
        assert all(each["number"] == 1 for each in leads)
        came = EvidenceUse.objects.filter(assessment__cycle=self.cycle).exclude(pk__in=had["use"])
        assert not came.exclude(evidence__retired_at=None, evidence__merged_into=None).exists()
        assert not came.exclude(assessment__status=Assessment.Status.NOT_STARTED).exists()
        uses = EvidenceUse.objects.filter(assessment__cycle=self.cycle, removed_at=None)
        assert not uses.values("assessment", "evidence").annotate(n=Count("pk")).filter(n__gt=1).exists()
        for promise, action in zip(actions, ImprovementAction.objects.order_by("pk"), strict=True):
            carried = ActionInCycle.objects.filter(action=action, cycle=self.cycle, origin="carried")
            ended = ActionInCycle.objects.get(action=action, cycle=self.last).outcome
            decides = action.is_open and not promise.in_year
            assert carried.exists() == (decides and promise.choice == "take on")
            assert ended == ("No longer needed" if decides and promise.choice == "leave" else "")
            links = ActionLink.objects.filter(action=action, assessment__cycle=self.cycle)
            assert links.count() == (len(promise.rows) if carried.exists() else 0)

        after = self.this_year()
        self.start()
        assert self.this_year() == after
