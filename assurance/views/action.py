"""One action: its page, and changing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assurance.action_page import read_page
from assurance.action_policies import ActionRights, rights_on
from assurance.actions_together import save_form
from assurance.forms.actions import ActionChangeForm
from assurance.models import ImprovementAction
from assurance.views.fetching import reach_of
from governance.decorators import RightMissing, permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.models import Post
from governance.permissions import Permission


def get_action(request: CouncilRequest, pk: int) -> ImprovementAction:
    actions = ImprovementAction.objects.for_council(request.council).select_related(
        "owner_post__holder__user", "owner_post__deputy__user", "joined_into", "council"
    )
    return get_object_or_404(reach_of(request).actions(actions), pk=pk)


def get_rights(request: CouncilRequest, action: ImprovementAction) -> ActionRights:
    return rights_on(request.membership, request.permissions, action)


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def action_page(request: CouncilRequest, pk: int) -> HttpResponse:
    """Everything about an action, this year and before."""
    action = get_action(request, pk)
    page = read_page(action, at=timezone.localdate(), reach=reach_of(request))
    context = {"page": page, "action": action, "may": get_rights(request, action)}
    return render(request, "assurance/action.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def action_change(request: CouncilRequest, pk: int) -> HttpResponse:
    """Change an open action; what a colleague changed meanwhile is merged or shown, never overwritten."""
    action = get_action(request, pk)
    may = get_rights(request, action)
    if not may.edit:
        return refuse(request, action)
    posts = list(Post.objects.for_council(request.council).current())
    kept = take(request) if request.method != "POST" else None
    data = request.POST if request.method == "POST" else kept
    form = ActionChangeForm(data, action=action, posts=posts)
    if request.method == "POST":
        saved = save_form(form, by=request.membership, at=timezone.now(), row=may.row)
        if not form.errors:
            said = "The action was saved." if saved else "Nothing had changed, so nothing was saved."
            messages.success(request, said)
            return redirect("assurance:action", request.council.slug, pk)
    context = {"action": action, "form": form, "was_kept": kept is not None}
    return render(request, "assurance/action_change.html", context, status=422 if form.errors else 200)


def refuse(request: CouncilRequest, action: ImprovementAction) -> HttpResponse:
    """403 to those who never may; once it is closed, everybody is told how it stands."""
    if action.is_open:
        raise RightMissing(Permission.EDIT_ACTIONS)
    messages.error(request, f"The action is {action.get_status_display().lower()}: this cannot be done now.")
    return redirect("assurance:action", request.council.slug, action.pk)
