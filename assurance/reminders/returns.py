"""Directors' assurance returns that are asked for and not sent."""

from __future__ import annotations

from collections.abc import Iterator

from assurance.models import DirectorReturn
from assurance.reminders import Reminder, month_of, reminds, step_of
from assurance.reminders.council_day import CouncilDay
from assurance.reminders.words import when
from assurance.return_policies import why_closed_to_returns


@reminds("returns", one="return to send", many="returns to send")
def missing(day: CouncilDay) -> Iterator[Reminder]:
    """Whoever answers for the post: before the date and each week after it; without a date once a month."""
    asked = DirectorReturn.objects.for_council(day.council).missing()
    for each in asked.select_related("post", "cycle").order_by("pk"):
        if why_closed_to_returns(each.cycle):
            continue  # also a review that is being set up takes them
        step = step_of(each.due_on, day.at) if each.due_on else month_of(day.at)
        if not step:
            continue
        due = f", {when(each.due_on, day.at)}" if each.due_on else ""
        text = f"The return of the {each.post} for the {each.cycle} is not sent yet{due}."
        each.council = day.council
        for member in day.people_of(each.post):
            yield Reminder(member, text, each.get_absolute_url(), f"{each.pk}:{step}")
