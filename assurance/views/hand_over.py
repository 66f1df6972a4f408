"""Actions change hands when somebody leaves: from a post, or from all posts of a person, to another post."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.action_register import council_actions, listed, nobody_holds
from assurance.forms.action_steps import HandOverForm, with_holder
from assurance.models import ImprovementAction
from assurance.shell import cycle_in_view
from assurance.workflow.actions import hand_over
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import Membership, Post
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError

VACANT = "nobody"


@dataclass(frozen=True)
class Giver:
    """From whom actions are taken: the `key` stands in the address, `posts` are the keys of their posts."""

    key: str
    words: str
    posts: frozenset[int]

    def has(self, action: ImprovementAction) -> bool:
        return action.owner_post_id in self.posts


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_ACTIONS)
def actions_hand_over(request: CouncilRequest) -> HttpResponse:
    """First from whom, in the address; then which actions, to which post, and why."""
    givers = givers_of(request)
    giver = next((one for one in givers if one.key == request.GET.get("giver")), None)
    actions = council_actions(request.council).going_on()
    theirs = list(actions.filter(owner_post__in=giver.posts)) if giver else []
    takers = list(
        Post.objects.for_council(request.council).current().select_related("holder__user", "deputy__user")
    )
    form = HandOverForm(request.POST if request.method == "POST" and giver else None, posts=takers)
    ticked = {number for text in request.POST.getlist("action") if (number := whole_number(text)) is not None}
    if request.method == "POST" and giver and form.is_valid():
        try:
            given, left = hand_over(
                actions=list(actions.filter(pk__in=ticked)),
                is_theirs=giver.has,
                by=request.membership,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except WorkflowError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            _say(request, given, len(ticked) - len(given), form.cleaned_data["to"])
            return redirect("assurance:actions", request.council.slug)
    context = {
        "givers": givers,
        "giver": giver,
        "form": form,
        "actions": listed(theirs, at=timezone.localdate()),
        "ticked": ticked if request.method == "POST" else {action.pk for action in theirs},
        "cycle": cycle_in_view(request, request.council),
    }
    return render(request, "assurance/actions_hand_over.html", context, status=422 if form.errors else 200)


def _say(request: CouncilRequest, given: list[ImprovementAction], left: int, to: Post) -> None:
    count = len(given)
    if count:
        messages.success(request, f"{count} action{' was' if count == 1 else 's were'} handed over to {to}.")
    if left:
        were = "was" if left == 1 else "were"
        messages.error(request, f"{left} {were} not: closed, or of somebody else meanwhile.")


def givers_of(request: CouncilRequest) -> list[Giver]:
    """Posts that nobody holds together, each person with more than one post, each post: with open actions."""
    today = timezone.localdate()
    council = request.council
    posts = list(
        Post.objects.for_council(council)
        .filter(actions__in=ImprovementAction.objects.for_council(council).going_on())
        .distinct()
        .select_related("holder__user", "deputy__user")
    )
    vacant = frozenset(
        Post.objects.filter(pk__in=[post.pk for post in posts])
        .filter(nobody_holds(today, prefix=""))
        .values_list("pk", flat=True)
    )
    givers = [Giver(VACANT, "Posts that nobody holds", vacant)] if vacant else []
    held: dict[Membership, set[int]] = {}
    for post in posts:
        if post.holder is not None:
            held.setdefault(post.holder, set()).add(post.pk)
    givers += [
        Giver(f"person-{member.pk}", f"Everything of {member.name}", frozenset(keys))
        for member, keys in sorted(held.items(), key=lambda each: each[0].name)
        if len(keys) > 1
    ]
    return givers + [Giver(f"post-{post.pk}", with_holder(post), frozenset({post.pk})) for post in posts]
