"""A row as its pages show it: one set of queries for any number of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch

from assurance import policies
from assurance.assignees import contribution_of
from assurance.comment_threads import Thread, threads_of, with_comment_counts
from assurance.differences import Segment, is_worded_from, segments
from assurance.drafting_notes import find_notes
from assurance.models import (
    ActionLink,
    Assessment,
    EvidenceUse,
    ImprovementAction,
    OfficerReply,
    ReviewCycle,
    SentBack,
)
from assurance.models.assessments import AssessmentQuerySet
from assurance.progress import is_ready, is_unconfirmed
from assurance.repeats import is_third_time, with_two_years_before
from assurance.replies import replies_to
from assurance.rules import Gap, gaps_before_submission, last_score
from assurance.scores import BandWords, band_of, band_words
from assurance.wording import ShownWording
from framework.examples import ExampleGroup, group_examples
from framework.models import ExampleEvidence
from governance.models import Council, Membership

STATUS_KEYS = {Assessment.Status.SENT_BACK: "returned"}


@dataclass(frozen=True)
class Score:
    """A score in words: `band` is the key of its shape; all empty when there is none."""

    number: int | None
    word: str
    band: str


@dataclass
class Row:
    """One assessment with what its page shows to one member.

    Scores, and that a row does not apply, are the officer's answer: others see it once agreed.
    `thread` is nothing for those who may not read the row's comments. What only an open row shows is empty
    without `build_rows`.
    """

    assessment: Assessment
    has_evidence: bool
    score: Score
    last: Score
    not_applicable: bool
    last_not_applicable: bool
    can_edit: bool
    can_see_own_score: bool
    reason_from: int  # points against last year from which the council asks for a reason
    can_read_note: bool = False
    statement: str = ""
    examples: list[ExampleGroup] = field(default_factory=list)
    own_examples: list[str] = field(default_factory=list)
    uses: list[EvidenceUse] = field(default_factory=list)
    actions: list[ImprovementAction] = field(default_factory=list)
    last_actions: list[ImprovementAction] = field(default_factory=list)
    sent_back: SentBack | None = None
    agreed_instead_of: Score | None = None
    reply: OfficerReply | None = None  # of the officer, to the agreed score
    can_reply: bool = False
    thread: Thread | None = None
    contribution: str = ""
    gaps: list[Gap] = field(default_factory=list)

    @property
    def ref(self) -> str:
        return self.assessment.ref

    @property
    def is_ready(self) -> bool:
        return is_ready(self.assessment, has_evidence=self.has_evidence, reason_from=self.reason_from)

    @property
    def status_key(self) -> str:
        status = self.assessment.status
        return "ready" if self.is_ready else STATUS_KEYS.get(Assessment.Status(status), status)

    @property
    def status_label(self) -> str:
        return "Ready to submit" if self.is_ready else self.assessment.get_status_display()

    @property
    def drafting_notes(self) -> list[str]:
        """Words of the narrative that read like notes to oneself."""
        return [note.words for note in find_notes(self.assessment.narrative)]

    @property
    def can_confirm(self) -> bool:
        """Last year's answer is there to be confirmed, and nothing was written yet."""
        return self.can_edit and is_unconfirmed(self.assessment)

    @property
    def changes_since_last_year(self) -> list[Segment]:
        """Word by word, where this year's text was made from last year's; else nothing."""
        last = self.assessment.previous.narrative if self.assessment.previous else ""
        now = self.assessment.narrative
        return segments(last, now) if is_worded_from(last, now) else []

    @property
    def is_third_time(self) -> bool:
        """Same score, same text, third year; only for those who may see the officer's score."""
        return self.can_see_own_score and is_third_time(self.assessment)


def words_of(council: Council) -> dict[str, BandWords]:
    return band_words(council.setting("band_words"))


def in_words(score: int | None, words: dict[str, BandWords]) -> Score:
    band = band_of(score)
    return Score(score, words[band.value].word, band.value) if band else Score(None, "", "")


def rows_query(cycle: ReviewCycle) -> AssessmentQuerySet:
    """The review's rows in order, with what `build_rows` reads of each: four queries."""
    return _with_all_shown(Assessment.objects.filter(cycle=cycle)).in_order()


def row_query(council: Council, year: int, ref: str) -> AssessmentQuerySet:
    """One row of the review that begins in the year, and the review with it: the same four queries."""
    rows = Assessment.objects.filter(council=council, cycle__starts_on__year=year, requirement__ref=ref)
    return _with_all_shown(rows).select_related("cycle__framework")


