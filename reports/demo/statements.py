"""The Annual Governance Statement of a demo council, and the documents it has released to members."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from assurance.models import ReviewCycle
from governance.models import Membership
from reports.demo.reading import Source
from reports.documents import freeze
from reports.layouts import LETTERS, principle_key
from reports.models import DocumentKind
from reports.workflow.publications import release
from reports.workflow.statements import OpinionEdit, SectionEdit, save_statement

# The layout's sections by key, and the part of the file that fills each.
SECTIONS = {
    "summary": "summary",
    "responsibility": "scope",
    "framework": "framework",
    "review": "review_method",
    "disclosures": "disclosures",
    "promises": "progress",
    "issues": "significant_issues",
    "plan": "action_plan",
    "events": "looking_ahead",
    "certification": "certification",
}


# What members were given to read, by how far the statement has come.
RELEASED = {
    "unaudited": [DocumentKind.AGS, DocumentKind.COMMITTEE_SUMMARY],
    "final_published": [
        DocumentKind.ASSURANCE_REVIEW,
        DocumentKind.LOCAL_CODE,
        DocumentKind.AGS,
        DocumentKind.COMMITTEE_SUMMARY,
        DocumentKind.MONITORING_REPORT,
    ],
}


def write_statement(cycle: ReviewCycle, source: Source, *, as_at: date, by: Membership, at: datetime) -> None:
    """Save the opinion and every section, as the statement's page would."""
    opinion = OpinionEdit(source["opinion"]["level"], source["opinion"]["sentence"], as_at, version=1)
    sections = {key: SectionEdit(text, version=0) for key, text in section_texts(source).items()}
    save_statement(cycle=cycle, opinion=opinion, sections=sections, by=by, at=at)


def section_texts(source: Source) -> dict[str, str]:
    """The texts by section, in Markdown."""
    texts = {key: source[part] for key, part in SECTIONS.items()}
    for letter in LETTERS:
        part = source["principles"][letter]
        texts[principle_key(letter)] = f"**{part['conclusion']}**\n\n{part['text']}"
    return texts


def release_document(
    kind: DocumentKind, cycle: ReviewCycle, *, meeting_on: date, by: Membership, at: datetime
) -> None:
    """Show a document to members for the meeting that considers it."""
    today = timezone.localdate(at)
    release(
        kind=kind,
        cycle=cycle,
        seen=freeze(kind, cycle, on=today).body_digest,
        visible_from=today,
        meeting=cycle.council.setting("approving_body"),
        meeting_on=meeting_on,
        by=by,
        at=at,
    )
