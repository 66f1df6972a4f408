"""Changing actions by their forms: one on its page, or several in a list, each against its own version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict

from assurance.action_register import LIVE_LINKS
from assurance.forms.actions import ActionEditForm, ActionTogetherForm, FillForm
from assurance.forms.answers import move_on_to_action
from assurance.models import Assessment, ImprovementAction, ReviewCycle
from assurance.saving import Clash, StaleSave
from assurance.workflow.actions import change_action, edit_action, steps_from
from governance import audit
from governance.form_fields import PARTS
from governance.models import Council, Membership, Post
from governance.templatetags.ga import govdate
from governance.workflow.errors import WorkflowError

LABELS = dict([*ImprovementAction.Status.choices, *ImprovementAction.Priority.choices])


def forms_for(
    actions: Iterable[ImprovementAction], posts: list[Post], data: QueryDict | None = None
) -> list[ActionTogetherForm]:
    """A form for each action, bound where `data` holds it."""
    listed = list(actions)
    refs = newest_refs(listed)
    return [
        ActionTogetherForm(
            data if data is not None and f"action-{action.pk}-version" in data else None,
            action=action,
            ref=", ".join(refs[action.pk]) or "No row",
            posts=posts,
        )
        for action in listed
    ]


def newest_refs(actions: Iterable[ImprovementAction]) -> dict[int, list[str]]:
    """References of the rows of the newest review that each action stands on; one query."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    links = LIVE_LINKS.filter(action__in=list(actions))
    for link in links.order_by("-assessment__cycle__starts_on", "assessment__requirement__position"):
        found[link.action_id].append((link.assessment.cycle_id, link.assessment.ref))
    refs: dict[int, list[str]] = defaultdict(list)
    for action, rows in found.items():
        refs[action] = [ref for cycle, ref in rows if cycle == rows[0][0]]
    return refs


def fill_down(data: QueryDict, fill: FillForm, forms: list[ActionTogetherForm]) -> tuple[QueryDict, int]:
    """The posted page with the values of `fill` (valid) put in, and the number of actions that took one.

    Every action takes every value given, or the ticked ones do, or only what is still empty takes one. A
    status goes to those that it is a step on for.
    """
    filled, count = data.copy(), 0
    which = fill.cleaned_data["which"]
    for form in forms:
        if which == FillForm.TICKED and not data.get(form.add_prefix("tick")):
            continue
        taken = [_put(filled, fill, form, names, only_empty=which == FillForm.EMPTY) for names in _boxes()]
        count += any([*taken, _step_on(filled, fill, form)])
    for name in [name for name in filled if name.startswith("fill-")]:
        del filled[name]
    return filled, count


def _boxes() -> list[list[str]]:
    """The names of the boxes of each value; a date has three."""
    return [["owner_post"], [f"due_on_{part}" for part in PARTS], ["priority"], ["expected_outcome"]]


def _put(
    data: QueryDict, fill: FillForm, form: ActionTogetherForm, names: list[str], *, only_empty: bool
) -> bool:
    given = {name: data.get(fill.add_prefix(name), "").strip() for name in names}
    there = any(data.get(form.add_prefix(name), "").strip() for name in names)
    if not any(given.values()) or (only_empty and there):
        return False
    for name, text in given.items():
        data[form.add_prefix(name)] = text
    return True


def _step_on(data: QueryDict, fill: FillForm, form: ActionTogetherForm) -> bool:
    status = fill.cleaned_data["status"]
    if status not in steps_from(form.action.status):
        return False
    data[form.add_prefix("status")] = status
    return True


def save_form(form: ActionEditForm, *, by: Membership, at: datetime, row: Assessment | None = None) -> bool:
    """Save a bound form against its version; True when something was written.

    What went wrong becomes an error of the form, with the other's value where two people changed the same.
    `row` is the row through which somebody edits who may not edit the council's actions.
    """
    if not form.is_valid():
        return False
    version, values = form.cleaned_data["version"], form.values()
    try:
        if row is not None:
            outcome = change_action(row=row, action=form.action, version=version, values=values, by=by, at=at)
        else:
            outcome = edit_action(action=form.action, version=version, values=values, by=by)
    except StaleSave:
        form.add_error("expected_outcome", "This action was changed meanwhile. Open the page again")
        return False
    except WorkflowError as error:
        form.add_error("status", " ".join([*error.messages, "What you typed is still here to copy."]))
        return False
    form.clashed = bool(outcome.clashes)
    clashing = {clash.field.removesuffix("_id"): clash for clash in outcome.clashes}
    for name, clash in clashing.items():
        form.add_error(name, _said(clash))
    if outcome.clashes:
        move_on_to_action(form, outcome.row, but=clashing)
    return bool(outcome.written)


def _said(clash: Clash) -> str:
    theirs: Any = clash.theirs
    if clash.field == "owner_post_id":
        theirs = Post.objects.filter(pk=theirs).first()
    elif clash.field == "due_on":
        theirs = govdate(theirs)
    elif clash.field in {"status", "priority"}:
        theirs = LABELS.get(theirs)
    shown = f"“{theirs}”" if theirs else "nothing"
    return f"Someone else saved {shown} here meanwhile. Yours is in the box: save again to keep it"


@transaction.atomic
def save_together(
    forms: list[ActionTogetherForm],
    *,
    council: Council,
    cycle: ReviewCycle | None,
    by: Membership,
    at: datetime,
) -> list[ActionTogetherForm]:
    """Save each valid form and give those that changed something; `cycle` when they are a review's."""
    # By key, as all who lock several actions do, so that two people never wait for each other.
    in_order = sorted((form for form in forms if form.is_bound), key=lambda form: form.action.pk)
    saved = [form for form in in_order if save_form(form, by=by, at=at)]
    if saved:
        audit.record(
            "assurance.actions.filled" if cycle else "assurance.actions.changed",
            council=council,
            by=by.user,
            about=cycle,
            at=at,
            actions=[form.action.pk for form in saved],
            count=len(saved),
        )
    return saved
