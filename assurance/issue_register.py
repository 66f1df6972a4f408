"""Reads of the council's significant issues, of all reviews: which ones, how they go, what might be one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, Subquery, Value, When

from assurance.issue_policies import DECIDED, may_read_early
from assurance.milestones import days
from assurance.models import (
    Assessment,
    AssuranceSource,
    GovernanceIssue,
    IssueAssessment,
    IssueInCycle,
    IssueSource,
    IssueUpdate,
    ReviewCycle,
)
from assurance.models.actions import Progress
from assurance.models.issues import GovernanceIssueQuerySet
from assurance.policies import Rights
from assurance.scores import BAND_OF_SCORE, Band, band_words
from governance.models import Council, Membership
from governance.permissions import Permission

Status = GovernanceIssue.Status
LOW = (Band.WEAK, Band.FAILING)
LOWEST_GOOD = max(LOW[0].scores) + 1  # the first score that suggests nothing
INTERNAL, EXTERNAL = AssuranceSource.Kind.HEAD_OF_INTERNAL_AUDIT, AssuranceSource.Kind.EXTERNAL_AUDITOR


def readable_issues(
    council: Council, member: Membership, reviews: Iterable[ReviewCycle]
) -> GovernanceIssueQuerySet:
    """The issues that the member may read, by their rights in each of the council's `reviews`."""
    rights = {review.pk: member.permissions(year=review.year) for review in reviews}
    read = [key for key, held in rights.items() if Permission.VIEW_REVIEW in held]
    early = [key for key in read if may_read_early(rights[key])]
    parts = IssueInCycle.objects.filter(issue=OuterRef("pk"))
    decided = Q(status__in=DECIDED) & Exists(parts.filter(cycle__in=read))
    return GovernanceIssue.objects.for_council(council).filter(
        decided | Exists(parts.filter(cycle__in=early))
    )


