"""Who checked, besides those who scored: the sources of assurance of a review, and one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance.director_returns import figures_of, in_words
from assurance.forms.sources import SourceEvidenceForm, SourceReasonForm, taken_off
from assurance.models import AssuranceSource, Evidence, ReviewCycle
from assurance.policies import can_read_year_before
from assurance.source_history import source_trail
from assurance.source_policies import can_change, can_record, right_for, takes_sources, why_not
from assurance.source_register import LINKS, last_years, listed_source, sources_page
from assurance.views.fetching import get_cycle
from assurance.views.history import history_page
from assurance.workflow.source_reminders import ask_for_opinion
from assurance.workflow.sources import attach_evidence, detach_evidence, withdraw_source
from governance.decorators import RightMissing, permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

MOST_TITLES = 500  # offered while typing the title of a report


def get_source(request: CouncilRequest, year: int, pk: int) -> AssuranceSource:
    """The source of the council's review of the year, or 404."""
    cycle = get_cycle(request, year)
    sources = AssuranceSource.objects.filter(cycle=cycle).select_related(
        "recorded_by__user", "withdrawn_by__user"
    )
    source = get_object_or_404(sources.prefetch_related(*LINKS), pk=pk)
    source.cycle, source.council = cycle, request.council
    return source


def titles_of(request: CouncilRequest) -> list[str]:
    """Titles of the evidence register to choose from while typing."""
    items = Evidence.objects.for_council(request.council).in_use().order_by("title")
    return list(items.values_list("title", flat=True)[:MOST_TITLES])


def require_change(request: CouncilRequest, source: AssuranceSource) -> HttpResponse | None:
    """None when the member may change it, else where to go with the reason; 403 without the right."""
    if right_for(source.kind) not in request.permissions:
        raise RightMissing(right_for(source.kind))
    if can_change(request.permissions, source):
        return None
    said = why_not(source.cycle) or f"“{source}” is withdrawn and stays as it was."
    messages.error(request, said)
    return redirect(source.get_absolute_url())


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def sources(request: CouncilRequest, year: int) -> HttpResponse:
    """All sources of the review by who checked, what is missing, and who checked what."""
    cycle = get_cycle(request, year)
    context = {
        "cycle": cycle,
        "sources": sources_page(
            cycle, at=timezone.localdate(), reads_last_year=_reads_year_before(request, cycle)
        ),
        "why_not": why_not(cycle),
        "may_record": takes_sources(cycle) and Permission.RECORD_SOURCES in request.permissions,
        "may_give_opinion": takes_sources(cycle) and Permission.RECORD_AUDIT_OPINION in request.permissions,
        "may_raise": takes_sources(cycle) and Permission.RAISE_ISSUES in request.permissions,
        "directors": in_words(figures_of(cycle)) if Permission.VIEW_ALL_SCORES in request.permissions else "",
    }
    return render(request, "assurance/sources_list.html", context)


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def source(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    """Everything about one source."""
    found = get_source(request, year, pk)
    return source_page(request, found, SourceEvidenceForm())


def source_page(request: CouncilRequest, source: AssuranceSource, form: SourceEvidenceForm) -> HttpResponse:
    may_change = can_change(request.permissions, source)
    last = last_years(source.cycle) if _reads_year_before(request, source.cycle) else []
    context = {
        "cycle": source.cycle,
        "listed": listed_source(source, last),
        "source": source,
        "form": form,
        "titles": titles_of(request) if may_change else [],
        "may_change": may_change,
        "who_can": "" if can_record(request.permissions, source.cycle, source.kind) else who_can(source),
        "may_raise": takes_sources(source.cycle) and Permission.RAISE_ISSUES in request.permissions,
    }
    return render(request, "assurance/source.html", context, status=422 if form.errors else 200)


def _reads_year_before(request: CouncilRequest, cycle: ReviewCycle) -> bool:
    return can_read_year_before(request.membership, request.permissions, cycle)


def who_can(source: AssuranceSource) -> str:
    """Who changes what the reader may not, in a sentence; empty where nobody can."""
    if not takes_sources(source.cycle):
        return ""
    if right_for(source.kind) == Permission.RECORD_AUDIT_OPINION:
        return "Only the head of internal audit records and changes this opinion."
    return "The governance coordinator, the monitoring officer and their deputy record and change it."


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def source_history(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    found = get_source(request, year, pk)
    return history_page(request, source_trail(found), about=str(found), address=found.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.VIEW_REVIEW)
def source_evidence(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    """Put a report with the source, or take one off. Its form stands on the source's own page."""
    found = get_source(request, year, pk)
    refused = require_change(request, found)
    if refused is not None or request.method != "POST":
        return refused or redirect(found.get_absolute_url())
    by, at = request.membership, timezone.now()
    form = SourceEvidenceForm(request.POST)
    try:
        if (item := taken_off(request.POST)) is not None:
            detach_evidence(source=found, item=item, by=by, at=at)
            messages.success(request, "The report was taken off. It stays in the evidence register.")
        elif form.is_valid():
            title, link = form.cleaned_data["evidence"], form.cleaned_data["link"]
            added = attach_evidence(source=found, title=title, link=link, by=by, at=at)
            messages.success(request, f"“{added}” stands with it now.")
        else:
            return source_page(request, found, form)
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(found.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def source_withdraw(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    """Withdrawn with a reason, instead of deleted."""
    found = get_source(request, year, pk)
    if (refused := require_change(request, found)) is not None:
        return refused
    kept = take(request) if request.method != "POST" else None
    form = SourceReasonForm(request.POST if request.method == "POST" else kept)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_source(
                source=found, reason=form.cleaned_data["reason"], by=request.membership, at=timezone.now()
            )
        except WorkflowError as error:
            form.add_error("reason", error.messages)
        else:
            messages.success(request, f"“{found}” is withdrawn.")
            return redirect("assurance:sources", request.council.slug, year)
    context = {"cycle": found.cycle, "source": found, "form": form, "was_kept": kept is not None}
    return render(request, "assurance/source_withdraw.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(Permission.RECORD_SOURCES)
def audit_opinion_ask(request: CouncilRequest, year: int) -> HttpResponse:
    """Remind the head of internal audit of their annual opinion."""
    cycle = get_cycle(request, year)
    try:
        asked = ask_for_opinion(cycle=cycle, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        names = " and ".join(member.name for member in asked)
        messages.success(request, f"You reminded {names}.")
    return redirect("assurance:sources", request.council.slug, year)
