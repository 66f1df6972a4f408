"""Text that was sent after the session had ended: kept until the same person has signed in again.

Who typed it is known from a signed cookie that a browser gets with its first page of a council; without that
cookie nothing is stored, so that strangers cannot fill the database. The text waits in the browser's session
(the database), by the address it was sent to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

SESSION_KEY = "kept_forms"
COOKIE = "person"
COOKIE_DAYS = 30
# Pages open in other tabs may be sent too; older ones than these give way.
MOST_KEPT = 3

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class KeptForm:
    path: str
    page: str
    fields: QueryDict
    files_lost: bool


def shows_kept_text(view: View) -> View:
    """Marks a view that calls `take` when it is read; others are sent again from the page of kept text."""
    view.shows_kept_text = True  # type: ignore[attr-defined]
    return view


def remember_person(request: HttpRequest, response: HttpResponse) -> None:
    """Leave with the browser who is signed in, for the time after the session."""
    if request.user.is_authenticated and person_of(request) != str(request.user.pk):
        response.set_signed_cookie(
            COOKIE,
            str(request.user.pk),
            salt=COOKIE,
            max_age=COOKIE_DAYS * 86_400,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def person_of(request: HttpRequest) -> str:
    """The key of the person who was last signed in with this browser, or an empty string."""
    try:
        return request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_DAYS * 86_400) or ""
    except BadSignature:
        return ""


def typed_fields(posted: QueryDict) -> QueryDict:
    """What was posted, without passwords and without the form's protection token."""
    fields = posted.copy()
    for name in posted:
        if name == "csrfmiddlewaretoken" or "password" in name.lower():
            del fields[name]
    return fields


def page_before(request: HttpRequest) -> str:
    """The page of ours that the form stood on, as far as the browser says; else the address posted to."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        parts = urlsplit(referer)
        path = "/" + parts.path.lstrip("/")
        return f"{path}?{parts.query}" if parts.query else path
    return request.get_full_path()


def keep(request: HttpRequest, *, person: str) -> None:
    """Store what was posted, for that person."""
    kept = request.session.get(SESSION_KEY, {})
    kept.pop(request.path, None)
    kept[request.path] = {
        "person": person,
        "page": page_before(request),
        "fields": typed_fields(request.POST).urlencode(),
        "files": bool(request.FILES),
    }
    request.session[SESSION_KEY] = dict(list(kept.items())[-MOST_KEPT:])


def waiting(request: HttpRequest) -> list[KeptForm]:
    """What waits for the person signed in, newest first."""
    kept = request.session.get(SESSION_KEY, {})
    person = str(request.user.pk)
    return [
        KeptForm(path, one["page"], QueryDict(one["fields"]), one["files"])
        for path, one in reversed(kept.items())
        if one["person"] == person
    ]


def take(request: HttpRequest) -> QueryDict | None:
    """What waits for this person at this address, once: the page shows it as typed and not yet saved."""
    found = next((form for form in waiting(request) if form.path == request.path), None)
    if found is None:
        return None
    discard(request)
    return found.fields


def discard(request: HttpRequest) -> None:
    """Forget what was kept for this address: it was shown, or it has been sent again."""
    kept: dict[str, Any] = request.session.get(SESSION_KEY, {})
    if request.path in kept:
        request.session[SESSION_KEY] = {path: one for path, one in kept.items() if path != request.path}
