"""The pages where rows are answered: mine, a principle's, all 91, and one with more room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assurance import progress
from assurance.forms.review import ReplyForm
from assurance.http import keep_in_view
from assurance.models import Assessment, Milestone
from assurance.pace import time_left
from assurance.rows import Row, row_query
from assurance.views.fetching import get_cycle
from assurance.views.row_page import RowPage
from assurance.views.row_saves import save_row
from framework.models import Principle
from governance.decorators import permission_required
from governance.http import CouncilRequest, is_by_script
from governance.kept_forms import shows_kept_text
from governance.permissions import Permission

READS_AND_SAVES = ["GET", "HEAD", "POST"]
Context = Callable[[RowPage], dict[str, Any]]


def answer_page(
    request: CouncilRequest, page: RowPage, template: str, address: str, context: Context
) -> HttpResponse:
    """Show the page; on a post save what changed, then either go on or say what is to be put right."""
    if request.method != "POST":
        page.show_kept()
        return render(request, template, page.context() | context(page))
    if not page.save(request.POST):
        return render(request, template, page.context() | context(page), status=422)
    if words := saved_words(request, page):
        messages.success(request, words)
    return redirect(address + next_part(request, page))


def saved_words(request: CouncilRequest, page: RowPage) -> str:
    """What was saved; a row whose save was pressed may have been saved by itself before."""
    refs = page.saved_refs or [name for name in [pressed_row(request)] if name in page.forms]
    if not refs:
        return "" if "check" in request.POST else "Everything is saved. Nothing had changed."
    return f"{refs[0]} was saved." if len(refs) == 1 else f"{len(refs)} rows were saved."


def pressed_row(request: CouncilRequest) -> str:
    return request.POST.get("save", "") or request.POST.get("open-next", "")


def next_part(request: CouncilRequest, page: RowPage) -> str:
    """The part of the address that opens the next row after "Save and open next", or the row just saved."""
    pressed = request.POST.get("open-next", "")
    refs = list(page.forms)
    if pressed in refs and pressed != refs[-1]:
        following = refs[refs.index(pressed) + 1]
        return f"?open={following}#row-{following}"
    saved = pressed_row(request)
    return f"#row-{saved}" if saved in refs else ""


def page_figures(page: RowPage) -> dict[str, Any]:
    return {"figures": progress.figures(row.assessment for row in page.rows)}


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.SCORE)
def my_rows(request: CouncilRequest, year: int) -> HttpResponse:
    """All rows of this officer, answerable in place."""
    cycle = get_cycle(request, year)
    page = RowPage(request, cycle, lambda rows: rows.assigned_to(request.membership))
    address = reverse("assurance:my-rows", args=[request.council.slug, year])
    if request.method == "POST" and "check" in request.POST:
        address = reverse("assurance:check-answers", args=[request.council.slug, year])
    return answer_page(request, page, "assurance/my_rows.html", address, my_rows_context)


def my_rows_context(page: RowPage) -> dict[str, Any]:
    """The sticky bar and the three lists of my rows; figures over the whole list, whatever is shown."""
    figures = progress.figures(row.assessment for row in page.rows)
    evidenced = {row.assessment.pk for row in page.rows if row.uses}
    answered = progress.answered(
        (row.assessment for row in page.rows),
        evidenced=evidenced,
        reason_from=page.cycle.council.setting("change_asking_reason"),
    )
    milestone = Milestone.objects.filter(cycle=page.cycle, kind=Milestone.Kind.SCORING).first()
    shown = page.request.GET.get("show", "")
    return {
        "figures": figures,
        "due_on": milestone.due_on if milestone else None,
        "answered": answered,
        "to_do": figures.total - answered,
        "time_left": time_left(
            (row.assessment for row in page.rows),
            left=figures.total - answered,
            by=page.request.membership,
        ),
        "shown": shown,
        "entries": [
            (row, forms)
            for row, forms in ((row, page.forms.get(row.ref)) for row in page.rows)
            if is_shown(row, shown) or (forms and forms.is_open)
        ],
    }


def is_shown(row: Row, shown: str) -> bool:
    if shown == "to-do":
        return not (row.assessment.is_done or row.is_ready)
    if shown == "sent-back":
        return row.assessment.status == Assessment.Status.SENT_BACK
    return True


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def principle_rows(request: CouncilRequest, year: int, letter: str) -> HttpResponse:
    """A principle's rows: the person's own are editable in place, the others to read."""
    cycle = get_cycle(request, year)
    principle = Principle.objects.filter(framework=cycle.framework, letter=letter).first()
    if principle is None:
        raise Http404
    page = RowPage(request, cycle, lambda rows: rows.in_principle(letter))
    address = reverse("assurance:principle", args=[request.council.slug, year, letter])
    heading = {"principle": principle, "letters": "ABCDEFG"}
    return answer_page(
        request, page, "assurance/principle_rows.html", address, lambda page: heading | page_figures(page)
    )


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def requirements(request: CouncilRequest, year: int) -> HttpResponse:
    """All 91 rows on one page."""
    cycle = get_cycle(request, year)
    page = RowPage(request, cycle, lambda rows: rows)
    address = reverse("assurance:requirements", args=[request.council.slug, year])
    return answer_page(request, page, "assurance/requirements.html", address, page_figures)


@require_http_methods(READS_AND_SAVES)
@shows_kept_text
@permission_required(Permission.VIEW_REVIEW)
def assessment(request: CouncilRequest, year: int, ref: str) -> HttpResponse:
    """One row with more room. A script's save of a row is answered with how it stands, as JSON."""
    if request.method == "POST" and is_by_script(request):
        return save_row(request, year, ref)
    found = row_query(request.council, year, ref).first()
    if found is None:
        raise Http404
    cycle = found.cycle
    cycle.council = request.council
    keep_in_view(request, cycle)
    page = RowPage(request, cycle, lambda rows: rows.filter(requirement__ref=ref), fetched=[found])
    for forms in page.forms.values():
        forms.is_open = True
    address = reverse("assurance:assessment", args=[request.council.slug, year, ref])
    return answer_page(
        request,
        page,
        "assurance/assessment_detail.html",
        address,
        lambda page: {"row": page.rows[0], "reply_form": ReplyForm() if page.rows[0].can_reply else None},
    )
