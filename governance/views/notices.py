"""What a person was told in the app, by all councils that they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from governance.http import SignedInRequest
from governance.models import Notice

PER_PAGE = 50
EVERYTHING = "all"  # also those older than RECENT_DAYS


@require_safe
@cache_control(private=True, no_cache=True)
def notices(request: SignedInRequest) -> HttpResponse:
    """Newest first, by day; those of the last 90 days unless all are asked for."""
    told = Notice.objects.told_to(request.user)
    recent = told.recent(at=timezone.localdate())
    shows_all = request.GET.get("show") == EVERYTHING
    listed = (told if shows_all else recent).select_related("council")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "days": by_day(page),
        "unread": recent.unread().count(),
        "shows_all": shows_all,
        "has_older": not shows_all and told.exclude(pk__in=recent).exists(),
    }
    return render(request, "governance/notices.html", context)


def by_day(listed: Iterable[Notice]) -> list[tuple[date, list[Notice]]]:
    """The notices, in their order, under the council's own days."""
    days = groupby(listed, key=lambda notice: timezone.localdate(notice.created_at))
    return [(day, list(told)) for day, told in days]


@require_safe
def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leads to the page that the notice speaks of, and notes that it was read. 404 for anybody else's."""
    told = get_object_or_404(Notice.objects.told_to(request.user), pk=pk)
    Notice.objects.filter(pk=told.pk).mark_read(at=timezone.now())
    return redirect(told.url if is_ours(told.url) else reverse("governance:notices"))


def is_ours(url: str) -> bool:
    """An address of this installation: a notice never leads anywhere else."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


@require_POST
def notices_read(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read."""
    count = Notice.objects.told_to(request.user).mark_read(at=timezone.now())
    if count:
        messages.success(
            request, "1 notice is marked as read." if count == 1 else f"{count} notices are marked as read."
        )
    return redirect("governance:notices")
