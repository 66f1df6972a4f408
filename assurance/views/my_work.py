"""What waits for a person, across the councils that they belong to."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from assurance.my_work import headline, my_work
from governance.http import SignedInRequest
from governance.models import Notice

MOST_NOTICES = 5  # the newest that are not read; the page of notices has the rest


@require_safe
@cache_control(private=True, no_cache=True)
def my_work_page(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    parts = my_work(request.user, at=today)
    unread = Notice.objects.told_to(request.user).recent(at=today).unread().select_related("council")
    context = {
        "parts": parts,
        "headline": headline(parts, first_name=request.user.first_name),
        "notices": unread[:MOST_NOTICES],
    }
    return render(request, "assurance/my_work.html", context)
