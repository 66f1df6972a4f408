"""A person comes into being: with the address that they sign in by."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from governance.models import User


def create_person(*, email: str, name: str, password: str = "") -> User:
    """A person whose address counts as confirmed: they were invited to it, or set the installation up.

    Without a password they sign in with codes sent by e-mail.
    """
    user = User.objects.create_user(email, password or None, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def name_from_email(email: str) -> str:
    """A first guess at a name: "helen.marsh@council.example" gives "Helen Marsh"."""
    words = email.split("@")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(word.capitalize() for word in words)
