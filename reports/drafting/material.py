"""What the drafts are written from: everything that a review holds for its statement, read once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from assurance.models import Assessment, Evidence, EvidenceUse, ReviewCycle
from reports.content.actions import PlannedAction, Promises, action_plan, promises, read_actions
from reports.content.control import contact_post
from reports.content.figures import ReviewFigures, review_figures
from reports.content.issues import Issues, read_issues
from reports.content.reading import ReviewRows, read_review
from reports.content.sources import SourceLine, read_sources
from reports.models import GovernanceStatement, LocalCodeEdition

CheckedBy = Evidence.CheckedBy
OUTSIDE = {CheckedBy.INDEPENDENT: "someone independent", CheckedBy.ANOTHER_TEAM: "another council team"}


@dataclass(frozen=True)
class OutsideCheck:
    """Evidence of a row that somebody outside the service checked; `title` only of what anyone may see."""

    by: str
    title: str


@dataclass(frozen=True)
class CodeApproval:
    """The newest approval of the Local Code; `on` is an ISO date."""

    body: str
    on: str
    minute: str


@dataclass(frozen=True)
class Promise:
    """An open action as a draft names it; `due` is an ISO date or empty."""

    text: str
    owner: str
    due: str
    priority: str


@dataclass(frozen=True)
class Material:
    """`checks` are by reference; `plan` the open actions; `opinion` the statement's level, or empty."""

    cycle: ReviewCycle
    review: ReviewRows
    figures: ReviewFigures
    checks: dict[str, tuple[OutsideCheck, ...]]
    plan: tuple[PlannedAction, ...]
    promises: Promises
    issues: Issues
    sources: tuple[SourceLine, ...]
    code: CodeApproval | None
    opinion: str
    lead_post: str

    @property
    def agreed_rows(self) -> list[Assessment]:
        """Rows whose answers somebody else agreed: nothing else may stand in print as a score."""
        return [row for row in self.review.rows if row.status == Assessment.Status.AGREED]

    def promises_on(self, ref: str) -> tuple[Promise, ...]:
        """Open actions that stand on a row."""
        return tuple(
            as_promise(action)
            for action in self.plan
            if any(named.split(" ", 1)[0] == ref for named in action.requirements)
        )


def read_material(cycle: ReviewCycle, statement: GovernanceStatement | None, *, on: date) -> Material:
    """Read a review as it stands on a day."""
    review = read_review(cycle)
    return Material(
        cycle=cycle,
        review=review,
        figures=review_figures(review),
        checks=_outside_checks(cycle),
        plan=action_plan(read_actions(cycle, on=on), cycle).actions,
        promises=promises(cycle, on=on),
        issues=read_issues(cycle),
        sources=read_sources(cycle),
        code=_code_approval(cycle, on=on),
        opinion=statement.opinion if statement else "",
        lead_post=contact_post(cycle.council),
    )


def as_promise(action: PlannedAction) -> Promise:
    return Promise(action.text, action.owner, action.due, action.priority)


def _outside_checks(cycle: ReviewCycle) -> dict[str, tuple[OutsideCheck, ...]]:
    """By reference, what someone independent checked first; one query."""
    uses = EvidenceUse.objects.filter(
        assessment__cycle=cycle,
        removed_at=None,
        evidence__retired_at=None,
        evidence__merged_into=None,
        evidence__checked_by__in=list(OUTSIDE),
    ).values_list(
        "assessment__requirement__ref", "evidence__checked_by", "evidence__title", "evidence__is_public"
    )
    found: dict[str, list[OutsideCheck]] = defaultdict(list)
    order = [*OUTSIDE]
    for ref, by, title, is_public in sorted(uses, key=lambda use: (order.index(CheckedBy(use[1])), use[2])):
        found[ref].append(OutsideCheck(OUTSIDE[CheckedBy(by)], title if is_public else ""))
    return {ref: tuple(checks) for ref, checks in found.items()}


def _code_approval(cycle: ReviewCycle, *, on: date) -> CodeApproval | None:
    adopted = LocalCodeEdition.objects.for_council(cycle.council).filter(adopted_on__lte=on)
    newest = adopted.order_by("-adopted_on").first()
    if newest is None or newest.adopted_on is None:
        return None
    return CodeApproval(newest.adopted_body, newest.adopted_on.isoformat(), newest.adopted_minute)
