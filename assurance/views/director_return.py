"""One director's assurance return: reading, answering, checking and sending it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assurance.director_returns import last_years_answers, sent_before, with_people
from assurance.due import Due
from assurance.forms.returns import AnswerForm, answer_forms
from assurance.models import DirectorReturn, ReturnAnswer, ReviewCycle
from assurance.return_policies import (
    can_answer,
    can_read,
    why_closed_to_exceptions,
    why_closed_to_returns,
)
from assurance.views.fetching import get_cycle
from assurance.workflow.returns import declaration_for, lacking, save_answers, send_return
from governance.decorators import RightMissing, permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.permissions import Permission
from governance.posted_text import typed_texts, whole_number
from governance.templatetags.ga import govtime
from governance.workflow.errors import WorkflowError


def get_return(request: CouncilRequest, cycle: ReviewCycle, pk: int) -> DirectorReturn:
    """A return of the review, or 404."""
    returns = with_people(DirectorReturn.objects.for_council(request.council))
    found = get_object_or_404(returns, cycle=cycle, pk=pk)
    found.cycle, found.council = cycle, request.council
    return found


def answers_of(director_return: DirectorReturn) -> list[ReturnAnswer]:
    return list(director_return.answers.select_related("issue", "action", "dealt_with_by__user"))


@require_safe
@permission_required(Permission.VIEW_COUNCIL)
def return_page(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    """What was sent and what became of it; before that, how far it is. Whoever answers comes to answer."""
    cycle = get_cycle(request, year)
    each = get_return(request, cycle, pk)
    if not can_read(request.membership, request.permissions, each):
        raise RightMissing(Permission.VIEW_ALL_SCORES)
    may_answer = can_answer(request.membership, each)
    if may_answer and Permission.VIEW_ALL_SCORES not in request.permissions:
        return redirect("assurance:return-answer", request.council.slug, year, pk)
    answers = answers_of(each)
    last = last_years_answers(each, answers)
    may_step = Permission.RECORD_SOURCES in request.permissions
    is_open = not why_closed_to_returns(cycle) and each.withdrawn_at is None
    context = {
        "cycle": cycle,
        "return": each,
        "due": Due(each.due_on, timezone.localdate()),
        "answers": [(answer, last.get(answer.number)) for answer in answers],
        "answered": sum(bool(answer.answer) for answer in answers),
        "sent_before": sent_before(each)[1 if each.is_sent else 0 :],
        "may_answer": may_answer,
        "may_read_list": Permission.VIEW_ALL_SCORES in request.permissions,
        "may_open_again": may_step and is_open and each.is_sent,
        "may_withdraw": may_step and is_open and not each.is_sent,
        "may_deal": may_step and each.is_sent and not why_closed_to_exceptions(cycle),
    }
    return render(request, "assurance/return.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.VIEW_COUNCIL)
def return_answer(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    """The statements on one page, saved whenever the director likes; last year's answers beside them."""
    cycle = get_cycle(request, year)
    each = get_return(request, cycle, pk)
    if refusal := _refuse_answering(request, each):
        return refusal
    answers = answers_of(each)
    kept = take(request) if request.method != "POST" else None
    forms = answer_forms(answers, request.POST if request.method == "POST" else kept)
    try:
        said = _save(request, each, forms) if request.method == "POST" else ""
    except WorkflowError as error:  # sent, withdrawn or signed in the same instant
        return _not_saved(request, each, " ".join(error.messages))
    errors = [] if kept else _errors(forms)
    if request.method == "POST" and not errors:
        if "check" in request.POST:
            return redirect("assurance:return-check", request.council.slug, year, pk)
        messages.success(request, said)
        return redirect("assurance:return-answer", request.council.slug, year, pk)
    last = last_years_answers(each, answers)
    context = {
        "cycle": cycle,
        "return": each,
        "due": Due(each.due_on, timezone.localdate()),
        "questions": [(form, last.get(form.standing.number)) for form in forms],
        "answered": sum(bool(answer.answer) for answer in answers),
        "said": said,
        "page_errors": errors,
        "was_kept": kept is not None,
        "last_year": cycle.previous_label,
        "may_read_list": Permission.VIEW_ALL_SCORES in request.permissions,
    }
    return render(request, "assurance/return_answer.html", context, status=422 if errors else 200)


