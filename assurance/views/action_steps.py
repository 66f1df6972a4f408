"""Saying how an action goes, and taking it on: complete, verified, taken up again, replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assurance.forms.action_steps import CompleteForm, ReasonForm, ReplaceForm, UpdateForm
from assurance.models import ImprovementAction
from assurance.views.action import get_action, get_rights, refuse
from assurance.workflow import actions as workflow
from governance.decorators import RightMissing, permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

READS_AND_SAVES = ["GET", "HEAD", "POST"]
Status = ImprovementAction.Status


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def action_update_add(request: CouncilRequest, pk: int) -> HttpResponse:
    """A dated update by whoever holds or deputises the owner post, or edits actions."""
    action = get_action(request, pk)
    if not get_rights(request, action).report:
        return refuse(request, action)
    newest = action.updates.first()
    posted = _posted(request)
    form = UpdateForm(posted, newest=newest.said_on if newest else None, today=timezone.localdate())

    def verb(cleaned: dict[str, Any]) -> str:
        workflow.add_update(action=action, by=request.membership, at=timezone.now(), **cleaned)
        return "The update was added."

    return _step(request, action, form, verb, "assurance/action_update_add.html", newest=newest)


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def action_complete(request: CouncilRequest, pk: int) -> HttpResponse:
    action = get_action(request, pk)
    if not get_rights(request, action).report:
        return refuse(request, action)
    form = CompleteForm(_posted(request), today=timezone.localdate())

    def verb(cleaned: dict[str, Any]) -> str:
        workflow.complete_action(action=action, by=request.membership, at=timezone.now(), **cleaned)
        return "The action is complete. Somebody else verifies it."

    return _step(request, action, form, verb, "assurance/action_complete.html")


@require_POST
@permission_required(Permission.VIEW_REVIEW)
def action_verify(request: CouncilRequest, pk: int) -> HttpResponse:
    action = get_action(request, pk)
    _demand_checker(request)
    try:
        workflow.verify_action(action=action, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The action is verified.")
    return redirect("assurance:action", request.council.slug, pk)


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def action_take_up_again(request: CouncilRequest, pk: int) -> HttpResponse:
    """What was called complete is not: it is in progress again, with the reason."""
    action = get_action(request, pk)
    _demand_checker(request)
    if action.status not in {Status.COMPLETE, Status.VERIFIED}:
        messages.error(request, "The action is not complete: it need not be taken up again.")
        return redirect("assurance:action", request.council.slug, pk)
    form = ReasonForm(_posted(request))

    def verb(cleaned: dict[str, Any]) -> str:
        workflow.take_up_again(action=action, by=request.membership, at=timezone.now(), **cleaned)
        return "The action is in progress again."

    return _step(request, action, form, verb, "assurance/action_take_up_again.html")


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.EDIT_ACTIONS)
def action_replace(request: CouncilRequest, pk: int) -> HttpResponse:
    action = get_action(request, pk)
    if not action.is_open:
        return refuse(request, action)
    others = ImprovementAction.objects.for_council(request.council).going_on().exclude(pk=pk).order_by("text")
    form = ReplaceForm(_posted(request), offered=list(others))

    def verb(cleaned: dict[str, Any]) -> str:
        workflow.replace_action(action=action, by=request.membership, at=timezone.now(), **cleaned)
        return "The action is replaced."

    return _step(request, action, form, verb, "assurance/action_replace.html")


def _posted(request: CouncilRequest) -> Any:
    """What was posted, or what waits since the person was signed out."""
    return request.POST if request.method == "POST" else take(request)


def _step(
    request: CouncilRequest,
    action: ImprovementAction,
    form: forms.Form,
    verb: Callable[[dict[str, Any]], str],
    template: str,
    **context: Any,
) -> HttpResponse:
    """Show the form; on a valid post do it, and say so on the action's page."""
    if request.method == "POST" and form.is_valid():
        try:
            said = verb(form.cleaned_data)
        except WorkflowError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, said)
            return redirect("assurance:action", request.council.slug, action.pk)
    was_kept = request.method != "POST" and form.is_bound
    shown = {"action": action, "form": form, "was_kept": was_kept} | context
    return render(request, template, shown, status=422 if form.errors and not was_kept else 200)


def _demand_checker(request: CouncilRequest) -> None:
    """Those who edit actions or agree scores check that a complete action was done."""
    if not {Permission.EDIT_ACTIONS, Permission.AGREE} & request.permissions:
        raise RightMissing(Permission.EDIT_ACTIONS)
