"""The e-mail that asks somebody to join, and the link in it."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from governance.models import Invitation

logger = logging.getLogger(__name__)


def link_to(invitation: Invitation) -> str:
    """The whole address at which the invitation is accepted."""
    return str(settings.SITE_URL) + reverse("governance:invitation", args=[invitation.token])


def send_invitation(invitation: Invitation) -> bool:
    """Send it; False when the mail server refuses or is out of reach (the link can be copied instead)."""
    context = {
        "invitation": invitation,
        "council": invitation.council,
        "inviter": invitation.invited_by,
        "roles": [role.get_role_display() for role in invitation.roles.all()],
        "link": link_to(invitation),
    }
    try:
        send_mail(
            # A name posted with a line end in it must not break the header.
            subject=" ".join(render_to_string("emails/invitation_subject.txt", context).split()),
            message=render_to_string("emails/invitation_body.txt", context),
            html_message=render_to_string("emails/invitation_body.html", context),
            from_email=None,
            recipient_list=[invitation.email],
        )
    except (OSError, SMTPException):
        logger.exception("An invitation could not be sent")
        return False
    return True
