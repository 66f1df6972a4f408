"""The same score and the same text for the third year: nobody may have looked since."""

from __future__ import annotations

from django.db.models import F

from assurance.models import Assessment, ReviewCycle
from assurance.models.assessments import AssessmentQuerySet

READ = frozenset({"id", "own_score", "agreed_score", "not_applicable", "narrative", "previous"})


def with_two_years_before(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    """Last year's row and the one before it, of which only score and text are read: no query more."""
    fields = {field.name for field in Assessment._meta.concrete_fields}
    unread = sorted(fields - READ)
    return rows.select_related("previous__previous").defer(
        *(f"previous__previous__{name}" for name in unread)
    )


def is_third_time(row: Assessment) -> bool:
    """Score and text are those of last year and of the year before it.

    Reads `previous.previous` as `with_two_years_before` fetched it.
    """
    last = row.previous
    before = last.previous if last else None
    if last is None or before is None or row.score is None or not row.narrative:
        return False
    return row.score == last.score == before.score and row.narrative == last.narrative == before.narrative


def third_time_rows(cycle: ReviewCycle) -> list[Assessment]:
    """The review's rows that say the same for the third year, in order, with their requirement: one query."""
    repeated = Assessment.objects.filter(
        cycle=cycle,
        narrative=F("previous__narrative"),
        previous__narrative=F("previous__previous__narrative"),
    ).exclude(narrative="")
    rows = with_two_years_before(repeated.select_related("requirement")).in_order()
    return [row for row in rows if is_third_time(row)]
