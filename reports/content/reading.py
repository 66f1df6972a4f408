"""The rows of a review with everything that the documents print of them, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from assurance.models import (
    ActionLink,
    Assessment,
    CouncilExample,
    EvidenceUse,
    GovernanceIssue,
    IssueAction,
    ReviewCycle,
    SignOff,
)
from assurance.progress import Figures, by_principle, figures
from assurance.scores import BandWords, band_words
from assurance.wording import ShownWording
from framework.examples import group_examples
from framework.models import ExampleEvidence, Principle


@dataclass(frozen=True)
class Examples:
    """Examples of evidence for one requirement: the framework's, one level nested, and the council's own."""

    framework: list[tuple[str, list[str]]]
    own: list[str]


@dataclass
class ReviewRows:
    """A review's rows by reference order, with last year's, the words shown and the council's band words."""

    cycle: ReviewCycle
    rows: list[Assessment]
    wording: ShownWording
    bands: dict[str, BandWords]
    figures: Figures
    by_principle: dict[str, Figures]
    last_year: dict[str, Figures]
    finished_on: str
    threshold: int

    @property
    def principles(self) -> list[Principle]:
        """The principles in order, each once."""
        return list(dict.fromkeys(row.requirement.sub_principle.principle for row in self.rows))

    def in_principle(self, letter: str) -> list[Assessment]:
        return [row for row in self.rows if row.requirement.sub_principle.principle.letter == letter]

    def word(self, score: int | None) -> str:
        """The council's word for the band of a score; empty without a score."""
        return next((band.word for band in self.bands.values() if score in band.scores), "")

    @property
    def low(self) -> list[Assessment]:
        """Rows at or under the council's threshold for a low score, lowest first."""
        scored = [row for row in self.rows if row.score is not None and row.score <= self.threshold]
        return sorted(scored, key=lambda row: (row.score or 0, row.requirement.position))


def read_review(cycle: ReviewCycle) -> ReviewRows:
    """Fetch a review; four queries, and one for the council's settings."""
    rows = list(
        Assessment.objects.filter(cycle=cycle)
        .select_related("requirement__sub_principle__principle", "previous")
        .in_order()
    )
    council = cycle.council
    return ReviewRows(
        cycle=cycle,
        rows=rows,
        wording=ShownWording(cycle),
        bands=band_words(council.setting("band_words")),
        figures=figures(rows),
        by_principle=by_principle(rows),
        last_year=figures_last_year(rows),
        finished_on=finished_on(cycle),
        threshold=council.setting("low_score_threshold"),
    )


def figures_last_year(rows: list[Assessment]) -> dict[str, Figures]:
    """Last year's figures by principle letter, of the rows that these follow."""
    groups: dict[str, list[Assessment]] = defaultdict(list)
    for row in rows:
        if row.previous is not None:
            groups[row.requirement.sub_principle.principle.letter].append(row.previous)
    return {letter: figures(group) for letter, group in groups.items()}


def finished_on(cycle: ReviewCycle) -> str:
    """The day the review was finished, ISO; empty while it is not."""
    if cycle.is_past_record:
        return cycle.record_date.isoformat() if cycle.record_date else ""
    if not cycle.is_finished:
        return ""
    last = SignOff.objects.standing().filter(signed_content__cycle=cycle).order_by("-at").first()
    return timezone.localdate(last.at).isoformat() if last else ""


def read_examples(cycle: ReviewCycle) -> dict[str, Examples]:
    """Examples of evidence by reference; two queries."""
    framework: dict[str, list[ExampleEvidence]] = defaultdict(list)
    for example in ExampleEvidence.objects.filter(
        requirement__sub_principle__principle__framework=cycle.framework_id, retired_at=None
    ).select_related("requirement"):
        framework[example.requirement.ref].append(example)
    own: dict[str, list[str]] = defaultdict(list)
    for added in CouncilExample.objects.filter(council=cycle.council_id, retired_at=None).select_related(
        "requirement"
    ):
        own[added.requirement.ref].append(added.text)
    return {
        ref: Examples(
            [
                (group.example.text, [one.text for one in group.nested])
                for group in group_examples(framework[ref])
            ],
            own[ref],
        )
        for ref in {*framework, *own}
    }


def read_action_links(cycle: ReviewCycle) -> list[ActionLink]:
    """The review's actions with owner post and row, in the order of the rows; one query."""
    return list(
        ActionLink.objects.filter(assessment__cycle=cycle, ended_at=None, action__joined_into=None)
        .select_related("action__owner_post", "assessment__requirement")
        .order_by("assessment__requirement__position", "pk")
    )


def read_issue_actions(cycle: ReviewCycle) -> list[IssueAction]:
    """The review's actions that answer a significant issue, with owner post, as linked; one query."""
    return list(
        IssueAction.objects.filter(
            ended_at=None,
            action__joined_into=None,
            action__in_cycles__cycle=cycle,
            issue__status__in=[*GovernanceIssue.OPEN_STATUSES, GovernanceIssue.Status.CLOSED],
        )
        .select_related("action__owner_post", "issue")
        .order_by("pk")
    )


def read_public_evidence(cycle: ReviewCycle) -> dict[str, list[EvidenceUse]]:
    """Items of the register that anyone may see, by reference; internal ones are never fetched. One query."""
    uses = (
        EvidenceUse.objects.filter(
            assessment__cycle=cycle,
            removed_at=None,
            evidence__is_public=True,
            evidence__retired_at=None,
            evidence__merged_into=None,
        )
        .select_related("evidence__owner_post", "assessment__requirement")
        .order_by("evidence__title", "pk")
    )
    found: dict[str, list[EvidenceUse]] = defaultdict(list)
    for use in uses:
        found[use.assessment.requirement.ref].append(use)
    return found