def _save(request: CouncilRequest, each: DirectorReturn, forms: list[AnswerForm]) -> str:
    """Save every answer that can be; what two people changed is marked on its form. Says what was saved."""
    good = [form for form in forms if form.is_bound and form.is_valid()]
    now = timezone.now()
    saved = save_answers(
        director_return=each, given=[form.given for form in good], by=request.membership, at=now
    )
    by_number = {form.standing.number: form for form in forms}
    for number, theirs in saved.clashes.items():
        by_number[number].show_clash(theirs)
    if not saved.written:
        return "Nothing had changed since it was last saved."
    count = len(saved.written)
    return f"{count} {'answer was' if count == 1 else 'answers were'} saved at {govtime(now)}."


def _errors(forms: list[AnswerForm]) -> list[tuple[str, str]]:
    """What is wrong, each with the field to put it right in."""
    errors = []
    for form in forms:
        number = form.standing.number
        for name, found in form.errors.items():
            target = f"s{number}-keep-mine" if form.theirs is not None else f"s{number}-{name}"
            errors += [(f"Point {number}: {lowered(str(message))}", target) for message in found]
    return errors


def lowered(sentence: str) -> str:
    """The sentence, to follow a colon."""
    return sentence[:1].lower() + sentence[1:]


@require_safe
@permission_required(Permission.VIEW_COUNCIL)
def return_check(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    """Everything once more, what is missing first, and the declaration over the button."""
    cycle = get_cycle(request, year)
    each = get_return(request, cycle, pk)
    return _refuse_answering(request, each) or _show_check(request, each)


@require_POST
@permission_required(Permission.VIEW_COUNCIL)
def return_send(request: CouncilRequest, year: int, pk: int) -> HttpResponse:
    cycle = get_cycle(request, year)
    each = get_return(request, cycle, pk)
    if refusal := _refuse_answering(request, each):
        return refusal
    if not request.POST.get("declared"):
        return _show_check(request, each, [("Tick the box to declare that this is right", "declared")])
    version = whole_number(request.POST.get("version", "")) or 0
    try:
        sent = send_return(director_return=each, version=version, by=request.membership, at=timezone.now())
    except WorkflowError as error:
        each.refresh_from_db()
        if each.is_sent:
            messages.info(request, " ".join(error.messages))
            return redirect(each)
        return _show_check(request, each, [(message, "") for message in error.messages])
    messages.success(request, f"Your return is sent. Thank you, {request.membership.user.first_name}.")
    return redirect(sent)


def _show_check(
    request: CouncilRequest, each: DirectorReturn, errors: list[tuple[str, str]] | None = None
) -> HttpResponse:
    answers = answers_of(each)
    context = {
        "cycle": each.cycle,
        "return": each,
        "answers": answers,
        "lacking": lacking(answers),
        "declaration": declaration_for(each, request.membership),
        "page_errors": errors or [],
    }
    return render(request, "assurance/return_check.html", context, status=422 if errors else 200)


def _refuse_answering(request: CouncilRequest, each: DirectorReturn) -> HttpResponse | None:
    """Back to the page of those who read it but cannot answer now, with the reason; 403 to all others."""
    if can_answer(request.membership, each):
        return None
    if not can_read(request.membership, request.permissions, each):
        raise PermissionDenied("answer for this post")
    if {"save", "check"} & request.POST.keys():
        return _not_saved(request, each, _why_not(each))
    messages.info(request, _why_not(each))
    return redirect(each)


def _not_saved(request: CouncilRequest, each: DirectorReturn, reason: str) -> HttpResponse:
    """Why nothing was saved, with what was typed to copy."""
    texts = [
        (f"Point {label[1:]}", value) for label, value in typed_texts(request.POST) if label.endswith("text")
    ]
    context = {"return": each, "reason": reason, "texts": texts}
    return render(request, "assurance/return_not_saved.html", context, status=409)


def _why_not(each: DirectorReturn) -> str:
    if each.withdrawn_at is not None:
        return "This return is not asked for any more."
    if each.is_sent:
        return "This return is sent. The governance coordinator can open it again."
    return why_closed_to_returns(each.cycle) or f"Whoever holds the post of {each.post} answers it."
