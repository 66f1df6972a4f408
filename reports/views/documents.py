"""The page of documents: what members read, and what officers prepare."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from reports.shelf import fill_shelf


@require_safe
@permission_required(Permission.VIEW_RELEASED)
def documents(request: CouncilRequest) -> HttpResponse:
    """Released documents first; drafts below for those who may read them."""
    context = {
        "shelf": fill_shelf(request.council, request.membership, at=timezone.localdate()),
        "may_write": Permission.EDIT_DOCUMENTS in request.permissions,
        "may_release": Permission.RELEASE in request.permissions,
        "sees_drafts": Permission.VIEW_DRAFTS in request.permissions,
    }
    return render(request, "reports/documents.html", context)
