"""What officers answered to changed scores."""

from __future__ import annotations

from collections.abc import Iterable

from assurance.models import Assessment, OfficerReply


def replies_to(rows: Iterable[Assessment]) -> dict[int, OfficerReply]:
    """The reply to the agreement that stands, by the key of the row: one query, none without rows."""
    stands = {row.pk: row.agreed_at for row in rows if row.agreed_at is not None}
    if not stands:
        return {}
    replies = OfficerReply.objects.filter(assessment__in=stands).select_related("by__user")
    return {reply.assessment_id: reply for reply in replies if reply.agreed_at == stands[reply.assessment_id]}
