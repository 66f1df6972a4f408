"""The record of changes: who did what, when."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import AuditEntry
from governance.permissions import Permission
from governance.record_words import describe

PER_PAGE = 50


@require_safe
@permission_required(Permission.VIEW_RECORD)
def record_of_changes(request: CouncilRequest) -> HttpResponse:
    entries = AuditEntry.objects.for_council(request.council).select_related("actor").order_by("-sequence")
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    # An entry does not say of which review it speaks, so rights in some reviews open no reasons here.
    rights = request.membership.permissions_in_all_reviews()
    context = {
        "page": page,
        "entries": [(entry, describe(entry, rights=rights)) for entry in page],
    }
    return render(request, "governance/record.html", context)
