"""Before anybody writes in a statement: may they, and is there one? It begins with the council's layout."""

from __future__ import annotations

from assurance.models import ReviewCycle
from assurance.workflow.locking import lock_cycle
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.arrangement import layout_for
from reports.layouts import CATALOGUE, OWN, Line
from reports.models import DocumentKind, GovernanceStatement, StatementSection
from reports.standing import is_locked_by_release
from reports.workflow.guards import demand


def why_not_written(cycle: ReviewCycle) -> str:
    """Why nobody writes in the statement now, for people; empty when it can be written.

    A closed review's statement, and that of a year signed off elsewhere, stand as they are; what was released
    stands until it is amended (reports:steps).
    """
    if cycle.is_past_record or cycle.stage == cycle.Stage.CLOSED:
        return f"The {cycle} is closed: its statement stands."
    if is_locked_by_release(cycle, DocumentKind.AGS):
        return "The statement has been released: it stands as members read it. Amend it to write in it again."
    return ""


def can_be_written(cycle: ReviewCycle) -> bool:
    return not why_not_written(cycle)


def lock_statement(cycle: ReviewCycle, *, by: Membership) -> GovernanceStatement:
    """The statement locked with its review, begun when there was none; refused when `by` cannot write it.

    Begun with the council's own layout it gets rows of its own for it, and keeps them when the council keeps
    another layout later.
    """
    demand(Permission.EDIT_DOCUMENTS, by, cycle)
    cycle = lock_cycle(cycle)
    if why := why_not_written(cycle):
        raise WorkflowError(why)
    layout = layout_for(cycle)
    statement, begun = GovernanceStatement.objects.get_or_create(
        cycle=cycle, defaults={"council": cycle.council, "layout": layout.key}
    )
    if begun and layout.key == OWN:
        for position, line in enumerate(layout.lines, 1):
            placed_row(statement, None, line, position).save()
    found = GovernanceStatement.objects.select_for_update().get(pk=statement.pk)
    found.cycle = cycle
    return found


def placed_row(
    statement: GovernanceStatement, row: StatementSection | None, line: Line, position: int
) -> StatementSection:
    """The row of a section with its place, not saved; a new one has no version yet: nobody has written it."""
    if row is None:
        row = StatementSection(council=statement.council, statement=statement, key=line.key, version=0)
    standard = CATALOGUE.get(line.key)
    row.heading = "" if standard and standard.heading == line.heading else line.heading
    row.position, row.is_shown = position, line.is_shown
    return row
