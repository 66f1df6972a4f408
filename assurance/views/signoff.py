"""Finishing the review and reopening it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assurance import progress
from assurance.forms.review import ReasonForm
from assurance.forms.signoff import FinishForm
from assurance.models import Assessment, ReviewCycle, SignedContent
from assurance.reviewers import members_with
from assurance.signed_content import check_code
from assurance.views.fetching import get_cycle
from assurance.workflow.signing import declaration_for, finish_review, office_of, reopen_review
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


def sign_off_page(
    request: CouncilRequest,
    cycle: ReviewCycle,
    *,
    finishing: FinishForm | None = None,
    reopening: ReasonForm | None = None,
    errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """What is left, the declaration, the signature and those that are void."""
    rows = list(Assessment.objects.filter(cycle=cycle).with_reference().with_people().in_order())
    contents = (
        SignedContent.objects.filter(cycle=cycle)
        .select_related("void__by__user")
        .prefetch_related("sign_offs")
        .order_by("-pk")
    )
    may_finish = Permission.FINISH in request.permissions
    context = {
        "cycle": cycle,
        "figures": progress.figures(rows),
        "left": [row for row in rows if row.status != Assessment.Status.AGREED],
        "signatures": [(content, check_code(content.digest)) for content in contents],
        "may_finish": may_finish,
        "office": office_of(request.membership, cycle)[1] if may_finish else "",
        "finishers": [] if may_finish else members_with(Permission.FINISH, cycle),
        "finishing": finishing or FinishForm(declaration=declaration_for(cycle)),
        "reopening": reopening or ReasonForm(),
        "page_errors": errors or [],
    }
    return render(request, "assurance/signoff_detail.html", context, status=422 if errors else 200)


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def sign_off(request: CouncilRequest, year: int) -> HttpResponse:
    return sign_off_page(request, get_cycle(request, year))


@require_POST
@permission_required(Permission.FINISH)
def sign_off_finish(request: CouncilRequest, year: int) -> HttpResponse:
    """Finish the review, under the words that were ticked."""
    cycle = get_cycle(request, year)
    declaration = declaration_for(cycle)
    form = FinishForm(request.POST, declaration=declaration)
    if not form.is_valid():
        errors = [(str(message), "id_declared") for message in form.errors["declared"]]
        return sign_off_page(request, cycle, finishing=form, errors=errors)
    try:
        finish_review(cycle=cycle, by=request.membership, declaration=declaration, at=timezone.now())
    except WorkflowError as error:
        return sign_off_page(
            request,
            get_cycle(request, year),
            finishing=form,
            errors=[(message, "") for message in error.messages],
        )
    messages.success(request, f"The {cycle} is finished.")
    return redirect("assurance:sign-off", request.council.slug, year)


@require_POST
@permission_required(Permission.FINISH)
def sign_off_reopen(request: CouncilRequest, year: int) -> HttpResponse:
    """Reopen a finished review; its signature becomes void."""
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
        return sign_off_page(request, cycle, reopening=form, errors=errors)
    messages.success(request, f"The {cycle} is open again. The signature is void.")
    return redirect("assurance:sign-off", request.council.slug, year)
