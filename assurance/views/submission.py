"""Check your answers, submit them, keep a copy; take a row back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assurance import policies
from assurance.forms.review import ticked_versions
from assurance.models import Assessment, ReviewCycle
from assurance.pace import time_left
from assurance.reviewers import first_other, reviewers_of
from assurance.rows import build_rows, rows_query
from assurance.sent_copy import as_text, sent_rows
from assurance.views.fetching import get_cycle
from assurance.workflow.submitting import sort_rows, submit, take_back
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


def check_page(
    request: CouncilRequest, cycle: ReviewCycle, *, errors: list[str] | None = None
) -> HttpResponse:
    """The person's rows by what submitting does with them; with errors when a verb was refused."""
    mine = list(rows_query(cycle).filter(pk__in=_rows_of(request, cycle)))
    shown = build_rows(mine, cycle=cycle, membership=request.membership, rights=request.permissions)
    by_ref = {row.ref: row for row in shown}
    by = request.membership
    sorted_rows = sort_rows(mine, by=by)
    reviewers = _reviewer_names(request, cycle)
    context = {
        "cycle": cycle,
        "total": len(shown),
        "complete": [by_ref[row.ref] for row in sorted_rows.complete],
        "incomplete": [by_ref[each.row.ref] for each in sorted_rows.incomplete],
        "for_leads": [
            by_ref[row.ref] for row in mine if row.is_editable and not policies.speaks_for(by, row)
        ],
        "time_left": time_left(mine, left=len(sorted_rows.incomplete), by=request.membership),
        "done": [(by_ref[row.ref], _can_take_back(request, row)) for row in sorted_rows.done],
        "reviewer": reviewers,
        "page_errors": [(message, "") for message in errors or []],
    }
    return render(request, "assurance/check_answers.html", context, status=422 if errors else 200)


def _rows_of(request: CouncilRequest, cycle: ReviewCycle) -> list[int]:
    rows = Assessment.objects.filter(cycle=cycle).assigned_to(request.membership)
    return list(rows.values_list("pk", flat=True))


def _can_take_back(request: CouncilRequest, row: Assessment) -> bool:
    return policies.can_take_back(request.membership, request.permissions, row)


def _reviewer_names(request: CouncilRequest, cycle: ReviewCycle) -> str:
    """Who has the rows now: the first of the reviewers, the monitoring officer before others."""
    return first_other(reviewers_of(cycle), than=request.membership)


@require_safe
@permission_required(Permission.SCORE)
def check_answers(request: CouncilRequest, year: int) -> HttpResponse:
    return check_page(request, get_cycle(request, year))


@require_POST
@permission_required(Permission.SCORE)
def submit_rows(request: CouncilRequest, year: int) -> HttpResponse:
    """Submit the rows that the page showed as complete, as long as they stand as they were read there."""
    cycle = get_cycle(request, year)
    read = ticked_versions(request.POST)
    mine = Assessment.objects.filter(cycle=cycle, pk__in=_rows_of(request, cycle))
    rows = list(mine.filter(requirement__ref__in=read).select_related("cycle", "requirement"))
    versions = {row.pk: read[row.ref] for row in rows}
    try:
        submit(rows=rows, by=request.membership, at=timezone.now(), versions=versions)
    except WorkflowError as error:
        return check_page(request, cycle, errors=error.messages)
    return redirect("assurance:sent", request.council.slug, year)


@require_safe
@permission_required(Permission.SCORE)
def sent(request: CouncilRequest, year: int) -> HttpResponse:
    """What this person sent, as it was sent."""
    cycle = get_cycle(request, year)
    mine = Assessment.objects.filter(pk__in=_rows_of(request, cycle))
    context: dict[str, Any] = {
        "cycle": cycle,
        "rows": sent_rows(cycle, request.membership),
        "with_reviewer": mine.waiting_for_review().count(),
        "unfinished": mine.unfinished().count(),
        "reviewer": _reviewer_names(request, cycle),
    }
    return render(request, "assurance/check_answers_sent.html", context)


@require_safe
@permission_required(Permission.SCORE)
def sent_download(request: CouncilRequest, year: int) -> HttpResponse:
    """The same copy as a text file to keep."""
    cycle = get_cycle(request, year)
    text = as_text(sent_rows(cycle, request.membership), cycle=cycle, membership=request.membership)
    name = f"{request.council.slug}-{cycle.slug}-what-i-sent.txt"
    return HttpResponse(
        text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@permission_required(Permission.SCORE)
def assessment_submit(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    """Submit one row."""
    cycle = get_cycle(request, year)
    row = get_object_or_404(Assessment.objects.select_related("cycle"), cycle=cycle, requirement__ref=ref)
    try:
        submit(rows=[row], by=request.membership, at=timezone.now())
    except WorkflowError as error:
        return check_page(request, cycle, errors=error.messages)
    messages.success(request, f"{ref} was submitted. {_reviewer_names(request, cycle)} has it now.")
    return redirect(_row_on_my_rows(request, year, ref))


@require_POST
@permission_required(Permission.SCORE)
def assessment_take_back(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    cycle = get_cycle(request, year)
    row = get_object_or_404(Assessment.objects.select_related("cycle"), cycle=cycle, requirement__ref=ref)
    try:
        take_back(row=row, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        return check_page(request, cycle, errors=error.messages)
    messages.success(request, f"{ref} is with you again.")
    return redirect(_row_on_my_rows(request, year, ref))


def _row_on_my_rows(request: CouncilRequest, year: int, ref: str) -> str:
    address = reverse("assurance:my-rows", args=[request.council.slug, year])
    return f"{address}?open={ref}#row-{ref}"
