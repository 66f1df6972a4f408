"""A council's front page, and a review at a glance."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assurance import progress
from assurance.forms.cycles import years_without_review
from assurance.models import Assessment, Evidence, ReviewCycle
from assurance.overview import LOW, Cell, Overview
from assurance.registers import council_actions, listed, out_of_date
from assurance.rules import MOVED_A_LOT
from assurance.views.fetching import get_cycle
from assurance.views.home import first_page_of
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models.memberships import year_label
from governance.permissions import Permission

Status = Assessment.Status


@require_safe
@permission_required(Permission.VIEW_COUNCIL)
def dashboard(request: CouncilRequest) -> HttpResponse:
    """The council's reviews, newest first. Who reads no reviews is sent to their own first page."""
    if Permission.VIEW_REVIEW not in request.permissions:
        return redirect(first_page_of(request.membership))
    cycles = list(ReviewCycle.objects.for_council(request.council).newest_first())
    counts = progress.status_counts(cycles)
    reviews = [(cycle, counts.get(cycle.pk, progress.StatusCounts())) for cycle in cycles]
    next_year = years_without_review(cycles, at=timezone.localdate())[0]
    context = {
        "reviews": [(cycle, count) for cycle, count in reviews if not cycle.is_past_record],
        "records": [cycle for cycle in cycles if cycle.is_past_record],
        "next_label": year_label(next_year),
        "may_start": Permission.MANAGE_REVIEW in request.permissions,
        "may_import": Permission.IMPORT in request.permissions,
    }
    return render(request, "assurance/dashboard.html", context)


# What the table of all rows can be narrowed to, by the value of ?show= in the address.
PARTS: dict[str, tuple[str, Callable[[Cell], bool]]] = {
    "not-started": ("not started", lambda cell: cell.row.status == Status.NOT_STARTED),
    "in-progress": ("in progress", lambda cell: cell.row.status == Status.IN_PROGRESS),
    "submitted": ("submitted", lambda cell: cell.row.status == Status.SUBMITTED),
    "sent-back": ("sent back", lambda cell: cell.row.status == Status.SENT_BACK),
    "agreed": ("agreed", lambda cell: cell.is_agreed),
    "overdue": ("overdue", lambda cell: cell.is_overdue),
    "moved": (f"moved by {MOVED_A_LOT} or more", lambda cell: abs(cell.points) >= MOVED_A_LOT),
    "low": (f"with a score below {LOW}", lambda cell: (cell.score.number or LOW) < LOW),
}


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def cycle_overview(request: CouncilRequest, year: int) -> HttpResponse:
    """How the review stands. `show` opens the table of rows and narrows it; unknown values show all."""
    cycle = get_cycle(request, year)
    today = timezone.localdate()
    overview = Overview(cycle, request.membership, request.permissions, today)
    items = Evidence.objects.for_council(request.council).in_use()
    shown = request.GET.get("show", "")
    part, chosen = PARTS.get(shown, ("", None))
    late = council_actions(request.council).overdue(at=today) if not cycle.is_locked else []
    context = {
        "cycle": cycle,
        "overview": overview,
        "today": today,
        "bands": list(overview.words.values()),
        "late_actions": listed(late, at=today),
        "old_evidence": 0 if cycle.is_locked else out_of_date(items, at=today).count(),
        "low": LOW,
        "moved_a_lot": MOVED_A_LOT,
        "part": part,
        "table_cells": [cell for cell in overview.cells if chosen is None or chosen(cell)],
        "table_is_open": bool(part) or shown == "all",
        "may_manage": Permission.MANAGE_REVIEW in request.permissions,
        "may_import": Permission.IMPORT in request.permissions,
        "may_export": Permission.EXPORT in request.permissions,
        "sees_all": Permission.VIEW_ALL_SCORES in request.permissions,
    }
    return render(request, "assurance/cycle_overview.html", context)
