"""Signing in and out stands in the record of changes of each council that the person belongs to.

What belongs to no council (an address that nobody has, somebody whose memberships ended) stands in the
installation's own chain. A password is never recorded, whether right or wrong, and no code either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import (
    login_code_rejected,
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
)
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.core.cache import cache
from django.http import HttpRequest

from governance import audit
from governance.models import Council, User

LONGEST_ADDRESS = 254  # characters of an e-mail address that was typed
ONE_ENTRY_IN = 300  # seconds: as long as somebody is locked out, it is recorded once
WAYS = {"password": "a password", "code": "a code by e-mail"}


def connect() -> None:
    """Called once, when the app starts."""
    user_logged_in.connect(_signed_in, dispatch_uid="record signing in")
    user_logged_out.connect(_signed_out, dispatch_uid="record signing out")
    user_login_failed.connect(_password_wrong, dispatch_uid="record a wrong password")
    login_code_rejected.connect(_code_wrong, dispatch_uid="record a wrong code")
    for signal, code in (
        (password_changed, "governance.password.changed"),
        (password_set, "governance.password.changed"),
        (password_reset, "governance.password.reset"),
    ):
        signal.connect(_password_of(code), dispatch_uid=f"record {code} {id(signal)}", weak=False)


def record_sign_in(user: User, *, how: str) -> None:
    """Somebody is in; `how` in words: "a password", "the link of an invitation"."""
    _record("governance.sign_in.done", user, by=user, how=how)


def record_asked(action: str, email: str) -> None:
    """A code or a link was sent to an address that somebody typed; it may be nobody's."""
    _record(action, find_person(email), by=None, email=email[:LONGEST_ADDRESS])


def record_locked_out(email: str) -> None:
    """Too many wrong passwords: once for each address while it lasts, so that nobody can fill the record."""
    typed = email[:LONGEST_ADDRESS]
    if cache.add(f"locked-out:{audit.sha256(typed.lower())}", True, timeout=ONE_ENTRY_IN):
        _record("governance.sign_in.locked_out", find_person(typed), by=None, email=typed)


def find_person(email: str) -> User | None:
    """Whose address it is; None for nobody's, and for what PostgreSQL would refuse to look for."""
    return None if "\0" in email else User.objects.filter(email__iexact=email[:LONGEST_ADDRESS]).first()


def _record(action: str, user: User | None, *, by: User | None, **data: Any) -> None:
    """One entry in the chain of each council of the person, or in the installation's own."""
    councils: list[Council | None] = []
    if user is not None:
        current = Council.objects.filter(memberships__user=user, memberships__ended_at=None).order_by("pk")
        councils.extend(current)
    for council in councils or [None]:
        audit.record(action, council=council, by=by, about=user, **data)


def _signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    methods = [str(record.get("method")) for record in get_authentication_records(request, user)]
    record_sign_in(user, how=WAYS.get(methods[-1], methods[-1]) if methods else "a password")


def _signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _record("governance.sign_out.done", user, by=user)


def _password_wrong(credentials: dict[str, Any], **kwargs: Any) -> None:
    email = str(credentials.get("email") or "").replace("\0", "")[:LONGEST_ADDRESS]
    _record("governance.sign_in.failed", find_person(email), by=None, email=email, how=WAYS["password"])


def _code_wrong(user: User, **kwargs: Any) -> None:
    _record("governance.sign_in.failed", user, by=None, email=user.email, how=WAYS["code"])


def _password_of(code: str) -> Callable[..., None]:
    def changed(user: User, **kwargs: Any) -> None:
        _record(code, user, by=user)

    return changed
