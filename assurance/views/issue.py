"""One significant issue: its page, and writing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assurance.forms.issues import IssueForm
from assurance.issue_choices import choices_for
from assurance.issue_history import issue_trail
from assurance.issue_page import read_page
from assurance.issue_policies import IssueRights, rights_in, rights_on
from assurance.models import GovernanceIssue
from assurance.saving import StaleSave
from assurance.views.history import history_page
from assurance.workflow.issue_edits import edit_issue
from governance.decorators import RightMissing, permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


def get_issue(request: CouncilRequest, pk: int) -> tuple[GovernanceIssue, IssueRights]:
    """The council's issue with what the member may do; 403 to those who may not read it yet."""
    issues = GovernanceIssue.objects.for_council(request.council).select_related(
        "owner_post__holder__user",
        "owner_post__deputy__user",
        "raised_by__user",
        "decided_by__user",
        "closed_by__user",
    )
    issue = get_object_or_404(issues, pk=pk)
    issue.council = request.council
    may = rights_on(request.membership, rights_in(request.membership, issue), issue)
    if not may.read:
        raise RightMissing(Permission.RAISE_ISSUES)
    return issue, may


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def issue_page(request: CouncilRequest, pk: int) -> HttpResponse:
    """Everything about an issue, as a document to read, with the steps that the member may take."""
    issue, may = get_issue(request, pk)
    context = {
        "issue": issue,
        "may": may,
        "page": read_page(issue, at=timezone.localdate()),
        "definition": request.council.setting("issue_definition"),
    }
    return render(request, "assurance/issue.html", context)


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def issue_history(request: CouncilRequest, pk: int) -> HttpResponse:
    """What was changed of an issue, word by word."""
    issue, _ = get_issue(request, pk)
    return history_page(request, issue_trail(issue), about=issue.title, address=issue.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.EDIT_ISSUES)
def issue_change(request: CouncilRequest, pk: int) -> HttpResponse:
    """Write an issue; what a colleague changed meanwhile is merged or shown, never overwritten."""
    issue, may = get_issue(request, pk)
    if not may.edit:
        return refuse(request, issue)
    kept = take(request) if request.method != "POST" else None
    data = request.POST if request.method == "POST" else kept
    form = IssueForm(data, issue=issue, choices=choices_for(issue))
    if request.method == "POST" and form.is_valid() and (said := save(form, request)):
        messages.success(request, said)
        return redirect(issue)
    context = {
        "issue": issue,
        "form": form,
        "was_kept": kept is not None,
        "definition": request.council.setting("issue_definition"),
    }
    is_refused = bool(request.method == "POST")
    return render(request, "assurance/issue_change.html", context, status=422 if is_refused else 200)


def save(form: IssueForm, request: CouncilRequest) -> str:
    """Save a valid form against its version; says what happened, or nothing when there is more to do."""
    issue = form.issue
    try:
        outcome, changed = edit_issue(
            issue=issue,
            version=form.cleaned_data["version"],
            values=form.values(),
            ticks=form.ticks(),
            by=request.membership,
            at=timezone.now(),
        )
    except StaleSave:
        form.add_error("title", "This issue was changed meanwhile. Open the page again")
        return ""
    except WorkflowError as error:
        form.add_error("title", " ".join([*error.messages, "What you typed is still here to copy."]))
        return ""
    if outcome.clashes:
        now = GovernanceIssue.objects.select_related("owner_post").get(pk=issue.pk)
        now.council = request.council
        form.show_clashes(outcome.clashes, now, choices_for(now))
        return ""
    if outcome.written or changed:
        return "The issue was saved."
    return "Nothing had changed, so nothing was saved."


def refuse(request: CouncilRequest, issue: GovernanceIssue) -> HttpResponse:
    """Those who never may get 403 before; here the issue is not in a state for it, and that is said."""
    word = issue.get_status_display().lower()
    messages.error(request, f"The issue is {word}: this cannot be done now.")
    return redirect(issue)
