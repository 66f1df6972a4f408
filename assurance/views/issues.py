"""The council's significant issues of all reviews; raising one; saying of a review that there are none."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance import issue_register as register
from assurance.forms.issue_steps import NoIssuesForm
from assurance.forms.issues import RaiseForm
from assurance.http import keep_in_view
from assurance.issue_choices import choices_when_raised
from assurance.issue_policies import can_raise, can_say_none, may_read_early
from assurance.models import Assessment, AssuranceSource, GovernanceIssue, ReviewCycle
from assurance.shell import cycle_in_view, readable
from assurance.views.fetching import get_cycle
from assurance.workflow.issues import TITLE_LIMIT, raise_issue
from assurance.workflow.no_issues import say_no_issues, standing_none, take_back_no_issues
from governance.converters import parse_year
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError

PER_PAGE = 50
READS_AND_SAVES = ["GET", "HEAD", "POST"]
Status = GovernanceIssue.Status
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "open": ("Open", GovernanceIssue.OPEN_STATUSES),
    "possible": ("Possible, to be decided on", (Status.CANDIDATE,)),
    "closed": ("Closed", (Status.CLOSED,)),
    "rejected": ("Not significant", (Status.REJECTED,)),
}


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def issue_list(request: CouncilRequest) -> HttpResponse:
    """Open ones first, late on top; what might be one; closed and rejected ones. Year and state narrow it."""
    today = timezone.localdate()
    reviews = readable(ReviewCycle.objects.for_council(request.council).newest_first(), request.membership)
    chosen = _asked_review(request, reviews)
    cycle = chosen or cycle_in_view(request, request.council)
    keep_in_view(request, cycle)
    state = request.GET.get("state", "")
    issues = register.readable_issues(request.council, request.membership, reviews)
    if chosen:
        issues = issues.filter(in_cycles__cycle=chosen)
    if state in STATES:
        issues = issues.filter(status__in=STATES[state][1])
    page = Paginator(register.in_groups(issues, at=today), PER_PAGE).get_page(request.GET.get("page"))
    rights = request.membership.permissions(year=cycle.year) if cycle else request.permissions
    context = {
        "groups": _grouped(register.listed(page, at=today)),
        "page": page,
        "state": state if state in STATES else "",
        "states": [(key, words) for key, (words, _) in STATES.items()],
        "years": reviews,
        "chosen": chosen,
        "cycle": cycle,
        "definition": request.council.setting("issue_definition"),
        "reads_early": may_read_early(rights),
        **_of_review(cycle, rights, is_shown=not state or state == "possible"),
    }
    return render(request, "assurance/issues_list.html", context)


def _asked_review(request: CouncilRequest, reviews: list[ReviewCycle]) -> ReviewCycle | None:
    try:
        year = parse_year(request.GET.get("year", ""))
    except ValueError:
        return None
    return next((review for review in reviews if review.year == year), None)


def _grouped(issues: list[register.ListedIssue]) -> dict[str, list[register.ListedIssue]]:
    groups: dict[str, list[register.ListedIssue]] = {key: [] for key in STATES}
    for each in issues:
        groups[each.group].append(each)
    return groups


def _of_review(cycle: ReviewCycle | None, rights: frozenset[Permission], *, is_shown: bool) -> dict[str, Any]:
    """What the review in view suggests and says, as far as the member may act on it."""
    if cycle is None:
        return {"said_none": None, "may_raise": False, "may_say_none": False, "low": [], "sources": []}
    may_raise = can_raise(rights, cycle)
    return {
        "said_none": standing_none(cycle),
        "may_raise": may_raise,
        "may_say_none": can_say_none(rights, cycle),
        "low": register.low_rows(cycle, rights) if may_raise and is_shown else [],
        "sources": register.unanswered_sources(cycle) if may_raise and is_shown else [],
    }


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.RAISE_ISSUES)
def issue_raise(request: CouncilRequest, year: int) -> HttpResponse:
    """Raise a possible issue: by hand, or from a row (`?row=A1.4`) or a source (`?source=12`), prefilled."""
    cycle = get_cycle(request, year)
    if not can_raise(request.permissions, cycle):
        messages.error(request, f"The {cycle} is closed: an issue belongs to a later review.")
        return redirect("assurance:issues", request.council.slug)
    source = _asked_source(request, cycle)
    row = _asked_row(request, cycle)
    kept = take(request) if request.method != "POST" else None
    data = request.POST if request.method == "POST" else kept
    form = RaiseForm(data, choices=choices_when_raised(cycle), initial=suggested(row, source))
    if request.method == "POST" and form.is_valid():
        rows = list(Assessment.objects.filter(cycle=cycle, pk__in=form.cleaned_data["rows"]))
        try:
            issue = raise_issue(
                cycle=cycle,
                title=form.cleaned_data["title"],
                description=form.cleaned_data["description"],
                raised_from=register.raised_from(source, row),
                rows=rows,
                source=source,
                by=request.membership,
                at=timezone.now(),
            )
        except WorkflowError as error:
            form.add_error("title", " ".join(error.messages))
        else:
            messages.success(
                request, "The possible significant issue was raised. Those who decide were told."
            )
            return redirect(issue)
    context = {
        "cycle": cycle,
        "form": form,
        "row": row,
        "source": source,
        "was_kept": kept is not None,
        "definition": request.council.setting("issue_definition"),
    }
    status = 422 if form.errors and kept is None else 200
    return render(request, "assurance/issue_raise.html", context, status=status)


def _asked_row(request: CouncilRequest, cycle: ReviewCycle) -> Assessment | None:
    ref = request.GET.get("row", "").replace("\x00", "").strip().upper()
    rows = Assessment.objects.filter(cycle=cycle, requirement__ref=ref).select_related("requirement")
    return rows.first() if ref else None


def _asked_source(request: CouncilRequest, cycle: ReviewCycle) -> AssuranceSource | None:
    key = whole_number(request.GET.get("source", ""))
    return AssuranceSource.objects.standing().filter(cycle=cycle, pk=key).first() if key else None


def suggested(row: Assessment | None, source: AssuranceSource | None) -> dict[str, str]:
    """What a row or a source gives to start from; no score, which all officers would read later."""
    if source is not None:
        said = source.opinion or source.get_opinion_level_display()
        title = f"{source.provider}: {said}" if said else str(source)
        return {"title": title[:TITLE_LIMIT], "description": source.summary}
    return {"title": row.requirement.title, "rows": row.ref} if row else {}


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.FINISH)
def issues_none(request: CouncilRequest, year: int) -> HttpResponse:
    """Say of a review that there are no significant issues, and on what basis."""
    cycle = get_cycle(request, year)
    kept = take(request) if request.method != "POST" else None
    form = NoIssuesForm(request.POST if request.method == "POST" else kept)
    if request.method == "POST" and form.is_valid():
        try:
            say_no_issues(
                cycle=cycle, reason=form.cleaned_data["reason"], by=request.membership, at=timezone.now()
            )
        except WorkflowError as error:
            form.add_error("reason", " ".join(error.messages))
        else:
            messages.success(request, f"It is said that the {cycle} has no significant issues, and why.")
            return redirect("assurance:issues", request.council.slug)
    here = GovernanceIssue.objects.in_cycle(cycle)
    context = {
        "cycle": cycle,
        "form": form,
        "said_none": standing_none(cycle),
        "may_say_none": can_say_none(request.permissions, cycle),
        "in_the_way": list(here.filter(status__in=[*GovernanceIssue.OPEN_STATUSES, Status.CANDIDATE])),
        "was_kept": kept is not None,
        "definition": request.council.setting("issue_definition"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assurance/issues_none.html", context, status=status)


@require_POST
@permission_required(Permission.FINISH)
def issues_none_take_back(request: CouncilRequest, year: int) -> HttpResponse:
    cycle = get_cycle(request, year)
    try:
        take_back_no_issues(cycle=cycle, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"It is no longer said that the {cycle} has no significant issues.")
    return redirect("assurance:issues", request.council.slug)
