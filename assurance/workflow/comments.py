"""Comments on rows: saying something, and marking it as dealt with or not. They are no part of the review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from assurance import policies
from assurance.models import Assessment, Comment, CommentMention
from assurance.reviewers import members_with
from assurance.workflow.notices import people_of, tell
from governance import audit
from governance.models import Membership
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

ADDED = "assurance.comment.added"
MENTIONED = "assurance.comment.mentioned"
RESOLVED = "assurance.comment.resolved"
REOPENED = "assurance.comment.reopened"
LONGEST = 2_000  # characters


@dataclass(frozen=True)
class Said:
    """A comment that was added, and who was told of it."""

    comment: Comment
    told: list[Membership]


def members_who_may_comment(row: Assessment) -> list[Membership]:
    """Those who can be told of a comment on the row, by name; reads `assignments` as fetched."""
    year = row.cycle.year
    members = members_with(Permission.COMMENT, row.cycle)
    return [member for member in members if policies.can_comment(member, member.permissions(year=year), row)]


@transaction.atomic
def add_comment(
    *, row: Assessment, text: str, mentioned: Iterable[Membership] = (), by: Membership, at: datetime
) -> Said:
    """Say something about a row. Told are those mentioned, those who answer the row and earlier writers.

    Nobody is told who may not read it.
    """
    _require_may_comment(row, by)
    text = text.strip()
    if not text:
        raise WorkflowError("Write your comment.")
    if len(text) > LONGEST:
        raise WorkflowError(f"A comment has at most {LONGEST:,} characters.")
    can_be_told = {member.pk: member for member in members_who_may_comment(row)}
    named = {member.pk for member in mentioned} & can_be_told.keys()
    wrote = set(Comment.objects.filter(assessment=row).values_list("author_id", flat=True))
    concerned = wrote | {member.pk for member in people_of(row)}
    comment = Comment.objects.create(council_id=row.council_id, assessment=row, author=by, text=text, at=at)
    CommentMention.objects.bulk_create(
        CommentMention(council_id=row.council_id, comment=comment, member_id=key) for key in sorted(named)
    )
    _tell(comment, [can_be_told[key] for key in named], MENTIONED, f"{by.name} mentioned you on", by=by)
    others = [member for key, member in can_be_told.items() if key in concerned - named]
    _tell(comment, others, ADDED, f"{by.name} commented on", by=by)
    told = [member for key, member in can_be_told.items() if key in concerned | named and key != by.pk]
    return Said(comment, told)


def _tell(comment: Comment, members: list[Membership], action: str, words: str, *, by: Membership) -> None:
    row = comment.assessment
    tell(
        members,
        by=by,
        action=action,
        text=f"{words} {row.ref} {row.title}: {comment.text}",
        url=thread_url(row, comment),
    )


def thread_url(row: Assessment, comment: Comment | None = None) -> str:
    """The page of the row's comments, at one of them."""
    url = reverse("assurance:comments", args=[row.cycle.council.slug, row.cycle.year, row.ref])
    return f"{url}#comment-{comment.pk}" if comment else url


@transaction.atomic
def resolve_comment(*, comment: Comment, by: Membership, at: datetime) -> bool:
    """Mark a comment as dealt with. False when it was already: the first name and time stand."""
    _require_may_comment(comment.assessment, by)
    waiting = Comment.objects.open().filter(pk=comment.pk)
    return _mark(waiting.update(resolved_at=at, resolved_by=by), comment, RESOLVED, by=by, at=at)


@transaction.atomic
def reopen_comment(*, comment: Comment, by: Membership, at: datetime) -> bool:
    """Open a resolved comment again. False when it was open already."""
    _require_may_comment(comment.assessment, by)
    resolved = Comment.objects.filter(pk=comment.pk).exclude(resolved_at=None)
    return _mark(resolved.update(resolved_at=None, resolved_by=None), comment, REOPENED, by=by, at=at)


def _mark(changed: int, comment: Comment, action: str, *, by: Membership, at: datetime) -> bool:
    """The record keeps every turn, about the row: what was said stays with those who may read it."""
    if changed:
        row = comment.assessment
        audit.record(action, council=row.cycle.council, by=by.user, about=row, at=at, comment=comment.pk)
    return bool(changed)


def _require_may_comment(row: Assessment, by: Membership) -> None:
    if row.cycle.is_past_record:
        raise WorkflowError(f"The {row.cycle} is the record of a past year: nobody comments on it.")
    if not policies.can_comment(by, by.permissions(year=row.cycle.year), row):
        raise WorkflowError(f"You cannot comment on {row.ref}.")
