"""Which sections a statement has, in which order, under which headings: verbs for its layout.

Texts stay whatever the layout says: a hidden section keeps its own, and so does one that the layout does not
name. Each verb names the arrangement that its page showed (`Arrangement.mark`) and is refused with
`Rearranged` when somebody changed it since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from assurance.models import ReviewCycle
from governance import audit
from governance.models import CouncilSetting, Membership
from governance.workflow.errors import WorkflowError
from reports.arrangement import Arrangement, arrangement_of
from reports.layouts import (
    FIRST,
    LAYOUTS,
    OWN,
    Line,
    free_key,
    is_own,
    kept_layout,
    own_layout,
    section_called,
)
from reports.models import GovernanceStatement, StatementSection
from reports.workflow.statement_opening import lock_statement, placed_row

LONGEST_HEADING = 200
REARRANGED = "Someone else changed the sections while you had this page open. Here is how they stand now."
MOST_OWN = 12  # sections that a council adds to one statement


class Rearranged(WorkflowError):
    """Somebody else changed the sections since the page was opened."""


@transaction.atomic
def arrange_sections(
    *, cycle: ReviewCycle, lines: Sequence[Line], mark: str, by: Membership, at: datetime, add: str = ""
) -> Arrangement:
    """Give the sections this order, these headings, and show or hide them; `add` is the heading of a new one.

    The new one stands before the last section. Nothing changed, nothing recorded.
    """
    statement, standing = _opened(cycle, mark, by=by)
    if add:
        if sum(is_own(line.key) for line in lines) >= MOST_OWN:
            raise WorkflowError(f"A statement has at most {MOST_OWN} sections of your own.")
        taken = StatementSection.objects.filter(statement=statement).values_list("key", flat=True)
        lines = _before_last(lines, [Line(free_key(taken), add)])
    else:
        _demand_same_sections(lines, standing)
    _demand_fit(lines)
    if list(lines) == standing.lines:
        return standing
    return _write(statement, standing, lines, by=by, at=at)


@transaction.atomic
def use_layout(*, cycle: ReviewCycle, layout: str, mark: str, by: Membership, at: datetime) -> Arrangement:
    """Take order, headings and what is shown from a layout.

    Sections of the statement's own that the layout does not have stand before its last one. Those that the
    council's own layout adds are matched by heading: under a key that holds another text they get a new one.
    """
    statement, standing = _opened(cycle, mark, by=by)
    chosen = (
        own_layout(statement.cycle.council.setting("statement_layout"))
        if layout == OWN
        else LAYOUTS.get(layout)
    )
    if chosen is None:
        raise WorkflowError("Choose one of the layouts.")
    ours = {line.heading: line for line in standing.lines if is_own(line.key)}
    taken = {line.key for line in standing.lines}
    lines: list[Line] = []
    for line in chosen.lines:
        if is_own(line.key):
            same = ours.pop(line.heading, None)
            line = replace(line, key=same.key if same else free_key(taken))
            taken.add(line.key)
        lines.append(line)
    lines = _before_last(lines, list(ours.values()))
    statement.layout = chosen.key
    statement.save(update_fields=["layout"])
    return _write(statement, standing, lines, by=by, at=at)


@transaction.atomic
def keep_own_layout(*, cycle: ReviewCycle, mark: str, by: Membership, at: datetime) -> None:
    """Make the statement's sections the council's own layout, which its next statements begin with."""
    statement, standing = _opened(cycle, mark, by=by)
    CouncilSetting.objects.update_or_create(
        council=cycle.council, key="statement_layout", defaults={"value": kept_layout(standing.lines)}
    )
    audit.record("reports.statement.layout_kept", council=cycle.council, by=by.user, about=statement, at=at)


def _opened(cycle: ReviewCycle, mark: str, *, by: Membership) -> tuple[GovernanceStatement, Arrangement]:
    statement = lock_statement(cycle, by=by)
    standing = arrangement_of(statement.cycle, statement)
    if standing.mark != mark:
        raise Rearranged(REARRANGED)
    return statement, standing


def _before_last(lines: Sequence[Line], added: Sequence[Line]) -> list[Line]:
    return [*lines[:-1], *added, *lines[-1:]]


def _demand_same_sections(lines: Sequence[Line], standing: Arrangement) -> None:
    if sorted(line.key for line in lines) != sorted(line.key for line in standing.lines):
        raise Rearranged(REARRANGED)


def _demand_fit(lines: Sequence[Line]) -> None:
    """The first stands on the cover; headings are given; what every statement has is shown."""
    if lines[0].key != FIRST:
        raise WorkflowError("The section about the statement itself comes first: it stands on the cover.")
    if len({line.heading.casefold() for line in lines}) < len(lines):
        raise WorkflowError("Two sections have the same heading. Give one of them another.")
    for line in lines:
        if not line.heading.strip() or len(line.heading) > LONGEST_HEADING:
            raise WorkflowError(f"Give each section a heading of at most {LONGEST_HEADING} characters.")
        if not line.is_shown and section_called(line.key).always:
            raise WorkflowError(f"“{line.heading}” cannot be hidden: without it there is no statement.")


def _write(
    statement: GovernanceStatement,
    standing: Arrangement,
    lines: Sequence[Line],
    *,
    by: Membership,
    at: datetime,
) -> Arrangement:
    """Places have their history, but no version: they do not clash with what is written in a section."""
    rows = {row.key: row for row in statement.sections.all()}
    placed = [placed_row(statement, rows.get(line.key), line, place) for place, line in enumerate(lines, 1)]
    new, old = [row for row in placed if row.pk is None], [row for row in placed if row.pk is not None]
    bulk_create_with_history(new, StatementSection, default_user=by.user, default_date=at)
    bulk_update_with_history(
        old,
        StatementSection,
        ["heading", "position", "is_shown"],
        default_user=by.user,
        default_date=at,
    )
    after = arrangement_of(statement.cycle, statement)
    if after.mark != standing.mark:
        audit.record(
            "reports.statement.arranged",
            council=statement.council,
            by=by.user,
            about=statement,
            at=at,
            sections=[line.heading for line in lines if line.is_shown],
            layout=after.layout.name,
        )
    return after
