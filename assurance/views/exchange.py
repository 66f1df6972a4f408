"""Bringing a review in from a file (upload, comparison, one confirmation) and taking one out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assurance.exchange.columns import Column
from assurance.exchange.export import CONTENT_TYPES, export_review
from assurance.exchange.preview import Plan, compare
from assurance.exchange.scales import DEFAULT_WORDS
from assurance.exchange.standing import Standing
from assurance.exchange.writing import Written, compare_again, describe, edited_since, write_import
from assurance.forms.exchange import ImportForm, YearForm
from assurance.models import ImportRun, ImprovementAction, ReviewCycle
from assurance.views.fetching import get_cycle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models.memberships import year_label
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


@require_safe
@permission_required(Permission.IMPORT)
def import_choose(request: CouncilRequest) -> HttpResponse:
    """Which past year to bring in; the answer leads to that year's own page."""
    form = YearForm(request.GET if "year" in request.GET else None)
    if form.is_bound and form.is_valid():
        page = reverse("assurance:import", args=[request.council.slug, form.cleaned_data["year"]])
        return redirect(f"{page}?filing={ImportRun.Filing.PAST_YEAR}")
    return render(request, "assurance/import_choose.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.IMPORT)
def import_upload(request: CouncilRequest, year: int) -> HttpResponse:
    """Choose a file for the year named in the address, whether or not it has a review yet."""
    cycle = ReviewCycle.objects.for_council(request.council).in_year(year).first()
    filing = _filing_offered(request, cycle)
    form = ImportForm(initial={"filing": filing})
    status = 200
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            run = form.describe(ImportRun(council=request.council, year=year, by=request.membership))
            describe(
                run,
                sheet=form.sheet,
                name=form.cleaned_data["file"].name,
                content=form.content,
                words=DEFAULT_WORDS,
            ).save()
            return redirect("assurance:import-preview", request.council.slug, year, run.pk)
        status = 422
    context = {
        "form": form,
        "cycle": cycle,
        "year_label": year_label(year),
        "year": year,
        "can_export": Permission.EXPORT in request.permissions,
    }
    return render(request, "assurance/import_upload.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.IMPORT)
def import_preview(request: CouncilRequest, year: int, run: int) -> HttpResponse:
    """What the file changes; posting confirms it, or compares again after someone edited a row."""
    found = get_object_or_404(
        ImportRun.objects.select_related("cycle").filter(council=request.council), year=year, pk=run
    )
    if found.state == ImportRun.State.CONFIRMED:
        sees_left = Permission.SEE_LEFT in request.permissions
        context = {"run": found, "cycle": found.cycle, "sees_left": sees_left}
        return render(request, "assurance/import_done.html", context)
    errors: list[str] = []
    if request.method == "POST":
        if request.POST.get("step") == "again":
            compare_again(found)
            return redirect("assurance:import-preview", request.council.slug, year, found.pk)
        try:
            written = write_import(run=found, by=request.membership, at=timezone.now())
        except WorkflowError as error:
            errors = error.messages
        else:
            return _after(request, written)
    return _show_preview(request, found, errors)


def _show_preview(request: CouncilRequest, run: ImportRun, errors: list[str]) -> HttpResponse:
    standing = Standing(run.council, run.year)
    edited = edited_since(run, standing)
    plan: Plan = compare(run, standing)
    context = {
        "run": run,
        "plan": plan,
        "edited": edited,
        "cycle": standing.cycle,
        "year_label": year_label(run.year),
        "columns": [(Column(name).label, heading) for name, heading in run.mapping["columns"].items()],
        "can_confirm": plan.can_be_written and not edited,
        "page_errors": [(message, "") for message in errors],
    }
    return render(request, "assurance/import_preview.html", context, status=422 if errors else 200)


def _after(request: CouncilRequest, written: Written) -> HttpResponse:
    """On to the actions where there are some to fill in; else to the review."""
    plan, cycle = written.plan, written.cycle
    started = f" The {cycle.label} review was made for it." if written.started else ""
    rows = f"{plan.rows_changed} row was" if plan.rows_changed == 1 else f"{plan.rows_changed} rows were"
    messages.success(request, f"{rows} brought in.{started}")
    has_actions = ImprovementAction.objects.in_cycle(cycle).open().exists()
    can_fill = Permission.EDIT_ACTIONS in request.permissions
    page = "assurance:actions-fill" if has_actions and can_fill else "assurance:requirements"
    return redirect(page, request.council.slug, cycle.year)


@require_safe
@permission_required(Permission.EXPORT)
def export(request: CouncilRequest, year: int, suffix: str) -> HttpResponse:
    """The review as a workbook or CSV file; back to the review when it does not fit into one."""
    if suffix not in CONTENT_TYPES:
        raise Http404
    cycle = get_cycle(request, year)
    sees_all = Permission.VIEW_ALL_SCORES in request.permissions
    try:
        content = export_review(
            cycle=cycle, suffix=suffix, sees_all=sees_all, by=request.membership, at=timezone.now()
        )
    except WorkflowError as error:
        messages.error(request, str(error))
        return redirect(cycle)
    response = HttpResponse(content, content_type=CONTENT_TYPES[suffix])
    name = f"{request.council.slug}-assurance-review-{cycle.slug}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _filing_offered(request: CouncilRequest, cycle: ReviewCycle | None) -> str:
    asked = request.GET.get("filing")
    past = cycle.is_past_record if cycle else asked == ImportRun.Filing.PAST_YEAR
    return ImportRun.Filing.PAST_YEAR if past else ImportRun.Filing.THIS_YEAR
