"""Directors' assurance returns together: how many are in, what they say, asking, reminding."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assurance.director_returns import figures_of, in_words, matrix, returns_of
from assurance.forms.returns import DueForm
from assurance.milestones import dates_of
from assurance.models import DirectorReturn, Milestone, ReviewCycle
from assurance.return_asking import posts_to_ask
from assurance.return_policies import why_closed_to_exceptions, why_closed_to_returns
from assurance.views.fetching import get_cycle
from assurance.views.reminders import listed as in_a_row
from assurance.workflow.return_reminders import Reminded, remind_of_returns, words_for
from assurance.workflow.returns import Asked, ask_for_returns
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.models import Post
from governance.permissions import Permission
from governance.posted_text import whole_number
from governance.workflow.errors import WorkflowError

READS_AND_SAVES = ["GET", "HEAD", "POST"]
BEFORE_AGREEING = timedelta(days=7)


@require_safe
@permission_required(Permission.VIEW_ALL_SCORES)
def returns_list(request: CouncilRequest, year: int) -> HttpResponse:
    """The answer first, then who has sent, what is excepted, and every statement beside every directorate."""
    cycle = get_cycle(request, year)
    returns = returns_of(cycle, at=timezone.localdate())
    headings, lines = matrix(returns)
    exceptions = [(each, answer) for each in returns for answer in each.exceptions]
    figures = figures_of(cycle)
    context = {
        "cycle": cycle,
        "figures": figures,
        "said": in_words(figures),
        "returns": returns,
        "open_exceptions": [pair for pair in exceptions if pair[1].dealt_with_at is None],
        "dealt_with": [pair for pair in exceptions if pair[1].dealt_with_at is not None],
        "headings": headings,
        "lines": lines,
        "closed": why_closed_to_returns(cycle),
        "may_ask": Permission.RECORD_SOURCES in request.permissions and not why_closed_to_returns(cycle),
        "may_deal": Permission.RECORD_SOURCES in request.permissions and not why_closed_to_exceptions(cycle),
    }
    return render(request, "assurance/returns.html", context)


@require_http_methods(READS_AND_SAVES)
@permission_required(Permission.RECORD_SOURCES)
def returns_ask(request: CouncilRequest, year: int) -> HttpResponse:
    """Every post, those who direct services ticked; ask them by a date."""
    cycle = get_cycle(request, year)
    now = timezone.now()
    today = timezone.localdate(now)
    choices = posts_to_ask(cycle)
    is_posted = request.method == "POST"
    form = DueForm(
        request.POST if is_posted else None, today=today, proposed=_proposed_date(cycle, today=today)
    )
    ticked = {whole_number(value) for value in request.POST.getlist("post")} - {None}
    problem = ""
    if is_posted and form.is_valid():
        posts = _posts(request, ticked)
        try:
            asked = ask_for_returns(
                cycle=cycle, posts=posts, due_on=form.cleaned_data["due_on"], by=request.membership, at=now
            )
        except WorkflowError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, what_was_asked(asked))
            return redirect("assurance:returns", request.council.slug, year)
    elif is_posted and not ticked:
        problem = "Tick at least one post to ask."
    is_wrong = bool(problem or form.errors)
    context = {
        "cycle": cycle,
        "choices": choices,
        "form": form,
        "ticked": ticked if is_posted else {each.post.pk for each in choices if each.is_proposed},
        "problem": problem,
        "form_errors_present": is_wrong,
        "statements": request.council.setting("return_statements"),
        "closed": why_closed_to_returns(cycle),
    }
    return render(request, "assurance/returns_ask.html", context, status=422 if is_wrong else 200)


@require_http_methods(READS_AND_SAVES)
@permission_required(Permission.RECORD_SOURCES)
def returns_remind(request: CouncilRequest, year: int) -> HttpResponse:
    """Which returns are missing, each with a tick; those reminded of today already say so."""
    cycle = get_cycle(request, year)
    now = timezone.now()
    problem = ""
    if request.method == "POST":
        keys = {whole_number(value) for value in request.POST.getlist("return")} - {None}
        chosen = DirectorReturn.objects.for_council(request.council).filter(cycle=cycle, pk__in=keys)
        try:
            done = remind_of_returns(
                cycle=cycle, returns=chosen.select_related("post"), by=request.membership, at=now
            )
        except WorkflowError as error:
            problem = " ".join(error.messages)
        else:
            (messages.success if done.told else messages.info)(request, what_was_told(done))
            return redirect("assurance:returns-remind", request.council.slug, year)
    missing = [each for each in returns_of(cycle, at=timezone.localdate(now)) if not each.row.is_sent]
    can_be_told = [each for each in missing if each.member and not each.was_reminded_today]
    context = {
        "cycle": cycle,
        "missing": missing,
        "example": words_for(can_be_told[0], by=request.membership) if can_be_told else "",
        "problem": problem,
        "page_errors": [(problem, "returns")] if problem else [],
        "is_first_look": not problem,
        "closed": why_closed_to_returns(cycle),
    }
    return render(request, "assurance/returns_remind.html", context, status=422 if problem else 200)


def what_was_asked(asked: Asked) -> str:
    """What the press has done, in sentences."""
    said = []
    if asked.now:
        said.append(f"You asked for the return of {in_a_row([str(each.post) for each in asked.now])}.")
    if asked.already:
        verb = "was" if len(asked.already) == 1 else "were"
        said.append(f"{in_a_row([str(post) for post in asked.already])} {verb} asked before.")
    return " ".join(said)


def what_was_told(done: Reminded) -> str:
    said = []
    if done.told:
        said.append(f"You reminded {in_a_row(done.told)}.")
    for posts, words in (
        (done.already, "reminded today already"),
        (done.nobody, "not reminded: nobody holds the post or deputises"),
    ):
        if posts:
            said.append(f"{in_a_row(posts)} {'was' if len(posts) == 1 else 'were'} {words}.")
    if done.not_missing:
        verb = "is" if len(done.not_missing) == 1 else "are"
        said.append(f"The return of {in_a_row(done.not_missing)} {verb} not missing any more.")
    return " ".join(said)


def _posts(request: CouncilRequest, keys: set[int | None]) -> list[Post]:
    posts = Post.objects.for_council(request.council).current().filter(pk__in=keys)
    people = posts.select_related("holder__user", "deputy__user")
    return list(people.prefetch_related("holder__grants", "deputy__grants"))


def _proposed_date(cycle: ReviewCycle, *, today: date) -> date | None:
    """A week before the rows are to be agreed, while that is still to come."""
    agreeing = dates_of(cycle.milestones.all()).get(Milestone.Kind.AGREEING)
    if agreeing is None or agreeing - BEFORE_AGREEING <= today:
        return None
    return agreeing - BEFORE_AGREEING
