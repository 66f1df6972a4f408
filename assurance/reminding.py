"""Who is behind with their rows of a review, and when they were last reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assurance import progress
from assurance.assignees import members_who_may_answer, workloads
from assurance.due import Due
from assurance.milestones import dates_of
from assurance.models import Milestone, ReviewCycle
from assurance.overview import overview_rows
from governance.models import AuditEntry, Membership
from governance.templatetags.ga import govdate

REMINDED = "assurance.rows.reminded"


@dataclass(frozen=True)
class PersonBehind:
    """Somebody with rows still to send. `late`: of these, past their date; `reminded_at`: the last time."""

    member: Membership
    to_do: int
    total: int
    late: int
    due: Due
    reminded_at: datetime | None
    was_reminded_today: bool


@dataclass(frozen=True)
class Behind:
    """Those behind, the furthest first; `without_anybody`: rows to send that no lead can answer."""

    people: list[PersonBehind]
    without_anybody: int

    @property
    def can_be_reminded(self) -> list[PersonBehind]:
        """A person is reminded once a day at most."""
        return [person for person in self.people if not person.was_reminded_today]


def who_is_behind(cycle: ReviewCycle, *, at: datetime, asking: Membership) -> Behind:
    """Leads with rows still to send, save whoever asks. Nobody is behind with a review that is not open."""
    if not cycle.is_being_scored:
        return Behind([], 0)
    today = timezone.localdate(at)
    rows = list(overview_rows(cycle))
    dates = dates_of(cycle.milestones.all())
    scores_due = dates.get(Milestone.Kind.SCORING)
    late = progress.overdue(
        rows, scores_due=scores_due, agreed_by=dates.get(Milestone.Kind.AGREEING), at=today
    )
    groups = {
        load.member: load.led
        for load in workloads(rows, may_answer=members_who_may_answer(cycle))
        if load.can_answer
    }
    answered_for = {row.pk for led in groups.values() for row in led}
    reminded = last_reminded(cycle)
    people = [
        PersonBehind(
            member=each.who,
            to_do=each.figures.to_do,
            total=each.figures.total,
            late=each.unsent,
            due=Due(scores_due, today),
            reminded_at=(last := reminded.get(each.who.pk)),
            was_reminded_today=last is not None and timezone.localdate(last) == today,
        )
        for each in progress.behind(groups, late)
        if each.who != asking
    ]
    return Behind(people, sum(row.pk not in answered_for for row in progress.to_do(rows)))


def last_reminded(cycle: ReviewCycle) -> dict[int, datetime]:
    """When each member was last reminded of this review, by key: the record of changes knows."""
    entries = AuditEntry.objects.filter(
        council=cycle.council_id,
        action=REMINDED,
        object_type=cycle._meta.label_lower,
        object_id=str(cycle.pk),
    ).order_by("sequence")
    return {key: entry.at for entry in entries for key in entry.data["members"]}


def words_for(person: PersonBehind, *, cycle: ReviewCycle, by: Membership) -> str:
    """What the person is told."""
    verb = "is" if person.to_do == 1 else "are"
    said = f"{by.name} reminds you that {how_many(person.to_do, person.total)} of the {cycle}"
    if person.due.on is None:
        return f"{said} {verb} still with you."
    day = govdate(person.due.on, "weekday")
    if person.due.is_late:
        return f"{said} {verb} still with you, {person.due.words}. The date was {day}."
    return f"{said} {verb} still with you, due {day}."


def how_many(to_do: int, total: int) -> str:
    """ "6 of your 13 rows", "your row", "all your 3 rows"."""
    if to_do < total:
        return f"{to_do} of your {total} rows"
    return "your row" if total == 1 else f"all your {total} rows"
