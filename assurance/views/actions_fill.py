"""Several actions on one page: those of a review, or those ticked in the list. Doubles of a review joined."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assurance.actions_together import fill_down, forms_for, save_together
from assurance.exchange.joining import in_same_words, join_actions
from assurance.forms.actions import ActionTogetherForm, FillForm
from assurance.models import ImprovementAction, ReviewCycle
from assurance.models.actions import ImprovementActionQuerySet
from assurance.views.fetching import get_cycle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.models import Post
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.templatetags.govuk import form_errors
from governance.workflow.errors import WorkflowError

Errors = list[tuple[str, str]]
READS_AND_SAVES = ["GET", "HEAD", "POST"]
MOST = 100  # actions on one page
VERSION = re.compile(r"action-([0-9]{1,18})-version")


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.EDIT_ACTIONS)
def actions_fill(request: CouncilRequest, year: int) -> HttpResponse:
    """All open actions of a review."""
    cycle = get_cycle(request, year)
    return TogetherPage(request, ImprovementAction.objects.in_cycle(cycle).open(), cycle).answer()


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.EDIT_ACTIONS)
def actions_edit(request: CouncilRequest) -> HttpResponse:
    """The actions ticked in the list; closed ones among them are left out, and that is said."""
    keys = _ticked(request)
    chosen = ImprovementAction.objects.for_council(request.council).filter(pk__in=keys[:MOST])
    page = TogetherPage(request, chosen.open().order_by("pk"), None)
    if not page.forms:
        messages.error(request, "Tick at least one open action first.")
        return redirect("assurance:actions", request.council.slug)
    page.left_out = len(set(keys)) - len(page.forms)
    return page.answer()


def _ticked(request: CouncilRequest) -> list[int]:
    numbers = [number for text in request.GET.getlist("pk") if (number := whole_number(text)) is not None]
    return list(dict.fromkeys(numbers))


class TogetherPage:
    """One form: `step` says whether to put values into many actions (nothing is saved) or to save.

    Saving puts in first what stands in the boxes for many, so that it is never lost by saving too soon.
    """

    left_out = 0

    def __init__(
        self, request: CouncilRequest, actions: ImprovementActionQuerySet, cycle: ReviewCycle | None
    ) -> None:
        self.request = request
        self.cycle = cycle
        self.kept = take(request) if request.method != "POST" else None
        posted = request.POST if request.method == "POST" else self.kept
        self.actions = list(actions.with_owner()) if posted is None else self._actions_of(posted)
        self.posts = list(Post.objects.for_council(request.council).current())
        self.which = FillForm.EMPTY if cycle else FillForm.ALL
        self.forms = self._forms(posted)

    def _actions_of(self, data: QueryDict) -> list[ImprovementAction]:
        """The actions that the page had shown, in its order; also those closed meanwhile: all typed stays."""
        keys = [int(match[1]) for name in data if (match := VERSION.fullmatch(name))]
        found = ImprovementAction.objects.for_council(self.request.council).with_owner().in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def _forms(self, data: QueryDict | None) -> list[ActionTogetherForm]:
        return forms_for(self.actions, self.posts, data)

    def answer(self) -> HttpResponse:
        request = self.request
        if request.method != "POST":
            fill = FillForm(self.kept, posts=self.posts, which=self.which)
            return self.show(fill, was_kept=self.kept is not None)
        fill = FillForm(request.POST, posts=self.posts, which=self.which)
        if not fill.is_valid():
            return self.show(fill, errors=form_errors(fill))
        if request.POST.get("step") == "fill":
            data, count = fill_down(request.POST, fill, self.forms)
            self.forms = self._forms(data)
            return self.show(FillForm(posts=self.posts, which=self.which), filled=count)
        return self.save(fill)

    def save(self, fill: FillForm) -> HttpResponse:
        request, cycle = self.request, self.cycle
        if not fill.is_empty():
            data, _ = fill_down(request.POST, fill, self.forms)
            self.forms = self._forms(data)
        saved = save_together(
            self.forms, council=request.council, cycle=cycle, by=request.membership, at=timezone.now()
        )
        wrong = [form for form in self.forms if form.errors]
        if not wrong:
            messages.success(request, _saved(len(saved)))
            if cycle:
                return redirect("assurance:actions-fill", request.council.slug, cycle.year)
            return redirect("assurance:actions", request.council.slug)
        errors = [
            (f"{form.ref}: {message}", target) for form in wrong for message, target in form_errors(form)
        ]
        self.actions = self._actions_of(request.POST)
        fresh = self._forms(None)
        self.forms = [form if form.errors else now for form, now in zip(self.forms, fresh, strict=True)]
        return self.show(FillForm(posts=self.posts, which=self.which), errors=errors, saved=len(saved))

    def show(
        self,
        fill: FillForm,
        *,
        errors: Errors | None = None,
        filled: int | None = None,
        saved: int | None = None,
        was_kept: bool = False,
    ) -> HttpResponse:
        refs = {form.action.pk: form.ref for form in self.forms}
        doubles = in_same_words([form.action for form in self.forms]) if self.cycle else []
        context = {
            "cycle": self.cycle,
            "forms": self.forms,
            "fill": fill,
            "groups": [[(action, refs[action.pk]) for action in group] for group in doubles],
            "has_posts": bool(self.posts),
            "incomplete": sum(not form.action.is_complete_promise for form in self.forms),
            "left_out": self.left_out,
            "page_errors": errors or [],
            "filled": filled,
            "saved": saved,
            "unsaved": sum(bool(form.errors) for form in self.forms),
            "was_kept": was_kept,
        }
        template = "assurance/actions_together.html"
        return render(self.request, template, context, status=422 if errors else 200)


def _saved(count: int) -> str:
    if not count:
        return "Nothing had changed, so nothing was saved."
    return "1 action was saved." if count == 1 else f"{count} actions were saved."


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
