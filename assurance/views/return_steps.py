"""What is done with one director's return: opened again, withdrawn, its exceptions dealt with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.forms.action_steps import ReasonForm
from assurance.forms.returns import ExceptionActionForm, ExceptionIssueForm, NoteForm
from assurance.models import Assessment, DirectorReturn, ReturnAnswer
from assurance.return_policies import why_closed_to_exceptions, why_closed_to_returns
from assurance.views.director_return import get_return
from assurance.views.fetching import get_cycle
from assurance.workflow.exceptions import note_exception, promise_from_exception, raise_from_exception
from assurance.workflow.issues import TITLE_LIMIT
from assurance.workflow.returns import open_again, withdraw
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import Post
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError

READS_AND_SAVES = ["GET", "HEAD", "POST"]
ISSUE, ACTION, NOTE = "issue", "action", "note"


@require_http_methods(READS_AND_SAVES)
@permission_required(Permission.RECORD_SOURCES)
def return_open_again(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    each = get_return(request, get_cycle(request, year), pk)
    closed = why_closed_to_returns(each.cycle)
    if closed or not each.is_sent:
        messages.error(request, closed or "This return is with its director: it can be changed as it is.")
        return redirect(each)
    return _with_reason(
        request, each, open_again, "assurance/return_open_again.html", "The return is open again."
    )


@require_http_methods(READS_AND_SAVES)
@permission_required(Permission.RECORD_SOURCES)
def return_withdraw(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    each = get_return(request, get_cycle(request, year), pk)
    closed = why_closed_to_returns(each.cycle)
    if closed or each.is_sent or each.withdrawn_at is not None:
        messages.error(request, closed or "This return is in, or not asked for any more: it stays as it is.")
        return redirect(each)
    said = "The return is not asked for any more."
    return _with_reason(request, each, withdraw, "assurance/return_withdraw.html", said)


def _with_reason(
    request: CouncilRequest, each: DirectorReturn, verb: Any, template: str, said: str
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            verb(
                director_return=each,
                reason=form.cleaned_data["reason"],
                by=request.membership,
                at=timezone.now(),
            )
        except WorkflowError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, said)
            return redirect("assurance:returns", request.council.slug, each.cycle.year)
    context = {"cycle": each.cycle, "return": each, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(READS_AND_SAVES)
@permission_required(Permission.RECORD_SOURCES)
def return_exception(request: CouncilRequest, year: int, pk: int, number: int) -> HttpResponse:
    """What the director wrote, and three ways to deal with it, each a form of its own."""
    each = get_return(request, get_cycle(request, year), pk)
    answers = each.answers.select_related("issue", "action", "dealt_with_by__user")
    answer = get_object_or_404(answers, number=number)
    answer.director_return = each
    if refused := _why_not_now(each, answer):
        messages.info(request, refused)
        return redirect(each)
    choices = _choices(request, each, answer)
    what = request.POST.get("what", "")
    form = choices.get(what)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            said = _deal_with(request, answer, what, form.cleaned_data)
        except WorkflowError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, said)
            return redirect("assurance:returns", request.council.slug, year)
    is_wrong = request.method == "POST"
    context = {
        "cycle": each.cycle,
        "return": each,
        "answer": answer,
        "issue_form": choices[ISSUE],
        "action_form": choices.get(ACTION),
        "note_form": choices[NOTE],
        "what": what,
        "form": form,
        "page_errors": [("Choose what becomes of it", "what-issue")] if is_wrong and form is None else [],
    }
    return render(request, "assurance/return_exception.html", context, status=422 if is_wrong else 200)


def _why_not_now(each: DirectorReturn, answer: ReturnAnswer) -> str:
    if closed := why_closed_to_exceptions(each.cycle):
        return closed
    if not each.is_sent:
        return "This return is with its director: an exception is dealt with once it is sent."
    if not answer.is_exception:
        return "The director names no exception here."
    return "This exception is dealt with." if answer.dealt_with_at is not None else ""


def _choices(request: CouncilRequest, each: DirectorReturn, answer: ReturnAnswer) -> dict[str, forms.Form]:
    """The form of each way, bound where it was posted; no action once the review is signed."""
    what = request.POST.get("what", "") if request.method == "POST" else ""

    def posted(name: str) -> Any:
        return request.POST if what == name else None

    words = f"{each.post}, on “{answer.statement}”: {answer.get_answer_display()}."
    choices: dict[str, forms.Form] = {
        ISSUE: ExceptionIssueForm(
            posted(ISSUE),
            prefix=ISSUE,
            initial={"title": _first_words(answer.text), "description": f"{words}\n\n{answer.text}"},
        ),
        NOTE: NoteForm(posted(NOTE), prefix=NOTE),
    }
    if not each.cycle.is_locked:
        rows = Assessment.objects.with_reference().filter(cycle=each.cycle).in_order()
        choices[ACTION] = ExceptionActionForm(
            posted(ACTION),
            prefix=ACTION,
            rows=list(rows),
            posts=list(Post.objects.for_council(request.council).current()),
            initial={"owner_post": str(each.post_id)},
        )
    return choices


def _first_words(text: str) -> str:
    """The first sentence of what the director wrote, as a title to start from."""
    sentence = text.strip().splitlines()[0].split(". ")[0].rstrip(".") if text.strip() else ""
    if len(sentence) <= TITLE_LIMIT:
        return sentence
    return sentence[:TITLE_LIMIT].rsplit(" ", 1)[0]


def _deal_with(request: CouncilRequest, answer: ReturnAnswer, what: str, cleaned: dict[str, Any]) -> str:
    doer: dict[str, Any] = {"answer": answer, "by": request.membership, "at": timezone.now()}
    if what == ISSUE:
        issue = raise_from_exception(**doer, **cleaned)
        return f"“{issue}” is now a possible significant issue. The director was told."
    if what == ACTION:
        promise_from_exception(**doer, **cleaned)
        return "The action was added. The director was told."
    note_exception(**doer, **cleaned)
    return "The exception is noted, with the reason. The director was told."
