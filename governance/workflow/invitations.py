"""People are asked to join; the asking is used once, ends by itself, can be sent again or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from governance import audit
from governance.models import Council, Invitation, InvitedRole, Membership, User
from governance.models.memberships import INVITATION_DAYS
from governance.roles import Role, conflict_between
from governance.workflow.errors import WorkflowError
from governance.workflow.memberships import grant_role, lock
from governance.workflow.people import create_person


@transaction.atomic
def invite(
    *, council: Council, email: str, name: str, roles: Iterable[Role], by: Membership, at: datetime
) -> Invitation:
    """Ask somebody to join with some roles."""
    lock(council)
    chosen = sorted(set(roles), key=list(Role).index)
    address = email.strip().lower()
    if problem := invitation_problem(council, address):
        raise WorkflowError(f"{problem}.")
    if conflict := conflict_between(set(chosen)):
        raise WorkflowError(f"{conflict}.")
    invitation = Invitation.objects.create(
        council=council, email=address, name=name, invited_by=by.user, expires_at=end_of_invitation(at)
    )
    InvitedRole.objects.bulk_create(
        InvitedRole(council=council, invitation=invitation, role=role) for role in chosen
    )
    audit.record(
        "governance.invitation.sent",
        council=council,
        by=by.user,
        about=invitation,
        at=at,
        name=name,
        email=address,
        roles=[role.label for role in chosen],
    )
    return invitation


def end_of_invitation(at: datetime) -> datetime:
    return at + timedelta(days=INVITATION_DAYS)


def invitation_problem(council: Council, email: str) -> str:
    """Why this address cannot be invited, or an empty string."""
    member = (
        Membership.objects.current()
        .for_council(council)
        .filter(user__email__iexact=email)
        .select_related("user")
    ).first()
    if member is not None:
        return f"{member.name} is a member already: give further roles on their page"
    if Invitation.objects.for_council(council).waiting().filter(email__iexact=email).exists():
        return f"{email} is invited already: send that invitation again, or withdraw it"
    return ""


def waiting_or_refuse(invitation: Invitation) -> Invitation:
    """The invitation, locked, while it waits for an answer (it may have run out)."""
    locked = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if locked.accepted_at is not None:
        raise WorkflowError(f"{locked.name} has accepted this invitation already.")
    if locked.withdrawn_at is not None:
        raise WorkflowError(f"The invitation of {locked.name} was withdrawn.")
    return locked


@transaction.atomic
def resend(*, invitation: Invitation, by: Membership, at: datetime) -> Invitation:
    """Give an invitation its full time again; the link stays the same. Sending is the caller's."""
    locked = waiting_or_refuse(invitation)
    locked.expires_at = end_of_invitation(at)
    locked.save(update_fields=["expires_at"])
    audit.record(
        "governance.invitation.resent",
        council=locked.council,
        by=by.user,
        about=locked,
        at=at,
        name=locked.name,
        email=locked.email,
    )
    return locked


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Membership, at: datetime) -> None:
    """From now on the link no longer works."""
    locked = waiting_or_refuse(invitation)
    locked.withdrawn_at = at
    locked.save(update_fields=["withdrawn_at"])
    audit.record(
        "governance.invitation.withdrawn",
        council=locked.council,
        by=by.user,
        about=locked,
        at=at,
        name=locked.name,
        email=locked.email,
    )


@transaction.atomic
def accept(
    *, invitation: Invitation, user: User | None, at: datetime, name: str = "", password: str = ""
) -> Membership:
    """Use the invitation: `user` is the signed-in person; None makes a new person of its address."""
    locked = waiting_or_refuse(invitation)
    if not locked.is_open(at=at):
        raise WorkflowError("This invitation has run out. Ask for it to be sent again.")
    if user is None:
        if User.objects.filter(email__iexact=locked.email).exists():
            raise WorkflowError(f"There is an account for {locked.email}: sign in first.")
        user = create_person(email=locked.email, name=name or locked.name, password=password)
    elif user.email.lower() != locked.email.lower():
        raise WorkflowError(f"This invitation is for {locked.email}.")
    lock(locked.council)
    membership = current_membership(user, locked.council, at=at)
    held = membership.roles(at=timezone.localdate(at))
    roles = [Role(row.role) for row in locked.roles.all()]
    for role in roles:
        # An external auditor's reviews and last day are given on their page: an invitation has neither.
        if role not in held and role != Role.EXTERNAL_AUDITOR:
            grant_role(membership=membership, role=role, by=None, starts_on=timezone.localdate(at))
    locked.accepted_at = at
    locked.save(update_fields=["accepted_at"])
    audit.record(
        "governance.invitation.accepted",
        council=locked.council,
        by=user,
        about=membership,
        at=at,
        name=user.name,
        roles=[role.label for role in roles],
    )
    return membership


def current_membership(user: User, council: Council, *, at: datetime) -> Membership:
    """The person's membership, begun now or begun again."""
    membership, created = Membership.objects.get_or_create(
        user=user, council=council, defaults={"started_at": at}
    )
    if not created and membership.ended_at is not None:
        membership.started_at = at
        membership.ended_at = None
        membership.save(update_fields=["started_at", "ended_at"])
    return membership
