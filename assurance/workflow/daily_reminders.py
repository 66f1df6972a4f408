"""The reminders of a day: each person is told once, however often and in how many processes it runs."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from assurance.reminders import KINDS
from assurance.reminders.council_day import CouncilDay
from governance.models import Council, Notice
from governance.workflow.memberships import lock
from governance.workflow.notices import tell_members


@transaction.atomic
def remind_council(council: Council, *, at: date) -> list[Notice]:
    """Tell the members of a council what the day asks of them; returns the notices that are new."""
    lock(council)  # a second run waits, and finds everything told
    day = CouncilDay(council, at)
    return tell_members(telling for kind in KINDS.values() for telling in kind.tellings(day))
