"""Actions: promised on rows, and followed up a year later."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assurance.models import (
    ActionInCycle,
    ActionLink,
    ActionUpdate,
    Assessment,
    ImprovementAction,
    ReviewCycle,
)
from governance.models import Membership
from reports.demo.people import Cast
from reports.demo.reading import Source

MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
A_MONTH = re.compile(rf"({'|'.join(MONTHS)}) (\d{{4}})")
MIDDLE_OF_MONTH = 15


def promise(
    rows: list[Assessment],
    sources: dict[str, Source],
    *,
    cast: Cast,
    by: Membership,
    at: datetime,
    fresh: bool,
) -> None:
    """One officer's actions. `fresh`: as they stood when promised; what became of them comes later."""
    promised = [(row, source) for row in rows for source in sources[row.ref]["actions"]]
    actions = bulk_create_with_history(
        [
            ImprovementAction(
                council=cast.council,
                text=source["text"],
                expected_outcome=source["expected_outcome"],
                owner_post=cast.posts.get(source["owner_post"]),
                due_on=due_date(source),
                status=ImprovementAction.Status.AGREED if fresh else source["status"],
                added_by=by,
            )
            for _, source in promised
        ],
        ImprovementAction,
        default_user=by.user,
        default_date=at,
    )
    ImprovementAction.objects.filter(pk__in=[action.pk for action in actions]).update(added_at=at)
    ActionLink.objects.bulk_create(
        ActionLink(council=cast.council, action=action, assessment=row)
        for (row, _), action in zip(promised, actions, strict=True)
    )
    ActionInCycle.objects.bulk_create(
        ActionInCycle(council=cast.council, action=action, cycle=row.cycle, promised_for=action.due_on)
        for (row, _), action in zip(promised, actions, strict=True)
    )
    if not fresh:
        for (_, source), action in zip(promised, actions, strict=True):
            report(action, source, on=timezone.localdate(at))


def follow_up(cycle: ReviewCycle, sources: dict[str, Source], *, at: datetime) -> None:
    """What became of the actions of a finished review, as their owners tell it."""
    told = {action["text"]: action for source in sources.values() for action in source["actions"]}
    actions = list(ImprovementAction.objects.in_cycle(cycle).with_owner())
    parts = {part.action_id: part for part in ActionInCycle.objects.filter(cycle=cycle)}
    today = timezone.localdate(at)
    for action in actions:
        source = told[action.text]
        action.status = source["status"]
        action.version += 1
        if action.status == ImprovementAction.Status.COMPLETE:
            action.completed_on = min(day_finished(source), today)
            parts[action.pk].outcome = source["progress"]
        report(action, source, on=action.completed_on or today)
    bulk_update_with_history(
        actions, ImprovementAction, ["status", "version", "completed_on"], default_date=at
    )
    ActionInCycle.objects.bulk_update(parts.values(), ["outcome"])


def report(action: ImprovementAction, source: Source, *, on: date) -> None:
    """The owner's words, if there are any."""
    if source["progress"]:
        ActionUpdate.objects.create(
            council=action.council,
            action=action,
            said_on=on,
            by=action.owner_post.holder if action.owner_post else None,
            progress=source["standing"],
            text=source["progress"],
        )


def due_date(source: Source) -> date | None:
    return date.fromisoformat(source["due"]) if source["due"] else None


def day_finished(source: Source) -> date:
    """The middle of the last month that the owner's words name; the day it was due, when they name none."""
    named = A_MONTH.findall(source["progress"])
    if not named:
        return date.fromisoformat(source["due"])
    month, year = named[-1]
    return date(int(year), MONTHS.index(month) + 1, MIDDLE_OF_MONTH)
