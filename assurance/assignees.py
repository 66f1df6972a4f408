"""Who answers the rows of a review: leads, contributors, and how much each person has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from assurance import progress
from assurance.models import Assessment, Assignment, ReviewCycle
from assurance.reviewers import members_with
from governance.models import Membership, Post
from governance.permissions import Permission

HEAVY = ["narrative", "private_note", "previous__narrative", "previous__private_note"]


def rows_with_people(cycle: ReviewCycle) -> QuerySet[Assessment]:
    """The review's rows without their texts, with those who answer and their directorates: two queries."""
    held = Post.objects.current().filter(holder=OuterRef("member")).exclude(directorate="").order_by("pk")
    people = (
        Assignment.objects.filter(ended_at=None)
        .select_related("member__user")
        .annotate(directorate=Subquery(held.values("directorate")[:1]))
    )
    return (
        Assessment.objects.filter(cycle=cycle)
        .with_reference()
        .defer(*HEAVY)
        .prefetch_related(Prefetch("assignments", queryset=people))
        .in_order()
    )


def directorates_of(rows: Iterable[Assessment]) -> dict[int, str]:
    """The directorate of each person on the rows, by the member's key; rows from `rows_with_people`."""
    on_rows = [each for row in rows for each in row.assignments.all()]
    return {each.member_id: each.directorate or "" for each in on_rows}  # type: ignore[attr-defined]


def directorates_in(cycle: ReviewCycle) -> dict[int, str]:
    """The directorate of each person who answers rows of the review, by the member's key: one query.

    That of the first post that the person holds; who holds none with a directorate is left out.
    """
    answering = Assignment.objects.filter(assessment__cycle=cycle, ended_at=None)
    held = (
        Post.objects.current()
        .filter(holder__in=answering.values("member"))
        .exclude(directorate="")
        .order_by("-pk")
    )
    return {
        holder: directorate for holder, directorate in held.values_list("holder", "directorate") if holder
    }


def lead_of(row: Assessment) -> Membership | None:
    """Who answers the row; reads `assignments` as fetched."""
    return next(iter(_people(row, Assignment.Kind.LEAD)), None)


def contributors_of(row: Assessment) -> list[Membership]:
    """Who helps to answer the row, by name; reads `assignments` as fetched."""
    return sorted(_people(row, Assignment.Kind.CONTRIBUTOR), key=lambda member: member.name)


def contribution_of(member: Membership, row: Assessment) -> str:
    """What a contributor is told of their part in a row; nothing for everybody else."""
    if not any(each.pk == member.pk for each in _people(row, Assignment.Kind.CONTRIBUTOR)):
        return ""
    lead = lead_of(row)
    return f"You contribute; {lead.name if lead else 'nobody'} leads"


def _people(row: Assessment, kind: str) -> list[Membership]:
    return [each.member for each in row.assignments.all() if each.kind == kind and each.ended_at is None]


def members_who_may_answer(cycle: ReviewCycle) -> list[Membership]:
    """Current members who may be given rows of the review, by name."""
    return members_with(Permission.SCORE, cycle)


@dataclass(frozen=True)
class Workload:
    """One person's rows of a review, in order. `can_answer`: still a member, with a role that scores."""

    member: Membership
    can_answer: bool
    led: list[Assessment] = field(default_factory=list)
    contributed: list[Assessment] = field(default_factory=list)

    @property
    def rows(self) -> list[Assessment]:
        """All of them; nobody leads a row and contributes to it."""
        return sorted([*self.led, *self.contributed], key=lambda row: row.requirement.position)

    @property
    def figures(self) -> progress.Figures:
        """Of the rows that the person leads: the lead sends them."""
        return progress.figures(self.led)


def workloads(rows: Iterable[Assessment], *, may_answer: Iterable[Membership]) -> list[Workload]:
    """Everybody who has rows or may have some, by name; rows with people fetched."""
    found = {member.pk: Workload(member, can_answer=True) for member in may_answer}
    for row in rows:
        lead = lead_of(row)
        if lead is not None:
            found.setdefault(lead.pk, Workload(lead, can_answer=False)).led.append(row)
        for member in contributors_of(row):
            found.setdefault(member.pk, Workload(member, can_answer=False)).contributed.append(row)
    return sorted(found.values(), key=lambda each: (each.member.name, each.member.pk))


def left_behind(people: Iterable[Workload]) -> list[Workload]:
    """Those who have rows and can answer none: they left, or their role no longer scores."""
    return [each for each in people if not each.can_answer]
