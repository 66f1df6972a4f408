"""The officer's one reply to a score that was agreed otherwise."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.forms.review import ReplyForm
from assurance.rows import Row, build_rows, rows_query
from assurance.views.fetching import get_cycle
from assurance.workflow.replying import reply_to_agreement
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.SCORE)
def assessment_reply(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    """Both scores, the reason, and room for one reply; whoever has none to give is back at the row."""
    cycle = get_cycle(request, year)
    rows = rows_query(cycle).filter(requirement__ref=ref)
    [row] = build_rows(
        [get_object_or_404(rows)], cycle=cycle, membership=request.membership, rights=request.permissions
    )
    kept = take(request) if request.method == "GET" else None
    posted = request.POST if request.method == "POST" else kept
    if posted is None and not row.can_reply:
        return redirect(row.assessment.get_absolute_url())
    form = ReplyForm(posted)
    errors = [(f"{ref}: {message}", "id_text") for message in form.errors.get("text", [])]
    if request.method == "POST" and not errors:
        try:
            _reply(request, row, form)
        except WorkflowError as error:
            errors = [(message, "id_text") for message in error.messages]
        else:
            return redirect(row.assessment.get_absolute_url())
    context = {"cycle": cycle, "row": row, "form": form, "page_errors": errors, "was_kept": kept is not None}
    return render(request, "assurance/assessment_reply.html", context, status=422 if errors else 200)


def _reply(request: CouncilRequest, row: Row, form: ReplyForm) -> None:
    reply_to_agreement(
        row=row.assessment,
        text=form.cleaned_data["text"],
        by=request.membership,
        at=timezone.now(),
        version=form.cleaned_data["version"] or 0,
    )
    by = row.assessment.agreed_by
    told = by.name if by else "The reviewer"
    messages.success(request, f"Your reply on {row.ref} is kept. {told} has been told.")
