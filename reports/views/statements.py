"""Writing the Annual Governance Statement: all sections on one page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assurance.models import ReviewCycle
from governance.decorators import permission_required
from governance.http import CouncilRequest
from governance.permissions import Permission
from governance.workflow.errors import WorkflowError
from reports.forms import StatementForm, statement_initial
from reports.models import GovernanceStatement
from reports.statement_page import boxes
from reports.views.addresses import get_cycle
from reports.workflow.statements import Saved, can_be_written, save_statement


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.EDIT_DOCUMENTS)
def statement(request: CouncilRequest, year: int) -> HttpResponse:
    """Any save stores every text that changed, each against its own version."""
    cycle = get_cycle(request, year)
    if request.method != "POST":
        return editor(request, cycle, StatementForm(initial=standing(cycle), principles=short_titles(cycle)))
    form = StatementForm(request.POST, principles=short_titles(cycle))
    if not form.is_valid():
        return editor(request, cycle, form, status=422)
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
            request, cycle, form, status=422, page_errors=[(message, "") for message in error.messages]
        )
    if not saved.is_clean:
        return choose(request, cycle, form, saved)
    messages.success(request, "Saved." if saved.changed else "Nothing had changed.")
    return redirect("reports:statement", request.council.slug, cycle.year)


def standing(cycle: ReviewCycle) -> dict[str, Any]:
    """The statement as it stands now, for the form."""
    found = GovernanceStatement.objects.filter(cycle=cycle).prefetch_related("sections").first()
    return statement_initial(found, {one.key: one for one in found.sections.all()} if found else {})


def short_titles(cycle: ReviewCycle) -> dict[str, str]:
    """The short title of each principle by letter."""
    return dict(cycle.framework.principles.values_list("letter", "short_title"))


def choose(request: CouncilRequest, cycle: ReviewCycle, form: StatementForm, saved: Saved) -> HttpResponse:
    """Both texts: the one in the box is this person's, the one above it stands. The rest is saved."""
    initial = standing(cycle)
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
    return editor(
        request,
        cycle,
        StatementForm(initial=initial, principles=short_titles(cycle)),
        status=409,
        page_errors=problems,
        saved=saved,
    )


def editor(
    request: CouncilRequest,
    cycle: ReviewCycle,
    form: StatementForm,
    *,
    status: int = 200,
    page_errors: list[tuple[str, str]] | None = None,
    saved: Saved | None = None,
) -> HttpResponse:
    context = {
        "cycle": cycle,
        "form": form,
        "boxes": boxes(form, saved.conflicts if saved else None),
        "page_errors": page_errors,
        "saved": saved,
        "can_be_written": can_be_written(cycle),
    }
    return render(request, "reports/statement.html", context, status=status)
