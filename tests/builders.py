"""Rows that tests ask for by the state they need."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from simple_history.utils import bulk_update_with_history

from assurance.models import Assessment, Assignment, NoIssuesStatement, ReviewCycle
from assurance.workflow.assignments import ASSIGNED, assign
from assurance.workflow.cycles import open_cycle, start_cycle
from framework.models import ExampleEvidence, Framework, Principle, Requirement, SubPrinciple
from governance.models import Council, Membership, Notice, Post, RoleGrant, User
from governance.roles import Role

NOW = datetime(2025, 5, 19, 13, 2, tzinfo=UTC)
TODAY = NOW.date()
# The columns of a row that was answered and agreed.
ANSWERED = [
    *(
        "own_score",
        "scored_by",
        "saved_by",
        "saved_at",
        "narrative",
        "status",
        "submitted_by",
        "submitted_at",
    ),
    *("version", "agreed_score", "agreed_by", "agreed_at"),
]
_numbers = count(1)


def make_council(slug: str = "", **fields) -> Council:
    number = next(_numbers)
    slug = slug or f"council-{number}"
    fields.setdefault("name", f"{slug.title()} Council")
    return Council.objects.create(slug=slug, **fields)


def make_member(council: Council, *roles: Role, name: str = "", user: User | None = None) -> Membership:
    """A current member with the roles, from long before NOW; an external auditor reads before the end too."""
    name = name or f"Person {next(_numbers)}"
    if user is None:
        user = User.objects.create_user(
            f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.test", name=name
        )
    membership = Membership.objects.create(user=user, council=council)
    for role in roles:
        RoleGrant.objects.create(
            council=council,
            membership=membership,
            role=role,
            starts_on=date(2020, 4, 1),
            before_finished=role == Role.EXTERNAL_AUDITOR,
        )
    return membership


def make_post(council: Council, title: str = "", **fields) -> Post:
    return Post.objects.create(council=council, title=title or f"Post {next(_numbers)}", **fields)


def make_cycle(council: Council, year: int = 2024, *, opened: bool = True) -> ReviewCycle:
    """A review with its 91 rows, open for scoring unless told otherwise."""
    starter = make_member(council, Role.COORDINATOR)
    cycle = start_cycle(council=council, year=year, by=starter, at=NOW)
    return open_cycle(cycle=cycle, by=starter, at=NOW) if opened else cycle


def row(cycle: ReviewCycle, ref: str) -> Assessment:
    """A row of the review by reference, with what the pages fetch."""
    return Assessment.objects.with_reference().with_people().get(cycle=cycle, requirement__ref=ref)


def give_rows(cycle: ReviewCycle, member: Membership, *refs: str) -> list[Assessment]:
    """Make the member the lead of the rows, as if long ago: the notice of it is gone."""
    rows = list(Assessment.objects.with_reference().filter(cycle=cycle, requirement__ref__in=refs).in_order())
    coordinator = cycle.started_by
    assert coordinator is not None
    assign(rows=rows, lead=member, by=coordinator, at=NOW)
    Notice.objects.filter(recipient=member, action=ASSIGNED).delete()
    return [row(cycle, ref) for ref in refs]


def contribute(cycle: ReviewCycle, member: Membership, *refs: str) -> list[Assessment]:
    """Let the member contribute to the rows."""
    rows = [row(cycle, ref) for ref in refs]
    Assignment.objects.bulk_create(
        Assignment(council=cycle.council, assessment=each, member=member, kind=Assignment.Kind.CONTRIBUTOR)
        for each in rows
    )
    return [row(cycle, ref) for ref in refs]


def fill(
    assessment: Assessment, *, by: Membership, score: int = 9, status: str = "in_progress"
) -> Assessment:
    """A complete row in a state, written as the app would have left it."""
    fill_unsaved(assessment, by=by, score=score, status=status)
    assessment.save()
    return assessment


def fill_unsaved(assessment: Assessment, *, by: Membership, score: int, status: str) -> None:
    assessment.own_score = score
    assessment.scored_by = by
    assessment.saved_by = by
    assessment.saved_at = NOW
    assessment.narrative = f"We do {assessment.ref} well, and internal audit tested it in May 2025."
    assessment.status = status
    if status in {"submitted", "agreed"}:
        assessment.submitted_by = by
        assessment.submitted_at = NOW
    assessment.version += 1


def agree_all(cycle: ReviewCycle, *, scored_by: Membership, agreed_by: Membership) -> None:
    """Leave the review as it stands when nothing must be put right before it is finished.

    Every row is agreed at 9 with its own text, and it is said that there are no significant issues.
    """
    rows = list(Assessment.objects.filter(cycle=cycle).select_related("requirement"))
    for each in rows:
        fill_unsaved(each, by=scored_by, score=9, status="agreed")
        each.agreed_score, each.agreed_by, each.agreed_at = 9, agreed_by, NOW
    bulk_update_with_history(rows, Assessment, ANSWERED)
    NoIssuesStatement.objects.create(
        council=cycle.council, cycle=cycle, reason="Internal audit found none.", by=agreed_by, at=NOW
    )


def remove_framework() -> None:
    """Empty the framework's tables, for tests that load their own."""
    for model in (ExampleEvidence, Requirement, SubPrinciple, Principle, Framework):
        model.objects.all().delete()
