"""Roles are given and taken, memberships end; a council always keeps an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from governance import audit
from governance.models import Council, Membership, Post, RoleGrant, RoleGrantYear
from governance.models.memberships import year_label
from governance.roles import Role, conflict_between
from governance.templatetags.ga import govdate
from governance.workflow.errors import WorkflowError

MOST_DAYS_OF_AN_AUDITOR = 731  # two years, a leap day included: an external auditor's time is limited


def auditor_problems(
    role: Role, *, starts_on: date, ends_on: date | None, years: Iterable[int], before_finished: bool = False
) -> dict[str, str]:
    """What is missing before the role may be given, by field, in words: DOMAIN.md §5, time-limited."""
    if role != Role.EXTERNAL_AUDITOR:
        wrong = "Only an external auditor waits for a review to be finished: leave this empty"
        return {"before_finished": wrong} if before_finished else {}
    problems = {}
    if ends_on is None:
        problems["ends_on"] = "Say until when: an external auditor's time here is limited"
    elif ends_on > starts_on + timedelta(days=MOST_DAYS_OF_AN_AUDITOR):
        problems["ends_on"] = "An external auditor's time here is two years at most. It can be given again"
    if not list(years):
        problems["years"] = "Name the reviews that are audited: an external auditor reads no others"
    return problems


def lock(council: Council) -> None:
    """Changes of a council's people come one after another, so that two cannot remove the last two."""
    Council.objects.select_for_update(no_key=True).only("pk").get(pk=council.pk)


def keep_an_administrator(council: Council, *, at: datetime) -> None:
    """Refuse a change that would leave nobody who is administrator today and without an end date."""
    grants = RoleGrant.objects.live(at=timezone.localdate(at)).filter(
        role=Role.ADMINISTRATOR,
        ends_on=None,
        membership__in=Membership.objects.current().for_council(council),
    )
    if not grants.exists():
        raise WorkflowError(
            f"{council} would have no administrator left. "
            "Give somebody else that role first, without an end date."
        )


def overlapping(membership: Membership, starts_on: date, ends_on: date | None) -> list[RoleGrant]:
    """The member's grants that hold on some day of the period."""
    grants = membership.grants.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), revoked_at=None)
    if ends_on is not None:
        grants = grants.filter(starts_on__lte=ends_on)
    return list(grants)


@transaction.atomic
def give_role(
    *,
    membership: Membership,
    role: Role,
    by: Membership,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    years: Iterable[int] = (),
    before_finished: bool = False,
) -> RoleGrant:
    """Give a role from a day (today by default) to a day or for good, for all reviews or the years named.

    `before_finished`: an external auditor may read these reviews before they are finished.
    """
    lock(membership.council)
    if membership.ended_at is not None:
        raise WorkflowError(f"{membership.name} is no longer a member: invite them again first.")
    grant = grant_role(
        membership=membership,
        role=role,
        by=by,
        starts_on=starts_on or timezone.localdate(at),
        ends_on=ends_on,
        years=sorted(set(years)),
        before_finished=before_finished,
    )
    audit.record(
        "governance.role.given",
        council=membership.council,
        by=by.user,
        about=membership,
        at=at,
        role=role.label,
        name=membership.name,
        starts_on=grant.starts_on,
        ends_on=ends_on,
        reviews=[year_label(year) for year in sorted(set(years))],
        limits=limits_in_words(grant, sorted(set(years))),
    )
    return grant


def limits_in_words(grant: RoleGrant, years: list[int]) -> str:
    """ " until 31 March 2026, for 2024/25, before they are finished too"; empty without limits."""
    until = f" until {govdate(grant.ends_on)}" if grant.ends_on else ""
    reviews = f", for {', '.join(year_label(year) for year in years)}" if years else ""
    early = ", before they are finished too" if grant.before_finished else ""
    return until + reviews + early


def grant_role(
    *,
    membership: Membership,
    role: Role,
    by: Membership | None,
    starts_on: date,
    ends_on: date | None = None,
    years: Iterable[int] = (),
    before_finished: bool = False,
) -> RoleGrant:
    """The rows of a grant, after the rules on combining roles; the caller locks and records."""
    if ends_on is not None and ends_on < starts_on:
        raise WorkflowError("The last day must not be before the first.")
    years = list(years)
    problems = auditor_problems(
        role, starts_on=starts_on, ends_on=ends_on, years=years, before_finished=before_finished
    )
    if problems:
        raise WorkflowError(*(f"{problem}." for problem in problems.values()))
    held = overlapping(membership, starts_on, ends_on)
    if any(grant.role == role for grant in held):
        raise WorkflowError(
            f"{membership.name} has the role {role.label.lower()} in that time already. "
            "Take it away first to change its dates or reviews."
        )
    if conflict := conflict_between({role} | {Role(grant.role) for grant in held}):
        raise WorkflowError(f"{conflict}.")
    grant = RoleGrant.objects.create(
        council=membership.council,
        membership=membership,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=by.user if by else None,
        before_finished=before_finished,
    )
    RoleGrantYear.objects.bulk_create(
        RoleGrantYear(council=membership.council, grant=grant, year=year) for year in years
    )
    return grant


@transaction.atomic
def take_role(*, grant: RoleGrant, by: Membership, at: datetime) -> None:
    """Take a role away from now on; the grant stays in the history."""
    lock(grant.council)
    revoked = RoleGrant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=at)
    if not revoked:
        raise WorkflowError("That role was taken away already.")
    if grant.role == Role.ADMINISTRATOR:
        keep_an_administrator(grant.council, at=at)
    audit.record(
        "governance.role.taken",
        council=grant.council,
        by=by.user,
        about=grant.membership,
        at=at,
        role=Role(grant.role).label,
        name=grant.membership.name,
    )


@transaction.atomic
def end_membership(*, membership: Membership, by: Membership, at: datetime) -> None:
    """End somebody's time at the council: roles end, posts fall vacant; what they wrote keeps their name."""
    council = membership.council
    lock(council)
    if not Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=at):
        raise WorkflowError(f"{membership.name} is no longer a member already.")
    membership.grants.filter(revoked_at=None).update(revoked_at=at)
    keep_an_administrator(council, at=at)
    posts = Post.objects.for_council(council).current(at=timezone.localdate(at))
    vacated = list(posts.filter(holder=membership).values_list("title", flat=True))
    posts.filter(holder=membership).update(holder=None)
    posts.filter(deputy=membership).update(deputy=None)
    audit.record(
        "governance.membership.ended",
        council=council,
        by=by.user,
        about=membership,
        at=at,
        name=membership.name,
        posts=vacated,
    )
