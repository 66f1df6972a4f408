"""A council's front page, and a review at a glance."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assurance import progress
from assurance.action_register import council_actions, listed
from assurance.evidence_register import out_of_date
from assurance.forms.cycles import years_without_review
from assurance.models import Evidence, ReviewCycle
from assurance.overview import LOW, Overview
from assurance.overview_lists import Lists
from assurance.shell import readable
from assurance.views.fetching import get_cycle
from assurance.views.home import first_page_of
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models.memberships import year_label
from governance.permissions import Permission

# Those who ask for what is missing see who is behind.
CHASES = frozenset({Permission.MANAGE_REVIEW, Permission.AGREE})


@require_safe
@permission_required(Permission.VIEW_COUNCIL)
def dashboard(request: CouncilRequest) -> HttpResponse:
    """The council's reviews that the member may read, newest first.

    Who reads no reviews is sent to their own first page.
    """
    if Permission.VIEW_REVIEW not in request.permissions:
        return redirect(first_page_of(request.membership))
    cycles = list(ReviewCycle.objects.for_council(request.council).newest_first())
    read = readable(cycles, request.membership)
    counts = progress.status_counts(read)
    reviews = [(cycle, counts.get(cycle.pk, progress.StatusCounts())) for cycle in read]
    next_year = years_without_review(cycles, at=timezone.localdate())[0]
    context = {
        "reviews": [(cycle, count) for cycle, count in reviews if not cycle.is_past_record],
        "records": [cycle for cycle in read if cycle.is_past_record],
        "reads_none": bool(cycles) and not read,
        "next_label": year_label(next_year),
        "may_start": Permission.MANAGE_REVIEW in request.permissions,
        "may_import": Permission.IMPORT in request.permissions,
    }
    return render(request, "assurance/dashboard.html", context)


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def cycle_overview(request: CouncilRequest, year: int) -> HttpResponse:
    """How the review stands. `show` opens the table of rows; that and the others of `Lists` narrow it."""
    cycle = get_cycle(request, year)
    today = timezone.localdate()
    overview = Overview(cycle, request.membership, request.permissions, today)
    chases = bool(request.permissions & CHASES) and cycle.is_being_scored
    lists = Lists(overview)
    items = Evidence.objects.for_council(request.council).in_use()
    late = council_actions(request.council).overdue(at=today) if not cycle.is_locked else []
    context = {
        "cycle": cycle,
        "overview": overview,
        "lists": lists,
        "today": today,
        "bands": list(overview.words.values()),
        "late_actions": listed(late, at=today),
        "old_evidence": 0
        if cycle.is_locked
        else out_of_date(
            items,
            at=today,
            months=request.council.setting("evidence_age_months"),
            year_end=cycle.ends_on,
        ).count(),
        "low": LOW,
        "table": lists.narrowed(request.GET),
        "chases": chases,
        "may_manage": Permission.MANAGE_REVIEW in request.permissions,
        "may_import": Permission.IMPORT in request.permissions,
        "sees_left": Permission.SEE_LEFT in request.permissions,
        "may_export": Permission.EXPORT in request.permissions,
        "may_index": Permission.EVIDENCE_INDEX in request.permissions,
        "sees_all": Permission.VIEW_ALL_SCORES in request.permissions,
    }
    return render(request, "assurance/cycle_overview.html", context)
