"""Starting a review from last year: what comes over, what does not, and that it comes once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import TestCase
from django.urls import reverse

from assurance.carrying import LastYear, from_last_year
from assurance.models import (
    ActionInCycle,
    ActionLink,
    ActionUpdate,
    Assessment,
    Assignment,
    Evidence,
    EvidenceUse,
    ImprovementAction,
    ReviewCycle,
)
from assurance.waiting import actions_for
from assurance.workflow.actions import add_action
from assurance.workflow.answering import add_evidence, remove_evidence
from assurance.workflow.assignments import assign
from assurance.workflow.carrying import CameOver, start_from_last_year
from assurance.workflow.cycles import open_cycle, record_past_year, start_cycle
from framework.models import Framework, Principle, Requirement, SubPrinciple
from governance.models import AuditEntry, Council, Membership
from governance.record_words import describe
from governance.roles import Role
from reports.content.actions import promises
from tests.builders import NOW, TODAY, fill, give_rows, make_council, make_cycle, make_member, make_post, row

LATER = NOW.replace(year=2026)
Status = ImprovementAction.Status


class CarryingTests(TestCase):
    council: Council
    coordinator: Membership
    officer: Membership
    last: ReviewCycle
    rows: list[Assessment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.coordinator = make_member(cls.council, Role.COORDINATOR, name="Owen Castell")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.last = make_cycle(cls.council, 2023)
        cls.rows = give_rows(cls.last, cls.officer, "A1.1", "A1.2", "A1.3")

    def show(self, assessment: Assessment, title: str, note: str = "") -> EvidenceUse:
        return add_evidence(row=assessment, title=title, note=note, by=self.officer, at=NOW)

    def promise(self, assessment: Assessment, text: str, **fields: Any) -> ImprovementAction:
        return add_action(row=assessment, text=text, by=self.officer, at=NOW, **fields)

    def begin(self, *, opened: bool = False) -> ReviewCycle:
        return make_cycle(self.council, 2024, opened=opened)

    def start(self, cycle: ReviewCycle, **asked: Any) -> CameOver:
        return start_from_last_year(cycle=cycle, by=self.coordinator, at=LATER, **asked)

    def offered(self, cycle: ReviewCycle) -> LastYear:
        last_year = from_last_year(cycle, at=LATER.date())
        assert last_year is not None
        return last_year

    def leads(self, cycle: ReviewCycle) -> dict[str, str]:
        live = Assignment.objects.filter(assessment__cycle=cycle, ended_at=None, kind="lead")
        return {each.assessment.ref: each.member.name for each in live}

    def shown(self, cycle: ReviewCycle) -> list[tuple[str, str, str]]:
        uses = EvidenceUse.objects.filter(assessment__cycle=cycle, removed_at=None)
        return [(use.assessment.ref, use.evidence.title, use.note) for use in uses.order_by("pk")]

    def actions(self, cycle: ReviewCycle) -> list[str]:
        return [action.text for action in ImprovementAction.objects.in_cycle(cycle)]

    # What comes over

    def test_people_evidence_and_open_actions_come_over_and_nothing_of_an_answer(self) -> None:
        helper = make_member(self.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
        first = self.rows[0]
        Assignment.objects.create(
            council=self.council, assessment=first, member=helper, kind=Assignment.Kind.CONTRIBUTOR
        )
        self.show(first, "Code of conduct", "Section 4")
        action = self.promise(first, "Train members", due_on=date(2025, 3, 31))
        fill(row(self.last, "A1.1"), by=self.officer, score=8, status="agreed")
        cycle = self.begin()
        came = self.start(cycle)
        assert came.words == ["3 leads", "1 contributor", "1 evidence link", "1 action"]
        assert self.leads(cycle) == dict.fromkeys(["A1.1", "A1.2", "A1.3"], "Priya Anand")
        assert self.shown(cycle) == [("A1.1", "Code of conduct", "Section 4")]
        part = ActionInCycle.objects.get(cycle=cycle)
        assert (part.action, part.origin, part.promised_for) == (action, "carried", date(2025, 3, 31))
        now = row(cycle, "A1.1")
        assert (now.status, now.version, now.own_score, now.narrative) == ("not_started", 1, None, "")
        assert (now.saved_at, now.agreed_score, now.confirmed_by) == (None, None, None)
        cycle.refresh_from_db()
        assert (cycle.carried_forward_by, cycle.carried_forward_at) == (self.coordinator, LATER)

    def test_it_is_recorded_in_words(self) -> None:
        self.promise(self.rows[0], "Train members")
        kept = self.promise(self.rows[1], "Write a guide")
        cycle = self.begin()
        self.start(cycle, left_behind={kept.pk: "Nobody asked for it"})
        entry = AuditEntry.objects.get(action="assurance.cycle.started_from_last_year")
        assert describe(entry, rights=frozenset()) == (
            "Started the 2024/25 review from 2023/24: 3 leads, 1 action. "
            "Left behind: “Write a guide” (Nobody asked for it)"
        )

    def test_only_what_is_asked_for_comes_over_and_the_rest_can_follow(self) -> None:
        self.show(self.rows[0], "Code of conduct")
        action = self.promise(self.rows[0], "Train members")
        cycle = self.begin()
        assert self.start(cycle, assignees=False, actions=[]).words == ["1 evidence link"]
        assert self.leads(cycle) == {}
        assert [promise.action for promise in self.offered(cycle).promises] == [action]
        assert self.start(cycle).words == ["3 leads", "1 action"]

    def test_asked_twice_nothing_comes_twice(self) -> None:
        self.show(self.rows[0], "Code of conduct")
        self.promise(self.rows[0], "Train members")
        cycle = self.begin()
        self.start(cycle)
        assert not self.start(cycle)
        assert self.shown(cycle) == [("A1.1", "Code of conduct", "")]
        assert self.actions(cycle) == ["Train members"]
        assert AuditEntry.objects.filter(action="assurance.cycle.started_from_last_year").count() == 1
        assert not self.offered(cycle).has_anything_left

    # Who answers

    def test_rows_of_those_who_left_are_named_and_stay_without_a_lead(self) -> None:
        gone = make_member(self.council, Role.SERVICE_OFFICER, name="Nia Rowlands")
        moved_on = make_member(self.council, Role.SERVICE_OFFICER, name="Aled Hopwood")
        give_rows(self.last, gone, "B1.1")
        give_rows(self.last, moved_on, "B1.2", "B1.3")
        Membership.objects.filter(pk=gone.pk).update(ended_at=NOW)
        moved_on.grants.update(revoked_at=NOW)
        cycle = self.begin()
        assert [
            (member.name, why, [each.ref for each in rows])
            for member, why, rows in self.offered(cycle).left_by
        ] == [
            ("Nia Rowlands", "is no longer with the council", ["B1.1"]),
            ("Aled Hopwood", "no longer scores requirements", ["B1.2", "B1.3"]),
        ]
        self.start(cycle)
        assert set(self.leads(cycle)) == {"A1.1", "A1.2", "A1.3"}

    def test_a_role_for_other_reviews_only_gives_no_rows(self) -> None:
        grant = self.officer.grants.get()
        grant.years.create(council=self.council, year=2023)
        cycle = self.begin()
        assert not self.offered(cycle).assignees

    def test_what_this_year_decided_about_people_stands(self) -> None:
        other = make_member(self.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
        cycle = self.begin()
        give_rows(cycle, other, "A1.1")
        taken = give_rows(cycle, other, "A1.2")
        assign(rows=taken, lead=None, by=self.coordinator, at=NOW)
        assert self.start(cycle).words == ["1 lead"]
        assert self.leads(cycle) == {"A1.1": "Tom Weatherall", "A1.3": "Priya Anand"}

    # Evidence

    def test_evidence_no_longer_used_stays_behind_and_merged_evidence_comes_as_what_it_became(self) -> None:
        retired, old, double = (
            self.show(self.rows[number], title).evidence
            for number, title in [(0, "Old plan"), (0, "The code"), (0, "Code, second copy")]
        )
        new = Evidence.objects.create(council=self.council, title="Code of conduct")
        Evidence.objects.filter(pk=double.pk).update(merged_into=old)
        Evidence.objects.filter(pk=old.pk).update(merged_into=new)
        Evidence.objects.filter(pk=retired.pk).update(retired_at=NOW)
        cycle = self.begin()
        assert self.offered(cycle).unused_items == [retired]
        self.start(cycle)
        assert self.shown(cycle) == [("A1.1", "Code of conduct", "")]
        assert EvidenceUse.objects.filter(assessment__cycle=self.last, removed_at=None).count() == 3

    def test_rows_that_somebody_works_on_keep_their_own_evidence(self) -> None:
        self.show(self.rows[0], "Code of conduct")
        cycle = self.begin(opened=True)
        [mine] = give_rows(cycle, self.officer, "A1.1")
        self.show(mine, "Staff survey")
        assert [each.ref for each in self.offered(cycle).begun_rows] == ["A1.1"]
        self.start(cycle)
        assert self.shown(cycle) == [("A1.1", "Staff survey", "")]

    def test_evidence_that_was_taken_off_this_year_stays_off(self) -> None:
        self.show(self.rows[0], "Code of conduct")
        cycle = self.begin(opened=True)
        self.start(cycle)
        use = EvidenceUse.objects.get(assessment__cycle=cycle)
        remove_evidence(row=row(cycle, "A1.1"), use_id=use.pk, by=self.officer, at=NOW)
        Assessment.objects.filter(cycle=cycle).update(status="not_started")
        assert not self.start(cycle)
        assert self.shown(cycle) == []

    # Actions

    def test_the_owners_last_words_are_the_reason_for_taking_an_action_on(self) -> None:
        told, silent = (self.promise(self.rows[0], text) for text in ("Train members", "Write a guide"))
        for day, text in ((1, "Begun"), (2, "The trainer was ill. " * 40)):
            ActionUpdate.objects.create(
                council=self.council, action=told, said_on=date(2025, 3, day), progress="at_risk", text=text
            )
        cycle = self.begin()
        self.start(cycle)
        reasons = {part.action_id: part.reason for part in ActionInCycle.objects.filter(cycle=cycle)}
        assert reasons[told.pk].startswith("The trainer was ill.")
        assert len(reasons[told.pk]) == 500
        assert reasons[silent.pk] == "Not finished when the 2024/25 review was started from 2023/24"

    def test_only_open_actions_come_over_each_once_on_all_its_rows(self) -> None:
        shared = self.promise(self.rows[0], "Train members")
        ActionLink.objects.create(council=self.council, action=shared, assessment=self.rows[1])
        for number, status in enumerate((Status.COMPLETE, Status.VERIFIED, Status.SUPERSEDED)):
            done = self.promise(self.rows[2], f"Done {number}")
            ImprovementAction.objects.filter(pk=done.pk).update(status=status)
        cycle = self.begin()
        offered = self.offered(cycle)
        assert [[each.ref for each in promise.rows] for promise in offered.promises] == [["A1.1", "A1.2"]]
        assert (offered.stays.finished_actions, offered.stays.replaced_actions) == (2, 1)
        self.start(cycle)
        assert self.actions(cycle) == ["Train members"]
        assert shared.links.filter(assessment__cycle=cycle).count() == 2

    def test_an_action_that_goes_on_again_is_carried_twice(self) -> None:
        action = self.promise(self.rows[0], "Train members")
        cycle = self.begin(opened=True)
        assert not self.offered(cycle).promises[0].is_carried_twice
        self.start(cycle)
        after = make_cycle(self.council, 2025, opened=False)
        [promise] = self.offered(after).promises
        assert (promise.action, promise.times, promise.is_carried_twice) == (action, 1, True)

    def test_an_action_left_behind_ends_with_last_year_and_the_members_read_why(self) -> None:
        action = self.promise(self.rows[0], "Train members", due_on=date(2024, 3, 31))
        cycle = self.begin()
        reason = "The training is part of induction now"
        self.start(cycle, left_behind={action.pk: reason})
        assert self.actions(cycle) == []
        assert ActionInCycle.objects.get(action=action).outcome == reason
        [kept] = promises(cycle, on=TODAY).actions
        assert (kept.result, kept.explanation) == ("Not kept, not carried on", reason)
        [again] = self.offered(cycle).promises
        assert again.left == reason
        self.start(cycle)
        assert self.actions(cycle) == ["Train members"]
        assert not ActionInCycle.objects.exclude(outcome="").exists()

    def test_nobody_is_asked_for_an_action_left_behind_until_it_goes_on_after_all(self) -> None:
        post = make_post(self.council, "Head of law", holder=self.officer)
        action = self.promise(self.rows[0], "Train members", owner_post=post, due_on=date(2024, 3, 31))
        cycle, address = self.begin(), reverse("assurance:actions", args=[self.council.slug])
        self.start(cycle, left_behind={action.pk: "The training is part of induction now"})
        self.client.force_login(self.coordinator.user)
        for show, number in (("open", 0), ("overdue", 0), ("all", 1)):
            page = self.client.get(address, {"show": show})
            [counted] = [count for _, _, count, is_shown in page.context["tabs"] if is_shown]
            assert (len(page.context["actions"]), counted) == (number, number)
        [shown] = page.context["actions"]
        assert (shown.goes, shown.late, shown.progress) == ("Not carried on", "", "")
        own = self.client.get(reverse("assurance:action", args=[self.council.slug, action.pk]))
        self.assertContains(own, "Not carried on from 2023/24: The training is part of induction now")
        self.assertNotContains(own, "days late")
        late, mine = ImprovementAction.objects.overdue(at=TODAY), actions_for(self.officer.user, at=TODAY)
        assert (late.count(), mine.count()) == (0, 0)
        self.start(cycle)
        assert (late.count(), mine.count()) == (1, 1)

    def test_an_action_without_a_record_of_last_year_can_be_left_behind(self) -> None:
        action = self.promise(self.rows[0], "Train members")
        ActionInCycle.objects.all().delete()
        self.start(self.begin(), left_behind={action.pk: "Done elsewhere"})
        assert ActionInCycle.objects.get(cycle=self.last).outcome == "Done elsewhere"

    def test_leaving_behind_needs_a_reason(self) -> None:
        action = self.promise(self.rows[0], "Train members")
        cycle = self.begin()
        with pytest.raises(Exception, match="Say why"):
            self.start(cycle, left_behind={action.pk: " "})
        assert self.leads(cycle) == {}

    # When

    def test_last_year_may_still_be_worked_on(self) -> None:
        cycle = self.begin()
        self.start(cycle)
        give_rows(self.last, self.officer, "B1.1")
        assert self.start(cycle).words == ["1 lead"]

    def test_once_rows_are_with_the_reviewers_nothing_comes_over(self) -> None:
        cycle = self.begin(opened=True)
        ReviewCycle.objects.filter(pk=cycle.pk).update(stage="in_review")
        with pytest.raises(Exception, match="has gone on"):
            self.start(cycle)

    def test_without_a_last_year_there_is_nothing_to_start_from(self) -> None:
        cycle = make_cycle(make_council(), 2024, opened=False)
        assert from_last_year(cycle, at=TODAY) is None
        with pytest.raises(Exception, match="no 2023/24 review"):
            self.start(cycle)

    def test_another_councils_last_year_is_never_read(self) -> None:
        elsewhere = make_council()
        officer = make_member(elsewhere, Role.SERVICE_OFFICER)
        give_rows(make_cycle(elsewhere, 2023), officer, "C1.1")
        cycle = self.begin()
        self.start(cycle)
        assert "C1.1" not in self.leads(cycle)


def revised_framework() -> Framework:
    """The loaded framework as a next revision: A1.1 is gone, A1.9 is new."""
    old = Framework.objects.newest()
    new = Framework.objects.create(
        slug=old.slug,
        title=old.title,
        publisher=old.publisher,
        edition=old.edition,
        revision=old.revision + 1,
    )
    for principle in Principle.objects.filter(framework=old):
        subs = list(SubPrinciple.objects.filter(principle=principle))
        principle.pk, principle.framework = None, new
        principle.save()
        for sub in subs:
            requirements = list(Requirement.objects.filter(sub_principle=sub))
            sub.pk, sub.principle = None, principle
            sub.save()
            for requirement in requirements:
                requirement.pk, requirement.sub_principle = None, sub
                if requirement.ref == "A1.1":
                    requirement.ref, requirement.number = "A1.9", 9
                requirement.save(force_insert=True)
    return new


@pytest.mark.django_db
def test_across_a_revision_rows_are_matched_by_reference():
    council = make_council()
    coordinator, officer = (make_member(council, role) for role in (Role.COORDINATOR, Role.SERVICE_OFFICER))
    last = make_cycle(council, 2023)
    first, second = give_rows(last, officer, "A1.1", "A1.2")
    gone = add_action(row=first, text="Only on what is gone", by=officer, at=NOW)
    add_action(row=second, text="Goes on", by=officer, at=NOW)
    revised_framework()
    cycle = start_cycle(council=council, year=2024, by=coordinator, at=NOW)
    offered = from_last_year(cycle, at=TODAY)
    assert offered is not None
    assert offered.is_revised
    assert (offered.matched, [each.ref for each in offered.new_rows]) == (90, ["A1.9"])
    assert [each.ref for each in offered.gone_rows] == ["A1.1"]
    assert offered.homeless_actions == [gone]
    came = start_from_last_year(cycle=cycle, by=coordinator, at=NOW)
    assert came.words == ["1 lead", "1 action"]
    assert open_cycle(cycle=cycle, by=coordinator, at=NOW).stage == "open"


@pytest.mark.django_db
def test_a_record_of_a_past_year_can_be_started_from_but_not_started():
    council = make_council()
    coordinator = make_member(council, Role.COORDINATOR)
    last = record_past_year(
        council=council, year=2023, body="Cabinet", approved_on=None, minute="", by=coordinator, at=NOW
    )
    cycle = start_cycle(council=council, year=2024, by=coordinator, at=NOW)
    offered = from_last_year(cycle, at=TODAY)
    assert offered is not None
    assert offered.last == last
    with pytest.raises(Exception, match="has gone on"):
        start_from_last_year(cycle=last, by=coordinator, at=NOW)


@pytest.mark.django_db
def test_the_owner_is_named_with_the_post():
    council = make_council()
    coordinator, officer = (make_member(council, role) for role in (Role.COORDINATOR, Role.SERVICE_OFFICER))
    [first] = give_rows(make_cycle(council, 2023), officer, "A1.1")
    post = make_post(council, "Head of strategy", holder=officer)
    add_action(row=first, text="Train members", owner_post=post, by=officer, at=NOW)
    cycle = start_cycle(council=council, year=2024, by=coordinator, at=NOW)
    offered = from_last_year(cycle, at=TODAY)
    assert offered is not None
    owner = offered.promises[0].action.owner_post
    assert owner is not None
    assert owner.holder == officer
