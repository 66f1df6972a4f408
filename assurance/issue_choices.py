"""What can be ticked and chosen for an issue, and what is: criteria, rows, principles, sources, posts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assurance.models import Assessment, AssuranceSource, GovernanceIssue, ReviewCycle
from assurance.workflow.issue_edits import KINDS, newest_review
from framework.models import Principle
from governance.models import Post

CRITERION_LIMIT = 300  # characters of IssueCriterion.text


@dataclass(frozen=True)
class IssueChoices:
    """`row_keys`: keys of the review's rows by reference; `ticked`: what stands now, by kind of KINDS.

    `criteria` are the council's own, then those that are ticked and no longer among them.
    """

    cycle: ReviewCycle | None
    row_keys: dict[str, int]
    criteria: list[str]
    principles: list[tuple[str, str]]
    sources: list[tuple[str, str]]
    posts: list[Post]
    default_committee: str
    ticked: dict[str, frozenset[Any]]

    @property
    def ticked_refs(self) -> list[str]:
        return [ref for ref, key in self.row_keys.items() if key in self.ticked["rows"]]


def row_keys(cycle: ReviewCycle | None) -> dict[str, int]:
    """Keys of the review's rows by reference, in order."""
    rows = Assessment.objects.filter(cycle=cycle).in_order() if cycle else Assessment.objects.none()
    return dict(rows.values_list("requirement__ref", "pk"))


def choices_when_raised(cycle: ReviewCycle) -> IssueChoices:
    """For an issue that does not stand yet: its rows are asked for, nothing else."""
    nothing: dict[str, frozenset[Any]] = {kind: frozenset() for kind in KINDS}
    return IssueChoices(cycle, row_keys(cycle), [], [], [], [], "", nothing)


def choices_for(issue: GovernanceIssue) -> IssueChoices:
    """Rows and principles are those of the newest review that it stands in; earlier ones stay."""
    cycle = newest_review(issue)
    keys = row_keys(cycle)
    ticked = {
        kind: frozenset(
            model._default_manager.filter(issue=issue, ended_at=None).values_list(column, flat=True)
        )
        for kind, (model, column, _) in KINDS.items()
    }
    ticked["rows"] &= frozenset(keys.values())
    own = [str(text)[:CRITERION_LIMIT] for text in issue.council.setting("issue_criteria")]
    sources = AssuranceSource.objects.for_council(issue.council).select_related("cycle")
    told = [source for source in sources.filter(cycle=cycle) if source.withdrawn_at is None]
    told += [source for source in sources.filter(pk__in=ticked["sources"]) if source not in told]
    principles = list(Principle.objects.filter(framework=cycle.framework_id)) if cycle else []
    ticked["principles"] &= {one.pk for one in principles}
    posts = list(Post.objects.for_council(issue.council).current())
    if issue.owner_post is not None and issue.owner_post not in posts:
        posts.append(issue.owner_post)
    return IssueChoices(
        cycle=cycle,
        row_keys=keys,
        criteria=[*own, *sorted(ticked["criteria"] - set(own))],
        principles=[(str(one.pk), f"{one.letter} {one.short_title}") for one in principles],
        sources=[(str(source.pk), f"{source} ({source.cycle.label})") for source in told],
        posts=posts,
        default_committee=issue.council.setting("approving_body"),
        ticked=ticked,
    )
