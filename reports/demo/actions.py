"""What happened to the demo's actions beside what its reviews tell: updates, a moved date, a second look."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from assurance.models import ActionInCycle, ActionUpdate, Assessment, ImprovementAction
from assurance.workflow.actions import edit_action, verify_action
from governance.models import AuditEntry
from reports.demo.dates import at_noon
from reports.demo.people import Cast
from reports.demo.promises import promise
from reports.demo.reading import Source, read_actions


def tell_of_actions(cast: Cast, *, year: int) -> None:
    """Tell it all of a council whose reviews are loaded; `year` is the one in which this year's starts."""
    told = read_actions(cast.council.slug, year)
    if told:
        promise_more(told["promised"], cast, year=year)
        for source in told["updates"]:
            say(find(cast, source["action"]), source["said"])
        move(find(cast, told["moved"]["action"]), told["moved"], cast)
        take_on(find(cast, told["taken_on_before"]["action"]), told["taken_on_before"]["reason"])
        verify(find(cast, told["verified"]), cast)


def find(cast: Cast, text: str) -> ImprovementAction:
    return ImprovementAction.objects.select_related("owner_post__holder", "council").get(
        council=cast.council, text=text
    )


def promise_more(promised: dict[str, Source], cast: Cast, *, year: int) -> None:
    """Actions on rows that their officers are at, each of the time at which the row was saved."""
    rows = Assessment.objects.with_reference().select_related("council", "saved_by__user")
    for row in rows.filter(cycle__council=cast.council, cycle__starts_on__year=year):
        if row.ref in promised and row.saved_by and row.saved_at:
            sources = {row.ref: {"actions": [promised[row.ref]]}}
            promise([row], sources, cast=cast, by=row.saved_by, at=row.saved_at, fresh=False)


def say(action: ImprovementAction, said: list[Source]) -> None:
    ActionUpdate.objects.bulk_create(
        ActionUpdate(
            council=action.council,
            action=action,
            said_on=date.fromisoformat(each["on"]),
            by=action.owner_post.holder if action.owner_post else None,
            progress=each["standing"],
            text=each["text"],
        )
        for each in said
    )


def move(action: ImprovementAction, source: Source, cast: Cast) -> None:
    values = {"due_on": date.fromisoformat(source["to"])}
    edit_action(action=action, version=action.version, values=values, by=cast.coordinator)
    date_newest_change(action, at_noon(date.fromisoformat(source["on"])))


def take_on(action: ImprovementAction, reason: str) -> None:
    """The first review on record had it from the year before."""
    first = action.in_cycles.order_by("cycle__starts_on").first()
    if first is not None:
        first.origin, first.reason = ActionInCycle.Origin.CARRIED, reason
        first.save(update_fields=["origin", "reason"])


def verify(action: ImprovementAction, cast: Cast) -> None:
    """By the monitoring officer, as the last thing that happened."""
    newest = AuditEntry.objects.for_council(cast.council).order_by("-sequence").first()
    at = newest.at if newest else timezone.now()
    verify_action(action=action, by=cast.monitoring_officer, at=at)
    date_newest_change(action, at)


def date_newest_change(action: ImprovementAction, at: datetime) -> None:
    """Give a change that takes the time of writing by itself the time of the story."""
    newest = action.history.order_by("-history_id").first()
    action.history.filter(pk=newest.pk).update(history_date=at)
