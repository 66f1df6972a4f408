"""The reviewer's queue: submitted rows by what they need, each as a desk to decide at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assurance.models import Assessment, ReviewCycle, SentBack
from assurance.policies import may_agree
from assurance.review_findings import Finding, findings
from assurance.reviewers import who_may_agree
from assurance.rows import Row, Score, in_words, words_of
from governance.models import Membership


@dataclass(frozen=True)
class Desk:
    """A row as a reviewer decides on it. `others` may agree it when the reader may not."""

    row: Row
    officer: Score
    findings: list[Finding]
    sent_back: list[SentBack]
    may_agree: bool
    others: list[Membership]

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def assessment(self) -> Assessment:
        return self.row.assessment

    @property
    def is_waiting(self) -> bool:
        return self.assessment.status == Assessment.Status.SUBMITTED

    @property
    def people(self) -> list[Membership]:
        return [assignment.member for assignment in self.assessment.assignments.all()]


@dataclass(frozen=True)
class Queue:
    """Waiting rows: to look at first, those where nothing stands out, and those that others must agree."""

    first: list[Desk]
    rest: list[Desk]
    for_others: list[Desk]

    @property
    def mine(self) -> list[Desk]:
        """The rows that wait for the reader, in the order to take them."""
        return [*self.first, *self.rest]

    def after(self, ref: str) -> str:
        """The reference of the row to open after this one, or an empty string."""
        refs = [desk.ref for desk in self.mine]
        later = refs[refs.index(ref) + 1 :] if ref in refs else refs
        return next((other for other in later + refs if other != ref), "")


def build_desks(
    rows: Iterable[Row], *, cycle: ReviewCycle, membership: Membership, reviewers: list[Membership]
) -> list[Desk]:
    """Desks for one reviewer's eyes; one query, for the reasons of sending back."""
    listed = list(rows)
    words = words_of(cycle.council)
    low = cycle.council.setting("low_score_threshold")
    thin = cycle.council.setting("thin_evidence_characters")
    reasons: dict[int, list[SentBack]] = {}
    for reason in SentBack.objects.filter(assessment__in=[row.assessment for row in listed]).select_related(
        "by__user"
    ):
        reasons.setdefault(reason.assessment_id, []).append(reason)
    return [
        Desk(
            row=row,
            officer=in_words(row.assessment.own_score, words),
            findings=findings(row, low=low, thin=thin),
            sent_back=reasons.get(row.assessment.pk, []),
            may_agree=may_agree(membership, row.assessment),
            others=who_may_agree(row.assessment, reviewers),
        )
        for row in listed
    ]


def sort_queue(desks: Iterable[Desk]) -> Queue:
    """The most serious first, then the order of the framework."""
    waiting = [desk for desk in desks if desk.is_waiting]
    mine = [desk for desk in waiting if desk.may_agree]
    first = [desk for desk in mine if desk.findings]
    return Queue(
        first=sorted(first, key=lambda desk: -desk.findings[0].weight),
        rest=[desk for desk in mine if not desk.findings],
        for_others=[desk for desk in waiting if not desk.may_agree],
    )
