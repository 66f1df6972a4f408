"""Reminding those behind with their rows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.reminding import who_is_behind, words_for
from assurance.views.fetching import get_cycle
from assurance.workflow.reminders import Outcome, remind
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import Membership
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_REVIEW)
def remind_people(request: CouncilRequest, year: int) -> HttpResponse:
    """Who has rows to send, each with a tick; those reminded today already say so."""
    cycle = get_cycle(request, year)
    now = timezone.now()
    behind = who_is_behind(cycle, at=now, asking=request.membership)
    problems: list[str] = []
    if request.method == "POST":
        keys = {whole_number(value) for value in request.POST.getlist("person")}
        chosen = Membership.objects.for_council(request.council).current().select_related("user")
        try:
            outcome = remind(
                cycle=cycle, members=chosen.filter(pk__in=keys - {None}), by=request.membership, at=now
            )
        except WorkflowError as error:
            problems = error.messages
        else:
            said = what_happened(outcome)
            (messages.success if outcome.told else messages.info)(request, said)
            return redirect("assurance:remind", request.council.slug, year)
    first = next(iter(behind.can_be_reminded), None)
    context = {
        "cycle": cycle,
        "behind": behind,
        "example": words_for(first, cycle=cycle, by=request.membership) if first else "",
        "problem": problems[0] if problems else "",
        "page_errors": [(problem, "people") for problem in problems],
        "is_first_look": not problems,
    }
    return render(request, "assurance/reminders.html", context, status=422 if problems else 200)


def what_happened(outcome: Outcome) -> str:
    """What the press has done, in sentences."""
    said = []
    if outcome.told:
        said.append(f"You reminded {listed(outcome.told)}.")
    if outcome.already:
        verb = "was" if len(outcome.already) == 1 else "were"
        said.append(f"{listed(outcome.already)} {verb} reminded today already.")
    if outcome.not_behind:
        verb = "has" if len(outcome.not_behind) == 1 else "have"
        said.append(f"{listed(outcome.not_behind)} {verb} sent everything meanwhile.")
    return " ".join(said)


def listed(names: list[str]) -> str:
    """ "Ann, Ben and Cy"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
