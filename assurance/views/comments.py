"""The page of a row's comments: read, write, resolve, open again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import get_text_list
from django.views.decorators.http import require_http_methods, require_POST

from assurance import policies
from assurance.comment_threads import read_thread
from assurance.forms.comments import CommentForm
from assurance.models import Comment, ReviewCycle
from assurance.rows import Row, build_rows, rows_query
from assurance.views.fetching import get_cycle
from assurance.workflow.comments import (
    add_comment,
    members_who_may_comment,
    reopen_comment,
    resolve_comment,
    thread_url,
)
from governance.decorators import RightMissing, permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


def get_row(request: CouncilRequest, cycle: ReviewCycle, ref: str) -> Row:
    """The row as its own page shows it, for those who may read its comments."""
    rows = build_rows(
        rows_query(cycle).filter(requirement__ref=ref),
        cycle=cycle,
        membership=request.membership,
        rights=request.permissions,
    )
    if not rows:
        raise Http404
    if not policies.can_read_comments(request.membership, request.permissions, rows[0].assessment):
        raise RightMissing(Permission.VIEW_ALL_SCORES)
    return rows[0]


def may_comment(request: CouncilRequest, row: Row) -> bool:
    return policies.can_comment(request.membership, request.permissions, row.assessment)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def comments(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    """The thread of a row beside what the row says, with a form for those who may write."""
    cycle = get_cycle(request, year)
    row = get_row(request, cycle, ref)
    if request.method == "POST" and Permission.COMMENT not in request.permissions:
        raise RightMissing(Permission.COMMENT)
    may_write = may_comment(request, row)
    colleagues = members_who_may_comment(row.assessment) if may_write else []
    colleagues = [member for member in colleagues if member.pk != request.membership.pk]
    kept = take(request) if request.method == "GET" else None
    form = CommentForm(request.POST if request.method == "POST" else kept, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        try:
            said = add_comment(
                row=row.assessment,
                text=form.cleaned_data["text"],
                mentioned=form.mentioned(),
                by=request.membership,
                at=timezone.now(),
            )
        except WorkflowError as error:
            form.add_error("text", error.messages)
        else:
            messages.success(request, what_happened([member.name for member in said.told]))
            return redirect(thread_url(row.assessment))
    turns = read_thread(row.assessment)
    context = {
        "cycle": cycle,
        "row": row,
        "open": [turn for turn in turns if turn.comment.resolved_at is None],
        "resolved": [turn for turn in turns if turn.comment.resolved_at is not None],
        "may_write": may_write,
        "form": form,
        "was_kept": kept is not None,
    }
    failed = request.method == "POST"
    return render(request, "assurance/comments.html", context, status=422 if failed else 200)


def what_happened(told: list[str]) -> str:
    """Says who knows of the comment now."""
    if not told:
        return "Your comment stands here. Nobody was told of it."
    names = get_text_list(told, "and")
    return f"Your comment stands here. {names} {'was' if len(told) == 1 else 'were'} told."


def get_comment(request: CouncilRequest, year: int, ref: str, comment: int) -> Comment:
    """A comment on the row, with the row as fetched for the rules."""
    row = get_row(request, get_cycle(request, year), ref).assessment
    found = get_object_or_404(Comment.objects.filter(council=request.council, assessment=row), pk=comment)
    found.assessment = row
    return found


@require_POST
@permission_required(Permission.COMMENT)
def comment_resolve(request: CouncilRequest, year: int, ref: str, comment: int) -> HttpResponse:
    found = get_comment(request, year, ref, comment)
    try:
        changed = resolve_comment(comment=found, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The comment is resolved." if changed else "It was resolved already.")
    return redirect(thread_url(found.assessment))


@require_POST
@permission_required(Permission.COMMENT)
def comment_reopen(request: CouncilRequest, year: int, ref: str, comment: int) -> HttpResponse:
    found = get_comment(request, year, ref, comment)
    try:
        changed = reopen_comment(comment=found, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The comment is open again." if changed else "It was open already.")
    return redirect(thread_url(found.assessment))
