"""The council's evidence register: entered once, shown on many rows, year after year."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance.forms.evidence import EvidenceFilter, EvidenceItemForm
from assurance.models import Evidence
from assurance.models.evidence import EvidenceQuerySet
from assurance.registers import out_of_date, unused, uses_by_review, with_uses
from assurance.workflow.evidence import (
    change_evidence,
    last_change,
    stop_using_evidence,
    use_evidence_again,
)
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def evidence_list(request: CouncilRequest) -> HttpResponse:
    """The register, narrowed by a text in the title and by how items stand."""
    today = timezone.localdate()
    asked = EvidenceFilter(request.GET)
    asked.is_valid()
    shown, text = asked.cleaned_data.get("show", ""), asked.cleaned_data.get("q", "")
    register = Evidence.objects.for_council(request.council)
    items = {
        "unused": unused(register.in_use()),
        "out-of-date": out_of_date(register.in_use(), at=today),
        "ended": register.filter(merged_into=None).exclude(retired_at=None),
    }.get(shown, register.in_use())
    if text:
        items = items.filter(title__icontains=text)
    context = {
        "items": [(item, uses_by_review(item)[:1], is_out_of_date(item)) for item in with_uses(items)],
        "shown": shown,
        "text": text,
        "parts": EvidenceFilter.SHOW,
        "is_narrowed": bool(shown or text),
    }
    return render(request, "assurance/evidence_list.html", context)


def is_out_of_date(item: Evidence) -> bool:
    return item.next_review is not None and item.next_review < timezone.localdate()


def get_item(request: CouncilRequest, pk: int) -> Evidence:
    register: EvidenceQuerySet = Evidence.objects.for_council(request.council)
    return get_object_or_404(with_uses(register.filter(merged_into=None)), pk=pk)


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def evidence_item(request: CouncilRequest, pk: int) -> HttpResponse:
    """One item: what the register says, and where it is shown, this year and before."""
    item = get_item(request, pk)
    context = {
        "item": item,
        "reviews": uses_by_review(item),
        "is_out_of_date": is_out_of_date(item),
        "may_change": Permission.SCORE in request.permissions,
    }
    return render(request, "assurance/evidence_item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SCORE)
def evidence_change(request: CouncilRequest, pk: int) -> HttpResponse:
    """Change what the register says; what a colleague changed meanwhile is shown, never overwritten."""
    item = get_item(request, pk)
    form = EvidenceItemForm(request.POST if request.method == "POST" else None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_evidence(
                item=item,
                values=form.values(),
                seen=whole_number(request.POST.get("seen", "")) or 0,
                by=request.membership,
                at=timezone.now(),
            )
        except WorkflowError as error:
            form.add_error("title", error.messages)
        else:
            said = "is saved" if changed else "says this already: nothing was changed"
            messages.success(request, f"“{form.cleaned_data['title']}” {said}.")
            return redirect("assurance:evidence-item", request.council.slug, pk)
    context = {
        "item": item,
        "form": form,
        "seen": last_change(item),
        "is_out_of_date": is_out_of_date(item),
    }
    return render(request, "assurance/evidence_change.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(Permission.SCORE)
def evidence_stop_using(request: CouncilRequest, pk: int) -> HttpResponse:
    """No longer used: instead of deleting."""
    item = get_item(request, pk)
    try:
        stop_using_evidence(item=item, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"“{item}” is no longer used. Rows that show it keep it.")
    return redirect("assurance:evidence-item", request.council.slug, pk)


@require_POST
@permission_required(Permission.SCORE)
def evidence_use_again(request: CouncilRequest, pk: int) -> HttpResponse:
    item = get_item(request, pk)
    try:
        use_evidence_again(item=item, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"“{item}” can be shown on rows again.")
    return redirect("assurance:evidence-item", request.council.slug, pk)
