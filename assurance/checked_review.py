"""What the rules read of a review: fetched once for all of them, with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.text import Truncator

from assurance.carrying import last_year_of
from assurance.checks import Finding, Fix
from assurance.dated_documents import DatedDocument, dated_documents
from assurance.milestones import dates_of
from assurance.models import (
    ActionInCycle,
    ActionLink,
    ActionUpdate,
    Assessment,
    AssuranceSource,
    DirectorReturn,
    GovernanceIssue,
    ImprovementAction,
    IssueCriterion,
    IssueInCycle,
    NoIssuesStatement,
    ReturnAnswer,
    ReviewCycle,
)
from assurance.reviewers import reviewers_of
from assurance.row_sources import actions_of, with_sources
from governance.models import Membership
from governance.permissions import Permission

QUOTED = 90  # characters of a text that a finding shows
ELECTED = ("Councillor ", "Cllr ")


@dataclass(frozen=True)
class Promise:
    """An open action of the review with the rows it stands on, in order."""

    action: ImprovementAction
    rows: list[Assessment]


@dataclass
class CheckedReview:
    """A review as the rules read it. `at` is today; ages are counted to the year end of the review."""

    cycle: ReviewCycle
    at: date
    _kept: dict[str, Any] = field(default_factory=dict, repr=False)

    def once(self, name: str, read: Callable[[], Any]) -> Any:
        """What `read` returns, read once for all rules: for what belongs to another app."""
        if name not in self._kept:
            self._kept[name] = read()
        return self._kept[name]

    @cached_property
    def rows(self) -> list[Assessment]:
        """All rows in order, with people, evidence and actions."""
        fetched = Assessment.objects.filter(cycle=self.cycle).with_reference().with_people()
        rows = list(with_sources(fetched).in_order())
        for row in rows:
            row.cycle = self.cycle
        return rows

    @cached_property
    def promises(self) -> list[Promise]:
        """The open actions that stand on the review's rows, each once."""
        found: dict[int, Promise] = {}
        for row in self.rows:
            for action in actions_of(row):
                if action.is_open:
                    found.setdefault(action.pk, Promise(action, [])).rows.append(row)
        return list(found.values())

    @cached_property
    def reviewers(self) -> list[Membership]:
        """Those who may agree scores, the monitoring officer first."""
        return reviewers_of(self.cycle)

    @cached_property
    def last_year(self) -> ReviewCycle | None:
        return last_year_of(self.cycle)

    @cached_property
    def last_promises(self) -> list[ActionLink]:
        """Last year's actions, each once, by the first row they stood on; with their parts in each year."""
        if self.last_year is None:
            return []
        links = (
            ActionLink.objects.filter(assessment__cycle=self.last_year, ended_at=None)
            .select_related("action", "assessment__requirement")
            .prefetch_related(
                Prefetch("action__in_cycles", queryset=ActionInCycle.objects.order_by("pk")),
                Prefetch("action__updates", queryset=ActionUpdate.objects.all()),
            )
            .order_by("assessment__requirement__position", "pk")
        )
        first: dict[int, ActionLink] = {}
        for link in links:
            first.setdefault(link.action_id, link)
        return list(first.values())

    @cached_property
    def issues(self) -> list[GovernanceIssue]:
        """Issues with a part in the review; `criteria.all()` are those ticked now."""
        ticked = IssueCriterion.objects.filter(ended_at=None)
        issues = GovernanceIssue.objects.in_cycle(self.cycle).select_related("owner_post")
        return list(issues.prefetch_related(Prefetch("criteria", queryset=ticked)))

    @cached_property
    def none_because(self) -> NoIssuesStatement | None:
        """What is said of the review: no significant issues, because…"""
        return NoIssuesStatement.objects.filter(cycle=self.cycle, taken_back_at=None).first()

    @cached_property
    def last_issues(self) -> list[IssueInCycle]:
        """Last year's parts of issues, with the parts of each issue in every year."""
        if self.last_year is None:
            return []
        parts = IssueInCycle.objects.filter(cycle=self.last_year).select_related("issue").order_by("issue_id")
        return list(parts.prefetch_related("issue__in_cycles"))

    @cached_property
    def sources(self) -> list[AssuranceSource]:
        """Sources of assurance of the review that were not withdrawn."""
        return list(AssuranceSource.objects.filter(cycle=self.cycle).standing())

    @cached_property
    def returns(self) -> list[DirectorReturn]:
        """Directors' returns asked for and not withdrawn; `answers.all()` are the exceptions in them."""
        exceptions = ReturnAnswer.objects.filter(
            answer__in=[ReturnAnswer.Answer.WITH_EXCEPTIONS, ReturnAnswer.Answer.NO]
        )
        asked = DirectorReturn.objects.filter(cycle=self.cycle, withdrawn_at=None).select_related("post")
        return list(asked.prefetch_related(Prefetch("answers", queryset=exceptions)))

    @cached_property
    def names(self) -> list[str]:
        """Names of the council's people, present and past; a councillor is named by office and left out."""
        members = Membership.objects.filter(council=self.cycle.council).select_related("user")
        names = {" ".join(member.name.split()) for member in members}
        return sorted(name for name in names if " " in name and not name.startswith(ELECTED))

    @cached_property
    def documents(self) -> list[DatedDocument]:
        """The documents that the rows' texts give dates to; `where` is the reference."""
        return [document for row in self.rows for document in dated_documents(row.narrative, where=row.ref)]

    @cached_property
    def dates(self) -> dict[str, date | None]:
        """When each step is due, by its kind."""
        return dates_of(self.cycle.milestones.all())

    def setting(self, key: str) -> Any:
        return self.cycle.council.setting(key)

    def address(self, name: str, *parts: Any) -> str:
        """The address of a page of this review."""
        return reverse(name, args=[self.cycle.council.slug, self.cycle.year, *parts])

    def council_address(self, name: str, *parts: Any) -> str:
        return reverse(name, args=[self.cycle.council.slug, *parts])

    def about(
        self,
        row: Assessment,
        what: str,
        *,
        fix: Fix | None = None,
        subject: str = "",
        question: str = "",
        tells_score: bool = False,
    ) -> Finding:
        """A finding about a row; without a fix of its own, reading the row is the thing to do."""
        place = self.address("assurance:assessment", row.ref)
        return Finding(
            what=what,
            fix=fix or Fix("Open the row", place),
            place=place,
            ref=row.ref,
            title=row.title,
            row=row.pk,
            subject=subject,
            question=question,
            is_officers=tells_score and row.status != Assessment.Status.AGREED,
        )

    def chase(self, row: Assessment) -> Fix:
        """Who has the row: ask them, or give it to somebody."""
        if row.status == Assessment.Status.SUBMITTED:
            return Fix("Review", self.address("assurance:review-row", row.ref), Permission.AGREE)
        if row.assignments.all():
            return Fix("Remind", self.address("assurance:remind"), Permission.MANAGE_REVIEW)
        return Fix("Assign", self.address("assurance:assign"), Permission.MANAGE_REVIEW)


def quoted(text: str) -> str:
    """The beginning of a text, in quotation marks."""
    return f"“{Truncator(' '.join(text.split())).chars(QUOTED)}”"
