"""The council's evidence register: entered once, shown on many rows, year after year."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance.evidence_files import files_of
from assurance.evidence_register import (
    UNDATED,
    Items,
    Judge,
    counted_gaps,
    due_for_review,
    in_principle,
    listed,
    not_known,
    out_of_date,
    unused_in,
    uses_by_review,
    with_uses,
    with_words,
)
from assurance.forms.evidence import NOBODY, EvidenceFilter, EvidenceItemForm
from assurance.http import keep_in_view
from assurance.models import Evidence, ReviewCycle
from assurance.shell import cycle_in_view, readable
from assurance.views.fetching import reach_of
from assurance.workflow.evidence import (
    change_evidence,
    last_change,
    stop_using_evidence,
    use_evidence_again,
)
from framework.models import Principle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import Post
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError

PER_PAGE = 50


def review_beside(request: CouncilRequest, year: int | None) -> ReviewCycle | None:
    """The review that items are judged beside: that of the year, if there is one that the member may read,
    else the one in view. Kept on the request, where the navigation reads it.
    """
    cycle = cycle_in_view(request, request.council)
    if cycle is not None and year not in {None, cycle.year}:
        named = ReviewCycle.objects.for_council(request.council).filter(starts_on__year=year)
        cycle = next(iter(readable(named, request.membership)), cycle)
    if cycle is not None:
        keep_in_view(request, cycle)
    return cycle


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def evidence_list(request: CouncilRequest) -> HttpResponse:
    """The register, narrowed by words in the title and by how items stand."""
    asked = EvidenceFilter.of(request.GET)
    cycle = review_beside(request, asked.year)
    judge = Judge.of(request.council, cycle, at=timezone.localdate())
    register = reach_of(request).evidence(Evidence.objects.for_council(request.council))
    items = narrowed(register, asked, cycle=cycle, judge=judge)
    page = Paginator(with_uses(items), PER_PAGE).get_page(request.GET.get("page"))
    principles = Principle.objects.filter(framework=cycle.framework_id) if cycle else Principle.objects.none()
    context = {
        "page": page,
        "items": listed(page, judge, reader=request.membership),
        "cycle": cycle,
        "year_end": judge.year_end,
        "asked": asked,
        "principles": principles,
        "posts": Post.objects.for_council(request.council).current(),
        "gaps": counted_gaps(register.in_use()),
        "may_change": Permission.SCORE in request.permissions,
    }
    return render(request, "assurance/evidence_list.html", context)


def narrowed(register: Items, asked: EvidenceFilter, *, cycle: ReviewCycle | None, judge: Judge) -> Items:
    """The items that meet everything asked."""
    items = register.filter(merged_into=None)
    items = items.exclude(retired_at=None) if "ended" in asked.show else items.filter(retired_at=None)
    items = with_words(items, asked.text)
    if asked.principle:
        items = in_principle(items, asked.principle)
    if asked.owner:
        items = items.filter(owner_post=None if asked.owner == NOBODY else int(asked.owner))
    if asked.checked:
        items = items.filter(checked_by="" if asked.checked == NOBODY else asked.checked)
    standing: dict[str, Callable[[Items], Items]] = {
        "unused": lambda items: unused_in(items, cycle),
        "undated": lambda items: items.filter(UNDATED),
        "due": lambda items: due_for_review(items, at=judge.at),
        "out-of-date": lambda items: out_of_date(
            items, at=judge.at, months=judge.months, year_end=judge.year_end
        ),
        "flagged": judge.flagged,
    }
    for name in standing.keys() & asked.show:
        items = standing[name](items)
    return items


def get_item(request: CouncilRequest, pk: int) -> Evidence:
    register = reach_of(request).evidence(Evidence.objects.for_council(request.council))
    return get_object_or_404(with_uses(register.filter(merged_into=None)), pk=pk)


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def evidence_item(request: CouncilRequest, pk: int) -> HttpResponse:
    """One item: what the register says, its files, and where it is shown, this year and before.

    The address of an item that was merged leads to the one that stayed.
    """
    merged = Evidence.objects.for_council(request.council).filter(pk=pk).exclude(merged_into=None).first()
    if merged is not None:
        return redirect("assurance:evidence-item", request.council.slug, merged.merged_into_id)
    item = get_item(request, pk)
    cycle = review_beside(request, EvidenceFilter.of(request.GET).year)
    judge = Judge.of(request.council, cycle, at=timezone.localdate())
    context = {
        "item": item,
        "flags": judge.flags(item),
        "not_known": not_known(item),
        "reviews": uses_by_review(item, reader=request.membership),
        "files": files_of(item),
        "merged": Evidence.objects.filter(merged_into=item),
        "may_change": Permission.SCORE in request.permissions,
        "may_erase": Permission.MANAGE_PEOPLE in request.permissions,
    }
    return render(request, "assurance/evidence_item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SCORE)
def evidence_change(request: CouncilRequest, pk: int) -> HttpResponse:
    """Change what the register says; what a colleague changed meanwhile is shown, never overwritten."""
    item = get_item(request, pk)
    # The mark is read before what it stands for: a change between the two is never taken for seen.
    seen = last_change(item)
    item.refresh_from_db()
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
    context = {"item": item, "form": form, "seen": seen, "not_known": not_known(item)}
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
