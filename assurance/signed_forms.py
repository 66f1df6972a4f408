"""The shapes of a review as it is signed. Frozen: canonical JSON and its digest are taken of them.

What is added, and what changes its name, makes a new form: contents signed in an older one stay readable
(assurance/signed_differences.py compares what they hold).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

FORM = 2  # 1: rows, bands and the framework only


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
class SignedFile:
    """The newest version of a file at signing, by the SHA-256 of its bytes (hex)."""

    file: int
    number: int
    name: str
    sha256: str


@dataclass(frozen=True)
class SignedEvidence:
    """`item` is the key in the register."""

    item: int
    title: str
    link: str
    note: str
    checked_by: str
    last_reviewed: date | None
    files: tuple[SignedFile, ...]


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
class SignedReply:
    """The officer's answer to a changed score."""

    text: str
    by: SignedPerson | None
    at: datetime


@dataclass(frozen=True)
class SignedRow:
    ref: str
    title: str
    statement: str
    is_council_wording: bool
    last_score: int | None
    status: str
    officer_score: int | None
    scored_by: SignedPerson | None
    change_reason: str
    confirmed_by: SignedPerson | None
    agreed_score: int | None
    agreed_reason: str
    agreed_by: SignedPerson | None
    agreed_at: datetime | None
    reply: SignedReply | None
    not_applicable: bool
    not_applicable_reason: str
    narrative: str
    submitted_by: SignedPerson | None
    submitted_at: datetime | None
    evidence: tuple[SignedEvidence, ...]
    actions: tuple[SignedAction, ...]


@dataclass(frozen=True)
class SignedIssue:
    """`sources` and `actions` are keys; rows and principles are references and letters."""

    issue: int
    title: str
    description: str
    impact: str
    response: str
    raised_from: str
    status: str
    criteria: tuple[str, ...]
    decision_reason: str
    decided_by: SignedPerson | None
    decided_at: datetime | None
    owner_post: str
    due_on: date | None
    committee: str
    rows: tuple[str, ...]
    principles: tuple[str, ...]
    sources: tuple[int, ...]
    actions: tuple[int, ...]


@dataclass(frozen=True)
class SignedNoIssues:
    """That there are no significant issues, and why."""

    reason: str
    by: SignedPerson | None
    at: datetime


@dataclass(frozen=True)
class SignedSource:
    source: int
    kind: str
    line: int
    provider: str
    period_from: date | None
    period_to: date | None
    dated_on: date | None
    opinion_level: str
    opinion: str
    summary: str
    conformance: str
    is_serious: bool
    principles: tuple[str, ...]


@dataclass(frozen=True)
class SignedAnswer:
    number: int
    statement: str
    answer: str
    text: str


@dataclass(frozen=True)
class SignedReturn:
    """A director's assurance return, sent or still missing. `director_return` is its key."""

    director_return: int
    post: str
    sent_as: str
    sent_by: SignedPerson | None
    sent_at: datetime | None
    declaration: str
    answers: tuple[SignedAnswer, ...]


@dataclass(frozen=True)
class SignedReason:
    """A reason with which findings of one rule were passed (`must`) or accepted.

    `findings` are the keys of AcceptedWarning, one for each finding.
    """

    rule: str
    name: str
    must: bool
    findings: tuple[int, ...]
    refs: tuple[str, ...]
    reason: str
    by: SignedPerson | None
    at: datetime


@dataclass(frozen=True)
class SignedReview:
    """`offices`: the chain, first to sign first. `settings`: what the review was measured by."""

    form: int
    council: str
    year: str
    governance_model: str
    framework: str
    edition: str
    revision: int
    offices: tuple[str, ...]
    settings: dict[str, Any]
    bands: tuple[SignedBand, ...]
    rows: tuple[SignedRow, ...]
    issues: tuple[SignedIssue, ...]
    no_issues: SignedNoIssues | None
    sources: tuple[SignedSource, ...]
    returns: tuple[SignedReturn, ...]
    reasons: tuple[SignedReason, ...]
