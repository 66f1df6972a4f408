"""A council on a day, as reminders read it: each list is fetched once, whatever the number of people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assurance.models import Assessment, Assignment, ReviewCycle
from assurance.policies import may_agree
from governance.models import Council, Membership, Post
from governance.permissions import Permission


@dataclass(frozen=True)
class Rows:
    """How many rows a person leads in a review, and how many of them are not with the reviewer yet."""

    total: int
    to_do: int


@dataclass
class CouncilDay:
    """What the reminders of a council need to know on the day `at`."""

    council: Council
    at: date

    @cached_property
    def members(self) -> dict[int, Membership]:
        """Current members with their roles, by key."""
        listed = Membership.objects.for_council(self.council).current().with_roles().order_by("user__name")
        return {member.pk: member for member in listed}

    def may(self, member: Membership, right: Permission, cycle: ReviewCycle | None = None) -> bool:
        """Whether the member holds the right on the day, for a review or for the council."""
        return right in member.permissions(year=cycle.year if cycle else None, at=self.at)

    def with_right(self, right: Permission, cycle: ReviewCycle) -> list[Membership]:
        return [member for member in self.members.values() if self.may(member, right, cycle)]

    @cached_property
    def cycles(self) -> list[ReviewCycle]:
        """Reviews that are open or in review, locked by a first signature or not, and finished ones whose
        statement is still to come; with their dates.
        """
        stage = ReviewCycle.Stage
        found = ReviewCycle.objects.for_council(self.council).filter(
            stage__in=[stage.OPEN, stage.IN_REVIEW, stage.SIGNED_OFF], is_past_record=False
        )
        cycles = list(found.order_by("starts_on").prefetch_related("milestones"))
        for cycle in cycles:
            cycle.council = self.council
        return cycles

    @property
    def being_scored(self) -> list[ReviewCycle]:
        return [cycle for cycle in self.cycles if cycle.is_being_scored]

    @cached_property
    def rows(self) -> list[Assessment]:
        """The rows of the reviews being scored: status and those who had a hand in the score."""
        return list(
            Assessment.objects.filter(cycle__in=self.being_scored).only(
                "cycle", "status", "scored_by", "submitted_by", "confirmed_by"
            )
        )

    @cached_property
    def _leads(self) -> dict[int, int]:
        """Who leads each row: the member's key by the row's."""
        leads = Assignment.objects.filter(
            assessment__cycle__in=self.being_scored, kind=Assignment.Kind.LEAD, ended_at=None
        )
        return dict(leads.values_list("assessment_id", "member_id"))

    def led(self, cycle: ReviewCycle) -> dict[Membership, Rows]:
        """What each lead who may still answer has of a review."""
        total: Counter[int] = Counter()
        to_do: Counter[int] = Counter()
        for row in self.rows:
            if row.cycle_id == cycle.pk and row.pk in self._leads:
                total[self._leads[row.pk]] += 1
                to_do[self._leads[row.pk]] += not row.is_done
        return {
            member: Rows(total[key], to_do[key])
            for key, member in self.members.items()
            if total[key] and self.may(member, Permission.SCORE, cycle)
        }

    def waiting(self, cycle: ReviewCycle) -> dict[Membership, int]:
        """How many submitted rows of a review each reviewer may agree."""
        submitted = [
            row for row in self.rows if row.cycle_id == cycle.pk and row.status == Assessment.Status.SUBMITTED
        ]
        return {
            member: sum(may_agree(member, row) for row in submitted)
            for member in self.with_right(Permission.AGREE, cycle)
        }

    def not_agreed(self, cycle: ReviewCycle) -> int:
        agreed = Assessment.Status.AGREED
        return sum(row.cycle_id == cycle.pk and row.status != agreed for row in self.rows)

    def people_of(self, post: Post | None) -> list[Membership]:
        """Who holds or deputises a post on the day and may read the review: current members alone."""
        if post is None or (post.ends_on is not None and post.ends_on < self.at):
            return []
        keys = dict.fromkeys([post.holder_id, post.deputy_id])
        return [member for key in keys if key and (member := self._reader(key))]

    def acts_for(self, post: Post | None) -> list[Membership]:
        """The holder of a post, else its deputy; nobody when both are gone."""
        return self.people_of(post)[:1]

    def _reader(self, key: int) -> Membership | None:
        member = self.members.get(key)
        return member if member and self.may(member, Permission.VIEW_REVIEW) else None
