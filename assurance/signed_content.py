"""A review as it is signed: frozen content, canonical JSON, SHA-256 (DESIGN.md §4, "Freezing").

Private notes to reviewers and comments are never part of it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict

from django.db.models import Prefetch

from assurance.checks import rule_called
from assurance.models import (
    AcceptedWarning,
    Assessment,
    EvidenceFile,
    EvidenceUse,
    FileVersion,
    ImprovementAction,
    OfficerReply,
    ReviewCycle,
)
from assurance.row_sources import actions_of, uses_of, with_sources
from assurance.scores import band_words
from assurance.signed_around import issues_of, no_issues_of, person, returns_of, sources_of
from assurance.signed_forms import (
    FORM,
    SignedAction,
    SignedBand,
    SignedEvidence,
    SignedFile,
    SignedReason,
    SignedReply,
    SignedReview,
    SignedRow,
)
from assurance.wording import ShownWording
from governance.audit import canonical_json

# What the findings and the issues of a review were measured by.
SETTINGS = (
    "low_score_threshold",
    "thin_evidence_characters",
    "one_band_percent",
    "evidence_age_months",
    "change_asking_reason",
    "required_sources",
    "issue_definition",
    "issue_criteria",
)

Files = dict[int, list[SignedFile]]
Replies = dict[int, list[OfficerReply]]


def build(cycle: ReviewCycle, *, offices: Iterable[str] = (), reasons: Iterable[int] = ()) -> SignedReview:
    """The review as it stands now; a fixed number of queries, whatever its size.

    `offices` is the chain that finishes it; `reasons` are the keys of the AcceptedWarnings that stand.
    """
    fetched = with_sources(
        Assessment.objects.with_reference().with_people().select_related("submitted_by__user")
    )
    rows = list(fetched.filter(cycle=cycle).in_order())
    wording = ShownWording(cycle)
    files, replies = _files(rows), _replies(cycle)
    words = band_words(cycle.council.setting("band_words"))
    return SignedReview(
        form=FORM,
        council=cycle.council.name,
        year=cycle.label,
        governance_model=cycle.governance_model,
        framework=cycle.framework.title,
        edition=cycle.framework.edition,
        revision=cycle.framework.revision,
        offices=tuple(offices),
        settings={key: cycle.council.setting(key) for key in SETTINGS},
        bands=tuple(SignedBand(band.key, band.word, band.anchor, band.scores) for band in words.values()),
        rows=tuple(_row(row, wording, files, replies) for row in rows),
        issues=issues_of(cycle),
        no_issues=no_issues_of(cycle),
        sources=sources_of(cycle),
        returns=returns_of(cycle),
        reasons=reasons_given(reasons),
    )


def _files(rows: Iterable[Assessment]) -> Files:
    """The newest version of each file that stands with evidence of the rows, by the item's key."""
    items = {use.evidence_id for row in rows for use in uses_of(row)}
    standing = EvidenceFile.objects.filter(evidence__in=items, removed_at=None).order_by("pk")
    found: Files = defaultdict(list)
    for file in standing.prefetch_related(Prefetch("versions", FileVersion.objects.order_by("-number"))):
        newest, *_ = file.versions.all()
        found[file.evidence_id].append(SignedFile(file.pk, newest.number, newest.name, newest.sha256))
    return found


def _replies(cycle: ReviewCycle) -> Replies:
    found: Replies = defaultdict(list)
    for reply in OfficerReply.objects.filter(assessment__cycle=cycle).select_related("by__user"):
        found[reply.assessment_id].append(reply)
    return found


def _row(row: Assessment, wording: ShownWording, files: Files, replies: Replies) -> SignedRow:
    return SignedRow(
        ref=row.ref,
        title=row.title,
        statement=wording.statement(row.requirement),
        is_council_wording=wording.is_council_wording(row.requirement),
        last_score=row.previous.score if row.previous else None,
        status=row.status,
        officer_score=row.own_score,
        scored_by=person(row.scored_by),
        change_reason=row.change_reason,
        confirmed_by=person(row.confirmed_by),
        agreed_score=row.agreed_score,
        agreed_reason=row.agreed_reason,
        agreed_by=person(row.agreed_by),
        agreed_at=row.agreed_at,
        reply=_reply(row, replies.get(row.pk, [])),
        not_applicable=row.not_applicable,
        not_applicable_reason=row.not_applicable_reason,
        narrative=row.narrative,
        submitted_by=person(row.submitted_by),
        submitted_at=row.submitted_at,
        evidence=tuple(_evidence(use, files) for use in uses_of(row)),
        actions=tuple(_action(action) for action in actions_of(row)),
    )


def _reply(row: Assessment, replies: list[OfficerReply]) -> SignedReply | None:
    """The reply to the agreement that stands."""
    for reply in replies:
        if reply.agreed_at == row.agreed_at:
            return SignedReply(reply.text, person(reply.by), reply.at)
    return None


def _evidence(use: EvidenceUse, files: Files) -> SignedEvidence:
    evidence = use.evidence
    return SignedEvidence(
        item=evidence.pk,
        title=evidence.title,
        link=evidence.link,
        note=use.note,
        checked_by=evidence.checked_by,
        last_reviewed=evidence.last_reviewed,
        files=tuple(files.get(evidence.pk, [])),
    )


def _action(action: ImprovementAction) -> SignedAction:
    return SignedAction(
        action=action.pk,
        text=action.text,
        expected_outcome=action.expected_outcome,
        owner_post=action.owner_post.title if action.owner_post else "",
        due_on=action.due_on,
        status=action.status,
    )


def reasons_given(keys: Iterable[int]) -> tuple[SignedReason, ...]:
    """Reasons given, each once with the findings that it was given for; those taken back since too."""
    given = AcceptedWarning.objects.filter(pk__in=list(keys)).order_by("pk")
    groups: dict[object, list[AcceptedWarning]] = {}
    for each in given.select_related("by__user", "assessment__requirement"):
        groups.setdefault((each.rule, each.reason, each.by_id, each.at), []).append(each)
    return tuple(_reason(group) for group in groups.values())


def _reason(group: list[AcceptedWarning]) -> SignedReason:
    first = group[0]
    rule = rule_called(first.rule)
    return SignedReason(
        rule=first.rule,
        name=rule.name if rule else first.rule,
        must=rule.must if rule else True,
        findings=tuple(each.pk for each in group),
        refs=tuple(sorted({each.assessment.requirement.ref for each in group if each.assessment})),
        reason=first.reason,
        by=person(first.by),
        at=first.at,
    )


def as_json(content: SignedReview) -> str:
    return canonical_json(asdict(content))


def digest_of(content: str) -> str:
    """Hex SHA-256 of canonical JSON."""
    return hashlib.sha256(content.encode()).hexdigest()


def check_code(digest: str) -> str:
    """The document check code people compare: twelve characters in fours."""
    return " ".join(digest[start : start + 4] for start in (0, 4, 8))
