"""The people of a council: who they are, what they may do, who can help."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.decorators import permission_required
from governance.forms.people import RoleForm
from governance.http import CouncilRequest
from governance.invitation_mail import link_to
from governance.models import Invitation, Membership, OutgoingMail, Post, RoleGrant
from governance.models.memberships import MembershipQuerySet
from governance.permissions import Permission
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from governance.workflow.memberships import end_membership, give_role, take_role


def members_of(request: CouncilRequest) -> MembershipQuerySet:
    """The council's memberships, current and ended, with roles and the posts held today."""
    posts = Prefetch("posts", queryset=Post.objects.current(), to_attr="current_posts")
    members = Membership.objects.for_council(request.council).with_roles()
    return members.prefetch_related(posts).order_by("user__name", "pk")


@require_safe
@permission_required(Permission.MANAGE_PEOPLE)
def people(request: CouncilRequest) -> HttpResponse:
    """Everybody at the council, and who is asked to join."""
    invitations = Invitation.objects.for_council(request.council).waiting().prefetch_related("roles")
    mails = OutgoingMail.objects.settled().filter(recipient=OuterRef("user")).order_by("-pk")
    context = {
        "members": members_of(request).current().annotate(last_mail=Subquery(mails.values("state")[:1])),
        "ended": Membership.objects.for_council(request.council)
        .exclude(ended_at=None)
        .select_related("user")
        .order_by("user__name"),
        "invitations": [
            (invitation, link_to(invitation), invitation.is_open())
            for invitation in invitations.order_by("-created_at", "-pk")
        ],
        "here": "people",
    }
    return render(request, "governance/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def person(request: CouncilRequest, pk: int) -> HttpResponse:
    """One member with roles and posts; posting the form gives a role."""
    membership = get_object_or_404(members_of(request), pk=pk)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            give_role(membership=membership, by=request.membership, at=timezone.now(), **given)
        except WorkflowError as error:
            form.add_error("role", error.messages)
        else:
            messages.success(request, f"{membership.name} has the role {given['role'].label.lower()}.")
            return redirect("governance:person", request.council.slug, membership.pk)
    return person_page(request, membership, form, status=422 if form.is_bound else 200)


def person_page(
    request: CouncilRequest,
    membership: Membership,
    form: RoleForm,
    *,
    status: int = 200,
    problems: list[str] | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    grants = [grant for grant in membership.grants.all() if grant.revoked_at is None]
    context = {
        "member": membership,
        "form": form,
        "grants": [(grant, grant.is_live(today)) for grant in sorted(grants, key=lambda one: one.starts_on)],
        "here": "people",
    }
    if problems:
        context["page_errors"] = [(problem, "") for problem in problems]
    return render(request, "governance/person.html", context, status=status)


@require_POST
@permission_required(Permission.MANAGE_PEOPLE)
def role_take(request: CouncilRequest, pk: int, grant_pk: int) -> HttpResponse:
    membership = get_object_or_404(members_of(request), pk=pk)
    grant = get_object_or_404(
        RoleGrant.objects.select_related("membership__user", "council"), pk=grant_pk, membership=membership
    )
    try:
        take_role(grant=grant, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        return person_page(request, membership, RoleForm(), status=422, problems=error.messages)
    messages.success(request, f"{membership.name} no longer has the role {grant.get_role_display().lower()}.")
    return after_losing_rights(request, membership)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def membership_end(request: CouncilRequest, pk: int) -> HttpResponse:
    """Asks first: what ends, what stays."""
    membership = get_object_or_404(members_of(request).current(), pk=pk)
    context: dict[str, object] = {"member": membership, "here": "people"}
    if request.method == "POST":
        try:
            end_membership(membership=membership, by=request.membership, at=timezone.now())
        except WorkflowError as error:
            context["page_errors"] = [(problem, "") for problem in error.messages]
            return render(request, "governance/membership_end.html", context, status=422)
        messages.success(request, f"{membership.name} is no longer a member of {request.council}.")
        return after_losing_rights(request, membership)
    return render(request, "governance/membership_end.html", context)


def after_losing_rights(request: CouncilRequest, membership: Membership) -> HttpResponse:
    """Back to the list; whoever took their own rights away goes to the first page they still have."""
    if membership.pk == request.membership.pk:
        return redirect("home")
    if Membership.objects.current().filter(pk=membership.pk).exists():
        return redirect("governance:person", request.council.slug, membership.pk)
    return redirect("governance:people", request.council.slug)


@require_safe
@permission_required(Permission.VIEW_COUNCIL)
def who_can_help(request: CouncilRequest) -> HttpResponse:
    """The administrators and coordinators, for everyone at the council."""
    members = list(members_of(request).holding(Role.ADMINISTRATOR, Role.COORDINATOR))
    context = {
        "coordinators": [member for member in members if Role.COORDINATOR in member.roles()],
        "administrators": [member for member in members if Role.ADMINISTRATOR in member.roles()],
    }
    return render(request, "governance/who_can_help.html", context)
