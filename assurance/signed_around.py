"""What stands round the rows of a review that is signed: significant issues, sources, directors' returns."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from assurance.models import (
    AssuranceSource,
    DirectorReturn,
    GovernanceIssue,
    IssueAction,
    IssueAssessment,
    IssueCriterion,
    IssuePrinciple,
    IssueSource,
    NoIssuesStatement,
    ReturnAnswer,
    ReviewCycle,
    SourcePrinciple,
)
from assurance.signed_forms import (
    SignedAnswer,
    SignedIssue,
    SignedNoIssues,
    SignedPerson,
    SignedReturn,
    SignedSource,
)
from governance.models import Membership


def person(member: Membership | None) -> SignedPerson | None:
    return SignedPerson(member.pk, member.name) if member else None


def issues_of(cycle: ReviewCycle) -> tuple[SignedIssue, ...]:
    """Every issue with a part in the year, those found not significant too."""
    rows = IssueAssessment.objects.filter(ended_at=None, assessment__cycle=cycle)
    principles = IssuePrinciple.objects.filter(ended_at=None)
    found = (
        GovernanceIssue.objects.in_cycle(cycle)
        .select_related("decided_by__user", "owner_post")
        .prefetch_related(
            Prefetch("criteria", IssueCriterion.objects.filter(ended_at=None), to_attr="ticked"),
            Prefetch("row_links", rows.select_related("assessment__requirement"), to_attr="on_rows"),
            Prefetch("principle_links", principles.select_related("principle"), to_attr="on_principles"),
            Prefetch("source_links", IssueSource.objects.filter(ended_at=None), to_attr="told_by"),
            Prefetch("action_links", IssueAction.objects.filter(ended_at=None), to_attr="answered_by"),
        )
    )
    return tuple(_issue(issue) for issue in found)


def _issue(issue: GovernanceIssue) -> SignedIssue:
    links = vars(issue)  # as fetched by `issues_of`
    return SignedIssue(
        issue=issue.pk,
        title=issue.title,
        description=issue.description,
        impact=issue.impact,
        response=issue.response,
        raised_from=issue.raised_from,
        status=issue.status,
        criteria=tuple(each.text for each in links["ticked"]),
        decision_reason=issue.decision_reason,
        decided_by=person(issue.decided_by),
        decided_at=issue.decided_at,
        owner_post=issue.owner_post.title if issue.owner_post else "",
        due_on=issue.due_on,
        committee=issue.committee,
        rows=tuple(sorted(each.assessment.requirement.ref for each in links["on_rows"])),
        principles=tuple(sorted(each.principle.letter for each in links["on_principles"])),
        sources=tuple(sorted(each.source_id for each in links["told_by"])),
        actions=tuple(sorted(each.action_id for each in links["answered_by"])),
    )


def no_issues_of(cycle: ReviewCycle) -> SignedNoIssues | None:
    said = (
        NoIssuesStatement.objects.filter(cycle=cycle, taken_back_at=None).select_related("by__user").first()
    )
    return SignedNoIssues(said.reason, person(said.by), said.at) if said else None


def sources_of(cycle: ReviewCycle) -> tuple[SignedSource, ...]:
    links: QuerySet[SourcePrinciple] = SourcePrinciple.objects.filter(ended_at=None)
    found = AssuranceSource.objects.filter(cycle=cycle).standing().order_by("pk")
    fetched = found.prefetch_related(Prefetch("principle_links", links.select_related("principle")))
    return tuple(_source(source) for source in fetched)


def _source(source: AssuranceSource) -> SignedSource:
    return SignedSource(
        source=source.pk,
        kind=source.kind,
        line=source.line,
        provider=source.provider,
        period_from=source.period_from,
        period_to=source.period_to,
        dated_on=source.dated_on,
        opinion_level=source.opinion_level,
        opinion=source.opinion,
        summary=source.summary,
        conformance=source.conformance,
        is_serious=source.is_serious,
        principles=tuple(sorted(link.principle.letter for link in source.principle_links.all())),
    )


def returns_of(cycle: ReviewCycle) -> tuple[SignedReturn, ...]:
    """Returns asked for and not withdrawn; answers of those that are sent."""
    found = DirectorReturn.objects.filter(cycle=cycle, withdrawn_at=None).order_by("pk")
    fetched = found.select_related("post", "sent_by__user").prefetch_related("answers")
    return tuple(_return(each) for each in fetched)


def _return(each: DirectorReturn) -> SignedReturn:
    return SignedReturn(
        director_return=each.pk,
        post=each.post.title,
        sent_as=each.sent_as,
        sent_by=person(each.sent_by),
        sent_at=each.sent_at,
        declaration=each.declaration,
        answers=tuple(_answer(answer) for answer in each.answers.all()) if each.is_sent else (),
    )


def _answer(answer: ReturnAnswer) -> SignedAnswer:
    return SignedAnswer(answer.number, answer.statement, answer.answer, answer.text)
