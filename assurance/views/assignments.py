"""Who answers which rows, on one page; and handing somebody's rows over."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.assignees import (
    Workload,
    contributors_of,
    lead_of,
    left_behind,
    members_who_may_answer,
    rows_with_people,
    workloads,
)
from assurance.forms.assignments import AssignForm, HandOverForm
from assurance.models import Assessment
from assurance.policies import can_set_up
from assurance.views.fetching import get_cycle
from assurance.workflow.assignments import HandOver, add_contributor, assign, hand_over, remove
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import Membership
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_REVIEW)
def assign_rows(request: CouncilRequest, year: int) -> HttpResponse:
    """Tick rows, a sub-principle or a principle, and make somebody lead, add or remove them."""
    cycle = get_cycle(request, year)
    if not can_set_up(request.permissions, cycle):
        return redirect(cycle)
    rows = list(rows_with_people(cycle))
    members = members_who_may_answer(cycle)
    people = workloads(rows, may_answer=members)
    posted = request.POST if request.method == "POST" else None
    form = AssignForm(posted, rows=rows, people=[each.member for each in people])
    if posted is not None and form.is_valid():
        try:
            said = assign_as_pressed(form, by=request.membership)
        except WorkflowError as error:
            form.add_error("person", error.messages)
        else:
            messages.success(request, said)
            return redirect(f"{request.get_full_path()}#rows")
    shown = narrowed(rows, request, people)
    context = {
        "cycle": cycle,
        "form": form,
        "page_errors": errors_of(form, {"ticked": "rows"}),
        "ticked": form.shown_ticks,
        "chosen": form["person"].value() or "",
        "does": form.DOES,
        "members": members,
        "people": people,
        "left": left_behind(people),
        "groups": grouped(shown["rows"]),
        "total": len(rows),
        "assigned": sum(lead_of(row) is not None for row in rows),
        **shown,
    }
    return render(request, "assurance/assignments_edit.html", context, status=422 if form.errors else 200)


def assign_as_pressed(form: AssignForm, *, by: Membership) -> str:
    """Do what the pressed button says; what has happened, in a sentence."""
    rows, person, at = form.cleaned_data["ticked"], form.cleaned_data["person"], timezone.now()
    name, total = person.name, len(rows)
    if form.cleaned_data["do"] == form.LEAD:
        changed = assign(rows=rows, lead=person, by=by, at=at)
        now = f"{name} leads {more(changed)}"
        return what_happened(now, changed, total, f"{name} led the ticked rows already.")
    if form.cleaned_data["do"] == form.CONTRIBUTE:
        changed = add_contributor(rows=rows, member=person, by=by, at=at)
        now = f"{name} contributes to {more(changed)}"
        return what_happened(now, changed, total, f"The ticked rows were {name}'s already.")
    changed = remove(rows=rows, member=person, by=by, at=at)
    now = f"{count_of(changed)} {'is' if changed == 1 else 'are'} no longer {name}'s"
    return what_happened(now, changed, total, f"None of the ticked rows was {name}'s.")


def what_happened(now: str, changed: int, ticked: int, nothing: str) -> str:
    """What the press has done, and for how many of the ticked rows there was nothing to do."""
    if not changed:
        return nothing
    rest = ticked - changed
    same = f" {count_of(rest)} stayed as {'it was' if rest == 1 else 'they were'}." if rest else ""
    return f"{now}.{same}"


def count_of(number: int) -> str:
    return f"{number} row{'' if number == 1 else 's'}"


def more(number: int) -> str:
    return f"{number} more row{'' if number == 1 else 's'}"


def narrowed(rows: list[Assessment], request: CouncilRequest, people: list[Workload]) -> dict[str, Any]:
    """The rows that the address asks for: one person's, or those without a lead; else all."""
    free = [row for row in rows if lead_of(row) is None]
    person = find_person(request.GET.get("person", ""), people)
    only_free = person is None and request.GET.get("show") == "without-lead"
    chosen = person.rows if person else free if only_free else rows
    return {"rows": chosen, "person": person, "only_free": only_free, "free": len(free)}


def find_person(key: str, people: list[Workload]) -> Workload | None:
    number = whole_number(key)
    return next((each for each in people if each.member.pk == number), None)


def errors_of(form: AssignForm | HandOverForm, targets: dict[str, str]) -> list[tuple[str, str]]:
    """Each error with the control that puts it right: `targets` by field where it is not the field's name."""
    return [
        (str(message), targets.get(name, name)) for name, listed in form.errors.items() for message in listed
    ]


def grouped(rows: list[Assessment]) -> list[dict[str, Any]]:
    """Rows with their leads and contributors by principle, then by sub-principle."""
    groups = []
    for principle, in_principle in groupby(rows, key=lambda row: row.requirement.sub_principle.principle):
        subs = [
            {
                "sub_principle": sub,
                "rows": [(row, lead_of(row), contributors_of(row)) for row in in_sub],
            }
            for sub, in_sub in groupby(in_principle, key=lambda row: row.requirement.sub_principle)
        ]
        groups.append({"principle": principle, "subs": subs})
    return groups


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_REVIEW)
def hand_rows_over(request: CouncilRequest, year: int) -> HttpResponse:
    """Choose whose rows; then to whom, which of them, and why. Those of people who left stand on top."""
    cycle = get_cycle(request, year)
    if not can_set_up(request.permissions, cycle):
        return redirect(cycle)
    members = members_who_may_answer(cycle)
    people = workloads(rows_with_people(cycle), may_answer=members)
    giver = find_person(request.GET.get("from", ""), people)
    if giver is None or not giver.rows:
        context = {
            "cycle": cycle,
            "left": left_behind(people),
            "staying": [each for each in people if each.can_answer and each.rows],
        }
        return render(request, "assurance/assignments_hand_over_whose.html", context)
    posted = request.POST if request.method == "POST" else None
    takers = [member for member in members if member != giver.member]
    form = HandOverForm(posted, rows=giver.rows, people=takers)
    if posted is not None and form.is_valid():
        try:
            done = hand_over_as_asked(form, giver.member, by=request.membership)
        except WorkflowError as error:
            form.add_error("taker", error.messages)
        else:
            messages.success(request, handed_over(done, giver.member, form.cleaned_data["taker"]))
            return redirect("assurance:hand-over", request.council.slug, year)
    context = {
        "cycle": cycle,
        "form": form,
        "page_errors": errors_of(form, {"which": "which-all", "ticked": "rows"}),
        "giver": giver,
        "takers": takers,
        "ticked": form.shown_ticks,
        "which": form["which"].value() or "",
        "taker": form["taker"].value() or "",
        "rows": [(row, row in giver.led) for row in giver.rows],
    }
    return render(
        request, "assurance/assignments_hand_over.html", context, status=422 if form.errors else 200
    )


def hand_over_as_asked(form: HandOverForm, giver: Membership, *, by: Membership) -> HandOver:
    return hand_over(
        rows=form.cleaned_data["rows"],
        giver=giver,
        taker=form.cleaned_data["taker"],
        reason=form.cleaned_data["reason"],
        by=by,
        at=timezone.now(),
    )


def handed_over(done: HandOver, giver: Membership, taker: Membership) -> str:
    parts = []
    if done.led:
        parts.append(f"leads {count_of(len(done.led))}")
    if done.contributed:
        parts.append(f"contributes to {count_of(len(done.contributed))}")
    return f"{taker.name} now {' and '.join(parts)} of {giver.name}'s."
