"""An e-mail of the outbox as a message, and what an error of the mail server means for it."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from enum import Enum
from hashlib import sha256
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from governance.models import Council, OutgoingMail
from governance.stop_link import stop_link

TRY_AGAIN = range(400, 500)  # answers of a mail server that may differ later (RFC 5321, 4.2.1)


class Meaning(Enum):
    """What is known of an e-mail whose handing over ended with an error."""

    NOT_TAKEN = "may be tried again"
    REFUSED = "will be refused again"
    UNKNOWN = "may have been taken"


def meaning_of(error: Exception) -> Meaning:
    """Of an error after the e-mail was handed over: an answer is clear, a connection that broke is not."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _meaning_of_code(codes[0]) if codes else Meaning.UNKNOWN
    if isinstance(error, SMTPResponseException):
        return _meaning_of_code(error.smtp_code)
    if isinstance(error, ConnectionRefusedError | SMTPNotSupportedError):
        return Meaning.NOT_TAKEN
    return Meaning.UNKNOWN


def _meaning_of_code(code: int) -> Meaning:
    return Meaning.NOT_TAKEN if code in TRY_AGAIN else Meaning.REFUSED


def message_of(
    mail: OutgoingMail, councils: list[Council], connection: BaseEmailBackend
) -> EmailMultiAlternatives:
    """In the council's name, if it speaks of one council alone. ValueError for what no header can hold."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=sender(councils),
        to=[mail.recipient.email],
        connection=connection,
        headers={
            "Message-ID": message_id(mail),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop_link(mail.recipient)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(mail.html, "text/html")
    message.message()  # built once to see that it can be
    return message


def sender(councils: list[Council]) -> str:
    """DEFAULT_FROM_EMAIL, with the name of the council in place of its own."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    if len(councils) == 1:
        name = " ".join(councils[0].name.split())
    return formataddr((name, address))


def message_id(mail: OutgoingMail) -> str:
    """The same at every try, so that mail programs show one e-mail even if a server sends it twice."""
    digest = sha256(f"{mail.pk} {mail.key}".encode()).hexdigest()
    return f"<{digest[:32]}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
