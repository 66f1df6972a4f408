"""Search in everything that a person may read."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from assurance.search import KINDS, LONGEST, reach_of, search, why_not
from governance.http import SignedInRequest
from governance.posted_text import whole_number

LAST_PAGE = 500  # what lies further is found with another word


@require_safe
@cache_control(private=True, no_cache=True)
def search_page(request: SignedInRequest) -> HttpResponse:
    """Grouped by kind, twenty of each; `show` names one kind and `page` a later twenty of it."""
    text = request.GET.get("q", "").strip()
    shown = request.GET.get("show", "")
    only = shown if shown in KINDS else ""
    number = min(whole_number(request.GET.get("page", "")) or 1, LAST_PAGE) if only else 1
    problem = why_not(text)
    reach = reach_of(request.user)
    groups = search(text, reach=reach, only=only, page=number) if text and not problem else []
    context = {
        "text": text[:LONGEST],
        "query": urlencode({"q": text[:LONGEST]}),
        "problem": problem,
        "page_errors": [(problem, "q")] if problem else [],
        "is_asked": bool(text) and not problem,
        "may_read_nothing": reach.is_empty,
        "groups": groups,
        "only": only,
        "only_title": KINDS.get(only, ""),
        "number": number,
    }
    return render(request, "assurance/search.html", context)
