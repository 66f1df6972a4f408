"""Making one item of several that are the same document, after a page that says what will stand."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.evidence_register import uses_by_review, with_uses, with_words
from assurance.forms.evidence import EvidenceFilter
from assurance.models import Evidence, EvidenceUse
from assurance.similar_titles import similar
from assurance.workflow.merging import TakenOver, facts_taken_over, merge_evidence
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import Membership
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError

MOST = 6  # items compared on one page
OFFERED = 20


@dataclass(frozen=True)
class Choice:
    """What stands when `item` stays: its own facts, and those it takes over."""

    item: Evidence
    taken: dict[str, TakenOver]
    moving: list[EvidenceUse]
    staying: list[EvidenceUse]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SCORE)
def evidence_merge(request: CouncilRequest) -> HttpResponse:
    """Choose what is the same, then which of them stays."""
    is_posted = request.method == "POST"
    items = chosen_items(request, request.POST if is_posted else request.GET)
    errors: list[tuple[str, str]] = []
    if is_posted:
        keep = next((item for item in items if str(item.pk) == request.POST.get("keep")), None)
        if keep is None:
            errors = [("Choose which of them stays", "keep-1")]
        elif len(items) < 2:
            errors = [("Choose at least two items that are the same", "q")]
        else:
            return merge(request, keep, [item for item in items if item != keep])
    asked = EvidenceFilter.of(request.GET)
    context = {
        "items": items,
        "choices": choices(items, reader=request.membership) if len(items) > 1 else [],
        "text": asked.text,
        "offered": offered(request, items, asked.text),
        "page_errors": errors,
    }
    return render(request, "assurance/evidence_merge.html", context, status=422 if errors else 200)


def chosen_items(request: CouncilRequest, data: QueryDict) -> list[Evidence]:
    """The items named, in the order of the register; those that are gone or of others are left out."""
    keys = [key for key in map(whole_number, data.getlist("item")) if key is not None]
    register = Evidence.objects.for_council(request.council).in_use()
    return list(with_uses(register.filter(pk__in=keys))[:MOST])


def choices(items: list[Evidence], *, reader: Membership) -> list[Choice]:
    listed = []
    for item in items:
        others = [other for other in items if other != item]
        uses = [use for other in others for _, uses in uses_by_review(other, reader=reader) for use in uses]
        listed.append(
            Choice(
                item,
                {fact.name: fact for fact in facts_taken_over(item, others)},
                [use for use in uses if not use.assessment.cycle.is_locked],
                [use for use in uses if use.assessment.cycle.is_locked],
            )
        )
    return listed


def offered(request: CouncilRequest, items: list[Evidence], text: str) -> list[Evidence]:
    """What may be the same: found by the words asked for, else those with much the same title."""
    register = Evidence.objects.for_council(request.council).in_use()
    others = register.exclude(pk__in=[item.pk for item in items]).select_related("owner_post")
    if text:
        return list(with_words(others, text)[:OFFERED])
    if not items:
        return []
    titles = {item.pk: item for item in others}
    like = similar([item.title for item in items], {key: item.title for key, item in titles.items()})
    return [titles[key] for key in like[:OFFERED]]


def merge(request: CouncilRequest, keep: Evidence, others: list[Evidence]) -> HttpResponse:
    try:
        merged = merge_evidence(keep=keep, others=others, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("assurance:evidence", request.council.slug)
    titles = " and ".join(f"“{other}”" for other in others)
    messages.success(request, f"“{merged.keep}” now stands for {titles} too.")
    return redirect("assurance:evidence-item", request.council.slug, merged.keep.pk)
