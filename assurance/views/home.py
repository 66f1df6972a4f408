"""The first page after signing in: what this person came to do."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assurance.action_register import posts_of
from assurance.models import DirectorReturn, ReviewCycle
from assurance.shell import readable
from governance.models import Council, Membership
from governance.permissions import Permission


def first_page_of(membership: Membership) -> str:
    """Officer: my rows; reviewer: review queue; head of internal audit: sources of assurance;
    other readers of the review: its overview; administrator: people; committee member: documents;
    a director without a role: their return; anybody else without one: who can give one.
    """
    slug = membership.council.slug
    working = ReviewCycle.objects.for_council(membership.council).being_worked_on().newest_first()
    for cycle in readable(working, membership)[:1]:
        return reverse(first_page_in(membership.permissions(year=cycle.year)), args=[slug, cycle.year])
    rights = membership.permissions()
    if Permission.VIEW_REVIEW in rights:
        return membership.council.get_absolute_url()
    if Permission.MANAGE_PEOPLE in rights:
        return reverse("governance:people", args=[slug])
    if Permission.VIEW_RELEASED in rights:
        return reverse("reports:documents", args=[slug])
    # A director need have no role: what is asked of their post, else what they sent last.
    mine = DirectorReturn.objects.for_council(membership.council).filter(withdrawn_at=None)
    asked = mine.filter(Q(post__in=posts_of(membership)) | Q(sent_by=membership))
    unsent_first = F("sent_at").asc(nulls_first=True)
    for each in asked.select_related("cycle", "council").order_by("-cycle__starts_on", unsent_first)[:1]:
        return each.get_absolute_url()
    return reverse("governance:who-can-help", args=[slug])


def first_page_in(rights: frozenset[Permission]) -> str:
    """The page of a review that somebody with these rights in it came for."""
    if Permission.AGREE in rights:
        return "assurance:review-queue"
    if Permission.SCORE in rights and Permission.MANAGE_REVIEW not in rights:
        return "assurance:my-rows"
    if Permission.RECORD_AUDIT_OPINION in rights:
        return "assurance:sources"
    return "assurance:cycle"


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Where `/` leads: set-up without a council, sign-in, the person's page, or a choice of councils."""
    if not Council.objects.exists():
        return redirect("governance:first-run")
    if not request.user.is_authenticated:
        return redirect("account_login")
    current = Membership.objects.current().with_roles().filter(user=request.user)
    memberships = list(current.order_by("council__name"))
    if len(memberships) == 1:
        return redirect(first_page_of(memberships[0]))
    choices = [(membership.council, first_page_of(membership)) for membership in memberships]
    return render(request, "assurance/home.html", {"choices": choices})
