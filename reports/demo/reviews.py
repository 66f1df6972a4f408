"""One review of a demo council, taken through its steps as far as the stage that the file names."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models.functions import Coalesce
from django.utils import timezone

from assurance.finishing import chain_of
from assurance.models import ActionLink, Assessment, Assignment, EvidenceUse, Milestone, ReviewCycle
from assurance.workflow.assignments import add_contributor, assign
from assurance.workflow.carrying import start_from_last_year
from assurance.workflow.cycles import open_cycle, set_milestones, start_cycle
from assurance.workflow.replying import reply_to_agreement
from assurance.workflow.reviewing import agree, agree_many, send_back
from assurance.workflow.signing import confirm_review, declaration_for, finish_review
from assurance.workflow.submitting import submit
from governance import audit
from governance.models import Notice
from governance.roles import Role
from reports.demo.answers import write_answers
from reports.demo.dates import ReviewDates, working_day
from reports.demo.issues import follow_carried_issues, follow_issues, not_before_the_last, raise_issues
from reports.demo.local_code import adopt_and_publish, write_first
from reports.demo.past_years import who_left
from reports.demo.people import Cast
from reports.demo.promises import follow_up, promise
from reports.demo.reading import (
    Source,
    read_issues,
    read_local_code,
    read_returns,
    read_rows,
    read_sources,
    read_statement,
    read_unassigned,
)
from reports.demo.returns import answer_returns, ask_directors
from reports.demo.sources import load_sources
from reports.demo.statements import RELEASED, release_document, write_statement
from reports.demo.steps import take_steps
from reports.layouts import LETTERS

Stage = ReviewCycle.Stage
Status = Assessment.Status

A_DAY = timedelta(days=1)


class DemoReview:
    """`officers` are those of the cast who have rows: key and references, in the order of the file.

    `contributors` help with rows of others, by the same keys.
    """

    def __init__(
        self,
        source: Source,
        *,
        cast: Cast,
        officers: dict[str, list[str]],
        contributors: dict[str, list[str]],
        dates: ReviewDates,
    ) -> None:
        self.source = source
        self.cast = cast
        self.officers = officers
        self.contributors = contributors
        self.dates = dates
        self.sources = read_rows(source["rows"], dates.year) if source["rows"] else {}
        self.cycle: ReviewCycle

    @property
    def is_finished(self) -> bool:
        return self.source["stage"] in {Stage.SIGNED_OFF, Stage.CLOSED}

    def load(self, last: DemoReview | None) -> None:
        """Take the review through its steps; `last` is the loaded review of the year before, if any."""
        self.set_up(last)
        if self.source["stage"] != Stage.SETUP:
            self.open(last)
            ask_directors(self.cycle, self.returns, cast=self.cast, dates=self.dates)
            self.answer()
            self.submit()
            answer_returns(self.cycle, self.returns, cast=self.cast, dates=self.dates)
            self.send_back()
            self.agree()
            self.hear_others(until=timezone.localdate(self.dates.finished))
            self.raise_issues(last)
        if self.is_finished:
            self.finish()
        self.date_what_was_written()

    @property
    def returns(self) -> list[Source]:
        """The directors' returns of the review."""
        return read_returns(self.cast.council.slug, self.source["year"], self.dates.year)

    def rows(self) -> dict[str, Assessment]:
        """The rows as they stand, by reference and in order."""
        rows = Assessment.objects.with_reference().select_related("council").filter(cycle=self.cycle)
        return {row.ref: row for row in rows.in_order()}

    def ending_as(self, *statuses: str) -> list[Assessment]:
        """The rows as they stand that end in one of the states; all of a finished review end as agreed."""
        return [
            row
            for ref, row in self.rows().items()
            if ref in self.sources and self.sources[ref].get("status", Status.AGREED) in statuses
        ]

    def set_up(self, last: DemoReview | None) -> None:
        """Start the review, from last year where that is loaded; then who answers what is new."""
        dates, by = self.dates, self.cast.coordinator
        self.cycle = start_cycle(council=self.cast.council, year=dates.year, by=by, at=dates.started)
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(started_at=dates.started)
        set_milestones(cycle=self.cycle, dates={**dates.due}, by=by, at=dates.started)
        if last is not None:
            start_from_last_year(cycle=self.cycle, actions=[], issues=[], by=by, at=dates.started)
            EvidenceUse.objects.filter(assessment__cycle=self.cycle).update(added_at=dates.started)
            EvidenceUse.history.filter(assessment__cycle=self.cycle).update(history_date=dates.started)
        unassigned = read_unassigned(self.source["rows"]) if self.source["rows"] else set()
        rows = self.rows()
        if unassigned:
            assign(rows=[rows[ref] for ref in sorted(unassigned)], lead=None, by=by, at=dates.assigned)
        for key, refs in self.officers.items():
            given = [rows[ref] for ref in refs if ref not in unassigned]
            assign(rows=given, lead=self.cast.members[key], by=by, at=dates.assigned)
        for key, refs in self.contributors.items():
            if refs:
                helped = [rows[ref] for ref in refs]
                add_contributor(rows=helped, member=self.cast.members[key], by=by, at=dates.assigned)
        for each in self.source.get("left", []):
            left = who_left(each, self.cast.council, at=dates.opened)
            Assignment.objects.bulk_create(
                Assignment(council=self.cast.council, assessment=rows[ref], member=left)
                for ref in each["rows"]
            )
        Assignment.objects.filter(assessment__cycle=self.cycle).update(started_at=dates.assigned)

    def open(self, last: DemoReview | None) -> None:
        """Open the review; then see what became of last year's actions and take the open ones on."""
        by = self.cast.coordinator
        self.cycle = open_cycle(cycle=self.cycle, by=by, at=self.dates.opened)
        if last is not None:
            at = self.dates.promises_followed_up
            follow_up(last.cycle, last.sources, at=at)
            start_from_last_year(cycle=self.cycle, assignees=False, evidence=False, by=by, at=at)

    def answer(self) -> None:
        rows = self.rows()
        fresh = self.source["stage"] == Stage.CLOSED
        for number, (key, refs) in enumerate(self.officers.items()):
            officer = self.cast.members[key]
            theirs = [rows[ref] for ref in refs if ref in self.sources]
            at = self.dates.saved(number)
            write_answers(theirs, self.sources, cast=self.cast, by=officer, at=at)
            promise(theirs, self.sources, cast=self.cast, by=officer, at=at, fresh=fresh)

    def submit(self) -> None:
        """Each officer hands over what they have complete, one after another."""
        complete = self.ending_as(Status.SUBMITTED, Status.SENT_BACK, Status.AGREED)
        numbered = sorted(enumerate(self.officers.items()), key=lambda each: self.dates.submitted(each[0]))
        for number, (key, refs) in numbered:
            theirs = [row for row in complete if row.ref in refs]
            if theirs:
                submit(rows=theirs, by=self.cast.members[key], at=self.dates.submitted(number))

    def send_back(self) -> None:
        for row in self.ending_as(Status.SENT_BACK):
            send_back(
                row=row,
                reason=self.sources[row.ref]["sent_back_reason"],
                by=self.cast.monitoring_officer,
                at=self.dates.sent_back,
                version=row.version,
            )

    def agree(self) -> None:
        """The reviewers share the principles among them; where they see it otherwise, they say why."""
        reviewers = self.cast.reviewers(self.cycle)
        agreed = self.ending_as(Status.AGREED)
        changed: list[tuple[Assessment, datetime]] = []
        for number, reviewer in enumerate(reviewers):
            mine = [row for row in agreed if LETTERS.index(row.ref[0]) % len(reviewers) == number]
            at = self.dates.agreed(number)
            as_scored = [row for row in mine if row.own_score == self.sources[row.ref]["agreed_score"]]
            if as_scored:
                agree_many(rows=[(row, row.version) for row in as_scored], by=reviewer, at=at)
            for row in mine:
                source = self.sources[row.ref]
                if row.own_score != source["agreed_score"]:
                    agreed_row = agree(
                        row=row,
                        score=source["agreed_score"],
                        reason=source["agreed_reason"],
                        by=reviewer,
                        at=at,
                        version=row.version,
                    )
                    changed.append((agreed_row, at + A_DAY))
        for agreed_row, at in changed:
            self.reply(agreed_row, at=not_before_the_last(self.cast, at))

    def reply(self, row: Assessment, *, at: datetime) -> None:
        """What the officer answers to a changed score, where the file says something."""
        text = self.sources[row.ref].get("reply")
        if text:
            lead = next(self.cast.members[key] for key, refs in self.officers.items() if row.ref in refs)
            reply_to_agreement(row=row, text=text, by=lead, at=at, version=row.version)

    def finish(self) -> None:
        """Sign the review, write its statement, show members what they are to read, close what is over."""
        finish_review(
            cycle=self.cycle,
            by=self.cast.monitoring_officer,
            declaration=declaration_for(self.cycle),
            at=self.dates.finished,
        )
        self.confirm()
        self.cycle = ReviewCycle.objects.select_related("council", "framework").get(pk=self.cycle.pk)
        self.hear_others()
        follow_issues(self.cycle, self.told_of_issues, self.source["year"], cast=self.cast)
        statement = read_statement(self.source["statement"], self.dates.year)
        approval = statement["approval"]
        meeting_on = self.dates.due[Milestone.Kind.APPROVAL]
        if approval:
            meeting_on = working_day(date.fromisoformat(approval["date"]))
        at, by = not_before_the_last(self.cast, self.dates.released(meeting_on)), self.cast.coordinator
        write_statement(self.cycle, statement, as_at=timezone.localdate(at), by=by, at=at)
        code = read_local_code(self.cast.council.slug, self.dates.year)
        if code:
            write_first(self.cycle, code, by=by, at=at)
        for kind in RELEASED[self.source["statement_state"]]:
            release_document(kind, self.cycle, meeting_on=meeting_on, by=by, at=at)
        if code:
            adopt_and_publish(self.cycle, code, cast=self.cast, dates=self.dates)
        take_steps(self.cycle, statement, meeting_on=meeting_on, cast=self.cast, dates=self.dates)
        if self.source["stage"] == Stage.CLOSED:
            self.close(at=self.dates.closed(meeting_on))

    def hear_others(self, *, until: date | None = None) -> None:
        """What others said of the council's governance, as far as it has come in by a day."""
        found = read_sources(self.cast.council.slug, self.source["year"], self.dates.year)
        load_sources(self.cycle, found, cast=self.cast, dates=self.dates, until=until)

    @property
    def told_of_issues(self) -> Source:
        return read_issues(self.cast.council.slug, self.dates.year)

    def raise_issues(self, last: DemoReview | None) -> None:
        """Significant issues, by those who agree the scores; what was carried from last year goes on."""
        which, number = self.source["year"], len(self.officers)
        at = self.dates.agreed(number) if self.is_finished else self.dates.saved(number)
        raise_issues(self.cycle, self.told_of_issues, which, cast=self.cast, at=at)
        if last is not None:
            follow_carried_issues(self.told_of_issues, cast=self.cast)

    def confirm(self) -> None:
        """The other offices of the council's chain, by those who hold them."""
        for number, office in enumerate(chain_of(self.cast.council)[1:]):
            by = self.cast.holding(Role(office))
            declaration = declaration_for(self.cycle, office)
            confirm_review(cycle=self.cycle, by=by, declaration=declaration, at=self.dates.confirmed(number))

    def close(self, *, at: datetime) -> None:
        self.cycle.stage = Stage.CLOSED
        self.cycle.save(update_fields=["stage"])
        by = self.cast.coordinator.user
        audit.record("assurance.cycle.closed", council=self.cast.council, by=by, about=self.cycle, at=at)

    def date_what_was_written(self) -> None:
        """Give columns that take the time of writing by themselves the time of the story."""
        Assessment.history.filter(cycle=self.cycle).update(
            history_date=Coalesce("agreed_at", "submitted_at", "saved_at", self.dates.started)
        )
        Assessment.history.filter(cycle=self.cycle, status=Status.SENT_BACK).update(
            history_date=self.dates.sent_back
        )
        links = list(ActionLink.objects.filter(assessment__cycle=self.cycle).select_related("action"))
        for link in links:  # with its action, or with the review that took the action on
            link.added_at = max(link.action.added_at, self.dates.started)
        ActionLink.objects.bulk_update(links, ["added_at"])
        told = Notice.objects.filter(recipient__council=self.cast.council, read_at=None)
        if self.is_finished:
            told.update(created_at=self.dates.finished, read_at=self.dates.finished)
        else:
            told.update(created_at=self.dates.sent_back)
