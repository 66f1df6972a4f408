"""The documents by kind: content built and frozen, pages rendered from the frozen content only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from assurance.models import ReviewCycle
from governance.audit import canonical_json
from governance.models import Council
from reports.content import (
    action_plan,
    ags,
    assurance_review,
    committee_summary,
    local_code,
    monitoring_report,
)
from reports.content.control import Release
from reports.copies.tree import TOOLBAR
from reports.models import DocumentKind, Publication

BUILDERS: dict[DocumentKind, Callable[..., Any]] = {
    DocumentKind.ASSURANCE_REVIEW: assurance_review.build,
    DocumentKind.LOCAL_CODE: local_code.build,
    DocumentKind.AGS: ags.build,
    DocumentKind.ACTION_PLAN: action_plan.build,
    DocumentKind.MONITORING_REPORT: monitoring_report.build,
    DocumentKind.COMMITTEE_SUMMARY: committee_summary.build,
}
TEMPLATES = {
    DocumentKind.ASSURANCE_REVIEW: "reports/documents/assurance_review.html",
    DocumentKind.LOCAL_CODE: "reports/documents/local_code.html",
    DocumentKind.AGS: "reports/documents/ags.html",
    DocumentKind.ACTION_PLAN: "reports/documents/action_plan.html",
    DocumentKind.MONITORING_REPORT: "reports/documents/monitoring_report.html",
    DocumentKind.COMMITTEE_SUMMARY: "reports/documents/committee_summary.html",
}


@dataclass(frozen=True)
class FrozenDocument:
    """Content as canonical JSON, the SHA-256 of all of it, and of all but the control block."""

    kind: DocumentKind
    content: str
    digest: str
    body_digest: str


def freeze(
    kind: DocumentKind, cycle: ReviewCycle, *, on: date, release: Release | None = None
) -> FrozenDocument:
    """Build a document from the live rows as they stand on a day, and freeze it."""
    built = asdict(BUILDERS[kind](cycle, on=on, release=release))
    content = canonical_json(built)
    return FrozenDocument(kind, content, sha256(content), text_digest_of(built))


def text_digest_of(document: dict[str, Any]) -> str:
    """SHA-256 of the text: all of a document but its control block. Printed as the document check code."""
    return sha256(canonical_json({key: value for key, value in document.items() if key != "control"}))


def text_digest_given(publication: Publication) -> str:
    """That of a publication's text; computed for what was given out before it was stored."""
    return publication.text_digest or text_digest_of(json.loads(publication.content))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def page(
    kind: DocumentKind, content: str, *, digest: str, address: str, council_slug: str, label: str = ""
) -> str:
    """The document's HTML, for screen and PDF alike.

    `address` is that of the page itself, absolute; `label` what an agenda calls it ("Appendix A").
    """
    document = json.loads(content)
    logo = document["control"].get("logo")
    context = {
        "document": document,
        "control": document["control"],
        "digest": digest,
        "text_digest": text_digest_of(document),
        "address": address,
        "short_address": address.split("://")[-1],
        "brand_address": reverse("governance:brand-css", args=[council_slug]),
        "toolbar_mark": TOOLBAR,
        "label": label,
        "logo_address": reverse("governance:logo", args=[council_slug, logo]) if logo else "",
    }
    return render_to_string(TEMPLATES[kind], context)


def draft_page(frozen: FrozenDocument, cycle: ReviewCycle) -> str:
    """The page of a draft that members have not seen."""
    return page(
        frozen.kind,
        frozen.content,
        digest=frozen.digest,
        address=absolute(draft_path(frozen.kind, cycle)),
        council_slug=cycle.council.slug,
    )


def draft_path(kind: DocumentKind, cycle: ReviewCycle) -> str:
    return reverse("reports:draft", args=[cycle.council.slug, cycle.year, kind.value])


def publication_path(publication: Publication) -> str:
    """The short address that a document prints: the same before and after it is public."""
    return reverse("published:short", args=[publication.digest[:12]])


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def file_name(council: Council, cycle: ReviewCycle, kind: str, state: str, suffix: str = "pdf") -> str:
    """What the PDF or the spreadsheet is called when someone keeps it."""
    return f"{slugify(council.name)}-{kind}-{cycle.slug}-{state}.{suffix}"
