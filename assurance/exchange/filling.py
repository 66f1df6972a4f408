"""The page of all actions of a review: values put into many at once, and all of them saved together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import QueryDict

from assurance.exchange.references import refs_of
from assurance.forms.exchange import ActionFillForm, FillForm
from assurance.models import ImprovementAction, ReviewCycle
from assurance.saving import Clash, StaleSave, save_guarded
from governance import audit
from governance.form_fields import PARTS
from governance.models import Membership, Post
from governance.templatetags.ga import govdate

NAMES = {"owner_post_id": "owner_post", "due_on": "due_on", "expected_outcome": "expected_outcome"}


def promise_forms(
    cycle: ReviewCycle, posts: list[Post], data: QueryDict | None = None
) -> list[ActionFillForm]:
    """A form for each open action of the review, in the order of its rows; bound when `data` is given."""
    actions = list(ImprovementAction.objects.in_cycle(cycle).open().with_owner())
    refs = refs_of(cycle)
    return [
        ActionFillForm(
            data if data is not None and f"action-{action.pk}-version" in data else None,
            action=action,
            ref=", ".join(refs[action.pk]),
            posts=posts,
        )
        for action in actions
    ]


def fill_down(data: QueryDict, fill: FillForm, forms: list[ActionFillForm]) -> tuple[QueryDict, int]:
    """The posted page with the values of `fill` (valid) put in, and the number of actions that took one.

    Ticked actions take every value given; else only what is still empty takes one.
    """
    filled, count = data.copy(), 0
    ticked_only = fill.cleaned_data["which"] == FillForm.TICKED
    for form in forms:
        if ticked_only and not data.get(form.add_prefix("tick")):
            continue
        taken = [_put(filled, fill, form, names, only_empty=not ticked_only) for names in _boxes()]
        count += any(taken)
    return filled, count


def _boxes() -> list[list[str]]:
    """The names of the boxes of each value; a date has three."""
    return [["owner_post"], [f"due_on_{part}" for part in PARTS], ["expected_outcome"]]


def _put(
    data: QueryDict, fill: FillForm, form: ActionFillForm, names: list[str], *, only_empty: bool
) -> bool:
    given = {name: data.get(fill.add_prefix(name), "").strip() for name in names}
    there = any(data.get(form.add_prefix(name), "").strip() for name in names)
    if not any(given.values()) or (only_empty and there):
        return False
    for name, text in given.items():
        data[form.add_prefix(name)] = text
    return True


@transaction.atomic
def save_promises(
    *, cycle: ReviewCycle, forms: list[ActionFillForm], by: Membership, at: datetime
) -> list[ActionFillForm]:
    """Save each valid form against its own version and give those that changed something.

    A value that someone else changed meanwhile becomes an error of its form, with the other's value in it.
    """
    saved = []
    # By key, as all who lock several actions do, so that two people never wait for each other.
    for form in sorted(forms, key=lambda form: form.action.pk):
        if not form.is_bound or not form.is_valid():
            continue
        try:
            outcome = save_guarded(
                form.action, version=form.cleaned_data["version"], values=form.values(), by=by.user
            )
        except StaleSave:
            form.add_error("expected_outcome", "This action was changed meanwhile. Open the page again")
            continue
        form.clashed = bool(outcome.clashes)
        for clash in outcome.clashes:
            form.add_error(NAMES[clash.field], _said(clash))
        if outcome.written:
            saved.append(form)
    if saved:
        audit.record(
            "assurance.actions.filled",
            council=cycle.council,
            by=by.user,
            about=cycle,
            at=at,
            actions=[form.action.pk for form in saved],
        )
    return saved


def _said(clash: Clash) -> str:
    theirs: Any = clash.theirs
    if clash.field == "owner_post_id":
        theirs = Post.objects.filter(pk=theirs).first()
    elif clash.field == "due_on":
        theirs = govdate(theirs)
    shown = f"“{theirs}”" if theirs else "nothing"
    return f"Someone else saved {shown} here meanwhile. Yours is in the box: save again to keep it"
