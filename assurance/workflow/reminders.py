"""Reminding those behind: each is told in the app, once a day at most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from assurance.models import ReviewCycle
from assurance.reminding import REMINDED, who_is_behind, words_for
from assurance.workflow.locking import lock_cycle
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError


@dataclass(frozen=True)
class Outcome:
    """Names by what the press has done: told now, told earlier today, not behind any more."""

    told: list[str]
    already: list[str]
    not_behind: list[str]


@transaction.atomic
def remind(*, cycle: ReviewCycle, members: Iterable[Membership], by: Membership, at: datetime) -> Outcome:
    """Tell these members how many of their rows are still with them. Pressing twice on a day tells once."""
    chosen = list(members)
    if not chosen:
        raise WorkflowError("Tick at least one person to remind.")
    cycle = lock_cycle(cycle)
    if not cycle.is_being_scored:
        raise WorkflowError(f"The {cycle} is not open: nobody is behind with it.")
    behind = {person.member.pk: person for person in who_is_behind(cycle, at=at, asking=by).people}
    outcome = Outcome([], [], [])
    told = []
    for member in chosen:
        person = behind.get(member.pk)
        if person is None:
            outcome.not_behind.append(member.name)
        elif person.was_reminded_today:
            outcome.already.append(member.name)
        else:
            outcome.told.append(member.name)
            told.append(member.pk)
            tell(
                [member],
                by=by,
                action=REMINDED,
                text=words_for(person, cycle=cycle, by=by),
                url=reverse("assurance:my-rows", args=[cycle.council.slug, cycle.year]),
            )
    if told:
        audit.record(
            REMINDED,
            council=cycle.council,
            by=by.user,
            about=cycle,
            at=at,
            members=told,
            people=outcome.told,
        )
    return outcome
