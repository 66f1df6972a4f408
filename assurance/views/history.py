"""What was changed on a row, an item of evidence or an action: when and by whom."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assurance.history import Trail, read_history
from assurance.models import Assessment, Evidence, ImprovementAction
from assurance.register_history import action_trail, evidence_trail
from assurance.row_history import row_trail
from assurance.views.fetching import get_cycle, reach_of
from governance.decorators import RightMissing, permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission

AGREED_ONLY = "You see what was agreed. How it came about is for those who answer and review the row."


def history_page(request: CouncilRequest, trail: Trail, *, about: str, address: str) -> HttpResponse:
    """One page of a history. `address` is that of the thing that `about` names."""
    history = read_history(trail, page=request.GET.get("page"), opened=request.GET.get("open", ""))
    context = {
        "about": about,
        "address": address,
        "note": AGREED_ONLY if trail.is_partial else "",
        "page": history.page,
        "entries": history.entries,
    }
    return render(request, "assurance/history.html", context)


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def assessment_history(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    """Of a row. Those who may not see the officer's score read what was agreed, once it is."""
    cycle = get_cycle(request, year)
    rows = Assessment.objects.with_people().select_related("requirement").filter(cycle=cycle)
    row = get_object_or_404(rows, requirement__ref=ref)
    row.cycle, row.council = cycle, request.council
    trail = row_trail(row, membership=request.membership, rights=request.permissions)
    if trail is None:
        raise RightMissing(Permission.VIEW_ALL_SCORES)
    return history_page(request, trail, about=str(row.requirement), address=row.get_absolute_url())


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def evidence_history(request: CouncilRequest, pk: int) -> HttpResponse:
    """Of an item, also of one that was joined with another since: its own page leads to that one."""
    register = reach_of(request).evidence(Evidence.objects.for_council(request.council))
    item = get_object_or_404(register, pk=pk)
    address = reverse("assurance:evidence-item", args=[request.council.slug, item.merged_into_id or pk])
    return history_page(
        request, evidence_trail(item, reader=request.membership), about=item.title, address=address
    )


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def action_history(request: CouncilRequest, pk: int) -> HttpResponse:
    actions = ImprovementAction.objects.for_council(request.council).select_related("added_by__user")
    action = get_object_or_404(reach_of(request).actions(actions), pk=pk)
    address = reverse("assurance:action", args=[request.council.slug, pk])
    return history_page(
        request, action_trail(action, reach=reach_of(request)), about=action.text, address=address
    )
