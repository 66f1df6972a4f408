"""E-mails asked for and sent in tests, and what became of each."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from governance.letters import Letter
from governance.models import Membership, OutgoingMail
from governance.tasks import send_due_mail
from governance.workflow.outbox import ask_for_mail
from governance.workflow.sweeping import ABANDONED_AFTER, Swept, put_right

State = OutgoingMail.State


def letter(member: Membership, key: str = "", **fields) -> Letter:
    fields = {"subject": "A1.1 was sent back", "text": "Words", "html": "<p>Words</p>"} | fields
    return Letter(recipient=member.user, key=key or f"test:{member.pk}", notices=(), **fields)


def ask(member: Membership, key: str = "", **fields) -> OutgoingMail:
    asked = letter(member, key, **fields)
    ask_for_mail([asked], at=timezone.now())
    return OutgoingMail.objects.get(key=asked.key)


def make_due(mail: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(next_try_at=timezone.now())


def state_of(mail: OutgoingMail) -> str:
    mail.refresh_from_db()
    return mail.state


def work() -> None:
    send_due_mail.call()


def swept_later() -> Swept:
    return put_right(at=timezone.now() + ABANDONED_AFTER + timedelta(minutes=1))
