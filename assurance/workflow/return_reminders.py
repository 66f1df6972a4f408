"""Reminding directors whose return is not in: each is told in the app, once a day at most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assurance.director_returns import REMINDED, ListedReturn, returns_of
from assurance.models import DirectorReturn, ReviewCycle
from assurance.return_policies import why_closed_to_returns
from assurance.workflow.locking import lock_cycle
from assurance.workflow.notices import tell
from governance import audit
from governance.models import Membership
from governance.templatetags.ga import govdate
from governance.workflow.errors import WorkflowError


@dataclass
class Reminded:
    """Posts by what the press has done: told now, told earlier today, with nobody to tell, in meanwhile."""

    told: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)
    not_missing: list[str] = field(default_factory=list)


@transaction.atomic
def remind_of_returns(
    *, cycle: ReviewCycle, returns: Iterable[DirectorReturn], by: Membership, at: datetime
) -> Reminded:
    """Tell whoever answers these returns that they are waited for. Pressing twice on a day tells once."""
    chosen = list(returns)
    if not chosen:
        raise WorkflowError("Tick at least one return to remind of.")
    cycle = lock_cycle(cycle)
    if why := why_closed_to_returns(cycle):
        raise WorkflowError(why)
    standing = {each.row.pk: each for each in returns_of(cycle, at=timezone.localdate(at))}
    done, told = Reminded(), []
    for one in chosen:
        each = standing.get(one.pk)
        if each is None or each.row.is_sent:
            done.not_missing.append(str(one.post))
        elif each.member is None:
            done.nobody.append(str(one.post))
        elif each.was_reminded_today:
            done.already.append(str(one.post))
        else:
            done.told.append(str(one.post))
            told.append(one.pk)
            tell(
                [each.member],
                by=by,
                action=REMINDED,
                text=words_for(each, by=by),
                url=each.row.get_absolute_url(),
            )
    if told:
        audit.record(
            REMINDED, council=cycle.council, by=by.user, about=cycle, at=at, returns=told, posts=done.told
        )
    return done


def words_for(each: ListedReturn, *, by: Membership) -> str:
    """What the director is told."""
    said = f"{by.name} reminds you of the return of the {each.row.post} for the {each.row.cycle}"
    if each.due.on is None:
        return f"{said}."
    day = govdate(each.due.on, "weekday")
    if each.due.is_late:
        return f"{said}. It was due {day}: {each.due.words}."
    return f"{said}, due {day}."
