"""Posts are set up, change hands and end."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from governance import audit
from governance.models import Membership, Post
from governance.templatetags.ga import govdate
from governance.workflow.changes import changes_between
from governance.workflow.errors import WorkflowError
from governance.workflow.memberships import lock

FIELDS = ("title", "directorate", "statutory_office", "holder", "deputy", "is_acting", "starts_on")


def post_problems(post: Post) -> dict[str, str]:
    """What is wrong with a post beside the others of its council, by field."""
    others = Post.objects.for_council(post.council).filter(ends_on=None).exclude(pk=post.pk)
    problems = {}
    if others.filter(title__iexact=post.title).exists():
        problems["title"] = f"There is a post “{post.title}” already"
    if post.statutory_office:
        rival = others.filter(statutory_office=post.statutory_office).first()
        if rival is not None:
            office = post.get_statutory_office_display().lower()
            problems["statutory_office"] = f"“{rival}” is the {office} already: end it or change it first"
    if post.holder_id is not None and post.holder_id == post.deputy_id:
        problems["deputy"] = "The deputy must be somebody other than the holder"
    if post.is_acting and post.holder_id is None:
        problems["is_acting"] = "Choose who is acting, or leave this empty"
    return problems


def refuse_problems(post: Post) -> None:
    if problems := post_problems(post):
        raise WorkflowError(*(f"{problem}." for problem in problems.values()))


@transaction.atomic
def create_post(*, post: Post, by: Membership, at: datetime) -> Post:
    """Add a new post, given as a row not saved yet."""
    lock(post.council)
    refuse_problems(post)
    post.save(force_insert=True)
    audit.record(
        "governance.post.created",
        council=post.council,
        by=by.user,
        about=post,
        at=at,
        holder=post.holder.name if post.holder else "",
    )
    return post


@transaction.atomic
def change_post(*, post: Post, by: Membership, at: datetime) -> Post:
    """Save a post as edited; nothing changed, nothing recorded."""
    lock(post.council)
    refuse_problems(post)
    before = Post.objects.select_related("holder__user", "deputy__user").get(pk=post.pk)
    changes = changes_between(before, post, FIELDS)
    if changes:
        post.save(update_fields=FIELDS)
        audit.record(
            "governance.post.changed", council=post.council, by=by.user, about=post, at=at, changes=changes
        )
    return post


@transaction.atomic
def end_post(*, post: Post, last_day: date, by: Membership, at: datetime) -> Post:
    """End a post on its last day; what was done in its name keeps it."""
    lock(post.council)
    locked = Post.objects.get(pk=post.pk)
    if locked.ends_on is not None:
        raise WorkflowError(f"“{locked}” ended on {govdate(locked.ends_on)} already.")
    if locked.starts_on is not None and last_day < locked.starts_on:
        raise WorkflowError(f"The last day must not be before the first, {govdate(locked.starts_on)}.")
    locked.ends_on = last_day
    locked.save(update_fields=["ends_on"])
    audit.record(
        "governance.post.ended", council=locked.council, by=by.user, about=locked, at=at, last_day=last_day
    )
    return locked
