"""The pages of refusal: what is missing and who can help."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from governance.decorators import RightMissing
from governance.http import of_council
from governance.kept_forms import page_before
from governance.models import Membership
from governance.permissions import roles_with
from governance.posted_text import typed_texts
from governance.roles import Role

MOST_HELPERS = 6


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: names the right, and the members of this council who hold it or can give it."""
    context: dict[str, object] = {"texts": unsaved_texts(request)}
    if isinstance(exception, RightMissing):
        members = Membership.objects.for_council(of_council(request).council)
        holders = members.holding(Role.ADMINISTRATOR, *roles_with(exception.permission))
        context |= {
            "right": exception.permission.value,
            "helpers": holders.select_related("user").order_by("user__name")[:MOST_HELPERS],
        }
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or it belongs to a council that this person is not, or no longer, part of."""
    return render(request, "404.html", {"texts": unsaved_texts(request)}, status=404)


@login_not_required
def no_such_page(request: HttpRequest, key: str = "") -> HttpResponse:
    """Closes a page that a library brings and nobody needs."""
    raise Http404


def unsaved_texts(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed into a form of ours that is refused: a role or membership may have ended meanwhile."""
    is_ours = request.method == "POST" and request.resolver_match is not None
    return typed_texts(request.POST) if is_ours and request.user.is_authenticated else []


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection token is not this session's: it may be old, or it may be forged."""
    return form_expired(request)


def form_expired(request: HttpRequest) -> HttpResponse:
    """A form sent after the session ended: what was typed comes back to copy; nothing is stored."""
    context = {
        "texts": typed_texts(request.POST),
        "files_lost": bool(request.FILES),
        "page": page_before(request),
    }
    return render(request, "governance/form_expired.html", context, status=403)
