"""What colleagues said about rows of a demo review, and what was dealt with since."""

from __future__ import annotations

from datetime import datetime, timedelta

from assurance.models import Assessment, Milestone, ReviewCycle
from assurance.workflow.comments import add_comment, resolve_comment, thread_url
from governance.models import AuditEntry, Notice
from reports.demo.dates import ReviewDates
from reports.demo.people import Cast
from reports.demo.reading import read_comments


def load_comments(cycle: ReviewCycle, rows_file: str, *, cast: Cast, dates: ReviewDates) -> None:
    """The comments that stand in the file for the review whose rows came from `rows_file`."""
    rows = Assessment.objects.with_reference().with_people().select_related("cycle__council")
    for number, source in enumerate(read_comments(rows_file, dates.year)):
        row = rows.get(cycle=cycle, requirement__ref=source["row"])
        days = timedelta(days=source["days_before_scores"])
        at = dates.moment(dates.due[Milestone.Kind.SCORING] - days, number)
        said = add_comment(
            row=row,
            text=source["text"],
            mentioned=[cast.members[key] for key in source["tell"]],
            by=cast.members[source["by"]],
            at=at,
        )
        if source["resolved_by"]:
            by = cast.members[source["resolved_by"]]
            resolve_comment(comment=said.comment, by=by, at=_after_the_record(cycle, at))
        _date_notices(thread_url(row, said.comment), at=at, is_read=bool(source["resolved_by"]))


def _after_the_record(cycle: ReviewCycle, at: datetime) -> datetime:
    """Two hours later; the record of changes goes in the order of time, so not before its last entry."""
    last = AuditEntry.objects.for_council(cycle.council).latest("sequence")
    return max(at + timedelta(hours=2), last.at)


def _date_notices(url: str, *, at: datetime, is_read: bool) -> None:
    """The column takes the time of writing by itself."""
    Notice.objects.filter(url=url).update(created_at=at, read_at=at if is_read else None)
