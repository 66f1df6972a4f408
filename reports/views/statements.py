"""Writing the Annual Governance Statement: all sections on one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.models import ReviewCycle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.forms import StatementForm
from reports.statement_page import StatementPage
from reports.views.addresses import get_cycle
from reports.views.statement_drafts import button_pressed, press
from reports.workflow.statement_drafts import LookAgain
from reports.workflow.statement_opening import why_not_written
from reports.workflow.statements import Saved, save_statement


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_DOCUMENTS)
def statement(request: CouncilRequest, year: int) -> HttpResponse:
    """Any save stores every text that changed, each against its own version."""
    cycle = get_cycle(request, year)
    page = StatementPage(cycle)
    if request.method != "POST":
        return editor(request, page, page.form())
    form = page.form(request.POST)
    if not form.is_valid():
        return editor(request, page, form, status=422)
    try:
        saved = save_statement(
            cycle=cycle,
            opinion=form.opinion_edit(),
            sections=form.section_edits(),
            by=request.membership,
            at=timezone.now(),
        )
    except WorkflowError as error:
        return editor(
            request, page, form, status=422, page_errors=[(message, "") for message in error.messages]
        )
    if not saved.is_clean:
        return choose(request, StatementPage(cycle), form, saved)
    return after_saving(request, cycle, form, saved)


def after_saving(
    request: CouncilRequest, cycle: ReviewCycle, form: StatementForm, saved: Saved
) -> HttpResponse:
    """Whatever the button does beside saving; then the page again, at the text that it was about."""
    _, key, _ = button_pressed(request)
    try:
        done = press(request, cycle, form, saved)
    except WorkflowError as error:
        page = StatementPage(cycle)
        told = [(message, f"section-{key}" if key else "") for message in error.messages]
        status = 409 if isinstance(error, LookAgain) else 422
        return editor(request, page, page.form(), status=status, page_errors=told, saved=saved)
    messages.success(request, done or ("Saved." if saved.changed else "Nothing had changed."))
    address = reverse("reports:statement", args=[request.council.slug, cycle.year])
    return redirect(f"{address}#section-{key}" if key else address)


def choose(request: CouncilRequest, page: StatementPage, form: StatementForm, saved: Saved) -> HttpResponse:
    """Both texts: the one in the box is this person's, the one above it stands. The rest is saved."""
    initial = page.initial()
    problems = []
    if saved.opinion_conflict:
        edit = form.opinion_edit()
        initial |= {"opinion": edit.opinion, "opinion_sentence": edit.sentence, "as_at": edit.as_at}
        problems.append(("The opinion: someone else changed it. Choose what stands", "id_opinion"))
    for key, section in saved.conflicts.items():
        initial[f"text_{key}"] = form.cleaned_data[f"text_{key}"]
        label = form.fields[f"text_{key}"].label
        who = section.edited_by.name if section.edited_by else "someone else"
        problems.append((f"{label}: {who} changed this text. Choose what stands", f"id_text_{key}"))
    return editor(request, page, page.form(initial=initial), status=409, page_errors=problems, saved=saved)


def editor(
    request: CouncilRequest,
    page: StatementPage,
    form: StatementForm,
    *,
    status: int = 200,
    page_errors: list[tuple[str, str]] | None = None,
    saved: Saved | None = None,
) -> HttpResponse:
    shown, hidden = page.boxes(form, saved.conflicts if saved else {})
    context = {
        "cycle": page.cycle,
        "form": form,
        "layout": page.arrangement.layout,
        "boxes": shown,
        "hidden": hidden,
        "hidden_open": any(box.theirs or box.text.errors for box in hidden),
        "page_errors": page_errors,
        "saved": saved,
        "drafts": page.drafts,
        "why_not": why_not_written(page.cycle),
    }
    return render(request, "reports/statement.html", context, status=status)
