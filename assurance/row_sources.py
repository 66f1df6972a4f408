"""What stands behind a row's score: evidence shown and actions promised."""

from __future__ import annotations

from django.db.models import Prefetch

from assurance.models import ActionLink, Assessment, Evidence, EvidenceUse, ImprovementAction
from assurance.models.assessments import AssessmentQuerySet


def with_sources(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    """Fetch what the functions below read: one query each, whatever the number of rows."""
    return rows.prefetch_related(
        Prefetch("evidence_uses", queryset=EvidenceUse.objects.select_related("evidence")),
        Prefetch("action_links", queryset=ActionLink.objects.select_related("action__owner_post")),
    )


def uses_of(row: Assessment) -> list[EvidenceUse]:
    """Evidence shown on the row now, with what to look at."""
    return [use for use in row.evidence_uses.all() if use.removed_at is None]


def evidence_of(row: Assessment) -> list[Evidence]:
    return [use.evidence for use in uses_of(row)]


def actions_of(row: Assessment) -> list[ImprovementAction]:
    """Actions promised on the row now."""
    return [link.action for link in row.action_links.all() if link.ended_at is None]
