"""The reviewer's queue: submitted rows by what they need, each as a desk to decide at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assurance.assignees import lead_of
from assurance.models import Assessment, OfficerReply, ReviewCycle, SentBack
from assurance.opening import nobody_may_agree
from assurance.policies import may_agree
from assurance.review_findings import Finding, findings
from assurance.reviewers import could_be_reviewers, who_may_agree
from assurance.rows import Row, Score, in_words, words_of
from governance.models import Membership


@dataclass(frozen=True)
class Desk:
    """A row as a reviewer decides on it. `others` may agree it when the reader may not.

    `replies` are the officer's to agreements with another score, the oldest first.
    """

    row: Row
    officer: Score
    findings: list[Finding]
    sent_back: list[SentBack]
    replies: list[OfficerReply]
    may_agree: bool
    others: list[Membership]
    directorate: str

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

    @property
    def reply(self) -> OfficerReply | None:
        """The reply to the agreement that stands."""
        agreed_at = self.assessment.agreed_at
        return next((reply for reply in self.replies if reply.agreed_at == agreed_at), None)

    @property
    def earlier_replies(self) -> list[OfficerReply]:
        return [reply for reply in self.replies if reply.agreed_at != self.assessment.agreed_at]


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
    rows: Iterable[Row],
    *,
    cycle: ReviewCycle,
    membership: Membership,
    reviewers: list[Membership],
    directorates: Mapping[int, str],
) -> list[Desk]:
    """Desks for one reviewer's eyes; two queries, for reasons of sending back and for replies."""
    listed = list(rows)
    words = words_of(cycle.council)
    low = cycle.council.setting("low_score_threshold")
    thin = cycle.council.setting("thin_evidence_characters")
    keys = [row.assessment.pk for row in listed]
    reasons: dict[int, list[SentBack]] = {}
    for reason in SentBack.objects.filter(assessment__in=keys).select_related("by__user"):
        reasons.setdefault(reason.assessment_id, []).append(reason)
    replies: dict[int, list[OfficerReply]] = {}
    for reply in OfficerReply.objects.filter(assessment__in=keys).select_related("by__user"):
        replies.setdefault(reply.assessment_id, []).append(reply)
    return [
        Desk(
            row=row,
            officer=in_words(row.assessment.own_score, words),
            findings=findings(row, low=low, thin=thin),
            sent_back=reasons.get(row.assessment.pk, []),
            replies=replies.get(row.assessment.pk, []),
            may_agree=may_agree(membership, row.assessment),
            others=who_may_agree(row.assessment, reviewers),
            directorate=directorate_of(row.assessment, directorates),
        )
        for row in listed
    ]


def directorate_of(row: Assessment, directorates: Mapping[int, str]) -> str:
    """That of the row's lead, by the key of the member; empty when there is none."""
    lead = lead_of(row)
    return directorates.get(lead.pk, "") if lead else ""


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


@dataclass(frozen=True)
class Stuck:
    """A row that nobody may agree; `could` are people whom it would help to name as reviewers."""

    row: Assessment
    lead: Membership | None
    could: list[Membership]


NAMED = 3  # people to choose from are enough to see a way out


def stuck_rows(rows: Iterable[Assessment], *, cycle: ReviewCycle, reviewers: list[Membership]) -> list[Stuck]:
    """Rows that nobody may agree, in order, from rows with people; no query when there is none."""
    stuck = nobody_may_agree(rows, reviewers)
    possible = could_be_reviewers(cycle) if stuck else []
    return [
        Stuck(
            row=row,
            lead=lead_of(row),
            could=[each for each in who_may_agree(row, possible) if each != lead_of(row)][:NAMED],
        )
        for row in stuck
    ]
