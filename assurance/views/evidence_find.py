"""Finding items of the register for a row: as one types, or on a page of its own without scripts."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, Value, When
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assurance import policies
from assurance.evidence_register import Items, with_words
from assurance.forms.answers import EvidenceForm
from assurance.forms.evidence import EvidenceFilter
from assurance.models import Assessment, Evidence, EvidenceUse
from assurance.views.fetching import get_cycle
from assurance.workflow.answering import add_evidence
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError

SUGGESTED = 10  # titles offered while typing
FOUND = 50  # items on the page without scripts


def matching(request: CouncilRequest, text: str) -> Items:
    """Items in use with all words of the text, those that begin with it first."""
    begins = Case(When(title__istartswith=text, then=Value(0)), default=Value(1))
    items = with_words(Evidence.objects.for_council(request.council).in_use(), text)
    return items.order_by(begins, "title")


@require_safe
@permission_required(Permission.SCORE)
def evidence_suggest(request: CouncilRequest) -> JsonResponse:
    """Up to ten titles for what was typed so far: {"titles": [...]}."""
    text = EvidenceFilter.of(request.GET).text
    titles = matching(request, text).values_list("title", flat=True)[:SUGGESTED] if text else []
    return JsonResponse({"titles": list(titles)})


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.SCORE)
def evidence_find(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    """Search the register for a row: tick what it is to show, or add a new item."""
    row = get_own_row(request, year, ref)
    form = EvidenceForm(request.POST if request.method == "POST" else take(request), ref=ref)
    if request.method == "POST" and form.is_valid():
        chosen = chosen_items(request)
        if form.cleaned_data["title"] or chosen:
            return show_for_row(request, row, chosen, form)
        form.add_error("title", "Tick an item of the register, or give a new one a title")
    text = EvidenceFilter.of(request.GET).text
    context = {
        "row": row,
        "cycle": row.cycle,
        "form": form,
        "text": text,
        "items": found(request, text),
        "on_row": on_row(row),
        "page_errors": [(str(errors[0]), form.add_prefix(name)) for name, errors in form.errors.items()],
    }
    return render(request, "assurance/evidence_find.html", context, status=422 if form.errors else 200)


def get_own_row(request: CouncilRequest, year: int, ref: str) -> Assessment:
    """The row, when it is this person's to change; 404 otherwise."""
    cycle = get_cycle(request, year)
    rows = Assessment.objects.filter(cycle=cycle).with_reference().with_people()
    row = rows.filter(requirement__ref=ref).first()
    if row is None or not policies.can_edit(request.membership, request.permissions, row):
        raise Http404
    row.cycle, row.council = cycle, request.council
    return row


def on_row(row: Assessment) -> set[int]:
    """Keys of the items that the row shows."""
    uses = EvidenceUse.objects.filter(assessment=row, removed_at=None)
    return set(uses.values_list("evidence_id", flat=True))


def found(request: CouncilRequest, text: str) -> Items:
    return matching(request, text).select_related("owner_post")[:FOUND]


def chosen_items(request: CouncilRequest) -> list[Evidence]:
    """What was ticked, or the one whose own button was pressed; by key, as they are locked."""
    posted = request.POST.getlist("item") if "show" not in request.POST else request.POST.getlist("show")
    keys = [key for key in map(whole_number, posted) if key is not None]
    items = Evidence.objects.for_council(request.council).in_use()
    return list(items.filter(pk__in=keys).order_by("pk"))


def show_for_row(
    request: CouncilRequest, row: Assessment, chosen: list[Evidence], form: EvidenceForm
) -> HttpResponse:
    """Show the items, and a new one when there is a title, for the row; back to the row."""
    at, by = timezone.now(), request.membership
    try:
        with transaction.atomic():
            titles = [add_evidence(row=row, title=item.title, by=by, at=at).evidence.title for item in chosen]
            if form.cleaned_data["title"]:
                use = add_evidence(row=row, **form.cleaned_data, by=by, at=at)
                titles.append(use.evidence.title)
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        named = " and ".join(f"“{title}”" for title in titles)
        messages.success(request, f"{row.ref} shows {named} now.")
    return redirect("assurance:assessment", request.council.slug, row.cycle.year, row.ref)
