"""One significant issue in full: why it counts, what it stands on, what answers it, what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assurance.action_register import ListedAction, acts_for, council_actions, listed
from assurance.issue_register import days_late
from assurance.models import (
    Assessment,
    AssuranceSource,
    GovernanceIssue,
    IssueAction,
    IssueAssessment,
    IssueCriterion,
    IssueInCycle,
    IssuePrinciple,
    IssueSource,
    IssueUpdate,
    ReviewCycle,
)
from framework.models import Principle
from governance.models import Council, Membership

Status = GovernanceIssue.Status
TWICE = 2  # reviews into which it was carried from the year before


@dataclass(frozen=True)
class IssueYear:
    """The issue's part in one review, with its rows there, and how the year ended in words."""

    part: IssueInCycle
    rows: list[Assessment]
    ended: str

    @property
    def cycle(self) -> ReviewCycle:
        return self.part.cycle

    @property
    def came(self) -> str:
        carried = self.part.origin == IssueInCycle.Origin.CARRIED
        return "Carried from the year before" if carried else "New"


@dataclass(frozen=True)
class IssuePage:
    """What the page of an issue shows, on a day. `rows` are those of the newest review it stands in."""

    issue: GovernanceIssue
    criteria: list[str]
    rows: list[Assessment]
    principles: list[Principle]
    sources: list[AssuranceSource]
    actions: list[ListedAction]
    updates: list[IssueUpdate]
    years: list[IssueYear]
    at: date

    @property
    def holder(self) -> Membership | None:
        return acts_for(self.issue.owner_post) if self.issue.owner_post else None

    @property
    def left(self) -> IssueYear | None:
        """The year that left the open issue behind, with its outcome."""
        newest = self.years[0] if self.years else None
        return newest if newest and self.issue.is_open and newest.part.outcome else None

    @property
    def late(self) -> str:
        return "" if self.left else days_late(self.issue, self.at)

    @property
    def times_carried(self) -> int:
        return sum(year.part.origin == IssueInCycle.Origin.CARRIED for year in self.years)

    @property
    def is_carried_twice(self) -> bool:
        return self.times_carried >= TWICE

    @property
    def lacks(self) -> list[str]:
        """What an open issue still lacks before the statement can be approved."""
        if not self.issue.is_open:
            return []
        asked = [
            ("an owner post", self.issue.owner_post_id),
            ("a due date", self.issue.due_on),
            ("the committee that watches it", self.issue.committee),
            ("what the council does about it", self.issue.response.strip()),
        ]
        return [words for words, value in asked if not value]

    @property
    def lacks_before_confirming(self) -> list[str]:
        asked = [
            ("a description", self.issue.description.strip()),
            ("at least one reason why it counts as significant", self.criteria),
        ]
        return [words for words, value in asked if not value]


def get_years(issue: GovernanceIssue, links: list[IssueAssessment]) -> list[IssueYear]:
    parts = list(issue.in_cycles.select_related("cycle").order_by("-cycle__starts_on"))
    following: dict[int, str] = {}
    for newer, older in zip(parts, parts[1:], strict=False):
        following[older.pk] = newer.cycle.label
    return [
        IssueYear(
            part,
            [link.assessment for link in links if link.assessment.cycle_id == part.cycle_id],
            _ended(part, following.get(part.pk, ""), issue),
        )
        for part in parts
    ]


def _ended(part: IssueInCycle, carried_into: str, issue: GovernanceIssue) -> str:
    """How the year's part ended: as it was told, else by what became of the issue."""
    at_close = f"{part.get_progress_at_close_display()}. " if part.progress_at_close else ""
    if part.outcome:
        return at_close + part.outcome
    if carried_into:
        return f"{at_close}Carried into {carried_into}"
    return at_close + str(issue.get_status_display())


def read_page(issue: GovernanceIssue, *, at: date) -> IssuePage:
    """A fixed number of queries, whatever the issue's age."""
    links = list(
        IssueAssessment.objects.filter(issue=issue, ended_at=None)
        .select_related("assessment__requirement__sub_principle__principle", "assessment__cycle")
        .order_by("assessment__requirement__position")
    )
    years = get_years(issue, links)
    rows = years[0].rows if years else []
    named = IssuePrinciple.objects.filter(issue=issue, ended_at=None).select_related("principle")
    told = IssueSource.objects.filter(issue=issue, ended_at=None).select_related("source__cycle")
    answering = IssueAction.objects.filter(issue=issue, ended_at=None)
    return IssuePage(
        issue=issue,
        criteria=in_settings_order(issue.criteria.filter(ended_at=None), issue.council),
        rows=rows,
        principles=principles_of(rows, [link.principle for link in named]),
        sources=[link.source for link in told],
        actions=listed(council_actions(issue.council).filter(pk__in=answering.values("action")), at=at),
        updates=list(issue.updates.select_related("by__user")),
        years=years,
        at=at,
    )


def in_settings_order(criteria: Iterable[IssueCriterion], council: Council) -> list[str]:
    """Criteria as the council lists them; those that it has dropped since come last."""
    listed_now: list[str] = council.setting("issue_criteria")
    place = {text: number for number, text in enumerate(listed_now)}
    return sorted((one.text for one in criteria), key=lambda text: place.get(text, len(place)))


def principles_of(rows: list[Assessment], named: list[Principle]) -> list[Principle]:
    """Those of the rows and those named beside them, each letter once, in order."""
    found = {one.letter: one for one in named}
    found |= {
        row.requirement.sub_principle.principle.letter: row.requirement.sub_principle.principle
        for row in rows
    }
    return [found[letter] for letter in sorted(found)]
