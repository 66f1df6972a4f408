"""The address at which e-mails are stopped without signing in: it stands at the foot of each of them."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from governance.models import User

SALT = "governance.stop-mails"


def stop_link(user: User) -> str:
    """The whole address. It is this person's, and does nothing but stop their e-mails; it never runs out."""
    token = signing.dumps(user.pk, salt=SALT)
    return str(settings.SITE_URL) + reverse("governance:mail-stop", args=[token])


def whose(token: str) -> User | None:
    """The person whose address it is; None when the token is not one of ours."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=key).first() if isinstance(key, int) else None
