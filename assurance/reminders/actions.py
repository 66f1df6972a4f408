"""Actions of a post: late (weekly), due soon (once), quiet for three months (monthly)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import Truncator

from assurance.action_register import is_overdue
from assurance.models import ActionUpdate, ImprovementAction
from assurance.models.actions import ImprovementActionQuerySet
from assurance.reminders import Reminder, month_of, reminds, week_of
from assurance.reminders.council_day import CouncilDay
from assurance.reminders.words import near
from assurance.waiting import QUIET_DAYS
from governance.models import Membership

SOON = timedelta(days=14)
LONGEST_TEXT = 120  # of an action, in a reminder

Found = dict[Membership, list[ImprovementAction]]


@reminds("actions-late", one="reminder of late actions", many="reminders of late actions")
def late(day: CouncilDay) -> Iterator[Reminder]:
    found = day.council.actions.filter(is_overdue(day.at))
    for member, actions in _of_posts(day, found).items():
        yield _together(member, actions, "past their date", "past its date", key=week_of(day.at))


@reminds("actions-soon", one="action due soon", many="actions due soon")
def due_soon(day: CouncilDay) -> Iterator[Reminder]:
    found = day.council.actions.going_on().filter(due_on__range=(day.at, day.at + SOON))
    for member, actions in _of_posts(day, found).items():
        for action in actions:
            if action.due_on:
                text = (
                    f"An action of {action.owner_post} is due {near(action.due_on, day.at)}, {_name(action)}"
                )
                yield Reminder(member, text, url_of(action), f"{action.pk}:{action.due_on}")


@reminds("actions-quiet", one="reminder of quiet actions", many="reminders of quiet actions")
def quiet(day: CouncilDay) -> Iterator[Reminder]:
    """Nobody has said for three months how they go; those past their date are told of as late."""
    since = day.at - timedelta(days=QUIET_DAYS)
    updates = ActionUpdate.objects.filter(action=OuterRef("pk"), said_on__gt=since)
    is_quiet = Q(added_at__date__lte=since) & ~Exists(updates)
    found = day.council.actions.going_on().filter(is_quiet).exclude(due_on__lt=day.at)
    words = "waiting for word of how they go", "waiting for word of how it goes"
    for member, actions in _of_posts(day, found).items():
        yield _together(member, actions, *words, key=month_of(day.at))


def _of_posts(day: CouncilDay, actions: ImprovementActionQuerySet) -> Found:
    """The actions of each person's posts, those due first on top."""
    found: Found = defaultdict(list)
    for action in actions.select_related("owner_post").order_by("due_on", "pk"):
        for member in day.people_of(action.owner_post):
            found[member].append(action)
    return found


def _together(
    member: Membership, actions: list[ImprovementAction], many: str, one: str, *, key: str
) -> Reminder:
    """One reminder of all of them: of a single one, its text and its page."""
    if len(actions) == 1:
        [action] = actions
        text = f"An action of {action.owner_post} is {one}, {_name(action)}"
        return Reminder(member, text, url_of(action), key)
    return Reminder(member, f"{len(actions)} actions of your posts are {many}.", reverse("my-work"), key)


def _name(action: ImprovementAction) -> str:
    return f"“{Truncator(' '.join(action.text.split())).chars(LONGEST_TEXT)}”."


def url_of(action: ImprovementAction) -> str:
    return reverse("assurance:action", args=[action.council.slug, action.pk])
