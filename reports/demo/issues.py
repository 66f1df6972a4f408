"""Significant issues of the demo councils: raised, decided on, watched, carried and closed with a minute."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from assurance.issue_register import raised_from
from assurance.models import Assessment, AssuranceSource, GovernanceIssue, ImprovementAction, ReviewCycle
from assurance.workflow.issue_edits import Ticks, edit_issue, link_action
from assurance.workflow.issues import add_update, close_issue, confirm_issue, raise_issue, watch_issue
from assurance.workflow.no_issues import say_no_issues
from framework.models import Principle
from governance.models import AuditEntry
from reports.demo.dates import at_noon
from reports.demo.people import Cast
from reports.demo.reading import Source

NOTHING: frozenset[int] = frozenset()


def raise_issues(cycle: ReviewCycle, told: Source, which: str, *, cast: Cast, at: datetime) -> None:
    """Raise a review's issues and decide on those that the file decides on; or say that there are none."""
    for source in told.get(which, []):
        issue = _raise(cycle, source, cast=cast, at=not_before_the_last(cast, at))
        if source.get("confirmed_because"):
            _write(issue, source, cycle, cast=cast, at=not_before_the_last(cast, at))
            _confirm(issue, source, cast=cast, at=not_before_the_last(cast, at))
    if which == "this" and told.get("none"):
        say_no_issues(
            cycle=cycle,
            reason=told["none"],
            by=cast.monitoring_officer,
            at=not_before_the_last(cast, at),
        )


def _raise(cycle: ReviewCycle, source: Source, *, cast: Cast, at: datetime) -> GovernanceIssue:
    rows = list(Assessment.objects.filter(cycle=cycle, requirement__ref__in=source["rows"]))
    row = Assessment.objects.filter(cycle=cycle, requirement__ref=source["row"]).first()
    found = AssuranceSource.objects.filter(cycle=cycle, provider=source["source"]).first()
    issue = raise_issue(
        cycle=cycle,
        title=source["title"],
        description=source["description"],
        raised_from=raised_from(found, row),
        rows=rows,
        source=found,
        by=cast.members[source["raised_by"]],
        at=at,
    )
    _date_newest_change(issue, at)
    return issue


def _write(issue: GovernanceIssue, source: Source, cycle: ReviewCycle, *, cast: Cast, at: datetime) -> None:
    offered = cast.council.setting("issue_criteria")
    principles = Principle.objects.filter(framework=cycle.framework, letter__in=source["principles"])
    edit_issue(
        issue=issue,
        version=issue.version,
        values={
            "impact": source["impact"],
            "response": source["response"],
            "owner_post_id": cast.posts[source["owner_post"]].pk,
            "due_on": date.fromisoformat(source["due"]),
            "committee": source["committee"],
        },
        ticks={
            "criteria": Ticks(NOTHING, frozenset(offered[number] for number in source["criteria"])),
            "principles": Ticks(NOTHING, frozenset(one.pk for one in principles)),
        },
        by=cast.coordinator,
        at=at,
    )
    _date_newest_change(issue, at)
    answering = ImprovementAction.objects.in_cycle(cycle).filter(
        links__assessment__requirement__ref__in=source["actions"]
    )
    for action in answering:
        link_action(issue=issue, action=action, by=cast.coordinator, at=at)


def _confirm(issue: GovernanceIssue, source: Source, *, cast: Cast, at: datetime) -> None:
    confirm_issue(issue=issue, reason=source["confirmed_because"], by=cast.monitoring_officer, at=at)
    _date_newest_change(issue, at)


def follow_issues(cycle: ReviewCycle, told: Source, which: str, *, cast: Cast) -> None:
    """What was said of a review's issues once it was finished, and the minute that closed one."""
    for source in told.get(which, []):
        issue = GovernanceIssue.objects.in_cycle(cycle).get(title=source["title"])
        _say(issue, source.get("updates", []), cast=cast)
        if closed := source.get("closed"):
            _close(issue, closed, cast=cast)


def follow_carried_issues(told: Source, *, cast: Cast) -> None:
    """What was said in this year of an issue of the year before."""
    for title, said in told.get("followed_up", {}).items():
        _say(GovernanceIssue.objects.get(council=cast.council, title=title), said, cast=cast)


def _say(issue: GovernanceIssue, said: list[Source], *, cast: Cast) -> None:
    today = timezone.localdate()
    for each in said:
        said_on = min(date.fromisoformat(each["on"]), today)
        at = at_noon(said_on)
        if issue.status == GovernanceIssue.Status.CONFIRMED:
            watched_at = not_before_the_last(cast, at)
            issue = watch_issue(issue=issue, by=cast.coordinator, at=watched_at)
            _date_newest_change(issue, watched_at)
        holder = issue.owner_post.holder if issue.owner_post else None
        add_update(
            issue=issue,
            progress=each["progress"],
            said_on=said_on,
            text=each["text"],
            by=holder or cast.coordinator,
            at=at,
        )


def _close(issue: GovernanceIssue, closed: Source, *, cast: Cast) -> None:
    met_on = date.fromisoformat(closed["on"])
    at = not_before_the_last(cast, at_noon(met_on))
    close_issue(
        issue=issue,
        committee=closed["committee"],
        met_on=met_on,
        minute=closed["minute"],
        outcome=closed["outcome"],
        by=cast.coordinator,
        at=at,
    )
    _date_newest_change(issue, at)


def not_before_the_last(cast: Cast, at: datetime) -> datetime:
    """The moment, or that of the record's last entry: the record goes in the order of time."""
    last = AuditEntry.objects.for_council(cast.council).latest("sequence")
    return max(at, last.at)


def _date_newest_change(issue: GovernanceIssue, at: datetime) -> None:
    """Give a change that takes the time of writing by itself the time of the story."""
    newest = issue.history.order_by("-history_id").first()
    issue.history.filter(pk=newest.pk).update(history_date=at)
