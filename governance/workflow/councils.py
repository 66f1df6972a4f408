"""A council comes into being with its first administrator; later it changes its choices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from governance import audit
from governance.council_settings import DEFAULTS
from governance.models import Council, CouncilSetting, Membership, RoleGrant, User
from governance.roles import Role
from governance.slugs import slug_problem
from governance.workflow.changes import Changes, changes_between
from governance.workflow.errors import WorkflowError
from governance.workflow.people import create_person


@transaction.atomic
def create_council(
    *,
    slug: str,
    name: str,
    admin_email: str,
    admin_name: str,
    at: datetime,
    admin_password: str = "",
    **details: str,
) -> Membership:
    """A council with its first administrator, who is returned: a new person, or one known by the address.

    `details` are further columns of Council, such as `kind`. A known person keeps name and password.
    """
    if problem := slug_problem(slug):
        raise WorkflowError(problem)
    council = Council.objects.create(slug=slug, name=name, **details)
    user = User.objects.filter(email__iexact=admin_email).first()
    if user is None:
        user = create_person(email=admin_email, name=admin_name, password=admin_password)
    membership = Membership.objects.create(user=user, council=council, started_at=at)
    RoleGrant.objects.create(
        council=council, membership=membership, role=Role.ADMINISTRATOR, starts_on=timezone.localdate(at)
    )
    audit.record(
        "governance.council.created", council=council, by=None, about=council, at=at, administrator=user.name
    )
    return membership


@transaction.atomic
def create_first_council(*, at: datetime, **values: str) -> Membership:
    """As `create_council`, and only while there is none: of two people at once, the second is refused."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # There is no row to lock yet. (SQLite: transactions that write come one after another.)
            cursor.execute(f"LOCK TABLE {Council._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    if Council.objects.exists():
        raise WorkflowError("This installation is set up already. Sign in instead.")
    return create_council(at=at, **values)


@transaction.atomic
def change_council(
    *, council: Council, choices: dict[str, Any], by: Membership, at: datetime, **columns: str
) -> Changes:
    """Change the council's own columns and its choices among governance/council_settings.py.

    A choice that equals the default keeps no row. Returns what changed; nothing changed, nothing recorded.
    """
    before = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    after = Council.objects.get(pk=council.pk)
    for column, value in columns.items():
        setattr(after, column, value)
    changes = changes_between(before, after, columns)
    if changes:
        after.save(update_fields=[*columns])
    for key, value in choices.items():
        old = before.setting(key)
        if value == old:
            continue
        changes[key.replace("_", " ")] = [_in_words(old), _in_words(value)]
        if value == DEFAULTS[key]:
            council.settings.filter(key=key).delete()
        else:
            CouncilSetting.objects.update_or_create(council=council, key=key, defaults={"value": value})
    if changes:
        audit.record(
            "governance.council.changed", council=council, by=by.user, about=council, at=at, changes=changes
        )
    return changes


def _in_words(value: Any) -> str:
    """A choice as the record of changes shows it."""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
