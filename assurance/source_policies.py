"""Who may record and change sources of assurance now.

Sources may come in until the review is closed: the external auditor and inspectors report when they do,
often after the review is finished. What was signed stays as it was; what came later counts as work that
moved on (DESIGN.md §2).
"""

from __future__ import annotations

from assurance.models import AssuranceSource, ReviewCycle
from assurance.policies import Rights
from governance.permissions import Permission


def right_for(kind: str) -> Permission:
    """The head of internal audit alone speaks for internal audit."""
    if kind == AssuranceSource.Kind.HEAD_OF_INTERNAL_AUDIT:
        return Permission.RECORD_AUDIT_OPINION
    return Permission.RECORD_SOURCES


def takes_sources(cycle: ReviewCycle) -> bool:
    """Until it is closed; never a record of a past year."""
    return not cycle.is_past_record and cycle.stage != ReviewCycle.Stage.CLOSED


def can_record(rights: Rights, cycle: ReviewCycle, kind: str) -> bool:
    return takes_sources(cycle) and right_for(kind) in rights


def can_change(rights: Rights, source: AssuranceSource) -> bool:
    """Also whether it may be withdrawn, and its reports put with it. Reads the source's `cycle`."""
    return source.withdrawn_at is None and can_record(rights, source.cycle, source.kind)


def why_not(cycle: ReviewCycle) -> str:
    """Why the review takes no source any more, in a sentence; empty while it does."""
    if cycle.is_past_record:
        return f"The {cycle} is a record of a past year: nothing is added to it."
    if cycle.stage == ReviewCycle.Stage.CLOSED:
        return f"The {cycle} is closed: its sources of assurance stay as they are."
    return ""
