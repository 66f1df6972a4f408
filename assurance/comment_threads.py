"""Reads of the comments on rows: how many, those still open, and the whole thread of one row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assurance import policies
from assurance.models import Assessment, Comment
from assurance.models.assessments import AssessmentQuerySet
from assurance.workflow.comments import REOPENED
from governance.models import AuditEntry, Membership


def with_comment_counts(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    """Adds `comments_made` and `comments_open` to each row, in the same query."""
    comments = Comment.objects.filter(assessment=OuterRef("pk")).order_by()
    return rows.annotate(comments_made=_number(comments), comments_open=_number(comments.open()))


def _number(comments: QuerySet[Comment]) -> Coalesce:
    counted = comments.values("assessment").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Thread:
    """What a page of rows shows of a row's comments: the open ones, and how many are resolved."""

    open: list[Comment] = field(default_factory=list)
    resolved: int = 0
    may_write: bool = False


def threads_of(
    rows: list[Assessment], *, membership: Membership, rights: policies.Rights
) -> dict[int, Thread]:
    """Threads by the key of the row, for rows whose comments the member may read and counts were fetched.

    One query when any of them has an open comment, else none.
    """
    readable = [row for row in rows if policies.can_read_comments(membership, rights, row)]
    said: dict[int, list[Comment]] = {}
    talked_about = [row.pk for row in readable if _count(row, "open")]
    if talked_about:
        for comment in Comment.objects.open().with_people().filter(assessment__in=talked_about):
            said.setdefault(comment.assessment_id, []).append(comment)
    return {
        row.pk: Thread(
            open=said.get(row.pk, []),
            resolved=_count(row, "made") - _count(row, "open"),
            may_write=policies.can_comment(membership, rights, row),
        )
        for row in readable
    }


def _count(row: Assessment, which: str) -> int:
    number: int = getattr(row, f"comments_{which}", 0)
    return number


@dataclass(frozen=True)
class Turn:
    """A comment on the page of its thread: who was mentioned, and who last opened it again, if anybody."""

    comment: Comment
    mentioned: list[str]
    opened_again_by: str = ""
    opened_again_at: datetime | None = None


def read_thread(row: Assessment) -> list[Turn]:
    """All comments on the row, the oldest first: three queries."""
    comments = Comment.objects.filter(assessment=row).with_people().prefetch_related("mentions__member__user")
    opened_again = _opened_again(row)
    return [_turn(comment, opened_again.get(comment.pk)) for comment in comments]


def _turn(comment: Comment, entry: AuditEntry | None) -> Turn:
    mentioned = sorted(mention.member.name for mention in comment.mentions.all())
    if entry is None or comment.resolved_at is not None:
        return Turn(comment, mentioned)
    return Turn(comment, mentioned, str(entry.actor or ""), entry.at)


def _opened_again(row: Assessment) -> dict[int, AuditEntry]:
    """The last opening of each comment; the comment itself keeps only that it is open."""
    entries: Iterable[AuditEntry] = (
        AuditEntry.objects.for_council(row.cycle.council)
        .filter(action=REOPENED, object_type=row._meta.label_lower, object_id=str(row.pk))
        .select_related("actor")
        .order_by(F("sequence"))
    )
    return {entry.data["comment"]: entry for entry in entries}
