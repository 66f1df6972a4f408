"""A review, read for whoever has to answer for it: one page to bring to a meeting."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assurance.read_for_you import ReadForYou
from assurance.views.fetching import get_cycle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission


@require_safe
@permission_required(Permission.SEE_LEFT)
def read_for_you(request: CouncilRequest, year: int) -> HttpResponse:
    """What a councillor could ask about the review; also about one that was signed off elsewhere."""
    cycle = get_cycle(request, year)
    today = timezone.localdate()
    tells = Permission.VIEW_ALL_SCORES in request.permissions
    read = ReadForYou(cycle, today, tells_officers_scores=tells)
    context = {"cycle": cycle, "read": read, "today": today}
    return render(request, "assurance/read_for_you.html", context)
