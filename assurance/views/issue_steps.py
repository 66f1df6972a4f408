"""Taking a significant issue a step on, and the actions that answer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST

from assurance.forms.issue_steps import CloseForm, IssueReasonForm, IssueUpdateForm
from assurance.forms.issues import IssueActionForm, LinkActionForm
from assurance.issue_policies import IssueRights, acts_for_owner
from assurance.models import GovernanceIssue, ImprovementAction
from assurance.views.issue import get_issue, refuse
from assurance.workflow import issue_edits as edits
from assurance.workflow import issues as workflow
from governance.decorators import RightMissing, permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.models import Post
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

READS_AND_SAVES = ["GET", "HEAD", "POST"]
LONGEST_CHOICE = 90  # characters of an action in a list
Verb = Callable[..., Any]


def posted(request: CouncilRequest) -> Any:
    """What was posted, or what waits since the person was signed out."""
    return request.POST if request.method == "POST" else take(request)


def step(
    request: CouncilRequest,
    issue: GovernanceIssue,
    form: forms.Form,
    verb: Verb,
    said: str,
    template: str,
    **context: Any,
) -> HttpResponse:
    """Show the form; on a valid post do it, and say so on the issue's page."""
    if request.method == "POST" and form.is_valid():
        try:
            verb(issue=issue, by=request.membership, at=timezone.now(), **form.cleaned_data)
        except WorkflowError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, said)
            return redirect(issue)
    was_kept = request.method != "POST" and form.is_bound
    shown = {"issue": issue, "form": form, "was_kept": was_kept} | context
    return render(request, template, shown, status=422 if form.errors and not was_kept else 200)


def with_reason(
    request: CouncilRequest, pk: int, right: str, verb: Verb, said: str, template: str
) -> HttpResponse:
    """A step of the monitoring officer that asks for nothing but its reason."""
    issue, may = get_issue(request, pk)
    if not getattr(may, right):
        return refuse(request, issue)
    return step(request, issue, IssueReasonForm(posted(request)), verb, said, template)


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.FINISH)
def issue_confirm(request: CouncilRequest, pk: int) -> HttpResponse:
    said = "The issue is confirmed as significant."
    template = "assurance/issue_confirm.html"
    return with_reason(request, pk, "decide", workflow.confirm_issue, said, template)


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.FINISH)
def issue_reject(request: CouncilRequest, pk: int) -> HttpResponse:
    said = "The issue is not significant. Whoever raised it was told why."
    return with_reason(request, pk, "decide", workflow.reject_issue, said, "assurance/issue_reject.html")


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.FINISH)
def issue_reopen_decision(request: CouncilRequest, pk: int) -> HttpResponse:
    """A decided issue is a possible one again."""
    said = "The issue is a possible one again, to be decided on."
    template = "assurance/issue_reopen_decision.html"
    return with_reason(request, pk, "reopen_decision", workflow.reopen_decision, said, template)


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.FINISH)
def issue_reopen(request: CouncilRequest, pk: int) -> HttpResponse:
    """A closed issue is watched again."""
    said = "The issue is open again and being watched."
    return with_reason(request, pk, "reopen", workflow.reopen_issue, said, "assurance/issue_reopen.html")


@require_POST
@permission_required(Permission.EDIT_ISSUES)
def issue_watch(request: CouncilRequest, pk: int) -> HttpResponse:
    issue, may = get_issue(request, pk)
    if not may.watch:
        return refuse(request, issue)
    return _at_once(request, issue, workflow.watch_issue, "The issue is being watched.")


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def issue_update_add(request: CouncilRequest, pk: int) -> HttpResponse:
    """A dated update by whoever holds or deputises the owner post, or writes issues."""
    issue, may = get_issue(request, pk)
    if not may.report:
        _demand_reporter(request, issue, may)
        return refuse(request, issue)
    newest = issue.updates.first()
    form = IssueUpdateForm(
        posted(request), newest=newest.said_on if newest else None, today=timezone.localdate()
    )
    template = "assurance/issue_update_add.html"
    return step(request, issue, form, workflow.add_update, "The update was added.", template)


def _demand_reporter(request: CouncilRequest, issue: GovernanceIssue, may: IssueRights) -> None:
    """403 to those who never may, whatever state the issue is in."""
    edits_issues = Permission.EDIT_ISSUES in request.permissions
    if not (edits_issues or acts_for_owner(request.membership, issue.owner_post)):
        raise RightMissing(Permission.EDIT_ISSUES)


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.EDIT_ISSUES)
def issue_close(request: CouncilRequest, pk: int) -> HttpResponse:
    """Closed by a committee, with its minute."""
    issue, may = get_issue(request, pk)
    if not may.close:
        return refuse(request, issue)
    form = CloseForm(
        posted(request),
        issue=issue,
        body=request.council.setting("approving_body"),
        today=timezone.localdate(),
    )
    said = "The issue is closed, with the committee’s minute."
    return step(request, issue, form, workflow.close_issue, said, "assurance/issue_close.html")


# The actions that answer it


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.EDIT_ISSUES)
def issue_action_add(request: CouncilRequest, pk: int) -> HttpResponse:
    issue, may = get_issue(request, pk)
    if not may.edit:
        return refuse(request, issue)
    form = IssueActionForm(posted(request), posts=list(Post.objects.for_council(request.council).current()))
    template = "assurance/issue_action_add.html"
    return step(request, issue, form, edits.add_action_for_issue, "The action was added.", template)


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.EDIT_ISSUES)
def issue_action_link(request: CouncilRequest, pk: int) -> HttpResponse:
    """An open action of the council answers the issue too."""
    issue, may = get_issue(request, pk)
    if not may.edit:
        return refuse(request, issue)
    form = LinkActionForm(posted(request), offered=offered_actions(issue))
    template = "assurance/issue_action_link.html"
    return step(request, issue, form, edits.link_action, "The action now answers this issue.", template)


@require_POST
@permission_required(Permission.EDIT_ISSUES)
def issue_action_unlink(request: CouncilRequest, pk: int) -> HttpResponse:
    """An action, named by its key, does not answer the issue after all."""
    issue, may = get_issue(request, pk)
    if not may.edit:
        return refuse(request, issue)
    form = LinkActionForm(request.POST, offered=linked_actions(issue))
    if not form.is_valid():
        messages.error(request, "That action does not answer this issue.")
        return redirect(issue)
    action = form.cleaned_data["action"]
    said = "The action no longer answers this issue. It goes on by itself."
    return _at_once(request, issue, edits.unlink_action, said, action=action)


def offered_actions(issue: GovernanceIssue) -> list[tuple[ImprovementAction, str]]:
    """Open actions of the council that do not answer the issue yet, with their owner."""
    linked = issue.action_links.filter(ended_at=None).values("action")
    actions = ImprovementAction.objects.for_council(issue.council).going_on().exclude(pk__in=linked)
    return [(action, _words(action)) for action in actions.with_owner().order_by("text")]


def linked_actions(issue: GovernanceIssue) -> list[tuple[ImprovementAction, str]]:
    links = issue.action_links.filter(ended_at=None).select_related("action")
    return [(link.action, link.action.text) for link in links]


def _words(action: ImprovementAction) -> str:
    return f"{Truncator(action.text).chars(LONGEST_CHOICE)} ({action.owner_post or 'no owner yet'})"


def _at_once(
    request: CouncilRequest, issue: GovernanceIssue, verb: Verb, said: str, **values: Any
) -> HttpResponse:
    try:
        verb(issue=issue, by=request.membership, at=timezone.now(), **values)
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(issue)
