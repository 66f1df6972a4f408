"""Evidence of a post whose review is due within 60 days or should have been: once a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from assurance.evidence_dates import DUE_SOON_DAYS
from assurance.models import Evidence
from assurance.reminders import Reminder, month_of, reminds
from assurance.reminders.council_day import CouncilDay
from governance.models import Membership
from governance.templatetags.ga import govdate


@reminds("evidence", one="reminder to review evidence", many="reminders to review evidence")
def reviews_due(day: CouncilDay) -> Iterator[Reminder]:
    due = day.council.evidence.in_use().filter(next_review__lte=day.at + timedelta(days=DUE_SOON_DAYS))
    found: dict[Membership, list[Evidence]] = defaultdict(list)
    for item in due.select_related("owner_post").order_by("next_review", "pk"):
        for member in day.acts_for(item.owner_post):
            found[member].append(item)
    for member, items in found.items():
        first = items[0].next_review
        was = "was due for review on" if first and first < day.at else "is due for review by"
        if len(items) == 1:
            text = f"“{items[0].title}” {was} {govdate(first)}."
            url = reverse("assurance:evidence-item", args=[day.council.slug, items[0].pk])
        else:
            text = (
                f"{len(items)} items of evidence of your posts are due for review, first by {govdate(first)}."
            )
            url = reverse("my-work")
        yield Reminder(member, text, url, month_of(day.at))
