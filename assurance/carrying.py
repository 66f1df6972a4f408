"""Starting a review from last year: what would come over, and what would not, before anything does.

The same reading says it on the page and decides it in the verb (assurance/workflow/carrying.py). What came
over once, or was decided on in this year since, is never offered again: a row that ever had a lead this year
keeps its present, evidence that was taken off stays off, an action stands in a year once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Prefetch, Q

from assurance.carrying_issues import OpenIssue, open_issues
from assurance.models import (
    ActionInCycle,
    ActionLink,
    ActionUpdate,
    Assessment,
    Assignment,
    Comment,
    Evidence,
    EvidenceUse,
    ImprovementAction,
    ReviewCycle,
)
from governance.models import Membership
from governance.permissions import Permission

LEAD = Assignment.Kind.LEAD
TEXTS = ("narrative", "private_note", "change_reason")


@dataclass(frozen=True)
class GivenRow:
    """A row of this year, and who had it last year. `why_not` says why that person cannot have it again."""

    row: Assessment
    member: Membership
    kind: str
    why_not: str = ""


@dataclass(frozen=True)
class ShownItem:
    """An item of evidence that a row showed last year; where it was merged, the item it was merged into."""

    row: Assessment
    evidence: Evidence
    note: str


@dataclass(frozen=True)
class OpenPromise:
    """An open action of last year with its rows of this year; `times` it was taken on already.

    `said` are the owner's last words; `left` the reason why it was left behind, where it was.
    """

    action: ImprovementAction
    rows: list[Assessment]
    times: int
    said: str
    left: str

    @property
    def is_carried_twice(self) -> bool:
        """Taking it on would be the second time or a later one."""
        return self.times > 0


@dataclass(frozen=True)
class StaysBehind:
    """Counts of what belongs to last year alone."""

    scores: int
    texts: int
    agreed: int
    private_notes: int
    comments: int
    finished_actions: int
    replaced_actions: int


@dataclass
class LastYear:
    """What last year's review can give this one, on a day. Rows are this year's unless it says otherwise."""

    cycle: ReviewCycle
    last: ReviewCycle
    at: date

    @cached_property
    def rows(self) -> list[Assessment]:
        """All of this year, in order."""
        rows = Assessment.objects.filter(cycle=self.cycle).select_related("requirement").in_order()
        return list(rows.defer(*TEXTS))

    @cached_property
    def _row_of(self) -> dict[int, Assessment]:
        """This year's row by the key of last year's."""
        return {row.previous_id: row for row in self.rows if row.previous_id}

    @property
    def matched(self) -> int:
        return len(self._row_of)

    @property
    def is_revised(self) -> bool:
        """This year follows another revision of the framework."""
        return self.cycle.framework_id != self.last.framework_id

    @property
    def new_rows(self) -> list[Assessment]:
        """Requirements that last year did not have."""
        return [row for row in self.rows if row.previous_id is None]

    @cached_property
    def gone_rows(self) -> list[Assessment]:
        """Rows of last year whose requirement this year does not have."""
        rows = Assessment.objects.filter(cycle=self.last).exclude(pk__in=self._row_of)
        return list(rows.select_related("requirement").defer(*TEXTS).in_order())

    # Who answers

    @cached_property
    def _given(self) -> list[GivenRow]:
        """Last year's leads and contributors on rows where this year has not decided otherwise."""
        had: set[tuple[int, int]] = set()
        had_lead: set[int] = set()
        this_year = Assignment.objects.filter(assessment__cycle=self.cycle)
        for row_id, member_id, kind in this_year.values_list("assessment_id", "member_id", "kind"):
            had.add((row_id, member_id))
            if kind == LEAD:
                had_lead.add(row_id)
        reasons: dict[int, str] = {}
        given = []
        for assignment in self._last_assignments():
            row = self._row_of[assignment.assessment_id]
            member = assignment.member
            if (row.pk, member.pk) in had or (assignment.kind == LEAD and row.pk in had_lead):
                continue
            if member.pk not in reasons:
                reasons[member.pk] = self._why_not(member)
            given.append(GivenRow(row, member, assignment.kind, reasons[member.pk]))
        return given

    def _last_assignments(self) -> Iterable[Assignment]:
        members = Membership.objects.with_roles()
        return (
            Assignment.objects.filter(assessment__in=self._row_of, ended_at=None)
            .order_by("assessment__requirement__position", "pk")
            .prefetch_related(Prefetch("member", queryset=members))
        )

    def _why_not(self, member: Membership) -> str:
        if member.ended_at is not None or not member.user.is_active:
            return "is no longer with the council"
        if Permission.SCORE not in member.permissions(year=self.cycle.year, at=self.at):
            return "no longer scores requirements"
        return ""

    @property
    def assignees(self) -> list[GivenRow]:
        """Leads and contributors who can have their rows again."""
        return [given for given in self._given if not given.why_not]

    @property
    def leads(self) -> list[GivenRow]:
        return [given for given in self.assignees if given.kind == LEAD]

    @property
    def contributors(self) -> list[GivenRow]:
        return [given for given in self.assignees if given.kind != LEAD]

    @property
    def left_by(self) -> list[tuple[Membership, str, list[Assessment]]]:
        """People who cannot have their rows again, why, and the rows they led, which are without a lead."""
        rows: dict[Membership, list[Assessment]] = defaultdict(list)
        reasons = {}
        for given in self._given:
            if given.why_not and given.kind == LEAD:
                rows[given.member].append(given.row)
                reasons[given.member] = given.why_not
        return [(member, reasons[member], theirs) for member, theirs in rows.items()]

    # Evidence

    @cached_property
    def _shown(self) -> list[ShownItem]:
        """Last year's evidence that this year's rows never showed, retired items among it."""
        merged = dict(
            Evidence.objects.for_council(self.cycle.council)
            .exclude(merged_into=None)
            .values_list("pk", "merged_into_id")
        )
        uses = (
            EvidenceUse.objects.filter(assessment__in=self._row_of, removed_at=None)
            .order_by("assessment__requirement__position", "pk")
            .values_list("assessment_id", "evidence_id", "note")
        )
        wanted = [(self._row_of[row_id], _end_of(merged, item_id), note) for row_id, item_id, note in uses]
        this_year = EvidenceUse.objects.filter(assessment__cycle=self.cycle)
        seen = {
            (row_id, _end_of(merged, item_id))
            for row_id, item_id in this_year.values_list("assessment_id", "evidence_id")
        }
        items = Evidence.objects.in_bulk({item_id for _, item_id, _ in wanted})
        shown = []
        for row, item_id, note in wanted:
            if (row.pk, item_id) not in seen:
                seen.add((row.pk, item_id))
                shown.append(ShownItem(row, items[item_id], note))
        return shown

    @property
    def evidence(self) -> list[ShownItem]:
        """Links to items in use, on rows that nobody has worked on."""
        return [
            shown
            for shown in self._shown
            if shown.evidence.retired_at is None and shown.row.status == Assessment.Status.NOT_STARTED
        ]

    @property
    def items(self) -> int:
        """Different items among the links that come over."""
        return len({shown.evidence.pk for shown in self.evidence})

    @property
    def unused_items(self) -> list[Evidence]:
        """Items that are no longer used, each once."""
        retired = {shown.evidence.pk: shown.evidence for shown in self._shown if shown.evidence.retired_at}
        return list(retired.values())

    @property
    def begun_rows(self) -> list[Assessment]:
        """Rows that somebody has worked on already: whoever works on them chooses the evidence."""
        begun = {
            shown.row.pk: shown.row
            for shown in self._shown
            if shown.evidence.retired_at is None and shown.row.status != Assessment.Status.NOT_STARTED
        }
        return list(begun.values())

    # Actions

    @cached_property
    def _links(self) -> list[ActionLink]:
        links = ActionLink.objects.filter(assessment__cycle=self.last, ended_at=None)
        return list(
            links.select_related("action__owner_post__holder__user", "assessment__requirement").order_by(
                "assessment__requirement__position", "pk"
            )
        )

    def _open_actions(self) -> dict[int, ImprovementAction]:
        return {link.action_id: link.action for link in self._links if link.action.is_open}

    @cached_property
    def _in_this_year(self) -> set[int]:
        """Actions that stand, or stood, in this year: by their record of the year or on one of its rows."""
        actions = self._open_actions()
        on_rows = ActionLink.objects.filter(action__in=actions, assessment__cycle=self.cycle)
        recorded = {part.action_id for part in self._parts if part.cycle_id == self.cycle.pk}
        return recorded | set(on_rows.values_list("action_id", flat=True))

    @cached_property
    def _parts(self) -> list[ActionInCycle]:
        return list(ActionInCycle.objects.filter(action__in=self._open_actions()))

    @cached_property
    def promises(self) -> list[OpenPromise]:
        """Open actions that do not stand in this year yet, in the order of their rows."""
        times: dict[int, int] = defaultdict(int)
        left: dict[int, str] = {}
        for part in self._parts:
            times[part.action_id] += part.origin == ActionInCycle.Origin.CARRIED
            if part.cycle_id == self.last.pk:
                left[part.action_id] = part.outcome
        said: dict[int, str] = {}
        updates = ActionUpdate.objects.filter(action__in=self._open_actions()).exclude(text="")
        for action_id, text in updates.values_list("action_id", "text"):  # the newest first
            said.setdefault(action_id, text)
        return [
            OpenPromise(action, rows, times[action.pk], said.get(action.pk, ""), left.get(action.pk, ""))
            for action in self._open_actions().values()
            if action.pk not in self._in_this_year and (rows := self._rows_for(action))
        ]

    @property
    def going_on(self) -> list[OpenPromise]:
        """Those that come over unless somebody takes the tick away."""
        return [promise for promise in self.promises if not promise.left]

    @property
    def left_before(self) -> list[OpenPromise]:
        """Those that were left behind with a reason; they can still go on after all."""
        return [promise for promise in self.promises if promise.left]

    def _rows_for(self, action: ImprovementAction) -> list[Assessment]:
        """This year's rows that the action can stand on: with the officer, not with the reviewers."""
        found = (self._row_of.get(link.assessment_id) for link in self._links if link.action_id == action.pk)
        return [row for row in found if row is not None and not row.is_done]

    @cached_property
    def homeless_actions(self) -> list[ImprovementAction]:
        """Open actions that no row of this year can take: their requirement is gone."""
        placed = {promise.action.pk for promise in self.promises} | self._in_this_year
        return [action for key, action in self._open_actions().items() if key not in placed]

    # Significant issues

    @cached_property
    def issues(self) -> list[OpenIssue]:
        """Open issues that do not stand in this year yet, in the order in which they were raised."""
        return open_issues(self.last, self.cycle, self._row_of)

    # What stays

    @cached_property
    def stays(self) -> StaysBehind:
        statuses = {link.action_id: link.action.status for link in self._links if not link.action.is_open}
        replaced = sum(status == ImprovementAction.Status.SUPERSEDED for status in statuses.values())
        rows = Assessment.objects.filter(cycle=self.last)
        counted = rows.aggregate(
            scores=Count("pk", filter=Q(own_score__isnull=False) | Q(not_applicable=True)),
            texts=Count("pk", filter=~Q(narrative="")),
            agreed=Count("pk", filter=Q(agreed_score__isnull=False)),
            private_notes=Count("pk", filter=~Q(private_note="")),
        )
        return StaysBehind(
            **counted,
            comments=Comment.objects.filter(assessment__cycle=self.last).count(),
            finished_actions=len(statuses) - replaced,
            replaced_actions=replaced,
        )

    @property
    def has_anything_left(self) -> bool:
        """Something would come over if it were asked for now."""
        return bool(self.assignees or self.evidence or self.promises or self.issues)


def last_year_of(cycle: ReviewCycle) -> ReviewCycle | None:
    """The council's review of the year before, if it is here."""
    cycles = ReviewCycle.objects.for_council(cycle.council).select_related("framework")
    return cycles.in_year(cycle.year - 1).first()


def from_last_year(cycle: ReviewCycle, *, at: date) -> LastYear | None:
    """What last year's review can give; None when there is none."""
    last = last_year_of(cycle)
    return LastYear(cycle, last, at) if last else None


def can_still_start(cycle: ReviewCycle) -> bool:
    """While the review is being set up or open; once rows are with the reviewers, nothing comes by itself."""
    return not cycle.is_past_record and cycle.stage in {ReviewCycle.Stage.SETUP, ReviewCycle.Stage.OPEN}


def _end_of(merged: dict[int, int], item: int) -> int:
    """The item that this one was merged into, however often; itself when it was not."""
    seen = {item}
    while item in merged and merged[item] not in seen:
        item = merged[item]
        seen.add(item)
    return item
