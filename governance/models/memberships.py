from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from governance.finished_reviews import finished_years
from governance.models.councils import Council
from governance.permissions import Permission, permissions_of
from governance.roles import Role

INVITATION_DAYS = 14


def year_label(year: int) -> str:
    """The review that starts in the year, as people write it: 2024 gives "2024/25"."""
    return f"{year}/{(year + 1) % 100:02d}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> MembershipQuerySet:
        return self.filter(ended_at=None, user__is_active=True)

    def for_council(self, council: Council) -> MembershipQuerySet:
        return self.filter(council=council)

    def holding(self, *roles: Role, at: date | None = None) -> MembershipQuerySet:
        """Current members with a live grant of any of the roles."""
        grants = RoleGrant.objects.live(at=at).filter(role__in=roles)
        return self.current().filter(pk__in=grants.values("membership_id"))

    def with_roles(self) -> MembershipQuerySet:
        return self.select_related("user", "council").prefetch_related("grants__years")


class Membership(models.Model):
    """One person in one council. Ends, is never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="memberships")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "council"], name="governance_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.council}"

    @property
    def name(self) -> str:
        return self.user.name

    def grants_on(self, day: date | None = None) -> list[RoleGrant]:
        """Grants live on a day (today by default), in the order of the roles. Reads prefetched `grants`."""
        at = day or timezone.localdate()
        live = [grant for grant in self.grants.all() if grant.is_live(at)]
        return sorted(live, key=lambda grant: Role.values.index(grant.role))

    def roles(self, *, year: int | None = None, at: date | None = None) -> set[Role]:
        """Roles live on a day (today by default); with `year`, only grants that cover that review.

        `year` is the year the review starts in: 2024 for 2024/25. Reads `grants__years` as prefetched.
        """
        day = at or timezone.localdate()
        return {
            Role(grant.role)
            for grant in self.grants.all()
            if grant.is_live(day) and (grant.covers_any() if year is None else grant.covers(year))
        }

    def permissions(self, *, year: int | None = None, at: date | None = None) -> frozenset[Permission]:
        """What the person may do, as the union of live grants.

        A grant limited to some reviews gives, outside them, only the right to be known to the council.
        """
        return permissions_of(self.roles(year=year, at=at)) | {Permission.VIEW_COUNCIL}

    def permissions_in_all_reviews(self, *, at: date | None = None) -> frozenset[Permission]:
        """What the person may do in every review: the union of live grants that are not limited to some."""
        return permissions_of({Role(grant.role) for grant in self.grants_on(at) if not grant.is_limited})

    @cached_property
    def finished_years(self) -> frozenset[int]:
        """The council's finished reviews, by the year they start in; asked for external auditors only."""
        return finished_years(self.council_id)

    def is_external_auditor(self, *, at: date | None = None) -> bool:
        """Comes from outside to read: every look of theirs is recorded."""
        return any(grant.role == Role.EXTERNAL_AUDITOR for grant in self.grants_on(at))


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def live(self, *, at: date | None = None) -> RoleGrantQuerySet:
        day = at or timezone.localdate()
        return self.filter(Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day), revoked_at=None)


class RoleGrant(models.Model):
    """A role given to a member, from a day, until a day or for good; for all reviews or the years named."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    # External auditors read a review once it is finished; this grant lets them read it before.
    before_finished = models.BooleanField(default=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "role"],
                condition=Q(revoked_at=None, ends_on=None),
                name="governance_grant_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.membership}"

    def is_live(self, day: date) -> bool:
        return (
            self.revoked_at is None
            and self.starts_on <= day
            and (self.ends_on is None or day <= self.ends_on)
        )

    def covers(self, year: int) -> bool:
        """Gives its rights in the review of that year; an external auditor's once it is finished."""
        years = [row.year for row in self.years.all()]
        is_named = not years or year in years
        return is_named and (not self.waits_for_the_end or year in self.membership.finished_years)

    def covers_any(self) -> bool:
        """Gives its rights in some review."""
        return not self.waits_for_the_end or any(self.covers(year) for year in self.membership.finished_years)

    @property
    def waits_for_the_end(self) -> bool:
        return self.role == Role.EXTERNAL_AUDITOR and not self.before_finished

    @property
    def is_limited(self) -> bool:
        """Does not give its rights in every review."""
        return self.waits_for_the_end or bool(self.years.all())


class RoleGrantYear(models.Model):
    """A review, named by the year it starts in, that a grant is limited to. None: all reviews."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    grant = models.ForeignKey(RoleGrant, on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "year"], name="governance_grant_year_once")]

    def __str__(self) -> str:
        return f"{self.grant} {self.year}"

    @property
    def label(self) -> str:
        return year_label(self.year)


def new_token() -> str:
    return secrets.token_urlsafe(24)


def invitation_end() -> datetime:
    return timezone.now() + timedelta(days=INVITATION_DAYS)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def for_council(self, council: Council) -> InvitationQuerySet:
        return self.filter(council=council)

    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; some may have run out and can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """An e-mail address asked to join a council with some roles; used once, ends by itself."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=150)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=invitation_end)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.email} to {self.council}"

    def is_open(self, *, at: datetime | None = None) -> bool:
        return (
            self.accepted_at is None
            and self.withdrawn_at is None
            and (at or timezone.now()) < self.expires_at
        )


class InvitedRole(models.Model):
    """A role that an invitation gives when it is accepted."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=30, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invitation", "role"], name="governance_invited_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} for {self.invitation}"