def _with_all_shown(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    uses = EvidenceUse.objects.filter(removed_at=None).select_related("evidence")
    examples = ExampleEvidence.objects.filter(retired_at=None).order_by("position")
    return (
        with_two_years_before(with_comment_counts(rows))
        .with_reference()
        .select_related("previous__agreed_by__user", "saved_by__user")
        .with_people()
        .annotate(was_sent_back=Exists(SentBack.objects.filter(assessment=OuterRef("pk"))))
        .prefetch_related(
            Prefetch("evidence_uses", queryset=uses), Prefetch("requirement__examples", queryset=examples)
        )
    )


def build_rows(
    assessments: Iterable[Assessment],
    *,
    cycle: ReviewCycle,
    membership: Membership,
    rights: policies.Rights,
) -> list[Row]:
    """Rows for one member's eyes, from a `rows_query`."""
    listed = list(assessments)
    words = words_of(cycle.council)
    wording = ShownWording(cycle)
    actions = _actions_on(listed)
    sent_back = _latest_reasons(listed)
    threads = threads_of(listed, membership=membership, rights=rights)
    replies = replies_to(row for row in listed if policies.was_agreed_otherwise(row))
    rows = []
    for assessment in listed:
        # The same objects for all: what they know is read once.
        assessment.cycle, assessment.council = cycle, cycle.council
        requirement = assessment.requirement
        uses = list(assessment.evidence_uses.all())
        row = closed_row(
            assessment, has_evidence=bool(uses), membership=membership, rights=rights, words=words
        )
        row.can_read_note = policies.can_read_private_note(membership, rights, assessment)
        row.statement = wording.statement(requirement)
        row.examples = group_examples(requirement.examples.all())
        row.own_examples = wording.examples(requirement)
        row.uses = uses
        row.actions = actions.get(assessment.pk, [])
        row.last_actions = actions.get(assessment.previous_id or 0, [])
        if row.can_see_own_score:
            row.sent_back = sent_back.get(assessment.pk)
            row.agreed_instead_of = _officers_own(assessment, words)
            row.reply = replies.get(assessment.pk)
            row.can_reply = row.reply is None and policies.can_reply(membership, rights, assessment)
        row.thread = threads.get(assessment.pk)
        row.contribution = contribution_of(membership, assessment)
        row.gaps = gaps_before_submission(
            assessment, has_evidence=row.has_evidence, reason_from=row.reason_from
        )
        rows.append(row)
    return rows


def closed_row(
    assessment: Assessment,
    *,
    has_evidence: bool,
    membership: Membership,
    rights: policies.Rights,
    words: dict[str, BandWords],
) -> Row:
    """A row with what it shows while it is closed; reads `previous`, `assignments`, the review as fetched."""
    keep_readable_year(assessment, membership=membership, rights=rights)
    sees_own = policies.can_see_own_score(membership, rights, assessment)
    sees_last = sees_own or _is_agreed(assessment.previous)
    return Row(
        assessment=assessment,
        has_evidence=has_evidence,
        score=in_words(assessment.score if sees_own else assessment.agreed_score, words),
        last=in_words(last_score(assessment) if sees_last else None, words),
        not_applicable=assessment.not_applicable and (sees_own or _is_agreed(assessment)),
        last_not_applicable=sees_last and _does_not_apply(assessment.previous),
        can_edit=policies.can_edit(membership, rights, assessment),
        can_see_own_score=sees_own,
        reason_from=assessment.cycle.council.setting("change_asking_reason"),
    )


def keep_readable_year(assessment: Assessment, *, membership: Membership, rights: policies.Rights) -> None:
    """Forgets last year's answer where this member may not read it: from now on the row shows none."""
    if assessment.previous and not policies.can_read_last_year(membership, rights, assessment):
        assessment.previous = None


def _latest_reasons(assessments: list[Assessment]) -> dict[int, SentBack]:
    """The newest reason of each row that stands sent back, or is being put right."""
    pending = [row.pk for row in assessments if row.is_editable and getattr(row, "was_sent_back", False)]
    if not pending:
        return {}
    reasons = SentBack.objects.filter(assessment__in=pending).select_related("by__user").order_by("at", "pk")
    return {reason.assessment_id: reason for reason in reasons}


def _actions_on(assessments: list[Assessment]) -> dict[int, list[ImprovementAction]]:
    """Actions by the key of their row, of these rows and of last year's."""
    keys = {key for row in assessments for key in (row.pk, row.previous_id) if key is not None}
    links = ActionLink.objects.filter(assessment__in=keys, ended_at=None).select_related("action__owner_post")
    found: dict[int, list[ImprovementAction]] = {}
    for link in links:
        found.setdefault(link.assessment_id, []).append(link.action)
    return found


def _is_agreed(assessment: Assessment | None) -> bool:
    return assessment is not None and assessment.status == Assessment.Status.AGREED


def _does_not_apply(assessment: Assessment | None) -> bool:
    return assessment is not None and assessment.not_applicable


def _officers_own(assessment: Assessment, words: dict[str, BandWords]) -> Score | None:
    return in_words(assessment.own_score, words) if policies.was_agreed_otherwise(assessment) else None
