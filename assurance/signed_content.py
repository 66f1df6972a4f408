"""A review as it is signed: frozen content, canonical JSON, SHA-256 (DESIGN.md §4, "Freezing").

Private notes to reviewers are never part of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from assurance.models import Assessment, Evidence, ImprovementAction, ReviewCycle
from assurance.row_sources import actions_of, uses_of, with_sources
from assurance.scores import band_words
from assurance.wording import ShownWording
from governance.audit import canonical_json
from governance.models import Membership

FORM = 1  # of the content below; grows when its fields change

# Texts that may move on after signing without touching what was signed (DESIGN.md §2).
MOVES_ON = ("statement", "evidence", "actions")


@dataclass(frozen=True)
class SignedPerson:
    """The member's key as well: names change."""

    member: int
    name: str


@dataclass(frozen=True)
class SignedBand:
    key: str
    word: str
    anchor: str
    scores: tuple[int, int]


@dataclass(frozen=True)
class SignedEvidence:
    title: str
    link: str
    note: str
    checked_by: str
    last_reviewed: date | None


@dataclass(frozen=True)
class SignedAction:
    """`action` is the promise's own key, so that it can be followed to later years."""

    action: int
    text: str
    expected_outcome: str
    owner_post: str
    due_on: date | None
    status: str


@dataclass(frozen=True)
class SignedRow:
    ref: str
    title: str
    statement: str
    is_council_wording: bool
    last_score: int | None
    officer_score: int | None
    scored_by: SignedPerson | None
    change_reason: str
    agreed_score: int | None
    agreed_reason: str
    agreed_by: SignedPerson | None
    agreed_at: datetime | None
    not_applicable: bool
    not_applicable_reason: str
    narrative: str
    submitted_by: SignedPerson | None
    submitted_at: datetime | None
    evidence: tuple[SignedEvidence, ...]
    actions: tuple[SignedAction, ...]


@dataclass(frozen=True)
class SignedReview:
    form: int
    council: str
    year: str
    governance_model: str
    framework: str
    edition: str
    revision: int
    bands: tuple[SignedBand, ...]
    rows: tuple[SignedRow, ...]


def build(cycle: ReviewCycle) -> SignedReview:
    """The review as it stands now; a handful of queries, whatever its size."""
    fetched = with_sources(
        Assessment.objects.with_reference().with_people().select_related("submitted_by__user")
    )
    wording = ShownWording(cycle)
    words = band_words(cycle.council.setting("band_words"))
    return SignedReview(
        form=FORM,
        council=cycle.council.name,
        year=cycle.label,
        governance_model=cycle.governance_model,
        framework=cycle.framework.title,
        edition=cycle.framework.edition,
        revision=cycle.framework.revision,
        bands=tuple(SignedBand(band.key, band.word, band.anchor, band.scores) for band in words.values()),
        rows=tuple(_row(row, wording) for row in fetched.filter(cycle=cycle).in_order()),
    )


def _row(row: Assessment, wording: ShownWording) -> SignedRow:
    return SignedRow(
        ref=row.ref,
        title=row.title,
        statement=wording.statement(row.requirement),
        is_council_wording=wording.is_council_wording(row.requirement),
        last_score=row.previous.score if row.previous else None,
        officer_score=row.own_score,
        scored_by=_person(row.scored_by),
        change_reason=row.change_reason,
        agreed_score=row.agreed_score,
        agreed_reason=row.agreed_reason,
        agreed_by=_person(row.agreed_by),
        agreed_at=row.agreed_at,
        not_applicable=row.not_applicable,
        not_applicable_reason=row.not_applicable_reason,
        narrative=row.narrative,
        submitted_by=_person(row.submitted_by),
        submitted_at=row.submitted_at,
        evidence=tuple(_evidence(use.evidence, use.note) for use in uses_of(row)),
        actions=tuple(_action(action) for action in actions_of(row)),
    )


def _person(member: Membership | None) -> SignedPerson | None:
    return SignedPerson(member.pk, member.name) if member else None


def _evidence(evidence: Evidence, note: str) -> SignedEvidence:
    return SignedEvidence(evidence.title, evidence.link, note, evidence.checked_by, evidence.last_reviewed)


def _action(action: ImprovementAction) -> SignedAction:
    return SignedAction(
        action=action.pk,
        text=action.text,
        expected_outcome=action.expected_outcome,
        owner_post=action.owner_post.title if action.owner_post else "",
        due_on=action.due_on,
        status=action.status,
    )


def as_json(content: SignedReview) -> str:
    return canonical_json(asdict(content))


def digest_of(content: str) -> str:
    """Hex SHA-256 of canonical JSON."""
    return hashlib.sha256(content.encode()).hexdigest()


def check_code(digest: str) -> str:
    """The document check code people compare: twelve characters in fours."""
    return " ".join(digest[start : start + 4] for start in (0, 4, 8))


@dataclass(frozen=True)
class Difference:
    """`moved_on`: work that goes on after signing; it leaves the signature as it is."""

    ref: str
    field: str
    signed: Any
    now: Any
    moved_on: bool


def differences(signed: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    """What differs between two contents, both as read from JSON: rows added, gone or changed."""
    old = {row["ref"]: row for row in signed["rows"]}
    new = {row["ref"]: row for row in now["rows"]}
    found = []
    for ref in sorted(old.keys() | new.keys()):
        if ref not in old or ref not in new:
            found.append(Difference(ref, "row", ref in old, ref in new, moved_on=False))
            continue
        found += [
            Difference(ref, field, value, new[ref].get(field), moved_on=field in MOVES_ON)
            for field, value in old[ref].items()
            if _same_person(value) != _same_person(new[ref].get(field))
        ]
    return found


def _same_person(value: Any) -> Any:
    return value["member"] if isinstance(value, dict) and "member" in value else value
