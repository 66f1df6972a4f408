"""Telling members in the app and, where they chose it, at once by e-mail: in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from governance.letters import letter_about
from governance.models import MailChoice, Membership, Notice
from governance.workflow.outbox import ask_for_mail

LONGEST = 400  # characters of a notice's text


@dataclass(frozen=True)
class Telling:
    """What one member is told. With `once_key` they are told it once, however often it is asked."""

    member: Membership
    action: str
    text: str
    url: str
    once_key: str = ""


@transaction.atomic
def tell_members(tellings: Iterable[Telling]) -> list[Notice]:
    """The notices that are new. Whoever chose e-mails at once is sent one for each, after the commit."""
    asked = list(tellings)
    keyed = {(one.member.pk, one.once_key): one for one in asked if one.once_key}
    for pair in _known(keyed):
        del keyed[pair]
    told = Notice.objects.bulk_create(_notice(one) for one in asked if not one.once_key)
    if keyed:
        # Another process may tell the same meanwhile: theirs stands, and is not told twice.
        Notice.objects.bulk_create((_notice(one) for one in keyed.values()), ignore_conflicts=True)
        told += _known(keyed).values()
    _mail_at_once(told)
    return told


def _notice(telling: Telling) -> Notice:
    return Notice(
        council_id=telling.member.council_id,
        recipient=telling.member,
        action=telling.action,
        text=Truncator(telling.text).chars(LONGEST),
        url=telling.url,
        once_key=telling.once_key,
    )


def _known(keyed: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Notice]:
    """The notices that are there, by recipient and key."""
    pairs = set(keyed)
    if not pairs:
        return {}
    found = Notice.objects.filter(once_key__in={key for _, key in pairs})
    return {pair: notice for notice in found if (pair := (notice.recipient_id, notice.once_key)) in pairs}


def _mail_at_once(told: list[Notice]) -> None:
    """Only current members: the choice is read here, as it stands now."""
    if not told:
        return
    wanting = (
        Membership.objects.current()
        .filter(pk__in={notice.recipient_id for notice in told}, user__mail_choice=MailChoice.AT_ONCE)
        .select_related("user", "council")
        .in_bulk()
    )
    letters = [
        letter_about(notice, wanting[notice.recipient_id])
        for notice in told
        if notice.recipient_id in wanting
    ]
    ask_for_mail(letters, at=timezone.now())
