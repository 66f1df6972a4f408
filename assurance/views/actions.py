"""The council's actions, of all reviews."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assurance.forms.actions import ActionFilter
from assurance.models import ReviewCycle
from assurance.registers import council_actions, in_principle, listed
from assurance.shell import cycle_in_view
from framework.models import Framework, Principle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def action_list(request: CouncilRequest) -> HttpResponse:
    """Open actions unless asked for all or the overdue; by principle."""
    today = timezone.localdate()
    asked = ActionFilter(request.GET)
    asked.is_valid()
    shown = asked.cleaned_data.get("show") or "open"
    letter = asked.cleaned_data.get("principle") or ""
    every = council_actions(request.council)
    if letter:
        every = in_principle(every, letter)
    actions = {"open": every.open(), "overdue": every.overdue(at=today)}.get(shown, every)
    cycle = cycle_in_view(request, request.council)
    context = {
        "actions": listed(actions, at=today),
        "counts": [
            ("open", "Open", every.open().count()),
            ("overdue", "Overdue", every.overdue(at=today).count()),
            ("all", "All", every.count()),
        ],
        "shown": shown,
        "letter": letter,
        "principles": principles_of(cycle),
        "cycle": cycle,
        "may_fill": Permission.EDIT_ACTIONS in request.permissions and cycle is not None,
    }
    return render(request, "assurance/actions_list.html", context)


def principles_of(cycle: ReviewCycle | None) -> list[Principle]:
    """The principles of the review's framework; of the newest one without a review."""
    framework = cycle.framework_id if cycle else Framework.objects.values_list("pk", flat=True).last()
    return list(Principle.objects.filter(framework=framework).order_by("letter"))
