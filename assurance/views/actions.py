"""The council's actions, of all reviews."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assurance import action_register as register
from assurance.forms.actions import ActionFilter
from assurance.http import keep_in_view
from assurance.models import ImprovementAction, ReviewCycle
from assurance.models.actions import ImprovementActionQuerySet
from assurance.shell import cycle_in_view, readable
from assurance.views.fetching import reach_of
from framework.models import Framework, Principle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import Post
from governance.permissions import Permission

PER_PAGE = 50


@require_safe
@permission_required(Permission.VIEW_REVIEW)
def action_list(request: CouncilRequest) -> HttpResponse:
    """Open actions unless asked for others; every part of the filter stands in the address."""
    today = timezone.localdate()
    posts = list(
        Post.objects.for_council(request.council)
        .filter(actions__isnull=False)
        .distinct()
        .select_related("holder__user")
    )
    asked = ActionFilter(request.GET, posts=posts).asked()
    tabs = {
        ActionFilter.OPEN: register.OPEN,
        ActionFilter.OVERDUE: register.is_overdue(today),
        ActionFilter.SOON: register.is_due_soon(today),
        ActionFilter.TWICE: register.is_carried_twice(),
        ActionFilter.DONE: register.DONE,
        ActionFilter.ALL: Q(),
    }
    every = narrowed(request, asked)
    counts = every.order_by().aggregate(
        **{name: Count("pk", filter=part) if part else Count("pk") for name, part in tabs.items()}
    )
    actions = register.in_order(every.filter(tabs[asked["show"]]), asked["sort"], at=today)
    page = Paginator(actions, PER_PAGE).get_page(request.GET.get("page"))
    cycle = cycle_in_view(request, request.council)
    keep_in_view(request, cycle)
    edits = Permission.EDIT_ACTIONS in request.permissions
    context = {
        "actions": register.listed(reach_of(request).keep_rows(list(page)), at=today),
        "page": page,
        "tabs": [
            (address_of(request, show=name), words, counts[name], name == asked["show"])
            for name, words in ActionFilter.SHOW
        ],
        "asked": asked,
        "is_narrowed": any(asked[name] for name in ("owner", "principle", "year", "status", "only")),
        "only": ActionFilter.ONLY,
        "sorts": ActionFilter.SORT,
        "statuses": ImprovementAction.Status.choices,
        "posts": posts,
        "holds_posts": register.posts_of(request.membership).exists(),
        "years": readable(
            ReviewCycle.objects.for_council(request.council).newest_first(), request.membership
        ),
        "principles": principles_of(cycle),
        "cycle": cycle,
        "may_edit": edits,
        "vacant": _of_nobody(request) if edits else 0,
    }
    return render(request, "assurance/actions_list.html", context)


def narrowed(request: CouncilRequest, asked: dict[str, Any]) -> ImprovementActionQuerySet:
    """The council's actions by everything that was asked but the tab and the order."""
    actions = reach_of(request).actions(register.council_actions(request.council))
    if asked["principle"]:
        actions = register.in_principle(actions, asked["principle"])
    if asked["year"]:
        actions = register.in_year(actions, asked["year"])
    if asked["status"]:
        actions = actions.filter(status=asked["status"])
    if asked["only"]:
        actions = actions.filter(register.LACKS[asked["only"]])
    if asked["owner"] == ActionFilter.MINE:
        return actions.filter(owner_post__in=register.posts_of(request.membership))
    if asked["owner"] == ActionFilter.VACANT:
        return actions.filter(register.nobody_holds(timezone.localdate()))
    return actions.filter(owner_post=asked["owner"]) if asked["owner"] else actions


def _of_nobody(request: CouncilRequest) -> int:
    """Open actions of posts that nobody holds."""
    open_ones = ImprovementAction.objects.for_council(request.council).going_on()
    return open_ones.filter(register.nobody_holds(timezone.localdate())).count()


def address_of(request: CouncilRequest, **parts: str) -> str:
    """The list's own address with some parts changed, on its first page."""
    kept = QueryDict(mutable=True)
    for name in ActionFilter.base_fields:
        if value := parts.get(name, request.GET.get(name, "")):
            kept[name] = value
    return f"?{kept.urlencode()}"


def principles_of(cycle: ReviewCycle | None) -> list[Principle]:
    """The principles of the review's framework; of the newest one without a review."""
    framework = cycle.framework_id if cycle else Framework.objects.values_list("pk", flat=True).last()
    return list(Principle.objects.filter(framework=framework).order_by("letter"))
