"""E-mails wait in the database and are sent by the worker: once, tried again with growing waits, never twice.

Asking writes a row in the caller's transaction; the worker is called after the commit. It claims a row by a
guarded update, opens the connection, notes `handed_over_at` and only then gives the e-mail to the server.
Whatever ends before that note is tried again; what ends after it without an answer is left as "not known
whether sent".
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from governance.letters import Letter
from governance.mail_server import Meaning, meaning_of, message_of
from governance.models import Council, MailChoice, MailedNotice, Membership, OutgoingMail
from governance.models.mail import OutgoingMailQuerySet

logger = logging.getLogger(__name__)

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=25),
    timedelta(hours=2),
    timedelta(hours=10),
)
LONGEST_ERROR = 2000
State = OutgoingMail.State


@transaction.atomic
def ask_for_mail(letters: Iterable[Letter], *, at: datetime) -> int:
    """Put e-mails into the outbox; returns how many are new. Asking again with a key changes nothing."""
    asked = {letter.key: letter for letter in letters}
    for key in OutgoingMail.objects.filter(key__in=asked).values_list("key", flat=True):
        del asked[key]
    if not asked:
        return 0
    # Another process may ask for the same meanwhile: theirs stands.
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(
                recipient=letter.recipient,
                key=key,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                asked_at=at,
                next_try_at=at,
            )
            for key, letter in asked.items()
        ),
        ignore_conflicts=True,
    )
    mails = OutgoingMail.objects.in_bulk(list(asked), field_name="key")
    MailedNotice.objects.bulk_create(
        (
            MailedNotice(mail=mails[key], notice=notice)
            for key, letter in asked.items()
            for notice in letter.notices
        ),
        ignore_conflicts=True,
    )
    transaction.on_commit(call_worker)
    return len(asked)


def call_worker(at: datetime | None = None) -> None:
    """Let the worker send what is due, now or at a time."""
    from governance.tasks import send_due_mail

    (send_due_mail.using(run_after=at) if at else send_due_mail).enqueue()


@transaction.atomic(durable=True)
def claim_next(*, at: datetime) -> OutgoingMail | None:
    """Take the e-mail that has been due longest, or None when none is due."""
    while True:
        due = OutgoingMail.objects.due(at=at)
        key = due.order_by("next_try_at", "pk").values_list("pk", flat=True).first()
        if key is None:
            return None
        taken = due.filter(pk=key).update(
            state=State.SENDING, attempts=F("attempts") + 1, claimed_at=at, handed_over_at=None
        )
        if taken:  # else another worker was faster
            return OutgoingMail.objects.select_related("recipient").get(pk=key)


def deliver(mail: OutgoingMail) -> None:
    """Send an e-mail that this worker has claimed, and note how that ended."""
    councils = list(Council.objects.filter(pk__in=mail.notices.values("notice__council")))
    if reason := no_longer_wanted(mail):
        _settle(mail, State.STOPPED, error=reason)
        return
    connection = get_connection()
    try:
        message = message_of(mail, councils, connection)
    except ValueError as error:
        _settle(mail, State.FAILED, error=_words(error))
        return
    try:
        connection.open()
    except OSError as error:  # smtplib's errors are OSErrors
        _try_again(mail, error)
        return
    try:
        if _hand_over(mail):
            _give(mail, message)
    finally:
        with suppress(OSError):
            connection.close()


def _give(mail: OutgoingMail, message: EmailMessage) -> None:
    """Let the mail server take it, through the message's open connection."""
    try:
        taken = message.get_connection().send_messages([message])
    except Exception as error:
        _note_failure(mail, error)
    else:
        _note(mail, taken)


def no_longer_wanted(mail: OutgoingMail) -> str:
    """Why an e-mail that waited is not sent any more, or nothing."""
    person = mail.recipient
    if not person.is_active:
        return "The account is closed."
    if person.mail_choice == MailChoice.NEVER:
        return "The person wants no e-mails."
    left = Membership.objects.filter(notices__mailed__mail=mail).exclude(ended_at=None)
    return "The person has left a council that it speaks of." if left.exists() else ""


@transaction.atomic(durable=True)
def _hand_over(mail: OutgoingMail) -> bool:
    """Note that the mail server is given it now; False when the sweep has taken it from this worker."""
    return bool(_claimed(mail).filter(handed_over_at=None).update(handed_over_at=timezone.now()))


def _note(mail: OutgoingMail, taken: int | None) -> None:
    if taken == 0:
        _try_again(mail, None)
        return
    # Swept as "unknown" while this worker was only slow: now it is known.
    OutgoingMail.objects.filter(
        pk=mail.pk, attempts=mail.attempts, state__in=[State.SENDING, State.UNKNOWN]
    ).update(state=State.SENT, sent_at=timezone.now(), error="")


def _note_failure(mail: OutgoingMail, error: Exception) -> None:
    meaning = meaning_of(error)
    if meaning == Meaning.NOT_TAKEN:
        _try_again(mail, error)
        return
    logger.warning("E-mail %s could not be sent: %s", mail.pk, meaning.value, exc_info=error)
    _settle(mail, State.FAILED if meaning == Meaning.REFUSED else State.UNKNOWN, error=_words(error))


@transaction.atomic
def _try_again(mail: OutgoingMail, error: Exception | None) -> None:
    """Later, each time after a longer wait, until the waits are used up."""
    words = _words(error) if error else "The mail server took nothing."
    if mail.attempts > len(WAITS):
        _settle(mail, State.FAILED, error=words)
        return
    later = timezone.now() + WAITS[mail.attempts - 1]
    if _claimed(mail).update(
        state=State.WAITING, next_try_at=later, claimed_at=None, handed_over_at=None, error=words
    ):
        transaction.on_commit(lambda: call_worker(later))


def _settle(mail: OutgoingMail, state: State, *, error: str) -> None:
    _claimed(mail).update(state=state, error=error)


def _claimed(mail: OutgoingMail) -> OutgoingMailQuerySet:
    """The row while this claim of it holds: each claim counts one attempt more."""
    return OutgoingMail.objects.filter(pk=mail.pk, state=State.SENDING, attempts=mail.attempts)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
