"""A demo council's Local Code: a version that was adopted and published, and the next, part-way written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from assurance.models import ReviewCycle
from governance.models import Membership
from reports.demo.dates import ReviewDates, working_day
from reports.demo.issues import not_before_the_last
from reports.demo.people import Cast
from reports.demo.reading import Source
from reports.editions.starting import first_text
from reports.editions.writing import write_edition
from reports.models import CodeItem, LocalCodeEdition
from reports.workflow.adopting import adopt, publish_code
from reports.workflow.edition_texts import RowEdit, save_texts
from reports.workflow.editions import start_edition


def write_first(cycle: ReviewCycle, told: Source, *, by: Membership, at: datetime) -> None:
    """Version 1, as a file of that year would give it: being written until it is released."""
    edition = write_edition(
        replace(first_text(cycle, LocalCodeEdition.Style.TABLE), **told["about"]),
        council=cycle.council,
        framework=cycle.framework,
        number=1,
        cycle=cycle,
        based_on=None,
        by=by,
        at=at,
    )
    edition.change_note = told["change_note"]
    edition.save(update_fields=["change_note"])


def adopt_and_publish(cycle: ReviewCycle, told: Source, *, cast: Cast, dates: ReviewDates) -> None:
    """Full Council adopts the released version, and the public can read it."""
    adopted_on = working_day(date.fromisoformat(told["adopted"]["date"]))
    at, by = not_before_the_last(cast, dates.moment(adopted_on)), cast.monitoring_officer
    body, minute = told["adopted"]["body"], told["adopted"]["minute"]
    adopt(cycle=cycle, body=body, on=adopted_on, minute=minute, by=by, at=at)
    publish_code(cycle=cycle, public_from=timezone.localdate(at), by=by, at=at)


def begin_next(cycle: ReviewCycle, told: Source, *, cast: Cast, dates: ReviewDates) -> None:
    """A few texts in new words, and a commitment more."""
    by = cast.coordinator
    at = not_before_the_last(cast, dates.sent_back)
    edition = start_edition(cycle=cycle, style="", by=by, at=at)
    principles = {
        row.principle.letter: row
        for row in edition.principles.select_related("principle").prefetch_related("groups")
    }
    group = principles[told["commitment"]["letter"]].groups.all()[0]
    new = CodeItem(
        council=cast.council,
        code_principle=group.code_principle,
        group=group,
        kind=CodeItem.Kind.COMMITMENT,
        position=group.items.count() + 1,
        text=told["commitment"]["text"],
    )
    edits: list[tuple[Any, dict[str, str]]] = [
        (edition, told["about"]),
        *((principles[letter], {"rationale": text}) for letter, text in told["rationale"].items()),
    ]
    save_texts(
        edition=edition,
        where="the control block, principles A and D",
        edits=[RowEdit(str(number), row, 1, values) for number, (row, values) in enumerate(edits)],
        new=[new],
        by=by,
        at=at,
    )
