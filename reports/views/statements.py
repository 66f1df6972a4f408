"""Writing the Annual Governance Statement: all sections on one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assurance.models import ReviewCycle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.kept_forms import shows_kept_text, take
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.forms import PreviewForm, StatementForm
from reports.main_text import Length
from reports.statement_findings import StatementFindings
from reports.statement_page import StatementPage, main_text_length
from reports.statement_places import Places, preview_of
from reports.views.addresses import get_cycle
from reports.views.statement_drafts import button_pressed, press
from reports.workflow.statement_drafts import LookAgain
from reports.workflow.statement_opening import why_not_written
from reports.workflow.statements import Saved, save_statement


@require_http_methods(["GET", "HEAD", "POST"])
@shows_kept_text
@permission_required(Permission.EDIT_DOCUMENTS)
def statement(request: CouncilRequest, year: int) -> HttpResponse:
    """Any save stores every text that changed, each against its own version; `preview` only shows them."""
    cycle = get_cycle(request, year)
    page = StatementPage(cycle)
    posted = request.POST if request.method == "POST" else take(request)
    if posted is None:
        return editor(request, page, page.form())
    form = page.sent_form(posted)
    if not form.is_valid():
        return editor(request, page, form, status=422)
    if request.method != "POST":
        return editor(request, page, form, was_kept=True)
    if "preview" in posted:
        return editor(request, page, form)
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


@require_POST
@permission_required(Permission.EDIT_DOCUMENTS)
def statement_preview(request: CouncilRequest, year: int) -> HttpResponse:
    """One text as the document will show it, and how long the statement is with it; nothing is saved."""
    get_cycle(request, year)
    form = PreviewForm(request.POST)
    if not form.is_valid():
        said = [message for messages in form.errors.values() for message in messages]
        return JsonResponse({"errors": said}, status=422)
    typed = form.cleaned_data
    preview = preview_of(typed["text"], number=typed["number"], first=typed["first"])
    length, total = Length(typed["fixed"] + preview.points), Length(typed["others"] + preview.points)
    return JsonResponse(
        {
            "html": preview.html,
            "points": preview.points,
            "length": length.words,
            "total": total.of_the_aim,
            "is_long": total.too_many > 0,
        }
    )


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
    was_kept: bool = False,
) -> HttpResponse:
    """The page with the texts as the form has them; where nobody can write, with what was typed to copy."""
    today = timezone.localdate()
    places = Places(page.cycle, today)
    findings = StatementFindings(page.cycle, today, request.permissions, page.arrangement.shown_keys)
    shown, hidden = page.boxes(form, places, findings, saved.conflicts if saved else {})
    why_not = why_not_written(page.cycle)
    context = {
        "cycle": page.cycle,
        "form": form,
        "layout": page.arrangement.layout,
        "boxes": shown,
        "hidden": hidden,
        "hidden_open": any(box.theirs or box.text.errors for box in hidden),
        "findings": findings,
        "length": main_text_length(places, shown),
        "written": sum(box.is_written for box in shown),
        "has_opinion": bool(form["opinion"].value()),
        "page_errors": page_errors,
        "saved": saved,
        "drafts": page.drafts,
        "was_kept": was_kept,
        "is_unsaved": form.is_bound or saved is not None,
        "why_not": why_not,
        "typed": form.typed_over() if why_not and form.is_bound else [],
    }
    return render(request, "reports/statement.html", context, status=status)
