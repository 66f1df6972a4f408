"""Starting a review from last year: what comes over and what does not, said before it happens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.carrying import can_still_start, from_last_year
from assurance.forms.carrying import FromLastYearForm
from assurance.models import ReviewCycle
from assurance.policies import can_set_up
from assurance.views.fetching import get_cycle
from assurance.workflow.carrying import CameOver, start_from_last_year
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_REVIEW)
def start_from_last_year_page(request: CouncilRequest, year: int) -> HttpResponse:
    """Both columns with their counts, and the ticks; then it happens once."""
    cycle = get_cycle(request, year)
    if not can_set_up(request.permissions, cycle):
        return redirect(cycle)
    last_year = from_last_year(cycle, at=timezone.localdate())
    if request.method != "POST" or last_year is None:
        form = FromLastYearForm(last_year=last_year) if last_year else None
        return carrying_page(request, cycle, form)
    if cycle.carried_forward_at and not last_year.has_anything_left:
        messages.success(request, f"Everything of {cycle.previous_label} has come over already.")
        return redirect("assurance:start-from-last-year", request.council.slug, year)
    form = FromLastYearForm(request.POST, last_year=last_year)
    if not form.is_valid():
        return carrying_page(request, cycle, form, errors=form.page_errors())
    try:
        came = start_from_last_year(
            cycle=cycle,
            assignees=form.cleaned_data["assignees"],
            evidence=form.cleaned_data["evidence"],
            actions=form.actions,
            left_behind=form.left_behind,
            issues=form.carried_issues.keys(),
            why_issues_go_on=form.carried_issues,
            left_issues=form.left_issues,
            by=request.membership,
            at=timezone.now(),
        )
    except WorkflowError as error:
        return carrying_page(request, cycle, form, errors=[(message, "") for message in error.messages])
    messages.success(request, said(came, cycle))
    return redirect("assurance:cycle-set-up", request.council.slug, year)


def said(came: CameOver, cycle: ReviewCycle) -> str:
    """ "13 leads, 40 evidence links and 9 actions came over from 2024/25."."""
    *others, last = came.words or ["Nothing more"]
    listed = f"{', '.join(others)} and {last}" if others else last
    text = f"{listed} came over from {cycle.previous_label}."
    if came.left:
        text += f" {came.left} action{'' if came.left == 1 else 's'} stayed behind, with the reason."
    if came.left_issues:
        plural = "" if came.left_issues == 1 else "s"
        text += f" {came.left_issues} significant issue{plural} stayed behind, with what became of it."
    return text


def carrying_page(
    request: CouncilRequest,
    cycle: ReviewCycle,
    form: FromLastYearForm | None,
    *,
    errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {
        "cycle": cycle,
        "form": form,
        "last_year": form.last_year if form else None,
        "today": timezone.localdate(),
        "by": cycle.carried_forward_by,
        "is_too_late": not can_still_start(cycle),
        "may_import": Permission.IMPORT in request.permissions,
        "page_errors": errors or [],
    }
    return render(request, "assurance/carry_from_last_year.html", context, status=422 if errors else 200)
