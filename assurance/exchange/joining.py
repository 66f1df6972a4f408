"""Actions in the same words on several rows, and joining them into one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from assurance.exchange.references import refs_of
from assurance.exchange.texts import action_key
from assurance.models import ActionLink, ImprovementAction, ReviewCycle
from assurance.saving import save_guarded
from governance import audit
from governance.models import Membership
from governance.workflow.errors import WorkflowError

TAKEN_OVER = ("owner_post_id", "due_on", "expected_outcome", "priority")


def in_same_words(actions: Iterable[ImprovementAction]) -> list[list[ImprovementAction]]:
    """Groups of two or more, each in the order given; case and spacing do not count."""
    groups: dict[str, list[ImprovementAction]] = {}
    for action in actions:
        groups.setdefault(action_key(action.text), []).append(action)
    return [group for group in groups.values() if len(group) > 1]


@transaction.atomic
def join_actions(*, cycle: ReviewCycle, ids: list[int], by: Membership, at: datetime) -> ImprovementAction:
    """Keep the first of the actions and move the rows of the others to it.

    What the first lacks (owner, date, outcome) is taken from the others; their own text and dates stay in
    the record. Rows of reviews that are locked keep what was signed on them.
    """
    actions_of_council = ImprovementAction.objects.for_council(cycle.council)
    found = actions_of_council.select_for_update(no_key=True).order_by("pk").in_bulk(ids)
    promised = refs_of(cycle)
    actions = [found[pk] for pk in ids if pk in found and pk in promised and found[pk].is_open]
    if len(actions) < 2 or len({action_key(action.text) for action in actions}) > 1:
        raise WorkflowError("These actions are not in the same words any more. Look at the list again.")
    kept, *others = actions
    values = {name: next(filter(None, (getattr(one, name) for one in actions)), None) for name in TAKEN_OVER}
    save_guarded(
        kept,
        version=kept.version,
        values={name: value for name, value in values.items() if value},
        by=by.user,
    )
    for other in others:
        _move_links(other, kept, by=by, at=at)
        values = {"joined_into_id": kept.pk, "status": ImprovementAction.Status.SUPERSEDED}
        save_guarded(other, version=other.version, values=values, by=by.user)
    audit.record(
        "assurance.actions.joined",
        council=cycle.council,
        by=by.user,
        about=kept,
        at=at,
        joined=[other.pk for other in others],
    )
    return kept


def _move_links(other: ImprovementAction, kept: ImprovementAction, *, by: Membership, at: datetime) -> None:
    """End the links of one action, save on rows that are locked; the other gets those that it lacks.

    Signing locks the actions of its review first: none is locked between this look and the change.
    """
    locked = ReviewCycle.objects.for_council(kept.council).locked()
    links = ActionLink.objects.filter(action=other, ended_at=None).exclude(
        assessment__cycle__in=locked.values("pk")
    )
    rows = set(links.values_list("assessment_id", flat=True))
    has = set(ActionLink.objects.filter(action=kept, ended_at=None).values_list("assessment_id", flat=True))
    links.update(ended_at=at, ended_by=by)
    ActionLink.objects.bulk_create(
        ActionLink(council=kept.council, action=kept, assessment_id=row) for row in sorted(rows - has)
    )