def in_groups(issues: GovernanceIssueQuerySet, *, at: date) -> GovernanceIssueQuerySet:
    """Open first, late ones on top; then possible, closed (newest first) and rejected ones.

    Adds `said` (a Progress or None) and `said_on`, and the parts with their reviews, newest first.
    """
    newest = IssueUpdate.objects.filter(issue=OuterRef("pk")).order_by("-said_on", "-pk")
    parts = IssueInCycle.objects.select_related("cycle").order_by("-cycle__starts_on")
    open_ones = Q(status__in=GovernanceIssue.OPEN_STATUSES)
    group = Case(
        When(open_ones, then=Value(0)),
        When(status=Status.CANDIDATE, then=Value(1)),
        When(status=Status.CLOSED, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    late = Case(
        When(open_ones & Q(due_on__lt=at), then=Value(0)),
        When(open_ones & Q(said=Progress.LATE), then=Value(1)),
        When(open_ones & Q(said=Progress.AT_RISK), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return (
        issues.select_related("owner_post")
        .prefetch_related(Prefetch("in_cycles", queryset=parts))
        .annotate(
            said=Subquery(newest.values("progress")[:1]),
            said_on=Subquery(newest.values("said_on")[:1]),
            group=group,
        )
        .annotate(lateness=late)
        .order_by(
            "group", "lateness", F("closed_on").desc(nulls_last=True), F("due_on").asc(nulls_last=True), "pk"
        )
    )


@dataclass(frozen=True)
class ListedIssue:
    """An issue as lists show it. `late`: by how much, or nothing; `said`: what was said last of it."""

    issue: GovernanceIssue
    years: list[ReviewCycle]
    late: str
    said: str
    said_on: date | None
    is_left: bool

    @property
    def group(self) -> str:
        """ "open", "possible", "closed" or "rejected"."""
        return group_of(self.issue)

    @property
    def progress(self) -> str:
        """The key of its shape: overdue is late, whatever was said."""
        if not self.issue.is_open or self.is_left:
            return ""
        return "late" if self.late else self.said

    @property
    def goes(self) -> str:
        """How it goes, in words."""
        if not self.issue.is_open:
            return str(self.issue.get_status_display())
        if self.is_left:
            return "Not carried on"
        if self.late:
            return self.late
        return str(Progress(self.said).label) if self.said else "Nothing said yet"


def group_of(issue: GovernanceIssue) -> str:
    return {
        Status.CANDIDATE: "possible",
        Status.REJECTED: "rejected",
        Status.CLOSED: "closed",
    }.get(Status(issue.status), "open")


def listed(issues: Iterable[GovernanceIssue], *, at: date) -> list[ListedIssue]:
    """Issues of `in_groups`; no query more."""
    return [_listed(issue, at) for issue in issues]


def _listed(issue: GovernanceIssue, at: date) -> ListedIssue:
    parts = list(issue.in_cycles.all())
    is_left = bool(issue.is_open and parts and parts[0].outcome)
    return ListedIssue(
        issue,
        [part.cycle for part in parts],
        "" if is_left else days_late(issue, at),
        getattr(issue, "said", None) or "",
        getattr(issue, "said_on", None),
        is_left,
    )


def days_late(issue: GovernanceIssue, at: date) -> str:
    """ "46 days late" of an overdue issue, else nothing."""
    if issue.due_on is None or not issue.is_overdue(at):
        return ""
    return f"{days((at - issue.due_on).days)} late"


# What might be one


@dataclass(frozen=True)
class LowRow:
    """A row whose score suggests an issue. `score` is the agreed one, else the officer's."""

    row: Assessment
    score: int
    word: str
    is_agreed: bool

    @property
    def band(self) -> Band:
        return BAND_OF_SCORE[self.score]

    @property
    def is_expected(self) -> bool:
        """1 or 2: an issue is expected; 3 or 4: one is possible (DOMAIN.md §7)."""
        return self.band == Band.FAILING


def low_rows(cycle: ReviewCycle, rights: Rights) -> list[LowRow]:
    """Rows at the lowest two bands on which no issue stands, lowest first.

    An officer's score that is not agreed yet is shown to those alone who may see it.
    """
    linked = IssueAssessment.objects.filter(assessment=OuterRef("pk"), ended_at=None)
    low = Q(agreed_score__lt=LOWEST_GOOD)
    if Permission.VIEW_ALL_SCORES in rights:
        low |= Q(agreed_score=None, own_score__lt=LOWEST_GOOD)
    rows = (
        Assessment.objects.filter(low, ~Exists(linked), cycle=cycle, not_applicable=False)
        .select_related("requirement")
        .defer("narrative", "private_note")
        .in_order()
    )
    words = band_words(cycle.council.setting("band_words"))
    found = [
        LowRow(row, score, words[BAND_OF_SCORE[score].value].word, row.agreed_score is not None)
        for row in rows
        if (score := row.agreed_score or row.own_score) is not None
    ]
    return sorted(found, key=lambda one: one.score)


def unanswered_sources(cycle: ReviewCycle) -> list[AssuranceSource]:
    """Sources of the review that say what the statement has to answer, on which no issue stands."""
    linked = IssueSource.objects.filter(source=OuterRef("pk"), ended_at=None)
    sources = AssuranceSource.objects.standing().filter(~Exists(linked), cycle=cycle)
    return [source for source in sources if source.is_unfavourable]


def raised_from(source: AssuranceSource | None, row: Assessment | None) -> str:
    """Where an issue comes from, by the source or the row that it is raised from."""
    origin = GovernanceIssue.RaisedFrom
    if source is not None:
        return {INTERNAL: origin.INTERNAL_AUDIT, EXTERNAL: origin.EXTERNAL_AUDIT}.get(
            AssuranceSource.Kind(source.kind), origin.OTHER_SOURCE
        )
    score = (row.agreed_score or row.own_score) if row else None
    return origin.LOW_SCORE if score is not None and score < LOWEST_GOOD else origin.BY_HAND


def issues_on_rows(review: int, rights: Rights) -> dict[int, list[GovernanceIssue]]:
    """Issues by the key of the review's row that they stand on, as far as the member may read them.

    Rejected ones are left out. One query.
    """
    readable = list(DECIDED)
    if may_read_early(rights):
        readable.append(Status.CANDIDATE)
    links = IssueAssessment.objects.filter(
        assessment__cycle=review, ended_at=None, issue__status__in=readable
    ).select_related("issue")
    found: dict[int, list[GovernanceIssue]] = {}
    for link in links:
        found.setdefault(link.assessment_id, []).append(link.issue)
    return found
