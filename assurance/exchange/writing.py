"""Bringing a file in: stored for its preview, then written, all of it or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from assurance.exchange.matching import match_rows
from assurance.exchange.preview import Plan, RowChange, compare, dataset_of, rows_of, words_of
from assurance.exchange.reading import Sheet
from assurance.exchange.resources import CONTENT, AssessmentResource
from assurance.exchange.standing import Standing
from assurance.models import (
    ActionInCycle,
    ActionLink,
    Assessment,
    CouncilExample,
    CouncilWording,
    ImportRun,
    ImprovementAction,
    ReviewCycle,
)
from assurance.workflow.cycles import record_past_year, start_cycle
from governance import audit
from governance.models import Membership, User
from governance.workflow.errors import WorkflowError

FIRST_VERSION = 1  # of a row that comes into being with its review


@dataclass(frozen=True)
class Written:
    """What a confirmed import did."""

    cycle: ReviewCycle
    plan: Plan
    started: bool


def describe(run: ImportRun, *, sheet: Sheet, name: str, content: bytes, words: dict[str, int]) -> ImportRun:
    """Put a read file into a run that says for whom and how it is filed; saves nothing."""
    run.file_name = name[-200:]
    run.file_sha256 = hashlib.sha256(content).hexdigest()
    run.mapping = {
        "columns": dict(sheet.headings),
        "unknown": sheet.unknown,
        "absent": [column.label for column in sheet.absent],
        "notices": sheet.notices,
        "words": words,
    }
    run.rows = [{"number": row.number, "cells": dict(row.cells)} for row in sheet.rows]
    return _stand_on(run)


def compare_again(run: ImportRun) -> None:
    """Take the rows as they stand now for the comparison: the person will see it before confirming."""
    _stand_on(run).save(update_fields=["cycle", "versions"])


def _stand_on(run: ImportRun) -> ImportRun:
    standing = Standing(run.council, run.year)
    run.cycle = standing.cycle
    run.versions = standing.versions()
    return run


def edited_since(run: ImportRun, standing: Standing) -> list[str]:
    """Rows of the file, as "A1.1 Title", that someone saved after the preview was made."""
    matched = match_rows(rows_of(run), standing.rows)
    return [
        str(row.requirement)
        for ref, row in standing.rows.items()
        if ref in matched.rows and row.version != run.versions.get(ref, FIRST_VERSION)
    ]


@transaction.atomic
def write_import(*, run: ImportRun, by: Membership | None, at: datetime) -> Written:
    """Write a previewed file. Refuses problems, rows edited since the preview and a second confirmation."""
    run = (
        ImportRun.objects.select_for_update(of=("self",), no_key=True)
        .select_related("council")
        .get(pk=run.pk)
    )
    if run.state == ImportRun.State.CONFIRMED:
        raise WorkflowError("This file has been brought in already.")
    standing = Standing(run.council, run.year, lock=True)
    edited = edited_since(run, standing)
    if edited:
        raise WorkflowError(*(f"{name} was changed since this comparison was made." for name in edited))
    plan = compare(run, standing)
    if plan.problems:
        raise WorkflowError(*(str(problem) for problem in plan.problems))
    if not plan.changes:
        raise WorkflowError("The file says what stands there already: there is nothing to change.")
    started = standing.cycle is None
    if started:
        _start(run, by=by, at=at)
        standing = Standing(run.council, run.year, lock=True)
        plan = compare(run, standing)
    cycle = standing.cycle
    if cycle is None:
        raise WorkflowError("The review could not be started.")
    run.old_values = _write_rows(run, plan, standing, by=by, at=at)
    _write_actions(run, cycle, plan.changes, by=by)
    _write_examples(cycle, plan.changes)
    _write_wordings(cycle, plan.changes, by=by, at=at)
    run.cycle, run.state, run.by, run.confirmed_at = cycle, ImportRun.State.CONFIRMED, by, at
    run.save(update_fields=["cycle", "state", "by", "confirmed_at", "old_values"])
    _record(run, cycle, plan, by=by, at=at)
    return Written(cycle, plan, started)


def _start(run: ImportRun, *, by: Membership | None, at: datetime) -> None:
    if run.filing == ImportRun.Filing.PAST_YEAR:
        record_past_year(
            council=run.council,
            year=run.year,
            body=run.record_body,
            approved_on=run.record_date,
            minute=run.record_minute,
            by=by,
            at=at,
        )
    else:
        start_cycle(council=run.council, year=run.year, by=by, at=at)


def _write_rows(
    run: ImportRun, plan: Plan, standing: Standing, *, by: Membership | None, at: datetime
) -> dict[str, Any]:
    """Write the answers; gives the values that stood in the changed rows."""
    changed = {change.ref: change for change in plan.changes if change.touches_row}
    ids = {change.assessment.pk: ref for ref, change in changed.items()}
    before = Assessment.objects.filter(pk__in=ids).values("pk", "status", *CONTENT)
    old_values = {ids[row.pop("pk")]: row for row in before}
    matched = match_rows(rows_of(run), standing.rows)
    resource = AssessmentResource(
        rows={row.ref: row for row in Assessment.objects.filter(pk__in=ids).select_related("requirement")},
        words=words_of(run),
        past=run.filing == ImportRun.Filing.PAST_YEAR,
        touched=[ref for ref, change in changed.items() if change.actions],
        by=by,
        at=at,
    )
    rows = {ref: row for ref, row in matched.rows.items() if ref in changed}
    resource.import_data(
        dataset_of(rows, run.mapping["columns"]), dry_run=False, use_transactions=False, raise_errors=True
    )
    return old_values


def _write_actions(
    run: ImportRun, cycle: ReviewCycle, changes: list[RowChange], *, by: Membership | None
) -> None:
    """New actions, owner and date honestly empty; those of a past year were agreed then."""
    past = run.filing == ImportRun.Filing.PAST_YEAR
    status = ImprovementAction.Status.AGREED if past else ImprovementAction.Status.PROPOSED
    wanted = [(change.assessment, text) for change in changes for text in change.actions]
    actions = bulk_create_with_history(
        [
            ImprovementAction(council=cycle.council, text=text, status=status, added_by=by)
            for _, text in wanted
        ],
        ImprovementAction,
        default_user=_user(by),
    )
    ActionLink.objects.bulk_create(
        ActionLink(council=cycle.council, action=action, assessment_id=row.pk)
        for action, (row, _) in zip(actions, wanted, strict=True)
    )
    ActionInCycle.objects.bulk_create(
        ActionInCycle(council=cycle.council, action=action, cycle=cycle) for action in actions
    )


def _write_examples(cycle: ReviewCycle, changes: list[RowChange]) -> None:
    CouncilExample.objects.bulk_create(
        CouncilExample(council=cycle.council, requirement=change.assessment.requirement, text=text)
        for change in changes
        for text in change.examples
    )


def _write_wordings(
    cycle: ReviewCycle, changes: list[RowChange], *, by: Membership | None, at: datetime
) -> None:
    """Wording is replaced, never edited."""
    reworded = [change for change in changes if change.wording]
    requirements = [change.assessment.requirement for change in reworded]
    in_force = CouncilWording.objects.in_force(cycle.council)
    in_force.filter(requirement__in=requirements).update(replaced_at=at)
    CouncilWording.objects.bulk_create(
        CouncilWording(
            council=cycle.council, requirement=change.assessment.requirement, text=change.wording, added_by=by
        )
        for change in reworded
    )


def _record(run: ImportRun, cycle: ReviewCycle, plan: Plan, *, by: Membership | None, at: datetime) -> None:
    audit.record(
        "assurance.review.imported",
        council=cycle.council,
        by=_user(by),
        about=cycle,
        at=at,
        file=run.file_name,
        sha256=run.file_sha256,
        filing=run.filing,
        rows=plan.rows_changed,
        actions=plan.actions,
        examples=plan.examples,
        wordings=plan.wordings,
    )


def _user(by: Membership | None) -> User | None:
    return by.user if by else None
