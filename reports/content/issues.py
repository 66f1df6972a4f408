"""Significant governance issues, as the Annual Governance Statement prints them: this and last year's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from assurance.issue_page import in_settings_order, principles_of
from assurance.models import (
    GovernanceIssue,
    IssueAction,
    IssueAssessment,
    IssueInCycle,
    IssuePrinciple,
    ReviewCycle,
)
from assurance.workflow.no_issues import standing_none
from governance.models import Council
from reports.content.control import long_date

Status = GovernanceIssue.Status
CARRIED = IssueInCycle.Origin.CARRIED


@dataclass(frozen=True)
class IssueAnswer:
    """An action that answers an issue. Empty `owner` and `due` print as "no owner yet" and "no date yet"."""

    text: str
    owner: str
    due: str


@dataclass(frozen=True)
class ReportedIssue:
    """An issue of the year. `due` is an ISO date; `closed` says by which minute, empty while it is open."""

    title: str
    criteria: tuple[str, ...]
    description: str
    principles: tuple[str, ...]
    impact: str
    response: str
    actions: tuple[IssueAnswer, ...]
    owner: str
    due: str
    committee: str
    carried: str
    closed: str
    outcome: str


@dataclass(frozen=True)
class Issues:
    """A year's issues with the definition used; `none` is why there are none, as it was said."""

    definition: str
    none: str
    issues: tuple[ReportedIssue, ...]

    @property
    def open_count(self) -> int:
        return sum(not issue.closed for issue in self.issues)


@dataclass(frozen=True)
class FormerIssue:
    """An issue of the year before, and what became of it. `due` is the ISO date then promised."""

    title: str
    owner: str
    due: str
    is_closed: bool
    result: str
    explanation: str


def read_issues(cycle: ReviewCycle) -> Issues:
    """Issues of the review that are or were significant, open ones first; seven queries at most."""
    council: Council = cycle.council
    definition: str = council.setting("issue_definition")
    said = standing_none(cycle)
    return Issues(
        definition, said.reason if said else "", tuple(_reported(issue, council) for issue in _found(cycle))
    )


def _found(cycle: ReviewCycle) -> list[GovernanceIssue]:
    significant = [*GovernanceIssue.OPEN_STATUSES, Status.CLOSED]
    rows = IssueAssessment.objects.filter(ended_at=None, assessment__cycle=cycle).select_related(
        "assessment__requirement__sub_principle__principle"
    )
    answers = IssueAction.objects.filter(ended_at=None).select_related("action__owner_post")
    parts = IssueInCycle.objects.filter(cycle__starts_on__lte=cycle.starts_on).select_related("cycle")
    issues = (
        GovernanceIssue.objects.in_cycle(cycle)
        .filter(status__in=significant)
        .select_related("owner_post")
        .prefetch_related(
            "criteria",
            Prefetch("row_links", queryset=rows.order_by("assessment__requirement__position")),
            Prefetch(
                "principle_links",
                queryset=IssuePrinciple.objects.filter(ended_at=None).select_related("principle"),
            ),
            Prefetch("action_links", queryset=answers),
            Prefetch("in_cycles", queryset=parts.order_by("cycle__starts_on")),
        )
    )
    return sorted(issues, key=lambda issue: (issue.status == Status.CLOSED, issue.pk))


def _reported(issue: GovernanceIssue, council: Council) -> ReportedIssue:
    rows = [link.assessment for link in issue.row_links.all()]
    named = [link.principle for link in issue.principle_links.all()]
    is_closed = issue.status == Status.CLOSED and issue.closed_on is not None
    return ReportedIssue(
        title=issue.title,
        criteria=tuple(
            in_settings_order([one for one in issue.criteria.all() if one.ended_at is None], council)
        ),
        description=issue.description,
        principles=tuple(f"{one.letter} {one.short_title}" for one in principles_of(rows, named)),
        impact=issue.impact,
        response=issue.response,
        actions=tuple(
            IssueAnswer(
                link.action.text,
                link.action.owner_post.title if link.action.owner_post else "",
                link.action.due_on.isoformat() if link.action.due_on else "",
            )
            for link in issue.action_links.all()
        ),
        owner=issue.owner_post.title if issue.owner_post else "",
        due=issue.due_on.isoformat() if issue.due_on else "",
        committee=issue.committee,
        carried=_carried(list(issue.in_cycles.all())),
        closed=_closed(issue) if is_closed else "",
        outcome=issue.closed_outcome if is_closed else "",
    )


