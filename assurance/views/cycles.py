"""Setting up a review: starting it, its dates, opening it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assurance.carrying import can_still_start, last_year_of
from assurance.forms.cycles import MilestonesForm, StartForm, years_without_review
from assurance.models import ReviewCycle
from assurance.opening import before_opening
from assurance.policies import can_set_up
from assurance.views.fetching import get_cycle
from assurance.workflow.cycles import open_cycle, set_milestones, start_cycle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_REVIEW)
def cycle_start(request: CouncilRequest) -> HttpResponse:
    """Choose the year; says what will happen before anything does."""
    cycles = list(ReviewCycle.objects.for_council(request.council).newest_first())
    years = years_without_review(cycles, at=timezone.localdate())
    form = StartForm(
        request.POST if request.method == "POST" else None, years=years, initial={"year": years[0]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            cycle = start_cycle(
                council=request.council,
                year=form.cleaned_data["year"],
                by=request.membership,
                at=timezone.now(),
            )
        except WorkflowError as error:
            form.add_error("year", error.messages)
        else:
            messages.success(request, f"The {cycle} is started. Officers see nothing until you open it.")
            page = "start-from-last-year" if last_year_of(cycle) else "cycle-set-up"
            return redirect(f"assurance:{page}", request.council.slug, cycle.year)
    present = {cycle.year: cycle for cycle in cycles}
    context = {
        "form": form,
        "choices": [(choice, present.get(int(choice.data["value"]) - 1)) for choice in form["year"]],
        "may_import": Permission.IMPORT in request.permissions,
    }
    return render(request, "assurance/cycle_start.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_REVIEW)
def cycle_set_up(request: CouncilRequest, year: int) -> HttpResponse:
    """Dates, who answers, and opening. A finished review has nothing to set up: its overview says so."""
    cycle = get_cycle(request, year)
    if not can_set_up(request.permissions, cycle):
        return redirect(cycle)
    form = MilestonesForm(request.POST if request.method == "POST" else None, cycle=cycle)
    if request.method == "POST" and form.is_valid():
        try:
            set_milestones(cycle=cycle, dates=form.cleaned_data, by=request.membership, at=timezone.now())
        except WorkflowError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "The dates are saved.")
            return redirect("assurance:cycle-set-up", request.council.slug, year)
    return set_up_page(request, cycle, form, status=422 if form.errors else 200)


def set_up_page(
    request: CouncilRequest, cycle: ReviewCycle, form: MilestonesForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "cycle": cycle,
        "form": form,
        "before": before_opening(cycle),
        "last_year": last_year_of(cycle),
        "is_too_late": not can_still_start(cycle),
        "is_new": cycle.stage == ReviewCycle.Stage.SETUP,
        "may_people": Permission.MANAGE_PEOPLE in request.permissions,
        "may_import": Permission.IMPORT in request.permissions,
    }
    return render(request, "assurance/cycle_set_up.html", context, status=status)


@require_POST
@permission_required(Permission.MANAGE_REVIEW)
def cycle_open(request: CouncilRequest, year: int) -> HttpResponse:
    """Open the review; the warnings stood on the page that posts here."""
    cycle = get_cycle(request, year)
    try:
        open_cycle(cycle=cycle, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, f"The {cycle} is open. Officers see their rows from now on.")
    return redirect(cycle)
