"""Finishing the review: the declaration, the offices that confirm it, reopening."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assurance.finishing import MONITORING_OFFICER
from assurance.forms.review import ReasonForm
from assurance.forms.signoff import FinishForm, NotConfirmedForm
from assurance.models import ReviewCycle
from assurance.signoff_page import SignOffPage
from assurance.views.fetching import get_cycle
from assurance.workflow.signing import (
    NotReady,
    confirm_review,
    declaration_for,
    finish_review,
    reopen_review,
    send_to_monitoring_officer,
)
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

Errors = list[tuple[str, str]]


def sign_off_page(
    request: CouncilRequest,
    cycle: ReviewCycle,
    *,
    declaring: FinishForm | None = None,
    not_confirmed: NotConfirmedForm | None = None,
    reopening: ReasonForm | None = None,
    errors: Errors | None = None,
) -> HttpResponse:
    """What is left, the declaration of the reader's office, the chain and what was signed."""
    page = SignOffPage(cycle, request.membership, request.permissions, timezone.localdate())
    context = {
        "cycle": cycle,
        "page": page,
        "declaring": declaring or _declaring(cycle, page.office),
        "not_confirmed": not_confirmed or NotConfirmedForm(),
        "reopening": reopening or ReasonForm(),
        "sees_left": Permission.SEE_LEFT in request.permissions,
        "page_errors": errors or [],
    }
    return render(request, "assurance/signoff_detail.html", context, status=422 if errors else 200)


def _declaring(cycle: ReviewCycle, office: str) -> FinishForm | None:
    return FinishForm(declaration=declaration_for(cycle, office)) if office else None


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def sign_off(request: CouncilRequest, year: int) -> HttpResponse:
    return sign_off_page(request, get_cycle(request, year))


@require_POST
@permission_required(Permission.FINISH)
def sign_off_finish(request: CouncilRequest, year: int) -> HttpResponse:
    """Declare the review complete, under the words that were ticked."""
    cycle = get_cycle(request, year)
    return _declare(request, cycle, MONITORING_OFFICER, finish_review, "finish the review")


@require_POST
@permission_required(Permission.CONFIRM)
def sign_off_confirm(request: CouncilRequest, year: int) -> HttpResponse:
    """Confirm the review for the reader's office, under the words that were ticked."""
    cycle = get_cycle(request, year)
    page = SignOffPage(cycle, request.membership, request.permissions, timezone.localdate())
    if not page.office or page.office == MONITORING_OFFICER:
        # Nothing is theirs to sign: the verb says why.
        return _declare(request, cycle, "", confirm_review, "confirm the review")
    return _declare(request, cycle, page.office, confirm_review, "confirm the review")


def _declare(
    request: CouncilRequest,
    cycle: ReviewCycle,
    office: str,
    verb: Callable[..., object],
    words: str,
) -> HttpResponse:
    declaration = declaration_for(cycle, office) if office else ""
    form = FinishForm(request.POST, declaration=declaration, verb=words)
    if office and not form.is_valid():
        errors = [(str(message), "id_declared") for message in form.errors["declared"]]
        return sign_off_page(request, cycle, declaring=form, errors=errors)
    try:
        verb(cycle=cycle, by=request.membership, declaration=declaration, at=timezone.now())
    except NotReady as error:
        targets = [f"left-{key}" for key in error.keys]
        return _refused(request, cycle.year, list(zip(error.messages, targets, strict=True)))
    except WorkflowError as error:
        return _refused(request, cycle.year, [(message, "") for message in error.messages])
    cycle.refresh_from_db()
    said = "is finished" if cycle.is_finished else "is complete; other offices confirm it now"
    if office != MONITORING_OFFICER and not cycle.is_finished:
        said = "is confirmed by you"
    messages.success(request, f"The {cycle} {said}.")
    return redirect("assurance:sign-off", request.council.slug, cycle.year)


def _refused(request: CouncilRequest, year: int, errors: Errors) -> HttpResponse:
    """The page as it stands now, with why nothing was done."""
    return sign_off_page(request, get_cycle(request, year), errors=errors)


@require_POST
@permission_required(Permission.CONFIRM)
def sign_off_send_back(request: CouncilRequest, year: int) -> HttpResponse:
    """Tell the monitoring officer why an office does not confirm."""
    cycle = get_cycle(request, year)
    form = NotConfirmedForm(request.POST)
    if not form.is_valid():
        errors = [(str(message), "id_why") for message in form.errors["why"]]
        return sign_off_page(request, cycle, not_confirmed=form, errors=errors)
    try:
        send_to_monitoring_officer(
            cycle=cycle, reason=form.cleaned_data["why"], by=request.membership, at=timezone.now()
        )
    except WorkflowError as error:
        errors = [(message, "") for message in error.messages]
        return sign_off_page(request, get_cycle(request, year), not_confirmed=form, errors=errors)
    messages.success(request, "The monitoring officer is told why you do not confirm the review.")
    return redirect("assurance:sign-off", request.council.slug, year)


@require_POST
@permission_required(Permission.FINISH)
def sign_off_reopen(request: CouncilRequest, year: int) -> HttpResponse:
    """Reopen a signed review; its signatures become void."""
    cycle = get_cycle(request, year)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        errors = [(str(message), "id_reason") for message in form.errors["reason"]]
        return sign_off_page(request, cycle, reopening=form, errors=errors)
    try:
        reopen_review(
            cycle=cycle, reason=form.cleaned_data["reason"], by=request.membership, at=timezone.now()
        )
    except WorkflowError as error:
        errors = [(message, "") for message in error.messages]
        return sign_off_page(request, get_cycle(request, year), reopening=form, errors=errors)
    messages.success(request, f"The {cycle} is open again. What was signed is void.")
    return redirect("assurance:sign-off", request.council.slug, year)