def _carried(parts: list[IssueInCycle]) -> str:
    """ "First reported in 2023/24, and carried twice since"; empty for a new issue."""
    times = sum(part.origin == CARRIED for part in parts)
    if not times:
        return ""
    often = {1: "once", 2: "twice"}.get(times, f"{times} times")
    return f"First reported in {parts[0].cycle.label}, and carried {often} since"


def _closed(issue: GovernanceIssue) -> str:
    on = long_date(issue.closed_on.isoformat()) if issue.closed_on else ""
    return f"Closed by the {issue.closed_committee} on {on}, minute {issue.closed_minute}"


def issues_sentences(found: Issues) -> tuple[str, ...]:
    """The definition and how many there are, or why there are none, or that it is not decided yet."""
    if not (found.issues or found.none):
        return ("It has not been decided yet whether there are significant governance issues.",)
    if not found.issues:
        return (
            found.definition,
            f"There are no significant governance issues. {' '.join(found.none.split())}",
        )
    return (found.definition, count_sentence(found))


def count_sentence(found: Issues) -> str:
    """ "There is 1 significant governance issue that is still open; 1 more was closed in the year." """
    is_open, closed = found.open_count, len(found.issues) - found.open_count
    if not is_open:
        plural = "issue was" if closed == 1 else "issues were"
        return f"No significant governance issue is open; {closed} {plural} closed by a committee."
    verb, plural = ("is", "issue") if is_open == 1 else ("are", "issues")
    opening = f"There {verb} {is_open} open significant governance {plural}"
    if not closed:
        return f"{opening}."
    return f"{opening}; {closed} more {'was' if closed == 1 else 'were'} closed by a committee."


def summary_sentence(found: Issues) -> str:
    """For the summary; empty while nobody has decided."""
    if found.issues:
        return count_sentence(found)
    return "There are no significant governance issues." if found.none else ""


def former_issues(cycle: ReviewCycle) -> tuple[FormerIssue, ...]:
    """Last year's issues and what became of them; two queries, one where there was none."""
    parts = list(
        IssueInCycle.objects.filter(
            cycle__council=cycle.council_id,
            cycle__starts_on__year=cycle.year - 1,
            issue__status__in=[*GovernanceIssue.OPEN_STATUSES, Status.CLOSED],
        )
        .select_related("issue__owner_post", "cycle")
        .order_by("pk")
    )
    here = IssueInCycle.objects.filter(cycle=cycle).select_related("cycle") if parts else ()
    now = {part.issue_id: part for part in here}
    return tuple(_former(part, now.get(part.issue_id)) for part in parts)


def _former(then: IssueInCycle, now: IssueInCycle | None) -> FormerIssue:
    issue = then.issue
    due: date | None = then.promised_for or issue.due_on
    is_closed = issue.status == Status.CLOSED
    if is_closed:
        result, explanation = _closed(issue), issue.closed_outcome
    elif now is not None:
        result, explanation = f"Still open, carried into {now.cycle.label}", now.reason
    elif then.outcome:
        result, explanation = "Not carried on", then.outcome
    else:
        result, explanation = "Still open", ""
    return FormerIssue(
        title=issue.title,
        owner=issue.owner_post.title if issue.owner_post else "",
        due=due.isoformat() if due else "",
        is_closed=is_closed,
        result=result,
        explanation=explanation,
    )
