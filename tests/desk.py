"""People who work on one row from what each of them last read: for tests of every order of their steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assurance.models import Assessment, ReviewCycle
from assurance.saving import Outcome
from assurance.workflow.actions import add_action
from assurance.workflow.answering import add_evidence, confirm_last_year, save_answer
from assurance.workflow.carrying import start_from_last_year
from assurance.workflow.replying import reply_to_agreement
from assurance.workflow.reviewing import agree, mark_opened, reopen_row, send_back
from assurance.workflow.submitting import submit, take_back
from governance.models import Council, Membership
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, make_member, row

Status = Assessment.Status
# From each state to the states that DOMAIN.md §5 allows next.
NEXT = {
    Status.NOT_STARTED: {Status.IN_PROGRESS},
    Status.IN_PROGRESS: {Status.SUBMITTED},
    Status.SUBMITTED: {Status.IN_PROGRESS, Status.SENT_BACK, Status.AGREED},
    Status.SENT_BACK: {Status.IN_PROGRESS},
    Status.AGREED: {Status.SENT_BACK},
}
# Who stands at a desk, by place.
ROLES = (
    Role.SERVICE_OFFICER,
    Role.SERVICE_OFFICER,
    Role.MONITORING_OFFICER,
    Role.REVIEWER,
    Role.COORDINATOR,
)
OFFICERS, REVIEWERS, COORDINATOR = (0, 1), (2, 3), 4
ANSWER = ("own_score", "narrative", "private_note", "change_reason")


def people_of(council: Council) -> list[Membership]:
    return [make_member(council, role) for role in ROLES]


@dataclass(frozen=True)
class Step:
    """One press, from what `who` last read or, when it is fresh, from the row as it stands.

    `values` are what a save sends; `score` is what a reviewer agrees (None: the officer's).
    """

    verb: str
    who: int
    fresh: bool = True
    values: tuple[tuple[str, Any], ...] = ()
    score: int | None = None

    def __str__(self) -> str:
        return f"{self.who} {self.verb} {'anew' if self.fresh else 'late'} {dict(self.values)} {self.score}"


@dataclass
class Desk:
    """The people at one row, which `following` starts from.

    `seen` is the row as each last read it, which their next press starts from.
    """

    row: Assessment
    people: list[Membership]
    following: ReviewCycle
    seen: dict[int, Assessment] = field(default_factory=dict)
    written: list[tuple[str, Any]] = field(default_factory=list)

    def read(self) -> Assessment:
        """The row as a page reads it, to start a press from."""
        return row(self.row.cycle, self.row.ref)

    def look(self) -> Assessment:
        """The row as it stands, its own columns alone."""
        return Assessment.objects.get(pk=self.row.pk)

    def press(self, step: Step) -> bool:
        """Do the step; False when it was refused, which must leave the row as it was."""
        who = self.people[step.who]
        if step.fresh or step.who not in self.seen:
            self.seen[step.who] = self.read()
        mine = self.seen[step.who]
        try:
            if step.verb == "save":
                values = dict(step.values)
                outcome = save_answer(row=mine, version=mine.version, values=values, by=who, at=NOW)
                self.note(mine, values, outcome)
            elif step.verb == "confirm":
                outcome = confirm_last_year(row=mine, version=mine.version, by=who, at=NOW)
                self.written += outcome.written.items()
            else:
                self.decide(step, mine, who)
        except WorkflowError:
            return False
        return True

    def decide(self, step: Step, mine: Assessment, who: Membership) -> None:
        if step.verb == "show":
            add_evidence(row=mine, title="Code of conduct", by=who, at=NOW)
        elif step.verb == "promise":
            add_action(row=mine, text="Train new members", by=who, at=NOW)
        elif step.verb == "carry":
            start_from_last_year(cycle=self.following, by=who, at=NOW)
        elif step.verb == "submit":
            submit(rows=[mine], by=who, at=NOW)
        elif step.verb == "take back":
            take_back(row=mine, by=who, at=NOW)
        elif step.verb == "reply":
            said = "It was tested in May."
            reply_to_agreement(row=mine, text=said, by=who, at=NOW, version=mine.version)
        else:
            self.review(step, mine, who)

    def review(self, step: Step, mine: Assessment, who: Membership) -> None:
        if step.verb == "open":
            mark_opened(row=mine, by=who, at=NOW)
        elif step.verb == "agree":
            reason = "The figures of May say so." if step.score else ""
            agree(row=mine, score=step.score, reason=reason, by=who, at=NOW, version=mine.version)
        elif step.verb == "send back":
            send_back(row=mine, reason="Say who checked it.", by=who, at=NOW, version=mine.version)
        elif step.verb == "reopen":
            reopen_row(row=mine, reason="The auditor wrote.", by=who, at=NOW)
        else:
            raise AssertionError(step.verb)

    def note(self, base: Assessment, values: dict[str, Any], outcome: Outcome[Assessment]) -> None:
        """Every value sent is written, is there already, is what the page had, or comes back as a clash."""
        clashing = {clash.field: clash.mine for clash in outcome.clashes}
        for name, value in values.items():
            kept = value in (getattr(outcome.row, name), getattr(base, name)) or clashing.get(name) == value
            assert kept, f"{name} {value!r} was lost"
        self.written += outcome.written.items()


def problems(now: Assessment) -> Iterator[str]:
    """What is wrong with a row as it stands; nothing, whatever was done before."""
    if (now.status == Status.AGREED) != (now.agreed_by_id is not None):
        yield f"{now.status} and agreed by {now.agreed_by_id}"
    if now.agreed_by_id is not None and now.agreed_by_id in (now.scored_by_id, now.submitted_by_id):
        yield "agreed by whoever scored or submitted it"
    if now.is_done and (now.submitted_by_id is None or now.scored_by_id is None or now.own_score is None):
        yield "handed over without a score, a scorer or a sender"
    if not now.is_done and now.agreed_score is not None:
        yield "an agreed score on a row that is not agreed"
    if now.status == Status.NOT_STARTED and any(getattr(now, name) for name in ANSWER):
        yield "an answer on a row that nobody has started"


def problems_of_next_year(following: ReviewCycle, ref: str) -> Iterator[str]:
    """What is wrong with the row that next year starts from this one: it is asked again, never answered."""
    now = row(following, ref)
    if now.status != Status.NOT_STARTED or any(getattr(now, name) for name in ANSWER):
        yield "last year's answer stands as this year's"
    shown = list(now.evidence_uses.filter(removed_at=None).values_list("evidence", flat=True))
    promised = list(now.action_links.filter(ended_at=None).values_list("action", flat=True))
    if len(set(shown)) < len(shown) or len(set(promised)) < len(promised):
        yield "something came over twice"


def lost(now: Assessment, written: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """What somebody wrote and neither the row nor its history holds."""
    records = list(now.history.values(*ANSWER))
    return [(name, value) for name, value in written if all(record.get(name) != value for record in records)]


def illegal_moves(now: Assessment) -> list[tuple[str, str]]:
    """Moves between states that nobody is allowed, in the order of the row's history."""
    records = now.history.order_by("version", "history_id").values_list("status", flat=True)
    states = [Status(status) for status in records]
    return [
        (before, after)
        for before, after in zip(states, states[1:], strict=False)
        if before != after and after not in NEXT[before]
    ]
