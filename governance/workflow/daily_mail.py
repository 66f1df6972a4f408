"""One e-mail a day with everything that a person was told and has not read, for whoever chose that."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from governance.letters import Letter, daily_key, daily_letter
from governance.models import MailChoice, Notice, OutgoingMail, User
from governance.workflow.outbox import ask_for_mail


@transaction.atomic
def send_daily_mail(day: date, *, at: datetime) -> list[Letter]:
    """Ask for the day's e-mails: unread notices that no e-mail has told of. One a person and day, ever.

    A fixed number of queries, whatever the number of people.
    """
    waiting = Notice.objects.unread().filter(mailed=None).recent(at=min(day, timezone.localdate(at)))
    wanting = waiting.filter(
        recipient__ended_at=None,
        recipient__user__is_active=True,
        recipient__user__mail_choice=MailChoice.DAILY,
    )
    # Two runs at once come one after the other: locked first, then looked again.
    people = User.objects.select_for_update(no_key=True).filter(pk__in=wanting.values("recipient__user"))
    by_key = people.order_by("pk").in_bulk()
    written = OutgoingMail.objects.filter(key__in=[daily_key(user, day) for user in by_key.values()])
    has_one = set(written.values_list("recipient", flat=True))
    told: dict[int, list[Notice]] = defaultdict(list)
    for notice in wanting.select_related("council", "recipient"):
        told[notice.recipient.user_id].append(notice)
    letters = [
        daily_letter(by_key[key], notices, day=day)
        for key, notices in told.items()
        if key in by_key and key not in has_one
    ]
    ask_for_mail(letters, at=at)
    return letters
