"""A demo council's Local Code: a version that was adopted, and the next one, part-way written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from reports.demo.dates import working_day
from reports.demo.issues import not_before_the_last
from reports.demo.people import Cast
from reports.demo.reading import Source
from reports.demo.reviews import DemoReview
from reports.editions.starting import first_text
from reports.editions.writing import write_edition
from reports.models import CodeItem, LocalCodeEdition
from reports.workflow.edition_texts import RowEdit, save_texts
from reports.workflow.editions import start_edition


def write_local_code(told: Source, *, last: DemoReview, this: DemoReview, cast: Cast) -> None:
    """Version 1 as a file of last year's would give it, adopted; version 2 begun from this year's review."""
    adopted_on = working_day(date.fromisoformat(told["adopted"]["date"]))
    about = {key: text for key, text in told["about"].items() if key != "change_note"}
    edition = write_edition(
        replace(first_text(last.cycle, LocalCodeEdition.Style.TABLE), **about),
        council=cast.council,
        framework=last.cycle.framework,
        number=1,
        cycle=last.cycle,
        based_on=None,
        by=cast.coordinator,
        at=last.dates.moment(adopted_on),
    )
    edition.change_note = told["about"]["change_note"]
    edition.adopted_body, edition.adopted_minute = told["adopted"]["body"], told["adopted"]["minute"]
    edition.adopted_on, edition.state = adopted_on, LocalCodeEdition.State.ADOPTED
    edition.save()
    begin_next(told["next"], this=this, cast=cast)


def begin_next(told: Source, *, this: DemoReview, cast: Cast) -> None:
    """A few texts in new words, and a commitment more."""
    by = cast.coordinator
    at = not_before_the_last(cast, this.dates.sent_back)
    edition = start_edition(cycle=this.cycle, style="", by=by, at=at)
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
