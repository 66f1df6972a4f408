"""Open significant issues past their date: each week, to whoever acts for the owner post."""

from __future__ import annotations

from collections.abc import Iterator

from assurance.models import GovernanceIssue
from assurance.reminders import Reminder, reminds, step_of
from assurance.reminders.council_day import CouncilDay
from assurance.reminders.words import when


@reminds("issues", one="late significant issue", many="late significant issues")
def late(day: CouncilDay) -> Iterator[Reminder]:
    overdue = GovernanceIssue.objects.for_council(day.council).open().filter(due_on__lt=day.at)
    for issue in overdue.select_related("owner_post").order_by("due_on", "pk"):
        if issue.due_on is None:
            continue
        text = f"The significant issue “{issue.title}” is {when(issue.due_on, day.at)}."
        issue.council = day.council
        for member in day.people_of(issue.owner_post):
            yield Reminder(
                member, text, issue.get_absolute_url(), f"{issue.pk}:{step_of(issue.due_on, day.at)}"
            )
