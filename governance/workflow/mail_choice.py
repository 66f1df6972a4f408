"""When a person is e-mailed what they were told in the app."""

from __future__ import annotations

from governance.models import MailChoice, User


def choose_mail(user: User, choice: MailChoice) -> None:
    """From now on; what still waits to be sent is dropped when the person wants none (outbox.deliver)."""
    user.mail_choice = choice
    user.save(update_fields=["mail_choice"])
