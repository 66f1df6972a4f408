"""The dates of a review: scores in, scores agreed, and the steps of its statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from assurance.models import Milestone, ReviewCycle
from assurance.reminders import Reminder, reminds, step_of
from assurance.reminders.council_day import CouncilDay
from assurance.reminders.words import capital, near, when
from assurance.reminding import how_many
from governance.permissions import Permission

# What is to happen on the date of a step that the documents know the end of: told before it, and on the day.
TO_HAPPEN = {
    Milestone.Kind.DRAFT: "the draft statement is to be published",
    Milestone.Kind.APPROVAL: "{body} is to approve the statement",
    Milestone.Kind.PUBLICATION: "the final statement is to be published",
}


@reminds("rows", one="date for your rows", many="dates for your rows")
def rows_to_send(day: CouncilDay) -> Iterator[Reminder]:
    """Leads with rows to send, before the scoring date and each week after it."""
    for cycle, due_on, step in _dates(day, Milestone.Kind.SCORING):
        url = reverse("assurance:my-rows", args=[day.council.slug, cycle.year])
        for member, rows in day.led(cycle).items():
            if rows.to_do:
                verb = "is" if rows.to_do == 1 else "are"
                what = f"{how_many(rows.to_do, rows.total)} of the {cycle} {verb} still with you"
                yield Reminder(member, f"{capital(what)}, {when(due_on, day.at)}.", url, step)


@reminds("agreeing", one="date for agreeing", many="dates for agreeing")
def rows_to_agree(day: CouncilDay) -> Iterator[Reminder]:
    """Those who agree scores, before the date for it and each week after it while rows are not agreed."""
    for cycle, due_on, step in _dates(day, Milestone.Kind.AGREEING):
        left = day.not_agreed(cycle)
        if not left:
            continue
        url = reverse("assurance:review-queue", args=[day.council.slug, cycle.year])
        rows = "1 row" if left == 1 else f"{left} rows"
        for member, waiting in day.waiting(cycle).items():
            wait = f"; {waiting} {'waits' if waiting == 1 else 'wait'} for you" if waiting else ""
            text = f"{rows} of the {cycle} {'is' if left == 1 else 'are'} not agreed{wait}"
            yield Reminder(member, f"{text}, {when(due_on, day.at)}.", url, step)


@reminds("statement", one="date of the statement", many="dates of the statement")
def statement_dates(day: CouncilDay) -> Iterator[Reminder]:
    """Coordinators and monitoring officers, before each step of the statement and on the day.

    Not after it: whether it has happened is known to the documents, which are not read here.
    """
    for kind, words in TO_HAPPEN.items():
        for cycle, due_on, step in _dates(day, kind):
            if due_on < day.at:
                continue
            what = words.format(body=day.council.setting("approving_body"))
            text = f"{capital(near(due_on, day.at))}, {what} ({cycle})."
            url = reverse("assurance:cycle", args=[day.council.slug, cycle.year])
            concerned = [
                *day.with_right(Permission.MANAGE_REVIEW, cycle),
                *day.with_right(Permission.FINISH, cycle),
            ]
            for member in dict.fromkeys(concerned):
                yield Reminder(member, text, url, f"{kind}:{step}")


def _dates(day: CouncilDay, kind: Milestone.Kind) -> Iterator[tuple[ReviewCycle, date, str]]:
    """Dates of the kind that it is time to tell of, each with the key of its step in time."""
    own = {Milestone.Kind.SCORING, Milestone.Kind.AGREEING}
    for cycle in day.being_scored if kind in own else day.cycles:
        for milestone in cycle.milestones.all():
            if milestone.kind == kind and milestone.due_on and (step := step_of(milestone.due_on, day.at)):
                yield cycle, milestone.due_on, f"{cycle.pk}:{step}"
