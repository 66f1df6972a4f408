"""The versions of the Local Code: beginning one, what one holds, and what changed between two."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from framework.models import Framework
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.editions.differences import compare
from reports.editions.outline import outline_of
from reports.editions.reading import text_of
from reports.forms_local_code import BringInForm, StartForm
from reports.models import LocalCodeEdition
from reports.views.local_code_fetching import get_edition, newest_review
from reports.workflow.edition_texts import can_be_written, why_not
from reports.workflow.editions import bring_in_edition, remarks_on, start_edition


@require_safe
@permission_required(Permission.VIEW_DRAFTS)
def local_code(request: CouncilRequest) -> HttpResponse:
    """All versions, the newest first, and how the next one begins."""
    return versions_page(request, StartForm())


def versions_page(request: CouncilRequest, form: StartForm, *, status: int = 200) -> HttpResponse:
    editions = list(LocalCodeEdition.objects.for_council(request.council).order_by("-number"))
    review = newest_review(request)
    newest = editions[0] if editions else None
    context = {
        "editions": editions,
        "newest": newest,
        "review": review,
        "form": form,
        "may_write": Permission.EDIT_DOCUMENTS in request.permissions,
        "may_release": Permission.RELEASE in request.permissions,
        "can_start": newest is None or not can_be_written(newest),
    }
    return render(request, "reports/local_code_versions.html", context, status=status)


@require_POST
@permission_required(Permission.EDIT_DOCUMENTS)
def local_code_start(request: CouncilRequest) -> HttpResponse:
    """The next version from the last one and the newest review; the layout is chosen for the first."""
    review = newest_review(request)
    if review is None:
        messages.error(
            request, "There is no review yet. A Local Code takes its public evidence from a review."
        )
        return redirect("reports:local-code", request.council.slug)
    is_first = not LocalCodeEdition.objects.for_council(request.council).exists()
    form = StartForm(request.POST)
    if is_first and not form.is_valid():
        return versions_page(request, form, status=422)
    try:
        edition = start_edition(
            cycle=review,
            style=form.cleaned_data["style"] if is_first else "",
            by=request.membership,
            at=timezone.now(),
        )
    except WorkflowError as error:
        messages.error(request, str(error))
        return redirect("reports:local-code", request.council.slug)
    messages.success(request, f"Started version {edition.number}. It is yours to write now.")
    return redirect("reports:local-code-version", request.council.slug, edition.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_DOCUMENTS)
def local_code_bring_in(request: CouncilRequest) -> HttpResponse:
    """A version from a file, all of it or nothing."""
    review = newest_review(request)
    framework = review.framework if review else Framework.objects.order_by("-revision").first()
    if framework is None:
        raise Http404
    form = BringInForm(framework=framework)
    page_errors: list[tuple[str, str]] | None = None
    if request.method == "POST":
        form = BringInForm(request.POST, request.FILES, framework=framework)
        if form.is_valid():
            try:
                edition = bring_in_edition(
                    council=request.council,
                    framework=framework,
                    text=form.brought.text,
                    file=form.cleaned_data["file"].name[:200],
                    by=request.membership,
                    at=timezone.now(),
                    remarks=form.brought.remarks,
                )
            except WorkflowError as error:
                page_errors = [(message, "") for message in error.messages]
            else:
                messages.success(
                    request, f"Brought in version {edition.number}. Read it before you release it."
                )
                return redirect("reports:local-code-version", request.council.slug, edition.pk)
    context = {"form": form, "page_errors": page_errors}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/local_code_bring_in.html", context, status=status)


@require_safe
@permission_required(Permission.VIEW_DRAFTS)
def local_code_version(request: CouncilRequest, pk: int) -> HttpResponse:
    """What a version holds: its control block and its parts in order."""
    edition = get_edition(request, pk)
    context = {
        "edition": edition,
        "outline": outline_of(edition),
        "remarks": remarks_on(edition),
        "why_not": why_not(edition),
        "may_write": can_be_written(edition) and Permission.EDIT_DOCUMENTS in request.permissions,
        "may_read_parts": Permission.EDIT_DOCUMENTS in request.permissions,
        "review": newest_review(request) if can_be_written(edition) else None,
    }
    return render(request, "reports/local_code_version.html", context)


@require_safe
@permission_required(Permission.VIEW_DRAFTS)
def local_code_differences(request: CouncilRequest) -> HttpResponse:
    """What changed between two versions, word by word; without numbers the last two."""
    editions = {one.number: one for one in LocalCodeEdition.objects.for_council(request.council)}
    numbers = sorted(editions)
    first = asked(request, "from", numbers, default=-2)
    second = asked(request, "to", numbers, default=-1)
    if first is None or second is None:
        raise Http404
    one, other = editions[first], editions[second]
    context = {
        "one": one,
        "other": other,
        "editions": [editions[number] for number in numbers],
        "changes": [] if one == other else compare(text_of(one), text_of(other)),
    }
    return render(request, "reports/local_code_differences.html", context)


def asked(request: CouncilRequest, name: str, numbers: list[int], *, default: int) -> int | None:
    """The number of a version in the address; None when there is no such version."""
    said = request.GET.get(name, "")
    if not said:
        return numbers[max(default, -len(numbers))] if numbers else None
    return next((number for number in numbers if str(number) == said), None)
