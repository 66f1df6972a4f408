"""Asking for the head of internal audit's annual opinion: told in the app, once a day at most."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assurance.models import AssuranceSource, ReviewCycle
from assurance.source_kinds import OWN_OPINION
from assurance.source_policies import why_not
from assurance.source_register import REMINDED, last_reminded, who_gives_the_opinion
from assurance.workflow.locking import lock_cycle
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


@transaction.atomic
def ask_for_opinion(*, cycle: ReviewCycle, by: Membership, at: datetime) -> list[Membership]:
    """Tell whoever gives the opinion that it is missing; returns who was told."""
    cycle = lock_cycle(cycle)
    if refused := why_not(cycle):
        raise WorkflowError(refused)
    if Permission.RECORD_SOURCES not in by.permissions(year=cycle.year):
        raise WorkflowError(f"You cannot {Permission.RECORD_SOURCES.value}.")
    if AssuranceSource.objects.standing().filter(cycle=cycle, kind=OWN_OPINION).exists():
        raise WorkflowError("The opinion is recorded already.")
    asked = who_gives_the_opinion(cycle)
    if not asked:
        raise WorkflowError("Nobody is head of internal audit here. An administrator gives the role.")
    last = last_reminded(cycle)
    if last is not None and timezone.localdate(last) == timezone.localdate(at):
        raise WorkflowError("They were reminded today already. You can remind them again tomorrow.")
    tell(
        asked,
        by=by,
        action=REMINDED,
        text=f"{by.name} reminds you that your annual opinion is missing in the {cycle}.",
        url=reverse("assurance:audit-opinion", args=[cycle.council.slug, cycle.year]),
    )
    audit.record(
        REMINDED,
        council=cycle.council,
        by=by.user,
        about=cycle,
        at=at,
        people=[member.name for member in asked],
    )
    return asked
