"""The reviewer's pages: the queue, one row, and the decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assurance import policies, progress
from assurance.assignees import directorates_in, rows_with_people
from assurance.before_and_after import before_and_after
from assurance.forms.review import AGREE, BACK, DecisionForm, ReasonForm, ticked_versions
from assurance.issue_policies import can_raise
from assurance.models import Assessment, Milestone, ReviewCycle
from assurance.review_queue import Desk, Queue, build_desks, sort_queue, stuck_rows
from assurance.reviewers import reviewers_of
from assurance.rows import build_rows, rows_query, words_of
from assurance.views.fetching import get_cycle
from assurance.views.review_filters import ReviewFilters
from assurance.workflow.reviewing import agree, agree_many, mark_opened, reopen_row, send_back
from framework.models import Principle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

SHOWN = 6  # rows to look at first, before "Show the others"


class Desks:
    """The rows of a review as desks of one reviewer, narrowed as the address asks."""

    def __init__(self, request: CouncilRequest, cycle: ReviewCycle) -> None:
        self.request = request
        self.cycle = cycle
        self.directorates = directorates_in(cycle)
        self.reviewers = reviewers_of(cycle)
        self.filters = ReviewFilters(
            request.GET,
            reason_from=cycle.council.setting("change_asking_reason"),
            directorates=self.directorates,
        )

    def read(self, **narrow: Any) -> list[Desk]:
        request, cycle = self.request, self.cycle
        rows = build_rows(
            rows_query(cycle).filter(**narrow),
            cycle=cycle,
            membership=request.membership,
            rights=request.permissions,
        )
        return build_desks(
            rows,
            cycle=cycle,
            membership=request.membership,
            reviewers=self.reviewers,
            directorates=self.directorates,
        )

    def queue(self) -> Queue:
        """What waits for the reader, in the order to take it."""
        waiting = self.filters.lookups | {"status": Assessment.Status.SUBMITTED}
        return sort_queue(self.filters.narrow(self.read(**waiting)))


def queue_page(
    request: CouncilRequest, cycle: ReviewCycle, *, errors: list[str] | None = None
) -> HttpResponse:
    """The queue as narrowed by the address; with errors when agreeing together was refused."""
    source = Desks(request, cycle)
    filters = source.filters
    desks = filters.narrow(source.read(**filters.lookups))
    queue = sort_queue(desks)
    shown = queue.first if filters.shows_all else queue.first[:SHOWN]
    words = words_of(request.council)
    rows = list(rows_with_people(cycle).select_related("agreed_by__user"))
    figures = progress.figures(rows)
    context = {
        "cycle": cycle,
        "filters": filters,
        "tabs": filters.tabs(figures),
        "figures": figures,
        "of_state": filters.of_state(figures),
        "found": len(desks),
        "principles": Principle.objects.filter(framework=cycle.framework_id),
        "due_on": scores_due_on(cycle),
        "queue": queue,
        "entries": [
            (desk, DecisionForm(assessment=desk.assessment), queue.after(desk.ref)) for desk in shown
        ],
        "hidden": len(queue.first) - len(shown),
        "listed": [] if filters.state == "waiting" else desks,
        "stuck": stuck_rows(rows, cycle=cycle, reviewers=source.reviewers),
        "may_raise": can_raise(request.permissions, cycle),
        "may_name": Permission.MANAGE_PEOPLE in request.permissions,
        "changes": before_and_after(rows, words=words),
        "ticked": set(ticked_versions(request.POST)),
        "bands": list(reversed(words.values())),
        "page_errors": [(message, "agree-together") for message in errors or []],
    }
    return render(request, "assurance/review_queue.html", context, status=422 if errors else 200)


def scores_due_on(cycle: ReviewCycle) -> date | None:
    due = Milestone.objects.filter(cycle=cycle, kind=Milestone.Kind.SCORING).first()
    return due.due_on if due else None


def address_of(source: Desks, ref: str = "") -> str:
    """The queue, or the row of it with this reference, narrowed as the address was."""
    place = [source.request.council.slug, source.cycle.year]
    name, place = ("review-row", [*place, ref]) if ref else ("review-queue", place)
    query = source.filters.query()
    return reverse(f"assurance:{name}", args=place) + (f"?{query}" if query else "")


@require_safe
@permission_required(Permission.AGREE)
def review_queue(request: CouncilRequest, year: int) -> HttpResponse:
    return queue_page(request, get_cycle(request, year))


@require_POST
@permission_required(Permission.AGREE)
def review_agree(request: CouncilRequest, year: int) -> HttpResponse:
    """Agree the ticked rows together, each as the reviewer read it."""
    cycle = get_cycle(request, year)
    versions = ticked_versions(request.POST)
    rows = Assessment.objects.filter(cycle=cycle, requirement__ref__in=versions).select_related("requirement")
    try:
        agreed = agree_many(
            rows=[(row, versions[row.ref]) for row in rows], by=request.membership, at=timezone.now()
        )
    except WorkflowError as error:
        return queue_page(request, cycle, errors=error.messages)
    count = "1 row was" if len(agreed) == 1 else f"{len(agreed)} rows were"
    messages.success(request, f"{count} agreed: {', '.join(row.ref for row in agreed)}.")
    return redirect(address_of(Desks(request, cycle)))


def row_page(
    request: CouncilRequest,
    cycle: ReviewCycle,
    ref: str,
    *,
    form: DecisionForm | None = None,
    reopening: ReasonForm | None = None,
    errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """One row to decide on; after a refusal the row as it stands now, with what was typed."""
    source = Desks(request, cycle)
    desks = source.read(requirement__ref=ref)
    if not desks:
        raise Http404
    [desk] = desks
    chosen = request.GET.get("decision", "")
    context = {
        "cycle": cycle,
        "desk": desk,
        "filters": source.filters,
        "decision": form or DecisionForm(assessment=desk.assessment, may_agree=desk.may_agree, chosen=chosen),
        "may_raise": can_raise(request.permissions, cycle),
        "can_reopen": policies.can_reopen_row(request.permissions, desk.assessment),
        "reopening": reopening or ReasonForm(),
        "bands": list(reversed(words_of(request.council).values())),
        "page_errors": errors or [],
    }
    return render(request, "assurance/review_row.html", context, status=422 if errors else 200)


@require_safe
@permission_required(Permission.AGREE)
def review_row(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    """Last year, the officer, the decision. The receipt of its first opening ends taking back."""
    cycle = get_cycle(request, year)
    row = _row(cycle, ref)
    if request.method == "GET":
        mark_opened(row=row, by=request.membership, at=timezone.now())
    return row_page(request, cycle, ref)


def _row(cycle: ReviewCycle, ref: str) -> Assessment:
    rows = Assessment.objects.with_reference().with_people().filter(cycle=cycle)
    return get_object_or_404(rows, requirement__ref=ref)


@require_POST
@permission_required(Permission.AGREE)
def review_decide(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    """Agree, agree another score or send back; then the next row opens."""
    cycle = get_cycle(request, year)
    row = _row(cycle, ref)
    form = DecisionForm(request.POST, assessment=row, may_agree=policies.may_agree(request.membership, row))
    if not form.is_valid():
        return row_page(request, cycle, ref, form=form, errors=form.page_errors())
    source = Desks(request, cycle)
    following = source.queue().after(ref)
    try:
        done = decide(row, form, request)
    except WorkflowError as error:
        return row_page(
            request, cycle, ref, form=form, errors=[(message, f"decide-{ref}") for message in error.messages]
        )
    messages.success(request, done)
    return redirect(address_of(source, following))


def decide(row: Assessment, form: DecisionForm, request: CouncilRequest) -> str:
    """Do what the form says; returns what was done, in words."""
    cleaned = form.cleaned_data
    by, at, version = request.membership, timezone.now(), cleaned["version"]
    if cleaned["decision"] == BACK:
        send_back(row=row, reason=cleaned["back_reason"], by=by, at=at, version=version)
        return f"{row.ref} was sent back."
    own = cleaned["decision"] == AGREE
    agreed = agree(
        row=row,
        score=None if own else cleaned["score"],
        reason="" if own else cleaned["reason"],
        by=by,
        at=at,
        version=version,
    )
    if agreed.not_applicable:
        return f"{row.ref} was agreed: it does not apply."
    return f"{row.ref} was agreed at {agreed.agreed_score}."


@require_POST
@permission_required(Permission.FINISH)
def review_reopen(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    """Give an agreed row back to its officer."""
    cycle = get_cycle(request, year)
    row = _row(cycle, ref)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        errors = [(f"{ref}: {message}", "id_reason") for message in form.errors["reason"]]
        return row_page(request, cycle, ref, reopening=form, errors=errors)
    try:
        reopen_row(row=row, reason=form.cleaned_data["reason"], by=request.membership, at=timezone.now())
    except WorkflowError as error:
        return row_page(
            request, cycle, ref, reopening=form, errors=[(message, "") for message in error.messages]
        )
    messages.success(request, f"{ref} was reopened and is with its officer again.")
    return redirect(reverse("assurance:review-row", args=[request.council.slug, year, ref]))
