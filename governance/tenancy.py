"""Who comes to a council's page: the member, their roles and the council's settings, in one query."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from governance.holding import hold
from governance.models import CouncilSetting, Membership, RoleGrant, RoleGrantYear

GRANT_COLUMNS = ("id", "role", "starts_on", "ends_on", "granted_by_id", "revoked_at", "before_finished")


def find_member(slug: str, user_id: int) -> Membership | None:
    """The person's current membership of the council, with what `with_roles` and `settings_map` read.

    Both lists are joined: a person holds a few roles and a council departs from a few defaults, so that their
    product is smaller than what another two or three queries cost.
    """
    joined = list(
        Membership.objects.current()
        .filter(council__slug=slug, user_id=user_id)
        .select_related("user", "council")
        .annotate(
            **{f"grant_{name}": F(f"grants__{name}") for name in GRANT_COLUMNS},
            year_id=F("grants__years__id"),
            year=F("grants__years__year"),
            setting_id=F("council__settings__id"),
            setting_key=F("council__settings__key"),
            setting_value=F("council__settings__value"),
        )
    )
    if not joined:
        return None
    member = joined[0]
    hold(member, "grants", _grants_in(joined))
    hold(member.council, "settings", _settings_in(joined))
    return member


def _grants_in(joined: list[Any]) -> list[RoleGrant]:
    grants: dict[int, RoleGrant] = {}
    years: dict[int, dict[int, RoleGrantYear]] = {}
    for row in joined:
        if row.grant_id is None:
            continue
        columns = {name: getattr(row, f"grant_{name}") for name in GRANT_COLUMNS}
        grant = grants.setdefault(
            row.grant_id, RoleGrant(council_id=row.council_id, membership=joined[0], **columns)
        )
        own = years.setdefault(row.grant_id, {})
        if row.year_id is not None:
            own[row.year_id] = RoleGrantYear(
                id=row.year_id, council_id=row.council_id, grant=grant, year=row.year
            )
    for key, grant in grants.items():
        hold(grant, "years", [years[key][year] for year in sorted(years[key])])
    return [grants[key] for key in sorted(grants)]


def _settings_in(joined: list[Any]) -> list[CouncilSetting]:
    found = {
        row.setting_id: CouncilSetting(
            id=row.setting_id, council_id=row.council_id, key=row.setting_key, value=row.setting_value
        )
        for row in joined
        if row.setting_id is not None
    }
    return [found[key] for key in sorted(found)]
