"""Who answers which rows, on one page."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.forms.assignments import NOBODY, AssignForm
from assurance.models import Assessment
from assurance.overview import lead_of, overview_rows
from assurance.policies import can_set_up
from assurance.reviewers import members_with
from assurance.views.fetching import get_cycle
from assurance.workflow.assignments import assign
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_REVIEW)
def assign_rows(request: CouncilRequest, year: int) -> HttpResponse:
    """Tick rows, a sub-principle or a principle, and give them to somebody or to nobody."""
    cycle = get_cycle(request, year)
    if not can_set_up(request.permissions, cycle):
        return redirect(cycle)
    rows = list(overview_rows(cycle))
    form = AssignForm(request.POST if request.method == "POST" else None, rows=rows, council=request.council)
    if request.method == "POST" and form.is_valid():
        chosen, lead = form.cleaned_data["ticked"], form.cleaned_data["lead"]
        try:
            changed = assign(rows=chosen, lead=lead, by=request.membership, at=timezone.now())
        except WorkflowError as error:
            form.add_error("lead", error.messages)
        else:
            messages.success(request, what_happened(changed, len(chosen), lead.name if lead else ""))
            return redirect(f"{reverse('assurance:assign', args=[request.council.slug, year])}#rows")
    only_free = request.GET.get("show") == "without-lead"
    free = [row for row in rows if lead_of(row) is None]
    context = {
        "cycle": cycle,
        "form": form,
        "page_errors": errors_of(form),
        "ticked": form.shown_ticks,
        "chosen": form["lead"].value() or "",
        "nobody": NOBODY,
        "members": members_with(Permission.SCORE, cycle),
        "groups": grouped(free if only_free else rows),
        "total": len(rows),
        "assigned": len(rows) - len(free),
        "free": len(free),
        "only_free": only_free,
    }
    return render(request, "assurance/assignments_edit.html", context, status=422 if form.errors else 200)


def what_happened(changed: int, ticked: int, name: str) -> str:
    """What the press has done, in a sentence; `name` is empty for nobody."""
    now = f"now {'is' if changed == 1 else 'are'} {name}'s" if name else "now without a lead"
    if not changed:
        return f"The ticked rows were {name}'s already." if name else "The ticked rows had no lead already."
    rows = "1 row" if changed == 1 else f"{changed} rows"
    rest = ticked - changed
    already = f" {rest} {'was' if rest == 1 else 'were'} so already." if rest else ""
    verb = now if name else f"{'is' if changed == 1 else 'are'} {now}"
    return f"{rows} {verb}.{already}"


def errors_of(form: AssignForm) -> list[tuple[str, str]]:
    """Each error with the control that puts it right."""
    targets = {"ticked": "rows", "lead": "lead"}
    return [
        (str(message), targets.get(name, "lead"))
        for name, listed in form.errors.items()
        for message in listed
    ]


def grouped(rows: list[Assessment]) -> list[dict[str, Any]]:
    """Rows with their leads by principle, then by sub-principle."""
    groups = []
    for principle, in_principle in groupby(rows, key=lambda row: row.requirement.sub_principle.principle):
        subs = [
            {"sub_principle": sub, "rows": [(row, lead_of(row)) for row in in_sub]}
            for sub, in_sub in groupby(in_principle, key=lambda row: row.requirement.sub_principle)
        ]
        groups.append({"principle": principle, "subs": subs})
    return groups
