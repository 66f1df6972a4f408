"""Asking people to join a council, and joining."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from governance.decorators import permission_required
from governance.forms.people import InvitationForm, JoinForm
from governance.http import CouncilRequest
from governance.invitation_mail import send_invitation
from governance.models import Invitation, Membership, User
from governance.permissions import Permission
from governance.sign_in_record import record_sign_in
from governance.workflow.errors import WorkflowError
from governance.workflow.invitations import accept, invite, resend, withdraw


def tell_whether_sent(request: HttpRequest, invitation: Invitation) -> None:
    if send_invitation(invitation):
        messages.success(request, f"An invitation is on its way to {invitation.email}.")
    else:
        messages.warning(
            request,
            f"{invitation.name} is invited, but the e-mail could not be sent. "
            "Copy the link below and pass it on yourself.",
        )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_PEOPLE)
def invite_person(request: CouncilRequest) -> HttpResponse:
    form = InvitationForm(request.council, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite(
                council=request.council, by=request.membership, at=timezone.now(), **form.cleaned_data
            )
        except WorkflowError as error:
            form.add_error(None, error.messages)
        else:
            tell_whether_sent(request, invitation)
            return redirect("governance:people", request.council.slug)
    context = {"form": form, "here": "people"}
    return render(request, "governance/invitation_create.html", context, status=422 if form.is_bound else 200)


@require_POST
@permission_required(Permission.MANAGE_PEOPLE)
def invitation_resend(request: CouncilRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.for_council(request.council), pk=pk)
    try:
        tell_whether_sent(request, resend(invitation=invitation, by=request.membership, at=timezone.now()))
    except WorkflowError as error:
        messages.error(request, str(error))
    return redirect("governance:people", request.council.slug)


@require_POST
@permission_required(Permission.MANAGE_PEOPLE)
def invitation_withdraw(request: CouncilRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.for_council(request.council), pk=pk)
    try:
        withdraw(invitation=invitation, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The invitation of {invitation.name} no longer works.")
    return redirect("governance:people", request.council.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Joining: as who one is, after signing in, or as somebody new."""
    invitation = get_object_or_404(
        Invitation.objects.select_related("council", "invited_by").prefetch_related("roles"), token=token
    )
    if not invitation.is_open():
        return render(request, "governance/invitation_closed.html", {"invitation": invitation}, status=410)
    user = request.user if isinstance(request.user, User) else None
    if user is None and User.objects.filter(email__iexact=invitation.email).exists():
        return join_page(request, invitation, step="sign_in")
    if user is not None and user.email.lower() != invitation.email.lower():
        return join_page(request, invitation, step="other_person")
    form = (
        None
        if user
        else JoinForm(
            invitation.email,
            request.POST if request.method == "POST" else None,
            initial={"name": invitation.name},
        )
    )
    if request.method == "POST" and (form is None or form.is_valid()):
        details = form.cleaned_data if form else {}
        try:
            membership = accept(invitation=invitation, user=user, at=timezone.now(), **details)
        except WorkflowError as error:
            problems = [(problem, "") for problem in error.messages]
            return join_page(request, invitation, step="join", form=form, page_errors=problems)
        return welcome(request, membership, signed_in=user is not None)
    return join_page(request, invitation, step="join", form=form)


def join_page(request: HttpRequest, invitation: Invitation, **context: Any) -> HttpResponse:
    context["invitation"] = invitation
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/invitation_accept.html", context, status=status)


def welcome(request: HttpRequest, membership: Membership, *, signed_in: bool) -> HttpResponse:
    if not signed_in:
        login(request, membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_sign_in(membership.user, how="the link of an invitation")
    messages.success(request, f"Welcome to {membership.council}, {membership.user.first_name}.")
    return redirect("home")
