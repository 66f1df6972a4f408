"""All actions of a review on one page: owner, date and outcome filled in together, doubles joined."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assurance.exchange.filling import fill_down, promise_forms, save_promises
from assurance.exchange.joining import in_same_words, join_actions
from assurance.forms.exchange import ActionFillForm, FillForm
from assurance.models import ReviewCycle
from assurance.views.fetching import get_cycle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import Post
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.templatetags.govuk import form_errors
from governance.workflow.errors import WorkflowError

Errors = list[tuple[str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_ACTIONS)
def actions_fill(request: CouncilRequest, year: int) -> HttpResponse:
    """One form: `step` says whether to put values into many actions (nothing is saved) or to save."""
    cycle = get_cycle(request, year)
    posts = list(Post.objects.for_council(request.council).current())
    if request.method != "POST":
        return _page(request, cycle, posts, promise_forms(cycle, posts), FillForm(posts=posts))
    forms = promise_forms(cycle, posts, request.POST)
    if request.POST.get("step") == "fill":
        return _fill(request, cycle, posts, forms)
    return _save(request, cycle, posts, forms)


def _fill(
    request: CouncilRequest, cycle: ReviewCycle, posts: list[Post], forms: list[ActionFillForm]
) -> HttpResponse:
    fill = FillForm(request.POST, posts=posts)
    if not fill.is_valid():
        return _page(request, cycle, posts, forms, fill, errors=form_errors(fill))
    data, count = fill_down(request.POST, fill, forms)
    return _page(request, cycle, posts, promise_forms(cycle, posts, data), fill, filled=count)


def _save(
    request: CouncilRequest, cycle: ReviewCycle, posts: list[Post], forms: list[ActionFillForm]
) -> HttpResponse:
    saved = save_promises(cycle=cycle, forms=forms, by=request.membership, at=timezone.now())
    errors = [(f"{form.ref}: {message}", target) for form in forms for message, target in form_errors(form)]
    if not errors:
        messages.success(request, _saved(len(saved)))
        return redirect("assurance:actions-fill", request.council.slug, cycle.year)
    data = _still_wrong(request.POST, forms)
    shown = [form if form.errors else fresh for form, fresh in _pairs(cycle, posts, forms)]
    for form in shown:
        if form.is_bound and form.errors:
            form.data = data
    fill = FillForm(request.POST, posts=posts)
    return _page(request, cycle, posts, shown, fill, errors=errors, saved=len(saved))


def _pairs(
    cycle: ReviewCycle, posts: list[Post], forms: list[ActionFillForm]
) -> list[tuple[ActionFillForm, ActionFillForm]]:
    """Each posted form with the same action as it stands now."""
    fresh = {form.action.pk: form for form in promise_forms(cycle, posts)}
    return [(form, fresh[form.action.pk]) for form in forms if form.action.pk in fresh]


def _still_wrong(posted: QueryDict, forms: list[ActionFillForm]) -> QueryDict:
    """What was posted, each version moved on to the one whose value the person has now been shown."""
    data = posted.copy()
    for form in forms:
        if form.errors:
            form.action.refresh_from_db(fields=["version"])
            if form.clashed:
                data[form.add_prefix("version")] = str(form.action.version)
    return data


def _saved(count: int) -> str:
    if not count:
        return "Nothing had changed, so nothing was saved."
    return "1 action was saved." if count == 1 else f"{count} actions were saved."


def _page(
    request: CouncilRequest,
    cycle: ReviewCycle,
    posts: list[Post],
    forms: list[ActionFillForm],
    fill: FillForm,
    *,
    errors: Errors | None = None,
    filled: int | None = None,
    saved: int | None = None,
) -> HttpResponse:
    refs = {form.action.pk: form.ref for form in forms}
    groups = [
        [(action, refs[action.pk]) for action in group]
        for group in in_same_words([form.action for form in forms])
    ]
    context = {
        "cycle": cycle,
        "forms": forms,
        "fill": fill,
        "groups": groups,
        "has_posts": bool(posts),
        "incomplete": sum(not form.action.is_complete_promise for form in forms),
        "page_errors": errors or [],
        "filled": filled,
        "saved": saved,
    }
    return render(request, "assurance/actions_after_import.html", context, status=422 if errors else 200)


@require_POST
@permission_required(Permission.EDIT_ACTIONS)
def actions_join(request: CouncilRequest, year: int) -> HttpResponse:
    """Join the groups that were ticked; each tick carries the numbers of its actions."""
    cycle = get_cycle(request, year)
    groups = [
        [number for part in ticked.split("-") if (number := whole_number(part)) is not None]
        for ticked in request.POST.getlist("group")
    ]
    if not groups:
        messages.error(request, "Tick the actions to join first.")
    joined = 0
    for ids in groups:
        try:
            join_actions(cycle=cycle, ids=ids, by=request.membership, at=timezone.now())
            joined += len(ids) - 1
        except WorkflowError as error:
            messages.error(request, str(error))
    if joined:
        messages.success(request, "1 action was joined." if joined == 1 else f"{joined} actions were joined.")
    return redirect("assurance:actions-fill", request.council.slug, cycle.year)
